//! Running a rulebook's checks on somebody's code.
//!
//! One way through: `tree` finds the root of what is to be checked and its project, and `visit` takes each tree through
//! the rest: `plan` says which checks bind it and has the sieve that spares most files the parsing, `walk` or `diff` the
//! files, `look` reads one file and never fails, `comments` and `waive` say what may stay, `diff` and `baseline` what is
//! new. `trial` runs checks on examples.

mod baseline;
mod command;
mod comments;
mod declared;
mod diff;
mod fix;
mod found;
pub(crate) mod git;
pub mod import;
mod look;
mod memo;
mod plan;
mod room;
pub mod scene;
mod sieve;
pub mod starts;
mod startup;
mod told;
mod tree;
pub mod trial;
mod visit;
mod waive;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use rayon::ThreadPool;

use crate::model::{Date, Id, Project, Report, Rulebook, Standing};
use crate::python;
use found::Found;
use visit::Visit;

pub use baseline::{Baseline, Update};
pub use fix::{Fixed, Left, fix};
pub use memo::{Key, Memo};

/// Code nests deeply where people do not write it; most of what walks it grows the stack by itself, this is for the rest.
const STACK: usize = 16 << 20;

/// What the names of worker threads begin with.
const WORKER: &str = "check ";

/// Whether a thread of this name looks at files, so that a panic of it is caught and told in the report.
pub fn is_worker(name: Option<&str>) -> bool {
    name.is_some_and(|name| name.starts_with(WORKER))
}

/// What is to be checked, and how.
#[derive(Debug)]
pub struct Request<'a> {
    /// Files and folders.
    pub paths: &'a [PathBuf],
    /// The project that they are; without it, the one that the tree says it is.
    pub project: Option<&'a Project>,
    /// The range of commits whose additions are new.
    pub diff: Option<&'a str>,
    /// The findings that are known.
    pub baseline: Option<&'a Baseline>,
    /// Only these guidelines; all that bind the project, if there are none.
    pub select: &'a [Id],
    /// How many threads; 0 for as many as there are processors.
    pub threads: usize,
    /// The day in UTC, for what runs out.
    pub today: Date,
    /// Whether every path is the root of a tree, whatever lies around it.
    pub rooted: bool,
    /// What was found before in files with the same bytes.
    pub memo: Option<&'a dyn Memo>,
}

/// What came of a run.
#[derive(Debug)]
pub struct Checked {
    /// The findings, and what could not be looked at.
    pub report: Report,
    /// What is worth knowing of the rulebook's own files.
    pub notes: Vec<Note>,
    /// The projects as they were in that release, tree by tree; none for a tree that nobody described.
    pub projects: Vec<Option<Project>>,
    /// The guidelines of which nobody can say that nothing breaks them, since a check did not run everywhere; each with
    /// a reason.
    pub unsure: BTreeMap<Id, String>,
    /// How many bytes were looked at.
    pub bytes: u64,
    /// The distributions that the trees say they require, as indexes compare names.
    pub requires: BTreeSet<String>,
    base: PathBuf,
    found: Vec<Found>,
    scope: baseline::Scope,
}

/// Something about a file of the rulebook that this run brought to light.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The file, from the rulebook's root.
    pub path: String,
    /// What there is to know, as a sentence without a full stop.
    pub text: String,
}

impl Checked {
    /// Nothing yet, with paths shown from a folder.
    fn new(base: PathBuf) -> Self {
        Self {
            report: Report::default(),
            notes: Vec::new(),
            projects: Vec::new(),
            unsure: BTreeMap::new(),
            bytes: 0,
            requires: BTreeSet::new(),
            base,
            found: Vec::new(),
            scope: baseline::Scope::default(),
        }
    }

    /// Adds what came of some of the trees.
    fn add(&mut self, part: Self) {
        self.report.files += part.report.files;
        self.report.parsed += part.report.parsed;
        self.report.partly += part.report.partly;
        self.report.not_run.extend(part.report.not_run);
        self.notes.extend(part.notes);
        self.projects.extend(part.projects);
        for (id, reason) in part.unsure {
            self.unsure.entry(id).or_insert(reason);
        }
        self.bytes += part.bytes;
        self.requires.extend(part.requires);
        self.found.extend(part.found);
        self.scope.add(part.scope);
    }

    /// The text of a file that findings are about.
    pub fn source(&self, path: &str) -> Option<String> {
        let bytes = std::fs::read(self.base.join(path)).ok()?;
        Some(python::decode(&bytes).text.into_owned())
    }

    /// The baseline that this run leads to. It only shrinks, unless it may grow.
    pub fn update(&self, old: Option<&Baseline>, grow: bool) -> Update {
        Baseline::updated(old, &self.found, &self.scope, grow)
    }

    /// Takes what a baseline lists as known.
    pub fn accept(&mut self, baseline: &Baseline) {
        baseline.mark(&mut self.found);
        self.finish();
    }

    /// Whether there is something to be dealt with.
    pub fn has_new(&self) -> bool {
        self.report.findings.iter().any(|finding| finding.standing == Standing::New)
    }

    /// Puts everything into the order in which it is told.
    fn finish(&mut self) {
        self.found.sort_by(|one, other| {
            let (a, b) = (&one.finding, &other.finding);
            (&a.path, a.start, &a.guideline, a.end, &a.check, &a.message).cmp(&(
                &b.path,
                b.start,
                &b.guideline,
                b.end,
                &b.check,
                &b.message,
            ))
        });
        self.report.findings = self.found.iter().map(|found| found.finding.clone()).collect();
        self.report
            .not_run
            .sort_by(|a, b| (&a.path, &a.check, &a.reason).cmp(&(&b.path, &b.check, &b.reason)));
        self.report.not_run.dedup();
        self.notes.sort();
    }
}

/// Threads that look at files; 0 for as many as there are processors.
fn workers(threads: usize) -> Result<ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(STACK)
        .thread_name(|at| format!("{WORKER}{at}"))
        .build()
        .context("cannot start threads")
}

/// Runs the checks. An error means that the run as a whole could not be made; what is wrong with single files is told
/// in the report.
pub fn run(rulebook: &Rulebook, request: &Request<'_>) -> Result<Checked> {
    let pool = workers(request.threads)?;
    let trees = || tree::trees(rulebook, request.paths, request.project, request.rooted);
    let (trees, base) = pool.install(trees)?;
    ensure!(
        request.baseline.is_none() || trees.len() == 1,
        "a baseline is about one tree, and these paths lie in {}",
        trees.len()
    );
    let mut checked = Checked::new(base.clone());
    checked.scope.select = request.select.to_vec();
    for part in Visit::new(rulebook, request, &base, &pool).all(&trees)? {
        checked.add(part?);
    }
    if let Some(baseline) = request.baseline {
        baseline.mark(&mut checked.found);
    }
    checked.finish();
    Ok(checked)
}
