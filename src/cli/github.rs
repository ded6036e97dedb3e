//! `rulebook github`: pull requests on GitHub.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Outcome, Root};
use crate::check::git::git;
use crate::forge::look::{look, project_of};
use crate::forge::plan::{Known, plan};
use crate::forge::{github, ticks::Total};
use crate::model::Date;
use crate::review::{Change, Source};

/// Review pull requests on GitHub
#[derive(Debug, Args)]
pub(super) struct Command {
    #[command(subcommand)]
    command: Sub,
}

#[derive(Debug, Subcommand)]
enum Sub {
    Review(Review),
}

/// Print a review of a pull request as GitHub takes it; nothing is sent
///
/// Send it with `gh api repos/OWNER/NAME/pulls/NUMBER/reviews --input FILE`.
#[derive(Debug, Args)]
struct Review {
    /// The request's commits, such as origin/main...HEAD
    range: String,
    /// The repository [default: the current folder]
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Its project, by its name under projects/ [default: the last part of origin's address]
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// What stands on the request, so that nothing is said twice: lists that `gh api` wrote of
    /// repos/OWNER/NAME/pulls/NUMBER/reviews and /comments, and of repos/OWNER/NAME/issues/NUMBER/comments
    #[arg(long, value_name = "FILE", requires_all = ["login", "author"])]
    said: Vec<PathBuf>,
    /// Whose reviews in these are ours
    #[arg(long, value_name = "LOGIN")]
    login: Option<String>,
    /// Who made the request
    #[arg(long, value_name = "LOGIN")]
    author: Option<String>,
}

impl Command {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        match self.command {
            Sub::Review(review) => review.run(root),
        }
    }
}

impl Review {
    fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
        super::check::quiet_workers();
        let project = project_of(&rulebook, self.project.as_deref(), &name(&self.path))?;
        let change = Change::read(&self.path, &Source::Range(&self.range))?;
        let subject = github::subject(&change)?;
        let today = Date(Timestamp::now().to_zoned(TimeZone::UTC).date());
        let looked = look(&rulebook, project, change, today)?;
        let plan = plan(&rulebook, &looked, subject, &self.known()?, &github::ABILITIES);
        if plan.said {
            root.console.status("nothing new: all of it is said, or there is nothing to say");
        } else {
            root.console.data(github::shown(&plan, &looked)?.as_bytes())?;
        }
        Ok(match plan.total() {
            Total::Complete => Outcome::Clean,
            Total::Open | Total::Broken => Outcome::Found,
        })
    }

    fn known(&self) -> Result<Known> {
        let (Some(own), Some(author)) = (&self.login, &self.author) else {
            return Ok(Known::default());
        };
        let mut all = Vec::new();
        for path in &self.said {
            let text = std::fs::read_to_string(path);
            let text = text.with_context(|| format!("cannot read {}", path.display()))?;
            all.extend(github::comments(&text).with_context(|| path.display().to_string())?);
        }
        Ok(github::known(all, own, author))
    }
}

/// The last part of origin's address.
fn name(folder: &Path) -> String {
    let said = git(folder, &["remote", "get-url", "origin"]).unwrap_or_default();
    let url = String::from_utf8_lossy(&said).trim().trim_end_matches('/').to_owned();
    let last = url.rsplit(['/', ':']).next().unwrap_or_default();
    last.trim_end_matches(".git").to_owned()
}
