//! Reviewdog's diagnostic format: columns are bytes of UTF-8, ends are exclusive.

use serde_json::{Value, json};

use super::plain::printable;
use super::{Reporter, View, pretty};
use crate::model::Level;
use crate::model::finding::{Edit, Finding, Step};
use crate::source::{Lines, Place};

pub(super) const REPORTER: Reporter =
    Reporter { name: "rdjson", about: "For reviewdog: new findings, with links", report };

fn report(view: &View<'_>) -> Vec<u8> {
    let findings: Vec<_> = view.new_findings().collect();
    let mut diagnostics = Vec::with_capacity(findings.len());
    for in_file in findings.chunk_by(|a, b| a.path == b.path) {
        let text = (view.source)(&in_file[0].path);
        let lines = text.as_deref().map(Lines::new);
        diagnostics.extend(in_file.iter().map(|found| diagnostic(view, found, lines.as_ref())));
    }
    let mut source = json!({"name": "rulebook"});
    if let Some(url) = view.guide() {
        source["url"] = url.into();
    }
    pretty(&json!({"source": source, "diagnostics": diagnostics}))
}

fn diagnostic(view: &View<'_>, finding: &Finding, lines: Option<&Lines<'_>>) -> Value {
    let mut code = json!({"value": finding.guideline});
    if let Some(url) = view.url(finding) {
        code["url"] = url.into();
    }
    let mut diagnostic = json!({
        "message": printable(&finding.message),
        "location": {
            "path": finding.path,
            "range": {"start": position(finding.start, lines), "end": position(finding.end, lines)},
        },
        "severity": severity(finding.level),
        "code": code,
    });
    if !finding.chain.is_empty() {
        diagnostic["related_locations"] = finding.chain.iter().map(related).collect();
    }
    if let (Some(fix), Some(_)) = (&finding.fix, lines) {
        let suggestion = |edit: &Edit| {
            json!({
                "range": {"start": position(edit.start, lines), "end": position(edit.end, lines)},
                "text": edit.text,
            })
        };
        diagnostic["suggestions"] = fix.edits.iter().map(suggestion).collect();
    }
    diagnostic
}

/// A place with its column in bytes; without a column where the text is gone, since a wrong one marks wrong code.
fn position(place: Place, lines: Option<&Lines<'_>>) -> Value {
    let Some(lines) = lines else { return json!({"line": place.line}) };
    let before = lines.line(place.line).chars().take(place.column - 1);
    json!({"line": place.line, "column": before.map(char::len_utf8).sum::<usize>() + 1})
}

fn related(step: &Step) -> Value {
    json!({
        "message": printable(&step.text),
        "location": {"path": step.path, "range": {"start": {"line": step.line}}},
    })
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Must => "ERROR",
        Level::Should => "WARNING",
        Level::May => "INFO",
    }
}
