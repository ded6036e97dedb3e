//! Running a rulebook's checks on somebody's code.
//!
//! One way through: `tree` finds the root of what is to be checked and its project, `plan` the checks that bind it and
//! the sieve that spares most files the parsing, `walk` or `diff` the files, `look` reads one file and never fails,
//! `comments` and `waive` say what may stay, `diff` and `baseline` what is new. `trial` runs checks on examples.

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
pub mod scene;
mod sieve;
pub mod starts;
mod startup;
mod told;
mod tree;
pub mod trial;
mod waive;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use rayon::prelude::*;

use crate::model::{Date, Id, NotRun, Project, Report, Rulebook, Standing};
use crate::python;
use diff::Change;
use found::Found;
use look::{Looked, Worker};
use memo::Remembers;
use plan::{Plan, Remembered, Way};
use told::Told;
use tree::Tree;
use walk::{Bases, File, FileKind};

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
}

/// Runs the checks. An error means that the run as a whole could not be made; what is wrong with single files is told
/// in the report.
pub fn run(rulebook: &Rulebook, request: &Request<'_>) -> Result<Checked> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(request.threads)
        .stack_size(STACK)
        .thread_name(|at| format!("{WORKER}{at}"))
        .build()
        .context("cannot start threads")?;
    let (trees, base) = tree::trees(rulebook, request.paths, request.project, request.rooted)?;
    ensure!(
        request.baseline.is_none() || trees.len() == 1,
        "a baseline is about one tree, and these paths lie in {}",
        trees.len()
    );
    let mut checked = Checked {
        report: Report::default(),
        notes: Vec::new(),
        projects: Vec::new(),
        unsure: BTreeMap::new(),
        bytes: 0,
        requires: BTreeSet::new(),
        base,
        found: Vec::new(),
        scope: baseline::Scope { select: request.select.to_vec(), ..Default::default() },
    };
    let mut remembered = Remembered::default();
    for tree in &trees {
        checked.projects.push(tree.project.as_deref().cloned());
        checked.requires.extend(tree.requires.iter().cloned());
        pool.install(|| checked.add_tree(rulebook, request, tree, &mut remembered))?;
    }
    if let Some(baseline) = request.baseline {
        baseline.mark(&mut checked.found);
    }
    checked.finish();
    Ok(checked)
}

impl Checked {
    fn add_tree<'r>(
        &mut self,
        rulebook: &'r Rulebook,
        request: &Request<'_>,
        tree: &Tree<'_>,
        remembered: &mut Remembered<'r>,
    ) -> Result<()> {
        let plan = Plan::of_tree(rulebook, tree, request.select, remembered);
        let base = self.base.clone();
        let bases = Bases { root: &tree.root, shown: &base };
        let change = request.diff.map(|range| Change::read(&tree.root, range)).transpose()?;
        let (mut files, not_run) = match &change {
            Some(change) => (changed(change, tree, bases), Vec::new()),
            None => listed(tree, bases, plan.wants()),
        };
        self.report.not_run.extend(not_run);
        self.report.not_run.extend(plan.not_run());
        let remembers = request.memo.map(|memo| Remembers::new(memo, &plan));
        let remembers = remembers.as_ref();
        let told = self.told(&plan, tree, &mut files, remembers, bases, change.is_some());
        let none = Vec::new();
        let looked: Vec<Looked> = files
            .par_iter()
            .map_init(
                || Worker::new(rulebook, &plan, request.today).remembering(remembers),
                |worker, file| worker.look(file, told.get(&file.rooted).unwrap_or(&none)),
            )
            .collect();
        let mut found = self.count(&files, looked);
        self.doubt(&plan);
        if let Some(project) = &tree.project {
            let whole = tree.is_whole() && change.is_none();
            let notes = waive::waive(rulebook, project, &plan, &mut found, request.today, whole);
            self.notes.extend(notes);
        }
        if let Some(change) = &change {
            mark(change, &tree.root, &mut found);
        }
        self.found.append(&mut found);
        let parts = tree.given.iter().map(|given| walk::relative(&tree.root, given));
        self.scope.paths.extend(parts);
        self.scope
            .not_run
            .extend(plan.guidelines.difference(&plan.complete).map(|id| (*id).clone()));
        Ok(())
    }

    /// Runs what looks at the whole tree, external programs and the trace, and adds the files that they tell of.
    fn told<'p, 'r>(
        &mut self,
        plan: &'p Plan<'r>,
        tree: &Tree<'_>,
        files: &mut Vec<File>,
        remembers: Option<&Remembers<'_>>,
        bases: Bases<'_>,
        only_these: bool,
    ) -> BTreeMap<String, Vec<Told<'p, 'r>>> {
        let commands: Vec<_> =
            plan.checks.iter().filter(|planned| matches!(planned.way, Way::Command(_))).collect();
        let run = |planned| (planned, command::run(planned, &tree.root, files));
        let results: Vec<_> = commands.into_par_iter().map(run).collect();
        let project = tree.project.as_deref();
        let followed = startup::run(plan, project, &tree.root, bases, remembers);
        self.report.not_run.extend(followed.not_run);
        let mut all = followed.told;
        for (planned, result) in results {
            match result {
                Ok(places) => all.extend(places),
                Err(reason) => self.report.not_run.push(planned.not_run(reason)),
            }
        }
        let mut told: BTreeMap<String, Vec<Told<'p, 'r>>> = BTreeMap::new();
        for place in all.into_iter().filter(|place| tree.has(&place.rooted)) {
            told.entry(place.rooted.clone()).or_default().push(place);
        }
        let known: BTreeSet<&str> = files.iter().map(|file| file.rooted.as_str()).collect();
        let new: Vec<_> = told
            .keys()
            .filter(|path| !only_these && !known.contains(path.as_str()))
            .map(|path| bases.file(tree.root.join(path), FileKind::Other))
            .collect();
        files.extend(new);
        told
    }

    fn count(&mut self, files: &[File], looked: Vec<Looked>) -> Vec<Found> {
        let mut found = Vec::new();
        for (file, looked) in files.iter().zip(looked) {
            self.report.files += usize::from(looked.read);
            self.report.parsed += usize::from(looked.parsed);
            self.report.partly += usize::from(looked.partly);
            self.bytes += looked.bytes;
            found.extend(looked.found);
            if let Some(missed) = looked.not_run {
                let reason = format!("{}: {}", missed.path, missed.reason);
                for id in looked.unsure {
                    self.unsure.entry(id).or_insert_with(|| reason.clone());
                }
                self.scope.unread.insert(file.rooted.clone());
                self.report.not_run.push(missed);
            }
        }
        found
    }

    /// Notes which guidelines have checks that did not run, or not everywhere.
    fn doubt(&mut self, plan: &Plan<'_>) {
        for missed in &self.report.not_run {
            let check =
                |planned: &&plan::Planned<'_>| missed.check.as_ref() == Some(&planned.check.name);
            for (guideline, _) in plan.checks.iter().filter(check).flat_map(|one| &one.guidelines) {
                let at =
                    if missed.path == "." { String::new() } else { format!("{}: ", missed.path) };
                let reason = || format!("{at}{}", missed.reason);
                self.unsure.entry(guideline.id.clone()).or_insert_with(reason);
            }
        }
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

/// All files of a tree that are to be checked, by path.
fn listed(
    tree: &Tree<'_>,
    bases: Bases<'_>,
    wanted: fn(FileKind) -> bool,
) -> (Vec<File>, Vec<NotRun>) {
    let (mut files, mut not_run) = (Vec::new(), Vec::new());
    for given in &tree.given {
        let (more, missed) = walk::walk(given, bases, rayon::current_num_threads(), wanted);
        files.extend(more);
        not_run.extend(missed);
    }
    files.sort();
    files.dedup_by(|one, other| one.rooted == other.rooted && one.path == other.path);
    (files, not_run)
}

/// The files of a tree that a change touched. Links and folders (other repositories) are none.
fn changed(change: &Change, tree: &Tree<'_>, bases: Bases<'_>) -> Vec<File> {
    let here = change.files.keys().filter(|path| path.starts_with(&tree.root));
    let regular =
        here.filter(|path| std::fs::symlink_metadata(path).is_ok_and(|known| known.is_file()));
    let files = regular.map(|path| bases.file(path.clone(), FileKind::of(path)));
    files.filter(|file| tree.has(&file.rooted)).collect()
}

/// Findings on lines that a change added are new, others were there before.
fn mark(change: &Change, root: &Path, found: &mut [Found]) {
    for found in found.iter_mut().filter(|found| found.finding.standing == Standing::New) {
        let (first, last) = (found.finding.start.line, found.finding.end.line);
        let added = change.files.get(&root.join(&found.rooted));
        if !added.is_some_and(|added| added.touches(first, last)) {
            found.finding.standing = Standing::Existing;
        }
    }
}
