//! What programs have shown of a guideline's claims: for which versions, and what came of each run.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::evidence::{Program, Seen, VersionSet};
use crate::model::{Guideline, Name};
use crate::render::site::Site;

/// One claim, with what is known of it.
#[derive(Serialize)]
pub(super) struct ProvenView {
    claim: String,
    source: String,
    edit: String,
    seen: Option<String>,
    table: String,
    not_run: Vec<NotRunView>,
}

#[derive(Serialize)]
struct NotRunView {
    set: String,
    reason: String,
}

pub(super) fn views(site: &Site<'_>, guideline: &Guideline, page: &str) -> Vec<ProvenView> {
    let programs = guideline.evidence.iter().filter_map(|n| site.book.proofs.programs.get(n));
    programs.map(|program| view(site, program, page)).collect()
}

fn view(site: &Site<'_>, program: &Program, page: &str) -> ProvenView {
    let evidence = &program.evidence;
    let proofs = &site.book.proofs;
    let rows: Vec<_> =
        evidence.runs.iter().map(|run| (run.name.as_str(), proofs.seen(program, run))).collect();
    let sets: BTreeSet<&Name> = rows.iter().flat_map(|(_, seen)| seen).map(|s| &s.set).collect();
    let source =
        format!("checks/evidence/{}.py", evidence.program.as_ref().unwrap_or(&evidence.name));
    let not_run = proofs.record.not_run.iter().filter(|unseen| unseen.evidence == evidence.name);
    ProvenView {
        claim: evidence.claim.trim_end_matches('.').to_owned(),
        edit: site.edit(&source, page),
        source,
        seen: (!sets.is_empty()).then(|| versions(rows.iter().flat_map(|(_, seen)| seen))),
        table: table(&rows, &sets),
        not_run: not_run
            .map(|unseen| NotRunView {
                set: proofs.sets.get(&unseen.set).map_or_else(|| unseen.set.to_string(), set_title),
                reason: unseen.reason.clone(),
            })
            .collect(),
    }
}

/// `eventlet 0.25.1` of a set: its first package is what it is about.
fn set_title(set: &VersionSet) -> String {
    set.install.first().map(|line| line.replace("==", " ")).unwrap_or_default()
}

/// "eventlet 0.25.1 (Python 3.7.16), 0.40.4 and 0.41.3 (Python 3.11.7)", and the other packages.
fn versions<'a, 'b: 'a>(seen: impl Iterator<Item = &'a &'b Seen> + Clone) -> String {
    let mut pythons: BTreeMap<(u32, &str), BTreeSet<Vec<u32>>> = BTreeMap::new();
    let mut others: BTreeSet<String> = BTreeSet::new();
    const PLUMBING: [&str; 5] = ["eventlet", "greenlet", "dnspython", "six", "monotonic"];
    for seen in seen {
        let minor = seen.python.split('.').nth(1).and_then(|m| m.parse().ok()).unwrap_or(0);
        let all = pythons.entry((minor, &seen.python)).or_default();
        let eventlet = seen.versions.get("eventlet").map(|v| numbers(v));
        all.extend(eventlet);
        let more = seen.versions.iter().filter(|(name, _)| !PLUMBING.contains(&name.as_str()));
        others.extend(more.map(|(name, version)| format!("{name} {version}")));
    }
    let parts: Vec<String> = pythons
        .into_iter()
        .map(|((_, python), eventlets)| {
            let all: Vec<String> = eventlets.into_iter().map(|v| dotted(&v)).collect();
            format!("eventlet {} on Python {python}", and(&all))
        })
        .collect();
    let mut text = and(&parts);
    if !others.is_empty() {
        text += &format!(", with {}", and(&others.into_iter().collect::<Vec<_>>()));
    }
    text
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}

fn dotted(numbers: &[u32]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// Runs down, version sets across; outcomes that are the same everywhere are said once.
fn table(rows: &[(&str, Vec<&Seen>)], sets: &BTreeSet<&Name>) -> String {
    let same = rows.iter().all(|(_, seen)| {
        seen.windows(2).all(|two| two[0].outcome == two[1].outcome) && seen.len() == sets.len()
    });
    let mut lines = Vec::new();
    if same {
        lines.push("| run | outcome |\n| --- | --- |".to_owned());
    } else {
        let title = |set: &&Name| {
            let seen = rows.iter().flat_map(|(_, seen)| seen).find(|seen| seen.set == **set);
            let eventlet = seen.and_then(|seen| seen.versions.get("eventlet"));
            eventlet.map_or_else(|| set.to_string(), |version| format!("eventlet {version}"))
        };
        let titles: Vec<_> = sets.iter().map(title).collect();
        lines.push(format!("| run | {} |", titles.join(" | ")));
        lines.push(format!("| --- |{}", " --- |".repeat(sets.len())));
    }
    for (name, seen) in rows {
        let name = name.replace('|', "\\|");
        let of = |set: &&Name| {
            let seen = seen.iter().find(|seen| seen.set == **set);
            seen.map_or("not run", |seen| seen.outcome.as_str())
        };
        let mut cells: Vec<_> = sets.iter().map(of).collect();
        if same {
            cells.truncate(1);
        }
        lines.push(format!("| {name} | {} |", cells.join(" | ")));
    }
    lines.join("\n")
}
