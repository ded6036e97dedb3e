//! What a change does to the start of programs: two traces, of the tree before it and after it, beside each other.

use std::collections::{BTreeMap, BTreeSet};

use super::startup::{self, Found, some};
use super::{Entry, Trace};
use crate::find::{Startup, Verdict};
use crate::model::Step;

/// What is another for some entry points than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Whether it got better; otherwise it got worse.
    pub is_better: bool,
    /// What happens now, or does not happen any more, as a sentence without its full stop.
    pub words: String,
    /// The place that a finding about it has.
    pub place: Step,
    /// What leads there, in the tree that has it.
    pub chain: Vec<Step>,
}

/// One thing that a check says against an entry point.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    Imports(String),
    Makes(String),
    Dead,
    Verdict(&'static str),
}

/// What is said against the entry points, by their names.
type Facts<'t> = BTreeMap<&'t str, Vec<(Fact, &'t Found)>>;

/// What got worse or better, as far as a check asks; both traces are of the calls that it looks for.
pub fn shifts(before: &Trace, after: &Trace, startup: &Startup) -> Vec<Shift> {
    let (old, new) = (startup::startup(before, startup), startup::startup(after, startup));
    let (was, is) = (facts(&old), facts(&new));
    let mut shifts = told(after, startup, false, &was, &is);
    // What is gone starts no better.
    let mut was = was;
    let stays: BTreeSet<&str> = after.entries.iter().map(|entry| &*entry.point.name).collect();
    was.retain(|entry, _| stays.contains(entry));
    shifts.extend(told(before, startup, true, &is, &was));
    shifts
}

/// Where the call is made now, or that it is not made any more, for entry points that were there before.
pub fn moves(before: &Trace, after: &Trace) -> Vec<String> {
    let site = |entry: &Entry| entry.outcome().calls.first().and_then(|call| call.site().cloned());
    let key = |entry: &Entry| (entry.point.kind as u8, entry.point.name.clone());
    let was: BTreeMap<_, _> = before.entries.iter().map(|entry| (key(entry), entry)).collect();
    let mut moved: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in after.entries.iter().filter(|entry| !entry.point.idle) {
        let Some(old) = was.get(&key(entry)) else { continue };
        let what = match (site(old), site(entry)) {
            // A line that only has another number is the same one.
            (Some(old), Some(new)) if (&old.path, &old.text) != (&new.path, &new.text) => {
                format!("is patched at {} now, not at {} any more", at(&new), at(&old))
            }
            (Some(old), None) => format!("is not patched any more; it was, at {}", at(&old)),
            (None, Some(new)) => format!("is patched now, at {}", at(&new)),
            _ => continue,
        };
        moved.entry(what).or_default().push(entry.point.name.clone());
    }
    moved
        .into_iter()
        .map(|(what, entries)| format!("the start of {} {what}", some(&entries)))
        .collect()
}

fn at(step: &Step) -> String {
    format!("{}:{}", step.path, step.line)
}

fn facts(found: &[Found]) -> Facts<'_> {
    let mut facts = Facts::new();
    for one in found {
        let own: Vec<Fact> = match one {
            _ if one.dead => vec![Fact::Dead],
            Found { made: Some(name), .. } => vec![Fact::Makes(name.clone())],
            _ if one.before.is_empty() => vec![Fact::Verdict(startup::word(one.verdict))],
            _ => one.before.iter().cloned().map(Fact::Imports).collect(),
        };
        for entry in &one.entries {
            let known = facts.entry(entry).or_default();
            known.extend(own.iter().map(|fact| (fact.clone(), one)));
        }
    }
    facts
}

/// What one side has and the other has not; entry points with the same story are told together.
fn told(
    trace: &Trace,
    startup: &Startup,
    is_better: bool,
    other: &Facts<'_>,
    own: &Facts<'_>,
) -> Vec<Shift> {
    let mut stories: Vec<(Vec<Fact>, &Found, Vec<String>)> = Vec::new();
    for (entry, facts) in own {
        let known = |fact: &Fact| {
            other.get(entry).is_some_and(|others| others.iter().any(|(one, _)| one == fact))
        };
        let mut by_place: Vec<(&Found, Vec<Fact>)> = Vec::new();
        for (fact, found) in facts.iter().filter(|(fact, _)| !known(fact)) {
            match by_place.iter_mut().find(|(one, _)| std::ptr::eq(*one, *found)) {
                Some((_, all)) => all.push(fact.clone()),
                None => by_place.push((found, vec![fact.clone()])),
            }
        }
        for (found, facts) in by_place {
            let same = |story: &&mut (Vec<Fact>, &Found, Vec<String>)| {
                story.0 == facts && std::ptr::eq(story.1, found)
            };
            match stories.iter_mut().find(same) {
                Some(story) => story.2.push((*entry).to_owned()),
                None => stories.push((facts, found, vec![(*entry).to_owned()])),
            }
        }
    }
    let shift = |(facts, found, entries): (Vec<Fact>, &Found, Vec<String>)| Shift {
        is_better,
        words: words(&facts, found, &entries, is_better),
        place: found.place.clone(),
        chain: chain(trace, startup, &facts, found, &entries),
    };
    stories.into_iter().map(shift).collect()
}

/// What leads to the first thing that is told of, not to the first that is there.
fn chain(
    trace: &Trace,
    startup: &Startup,
    facts: &[Fact],
    found: &Found,
    entries: &[String],
) -> Vec<Step> {
    let Some(Fact::Imports(name)) = facts.first() else { return found.chain.clone() };
    let own = trace.entries.iter().find(|entry| entries.contains(&entry.point.name));
    let chain = own.and_then(|entry| {
        let outcome = startup::outcome(entry, startup);
        let all = outcome.third_party_before.iter().chain(&outcome.project_before);
        let imported = all.into_iter().find(|one| one.name == *name)?;
        Some(outcome.chain_to(imported))
    });
    chain.unwrap_or_else(|| found.chain.clone())
}

fn words(facts: &[Fact], found: &Found, entries: &[String], is_better: bool) -> String {
    let names = |pick: &dyn Fn(&Fact) -> Option<String>| -> String {
        let all: Vec<String> = facts.iter().filter_map(pick).collect();
        some(&all)
    };
    let imports = names(&|fact| match fact {
        Fact::Imports(name) => Some(name.clone()),
        _ => None,
    });
    let makes = names(&|fact| match fact {
        Fact::Makes(name) => Some(name.clone()),
        _ => None,
    });
    let entries = some(entries);
    let call = found.call.as_ref().map_or(String::new(), |call| format!(" at {call}"));
    let why = found.reason.as_ref().map_or(String::new(), |why| format!(": {why}"));
    let now = if is_better { "no longer" } else { "now" };
    match facts.first() {
        Some(Fact::Imports(_)) => {
            format!("the start of {entries} {now} imports {imports} before the patch{call}")
        }
        Some(Fact::Makes(_)) => {
            format!("the start of {entries} {now} makes {makes} before the patch{call}")
        }
        Some(Fact::Dead) if is_better => format!("{entries} can start again"),
        Some(Fact::Dead) => format!("{entries} cannot start any more{why}"),
        _ => match (found.verdict, is_better) {
            (Verdict::Never, true) => format!("{entries} is patched now"),
            (Verdict::Never, false) => format!("{entries} is never patched now"),
            (Verdict::Unresolved, true) => format!("the start of {entries} can be followed again"),
            (Verdict::Unresolved, false) => {
                format!("the start of {entries} cannot be followed any more{why}")
            }
            _ => format!("the start of {entries} {now} patches{call}"),
        },
    }
}
