//! SARIF for code scanning services: one run for each project, of its newest release.

use serde_json::{Value, json};

use super::{Format, View};
use crate::model::audit::{Audited, Flagged, Outcome};
use crate::model::{Output, sarif};
use crate::source::plain;

pub(super) const FORMAT: Format = Format {
    name: "sarif",
    about: "SARIF 2.1.0, a run for each project of what its newest release has; with --out a file for each",
    whole: |view| {
        let runs = view.audit.newest().map(|one| run(view, one)).collect();
        Output::json_bytes(&log(runs))
    },
    files: |view| {
        let file = |one: &Audited| {
            Output::json(format!("sarif/{}.sarif", one.project), &log(vec![run(view, one)]))
        };
        view.audit.newest().map(file).collect()
    },
};

fn log(runs: Vec<Value>) -> Value {
    json!({"$schema": sarif::SCHEMA, "version": "2.1.0", "runs": runs})
}

fn run(view: &View<'_>, one: &Audited) -> Value {
    let found = one.seen().and_then(|seen| seen.findings.as_deref()).unwrap_or_default();
    let mut ids: Vec<&str> = found.iter().map(|found| found.guideline.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let rule = |id: &&str| match view.rulebook.guideline(id) {
        Some(guideline) => {
            let checks = guideline.checks.iter().filter_map(|name| view.rulebook.checks.get(name));
            json!(sarif::rule(view.rulebook, guideline, checks))
        }
        None => json!({"id": id}),
    };
    let missed: Vec<Value> = match &one.outcome {
        Outcome::NotRun(reason) => vec![notification(reason, None)],
        Outcome::Seen(seen) => {
            seen.not_run.iter().map(|gap| notification(&gap.reason, Some(&gap.path))).collect()
        }
    };
    json!({
        "tool": {"driver": {
            "name": "rulebook",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": ids.iter().map(rule).collect::<Vec<_>>(),
        }},
        "automationDetails": {"id": format!("audit/{}/{}/", one.project, one.release)},
        "invocations": [{
            "executionSuccessful": one.seen().is_some(),
            "toolExecutionNotifications": missed,
        }],
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the project."}}},
        "columnKind": "unicodeCodePoints",
        "results": found.iter().map(|found| result(one, found)).collect::<Vec<_>>(),
        "properties": {"rulebook": view.audit.rulebook, "date": view.audit.date.to_string()},
    })
}

fn notification(reason: &str, path: Option<&str>) -> Value {
    let mut one = json!({"level": "warning", "message": {"text": reason}});
    if let Some(path) = path.filter(|path| *path != ".") {
        one["locations"] = json!([{"physicalLocation": {"artifactLocation": artifact(path)}}]);
    }
    one
}

fn artifact(path: &str) -> Value {
    json!({"uri": plain::uri(path), "uriBaseId": "SRCROOT"})
}

fn result(one: &Audited, found: &Flagged) -> Value {
    let suppressions: Vec<Value> = found
        .waived
        .iter()
        .map(|reason| json!({"kind": "external", "justification": reason}))
        .collect();
    let mut result = json!({
        "ruleId": found.guideline,
        "level": sarif::level(found.level),
        "message": {"text": found.message},
        "locations": [{"physicalLocation": {
            "artifactLocation": artifact(&found.path),
            "region": {"startLine": found.line, "startColumn": found.column},
        }}],
        "partialFingerprints": {"rulebook/v1": found.fingerprint},
        "suppressions": suppressions,
        "properties": {"check": found.check},
    });
    if let Some(page) = one.address(&found.path, found.line) {
        result["hostedViewerUri"] = page.into();
    }
    result
}
