//! Where the trees of releases come from: local checkouts first, then a package index, or a repository of git.
//!
//! Archives and their names are foreign: what is not as it should be is told as not run, with the reason, and the
//! other releases go on. Only a full disk, or no place to unpack, ends an audit.

mod archive;
mod http;
mod index;
mod repository;

use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use super::Fetched;
use crate::model::Project;
use crate::model::project::Listed;

pub use archive::Limits;
pub(crate) use http::roots;
pub use index::{Index, index_from};

/// Where the trees of releases come from.
#[derive(Debug)]
pub struct Sources {
    /// A folder of trees, called NAME-RELEASE, NAME==RELEASE or NAME.
    pub trees: Option<PathBuf>,
    /// The package index; none to fetch nothing.
    pub index: Option<Index>,
    /// Whether repositories may be asked.
    pub git: bool,
    /// How large an archive and what is in it may be.
    pub limits: Limits,
}

/// Why a release cannot be had.
#[derive(Debug)]
enum Lacking {
    /// It is wrong itself, or is not there: a part of a sentence.
    Release(String),
    /// The machine is wrong.
    Machine(anyhow::Error),
}

impl Lacking {
    /// What the system said of a file of ours.
    fn of(error: std::io::Error, what: &str) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::Machine(anyhow::Error::new(error).context(what.to_owned()))
            }
            _ => Self::Release(format!("{what}: {error}")),
        }
    }
}

impl From<anyhow::Error> for Lacking {
    fn from(error: anyhow::Error) -> Self {
        Self::Machine(error)
    }
}

impl Sources {
    /// The tree of a release.
    ///
    /// # Errors
    /// The outer one if the machine is wrong; the inner one says why this release cannot be had.
    pub fn fetch(&self, project: &Project, release: &str) -> Result<Result<Fetched, String>> {
        let listed = project.releases.iter().find(|listed| listed.release == release);
        let fetched = match self.local(project, release) {
            Ok(Some(tree)) => Ok(tree),
            Ok(None) => self.remote(project, release, listed),
            Err(lacking) => Err(lacking),
        };
        let tree = match fetched {
            Ok(tree) => tree,
            Err(Lacking::Release(reason)) => return Ok(Err(reason)),
            Err(Lacking::Machine(error)) => return Err(error),
        };
        Ok(Ok(Fetched {
            browse: tree.browse(project, release),
            folder: tree.folder,
            source: tree.from.map(|from| from.to_string()),
            date: listed.map(|listed| listed.date),
            guard: tree.guard,
        }))
    }

    /// What is on this machine already: a tree of that release, or a checkout that has its tag.
    fn local(&self, project: &Project, release: &str) -> Result<Option<Tree>, Lacking> {
        let Some(trees) = &self.trees else { return Ok(None) };
        let names = [Some(project.name.as_str()), project.distribution.as_deref()];
        let names = || names.into_iter().flatten();
        let each = |name: &str| [format!("{name}-{release}"), format!("{name}=={release}")];
        let exact = names().flat_map(each).map(|name| (trees.join(name), true));
        let all = exact.chain(names().map(|name| (trees.join(name), is_newest(project, release))));
        for (folder, stands_for_it) in all {
            let is_one = repository::is_one(&folder);
            if is_one && let Some(commit) = repository::commit(&folder, release) {
                let room = room()?;
                repository::unpack(&folder, &commit, room.path(), &self.limits)?;
                return Ok(Some(Tree::of_commit(commit, room)));
            }
            if !is_one && stands_for_it && folder.is_dir() {
                return Ok(Some(Tree { folder, from: None, guard: None }));
            }
        }
        Ok(None)
    }

    fn remote(
        &self,
        project: &Project,
        release: &str,
        listed: Option<&Listed>,
    ) -> Result<Tree, Lacking> {
        if listed.is_some_and(|listed| listed.git) {
            if !self.git {
                return Err(self.offline(project, release, &project.repository));
            }
            let room = room()?;
            let commit =
                repository::fetch(&project.repository, release, room.path(), &self.limits)?;
            return Ok(Tree::of_commit(commit, room));
        }
        let Some(distribution) = &project.distribution else {
            return Err(Lacking::Release(format!(
                "nobody says where {} {release} is: write `distribution` into projects/{}.yaml, or `git: true` beside the release",
                project.title, project.name
            )));
        };
        let Some(index) = &self.index else {
            return Err(self.offline(project, release, "a package index"));
        };
        let archive = index.archive(distribution, release, &self.limits)?;
        let room = room()?;
        let folder = archive::unpack(&archive.path, &archive.name, room.path(), &self.limits)?;
        Ok(Tree { folder, from: Some(Origin::Archive(archive.sha256)), guard: Some(room) })
    }

    fn offline(&self, project: &Project, release: &str, place: &str) -> Lacking {
        let trees = match &self.trees {
            Some(trees) => {
                let checkout = trees.join(project.name.as_str());
                if repository::is_one(&checkout) {
                    format!("{} has no tag {release}", checkout.display())
                } else {
                    format!("there is no tree of {} {release} in {}", project.name, trees.display())
                }
            }
            None => format!("no tree of {} {release} was given", project.name),
        };
        Lacking::Release(format!("{trees}, and without --offline {place} would be asked"))
    }
}

/// The tree of a release on disk.
struct Tree {
    folder: PathBuf,
    /// Whose it is; nothing is known of a tree that somebody put there.
    from: Option<Origin>,
    guard: Option<TempDir>,
}

/// What exactly a tree was made of.
enum Origin {
    Commit(String),
    Archive(String),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Commit(commit) => write!(f, "commit {commit}"),
            Self::Archive(sha256) => write!(f, "sha256 {sha256}"),
        }
    }
}

impl Tree {
    fn of_commit(commit: String, room: TempDir) -> Self {
        Self {
            folder: room.path().to_owned(),
            from: Some(Origin::Commit(commit)),
            guard: Some(room),
        }
    }

    /// The page of a line: of the very commit, where that is known, else of the release's tag.
    fn browse(&self, project: &Project, release: &str) -> Option<String> {
        if let (Some(page), Some(Origin::Commit(commit))) = (&project.browse, &self.from) {
            return Some(page.replace("{commit}", commit));
        }
        let page = project.browse_release.as_ref()?;
        Some(page.replace("{release}", &crate::source::plain::uri(release)))
    }
}

fn room() -> Result<TempDir> {
    tempfile::tempdir().context("there is no place to unpack releases")
}

/// Whether a release is the one that a tree without a version stands for.
fn is_newest(project: &Project, release: &str) -> bool {
    super::releases(project, false).iter().any(|newest| newest.release == release)
}
