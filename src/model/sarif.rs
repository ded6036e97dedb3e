//! A guideline as SARIF's reporting descriptor: reports of findings carry it, and so does an export without findings.

use serde::{Serialize, Serializer};

use super::check::{Check, Confidence};
use super::guideline::{Guideline, Level};
use super::id::{Id, Name};
use super::rulebook::Rulebook;

/// Where SARIF 2.1.0 has its schema.
pub const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The descriptor of a guideline.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule<'a> {
    id: &'a Id,
    name: &'a Name,
    short_description: Message<'a>,
    full_description: Text<'a>,
    help: Help,
    default_configuration: Configuration,
    properties: Properties<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    text: String,
    markdown: &'a str,
}

#[derive(Debug, Serialize)]
struct Text<'a> {
    text: &'a str,
}

/// What a viewer shows, as Markdown where it can.
#[derive(Debug)]
struct Help(String);

impl Serialize for Help {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("text", &self.0), ("markdown", &self.0)])
    }
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Properties<'a> {
    tags: &'a [String],
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    severity: &'static str,
}

/// The descriptor of a guideline, as sure as the least sure of these checks.
pub fn rule<'a, 'c>(
    book: &Rulebook,
    guideline: &'a Guideline,
    checks: impl Iterator<Item = &'c Check>,
) -> Rule<'a> {
    let title: &str = &guideline.title;
    Rule {
        id: &guideline.id,
        name: &guideline.name,
        short_description: Message { text: title.replace('`', ""), markdown: title },
        full_description: Text { text: &guideline.summary },
        help: Help(help(book, guideline)),
        default_configuration: Configuration { level: level(guideline.level) },
        properties: Properties {
            tags: &guideline.tags,
            precision: precision(checks),
            severity: severity(guideline.level),
        },
        help_uri: book.permalink(guideline),
    }
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
