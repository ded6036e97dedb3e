//! The matrix of projects and guidelines. A cell has a sign and words, never a colour alone.

use serde::Serialize;

use super::{page_of, title};
use crate::model::audit::{Audit, Cell};
use crate::model::{Guideline, State};
use crate::render::site::{self, Site};

/// What a cell says; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Fail,
    NotRun,
    Waived,
    Person,
    Clean,
    Pass,
    NotApplicable,
}

/// All of them, in the order of the legend.
const KINDS: [Kind; 7] = [
    Kind::Fail,
    Kind::NotRun,
    Kind::Waived,
    Kind::Person,
    Kind::Clean,
    Kind::Pass,
    Kind::NotApplicable,
];

impl Kind {
    pub(super) fn of(state: State, cell: Option<&Cell>) -> Self {
        match state {
            State::Fail => Self::Fail,
            State::NotRun => Self::NotRun,
            State::Waived => Self::Waived,
            State::Person if cell.is_some_and(|cell| cell.clean) => Self::Clean,
            State::Person => Self::Person,
            State::Pass => Self::Pass,
            State::NotApplicable => Self::NotApplicable,
        }
    }

    /// A sign that stands for it; findings are told by their number.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Fail => "✗",
            Self::NotRun => "–",
            Self::Waived => "w",
            Self::Person => "?",
            Self::Clean => "✓?",
            Self::Pass => "✓",
            Self::NotApplicable => "·",
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Fail => "findings",
            Self::NotRun => "not run",
            Self::Waived => "waived",
            Self::Person => "for a person",
            Self::Clean => "checks clean, a person is still asked",
            Self::Pass => "passed",
            Self::NotApplicable => "does not apply",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::NotRun => "not-run",
            Self::Waived => "waived",
            Self::Person => "person",
            Self::Clean => "clean",
            Self::Pass => "pass",
            Self::NotApplicable => "none",
        }
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
        |kind: &Kind| Mark { symbol: kind.symbol(), words: kind.words(), class: kind.class() };
    KINDS.iter().map(mark).collect()
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
    let (shown, words) = match (kind, cell) {
        (Kind::Fail, Some(cell)) if cell.findings > 0 => {
            let s = if cell.findings == 1 { "" } else { "s" };
            (format!("✗{}", cell.findings), format!("{} finding{s}", cell.findings))
        }
        _ => (kind.symbol().to_owned(), kind.words().to_owned()),
    };
    CellView { shown, words, class: kind.class() }
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
