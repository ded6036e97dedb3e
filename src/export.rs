//! From a rulebook to the formats of other tools. One file per target.

mod agents;
mod ast_grep;
mod checklist;
mod ci;
mod csv;
mod flake8;
mod ids;
mod losses;
mod oscal;
mod pylint;
mod python;
mod quoted;
mod rst;
mod ruff;
mod rules_json;
mod sarif;
pub mod schemas;
mod semgrep;
mod targets;
pub mod trials;
mod xlsx;
mod yaml;

use crate::model::{Output, Rulebook};

pub use losses::{Losses, PARTLY, Shown};
pub use targets::{TARGETS, Target, fits};

/// A format of another tool.
#[derive(Debug)]
pub struct Exporter {
    /// What `rulebook export` calls it.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// Its files, with paths below generated/exports/.
    pub export: fn(&Rulebook) -> Vec<Output>,
}

/// THE TABLE OF EXPORTERS. Those of one large file first, each beside a small one: their texts take the same room in turn.
pub const EXPORTERS: &[Exporter] = &[
    rules_json::EXPORTER,
    ids::EXPORTER,
    rst::EXPORTER,
    csv::EXPORTER,
    oscal::EXPORTER,
    agents::EXPORTER,
    sarif::EXPORTER,
    ruff::EXPORTER,
    semgrep::EXPORTER,
    ast_grep::EXPORTER,
    flake8::EXPORTER,
    pylint::EXPORTER,
    xlsx::EXPORTER,
    ci::pre_commit::EXPORTER,
    ci::zuul::EXPORTER,
    ci::github::EXPORTER,
    ci::gitlab::EXPORTER,
    ci::audit::EXPORTER,
];

/// The exports that a build of a rulebook writes.
pub fn wanted(rulebook: &Rulebook) -> impl Iterator<Item = &'static Exporter> {
    let always = |exporter: &Exporter| exporter.name == ids::EXPORTER.name;
    EXPORTERS.iter().filter(move |one| always(one) || rulebook.settings.wants_export(one.name))
}

/// A list of JSON whose items are made one after the other while it is written.
struct Each<F>(F);

impl<I: IntoIterator<Item: serde::Serialize>, F: Fn() -> I> serde::Serialize for Each<F> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// The exporter of a name.
pub fn exporter(name: &str) -> Option<&'static Exporter> {
    EXPORTERS.iter().find(|exporter| exporter.name == name)
}
