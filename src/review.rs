//! A change against a rulebook: only what it can break, each item answered by evidence or asked as one question.
//!
//! One way through: `change` reads what the change does (`blobs` asks git for texts, `apply` the files on disk),
//! `endings` leaves out lines that only end otherwise, `touched` says what of each file it touches, `findings` runs the checks on both sides of it, `starts` follows what
//! programs import (in each `tree`), and `list` asks the predicates and makes the checklist.

mod acts;
mod apply;
mod blobs;
pub mod change;
mod endings;
mod excuse;
mod findings;
mod list;
pub mod plan;
mod record;
mod requirements;
mod starts;
mod touched;
mod tree;
pub mod versions;

use anyhow::Result;

use crate::check::git;
use crate::check::scene::Scene;
use crate::model::{Answer, Checklist, Date, Project, Rulebook};

pub use change::{Change, Source};
pub use record::{add_answer, add_waiver};

/// A change, the project that it is of, and what people have answered about it.
#[derive(Debug)]
pub struct Review<'r> {
    rulebook: &'r Rulebook,
    scene: Scene<'r>,
    change: Change,
    footers: Vec<Answer>,
    notes: Vec<String>,
}

impl<'r> Review<'r> {
    /// A change of a project; without one, of the project that the tree says it is.
    ///
    /// # Errors
    /// If git cannot be asked.
    pub fn new(
        rulebook: &'r Rulebook,
        project: Option<&'r Project>,
        mut change: Change,
        today: Date,
    ) -> Result<Self> {
        let hunks = change.files.iter_mut().flat_map(|file| &mut file.patch.hunks);
        hunks.for_each(endings::settle);
        let root = |path: &str| -> Option<String> {
            let bytes = match (&change.root, &change.ends) {
                (Some(_), Some((_, Some(end)))) => {
                    change.blobs.as_ref()?.read(&format!("{end}:{path}"))?
                }
                (Some(root), _) => std::fs::read(root.join(path)).ok()?,
                (None, _) => return None,
            };
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let scene = Scene::new(rulebook, project, &root, packages(&change), today);
        let (footers, unreadable) = Answer::in_messages(&change.messages);
        let notes = unreadable.iter().map(|line| {
            format!("this line of a commit message is no answer that `rulebook answer --footer` wrote: {line}")
        });
        let notes = notes.collect();
        Ok(Self { rulebook, scene, change, footers, notes })
    }

    /// The checklist of the change.
    ///
    /// # Errors
    /// If the machine gives no threads.
    pub fn checklist(&self) -> Result<Checklist<'_>> {
        Ok(list::Builder::new(self)?.checklist())
    }

    /// The change.
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// The change, for whoever goes on with it.
    pub fn into_change(self) -> Change {
        self.change
    }

    /// The project, if the rulebook knows it.
    pub fn project(&self) -> Option<&Project> {
        self.scene.project()
    }
}

/// The top-level packages that the change touches, for a project that nobody has described.
fn packages(change: &Change) -> Vec<String> {
    let paths = change.files.iter().filter(|file| file.path.ends_with(".py"));
    let first = paths.filter_map(|file| {
        let path = file.path.strip_prefix("src/").unwrap_or(&file.path);
        Some(path.split_once('/')?.0.to_owned())
    });
    let packages: std::collections::BTreeSet<_> = first.collect();
    packages.into_iter().collect()
}

/// The user's name, as git knows it.
pub fn whoami() -> Option<String> {
    let said = git::git(std::path::Path::new("."), &["config", "user.name"]).ok()?;
    let name = String::from_utf8_lossy(&said).trim().to_owned();
    (!name.is_empty()).then_some(name)
}
