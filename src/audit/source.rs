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
            Some(folder) => Ok((folder, None, None)),
            None => self.remote(project, release, listed),
        };
        let (folder, source, guard) = match fetched {
            Ok(fetched) => fetched,
            Err(Lacking::Release(reason)) => return Ok(Err(reason)),
            Err(Lacking::Machine(error)) => return Err(error),
        };
        let browse = project.browse_release.as_ref();
        Ok(Ok(Fetched {
            folder,
            source,
            browse: browse
                .map(|page| page.replace("{release}", &crate::source::plain::uri(release))),
            date: listed.map(|listed| listed.date),
            guard,
        }))
    }

    fn local(&self, project: &Project, release: &str) -> Option<PathBuf> {
        let trees = self.trees.as_ref()?;
        let mut names = vec![project.name.as_str()];
        names.extend(project.distribution.as_deref());
        let each = |name: &&str| [format!("{name}-{release}"), format!("{name}=={release}")];
        let exact = names.iter().flat_map(each);
        let all = exact.chain(names.iter().map(|name| (*name).to_owned()));
        all.map(|name| trees.join(name)).find(|path| path.is_dir())
    }

    fn remote(
        &self,
        project: &Project,
        release: &str,
        listed: Option<&Listed>,
    ) -> Result<(PathBuf, Option<String>, Option<TempDir>), Lacking> {
        let room = || -> Result<TempDir> {
            tempfile::tempdir().context("there is no place to unpack releases")
        };
        if listed.is_some_and(|listed| listed.git) {
            if !self.git {
                return Err(self.offline(project, release, &project.repository));
            }
            let room = room()?;
            let commit =
                repository::fetch(&project.repository, release, room.path(), &self.limits)?;
            return Ok((room.path().to_owned(), Some(format!("commit {commit}")), Some(room)));
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
        let root = archive::unpack(&archive.path, &archive.name, room.path(), &self.limits)?;
        Ok((root, Some(format!("sha256 {}", archive.sha256)), Some(room)))
    }

    fn offline(&self, project: &Project, release: &str, place: &str) -> Lacking {
        let trees = match &self.trees {
            Some(trees) => {
                format!("there is no tree of {} {release} in {}", project.name, trees.display())
            }
            None => format!("no tree of {} {release} was given", project.name),
        };
        Lacking::Release(format!("{trees}, and without --offline {place} would be asked"))
    }
}
