//! One line for each finding: `path:line:column: ID message`, the form that editors and `grep` understand.

use super::plain::printable;
use super::{Reporter, View};
use crate::model::Standing;
use crate::model::finding::Finding;

pub(super) const REPORTER: Reporter = Reporter {
    name: "concise",
    about: "path:line:column: ID message; waived and existing ones with --verbose",
    report,
};

fn report(view: &View<'_>) -> Vec<u8> {
    let shown = |finding: &&Finding| view.verbose || finding.standing == Standing::New;
    let findings = view.report.findings.iter().filter(shown).map(line);
    let not_run =
        view.missed().into_iter().map(|missed| format!("not run: {}\n", missed.sentence()));
    findings.chain(not_run).collect::<String>().into_bytes()
}

fn line(finding: &Finding) -> String {
    let standing = match &finding.standing {
        Standing::New => String::new(),
        Standing::Existing => " (existing)".to_owned(),
        Standing::Waived(reason) => format!(" (waived: {})", printable(&reason.text)),
    };
    format!(
        "{}:{}:{}: {} {}{standing}\n",
        printable(&finding.path),
        finding.start.line,
        finding.start.column,
        finding.guideline,
        printable(&finding.message),
    )
}
