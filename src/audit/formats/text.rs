//! For people at a terminal: a line for each release, then who breaks what.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Format, View};
use crate::model::State;
use crate::model::audit::{Audited, Outcome};
use crate::source::plain::printable;

pub(super) const FORMAT: Format = Format {
    name: "text",
    about: "For people: a line for each release, then which guidelines the newest releases break",
    whole: |view| text(view).into_bytes(),
    files: |_| Vec::new(),
};

fn text(view: &View<'_>) -> String {
    let mut text = String::new();
    let name = |one: &Audited| format!("{} {}", one.project, printable(&one.release));
    let width = view.audit.releases.iter().map(|one| name(one).chars().count()).max().unwrap_or(0);
    for one in &view.audit.releases {
        let _ = writeln!(text, "{:width$}  {}", name(one), summary(one));
    }
    for unit in view.audit.missing() {
        let name = format!("{} {}", unit.project, printable(&unit.release));
        let _ = writeln!(text, "{name:width$}  not looked at yet");
    }
    let broken = broken(view);
    if !broken.is_empty() {
        text.push_str("\nin the newest releases:\n");
    }
    for (id, projects) in broken {
        let title = view.rulebook.guideline(id).map_or("", |guideline| guideline.title.as_str());
        let sum: u64 = projects.iter().map(|(_, findings)| findings).sum();
        let _ = writeln!(text, "{id}  {}  {title}", counted(sum, "finding"));
        let each: Vec<_> = projects.iter().map(|(name, n)| format!("{name} {n}")).collect();
        let _ = writeln!(text, "        {}", each.join(", "));
    }
    text
}

/// The guidelines that newest releases break, each with the projects and how often.
fn broken<'a>(view: &View<'a>) -> BTreeMap<&'a str, Vec<(&'a str, u64)>> {
    let mut broken: BTreeMap<&str, Vec<(&str, u64)>> = BTreeMap::new();
    for one in view.audit.newest() {
        for (id, cell) in one.seen().into_iter().flat_map(|seen| &seen.guidelines) {
            if cell.findings > 0 {
                let projects = broken.entry(id.as_str()).or_default();
                projects.push((one.project.as_str(), cell.findings));
            }
        }
    }
    broken
}

fn summary(one: &Audited) -> String {
    let seen = match &one.outcome {
        Outcome::NotRun(reason) => return format!("not run: {}", printable(reason)),
        Outcome::Seen(seen) => seen,
    };
    let findings: u64 = seen.guidelines.values().map(|cell| cell.findings).sum();
    let mut states: BTreeMap<State, usize> = BTreeMap::new();
    for cell in seen.guidelines.values() {
        *states.entry(cell.state).or_default() += 1;
    }
    let states: Vec<_> =
        states.iter().map(|(state, count)| format!("{count} {}", state.words())).collect();
    format!("{:>14}  {}", counted(findings, "finding"), states.join(", "))
}

fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
