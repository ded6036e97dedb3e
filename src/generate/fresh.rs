//! Whether there is anything to do at all: a build whose sources, program and outputs are those of the last one need
//! not load or render.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::folder;
use super::store::{self, Written, digest};
use crate::load::Files;
use crate::load::files::{AUDITS, RECORD};

/// Where the last build left word; it is nobody's source and is not committed.
const NOTE: &str = ".fresh";

/// The word for a build that made the HTML book too.
const BOOK: &str = "with the book";

/// The sources of a rulebook at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    hash: Option<String>,
}

impl Sources {
    /// The sources as they were read. What changes while a build works makes the next build work again.
    pub fn now(read: &Files, root: &Path) -> Self {
        Self { hash: sources(read, root) }
    }

    /// Whether the last build was made from these sources, left word of it, and its outputs are still there; with
    /// `book` the HTML book too.
    pub fn are_built(&self, root: &Path, book: bool) -> bool {
        let folder = root.join("generated");
        let Ok(text) = fs::read_to_string(folder.join(NOTE)) else { return false };
        let mut lines = text.lines();
        self.hash.is_some()
            && lines.next() == self.hash.as_deref()
            && lines.next().is_some_and(|outputs| on_disk(&folder).as_deref() == Some(outputs))
            && (!book || (lines.next() == Some(BOOK) && folder.join("book/index.html").is_file()))
    }

    /// Leaves word of what was built from these sources. That it cannot be written costs time at the next build, and
    /// nothing else.
    pub fn leave_word(&self, root: &Path, written: &Written, book: bool) {
        let Some(hash) = &self.hash else { return };
        let text = format!("{hash}\n{}\n{}\n", written.digest, if book { BOOK } else { "" });
        let _ = fs::write(root.join("generated").join(NOTE), text);
    }
}

/// A hash of everything that outputs are made from.
fn sources(read: &Files, root: &Path) -> Option<String> {
    if !read.problems.is_empty() {
        return None;
    }
    // What a build wrote is no source; what was measured is.
    let source =
        |path: &str| path == RECORD || path.starts_with(AUDITS) || !path.starts_with("generated/");
    let files = read.files.iter().filter(|file| source(&file.path));
    let mut hashes: BTreeMap<_, _> =
        files.map(|file| (file.path.clone(), *file.hash.as_bytes())).collect();
    let theme = folder::theme_files(root).into_iter();
    hashes.extend(theme.map(|(path, bytes)| (path, blake3::hash(&bytes).into())));
    // Another program may write other bytes; its size and age tell it apart without reading it.
    let program = std::env::current_exe().and_then(fs::metadata).ok()?;
    let age = program.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    let identity = format!("{} {} {}", env!("CARGO_PKG_VERSION"), program.len(), age.as_nanos());
    hashes.insert("rulebook".into(), blake3::hash(identity.as_bytes()).into());
    Some(digest(hashes))
}

fn on_disk(folder: &Path) -> Option<String> {
    let mut paths: Vec<String> = store::manifest(folder).ok()??.into_iter().collect();
    paths.push(store::MANIFEST.into());
    let marks: Option<BTreeMap<_, _>> = paths
        .into_par_iter()
        .map(|path| {
            let mark = store::mark(&fs::read(folder.join(&path)).ok()?);
            Some((path, mark))
        })
        .collect();
    Some(digest(marks?))
}
