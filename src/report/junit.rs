//! JUnit's XML, for whatever shows test results: a guideline is a test, and its findings are why it failed.

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::plain::{count, printable};
use super::{Missed, Reporter, View};
use crate::model::finding::Finding;
use crate::model::{Id, Standing};

pub(super) const REPORTER: Reporter = Reporter {
    name: "junit",
    about: "JUnit: a guideline with new findings fails; what was not run is an error",
    report,
};

type Xml = Writer<Vec<u8>>;

/// A guideline, or something that could not be looked at, as a test.
struct Case {
    class: String,
    name: String,
    /// What came of it; nothing for a pass.
    outcome: Option<Outcome>,
}

struct Outcome {
    /// `failure`, `error` or `skipped`.
    element: &'static str,
    /// A level, or why it was skipped.
    kind: String,
    message: String,
    details: String,
}

fn report(view: &View<'_>) -> Vec<u8> {
    let mut by_guideline: BTreeMap<&Id, Vec<&Finding>> = BTreeMap::new();
    for finding in &view.report.findings {
        by_guideline.entry(&finding.guideline).or_default().push(finding);
    }
    let mut cases: Vec<Case> = by_guideline.values().map(|found| guideline(view, found)).collect();
    cases.extend(view.missed().iter().map(not_run));
    if view.report.not_run.is_empty() {
        // Also without findings there is a test: servers take a suite of none for a broken run.
        let name = format!("{} looked at", count(view.report.files, "file"));
        cases.push(Case { class: "rulebook".into(), name, outcome: None });
    }
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing into memory does not fail.
    let _ = write(&mut xml, &cases);
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

fn write(xml: &mut Xml, cases: &[Case]) -> io::Result<()> {
    let number = |element: &str| {
        let of_kind = |case: &&Case| case.outcome.as_ref().is_some_and(|o| o.element == element);
        cases.iter().filter(of_kind).count().to_string()
    };
    let totals = [
        ("name", "rulebook".to_owned()),
        ("tests", cases.len().to_string()),
        ("failures", number("failure")),
        ("errors", number("error")),
    ];
    let totals = || totals.iter().map(|(key, value)| (*key, value.as_str()));
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites").with_attributes(totals()).write_inner_content(|xml| {
        let suite = xml.create_element("testsuite").with_attributes(totals());
        let suite = suite.with_attribute(("skipped", number("skipped").as_str()));
        suite.write_inner_content(|xml| cases.iter().try_for_each(|case| test(xml, case)))?;
        Ok(())
    })?;
    Ok(())
}

fn test(xml: &mut Xml, case: &Case) -> io::Result<()> {
    let attributes = [("classname", case.class.as_str()), ("name", case.name.as_str())];
    let element = xml.create_element("testcase").with_attributes(attributes);
    let Some(outcome) = &case.outcome else { return element.write_empty().map(|_| ()) };
    element.write_inner_content(|xml| {
        let attributes = [("type", outcome.kind.as_str()), ("message", outcome.message.as_str())];
        let element = xml.create_element(outcome.element).with_attributes(attributes);
        element.write_text_content(BytesText::new(&outcome.details))?;
        Ok(())
    })?;
    Ok(())
}

fn guideline(view: &View<'_>, findings: &[&Finding]) -> Case {
    let first = findings[0];
    let id = &first.guideline;
    let title = view.rulebook.guideline(id.as_str()).map(|guideline| guideline.title.as_str());
    let class = first.name.as_str().replace('/', ".");
    let name = format!("{id}: {}", printable(title.unwrap_or(first.name.as_str())));
    let new: Vec<_> = findings.iter().filter(|f| f.standing == Standing::New).copied().collect();
    let outcome = if new.is_empty() {
        let waived = findings.iter().filter(|f| matches!(f.standing, Standing::Waived(_))).count();
        let message = format!("{waived} waived, {} there before", findings.len() - waived);
        Outcome { element: "skipped", kind: "known".into(), message, details: list(findings) }
    } else {
        let level = new.iter().map(|finding| finding.level).min().unwrap_or(first.level);
        let mut details = list(&new);
        details.extend(view.url(first));
        let message = count(new.len(), "finding");
        Outcome { element: "failure", kind: level.as_str().into(), message, details }
    };
    Case { class, name, outcome: Some(outcome) }
}

/// Findings, each on a line.
fn list(findings: &[&Finding]) -> String {
    let line = |finding: &&Finding| {
        let (path, message) = (printable(&finding.path), printable(&finding.message));
        format!("{path}:{}:{}: {message}\n", finding.start.line, finding.start.column)
    };
    findings.iter().map(line).collect()
}

fn not_run(missed: &Missed<'_>) -> Case {
    let message = printable(missed.reason);
    let outcome =
        Outcome { element: "error", kind: "not run".into(), message, details: missed.sentence() };
    Case { class: "rulebook".into(), name: printable(missed.path), outcome: Some(outcome) }
}
