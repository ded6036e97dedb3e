//! The checklist of all projects as one table of comma-separated values (RFC 4180).

use super::Exporter;
use super::checklist::{COLUMNS, of_rulebook};
use crate::model::{Output, Rulebook};
use crate::source::plain::printable;

pub(super) const EXPORTER: Exporter = Exporter {
    name: "csv",
    about: "A checklist as comma-separated values, with a column for each project",
    export,
};

fn export(book: &Rulebook) -> Vec<Output> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let projects = book.described();
    let titles = projects.clone().map(|project| harmless(&printable(&project.title)));
    let mut records =
        vec![COLUMNS.map(str::to_owned).into_iter().chain(titles).collect::<Vec<_>>()];
    for (guideline, rows) in of_rulebook(book) {
        let bound = |project| book.binding(project, guideline).map_or("", |b| b.level.as_str());
        let bound: Vec<_> = projects.clone().map(bound).collect();
        for row in rows {
            let cells = row.cells.iter().map(|cell| harmless(cell));
            records.push(cells.chain(bound.iter().map(|level| (*level).to_owned())).collect());
        }
    }
    for record in records {
        // Records of one length written to memory: nothing of this fails.
        let _ = table.write_record(record);
    }
    vec![Output { path: "checklist.csv".into(), bytes: table.into_inner().unwrap_or_default() }]
}

/// A cell that no spreadsheet takes for a formula: an apostrophe says that what follows is text.
fn harmless(cell: &str) -> String {
    let begins = |c: char| "=+-@|%\t\r＝＋－＠".contains(c) || c == char::REPLACEMENT_CHARACTER;
    if cell.trim_start().starts_with(begins) { format!("'{cell}") } else { cell.to_owned() }
}
