//! SARIF 2.1.0, for code scanning services and editors.

mod rules;

use serde_json::{Value, json};

use self::rules::Rules;
use super::plain::{printable, uri};
use super::{Missed, Reporter, View, pretty};
use crate::model::finding::{Edit, Finding, Fix, Reason, ReasonKind, Step};
use crate::model::{Standing, sarif};
use crate::source::Place;

pub(super) const REPORTER: Reporter = Reporter {
    name: "sarif",
    about: "SARIF 2.1.0: all findings; waived ones are suppressed",
    report,
};

/// What paths are relative to: the path that was checked.
const BASE: &str = "SRCROOT";

fn report(view: &View<'_>) -> Vec<u8> {
    let rules = Rules::used_by(view);
    let results: Vec<_> = view.report.findings.iter().map(|found| result(found, &rules)).collect();
    let missed: Vec<_> = view.missed().iter().map(notification).collect();
    let mut driver = json!({
        "name": "rulebook",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.descriptors(view),
    });
    if let Some(url) = view.guide() {
        driver["informationUri"] = url.into();
    }
    let run = json!({
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": missed}],
        "originalUriBaseIds": {BASE: {"description": {"text": "The path that was checked."}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"rulebook": {"title": view.rulebook.title, "revision": view.rulebook.revision}},
    });
    pretty(&json!({
        "$schema": sarif::SCHEMA,
        "version": "2.1.0",
        "runs": [run],
    }))
}

fn result(finding: &Finding, rules: &Rules<'_>) -> Value {
    let mut result = json!({
        "ruleId": finding.guideline,
        "ruleIndex": rules.index_of(&finding.guideline),
        "level": sarif::level(finding.level),
        "message": {"text": printable(&finding.message)},
        "locations": [here(finding)],
        "partialFingerprints": {"rulebook/v1": finding.fingerprint},
        // Where one result says whether it is suppressed, all have to.
        "suppressions": suppressions(&finding.standing),
        "properties": {"check": finding.check, "status": finding.standing.as_str()},
    });
    if !finding.chain.is_empty() {
        let steps = finding.chain.iter().map(step).chain([here(finding)]);
        let steps: Vec<_> = steps.map(|location| json!({"location": location})).collect();
        result["codeFlows"] = json!([{"threadFlows": [{"locations": steps}]}]);
    }
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([fixed(finding, fix)]);
    }
    result
}

fn fixed(finding: &Finding, fix: &Fix) -> Value {
    let replacement = |edit: &Edit| {
        json!({
            "deletedRegion": region(edit.start, edit.end),
            "insertedContent": {"text": edit.text},
        })
    };
    json!({
        "description": {"text": printable(&fix.title)},
        "artifactChanges": [{
            "artifactLocation": artifact(&finding.path),
            "replacements": fix.edits.iter().map(replacement).collect::<Vec<_>>(),
        }],
        "properties": {"safe": fix.safe},
    })
}

fn region(start: Place, end: Place) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn here(finding: &Finding) -> Value {
    location(&finding.path, region(finding.start, finding.end))
}

fn step(step: &Step) -> Value {
    let mut location =
        location(&step.path, json!({"startLine": step.line, "snippet": {"text": step.text}}));
    location["message"] = json!({"text": printable(&step.text)});
    location
}

fn location(path: &str, region: Value) -> Value {
    json!({"physicalLocation": {"artifactLocation": artifact(path), "region": region}})
}

fn artifact(path: &str) -> Value {
    json!({"uri": uri(path), "uriBaseId": BASE})
}

fn suppressions(standing: &Standing) -> Value {
    let Standing::Waived(reason) = standing else { return json!([]) };
    let kind = match reason.kind {
        ReasonKind::Waiver => "external",
        ReasonKind::Comment | ReasonKind::Noqa => "inSource",
    };
    json!([{"kind": kind, "status": "accepted", "justification": justification(reason)}])
}

fn justification(reason: &Reason) -> String {
    let mut said = printable(&reason.text);
    if let Some(until) = reason.until {
        said.push_str(&format!(" (until {until})"));
    }
    if let Some(approver) = &reason.approver {
        said.push_str(&format!(" (approved by {})", printable(approver)));
    }
    said
}

/// What could not be looked at: the run went well, but a reader must not take silence for a pass.
fn notification(missed: &Missed<'_>) -> Value {
    json!({
        "level": "warning",
        "message": {"text": missed.sentence()},
        "locations": [{"physicalLocation": {"artifactLocation": artifact(missed.path)}}],
    })
}
