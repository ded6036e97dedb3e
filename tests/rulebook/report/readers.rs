//! How the consumers of our reports read them, as far as that can be said without them.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::sync::LazyLock;

use jsonschema::Validator;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use rulebook::model::Report;
use rulebook::report::schemas;
use serde_json::Value;

use crate::support::repository;

/// Reads a report as its consumer does. Panics where the consumer would refuse it, or read something else.
pub(crate) fn read(format: &str, told: &str, report: &Report) {
    match format {
        "json" => conforms(told, &OURS),
        "sarif" => sarif(told, report),
        "rdjson" => rdjson(told, report),
        "gitlab" => gitlab(told, report),
        "github" => github(told, report),
        "junit" => junit(told, report),
        "zuul" => zuul(told, report),
        "text" | "concise" => lines(told),
        _ => panic!("how is {format} read?"),
    }
}

static OURS: LazyLock<Validator> = LazyLock::new(|| {
    let [schema] = &schemas()[..] else { panic!("one schema") };
    validator(&serde_json::from_slice(&schema.bytes).expect("JSON"))
});
static SARIF: LazyLock<Validator> = LazyLock::new(|| validator(&theirs("sarif-schema-2.1.0.json")));
static RDJSON: LazyLock<Validator> = LazyLock::new(|| validator(&theirs("rdjson.schema.json")));

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(schema).expect("a valid schema")
}

fn theirs(file: &str) -> Value {
    let text = fs::read_to_string(repository().join("tests/data").join(file)).expect("readable");
    // OASIS has a `]` without a `[` in a pattern, which only JavaScript takes for the character.
    serde_json::from_str(&text.replace("{2}]?$", r"{2}\\]?$")).expect("JSON")
}

fn parsed(told: &str) -> Value {
    serde_json::from_str(told).unwrap_or_else(|error| panic!("{error}\n{told}"))
}

fn conforms(told: &str, schema: &Validator) {
    let value = parsed(told);
    let wrong = schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path()));
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}\n{told}", wrong.join("\n"));
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a Vec<Value> {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .unwrap_or_else(|| panic!("no {pointer}: {value}"))
}

fn new(report: &Report) -> usize {
    report.findings.iter().filter(|finding| finding.standing.as_str() == "new").count()
}

/// How many things could not be looked at; checks that share a place and a reason are told together.
fn missed(report: &Report) -> usize {
    let places = report.not_run.iter().map(|missed| (&missed.path, &missed.reason));
    places.collect::<HashSet<_>>().len()
}

fn sarif(told: &str, report: &Report) {
    conforms(told, &SARIF);
    let log = parsed(told);
    let (rules, results) = (list(&log, "/runs/0/tool/driver/rules"), list(&log, "/runs/0/results"));
    assert_eq!(results.len(), report.findings.len());
    let mut used = HashSet::new();
    for result in results {
        let index = result["ruleIndex"].as_u64().and_then(|at| usize::try_from(at).ok());
        let index = index.expect("an index");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        used.insert(index);
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let uri = location["uri"].as_str().expect("a URI");
        assert!(uri.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b)), "{uri}");
        assert!(!uri.contains(':') && location["uriBaseId"] == "SRCROOT", "{uri} is not relative");
    }
    assert_eq!(used.len(), rules.len(), "only rules with results");
    let told = list(&log, "/runs/0/invocations/0/toolExecutionNotifications");
    assert_eq!(told.len(), missed(report));
}

fn rdjson(told: &str, report: &Report) {
    conforms(told, &RDJSON);
    assert_eq!(list(&parsed(told), "/diagnostics").len(), new(report));
}

/// The fields are those of GitLab's page "Code Quality report format".
fn gitlab(told: &str, report: &Report) {
    let entries = parsed(told);
    let entries = list(&entries, "");
    assert_eq!(entries.len(), report.open().count());
    let mut fingerprints = HashSet::new();
    for entry in entries {
        let text = |key: &str| entry[key].as_str().unwrap_or_else(|| panic!("no {key}: {entry}"));
        assert!(!text("description").is_empty() && !text("check_name").is_empty());
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&text("severity")));
        assert!(
            fingerprints.insert(text("fingerprint").to_owned()),
            "a fingerprint twice: {entry}"
        );
        assert!(entry["location"]["path"].is_string());
        assert!(entry["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0));
    }
}

/// As the runner does it (`ActionCommand.TryParseV2`): a command a line, the data after the second `::`.
fn github(told: &str, report: &Report) {
    lines(told);
    assert_eq!(told.lines().count(), new(report) + missed(report));
    for line in told.split_terminator(['\n', '\r']) {
        let rest = line.strip_prefix("::").unwrap_or_else(|| panic!("no command: {line}"));
        let (command, message) = rest.split_once("::").expect("data");
        let (name, properties) = command.split_once(' ').expect("properties");
        assert!(["error", "warning", "notice"].contains(&name), "{line}");
        let properties: BTreeMap<&str, &str> =
            properties.split(',').map(|pair| pair.split_once('=').expect("a pair")).collect();
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert!(properties.keys().all(|key| known.contains(key)), "{line}");
        assert!(properties.contains_key("file") && properties.contains_key("title"), "{line}");
        assert!(!message.is_empty());
    }
}

fn junit(told: &str, report: &Report) {
    let mut reader = Reader::from_str(told);
    reader.config_mut().check_end_names = true;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut totals = BTreeMap::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}\n{told}")) {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                for attribute in element.attributes() {
                    let attribute = attribute.expect("an attribute");
                    let value = attribute
                        .normalized_value(XmlVersion::Implicit1_0)
                        .expect("no unknown entity");
                    if name == "testsuite" {
                        let key = attribute.key.as_ref().to_owned();
                        totals.insert(key, value.into_owned());
                    }
                }
                *counts.entry(name).or_default() += 1;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    // XML 1.0 has no way to write these, not even escaped.
    let allowed = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(told.chars().all(allowed), "{told:?}");
    let count = |name: &str| counts.get(name).copied().unwrap_or(0).to_string();
    for (total, element) in [
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ] {
        assert_eq!(totals[total], count(element), "{total}\n{told}");
    }
    assert_eq!(count("error"), missed(report).to_string());
    assert_eq!(count("failure") == "0", new(report) == 0);
    assert_ne!(count("testcase"), "0");
}

/// The keys are those of `zuul.lib.filecomments`; an unknown one makes Zuul drop all.
fn zuul(told: &str, report: &Report) {
    let value = parsed(told);
    let files = value["zuul"]["file_comments"].as_object().expect("file comments");
    let comments: Vec<_> = files.values().flat_map(|of_file| list(of_file, "")).collect();
    assert_eq!(comments.len(), new(report));
    for comment in comments {
        let keys: Vec<_> = comment.as_object().expect("a comment").keys().collect();
        assert_eq!(keys, ["line", "message", "level", "range"]);
        assert!(
            ["info", "warning", "error"].contains(&comment["level"].as_str().expect("a level"))
        );
        let range =
            |key: &str| comment["range"][key].as_u64().unwrap_or_else(|| panic!("no {key}"));
        let (start, end) = ("start_line", "end_line");
        assert!(range(start) >= 1 && range(start) <= range(end), "{comment}");
        assert_eq!(comment["line"].as_u64(), Some(range(end)));
        let _ = (range("start_character"), range("end_character"));
    }
}

/// Nothing but lines of text: whatever steers a terminal or turns the direction of writing is gone.
fn lines(told: &str) {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!told.contains(steers), "{told:?}");
}
