//! Checking one tree after the other, or several side by side, each from its plan to its findings.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, Result};
use rayon::ThreadPool;
use rayon::prelude::*;

use super::diff::Change;
use super::found::Found;
use super::look::{Looked, Worker};
use super::memo::Remembers;
use super::plan::{Plan, Planned, Remembered};
use super::room::Room;
use super::told::Told;
use super::tree::Tree;
use super::walk::{self, Bases, File, FileKind};
use super::{Checked, Request, STACK, WORKER, command, startup, waive};
use crate::model::{NotRun, Rulebook, Standing};

/// What is the same for all trees of a run.
pub(super) struct Visit<'a, 'r> {
    rulebook: &'r Rulebook,
    request: &'a Request<'a>,
    /// The folder that shown paths start from.
    base: &'a Path,
    /// Who looks at files, whatever tree they are of.
    pool: &'a ThreadPool,
    room: Room,
    remembered: Remembered<'r>,
}

impl<'a, 'r> Visit<'a, 'r> {
    pub(super) fn new(
        rulebook: &'r Rulebook,
        request: &'a Request<'a>,
        base: &'a Path,
        pool: &'a ThreadPool,
    ) -> Self {
        let (room, remembered) = (Room::default(), Remembered::default());
        Self { rulebook, request, base, pool, room, remembered }
    }

    /// What comes of each tree, in their order. One more than there are threads are under way at a time: much of what is
    /// done for a tree as a whole is one step after the other, and at its end all wait for its largest file.
    ///
    /// # Errors
    /// If the machine gives no threads.
    pub(super) fn all(&self, trees: &[Tree<'_>]) -> Result<Vec<Result<Checked>>> {
        let threads = self.pool.current_num_threads();
        let at_once = if threads == 1 { 1 } else { trees.len().min(threads + 1) };
        // Who lists the files of a tree: where others are under way, they have enough to do.
        let each = if at_once == 1 { threads } else { 1 };
        let next = Mutex::new(trees.iter().enumerate());
        let take = || next.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || {
            let mut parts = Vec::new();
            while let Some((at, tree)) = take() {
                parts.push((at, self.tree(tree, each)));
            }
            parts
        };
        let mut parts = thread::scope(|scope| -> Result<Vec<_>> {
            let mut threads = Vec::new();
            for at in 0..at_once {
                let builder = thread::Builder::new().name(format!("{WORKER}tree {at}"));
                let started = builder.stack_size(STACK).spawn_scoped(scope, work);
                threads.push(started.context("cannot start threads")?);
            }
            let ended = threads.into_iter().map(|thread| thread.join());
            Ok(ended.flat_map(|ended| ended.unwrap_or_else(|panic| resume_unwind(panic))).collect())
        })?;
        parts.sort_by_key(|(at, _)| *at);
        Ok(parts.into_iter().map(|(_, part)| part).collect())
    }

    /// Checks a tree; `threads` is how many may list its files.
    fn tree(&self, tree: &Tree<'_>, threads: usize) -> Result<Checked> {
        let Self { rulebook, request, .. } = *self;
        let mut part = Checked::new(self.base.to_owned());
        part.projects.push(tree.project.as_deref().cloned());
        part.requires.clone_from(&tree.requires);
        let plan = Plan::of_tree(rulebook, tree, request.select, &self.remembered);
        let bases = Bases { root: &tree.root, shown: self.base };
        let change = request.diff.map(|range| Change::read(&tree.root, range)).transpose()?;
        let (mut files, not_run) = match &change {
            Some(change) => (changed(change, tree, bases), Vec::new()),
            None => listed(tree, bases, plan.wants(), threads),
        };
        part.report.not_run.extend(not_run);
        part.report.not_run.extend(plan.not_run());
        let remembers = request.memo.map(|memo| Remembers::new(memo, &plan));
        let remembers = remembers.as_ref();
        let (told, missed) = self.told(&plan, tree, &files, remembers, bases);
        part.report.not_run.extend(missed);
        if change.is_none() {
            add_told(&mut files, &told, tree, bases);
        }
        let worker = || {
            let worker = Worker::new(rulebook, &plan, request.today);
            worker.remembering(remembers).sharing(&self.room)
        };
        let looked = self.pool.install(|| {
            let looked = files.par_iter().map_init(worker, |worker, file| {
                worker.look(file, told.get(&file.rooted).map_or(&[], Vec::as_slice))
            });
            looked.collect()
        });
        let mut found = part.count(&files, looked);
        part.doubt(&plan);
        if let Some(project) = &tree.project {
            let whole = tree.is_whole() && change.is_none();
            part.notes = waive::waive(rulebook, project, &plan, &mut found, request.today, whole);
        }
        if let Some(change) = &change {
            mark(change, &tree.root, &mut found);
        }
        part.found = found;
        let given = tree.given.iter().map(|given| walk::relative(&tree.root, given));
        part.scope.paths.extend(given);
        let incomplete = plan.guidelines.difference(&plan.complete);
        part.scope.not_run.extend(incomplete.map(|id| (*id).clone()));
        Ok(part)
    }

    /// Runs what looks at the whole tree, external programs and the trace; what they tell, by file.
    fn told<'p>(
        &self,
        plan: &'p Plan<'r>,
        tree: &Tree<'_>,
        files: &[File],
        remembers: Option<&Remembers<'_>>,
        bases: Bases<'_>,
    ) -> (ByFile<'p, 'r>, Vec<NotRun>) {
        let commands: Vec<_> = plan.commands().collect();
        let run = |planned| (planned, command::run(planned, &tree.root, files));
        let results: Vec<_> = self.pool.install(|| commands.into_par_iter().map(run).collect());
        let project = tree.project.as_deref();
        let followed = startup::run(plan, project, &tree.root, bases, remembers);
        let (mut all, mut missed) = (followed.told, followed.not_run);
        for (planned, result) in results {
            match result {
                Ok(places) => all.extend(places),
                Err(reason) => missed.push(planned.not_run(reason)),
            }
        }
        let mut told = ByFile::new();
        for place in all.into_iter().filter(|place| tree.has(&place.rooted)) {
            told.entry(place.rooted.clone()).or_default().push(place);
        }
        (told, missed)
    }
}

type ByFile<'p, 'r> = BTreeMap<String, Vec<Told<'p, 'r>>>;

/// All files of a tree that are to be checked, by path.
fn listed(
    tree: &Tree<'_>,
    bases: Bases<'_>,
    wanted: fn(FileKind) -> bool,
    threads: usize,
) -> (Vec<File>, Vec<NotRun>) {
    let (mut files, mut not_run) = (Vec::new(), Vec::new());
    for given in &tree.given {
        let (more, missed) = walk::walk(given, bases, threads, wanted);
        files.extend(more);
        not_run.extend(missed);
    }
    files.sort();
    files.dedup_by(|one, other| one.rooted == other.rooted && one.path == other.path);
    (files, not_run)
}

/// Adds the files that something was told of and that are not there yet.
fn add_told(files: &mut Vec<File>, told: &ByFile<'_, '_>, tree: &Tree<'_>, bases: Bases<'_>) {
    let known: BTreeSet<&str> = files.iter().map(|file| file.rooted.as_str()).collect();
    let new = told.keys().filter(|path| !known.contains(path.as_str()));
    let new: Vec<_> = new.map(|path| bases.file(tree.root.join(path), FileKind::Other)).collect();
    files.extend(new);
}

impl Checked {
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
            let check = |planned: &&Planned<'_>| missed.check.as_ref() == Some(&planned.check.name);
            for (guideline, _) in plan.checks.iter().filter(check).flat_map(|one| &one.guidelines) {
                let at =
                    if missed.path == "." { String::new() } else { format!("{}: ", missed.path) };
                let reason = || format!("{at}{}", missed.reason);
                self.unsure.entry(guideline.id.clone()).or_insert_with(reason);
            }
        }
    }
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
