//! From findings to text, JSON and the formats of other tools. One file per format.
//!
//! A format that has no word for a waiver leaves waived findings out. One that becomes remarks on a change (github,
//! rdjson, zuul) leaves out existing ones too; a run without a range and a baseline has none: all are new.

mod concise;
mod github;
mod gitlab;
mod json;
mod junit;
mod plain;
mod rdjson;
mod sarif;
mod text;
mod zuul;

use std::collections::BTreeMap;

use serde_json::Value;

use self::plain::printable;
use crate::model::finding::{Finding, NotRun};
use crate::model::{Name, Output, Report, Rulebook, Standing};

/// A format of findings.
#[derive(Debug)]
pub struct Reporter {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is for and what it leaves out, in a sentence.
    pub about: &'static str,
    /// The whole report in this format.
    pub report: fn(&View<'_>) -> Vec<u8>,
}

/// THE TABLE OF REPORTERS. The first is what people get who do not ask for another.
pub const REPORTERS: &[Reporter] = &[
    text::REPORTER,
    concise::REPORTER,
    json::REPORTER,
    sarif::REPORTER,
    rdjson::REPORTER,
    gitlab::REPORTER,
    github::REPORTER,
    junit::REPORTER,
    zuul::REPORTER,
];

/// The reporter of a name.
pub fn reporter(name: &str) -> Option<&'static Reporter> {
    REPORTERS.iter().find(|reporter| reporter.name == name)
}

/// The JSON Schemas of the formats that are ours, with paths below generated/.
pub fn schemas() -> Vec<Output> {
    vec![Output::json("schemas/report.schema.json", &json::schema())]
}

/// What came of a run, and all that a reporter may know to tell it. Reporters read no files and ask no terminal.
pub struct View<'a> {
    /// The rulebook whose checks ran.
    pub rulebook: &'a Rulebook,
    /// What came of them.
    pub report: &'a Report,
    /// The text of a checked file, by the path that findings give it; asked for the files with findings, in order.
    pub source: &'a dyn Fn(&str) -> Option<String>,
    /// Whether to write colours and hyperlinks for a terminal.
    pub color: bool,
    /// How many columns the terminal has.
    pub width: Option<usize>,
    /// Whether to show what is otherwise only counted.
    pub verbose: bool,
}

impl std::fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").field("report", self.report).finish_non_exhaustive()
    }
}

impl<'a> View<'a> {
    /// The findings that have to be dealt with now: neither waived nor there before.
    fn new_findings(&self) -> impl Iterator<Item = &'a Finding> {
        self.report.findings.iter().filter(|finding| finding.standing == Standing::New)
    }

    /// How many findings were there before and are not waived.
    fn existing(&self) -> usize {
        self.report.open().filter(|finding| finding.standing == Standing::Existing).count()
    }

    /// What could not be looked at, sorted; checks that share a place and a reason are told together.
    fn missed(&self) -> Vec<Missed<'a>> {
        let mut by_reason: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for NotRun { check, path, reason } in &self.report.not_run {
            by_reason.entry((path.as_str(), reason.as_str())).or_default().extend(check);
        }
        let missed = |((path, reason), checks)| Missed { path, reason, checks };
        by_reason.into_iter().map(missed).collect()
    }

    /// Where the guide is published.
    fn guide(&self) -> Option<&'a str> {
        self.rulebook.settings.url.as_deref()
    }

    /// Where the guide explains a finding's guideline; absent where the guide is not published or does not know it.
    fn url(&self, finding: &Finding) -> Option<String> {
        self.rulebook.permalink(self.rulebook.guideline(finding.guideline.as_str())?)
    }
}

/// A path as a terminal may show it.
pub fn shown(path: &str) -> String {
    printable(path)
}

/// Something that could not be looked at.
struct Missed<'a> {
    path: &'a str,
    reason: &'a str,
    /// The checks that could not look at it; none where no check could.
    checks: Vec<&'a Name>,
}

impl Missed<'_> {
    /// All of it in one line.
    fn sentence(&self) -> String {
        let path = if matches!(self.path, "" | ".") { "the whole tree" } else { self.path };
        let mut said = format!("{}: {}", printable(path), printable(self.reason));
        if !self.checks.is_empty() {
            let names: Vec<_> = self.checks.iter().map(|name| name.as_str()).collect();
            said.push_str(&format!(" ({})", names.join(", ")));
        }
        said
    }
}

/// A JSON document, indented, with a line ending at its end.
fn pretty(value: &Value) -> Vec<u8> {
    Output::json_bytes(value)
}
