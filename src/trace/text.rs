//! The outcome as people read it: entry points with the same story are told once.

use std::fmt::Write as _;

use super::{Argument, Entry, Imported, Outcome, Trace};
use crate::find::{EntryKind, Verdict};
use crate::model::Step;

// Names of entry points and modules in one line.
const MOST_NAMES: usize = 12;
const WIDTH: usize = 100;

/// The outcome for people.
pub fn text(trace: &Trace) -> String {
    let mut out = String::new();
    for group in groups(trace) {
        tell(&mut out, &group);
    }
    let dead: Vec<&Entry> = trace.entries.iter().filter(|entry| entry.dead.is_some()).collect();
    if !dead.is_empty() {
        let _ = writeln!(out, "dead entry points");
        for entry in dead {
            let why = entry.dead.as_deref().unwrap_or("");
            let at = entry
                .point
                .declared
                .as_ref()
                .map_or(String::new(), |at| format!(" ({}:{})", at.path, at.line));
            let _ = writeln!(out, "  {} = {}: {why}{at}", entry.point.name, entry.point.target);
        }
    }
    out
}

/// Entry points of which everything but the name is the same.
pub(super) struct Group<'a> {
    pub(super) first: &'a Entry,
    pub(super) entries: Vec<&'a Entry>,
}

pub(super) fn groups(trace: &Trace) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for entry in &trace.entries {
        match groups.iter_mut().find(|group| same(group.first, entry)) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { first: entry, entries: vec![entry] }),
        }
    }
    groups.sort_by_key(|group| rank(group.first));
    groups
}

// The worst first.
fn rank(entry: &Entry) -> usize {
    let in_main = if entry.is_in_main() { 1 } else { 0 };
    match entry.import.verdict {
        Verdict::Late => 0,
        Verdict::LateProject => 1,
        Verdict::Unresolved => 2,
        Verdict::First => 3,
        Verdict::Never => 5 - in_main,
    }
}

fn same(one: &Entry, other: &Entry) -> bool {
    let (a, b) = (one.outcome(), other.outcome());
    let tail = |outcome: &Outcome| {
        let call = outcome.calls.first();
        // Where a program begins is its own; how it goes on from there is the story.
        call.map(|call| call.chain[call.chain.len().saturating_sub(2)..].to_vec())
    };
    one.import.verdict == other.import.verdict
        && one.is_in_main() == other.is_in_main()
        && a.reason == b.reason
        && a.conditional == b.conditional
        && a.project_extra == b.project_extra
        && a.third_party_before == b.third_party_before
        && tail(a) == tail(b)
}

fn tell(out: &mut String, group: &Group<'_>) {
    let entry = group.first;
    let outcome = entry.outcome();
    let _ = writeln!(out, "{}", headline(entry));
    names(out, group);
    if let Some(reason) = &outcome.reason {
        let _ = writeln!(out, "  not seen: {reason}");
    }
    for (at, call) in outcome.calls.iter().enumerate() {
        let label = if at == 0 { "the way there" } else { "or, as a condition has it" };
        let _ = writeln!(out, "  {label}:");
        steps(out, &call.chain, "    ");
    }
    third_parties(out, outcome);
    let extra = outcome.project_before.iter();
    let extra: Vec<&Imported> =
        extra.filter(|one| outcome.project_extra.contains(&one.name)).collect();
    list(out, outcome, "modules of the project before it that are not on the way", &extra);
    let made: Vec<&Imported> = outcome.made_before.iter().map(|made| &made.what).collect();
    list(out, outcome, "native locks, threads and queues made before it", &made);
    for note in &outcome.notes {
        let _ = writeln!(out, "  note: {note}");
    }
    out.push('\n');
}

/// The outcome in one line.
pub(super) fn headline(entry: &Entry) -> String {
    let outcome = entry.outcome();
    let call = outcome.calls.first().and_then(|call| call.site());
    let arguments: Vec<String> =
        outcome.arguments().map(|(name, value)| format!("{name}={}", shown(value))).collect();
    let place = call.map_or(String::new(), |step| format!(": {}:{}", step.path, step.line));
    let arguments = match arguments.is_empty() {
        true => String::new(),
        false => format!(" with {}", arguments.join(", ")),
    };
    let condition = if outcome.conditional { ", if a condition holds" } else { "" };
    let what = match (entry.import.verdict, entry.is_in_main()) {
        (Verdict::First, _) => "patched first",
        (Verdict::LateProject, _) => "patched after other modules of the project",
        (Verdict::Late, _) => "patched after modules of third parties",
        (Verdict::Unresolved, _) => "not resolved",
        (Verdict::Never, true) => "patched in the main function",
        (Verdict::Never, false) => "never patched while it starts",
    };
    format!("{what}{place}{arguments}{condition}")
}

fn shown(value: &Argument) -> String {
    match value {
        Argument::None => "None".to_owned(),
        Argument::Bool(true) => "True".to_owned(),
        Argument::Bool(false) => "False".to_owned(),
        Argument::Int(number) => number.to_string(),
        Argument::Str(text) => format!("{text:?}"),
        Argument::Unknown => "?".to_owned(),
    }
}

fn names(out: &mut String, group: &Group<'_>) {
    let mut kinds: Vec<EntryKind> = Vec::new();
    for entry in &group.entries {
        if !kinds.contains(&entry.point.kind) {
            kinds.push(entry.point.kind);
        }
    }
    for kind in kinds {
        let names: Vec<&str> = group
            .entries
            .iter()
            .filter(|entry| entry.point.kind == kind)
            .map(|entry| entry.point.name.as_str())
            .collect();
        let label = match kind {
            EntryKind::ConsoleScripts => "console_scripts",
            EntryKind::GuiScripts => "gui_scripts",
            EntryKind::WsgiScripts => "wsgi_scripts",
            EntryKind::Script => "script",
            EntryKind::Tests => "tests",
        };
        wrapped(out, &format!("  {label}: "), &names.join(", "));
    }
}

fn wrapped(out: &mut String, label: &str, words: &str) {
    let mut line = label.to_owned();
    for word in words.split(' ') {
        if line.len() + word.len() > WIDTH && line.trim() != label.trim() {
            let _ = writeln!(out, "{}", line.trim_end());
            line = " ".repeat(label.len());
        }
        line.push_str(word);
        line.push(' ');
    }
    let _ = writeln!(out, "{}", line.trim_end());
}

fn steps(out: &mut String, chain: &[Step], indent: &str) {
    for (depth, step) in chain.iter().enumerate() {
        let branch =
            if depth == 0 { String::new() } else { format!("{}└ ", "  ".repeat(depth - 1)) };
        let _ = writeln!(out, "{indent}{branch}{}:{}  {}", step.path, step.line, step.text);
    }
}

// Third parties by the project's own import that brings them in.
fn third_parties(out: &mut String, outcome: &Outcome) {
    let followed = outcome.third_party_modules.len();
    let direct: Vec<&Imported> = outcome.third_party_before.iter().collect();
    if direct.is_empty() {
        return;
    }
    let loaded = if followed > 0 { format!(" ({followed} modules)") } else { String::new() };
    let _ = writeln!(out, "  third parties before it{loaded}:");
    for one in direct {
        let _ = writeln!(out, "    {}", one.name);
        steps(out, &outcome.chain_to(one), "      ");
        let brought = outcome.brought_by(one);
        if brought.len() > 1 {
            let label = format!("      brings {} modules: ", brought.len());
            wrapped(out, &label, &some(&brought));
        }
    }
}

fn some(names: &[&str]) -> String {
    match names.len() > MOST_NAMES {
        true => format!("{}, …", names[..MOST_NAMES].join(", ")),
        false => names.join(", "),
    }
}

fn list(out: &mut String, outcome: &Outcome, label: &str, all: &[&Imported]) {
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {label}:");
    for one in all.iter().take(MOST_NAMES) {
        let _ = writeln!(out, "    {}", one.name);
        steps(out, &outcome.chain_to(one), "      ");
    }
    if all.len() > MOST_NAMES {
        let names: Vec<&str> = all[MOST_NAMES..].iter().map(|one| one.name.as_str()).collect();
        wrapped(out, &format!("    and {} more: ", names.len()), &some(&names));
    }
}
