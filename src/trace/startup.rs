//! The `startup` check kind, evaluated on a traced tree.

use std::collections::BTreeMap;

use super::{Entry, Imported, Options, Outcome, Trace};
use crate::find::{Confidence, EntryKind, Startup, Verdict};
use crate::model::Step;

/// A place that a `startup` check finds: one for all entry points with the same story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The call, or where the entry point is declared if it makes none.
    pub place: Step,
    /// What leads there: the first import that should not have come before, import by import, then the way to the
    /// call.
    pub chain: Vec<Step>,
    /// The outcome.
    pub verdict: Verdict,
    /// The entry points, sorted.
    pub entries: Vec<String>,
    /// What came before and should not have, in order.
    pub before: Vec<String>,
    /// Why nothing can be said, or why the entry point cannot start, where that is so.
    pub reason: Option<String>,
}

impl Found {
    /// Parts of it, for messages: `entries`, `count`, `before`, `verdict`, `reason`.
    pub fn captures(&self) -> BTreeMap<String, String> {
        let some = |all: &[String]| match all.len() {
            0..=5 => all.join(", "),
            n => format!("{} and {} more", all[..4].join(", "), n - 4),
        };
        BTreeMap::from([
            ("entries".to_owned(), some(&self.entries)),
            ("count".to_owned(), self.entries.len().to_string()),
            ("before".to_owned(), some(&self.before)),
            ("verdict".to_owned(), word(self.verdict).to_owned()),
            ("reason".to_owned(), self.reason.clone().unwrap_or_default()),
        ])
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::First => "first",
        Verdict::LateProject => "late_project",
        Verdict::Late => "late",
        Verdict::Never => "never",
        Verdict::Unresolved => "unresolved",
    }
}

impl Options {
    /// Looks for the calls that a check asks for.
    pub fn for_startup(mut self, startup: &Startup) -> Self {
        self.calls = startup.call.iter().cloned().collect();
        self
    }
}

/// The places that a check finds in a tree that was traced with [`Options::for_startup`].
pub fn startup(trace: &Trace, startup: &Startup) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for entry in &trace.entries {
        let kind = entry.point.kind;
        if !startup.entries.is_empty()
            && !startup.entries.iter().any(|one: &EntryKind| *one == kind)
        {
            continue;
        }
        let Some(found) = of_entry(entry, startup) else { continue };
        let same = |known: &&mut Found| {
            known.place == found.place
                && known.verdict == found.verdict
                && known.before == found.before
        };
        match all.iter_mut().find(same) {
            Some(known) => known.entries.extend(found.entries),
            None => all.push(found),
        }
    }
    for found in &mut all {
        found.entries.sort();
    }
    all.sort_by(|one, other| (&one.place, &one.entries).cmp(&(&other.place, &other.entries)));
    all
}

fn of_entry(entry: &Entry, startup: &Startup) -> Option<Found> {
    let outcome = match startup.confidence {
        Confidence::Import => &entry.import,
        Confidence::Main => entry.outcome(),
    };
    if let Some(why) = entry.dead.as_ref().filter(|_| startup.dead) {
        return Some(dead(entry, entry.point.declared.as_ref()?, why));
    }
    let judged = Judged::of(outcome, startup);
    if !startup.asks_for(judged.verdict) {
        return None;
    }
    let call = outcome.calls.first();
    let place = call.and_then(|call| call.site()).or(entry.point.declared.as_ref())?.clone();
    let mut chain = judged.offender.map_or(Vec::new(), |one| outcome.chain_to(one));
    let way = call.map_or(&[][..], |call| call.chain.as_slice());
    chain.extend(way.iter().filter(|step| !chain.contains(step)).cloned().collect::<Vec<_>>());
    Some(Found {
        place,
        chain,
        verdict: judged.verdict,
        entries: vec![entry.point.name.clone()],
        before: judged.before,
        reason: outcome.reason.clone(),
    })
}

/// An entry point that cannot start is found where it is declared: nothing leads there.
fn dead(entry: &Entry, declared: &Step, why: &str) -> Found {
    Found {
        place: declared.clone(),
        chain: Vec::new(),
        verdict: entry.import.verdict,
        entries: vec![entry.point.name.clone()],
        before: Vec::new(),
        reason: Some(why.to_owned()),
    }
}

/// An outcome without what a check allows.
struct Judged<'a> {
    verdict: Verdict,
    before: Vec<String>,
    offender: Option<&'a Imported>,
}

impl<'a> Judged<'a> {
    fn of(outcome: &'a Outcome, startup: &Startup) -> Self {
        let allowed = |name: &str| {
            let prefixes = std::iter::successors(Some(name), |name| {
                name.rsplit_once('.').map(|(head, _)| head)
            });
            let mut prefixes = prefixes;
            prefixes
                .any(|name| startup.allow.iter().any(|one| one.is_match(name, &BTreeMap::new())))
        };
        let third = outcome.third_party_before.iter().filter(|one| !allowed(&one.name));
        let third: Vec<&Imported> = third.collect();
        let extra = outcome
            .project_before
            .iter()
            .filter(|one| outcome.project_extra.contains(&one.name) && !allowed(&one.name));
        let extra: Vec<&Imported> = extra.collect();
        let (verdict, those) = match outcome.verdict {
            Verdict::Never | Verdict::Unresolved => (outcome.verdict, Vec::new()),
            _ if !third.is_empty() => (Verdict::Late, third),
            _ if !extra.is_empty() => (Verdict::LateProject, extra),
            _ => (Verdict::First, Vec::new()),
        };
        Self {
            verdict,
            before: those.iter().map(|one| one.name.clone()).collect(),
            offender: those.first().copied(),
        }
    }
}
