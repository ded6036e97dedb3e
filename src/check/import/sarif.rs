//! SARIF 2.1.0, of whatever tool.

use serde::Deserialize;

use super::{Foreign, Malformed, Reported, Told};
use crate::check::command::unescaped;
use crate::model::Standing;
use crate::model::finding::{Reason, ReasonKind};
use crate::source::Place;

pub(super) const REPORT: Foreign =
    Foreign { name: "sarif", about: "a SARIF 2.1.0 log of any tool", read };

#[derive(Deserialize)]
struct Log {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    #[serde(default)]
    tool: Tool,
    column_kind: Option<String>,
    results: Option<Vec<Outcome>>,
    #[serde(default)]
    invocations: Vec<Invocation>,
}

#[derive(Default, Deserialize)]
struct Tool {
    #[serde(default)]
    driver: Driver,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Driver {
    name: String,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    #[serde(default)]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Deserialize)]
struct Notification {
    level: Option<String>,
    #[serde(default)]
    message: Message,
    #[serde(default)]
    locations: Vec<Location>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: Option<String>,
    rule_index: Option<usize>,
    rule: Option<RuleReference>,
    kind: Option<String>,
    #[serde(default)]
    message: Message,
    #[serde(default)]
    locations: Vec<Location>,
    #[serde(default)]
    suppressions: Vec<Suppression>,
    #[serde(default)]
    properties: Properties,
}

#[derive(Deserialize)]
struct RuleReference {
    id: Option<String>,
    index: Option<usize>,
}

#[derive(Default, Deserialize)]
struct Message {
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
struct Suppression {
    kind: String,
    status: Option<String>,
    justification: Option<String>,
}

#[derive(Default, Deserialize)]
struct Properties {
    check: Option<String>,
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Option<Physical>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    #[serde(default)]
    artifact_location: Artifact,
    #[serde(default)]
    region: Region,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Artifact {
    uri: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Region {
    start_line: Option<usize>,
    start_column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

fn read(text: &str) -> Result<Told, Malformed> {
    let log: Log =
        serde_json::from_str(text).map_err(|error| Malformed::json(&error, "SARIF log"))?;
    let mut told = Told::default();
    for run in log.runs {
        let utf16 = run.column_kind.as_deref() != Some("unicodeCodePoints");
        let driver = &run.tool.driver;
        let results = run.results.unwrap_or_default().into_iter();
        told.places.extend(results.filter_map(|result| place(result, driver, utf16)));
        let notes = run.invocations.into_iter().flat_map(|call| call.tool_execution_notifications);
        told.missed.extend(notes.filter_map(missed));
    }
    Ok(told)
}

/// A result that says that something is wrong somewhere.
fn place(result: Outcome, driver: &Driver, utf16: bool) -> Option<Reported> {
    if result.kind.as_deref().is_some_and(|kind| !matches!(kind, "fail" | "open" | "review")) {
        return None;
    }
    let index = result.rule_index.or_else(|| result.rule.as_ref()?.index);
    let indexed = index.and_then(|at| driver.rules.get(at)).map(|rule| rule.id.clone());
    let code = result.rule_id.or_else(|| result.rule?.id).or(indexed).unwrap_or_default();
    let Physical { artifact_location, region } =
        result.locations.into_iter().find_map(|location| location.physical_location)?;
    let start = Place {
        line: region.start_line.unwrap_or(1).max(1),
        column: region.start_column.unwrap_or(1).max(1),
    };
    let end = region.end_column.map(|column| Place {
        line: region.end_line.unwrap_or(start.line).max(1),
        column: column.max(1),
    });
    let standing =
        match result.suppressions.iter().find(|s| s.status.as_deref() != Some("rejected")) {
            Some(suppressed) => Standing::Waived(reason(suppressed, driver)),
            None if result.properties.status.as_deref() == Some("existing") => Standing::Existing,
            None => Standing::New,
        };
    Some(Reported {
        path: path(&artifact_location.uri),
        start,
        end,
        utf16,
        code,
        message: result.message.text,
        check: result.properties.check,
        standing,
    })
}

fn reason(suppressed: &Suppression, driver: &Driver) -> Reason {
    let kind = match suppressed.kind.as_str() {
        "inSource" => ReasonKind::Comment,
        _ => ReasonKind::Waiver,
    };
    let text = suppressed.justification.clone();
    let text = text.unwrap_or_else(|| format!("{} was told to pass over it", driver.name));
    Reason { kind, text, until: None, approver: None }
}

/// What a tool could not look at.
fn missed(note: Notification) -> Option<(String, String)> {
    if !matches!(note.level.as_deref(), None | Some("warning" | "error")) {
        return None;
    }
    let place = note.locations.into_iter().find_map(|location| location.physical_location);
    let path = place.map(|place| path(&place.artifact_location.uri)).unwrap_or_default();
    Some((if path.is_empty() { ".".into() } else { path }, note.message.text))
}

/// The path of a URI. Without a host, what follows `file://` is one.
fn path(uri: &str) -> String {
    unescaped(uri.strip_prefix("file://").unwrap_or(uri))
}
