//! The guidelines that findings are about, as SARIF's rules. The others would only make the file large.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::finding::Finding;
use crate::model::{Id, sarif};
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
    let book = view.rulebook;
    let checks = findings.iter().filter_map(|finding| book.checks.get(&finding.check));
    let Some(guideline) = book.guideline(first.guideline.as_str()) else {
        // GitHub wants all of these texts.
        let text = json!({"text": printable(&first.message)});
        return json!({
            "id": first.guideline,
            "name": first.name,
            "shortDescription": {"text": first.name},
            "fullDescription": text,
            "help": text,
            "defaultConfiguration": {"level": sarif::level(first.level)},
            "properties": {"precision": sarif::precision(checks)},
        });
    };
    json!(sarif::rule(book, guideline, checks))
}
