//! The guidelines that findings are about, as SARIF's rules. The others would only make the file large.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::level;
use crate::model::check::Confidence;
use crate::model::finding::Finding;
use crate::model::guideline::Level;
use crate::model::{Guideline, Id, Rulebook};
use crate::report::View;
use crate::report::plain::printable;

/// The findings by guideline, in the order of ids.
pub(super) struct Rules<'a>(BTreeMap<&'a Id, Vec<&'a Finding>>);

impl<'a> Rules<'a> {
    pub(super) fn used_by(view: &View<'a>) -> Self {
        let mut rules: BTreeMap<&Id, Vec<&Finding>> = BTreeMap::new();
        for finding in &view.report.findings {
            rules.entry(&finding.guideline).or_default().push(finding);
        }
        Self(rules)
    }

    /// The place of a guideline among the descriptors.
    pub(super) fn index_of(&self, id: &Id) -> usize {
        self.0.keys().take_while(|other| **other < id).count()
    }

    pub(super) fn descriptors(&self, view: &View<'a>) -> Vec<Value> {
        self.0.values().map(|findings| descriptor(view, findings)).collect()
    }
}

fn descriptor(view: &View<'_>, findings: &[&Finding]) -> Value {
    let first = findings[0];
    let precision = precision(view.rulebook, findings);
    let Some(guideline) = view.rulebook.guideline(first.guideline.as_str()) else {
        // GitHub wants all of these texts.
        let text = json!({"text": printable(&first.message)});
        return json!({
            "id": first.guideline,
            "name": first.name,
            "shortDescription": {"text": first.name},
            "fullDescription": text,
            "help": text,
            "defaultConfiguration": {"level": level(first.level)},
            "properties": {"precision": precision},
        });
    };
    let help = help(view, guideline);
    let mut descriptor = json!({
        "id": first.guideline,
        "name": guideline.name,
        "shortDescription": {"text": guideline.title.replace('`', ""), "markdown": guideline.title},
        "fullDescription": {"text": guideline.summary},
        "help": {"text": help, "markdown": help},
        "defaultConfiguration": {"level": level(guideline.level)},
        "properties": {
            "tags": guideline.tags,
            "precision": precision,
            "problem.severity": severity(guideline.level),
        },
    });
    if let Some(url) = view.url(first) {
        descriptor["helpUri"] = url.into();
    }
    descriptor
}

/// How sure the least sure of the checks is that found something.
fn precision(rulebook: &Rulebook, findings: &[&Finding]) -> &'static str {
    let checks = findings.iter().filter_map(|finding| rulebook.checks.get(&finding.check));
    match checks.map(|check| check.confidence).max().unwrap_or_default() {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

/// GitHub's word for a level.
fn severity(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May => "recommendation",
    }
}

/// Why and what to do instead, as Markdown that can be read outside of the guide.
fn help(view: &View<'_>, guideline: &Guideline) -> String {
    let text = format!(
        "# {}\n\n{}\n\n## What to do instead\n\n{}\n",
        guideline.title,
        guideline.why.trim(),
        guideline.guidance.trim()
    );
    view.rulebook.abroad(&text)
}
