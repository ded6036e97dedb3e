//! A guideline as SARIF's reporting descriptor: reports of findings carry it, and so does an export without findings.

use serde_json::Value;

use super::check::{Check, Confidence};
use super::guideline::{Guideline, Level};
use super::rulebook::Rulebook;
use crate::source::object::object;

/// Where SARIF 2.1.0 has its schema.
pub const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The descriptor of a guideline, as sure as the least sure of these checks.
pub fn rule<'a>(
    book: &Rulebook,
    guideline: &Guideline,
    checks: impl Iterator<Item = &'a Check>,
) -> Value {
    let help = help(book, guideline);
    let mut rule = object! {
        "id": guideline.id.as_str(),
        "name": guideline.name.as_str(),
        "shortDescription": object! {
            "text": guideline.title.replace('`', ""),
            "markdown": guideline.title.as_str(),
        },
        "fullDescription": object! {"text": guideline.summary.as_str()},
        "help": object! {"text": help.clone(), "markdown": help},
        "defaultConfiguration": object! {"level": level(guideline.level)},
        "properties": object! {
            "tags": guideline.tags.clone(),
            "precision": precision(checks),
            "problem.severity": severity(guideline.level),
        },
    };
    if let Some(url) = book.permalink(guideline) {
        rule["helpUri"] = url.into();
    }
    rule
}

/// SARIF's word for a level.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May => "note",
    }
}

/// GitHub's word for how sure the least sure of these checks is.
pub fn precision<'a>(checks: impl Iterator<Item = &'a Check>) -> &'static str {
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
fn help(book: &Rulebook, guideline: &Guideline) -> String {
    format!(
        "# {}\n\n{}\n\n## What to do instead\n\n{}\n",
        book.abroad(&guideline.title),
        book.abroad(guideline.why.trim()),
        book.abroad(guideline.guidance.trim())
    )
}
