//! `rulebook checklist`: what a project, or a change of one, has to answer.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};

use super::{Outcome, Root, project_named, today};
use crate::generate;
use crate::model::{self, Project, Rulebook, State};
use crate::render::checklist::{self, Guide};
use crate::review::{Change, Review, Source};

/// Print what a project, or one change of it, has to answer
///
/// For a change, only what it can break is on the list: the changed lines and the functions that they stand in decide,
/// not the rest of their files.
#[derive(Debug, Args)]
pub(super) struct Checklist {
    /// The tree or repository that the change is of [default: the current folder]
    #[arg(value_name = "PATH", requires = "what")]
    path: Option<PathBuf>,
    #[command(flatten)]
    what: What,
    /// The project, by its name under projects/ [default, for a change: what the tree says of itself]
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: Format,
}

/// The change that is meant.
#[derive(Debug, Clone, Args)]
#[group(id = "what", multiple = false)]
pub(super) struct What {
    /// A change: a range of commits such as main...HEAD, a commit's own change such as HEAD^!, or everything on disk
    /// since a commit; without a value, what is not committed yet
    #[arg(long, value_name = "RANGE", num_args = 0..=1, default_missing_value = "HEAD", require_equals = false)]
    change: Option<String>,
    /// A change: a patch as git, mails and `diff -u` write it; `-` for standard input
    #[arg(long, value_name = "FILE")]
    patch: Option<PathBuf>,
}

impl What {
    /// The change, if one is meant.
    pub(super) fn read(&self, folder: Option<&Path>) -> Result<Option<Change>> {
        let folder = folder.unwrap_or(Path::new("."));
        if let Some(range) = &self.change {
            return Change::read(folder, &Source::Range(range)).map(Some);
        }
        let Some(path) = &self.patch else { return Ok(None) };
        let mut bytes = Vec::new();
        if path.as_os_str() == "-" {
            std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read the patch")?;
        } else {
            bytes = std::fs::read(path)
                .with_context(|| format!("cannot read the patch {}", path.display()))?;
        }
        let mut change = Change::read(folder, &Source::Patch(&bytes))
            .with_context(|| format!("cannot read the patch {}", path.display()))?;
        let name = path.file_name().filter(|_| path.as_os_str() != "-");
        change.label = name.map_or("a patch".into(), |name| name.to_string_lossy().into_owned());
        Ok(Some(change))
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Markdown,
    Html,
    Json,
    Text,
}

impl Checklist {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        // Git works while the rulebook is read.
        let (loaded, change) = std::thread::scope(|scope| {
            let change = scope.spawn(|| self.what.read(self.path.as_deref()));
            (root.load(), change.join())
        });
        let (origin, rulebook) = loaded?;
        let change = change.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let Some(change) = change else {
            let list = model::Checklist::audited(&rulebook, self.project(&rulebook)?);
            return self.print(&list, &origin, &rulebook, root);
        };
        let project =
            self.project.as_ref().map(|name| project_named(&rulebook, name)).transpose()?;
        let review = Review::new(&rulebook, project, change, today())?;
        let list = review.checklist()?;
        if list.project.is_none() {
            root.console.note("nobody has described this project; --project NAME says which it is");
        }
        self.print(&list, &origin, &rulebook, root)
    }

    fn print(
        &self,
        list: &model::Checklist<'_>,
        origin: &crate::load::Origin,
        rulebook: &Rulebook,
        root: &Root<'_>,
    ) -> Result<Outcome> {
        let about_change = list.change.is_some();
        // Whoever reads the list of a change is not in this folder.
        let source = match about_change {
            true => Guide::beside("", ".html", rulebook),
            false => Guide::beside("generated/guide/", ".md", rulebook),
        };
        let pages = Guide::beside("generated/book/", ".html", rulebook);
        let template = |kind| generate::template(origin, &checklist::template(list, kind));
        let text = match self.format {
            Format::Markdown => checklist::markdown(list, &source, &template("md")?)?,
            Format::Html => checklist::html(list, &pages, &template("html")?)?,
            Format::Json => serde_json::to_string_pretty(&checklist::json(list, &pages))? + "\n",
            Format::Text => checklist::text(list, &pages, &template("text")?)?,
        };
        root.console.data(text.as_bytes())?;
        let failed = list.items.iter().any(|item| item.state == State::Fail);
        Ok(if about_change && failed { Outcome::Found } else { Outcome::Clean })
    }

    fn project<'a>(&self, rulebook: &'a Rulebook) -> Result<&'a Project> {
        let names =
            || rulebook.projects.keys().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        match (&self.project, rulebook.projects.len()) {
            (Some(name), _) => project_named(rulebook, name),
            (None, 1) => rulebook.projects.values().next().context("there is one project"),
            (None, 0) => bail!("the rulebook has no projects; describe one in projects/NAME.yaml"),
            (None, _) => bail!("say which project with --project NAME; there are {}", names()),
        }
    }
}
