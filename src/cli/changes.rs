//! `rulebook changes`: what changed in meaning between two versions of the rulebook.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use super::{Outcome, Root, project_named, today};
use crate::model::Rulebook;
use crate::report::shown;
use crate::review::versions::{self, Turn};
use crate::source::plain::printable;

/// Tell what changed in meaning between two versions of the rulebook
///
/// Fails where the text of a guideline says something else and its revision does not, and where an id is gone.
#[derive(Debug, Args)]
pub(super) struct Changes {
    /// Two commits, `A..B`; without B, what is on disk
    range: String,
    /// Also tell what is other for this project, by its name under projects/
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// Also tell what checks newly find in this tree of the project
    #[arg(long, value_name = "PATH", requires = "project")]
    tree: Option<PathBuf>,
}

impl Changes {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let folder = root.folder()?;
        let (from, to) = versions::ends(&self.range)?;
        ensure!(versions::is_kept(&folder), "{} is in no repository of git", folder.display());
        let (old, problems) = versions::at_commit(&folder, from)?;
        let flaws = versions::flaws(from, &problems);
        // What a project has to do with a version is only known where all of it refers to something.
        ensure!(flaws.is_none() || self.project.is_none(), flaws.unwrap_or_default());
        if let Some(flaws) = flaws {
            root.console.note(&flaws);
        }
        let new = match to {
            "" => root.load()?.1,
            to => {
                let (new, problems) = versions::at_commit(&folder, to)?;
                let flaws = versions::flaws(to, &problems);
                ensure!(flaws.is_none(), flaws.unwrap_or_default());
                new
            }
        };
        let turns = versions::turns(&old, &new);
        let mut text: String = turns.iter().map(told).collect();
        if turns.is_empty() {
            text.push_str("no guideline changed\n");
        }
        if let Some(name) = &self.project {
            text.push_str(&self.of_project(&old, &new, name)?);
        }
        let wrong = turns.iter().filter(|turn| turn.wrong.is_some()).count();
        root.console.data(text.as_bytes())?;
        root.console
            .status(&format!("{} guidelines changed, {wrong} of them wrongly", turns.len()));
        Ok(if wrong > 0 { Outcome::Found } else { Outcome::Clean })
    }

    fn of_project(&self, old: &Rulebook, new: &Rulebook, name: &str) -> Result<String> {
        let before = project_named(old, name).context("the older version does not know it")?;
        let after = project_named(new, name)?;
        let mut lines = vec![format!("\n{}:", printable(&after.title))];
        lines.extend(
            versions::for_project(old, new, before, after)
                .into_iter()
                .map(|line| format!("  {line}")),
        );
        if let Some(tree) = &self.tree {
            for finding in versions::newly_found(old, new, (before, after), tree, today())? {
                lines.push(format!(
                    "  newly found: {}:{} {} {}",
                    shown(&finding.path),
                    finding.start.line,
                    finding.guideline,
                    printable(&finding.message)
                ));
            }
        }
        if lines.len() == 1 {
            lines.push("  nothing is other for it".into());
        }
        Ok(lines.join("\n") + "\n")
    }
}

fn told(turn: &Turn) -> String {
    let mut text = format!("{:<9} {} {}\n", turn.kind.as_str(), turn.id, printable(&turn.title));
    for detail in &turn.details {
        text.push_str(&format!("          {}\n", printable(detail)));
    }
    if let Some(wrong) = &turn.wrong {
        text.push_str(&format!("          WRONG: {}\n", printable(wrong)));
    }
    text
}
