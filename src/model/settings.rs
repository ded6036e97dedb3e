//! The settings in book.toml that are ours.

use serde::Deserialize;
use toml::Spanned;

use super::text::Release;

/// The table `[preprocessor.rulebook]` of book.toml.
///
/// mdBook refuses top-level tables that it does not know; it tolerates a preprocessor's table, and with an empty
/// list of renderers it never runs one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Settings {
    /// For mdBook; must be empty.
    pub renderers: Vec<String>,
    /// Where the guide is published, such as `https://docs.example.org/guide/`; without it links to it are relative.
    pub url: Option<String>,
    /// Where a source file of the rulebook can be edited; `{path}` is filled in. Without it pages link to the file beside the guide.
    pub edit_url: Option<String>,
    /// Where the rulebook's repository is cloned from; without it what is exported for CI holds a place to fill in.
    pub repository: Option<String>,
    /// What pip installs to get the program; without it, what lies in the rulebook's repository.
    pub program: Option<String>,
    /// The releases that guidelines may name, oldest first; without it any name will do.
    pub releases: Vec<Release>,
    /// The exports that a build writes, by the names of `rulebook export`; without it all of them. What ids are in use
    /// is always written.
    pub exports: Option<Vec<Spanned<String>>>,
}

impl Settings {
    /// Whether a build writes an export.
    pub fn wants_export(&self, name: &str) -> bool {
        self.exports.as_ref().is_none_or(|some| some.iter().any(|one| one.get_ref() == name))
    }
}
