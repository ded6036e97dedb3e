//! Every format of findings: what it looks like, and that its consumer can read it.

mod sample;

use rulebook::report::{REPORTERS, View, schemas};
use serde_json::Value;

use crate::support::{repository, tree};
use sample::told;

#[test]
fn every_reporter_is_in_the_table() {
    let files = tree(&repository().join("src/report"));
    let reporters = files
        .iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("const REPORTER: Reporter"));
    assert_eq!(reporters.count(), REPORTERS.len());
}

#[test]
fn every_format_of_the_sample() {
    for reporter in REPORTERS {
        insta::assert_snapshot!(reporter.name, told(reporter.name, |_| ()));
    }
}

#[test]
fn verbose_shows_what_is_otherwise_counted() {
    for format in ["text", "concise"] {
        insta::assert_snapshot!(
            format!("{format}_verbose"),
            told(format, |view: &mut View<'_>| view.verbose = true)
        );
    }
}

#[test]
fn colours_are_for_terminals() {
    assert!(!told("text", |_| ()).contains('\u{1b}'));
    insta::assert_snapshot!(
        told("text", |view: &mut View<'_>| view.color = true).replace('\u{1b}', "ESC")
    );
}

#[test]
fn the_json_report_passes_its_schema() {
    let [schema] = &schemas()[..] else { panic!("one schema") };
    let schema: Value = serde_json::from_slice(&schema.bytes).expect("JSON");
    let report: Value = serde_json::from_str(&told("json", |_| ())).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let wrong: Vec<_> = validator.iter_errors(&report).map(|e| e.to_string()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
