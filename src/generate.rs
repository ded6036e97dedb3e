//! THE TABLE OF OUTPUTS under generated/: write them, or say which are stale.

mod folder;
pub mod fresh;
pub mod scaffold;
pub mod starter;
mod store;

use std::path::Path;

use anyhow::{Context as _, Result};
use rayon::prelude::*;

pub use store::{Stale, Staleness, Written};

use crate::export::{EXPORTERS, Exporter, exporter, fits, schemas, wanted};
use crate::load::{Origin, Problem, suggest};
use crate::model::{Rulebook, Settings};
use crate::render::{self, Templates};
use crate::report;
use crate::source::{Lines, Sharing, memory};

pub use crate::render::Taker;

/// A part of what `rulebook build` writes.
#[derive(Debug)]
pub struct Family {
    /// Its folder below generated/.
    pub folder: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    make: Make,
}

/// Makes outputs and hands them on in batches, so that not all of them are in memory at once.
type Make = fn(&Rulebook, &Templates, &mut Taker<'_>) -> Result<()>;

/// THE TABLE OF OUTPUTS. The HTML book is made from the first of them.
pub const FAMILIES: &[Family] = &[
    Family {
        folder: "guide",
        about: "The guide as Markdown: the source of the book",
        make: |book, templates, take| render::guide_in_batches(book, fits(book), templates, take),
    },
    Family {
        folder: "checklists",
        about: "Review checklists, one per project",
        make: |book, templates, take| take(render::checklists(book, templates)?),
    },
    Family {
        folder: "exports",
        about: "The rulebook for other tools",
        make: |book, _, take| {
            exports(book, wanted(book), &mut |mut outputs| {
                for output in &mut outputs {
                    output.path.insert_str(0, "exports/");
                }
                take(outputs)
            })
        },
    },
    Family {
        folder: "schemas",
        about: "JSON Schemas of the rulebook's files and reports",
        make: |_, _, take| take([schemas::schemas(), report::schemas()].concat()),
    },
];

/// Makes the files of some exporters, as many exporters at a time as there are threads, and hands them on.
///
/// # Errors
/// Those of who takes them.
pub fn exports<'a>(
    rulebook: &Rulebook,
    chosen: impl IntoIterator<Item = &'a Exporter>,
    take: &mut Taker<'_>,
) -> Result<()> {
    let chosen: Vec<_> = chosen.into_iter().collect();
    let sharing = Sharing::begin();
    for some in chosen.chunks(rayon::current_num_threads().max(1)) {
        let files = some.par_iter().flat_map(|exporter| (exporter.export)(rulebook));
        let files: Vec<_> = files.collect();
        let bytes = files.iter().map(|file| file.bytes.len()).sum();
        take(files)?;
        sharing.release();
        memory::give_back_after(bytes);
    }
    Ok(())
}

/// What is wrong with a rulebook's settings for what is written; `book` is the text of book.toml.
pub fn problems(settings: &Settings, book: &str) -> Vec<Problem> {
    let unknown =
        settings.exports.iter().flatten().filter(|name| exporter(name.get_ref()).is_none());
    let known: Vec<&str> = EXPORTERS.iter().map(|exporter| exporter.name).collect();
    let problem = |name: &toml::Spanned<String>| {
        let what = format!("there is no export `{}`", name.get_ref());
        let next = suggest(name.get_ref(), &known)
            .unwrap_or_else(|| "`rulebook export --help` lists them".to_owned());
        Problem::at("book.toml", book, Lines::new(book).place(name.span().start), what, next)
    };
    unknown.map(problem).collect()
}

/// The templates of a rulebook: those that the binary carries, under those of its theme/.
pub fn templates(origin: &Origin) -> Result<Templates> {
    Templates::load(origin.folder().map(|root| root.join("theme")).as_deref())
}

/// One of the templates of a rulebook, such as `change.md`, with what it uses.
pub fn template(origin: &Origin, name: &str) -> Result<Templates> {
    Templates::load_one(origin.folder().map(|root| root.join("theme")).as_deref(), name)
}

/// Writes everything below `root`/generated/ but the HTML book; `waiting` is called if another build is at work there.
///
/// # Errors
/// If a template or a file is wrong; then what was there before is still there, whole.
pub fn write(
    root: &Path,
    rulebook: &Rulebook,
    templates: &Templates,
    waiting: &dyn Fn(),
) -> Result<Written> {
    let folder = root.join("generated");
    let mut writer = store::Writer::new(&folder, waiting)?;
    all(rulebook, templates, &mut |outputs| writer.take(&outputs))?;
    writer.finish()
}

/// What below `root`/generated/ is not what a build would write, sorted by path.
///
/// # Errors
/// If a template is wrong, or the list of our files cannot be read.
pub fn stale(root: &Path, rulebook: &Rulebook, templates: &Templates) -> Result<Vec<Stale>> {
    let folder = root.join("generated");
    let mut checker = store::Checker::new(&folder);
    all(rulebook, templates, &mut |outputs| {
        checker.take(&outputs);
        Ok(())
    })?;
    checker.finish()
}

/// Makes all families one after the other and hands them on.
fn all(rulebook: &Rulebook, templates: &Templates, take: &mut Taker<'_>) -> Result<()> {
    // Reading a rulebook takes as much again as the rulebook.
    memory::give_back();
    FAMILIES.iter().try_for_each(|family| (family.make)(rulebook, templates, take))
}

/// Makes the HTML book in `root`/generated/book from the guide's Markdown; says whether there was anything to do.
///
/// # Errors
/// If mdBook refuses the book or its configuration, or something cannot be written.
pub fn book(
    origin: &Origin,
    root: &Path,
    rulebook: &Rulebook,
    templates: &Templates,
    waiting: &dyn Fn(),
) -> Result<bool> {
    let config = origin.read("book.toml")?;
    let guide = render::guide(rulebook, fits(rulebook), templates)?;
    let key = folder::book_key(root, &config, &guide);
    folder::replace_folder(&root.join("generated"), "book", &key, waiting, |folder| {
        render::book(root, &config, &guide, folder).context("mdBook cannot make the HTML book")
    })
}
