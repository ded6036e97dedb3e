//! GitHub's workflow commands: a line on standard output becomes a remark on the change.

use std::fmt::Write as _;

use super::plain::printable;
use super::{Missed, Reporter, View};
use crate::model::Level;
use crate::model::finding::Finding;

pub(super) const REPORTER: Reporter = Reporter {
    name: "github",
    about: "GitHub workflow commands: new findings, and what was not run",
    report,
};

fn report(view: &View<'_>) -> Vec<u8> {
    let findings = view.new_findings().map(|finding| command(view, finding));
    let missed = view.missed();
    let missed = missed.iter().map(not_run);
    findings.chain(missed).collect::<String>().into_bytes()
}

fn command(view: &View<'_>, finding: &Finding) -> String {
    let level = match finding.level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May => "notice",
    };
    let (start, end) = (finding.start, finding.end);
    let mut line = format!(
        "::{level} file={},line={},endLine={},",
        property(&finding.path),
        start.line,
        end.line
    );
    // GitHub takes columns only where there is one line.
    if start.line == end.line {
        let _ = write!(line, "col={},endColumn={},", start.column, end.column);
    }
    let mut message = printable(&finding.message);
    if let Some(url) = view.url(finding) {
        let _ = write!(message, "\n{url}");
    }
    let title = property(finding.guideline.as_str());
    let _ = writeln!(line, "title={title}::{}", data(&message));
    line
}

fn not_run(missed: &Missed<'_>) -> String {
    format!(
        "::warning file={},title=not run::{}\n",
        property(missed.path),
        data(&missed.sentence())
    )
}

/// Text after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(&printable(text)).replace(':', "%3A").replace(',', "%2C")
}
