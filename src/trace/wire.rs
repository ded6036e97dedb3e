//! The outcome as JSON: a format with a version, and types of its own.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Argument, Entry, Trace};
use crate::find::{EntryKind, Verdict};
use crate::model::Step;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    entries: Vec<WireEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_read: Vec<WireNotRead<'a>>,
}

#[derive(Serialize)]
struct WireEntry<'a> {
    name: &'a str,
    kind: EntryKind,
    target: &'a str,
    verdict: Verdict,
    call_sites: Vec<String>,
    arguments: BTreeMap<&'a str, serde_json::Value>,
    conditional: bool,
    project_before: Vec<&'a str>,
    project_extra: Vec<&'a str>,
    third_party_before: Vec<&'a str>,
    /// All that they load, where their code is followed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    third_party_modules: Vec<&'a str>,
    chain: Vec<WireStep<'a>>,
    confidence: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dead: Option<&'a str>,
}

#[derive(Serialize)]
struct WireStep<'a> {
    path: &'a str,
    line: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct WireNotRead<'a> {
    path: &'a str,
    reason: &'a str,
}

/// The outcome as JSON, version 1.
pub fn json(trace: &Trace) -> serde_json::Result<String> {
    let document = Document {
        version: 1,
        entries: trace.entries.iter().map(entry).collect(),
        not_read: trace
            .not_read
            .iter()
            .map(|one| WireNotRead { path: &one.path, reason: &one.reason })
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

// What is called in the main function only is not called while the entry module is imported: the verdict stays `never`.
fn entry(entry: &Entry) -> WireEntry<'_> {
    let outcome = entry.outcome();
    let first = outcome.calls.first();
    let site = |step: &Step| format!("{}:{}", step.path, step.line);
    WireEntry {
        name: &entry.point.name,
        kind: entry.point.kind,
        target: &entry.point.target,
        verdict: entry.import.verdict,
        call_sites: outcome.calls.iter().filter_map(|call| call.site().map(site)).collect(),
        arguments: outcome
            .arguments()
            .map(|(name, value)| (name.as_str(), argument(value)))
            .collect(),
        conditional: outcome.conditional,
        project_before: outcome.project_before.iter().map(|one| one.name.as_str()).collect(),
        project_extra: outcome.project_extra.iter().map(String::as_str).collect(),
        third_party_before: outcome
            .third_party_before
            .iter()
            .map(|one| one.name.as_str())
            .collect(),
        third_party_modules: outcome
            .third_party_modules
            .iter()
            .map(|one| one.name.as_str())
            .collect(),
        chain: first.into_iter().flat_map(|call| &call.chain).map(step).collect(),
        confidence: if entry.is_in_main() { "main" } else { "import" },
        reason: entry.import.reason.as_deref(),
        dead: entry.dead.as_deref(),
    }
}

fn step(step: &Step) -> WireStep<'_> {
    WireStep { path: &step.path, line: step.line, text: &step.text }
}

fn argument(value: &Argument) -> serde_json::Value {
    match value {
        Argument::None | Argument::Unknown => serde_json::Value::Null,
        Argument::Bool(truth) => (*truth).into(),
        Argument::Int(number) => (*number).into(),
        Argument::Str(text) => text.as_str().into(),
    }
}
