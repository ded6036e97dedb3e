//! Every project, every guideline: one release of each, or many.
//!
//! `run` takes what is asked for project by project; `seen` turns what `check` says of one release into its results;
//! `memory` keeps what was found in files, so that releases share it; `shard` says which projects are whose; `diff`
//! compares two audits; `formats` is the table of what an audit can be written as. Putting parts together is the
//! union of sets in `model::audit`.

pub mod diff;
pub mod formats;
mod memory;
pub mod record;
mod seen;
pub mod shard;
pub mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context as _, Result, anyhow};

use crate::model::audit::{Audit, Audited, Outcome, Unit};
use crate::model::{Date, Name, Project, Rulebook};

pub use memory::Memory;
pub use shard::Shard;
pub use source::Sources;

/// A release's tree, for as long as this is kept.
#[derive(Debug)]
pub struct Fetched {
    /// Its root.
    pub folder: PathBuf,
    /// What exactly it is: a commit, or the SHA-256 of an archive.
    pub source: Option<String>,
    /// The page of a line of it; `{path}` and `{line}` are to be filled in.
    pub browse: Option<String>,
    /// The day on which it was released.
    pub date: Option<Date>,
    /// What goes away with this.
    pub guard: Option<tempfile::TempDir>,
}

/// Where releases come from. A release that cannot be had says why, as a part of a sentence; an error is for what ends
/// the whole audit, such as a full disk.
pub type Fetch<'a> = dyn Fn(&Project, &str) -> Result<Result<Fetched, String>> + Sync + 'a;

/// What is to be audited, and how.
pub struct Request<'a> {
    /// The releases that this run looks at.
    pub units: &'a BTreeSet<Unit>,
    /// All that the whole audit looks at; other shards have the rest.
    pub asked: BTreeSet<Unit>,
    /// Where releases come from.
    pub fetch: &'a Fetch<'a>,
    /// Where to keep what was found in files.
    pub memory: Option<&'a Path>,
    /// How many threads; 0 for as many as there are processors.
    pub threads: usize,
    /// The day in UTC, for what runs out.
    pub today: Date,
    /// Told of what happens.
    pub progress: &'a (dyn Fn(Event<'_>) + Sync),
}

/// What happens during an audit.
#[derive(Debug)]
pub enum Event<'a> {
    /// A release is done.
    Done(&'a Audited),
    /// Something is worth knowing that is in no result, as a sentence without its full stop.
    Note(String),
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").field("units", &self.units).finish_non_exhaustive()
    }
}

/// Audits releases. What is wrong with single projects is in the result.
///
/// # Errors
/// If the machine is wrong: no threads, no room, no place to keep things.
pub fn run(rulebook: &Rulebook, request: &Request<'_>) -> Result<Audit> {
    let mut projects: BTreeMap<&Name, Vec<&Unit>> = BTreeMap::new();
    for unit in request.units {
        projects.entry(&unit.project).or_default().push(unit);
    }
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if request.threads == 0 { processors } else { request.threads };
    let workers = threads.min(projects.len()).max(1);
    let queue = Mutex::new(projects.into_iter());
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    let work = || -> Result<Vec<Audited>> {
        let mut done = Vec::new();
        while let Some((name, units)) = next() {
            done.extend(project(rulebook, request, name, &units, threads.div_ceil(workers))?);
        }
        Ok(done)
    };
    let parts: Vec<Result<Vec<Audited>>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined.map(|part| part.unwrap_or_else(|_| Err(anyhow!("a worker failed")))).collect()
    });
    let mut audit = Audit::new(rulebook, request.today, request.asked.clone());
    for part in parts {
        audit.releases.extend(part?);
    }
    audit.releases.sort_by_cached_key(Audited::unit);
    Ok(audit)
}

/// All releases of a project, one after the other: they have most of their files in common.
fn project(
    rulebook: &Rulebook,
    request: &Request<'_>,
    name: &Name,
    units: &[&Unit],
    threads: usize,
) -> Result<Vec<Audited>> {
    let project = rulebook.projects.get(name);
    let project = project.with_context(|| format!("there is no project `{name}`"))?;
    let memory = request.memory.map(|folder| Memory::of(folder, name.as_str()));
    let mut done = Vec::new();
    for unit in units {
        let fetched = (request.fetch)(project, &unit.release)
            .with_context(|| format!("cannot audit {name} {}", unit.release))?;
        let mut audited = Audited {
            project: unit.project.clone(),
            release: unit.release.clone(),
            date: None,
            source: None,
            browse: None,
            outcome: Outcome::NotRun(String::new()),
        };
        audited.outcome = match fetched {
            Err(reason) => Outcome::NotRun(reason),
            Ok(fetched) => {
                audited.date = fetched.date;
                audited.source.clone_from(&fetched.source);
                audited.browse.clone_from(&fetched.browse);
                let (release, today) = (unit.release.as_str(), request.today);
                let look = seen::Look { rulebook, project, release, threads, today };
                look.at(&fetched.folder, memory.as_ref())?
            }
        };
        (request.progress)(Event::Done(&audited));
        done.push(audited);
    }
    // Without its memory an audit is slower, and as good.
    if let Some(Err(error)) = memory.map(Memory::save) {
        (request.progress)(Event::Note(format!("{error:#}")));
    }
    Ok(done)
}

/// The releases of a project that are audited: the newest, or all that it lists.
pub fn releases(project: &Project, history: bool) -> Vec<Unit> {
    let unit = |release: &str| Unit { project: project.name.clone(), release: release.to_owned() };
    let mut dated: Vec<_> =
        project.releases.iter().map(|one| (one.date, unit(&one.release))).collect();
    dated.sort();
    let mut listed: Vec<Unit> = dated.into_iter().map(|(_, unit)| unit).collect();
    if listed.is_empty() {
        let recorded = project.as_of.as_ref().map(|as_of| as_of.version.as_str());
        listed.push(unit(recorded.unwrap_or("newest")));
    }
    if !history {
        listed.drain(..listed.len() - 1);
    }
    listed
}
