//! The code that linters are asked about, and what we find in it ourselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use rayon::prelude::*;

use super::super::{context, flagged, holds_python};
use crate::check::plan::{Plan, Planned, Way};
use crate::check::walk::{self, Bases, FileKind};
use crate::find::{self, Find, Search};
use crate::model::{Name, Rulebook};
use crate::python::Equivalents;

/// A piece of code with what has to be known about it.
pub(super) struct Piece<'r> {
    pub(super) title: String,
    pub(super) files: Vec<(&'r str, &'r str)>,
    pub(super) context: find::Context,
    pub(super) same_as: &'r BTreeMap<String, String>,
}

pub(super) static NONE: BTreeMap<String, String> = BTreeMap::new();

/// The Python files of a source tree.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) title: String,
    files: Vec<(String, String)>,
}

impl Tree {
    /// Reads a tree; what is no UTF-8 is left out, as what no linter reads in the same way.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let (files, _) = walk::walk(path, Bases { root: path, shown: path }, 1, |_| true);
        let python = files.into_iter().filter(|file| file.kind == FileKind::Python);
        let mut files: Vec<_> = python
            .filter_map(|file| Some((file.rooted, fs::read_to_string(file.path).ok()?)))
            .collect();
        ensure!(!files.is_empty(), "{} has no Python files", path.display());
        files.sort();
        let title = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { title, files })
    }

    pub(super) fn files(&self) -> usize {
        self.files.len()
    }

    /// Each file for itself: what a linter cannot parse is left out alone.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        self.files.iter().map(|(path, text)| Piece {
            title: self.title.clone(),
            files: vec![(path, text)],
            context: find::Context::default(),
            same_as: &NONE,
        })
    }
}

impl<'r> Piece<'r> {
    /// All code of the rulebook, each piece once.
    pub(super) fn all(book: &'r Rulebook) -> Vec<Self> {
        let mut pieces: Vec<Self> = Vec::new();
        for guideline in book.guidelines.iter().filter(|guideline| guideline.status.binds()) {
            for example in &guideline.examples {
                for code in [&example.bad, &example.good].into_iter().flatten() {
                    pieces.push(Piece {
                        title: format!("{}, example “{}”", guideline.id, example.title),
                        files: code.files(example.path()),
                        context: find::Context::default(),
                        same_as: &NONE,
                    });
                }
            }
        }
        for check in book.checks.values() {
            for (at, case) in check.cases.iter().enumerate() {
                for code in [&case.flag, &case.pass].into_iter().flatten() {
                    pieces.push(Piece {
                        title: format!("{}, case {}", check.name, at + 1),
                        files: code.files(case.path.as_deref().unwrap_or("example.py")),
                        context: context(case),
                        same_as: &case.same_as,
                    });
                }
            }
        }
        // Linters take Python files by their ending.
        let plain = |piece: &Self| {
            piece
                .files
                .iter()
                .all(|(path, text)| path.ends_with(".py") || !holds_python(path, text))
        };
        pieces.retain(plain);
        pieces
    }

    /// Writes it out as a repository of its own, so that paths count from there.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder.join(".git"))?;
        for (path, text) in &self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(path, text)?;
        }
        Ok(())
    }

    /// What checks may ask of its surroundings.
    pub(super) fn surroundings(&self) -> find::Context {
        let same_as = Equivalents::new(self.same_as.clone());
        find::Context { same_as, ..self.context.clone() }
    }

    /// Whether nothing is said of its surroundings.
    fn is_plain(&self) -> bool {
        self.same_as.is_empty()
            && self.context.project.is_none()
            && self.context.versions.is_empty()
    }
}

/// A finding of ours: piece, file, line and check.
pub(super) type Ours = (usize, String, usize, Name);

/// Our own findings in some of the pieces.
pub(super) fn expected(
    book: &Rulebook,
    pieces: &[Piece<'_>],
    asked: &BTreeSet<usize>,
) -> Vec<Ours> {
    let plan = |context| {
        let checks = book.checks.values().map(Planned::new);
        Plan::of_checks(
            checks.filter(|planned| matches!(planned.way, Way::Modules(_))).collect(),
            context,
        )
    };
    let common = plan(find::Context::default());
    let each = asked.par_iter().flat_map_iter(|at| {
        let piece = &pieces[*at];
        let own = (!piece.is_plain()).then(|| plan(piece.surroundings()));
        let found = flagged(own.as_ref().unwrap_or(&common), &piece.files);
        let (places, _) = found.unwrap_or_default();
        places.into_iter().map(|place| (*at, place.path, place.line, place.check))
    });
    each.collect()
}

/// Words of which a file must have one, in its text or path, for any of these to find anything; none where there are no
/// such words.
pub(super) fn words(finds: impl IntoIterator<Item = Option<Find>>) -> Option<BTreeSet<String>> {
    let each = finds
        .into_iter()
        .map(|find| Search::compile(&find?).literals(&Equivalents::default()).rarest());
    each.collect::<Option<Vec<_>>>().map(|sets| sets.into_iter().flatten().collect())
}
