//! Every format of findings: what it looks like, and that its consumer can read it.

mod hostile;
mod readers;
mod sample;

use std::fs;
use std::path::Path;

use rulebook::model::Report;
use rulebook::report::{REPORTERS, View};
use serde_json::Value;

use crate::support::{repository, tree};
use readers::read;
use sample::{SOURCE, report, rulebook, sample_source, tell, told, view};

fn parsed(told: &str) -> Value {
    serde_json::from_str(told).expect("JSON")
}

/// Snapshots outlive releases.
fn unversioned(told: &str) -> String {
    let version = |version: &str| format!("\"semanticVersion\": \"{version}\"");
    told.replace(&version(env!("CARGO_PKG_VERSION")), &version("VERSION"))
}

#[test]
fn every_reporter_is_in_the_table() {
    let files = tree(&repository().join("src/report"));
    let reporters = files
        .iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("const REPORTER: Reporter"));
    assert_eq!(reporters.count(), REPORTERS.len());
    for reporter in REPORTERS {
        assert!(reporter.about.len() <= 80, "{} does not fit a line of the help", reporter.name);
    }
}

#[test]
fn every_format_of_the_sample() {
    for reporter in REPORTERS {
        let told = told(reporter.name, |_| ());
        read(reporter.name, &told, &report());
        insta::assert_snapshot!(reporter.name, unversioned(&told));
    }
}

#[test]
fn every_format_of_a_clean_run() {
    let (rulebook, report) = (rulebook(None), Report { files: 1, ..Report::default() });
    let view = view(&rulebook, &report, &sample_source);
    let mut all = String::new();
    for reporter in REPORTERS {
        let told = tell(reporter.name, &view);
        read(reporter.name, &told, &report);
        all.push_str(&format!("-- {}\n{told}", reporter.name));
    }
    insta::assert_snapshot!(unversioned(&all));
}

/// `tests/validate_reports` hands these to the consumers' own programs.
#[test]
fn reports_for_other_validators() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports");
    let clean = Report { files: 1, ..Report::default() };
    let mut hostile = report();
    for finding in &mut hostile.findings {
        finding.path = "nova/\u{1b}[31m\u{202e} a,b:c%\"<]]>&.py".into();
        finding.message =
            "\"';]]>&<x> ::error:: %0A \r\n \u{1b}]8;;x\u{7} \u{0} \u{202e} \u{ffff} 名𐐀".into();
        for step in &mut finding.chain {
            step.text.clone_from(&finding.message);
        }
    }
    hostile.not_run[0].reason.clone_from(&hostile.findings[0].message);
    let rulebook = rulebook(Some("https://docs.example.org/guide/"));
    for (name, report) in [("sample", report()), ("clean", clean), ("hostile", hostile)] {
        let source = |_: &str| Some(SOURCE.to_owned());
        for reporter in REPORTERS {
            let told = tell(reporter.name, &view(&rulebook, &report, &source));
            read(reporter.name, &told, &report);
            let path = folder.join(name).join(reporter.name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, told).expect("writable");
        }
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
    let told = told("text", |view: &mut View<'_>| view.color = true);
    insta::assert_snapshot!(told.replace('\u{1b}', "ESC"));
}

#[test]
fn links_lead_to_a_guide_that_is_published() {
    let (published, unpublished) =
        (rulebook(Some("https://docs.example.org/guide")), rulebook(None));
    let report = report();
    for format in ["text", "sarif", "rdjson", "gitlab", "github", "junit", "zuul"] {
        let with = tell(format, &view(&published, &report, &sample_source));
        assert!(with.contains("https://docs.example.org/guide/EVT103.html"), "{format}: {with}");
        let without = tell(format, &view(&unpublished, &report, &sample_source));
        assert!(!without.contains("EVT103.html"), "{format}: {without}");
    }
    let sarif = parsed(&tell("sarif", &view(&unpublished, &report, &sample_source)));
    assert_eq!(sarif.pointer("/runs/0/tool/driver/rules/0/helpUri"), None);
}

#[test]
fn a_waiver_is_a_suppression_with_its_reason() {
    let sarif = parsed(&told("sarif", |_| ()));
    let suppressions =
        |at: usize| sarif.pointer(&format!("/runs/0/results/{at}/suppressions")).cloned();
    assert_eq!(suppressions(1), Some(serde_json::json!([])));
    insta::assert_snapshot!(suppressions(2).unwrap_or_default(), @r#"[{"kind":"external","status":"accepted","justification":"the driver is replaced in the next release (until 2027-03-01) (approved by Ada)"}]"#);
}

#[test]
fn reviewdog_counts_bytes() {
    let line = SOURCE.lines().nth(4).expect("a line");
    let start = line.find("utils").expect("the call") + 1;
    let diagnostic = |told: &str| parsed(told)["diagnostics"][0]["location"]["range"].clone();
    let range = diagnostic(&told("rdjson", |_| ()));
    assert_eq!(range["start"]["column"], start);
    assert_eq!(range["end"]["column"], line.len() + 1);
    let range = diagnostic(&told("rdjson", |view: &mut View<'_>| view.source = &|_| None));
    assert_eq!(range["start"], serde_json::json!({"line": 5}));
}

#[test]
fn code_that_is_gone_or_endless_costs_no_finding() {
    let gone = told("text", |view: &mut View<'_>| view.source = &|_| None);
    assert!(gone.contains("--> nova/cmd/compute.py:5:9"), "{gone}");
    let short = told("text", |view: &mut View<'_>| view.source = &|_| Some("x".into()));
    assert!(short.contains("--> nova/cmd/compute.py:5:9"), "{short}");

    let (rulebook, mut report) = (rulebook(None), report());
    report.findings.truncate(2);
    report.findings[1].start.column = 4_000_001;
    report.findings[1].end.column = 4_000_006;
    let source =
        |_: &str| Some(format!("\n\n\n\n{}fault{}", " ,".repeat(2_000_000), "y".repeat(5_000_000)));
    let told = tell("text", &view(&rulebook, &report, &source));
    assert!(told.contains("--> nova/cmd/compute.py:5:4000001"), "{told}");
    assert!(told.contains("fault") && told.len() < 4000, "{told}");
}
