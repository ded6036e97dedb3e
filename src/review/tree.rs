//! The tree that a change is of, before it and after it, as a trace reads it: what is on disk or in git, with the files
//! that the change touches laid over it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::blobs::Shared;
use super::change::Change;
use crate::check::git::{self, git};
use crate::trace::{Disk, Tree};

/// Where the files are that the change does not touch.
pub(super) enum Ground<'c> {
    /// Below this folder.
    Disk(PathBuf),
    /// In a commit.
    Commit(Commit<'c>),
}

/// The files of a commit.
pub(super) struct Commit<'c> {
    /// The hash of each file, by its path.
    files: BTreeMap<PathBuf, String>,
    /// What each folder holds, and whether that is a folder.
    folders: BTreeMap<PathBuf, BTreeSet<(String, bool)>>,
    blobs: &'c Shared,
}

/// One side of a change.
pub(super) struct Side<'c> {
    ground: &'c Ground<'c>,
    /// The files that the change touches; none where there is no such file on this side.
    over: BTreeMap<PathBuf, Option<&'c [u8]>>,
}

impl<'c> Ground<'c> {
    /// The tree of a change; none where the change is all there is.
    pub(super) fn of(change: &'c Change) -> Result<Option<Self>> {
        let Some(root) = &change.root else { return Ok(None) };
        match (&change.ends, &change.blobs) {
            (Some((_, Some(end))), Some(blobs)) => {
                Ok(Some(Self::Commit(Commit::read(root, end, blobs)?)))
            }
            _ => Ok(Some(Self::Disk(root.clone()))),
        }
    }
}

impl<'c> Commit<'c> {
    fn read(root: &Path, commit: &str, blobs: &'c Shared) -> Result<Self> {
        let listed = git(root, &["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let (mut files, mut folders) = (BTreeMap::new(), BTreeMap::new());
        for entry in listed.split(|byte| *byte == 0) {
            // `<mode> blob <hash>\t<path>`; links and other repositories are no files.
            let Some(at) = entry.iter().position(|byte| *byte == b'\t') else { continue };
            let head = String::from_utf8_lossy(&entry[..at]);
            let mut words = head.split(' ');
            let (Some(mode), Some(_), Some(hash)) = (words.next(), words.next(), words.next())
            else {
                continue;
            };
            if mode.starts_with("100") {
                let path = git::path(&entry[at + 1..]);
                enter(&mut folders, &path);
                files.insert(path, hash.to_owned());
            }
        }
        Ok(Self { files, folders, blobs })
    }
}

/// Enters a file into its folder, and that into the one around it.
fn enter(folders: &mut BTreeMap<PathBuf, BTreeSet<(String, bool)>>, path: &Path) {
    let (mut path, mut is_folder) = (path, false);
    while let (Some(folder), Some(name)) =
        (path.parent(), path.file_name().and_then(|n| n.to_str()))
    {
        let is_new = !folders.contains_key(folder);
        folders.entry(folder.to_owned()).or_default().insert((name.to_owned(), is_folder));
        if !is_new {
            return;
        }
        (path, is_folder) = (folder, true);
    }
}

impl<'c> Side<'c> {
    pub(super) fn of(ground: &'c Ground<'c>, change: &'c Change, after: bool) -> Self {
        let mut over: BTreeMap<PathBuf, Option<&[u8]>> = BTreeMap::new();
        let touched = change.files.iter().filter(|file| !file.patch.is_link());
        for file in touched.clone() {
            for name in [&file.patch.old, &file.patch.new].into_iter().flatten() {
                over.insert(git::path(name), None);
            }
        }
        for file in touched {
            let (name, text) = match after {
                true => (&file.patch.new, &file.after),
                false => (&file.patch.old, &file.before),
            };
            if let (Some(name), Some(text)) = (name, text) {
                over.insert(git::path(name), Some(text));
            }
        }
        Self { ground, over }
    }
}

impl Tree for Side<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        match (self.over.get(path), self.ground) {
            (Some(over), _) => over.map(<[u8]>::to_vec).ok_or_else(missing),
            (None, Ground::Disk(root)) => Disk.read(&root.join(path)),
            (None, Ground::Commit(commit)) => {
                let hash = commit.files.get(path).ok_or_else(missing)?;
                commit.blobs.read(hash).ok_or_else(|| io::Error::other("git does not give it"))
            }
        }
    }

    fn list(&self, folder: &Path) -> Vec<(String, bool)> {
        let mut names: BTreeMap<String, bool> = match self.ground {
            Ground::Disk(root) => Disk.list(&root.join(folder)).into_iter().collect(),
            Ground::Commit(commit) => {
                commit.folders.get(folder).into_iter().flatten().cloned().collect()
            }
        };
        for (path, text) in &self.over {
            let Ok(rest) = path.strip_prefix(folder) else { continue };
            let mut parts = rest.iter().filter_map(|part| part.to_str());
            let (Some(first), is_folder) = (parts.next(), parts.next().is_some()) else { continue };
            match (text, is_folder) {
                (Some(_), _) => drop(names.insert(first.to_owned(), is_folder)),
                (None, false) => drop(names.remove(first)),
                (None, true) => {}
            }
        }
        names.into_iter().collect()
    }

    fn is_file(&self, path: &Path) -> bool {
        match (self.over.get(path), self.ground) {
            (Some(over), _) => over.is_some(),
            (None, Ground::Disk(root)) => root.join(path).is_file(),
            (None, Ground::Commit(commit)) => commit.files.contains_key(path),
        }
    }

    fn is_folder(&self, path: &Path) -> bool {
        let below =
            |(own, text): (&PathBuf, &Option<&[u8]>)| text.is_some() && own.starts_with(path);
        match self.ground {
            _ if path.as_os_str().is_empty() => true,
            _ if self.over.iter().any(below) => true,
            Ground::Disk(root) => root.join(path).is_dir(),
            Ground::Commit(commit) => commit.folders.contains_key(path),
        }
    }

    fn is_own(&self, path: &Path) -> bool {
        self.over.contains_key(path)
    }
}
