//! THE TABLE OF OUTPUTS under generated/: write them, or say which are stale.

pub mod scaffold;
pub mod starter;
mod store;

use std::path::Path;

use anyhow::{Context as _, Result};
use rayon::prelude::*;

pub use store::{Stale, Staleness, Written};

use crate::export::{EXPORTERS, schemas};
use crate::load::Origin;
use crate::model::{Output, Rulebook};
use crate::render::{self, Templates};
use crate::report;

/// A part of what `rulebook build` writes.
#[derive(Debug)]
pub struct Family {
    /// Its folder below generated/.
    pub folder: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    make: fn(&Rulebook, &Templates) -> Result<Vec<Output>>,
}

/// THE TABLE OF OUTPUTS. The HTML book is made from the first of them.
pub const FAMILIES: &[Family] = &[
    Family {
        folder: "guide",
        about: "The guide as Markdown: the source of the book",
        make: render::guide,
    },
    Family {
        folder: "checklists",
        about: "Review checklists, one per project",
        make: render::checklists,
    },
    Family {
        folder: "exports",
        about: "The rulebook for other tools",
        make: |book, _| Ok(exports(book)),
    },
    Family {
        folder: "schemas",
        about: "JSON Schemas of the rulebook's files and reports",
        make: |_, _| Ok([schemas::schemas(), report::schemas()].concat()),
    },
];

fn exports(rulebook: &Rulebook) -> Vec<Output> {
    let files = EXPORTERS.par_iter().flat_map(|exporter| (exporter.export)(rulebook));
    files.map(|file| Output { path: format!("exports/{}", file.path), ..file }).collect()
}

/// Everything that a build writes, but for the HTML book: in memory, sorted by path, with the
/// manifest that lists them at the end.
pub fn outputs(rulebook: &Rulebook, templates: &Templates) -> Result<Vec<Output>> {
    let made: Result<Vec<Vec<Output>>> =
        FAMILIES.par_iter().map(|family| (family.make)(rulebook, templates)).collect();
    let mut outputs: Vec<Output> = made?.into_iter().flatten().collect();
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    outputs.push(store::manifest_of(&outputs));
    Ok(outputs)
}

/// The templates of a rulebook: those that the binary carries, under those of its theme/.
pub fn templates(origin: &Origin) -> Result<Templates> {
    Templates::load(origin.folder().map(|root| root.join("theme")).as_deref())
}

/// Writes the outputs below `root`/generated/; `waiting` is called if another build is at work there.
///
/// # Errors
/// If something cannot be written; then what was there before is still there, whole.
pub fn write(root: &Path, outputs: &[Output], waiting: &dyn Fn()) -> Result<Written> {
    store::write(&root.join("generated"), outputs, waiting)
}

/// What below `root`/generated/ is not what a build would write.
pub fn stale(root: &Path, outputs: &[Output]) -> Result<Vec<Stale>> {
    store::stale(&root.join("generated"), outputs)
}

/// Makes the HTML book in `root`/generated/book from the guide's Markdown; says whether there was anything to do.
///
/// # Errors
/// If mdBook refuses the book or its configuration, or something cannot be written.
pub fn book(origin: &Origin, root: &Path, outputs: &[Output], waiting: &dyn Fn()) -> Result<bool> {
    let config = origin.read("book.toml")?;
    let guide: Vec<Output> =
        outputs.iter().filter(|output| output.path.starts_with("guide/")).cloned().collect();
    let key = store::book_key(root, &config, &guide);
    store::replace_folder(&root.join("generated"), "book", &key, waiting, |folder| {
        render::book(root, &config, &guide, folder).context("mdBook cannot make the HTML book")
    })
}
