//! The HTML book's folder: made anew beside the old one, and put in its place in one step.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::store::{STAGING, cannot_write, lock};
use crate::model::Output;

const KEY: &str = ".rulebook-key";

/// What the HTML book depends on: the program, the configuration, the theme and the Markdown.
pub(super) fn book_key(root: &Path, config: &str, guide: &[Output]) -> String {
    let mut key = blake3::Hasher::new();
    key.update(env!("CARGO_PKG_VERSION").as_bytes()).update(config.as_bytes());
    for (path, bytes) in theme_files(root) {
        key.update(path.as_bytes()).update(blake3::hash(&bytes).as_bytes());
    }
    for output in guide {
        key.update(output.path.as_bytes()).update(blake3::hash(&output.bytes).as_bytes());
    }
    key.finalize().to_hex().to_string()
}

/// The files of a rulebook's theme, sorted by path.
pub(super) fn theme_files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let theme = root.join("theme");
    let paths = files_below(&theme).into_iter();
    paths
        .map(|path| (format!("theme/{path}"), fs::read(theme.join(&path)).unwrap_or_default()))
        .collect()
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
