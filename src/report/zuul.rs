//! Zuul's `zuul_return`: remarks on the lines of a change, which Zuul hands to the review server.
//!
//! Zuul refuses all of them if one is not as its schema has it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::plain::printable;
use super::{Reporter, View, pretty};
use crate::model::Level;
use crate::model::finding::Finding;

pub(super) const REPORTER: Reporter = Reporter {
    name: "zuul",
    about: "Data for zuul_return: new findings as file comments, not run as warnings",
    report,
};

fn report(view: &View<'_>) -> Vec<u8> {
    let mut files: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for finding in view.new_findings() {
        files.entry(&finding.path).or_default().push(comment(view, finding));
    }
    let mut zuul = json!({"file_comments": files});
    let missed = view.missed();
    if !missed.is_empty() {
        let warnings = missed.iter().map(|missed| format!("not run: {}", missed.sentence()));
        zuul["warnings"] = warnings.collect();
    }
    pretty(&json!({"zuul": zuul}))
}

fn comment(view: &View<'_>, finding: &Finding) -> Value {
    // There is no field for a link.
    let more = view.url(finding).map_or_else(String::new, |url| format!("\n\n{url}"));
    let (start, end) = (finding.start, finding.end);
    json!({
        // Gerrit wants the line at which the range ends.
        "line": end.line,
        "message": format!("{}: {}{more}", finding.guideline, printable(&finding.message)),
        "level": level(finding.level),
        "range": {
            "start_line": start.line,
            "start_character": start.column - 1,
            "end_line": end.line,
            "end_character": end.column - 1,
        },
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May => "info",
    }
}
