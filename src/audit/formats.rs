//! What an audit can be written as. One file per format.

mod csv;
mod json;
mod markdown;
mod sarif;
mod text;

use crate::model::audit::Audit;
use crate::model::{Output, Rulebook};

pub use json::read;

/// A form in which an audit is written.
#[derive(Debug)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// All of it in one piece.
    pub whole: fn(&View<'_>) -> Vec<u8>,
    /// What it puts into a folder; paths are below that folder.
    pub files: fn(&View<'_>) -> Vec<Output>,
}

/// THE TABLE OF FORMATS. The first is what people get who do not ask for another.
pub const FORMATS: &[Format] =
    &[text::FORMAT, json::FORMAT, csv::FORMAT, markdown::FORMAT, sarif::FORMAT];

/// The format of a name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// An audit, and all that a format may know to tell it.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The rulebook, for titles; its revision may be another than the audit's.
    pub rulebook: &'a Rulebook,
    /// The audit.
    pub audit: &'a Audit,
}

/// Everything that all formats put into a folder.
pub fn files(view: &View<'_>) -> Vec<Output> {
    FORMATS.iter().flat_map(|format| (format.files)(view)).collect()
}
