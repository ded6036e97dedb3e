//! The folder generated/ on disk: written whole or not at all, and only where it is ours.
//!
//! `manifest.txt` lists the files that are ours. New bytes are staged beside their targets first, so that a full
//! disk or a kill finds the previous output whole; then each file is renamed into its place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use crate::model::Output;

pub(super) const MANIFEST: &str = "manifest.txt";
const HEADER: &str = "# The files below this folder that `rulebook build` writes and removes; all others are left alone.\n";
pub(super) const STAGING: &str = ".staging-";

/// What a build did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have new bytes.
    pub written: usize,
    /// Files that were as they should be.
    pub unchanged: usize,
    /// Files of ours that no longer belong.
    pub removed: usize,
    /// A hash of all outputs.
    pub(super) digest: String,
}

/// A file that is not what a build would write.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stale {
    /// Its path below generated/.
    pub path: String,
    /// How it differs.
    pub how: Staleness,
}

/// How a file differs from what a build would write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Staleness {
    /// It is not there.
    Missing,
    /// It has other bytes.
    Changed,
    /// It is there and no longer belongs.
    Obsolete,
}

impl Staleness {
    /// The word that people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "out of date",
            Self::Obsolete => "no longer belongs",
        }
    }
}

/// Says what is stale, batch by batch, so that only one batch is in memory.
pub(super) struct Checker<'a> {
    folder: &'a Path,
    found: Vec<Stale>,
    paths: BTreeSet<String>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(folder: &'a Path) -> Self {
        Self { folder, found: Vec::new(), paths: BTreeSet::new() }
    }

    /// Compares some outputs with what is there.
    pub(super) fn take(&mut self, outputs: &[Output]) {
        let differs = |output: &Output| match fs::read(self.folder.join(&output.path)) {
            Ok(bytes) if bytes == output.bytes => None,
            Ok(_) => Some(Staleness::Changed),
            Err(_) => Some(Staleness::Missing),
        };
        let found = outputs.par_iter().filter_map(|output| {
            differs(output).map(|how| Stale { path: output.path.clone(), how })
        });
        let found: Vec<_> = found.collect();
        self.found.extend(found);
        self.paths.extend(outputs.iter().map(|output| output.path.clone()));
    }

    /// All that is stale, sorted by path.
    pub(super) fn finish(mut self) -> Result<Vec<Stale>> {
        let listed = manifest(self.folder)?.unwrap_or_default();
        self.take(&[manifest_of(&self.paths.clone())]);
        let obsolete =
            listed.difference(&self.paths).filter(|path| self.folder.join(path).exists());
        let obsolete = obsolete.map(|path| Stale { path: path.clone(), how: Staleness::Obsolete });
        self.found.extend(obsolete);
        self.found.sort();
        Ok(self.found)
    }
}

/// Makes the folder hold the outputs, and what is not ours. Batch by batch new bytes are staged, so that only one
/// batch is in memory; nothing of the old output is touched before all are.
pub(super) struct Writer<'a> {
    folder: &'a Path,
    staging: tempfile::TempDir,
    listed: Option<BTreeSet<String>>,
    /// How many files change; their bytes are in the staging folder, under their paths.
    changed: usize,
    /// The folders in the staging folder.
    folders: BTreeSet<String>,
    marks: BTreeMap<String, Mark>,
    _lock: File,
}

impl<'a> Writer<'a> {
    pub(super) fn new(folder: &'a Path, waiting: &dyn Fn()) -> Result<Self> {
        let lock = lock(folder, waiting)?;
        remove_leftovers(folder)?;
        let listed = manifest(folder)?;
        let staging = tempfile::Builder::new()
            .prefix(STAGING)
            .tempdir_in(folder)
            .with_context(|| cannot_write(folder))?;
        let (folders, marks) = (BTreeSet::new(), BTreeMap::new());
        Ok(Self { folder, staging, listed, changed: 0, folders, marks, _lock: lock })
    }

    /// Stages what of some outputs is not there yet.
    pub(super) fn take(&mut self, outputs: &[Output]) -> Result<()> {
        let folders: BTreeSet<_> = outputs.iter().map(|output| folder_of(&output.path)).collect();
        let missing = self.missing_folders(&folders);
        self.make_folders(folders)?;
        // In one go: to wake the other processors costs as much as to write a few files.
        let stage = |output: &Output| -> Result<(Stage, Mark)> {
            let may_be = !missing.contains(folder_of(&output.path));
            let there = may_be.then(|| fs::read(self.folder.join(&output.path)).ok()).flatten();
            let stage = if there.as_ref() == Some(&output.bytes) {
                Stage::AsItWas
            } else if self.is_foreign(&output.path) {
                Stage::Foreign
            } else {
                let staged = self.staging.path().join(&output.path);
                fs::write(staged, &output.bytes).with_context(|| {
                    format!("cannot write generated/{}; nothing was changed", output.path)
                })?;
                Stage::Changed
            };
            Ok((stage, mark(&output.bytes)))
        };
        let stages: Vec<_> = outputs.par_iter().map(stage).collect::<Result<_>>()?;
        let foreign = outputs.iter().zip(&stages).filter(|(_, (at, _))| *at == Stage::Foreign);
        refuse(foreign.map(|(output, _)| output))?;
        self.changed += stages.iter().filter(|(at, _)| *at == Stage::Changed).count();
        let paths = outputs.iter().map(|output| output.path.clone());
        self.marks.extend(paths.zip(stages.into_iter().map(|(_, mark)| mark)));
        Ok(())
    }

    /// Those of some folders that are not there, so that no file is looked for in them.
    fn missing_folders<'o>(&self, folders: &BTreeSet<&'o str>) -> BTreeSet<&'o str> {
        folders.iter().copied().filter(|folder| !self.folder.join(folder).exists()).collect()
    }

    /// Makes folders that outputs need in the staging folder.
    fn make_folders<'o>(&mut self, folders: impl IntoIterator<Item = &'o str>) -> Result<()> {
        for needed in folders {
            if !self.folders.contains(needed) {
                let folder = self.staging.path().join(needed);
                fs::create_dir_all(&folder).with_context(|| cannot_write(&folder))?;
                self.folders.insert(needed.to_owned());
            }
        }
        Ok(())
    }

    /// Whether a file is there that no build listed; without any list, all that is there is taken for ours.
    fn is_foreign(&self, path: &str) -> bool {
        let Some(ours) = &self.listed else { return false };
        path != MANIFEST && !ours.contains(path) && self.folder.join(path).exists()
    }

    /// Puts everything into its place.
    pub(super) fn finish(mut self) -> Result<Written> {
        let paths: BTreeSet<String> = self.marks.keys().cloned().collect();
        self.take(&[manifest_of(&paths)])?;
        settle(self.staging.path(), self.folder)?;
        let listed = self.listed.take().unwrap_or_default();
        let obsolete: Vec<_> = listed.difference(&paths).collect();
        let removed = obsolete.iter().filter(|path| self.folder.join(path).exists()).count();
        for path in obsolete {
            remove(self.folder, path)?;
        }
        Ok(Written {
            written: self.changed,
            unchanged: self.marks.len() - self.changed,
            removed,
            digest: digest(self.marks),
        })
    }
}

/// The folder of an output's path; empty for generated/ itself.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Refuses to write over files that no build wrote, if there are any.
fn refuse<'o>(mut foreign: impl Iterator<Item = &'o Output>) -> Result<()> {
    let Some(first) = foreign.next() else { return Ok(()) };
    bail!(
        "generated/{} is not a file that a build wrote ({} such), and a build would write it; move it away",
        first.path,
        1 + foreign.count()
    );
}

/// Moves what is in one folder into another: a folder that is new there in one step, with all that is in it.
fn settle(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() && target.is_dir() {
            settle(&entry.path(), &target)?;
        } else {
            fs::rename(entry.path(), &target).with_context(|| cannot_write(&target))?;
        }
    }
    Ok(())
}

/// What becomes of an output before any file of ours is touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It is there already.
    AsItWas,
    /// It has new bytes, and they are in the staging folder.
    Changed,
    /// It would be written over a file that is not ours.
    Foreign,
}

/// What tells that a file of ours is as we left it.
type Mark = [u8; 16];

/// The mark of some bytes. It need not withstand anybody: who can write the file can write the note that holds it.
pub(super) fn mark(bytes: &[u8]) -> Mark {
    xxh3_128(bytes).to_le_bytes()
}

/// One hash of what is told of many files.
pub(super) fn digest(files: BTreeMap<String, impl AsRef<[u8]>>) -> String {
    let mut all = blake3::Hasher::new();
    for (path, told) in files {
        all.update(path.as_bytes()).update(&[0]).update(told.as_ref());
    }
    all.finalize().to_hex().to_string()
}

/// The manifest that lists the outputs, as one more of them.
fn manifest_of(paths: &BTreeSet<String>) -> Output {
    let lines: String = paths.iter().map(|path| format!("{path}\n")).collect();
    Output::text(MANIFEST, format!("{HEADER}{lines}"))
}

/// The files that the last build listed; none if no build did.
pub(super) fn manifest(folder: &Path) -> Result<Option<BTreeSet<String>>> {
    let path = folder.join(MANIFEST);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let lines = text.lines().filter(|line| !line.starts_with('#') && is_inside(line));
            Ok(Some(lines.map(str::to_owned).collect()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// A line of the manifest that leads out of the folder is not one of ours.
fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with('/')
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Removes a file of ours, and the folders that it leaves empty.
fn remove(folder: &Path, path: &str) -> Result<()> {
    let target = folder.join(path);
    match fs::remove_file(&target) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => {
            return Err(error).with_context(|| format!("cannot remove {}", target.display()));
        }
    }
    let mut parent = target.parent();
    while let Some(dir) = parent.filter(|dir| *dir != folder && dir.starts_with(folder)) {
        // Not empty means that others' files are in it.
        if fs::remove_dir(dir).is_err() {
            break;
        }
        parent = dir.parent();
    }
    Ok(())
}

/// What a killed build left behind.
fn remove_leftovers(folder: &Path) -> Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(STAGING) {
            fs::remove_dir_all(entry.path()).with_context(|| cannot_write(&entry.path()))?;
        }
    }
    Ok(())
}

/// Held while a build writes, so that a second one waits; the system lets go of it when the process ends.
pub(super) fn lock(folder: &Path, waiting: &dyn Fn()) -> Result<File> {
    fs::create_dir_all(folder).with_context(|| cannot_write(folder))?;
    let path = folder.join(".lock");
    let file = File::create(&path).with_context(|| cannot_write(&path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            waiting();
            file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        }
        // Some network file systems know no locks: then the user's care has to do.
        Err(TryLockError::Error(_)) => {}
    }
    Ok(file)
}

pub(super) fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}
