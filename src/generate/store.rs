//! The folder generated/ on disk: written whole or not at all, and only where it is ours.
//!
//! `manifest.txt` lists the files that are ours. New bytes are staged beside their targets first, so that a full
//! disk or a kill finds the previous output whole; then each file is renamed into its place.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;

use crate::model::Output;

const MANIFEST: &str = "manifest.txt";
const HEADER: &str = "# The files below this folder that `rulebook build` writes and removes; all others are left alone.\n";
const STAGING: &str = ".staging-";
const KEY: &str = ".rulebook-key";

/// What a build did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have new bytes.
    pub written: usize,
    /// Files that were as they should be.
    pub unchanged: usize,
    /// Files of ours that no longer belong.
    pub removed: usize,
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

/// Says what is stale, sorted by path.
pub(super) fn stale(folder: &Path, outputs: &[Output]) -> Result<Vec<Stale>> {
    let listed = manifest(folder)?.unwrap_or_default();
    let mut found: Vec<Stale> = outputs
        .par_iter()
        .filter_map(|output| match fs::read(folder.join(&output.path)) {
            Ok(bytes) if bytes == output.bytes => None,
            Ok(_) => Some(Stale { path: output.path.clone(), how: Staleness::Changed }),
            Err(_) => Some(Stale { path: output.path.clone(), how: Staleness::Missing }),
        })
        .collect();
    let obsolete = obsolete(&listed, outputs).filter(|path| folder.join(path).exists());
    found.extend(obsolete.map(|path| Stale { path: path.clone(), how: Staleness::Obsolete }));
    found.sort();
    Ok(found)
}

/// Makes the folder hold the outputs, and what is not ours.
pub(super) fn write(folder: &Path, outputs: &[Output], waiting: &dyn Fn()) -> Result<Written> {
    let _lock = lock(folder, waiting)?;
    remove_leftovers(folder)?;
    let listed = manifest(folder)?;
    let changed: Vec<&Output> = outputs
        .par_iter()
        .filter(|output| fs::read(folder.join(&output.path)).ok().as_deref() != Some(&output.bytes))
        .collect();
    if let Some(ours) = &listed {
        refuse_foreign(folder, &changed, ours)?;
    }
    let listed = listed.unwrap_or_default();
    let obsolete: Vec<_> = obsolete(&listed, outputs).collect();
    let existing = obsolete.iter().filter(|path| folder.join(path).exists()).count();
    let staging = tempfile::Builder::new()
        .prefix(STAGING)
        .tempdir_in(folder)
        .with_context(|| cannot_write(folder))?;
    stage(staging.path(), &changed)?;
    for (at, output) in changed.iter().enumerate() {
        let target = folder.join(&output.path);
        let parent = target.parent().unwrap_or(folder);
        fs::create_dir_all(parent).with_context(|| cannot_write(parent))?;
        fs::rename(staging.path().join(at.to_string()), &target)
            .with_context(|| cannot_write(&target))?;
    }
    for path in &obsolete {
        remove(folder, path)?;
    }
    let unchanged = outputs.len() - changed.len();
    Ok(Written { written: changed.len(), unchanged, removed: existing })
}

/// Writes the bytes of all changed files, so that a full disk is met before anything of the old output is touched.
fn stage(staging: &Path, changed: &[&Output]) -> Result<()> {
    changed.par_iter().enumerate().try_for_each(|(at, output)| {
        let path = staging.join(at.to_string());
        fs::write(&path, &output.bytes)
            .with_context(|| format!("cannot write generated/{}; nothing was changed", output.path))
    })
}

/// The manifest that lists the outputs, as one more of them.
pub(super) fn manifest_of(outputs: &[Output]) -> Output {
    let lines: String = outputs.iter().map(|output| format!("{}\n", output.path)).collect();
    Output::text(MANIFEST, format!("{HEADER}{lines}"))
}

/// The files that the last build listed; none if no build did.
fn manifest(folder: &Path) -> Result<Option<BTreeSet<String>>> {
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

fn obsolete<'a>(
    listed: &'a BTreeSet<String>,
    outputs: &'a [Output],
) -> impl Iterator<Item = &'a String> {
    let wanted: BTreeSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    listed.iter().filter(move |path| !wanted.contains(path.as_str()))
}

fn refuse_foreign(folder: &Path, changed: &[&Output], ours: &BTreeSet<String>) -> Result<()> {
    let foreign =
        changed.iter().filter(|output| output.path != MANIFEST && !ours.contains(&output.path));
    let there: Vec<_> = foreign.filter(|output| folder.join(&output.path).exists()).collect();
    if let Some(first) = there.first() {
        bail!(
            "generated/{} is not a file that a build wrote ({} such), and a build would write it; move it away",
            first.path,
            there.len()
        );
    }
    Ok(())
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
fn lock(folder: &Path, waiting: &dyn Fn()) -> Result<File> {
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

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

/// What the HTML book depends on: the program, the configuration, the theme and the Markdown.
pub(super) fn book_key(root: &Path, config: &str, guide: &[Output]) -> String {
    let mut key = blake3::Hasher::new();
    key.update(env!("CARGO_PKG_VERSION").as_bytes()).update(config.as_bytes());
    let mut theme: Vec<PathBuf> = walkdir::WalkDir::new(root.join("theme"))
        .into_iter()
        .filter_map(|entry| Some(entry.ok().filter(|e| e.file_type().is_file())?.into_path()))
        .collect();
    theme.sort();
    for path in theme {
        key.update(path.to_string_lossy().as_bytes());
        key.update(&fs::read(&path).unwrap_or_default());
    }
    for output in guide {
        key.update(output.path.as_bytes()).update(blake3::hash(&output.bytes).as_bytes());
    }
    key.finalize().to_hex().to_string()
}

/// Makes a folder anew beside the old one and puts it in its place in one step; files in the old one that are not
/// ours move along. Does nothing where the key is that of the folder that is there.
pub(super) fn replace_folder(
    parent: &Path,
    name: &str,
    key: &str,
    waiting: &dyn Fn(),
    make: impl FnOnce(&Path) -> Result<()>,
) -> Result<bool> {
    let _lock = lock(parent, waiting)?;
    let target = parent.join(name);
    if fs::read_to_string(target.join(KEY)).is_ok_and(|text| text.lines().next() == Some(key)) {
        return Ok(false);
    }
    let staging = tempfile::Builder::new()
        .prefix(STAGING)
        .tempdir_in(parent)
        .with_context(|| cannot_write(parent))?;
    let fresh = staging.path().join(name);
    fs::create_dir(&fresh).with_context(|| cannot_write(&fresh))?;
    make(&fresh)?;
    let list: String = files_below(&fresh).iter().map(|path| format!("{path}\n")).collect();
    keep_foreign(&target, &fresh)?;
    fs::write(fresh.join(KEY), format!("{key}\n{list}")).with_context(|| cannot_write(&fresh))?;
    swap(&fresh, &target).with_context(|| cannot_write(&target))?;
    Ok(true)
}

/// Copies what others put into the old folder.
fn keep_foreign(old: &Path, fresh: &Path) -> Result<()> {
    let Ok(key) = fs::read_to_string(old.join(KEY)) else {
        if old.is_dir() && fs::read_dir(old)?.next().is_some() {
            bail!(
                "{} is not a folder that a build made, and it is not empty; move it away",
                old.display()
            );
        }
        return Ok(());
    };
    let ours: BTreeSet<&str> = key.lines().skip(1).collect();
    for path in files_below(old).iter().filter(|path| !ours.contains(path.as_str()) && *path != KEY)
    {
        let target = fresh.join(path);
        if !target.exists() {
            fs::create_dir_all(target.parent().unwrap_or(fresh))?;
            fs::copy(old.join(path), &target).with_context(|| cannot_write(&target))?;
        }
    }
    Ok(())
}

fn files_below(folder: &Path) -> Vec<String> {
    let mut all: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(|entry| {
            let entry = entry.ok().filter(|e| e.file_type().is_file())?;
            Some(entry.path().strip_prefix(folder).ok()?.to_string_lossy().into_owned())
        })
        .collect();
    all.sort();
    all
}

/// Exchanges two folders in one step where the system can, and in two renames where it cannot.
fn swap(fresh: &Path, target: &Path) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    if target.exists() {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, fresh, CWD, target, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    if target.exists() {
        fs::rename(target, fresh.with_extension("old"))?;
    }
    fs::rename(fresh, target)
}
