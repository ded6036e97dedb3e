//! Tables for spreadsheets and data frames: one row for each guideline of each release, and one for each finding.

use super::{Format, View};
use crate::model::audit::Outcome;
use crate::model::{Output, State};

pub(super) const FORMAT: Format = Format {
    name: "csv",
    about: "A row for each guideline in each release, for spreadsheets and data frames; with --out a second table of findings",
    whole: cells,
    files: |view| {
        let table = |path: &str, bytes| Output { path: path.to_owned(), bytes };
        vec![table("cells.csv", cells(view)), table("findings.csv", findings(view))]
    },
};

const CELLS: [&str; 10] = [
    "project",
    "release",
    "date",
    "source",
    "guideline",
    "level",
    "state",
    "findings",
    "waived",
    "why",
];

const FINDINGS: [&str; 12] = [
    "project",
    "release",
    "date",
    "guideline",
    "check",
    "level",
    "path",
    "line",
    "column",
    "message",
    "fingerprint",
    "waived",
];

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Nothing can go wrong in memory.
    let _ = writer.write_record(head);
    for row in rows {
        let _ = writer.write_record(row.iter().map(|value| harmless(value)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A spreadsheet takes what begins with one of these for a formula.
fn harmless(value: &str) -> String {
    match value.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{value}"),
        _ => value.to_owned(),
    }
}

fn cells(view: &View<'_>) -> Vec<u8> {
    let rows = view.audit.releases.iter().flat_map(|one| {
        let head = [
            one.project.to_string(),
            one.release.clone(),
            one.date.map_or_else(String::new, |date| date.to_string()),
            one.source.clone().unwrap_or_default(),
        ];
        let rows: Vec<Vec<String>> = match &one.outcome {
            Outcome::NotRun(reason) => {
                let state = State::NotRun.as_str().to_owned();
                let rest = ["", "", &state, "", "", reason].map(str::to_owned);
                vec![head.iter().cloned().chain(rest).collect()]
            }
            Outcome::Seen(seen) => seen
                .guidelines
                .iter()
                .map(|(id, cell)| {
                    let rest = [
                        id.to_string(),
                        cell.level.map_or_else(String::new, |level| level.as_str().to_owned()),
                        cell.state.as_str().to_owned(),
                        cell.findings.to_string(),
                        cell.waived.to_string(),
                        cell.why.clone().unwrap_or_default(),
                    ];
                    head.iter().cloned().chain(rest).collect()
                })
                .collect(),
        };
        rows
    });
    table(&CELLS, rows)
}

fn findings(view: &View<'_>) -> Vec<u8> {
    let rows = view.audit.releases.iter().flat_map(|one| {
        let found = one.seen().and_then(|seen| seen.findings.as_deref()).unwrap_or_default();
        found.iter().map(|found| {
            vec![
                one.project.to_string(),
                one.release.clone(),
                one.date.map_or_else(String::new, |date| date.to_string()),
                found.guideline.to_string(),
                found.check.to_string(),
                found.level.as_str().to_owned(),
                found.path.clone(),
                found.line.to_string(),
                found.column.to_string(),
                found.message.clone(),
                found.fingerprint.clone(),
                found.waived.clone().unwrap_or_default(),
            ]
        })
    });
    table(&FINDINGS, rows)
}
