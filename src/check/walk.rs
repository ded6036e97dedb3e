//! Which files of a tree are looked at.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::model::NotRun;

/// A file that may be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct File {
    /// Its path below the tree's root, with `/`: what checks, waivers and fingerprints go by.
    pub(super) rooted: String,
    /// Its path as it is shown.
    pub(super) shown: String,
    /// What to open.
    pub(super) path: PathBuf,
    /// What it is by its name.
    pub(super) kind: FileKind,
}

/// What a file is by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileKind {
    /// Python.
    Python,
    /// Perhaps a Python program: its first line tells.
    Script,
    /// Something else, which only external programs look at.
    Other,
}

/// From where paths are told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bases<'a> {
    /// The root of the tree.
    pub(super) root: &'a Path,
    /// The folder that shown paths start from.
    pub(super) shown: &'a Path,
}

impl Bases<'_> {
    /// A file below the root.
    pub(super) fn file(&self, path: PathBuf, kind: FileKind) -> File {
        File { rooted: relative(self.root, &path), shown: relative(self.shown, &path), path, kind }
    }
}

impl FileKind {
    /// What a file found in a tree is. Files without an ending are programs more often than not.
    pub(super) fn of(path: &Path) -> Self {
        match path.extension() {
            Some(ending) if ending == "py" => Self::Python,
            Some(_) => Self::Other,
            None => Self::Script,
        }
    }
}

/// A path below a folder, as text with `/`; the folder itself is `.`.
pub(super) fn relative(base: &Path, path: &Path) -> String {
    let below = path.strip_prefix(base).unwrap_or(path);
    // Most paths are texts already, and a tree has thousands.
    if std::path::MAIN_SEPARATOR == '/'
        && let Some(text) = below.to_str()
        && is_plain(text)
    {
        return text.to_owned();
    }
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// Whether a path is written as it would be put together of its parts.
fn is_plain(path: &str) -> bool {
    let mut before = 0;
    for byte in path.bytes() {
        if byte == b'/' && matches!(before, b'/' | b'.') {
            return false;
        }
        before = byte;
    }
    !matches!(before, 0 | b'/')
}

/// The files below a path, or the file itself, in no particular order, and what could not be listed.
///
/// Symbolic links are not followed: what they lead to is in the tree and found there, or is none of its files. Files of
/// kinds that are not `wanted` are left out, unless one is given itself.
pub(super) fn walk(
    given: &Path,
    bases: Bases<'_>,
    threads: usize,
    wanted: fn(FileKind) -> bool,
) -> (Vec<File>, Vec<NotRun>) {
    if !given.is_dir() {
        // Whoever names a file means it, whatever its name is.
        return (vec![bases.file(given.to_owned(), FileKind::Python)], Vec::new());
    }
    let mut builder = WalkBuilder::new(given);
    // Only what the tree itself says: the result must not depend on whose machine this is.
    builder.ignore(false).git_global(false).require_git(false).follow_links(false);
    let of = |entry: Result<DirEntry, ignore::Error>| match entry {
        Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
            let kind = FileKind::of(entry.path());
            wanted(kind).then(|| Ok(bases.file(entry.into_path(), kind)))
        }
        Ok(_) => None,
        Err(error) => Some(Err(not_listed(&error, bases.shown))),
    };
    if threads == 1 {
        return apart(builder.build().filter_map(of));
    }
    let (sender, receiver) = mpsc::channel();
    builder.threads(threads).build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| match of(entry).map(|found| sender.send(found)) {
            Some(Err(_)) => WalkState::Quit,
            _ => WalkState::Continue,
        })
    });
    drop(sender);
    apart(receiver)
}

/// What was found, and what could not be listed.
fn apart(all: impl IntoIterator<Item = Result<File, NotRun>>) -> (Vec<File>, Vec<NotRun>) {
    let (mut files, mut not_run) = (Vec::new(), Vec::new());
    for found in all {
        match found {
            Ok(file) => files.push(file),
            Err(missed) => not_run.push(missed),
        }
    }
    (files, not_run)
}

fn not_listed(error: &ignore::Error, base: &Path) -> NotRun {
    let path = place_of(error).map_or_else(|| ".".to_owned(), |path| relative(base, path));
    let why = error.io_error().map_or_else(|| error.to_string(), said);
    NotRun { check: None, path, reason: format!("it cannot be listed: {why}") }
}

fn place_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            place_of(err)
        }
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

/// What the system says, without its number.
pub(super) fn said(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_lowercase()
}
