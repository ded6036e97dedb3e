//! Checks on code that need not be on disk: what a commit has, or what a patch makes of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use rayon::prelude::*;

use super::declared::Declared;
use super::look::Worker;
use super::plan::{Plan, Remembered, Way};
use super::starts::Starts;
use super::walk::{File, FileKind};
use super::{Note, tree, waive};
use crate::model::{Date, Finding, Id, NotRun, Project, Rulebook};

/// A project, as far as checks ask for it, with the checks that bind it.
#[derive(Debug)]
pub struct Scene<'r> {
    rulebook: &'r Rulebook,
    project: Option<Cow<'r, Project>>,
    plan: Plan<'r>,
    today: Date,
}

/// A file that need not be on disk.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// Its path from the root of the project.
    pub path: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// What came of looking at files.
#[derive(Debug, Default)]
pub struct Seen {
    /// The findings, by path and place; what the project's waivers cover is waived.
    pub findings: Vec<Finding>,
    /// The files that could not be read, or not whole.
    pub not_run: Vec<NotRun>,
    /// What is worth knowing of the rulebook's own files.
    pub notes: Vec<Note>,
}

impl<'r> Scene<'r> {
    /// The scene of a project; without one, of the project that the files at the root tell of. `packages` are its
    /// top-level packages where nobody has described it.
    pub fn new(
        rulebook: &'r Rulebook,
        project: Option<&'r Project>,
        root: &dyn Fn(&str) -> Option<String>,
        packages: Vec<String>,
        today: Date,
    ) -> Self {
        let declared = Declared::of(root, None);
        let (project, context) = tree::described(rulebook, project, declared, || packages);
        let plan =
            Plan::binding(rulebook, project.as_deref(), context, &[], &Remembered::default());
        Self { rulebook, project, plan, today }
    }

    /// The project, if the rulebook knows it.
    pub fn project(&self) -> Option<&Project> {
        self.project.as_deref()
    }

    pub(super) fn plan(&self) -> &Plan<'r> {
        &self.plan
    }

    /// Runs the checks that look at one file after the other.
    ///
    /// # Errors
    /// If the machine gives no threads.
    pub fn look(&self, files: &[Given<'_>]) -> Result<Seen> {
        self.look_with(files, None)
    }

    /// The same, with what checks say of how programs start.
    ///
    /// # Errors
    /// If the machine gives no threads.
    pub fn look_with(&self, files: &[Given<'_>], starts: Option<&Starts<'_, 'r>>) -> Result<Seen> {
        let looked: Vec<_> = super::workers(0)?.install(|| {
            let worker = || Worker::new(self.rulebook, &self.plan, self.today);
            files
                .par_iter()
                .map_init(worker, |worker, given| {
                    let told = starts.map_or(&[][..], |starts| starts.of(given.path));
                    worker.look_into(&file(given), given.bytes, told)
                })
                .collect()
        });
        let mut seen = Seen::default();
        let mut found = Vec::new();
        for looked in looked {
            found.extend(looked.found);
            seen.not_run.extend(looked.not_run);
        }
        if let Some(project) = self.project() {
            seen.notes =
                waive::waive(self.rulebook, project, &self.plan, &mut found, self.today, false);
        }
        seen.findings = found.into_iter().map(|found| found.finding).collect();
        seen.findings.sort_by(|a, b| {
            (&a.path, a.start, &a.guideline, &a.check).cmp(&(
                &b.path,
                b.start,
                &b.guideline,
                &b.check,
            ))
        });
        Ok(seen)
    }

    /// The guidelines whose checks may find something in a piece of code.
    pub fn concerns(&self, path: &str, code: &str) -> Vec<&'r Id> {
        let checks = match FileKind::of(Path::new(path)) {
            FileKind::Other => return Vec::new(),
            _ => self.plan.sift(code.as_bytes(), path).checks,
        };
        checks.iter().flat_map(|planned| planned.guidelines.iter().map(|(of, _)| &of.id)).collect()
    }

    /// For each guideline with checks that one file does not tell, how many there are and of what sort.
    pub fn beyond_files(&self) -> BTreeMap<&'r Id, Beyond> {
        let mut beyond: BTreeMap<&Id, Beyond> = BTreeMap::new();
        for planned in &self.plan.checks {
            for (guideline, _) in &planned.guidelines {
                let sorts = match &planned.way {
                    Way::Modules(_) => continue,
                    Way::Startup(..) => Beyond { startup: true, other: false },
                    Way::Command(_) | Way::Not(_) => Beyond { startup: false, other: true },
                };
                let known = beyond.entry(&guideline.id).or_default();
                known.startup |= sorts.startup;
                known.other |= sorts.other;
            }
        }
        beyond
    }
}

/// What checks of a guideline need beside one file after the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beyond {
    /// They follow what programs import when they start.
    pub startup: bool,
    /// They run other programs, or cannot run.
    pub other: bool,
}

fn file(given: &Given<'_>) -> File {
    let path = PathBuf::from(given.path);
    let kind = FileKind::of(&path);
    File { rooted: given.path.to_owned(), shown: given.path.to_owned(), path, kind }
}
