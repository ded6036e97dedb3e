//! GitLab's code quality report. GitLab compares it with the target branch's by fingerprint.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::plain::printable;
use super::{Reporter, View, pretty};
use crate::model::Level;
use crate::model::finding::Finding;

pub(super) const REPORTER: Reporter = Reporter {
    name: "gitlab",
    about: "GitLab code quality: new and existing findings, which GitLab compares itself",
    report,
};

fn report(view: &View<'_>) -> Vec<u8> {
    let mut taken = HashSet::new();
    let entry = |finding| {
        let fingerprint = unique(finding, &mut taken);
        entry(view, finding, fingerprint)
    };
    pretty(&view.report.open().map(entry).collect::<Value>())
}

fn entry(view: &View<'_>, finding: &Finding, fingerprint: String) -> Value {
    // There is no field for a link.
    let more = view.url(finding).map_or_else(String::new, |url| format!(" ({url})"));
    json!({
        "description": format!("{}: {}{more}", finding.guideline, printable(&finding.message)),
        "check_name": finding.guideline,
        "fingerprint": fingerprint,
        "severity": severity(finding.level),
        "location": {
            "path": finding.path,
            "lines": {"begin": finding.start.line, "end": finding.end.line},
        },
    })
}

/// GitLab drops all but one of the findings that share a fingerprint.
fn unique(finding: &Finding, taken: &mut HashSet<String>) -> String {
    let mut fingerprint = finding.fingerprint.clone();
    let mut number = 1;
    while !taken.insert(fingerprint.clone()) {
        number += 1;
        fingerprint = format!("{}-{number}", finding.fingerprint);
    }
    fingerprint
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Must => "major",
        Level::Should => "minor",
        Level::May => "info",
    }
}
