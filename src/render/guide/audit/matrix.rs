//! The matrix of projects and guidelines. A cell has a sign and words, never a colour alone.

use serde::Serialize;

use super::{page_of, title};
use crate::model::audit::{Audit, Cell, Kind};
use crate::model::{Guideline, State};
use crate::render::site::{self, Site};

/// What its cells are called in theme/rulebook.css.
fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Fail => "fail",
        Kind::NotRun => "not-run",
        Kind::Waived => "waived",
        Kind::Person => "person",
        Kind::Clean => "clean",
        Kind::Pass => "pass",
        Kind::NotApplicable => "none",
    }
}

/// A sign and what it means.
#[derive(Serialize)]
pub(super) struct Mark {
    symbol: &'static str,
    words: &'static str,
    class: &'static str,
}

pub(super) fn legend() -> Vec<Mark> {
    let mark =
        |kind: &Kind| Mark { symbol: kind.symbol(), words: kind.words(), class: class(*kind) };
    Kind::ALL.iter().map(mark).collect()
}

/// The newest release of a project.
#[derive(Serialize)]
pub(super) struct Row {
    title: String,
    url: String,
    release: String,
    date: Option<String>,
    findings: u64,
    cells: Vec<CellView>,
}

/// How it keeps a guideline.
#[derive(Serialize)]
pub(super) struct CellView {
    shown: String,
    words: String,
    class: &'static str,
}

/// A cell for each of some guidelines.
pub(super) fn cell(state: State, cell: Option<&Cell>) -> CellView {
    let kind = Kind::of(state, cell);
    let words = match (kind, cell) {
        (Kind::Fail, Some(cell)) if cell.findings > 0 => {
            format!("{} finding{}", cell.findings, if cell.findings == 1 { "" } else { "s" })
        }
        _ => kind.words().to_owned(),
    };
    CellView { shown: kind.shown(cell), words, class: class(kind) }
}

pub(super) fn rows(site: &Site<'_>, audit: &Audit, columns: &[&Guideline]) -> Vec<Row> {
    let row = |one: &crate::model::audit::Audited| {
        let cells = columns.iter().map(|guideline| {
            let known = one.seen().and_then(|seen| seen.guidelines.get(&guideline.id));
            cell(one.state(&guideline.id), known)
        });
        let findings =
            one.seen().map_or(0, |seen| seen.guidelines.values().map(|cell| cell.findings).sum());
        Row {
            title: title(site, &one.project),
            url: site::relative(super::INDEX, &page_of(&one.project)),
            release: one.release.clone(),
            date: one.date.map(|date| date.to_string()),
            findings,
            cells: cells.collect(),
        }
    };
    audit.newest().map(row).collect()
}
