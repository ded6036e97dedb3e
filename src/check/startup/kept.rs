//! Remembering what came of following a tree's programs, with everything that was looked at on the way: while all of it
//! is as it was, nothing else can come of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::{Followed, Told, startups};
use crate::check::memo::{Key, Remembers};
use crate::check::plan::Plan;
use crate::check::walk::Bases;
use crate::model::{Name, NotRun, Project, Step};
use crate::source::Place;
use crate::trace::Tree;

/// What was looked at in a tree, by paths from its root.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// Files that were read, or that could not be.
    read: BTreeSet<String>,
    /// Folders that were looked into, or that were looked for.
    listed: BTreeSet<String>,
}

impl Seen {
    /// A hash of what a tree answers to all that was asked.
    fn answers(&self, tree: &dyn Tree, root: &Path) -> String {
        let mut hasher = blake3::Hasher::new();
        for folder in &self.listed {
            let path = root.join(folder);
            let mut names = tree.list(&path);
            names.sort();
            hasher.update(format!("{:?}\n", (tree.is_folder(&path), names)).as_bytes());
        }
        for file in &self.read {
            let hash = tree.read(&root.join(file)).map(|bytes| blake3::hash(&bytes)).ok();
            hasher.update(format!("{hash:?}\n").as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// A tree that notes what it is asked.
pub(super) struct Noting<'t> {
    tree: &'t dyn Tree,
    root: &'t Path,
    /// None once something was asked that the notes cannot hold.
    seen: Mutex<Option<Seen>>,
}

impl<'t> Noting<'t> {
    pub(super) fn new(tree: &'t dyn Tree, root: &'t Path) -> Self {
        Self { tree, root, seen: Mutex::new(Some(Seen::default())) }
    }

    fn seen(&self) -> MutexGuard<'_, Option<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, path: &Path, to: impl FnOnce(&mut Seen) -> &mut BTreeSet<String>) {
        let below = path.strip_prefix(self.root).ok().and_then(Path::to_str);
        let mut seen = self.seen();
        match (below, seen.as_mut()) {
            (Some(below), Some(seen)) => {
                let paths = to(seen);
                if !paths.contains(below) {
                    paths.insert(below.to_owned());
                }
            }
            _ => *seen = None,
        }
    }

    /// Notes that a name was looked for: whether it is there, and as what, stands in the folder that would have it.
    fn note_name(&self, path: &Path) {
        match path.parent().filter(|_| path != self.root) {
            Some(folder) => self.note(folder, |seen| &mut seen.listed),
            None => self.note(path, |seen| &mut seen.listed),
        }
    }
}

impl Tree for Noting<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.note(path, |seen| &mut seen.read);
        self.tree.read(path)
    }

    fn list(&self, folder: &Path) -> Vec<(String, bool)> {
        self.note(folder, |seen| &mut seen.listed);
        self.tree.list(folder)
    }

    fn is_file(&self, path: &Path) -> bool {
        self.note_name(path);
        let is_file = self.tree.is_file(path);
        // A link that leads nowhere is listed all the same, and what it leads to can appear without its folder changing.
        if !is_file && path.is_symlink() {
            *self.seen() = None;
        }
        is_file
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.note_name(path);
        self.tree.is_folder(path)
    }

    fn is_own(&self, path: &Path) -> bool {
        self.tree.is_own(path)
    }
}

/// What is kept of a tree.
#[derive(Serialize, Deserialize)]
struct Kept {
    seen: Seen,
    answers: String,
    told: Vec<KeptTold>,
    not_run: Vec<NotRun>,
}

/// A place that a check flags.
#[derive(Serialize, Deserialize)]
struct KeptTold {
    check: Name,
    rooted: String,
    start: (usize, usize),
    end: Option<(usize, usize)>,
    captures: BTreeMap<String, String>,
    way: Vec<Step>,
}

/// What a tree is known by for the checks of a plan that follow its programs; none if there are none.
pub(super) fn key(
    remembers: &Remembers<'_>,
    plan: &Plan<'_>,
    project: Option<&Project>,
    bases: Bases<'_>,
) -> Option<Key> {
    let entries = project.map(|project| &project.entries);
    let shown = bases.file(bases.root.to_owned(), super::FileKind::Other).shown;
    let about = format!("programs of {entries:?} in {shown}, {}", remembers.memo.tree());
    let planned = || startups(plan).map(|(planned, _)| planned);
    planned().next().map(|_| remembers.key_of(&about, planned()))
}

/// What came of following a tree's programs, if it is known and everything that decided it is as it was.
pub(super) fn recall<'p, 'r>(
    remembers: &Remembers<'_>,
    key: &Key,
    plan: &'p Plan<'r>,
    tree: &dyn Tree,
    root: &Path,
) -> Option<Followed<'p, 'r>> {
    let kept: Kept = serde_json::from_slice(&remembers.memo.get(key)?).ok()?;
    if kept.seen.answers(tree, root) != kept.answers {
        return None;
    }
    let place = |(line, column)| Place { line, column };
    let told = kept.told.into_iter().map(|told| {
        Some(Told {
            planned: plan.checks.iter().find(|planned| planned.check.name == told.check)?,
            rooted: told.rooted,
            start: place(told.start),
            end: told.end.map(place),
            captures: told.captures,
            way: told.way,
        })
    });
    Some(Followed { told: told.collect::<Option<_>>()?, not_run: kept.not_run })
}

/// Keeps what came of following a tree's programs.
pub(super) fn keep(
    remembers: &Remembers<'_>,
    key: Key,
    noting: Noting<'_>,
    followed: &Followed<'_, '_>,
) {
    let (tree, root) = (noting.tree, noting.root);
    let seen = noting.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    let Some(seen) = seen else { return };
    let pair = |place: Place| (place.line, place.column);
    let told = followed.told.iter().map(|told| KeptTold {
        check: told.planned.check.name.clone(),
        rooted: told.rooted.clone(),
        start: pair(told.start),
        end: told.end.map(pair),
        captures: told.captures.clone(),
        way: told.way.clone(),
    });
    let kept = Kept {
        answers: seen.answers(tree, root),
        seen,
        told: told.collect(),
        not_run: followed.not_run.clone(),
    };
    // Our own types have nothing that cannot be written.
    if let Ok(bytes) = serde_json::to_vec(&kept) {
        remembers.memo.put(key, bytes);
    }
}
