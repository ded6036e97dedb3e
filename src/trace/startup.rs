//! The `startup` check kind, evaluated on a traced tree.

use std::collections::BTreeMap;

use super::{Entry, Imported, Made, Options, Outcome, Trace};
use crate::find::{Confidence, EntryKind, Name, Several, Startup, Verdict};
use crate::model::Step;
use crate::source::Place;

/// A place that a `startup` check finds: one for all entry points with the same story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The call, what was made before it, or where the entry point is declared if there is neither.
    pub place: Step,
    /// Where that begins and ends in its file; none for a whole line.
    pub span: Option<(Place, Place)>,
    /// What leads there: the first import that should not have come before, import by import, then the way to the
    /// call.
    pub chain: Vec<Step>,
    /// The outcome.
    pub verdict: Verdict,
    /// The entry points, sorted.
    pub entries: Vec<String>,
    /// What came before and should not have, in order.
    pub before: Vec<String>,
    /// What was made before, where the finding is about that.
    pub made: Option<String>,
    /// Where the call is, as `path:line`, if it is made.
    pub call: Option<String>,
    /// Whether the entry point names something that does not exist.
    pub dead: bool,
    /// Why nothing can be said, or why the entry point cannot start, where that is so.
    pub reason: Option<String>,
}

impl Found {
    /// Parts of it, for messages: `entries`, `count`, `before`, `made`, `call`, `verdict`, `reason`.
    pub fn captures(&self) -> BTreeMap<String, String> {
        let captures = [
            ("entries", some(&self.entries)),
            ("count", self.entries.len().to_string()),
            ("before", some(&self.before)),
            ("made", self.made.clone().unwrap_or_default()),
            ("call", self.call.clone().unwrap_or_default()),
            ("verdict", word(self.verdict).to_owned()),
            ("reason", self.reason.clone().unwrap_or_default()),
        ];
        captures.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.place, &self.span, &self.verdict, &self.before, &self.made)
            == (&other.place, &other.span, &other.verdict, &other.before, &other.made)
    }
}

/// A list as part of a sentence.
pub(super) fn some(all: &[String]) -> String {
    match all {
        [first, second, _, _, ..] => format!("{first}, {second} and {} more", all.len() - 2),
        [first, second, third] => format!("{first}, {second} and {third}"),
        [first, second] => format!("{first} and {second}"),
        _ => all.concat(),
    }
}

pub(super) fn word(verdict: Verdict) -> &'static str {
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
    let of_kind = |entry: &&Entry, kinds: &Several<EntryKind>| {
        kinds.iter().any(|kind| *kind == entry.point.kind)
    };
    let asked = |entry: &&Entry| {
        !entry.point.idle && (startup.entries.is_empty() || of_kind(entry, &startup.entries))
    };
    let entries: Vec<&Entry> = trace.entries.iter().filter(asked).collect();
    let measure = trace.entries.iter().filter(|entry| of_kind(entry, &startup.unlike)).collect();
    let mut all: Vec<Found> = Vec::new();
    let found = entries.iter().flat_map(|entry| match dead(entry, startup) {
        Some(found) => vec![found],
        None => made(entry, startup),
    });
    for found in found.chain(outcomes(&entries, measure, startup)) {
        match all.iter_mut().find(|known| known.is_same(&found)) {
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

/// The outcomes that are findings.
fn outcomes(entries: &[&Entry], measure: Vec<&Entry>, startup: &Startup) -> Vec<Found> {
    let living = entries.iter().filter(|entry| !startup.dead || entry.dead.is_none());
    let judged: Vec<_> = living.map(|entry| judged(entry, &measure, startup)).collect();
    if !startup.every {
        return judged.into_iter().flatten().collect();
    }
    match judged.iter().all(Option::is_some) {
        true => judged.into_iter().flatten().take(1).collect(),
        false => Vec::new(),
    }
}

pub(super) fn outcome<'e>(entry: &'e Entry, startup: &Startup) -> &'e Outcome {
    match startup.confidence {
        Confidence::Import => &entry.import,
        Confidence::Main => entry.outcome(),
    }
}

fn judged(entry: &Entry, measure: &[&Entry], startup: &Startup) -> Option<Found> {
    let outcome = outcome(entry, startup);
    let elsewhere = measure.iter().map(|entry| self::outcome(entry, startup));
    let site = |outcome: &Outcome| outcome.calls.first().and_then(|call| call.site().cloned());
    let elsewhere: Vec<_> = elsewhere.filter(|other| site(other) == site(outcome)).collect();
    // A call of its own is like no other; then what all the others have imported by their own calls is theirs.
    let alone = elsewhere.is_empty();
    let own_calls = measure.iter().map(|entry| entry.outcome());
    let common = own_calls.filter(|other| alone && !other.calls.is_empty()).collect();
    let judged = Judged::of(outcome, &Others { elsewhere, common }, startup);
    if !startup.asks_for(judged.verdict) {
        return None;
    }
    let call = outcome.calls.first();
    let site = call.and_then(|call| call.site());
    let place = site.or(entry.point.declared.as_ref())?.clone();
    let mut chain = judged.offender.map_or(Vec::new(), |one| outcome.chain_to(one));
    let way = call.map_or(&[][..], |call| call.chain.as_slice());
    chain.extend(way.iter().filter(|step| !chain.contains(step)).cloned().collect::<Vec<_>>());
    Some(Found {
        span: call.map(|call| call.span),
        chain,
        verdict: judged.verdict,
        before: judged.before,
        reason: outcome.reason.clone(),
        ..Found::at(entry, outcome, place)
    })
}

/// What an entry point makes before the call, as far as a check asks for it.
fn made(entry: &Entry, startup: &Startup) -> Vec<Found> {
    let outcome = outcome(entry, startup);
    let asked = |names: &Several<Name>, made: &Made| {
        names.iter().any(|name| name.is_match(&made.what.name, &BTreeMap::new()))
    };
    let one = |made: &Made| {
        Some(Found {
            span: Some(made.span),
            chain: outcome.chain_to(&made.what),
            made: Some(made.what.name.clone()),
            ..Found::at(entry, outcome, made.what.by.clone()?)
        })
    };
    let made = outcome.made_before.iter().filter(|made| asked(&startup.made, made));
    let imported = outcome.imported_before.iter().filter(|made| asked(&startup.imported, made));
    // What nobody could follow to its end may call in time after all.
    let imported = imported.filter(|_| outcome.verdict != Verdict::Unresolved);
    made.chain(imported).filter_map(one).collect()
}

/// An entry point that cannot start is found where it is declared: nothing leads there.
fn dead(entry: &Entry, startup: &Startup) -> Option<Found> {
    let why = entry.dead.as_ref().filter(|_| startup.dead)?;
    let place = entry.point.declared.clone()?;
    Some(Found { dead: true, reason: Some(why.clone()), ..Found::at(entry, &entry.import, place) })
}

impl Found {
    fn at(entry: &Entry, outcome: &Outcome, place: Step) -> Self {
        let call = outcome.calls.first().and_then(|call| call.site());
        Self {
            place,
            span: None,
            chain: Vec::new(),
            verdict: outcome.verdict,
            entries: vec![entry.point.name.clone()],
            before: Vec::new(),
            made: None,
            dead: false,
            call: call.map(|site| format!("{}:{}", site.path, site.line)),
            reason: None,
        }
    }
}

/// An outcome without what a check allows.
struct Judged<'a> {
    verdict: Verdict,
    before: Vec<String>,
    offender: Option<&'a Imported>,
}

/// What an entry point is compared with.
struct Others<'a> {
    /// Those with the same call.
    elsewhere: Vec<&'a Outcome>,
    /// Those with a call of their own, if nobody has the same one.
    common: Vec<&'a Outcome>,
}

impl Others<'_> {
    /// Whether a module is imported before the call of one that has the same call, or of all that have their own.
    fn import(&self, name: &str) -> bool {
        let third = |other: &Outcome| other.third_party_before.iter().any(|one| one.name == name);
        let extra = |other: &&Outcome| other.project_extra.iter().any(|one| one == name);
        let own = |other: &Outcome| other.project_before.iter().any(|one| one.name == name);
        self.elsewhere.iter().any(|other| third(other) || extra(other))
            || !self.common.is_empty() && self.common.iter().all(|other| third(other) || own(other))
    }
}

impl<'a> Judged<'a> {
    fn of(outcome: &'a Outcome, others: &Others<'_>, startup: &Startup) -> Self {
        let allowed = |name: &str| {
            let mut prefixes = std::iter::successors(Some(name), |name| {
                name.rsplit_once('.').map(|(head, _)| head)
            });
            others.import(name)
                || prefixes.any(|name| {
                    startup.allow.iter().any(|one| one.is_match(name, &BTreeMap::new()))
                })
        };
        let third = outcome.third_party_before.iter().filter(|one| !allowed(&one.name));
        let third: Vec<&Imported> = third.collect();
        let counted = if startup.plain { &outcome.project_holding } else { &outcome.project_extra };
        let extra = outcome
            .project_before
            .iter()
            .filter(|one| counted.contains(&one.name) && !allowed(&one.name));
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
