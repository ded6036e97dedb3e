//! What programs have shown of a guideline's claims: for which versions, and what came of each run.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::evidence::{Program, Seen, VersionSet};
use crate::model::quote::{outcome, versions};
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
        seen: (!sets.is_empty())
            .then(|| versions(rows.iter().flat_map(|(_, seen)| seen).copied(), true)),
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

/// Runs down, version sets across; outcomes that are the same everywhere are said once.
fn table(rows: &[(&str, Vec<&Seen>)], sets: &BTreeSet<&Name>) -> String {
    let same = rows.iter().all(|(_, seen)| {
        let alike = |one: &Seen, other: &Seen| outcome(one) == outcome(other);
        seen.windows(2).all(|two| alike(two[0], two[1])) && seen.len() == sets.len()
    });
    let mut lines = Vec::new();
    if same {
        lines.push("| run | outcome |\n| --- | --- |".to_owned());
    } else {
        let one = |set: &&Name| {
            rows.iter().flat_map(|(_, seen)| seen).find(|seen| seen.set == **set).copied()
        };
        let eventlet = |seen: &Seen| seen.versions.get("eventlet").cloned();
        let title = |set: &&Name| {
            let seen = one(set)?;
            let version = eventlet(seen)?;
            let others = sets.iter().filter(|other| *other != set).filter_map(one);
            let alone = !others.into_iter().any(|other| eventlet(other).as_ref() == Some(&version));
            Some(match alone {
                true => format!("eventlet {version}"),
                false => format!("eventlet {version}, Python {}", seen.python),
            })
        };
        let titles: Vec<_> =
            sets.iter().map(|set| title(set).unwrap_or_else(|| set.to_string())).collect();
        lines.push(format!("| run | {} |", titles.join(" | ")));
        lines.push(format!("| --- |{}", " --- |".repeat(sets.len())));
    }
    for (name, seen) in rows {
        let name = name.replace('|', "\\|");
        let of = |set: &&Name| {
            let seen = seen.iter().find(|seen| seen.set == **set);
            seen.map_or_else(|| "not run".to_owned(), |seen| outcome(seen))
        };
        let mut cells: Vec<_> = sets.iter().map(of).collect();
        if same {
            cells.truncate(1);
        }
        lines.push(format!("| {name} | {} |", cells.join(" | ")));
    }
    lines.join("\n")
}
