//! From a flagged place to a finding.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::fix::Offer;
use super::plan::Planned;
use super::walk::File;
use crate::find::Change;
use crate::model::finding::{Edit, Fix, Step};
use crate::model::{Finding, Guideline, Id, Level, Standing, Upkeep};
use crate::python::{Definition, FrameKind, Module};
use crate::source::{Lines, Span};

/// What is left of a long piece of code in a message.
const MOST_CAPTURED: usize = 100;

/// A place that a check flags.
#[derive(Debug)]
pub(super) struct Flag<'p, 'r> {
    pub(super) planned: &'p Planned<'r>,
    pub(super) span: Span,
    pub(super) captures: BTreeMap<String, String>,
    pub(super) chain: Vec<Span>,
    /// What leads there from other files.
    pub(super) way: Vec<Step>,
    /// What to write instead.
    pub(super) offer: Option<Offer>,
}

/// A finding with what decides whether it may stay.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Found {
    pub(super) finding: Finding,
    /// The file's path below the tree's root.
    pub(super) rooted: String,
    /// The dotted name of what it stands in, with the module's.
    pub(super) symbol: String,
    /// The lines of the statement that it stands in.
    pub(super) lines: RangeInclusive<usize>,
    /// A hash of the file as it was read, where its findings may be fixed.
    #[serde(skip)]
    pub(super) read: Option<blake3::Hash>,
}

/// Where something stands, in words that outlive a change of the lines above.
#[derive(Debug)]
struct Home {
    /// Classes and functions, dotted.
    name: String,
    /// The same, with the module's name.
    full: String,
    lines: RangeInclusive<usize>,
}

/// The findings of flagged places, one for each guideline that the check is of.
pub(super) fn found(
    file: &File,
    text: &str,
    lines: &Lines<'_>,
    module: Option<&Module<'_>>,
    mut flags: Vec<Flag<'_, '_>>,
) -> Vec<Found> {
    flags.sort_by(|one, other| {
        let key = |flag: &Flag<'_, '_>| (flag.span.start, flag.span.end);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.planned.check.name.cmp(&other.planned.check.name))
    });
    let mut marks = Marks::default();
    let mut found = Vec::new();
    for flag in &flags {
        let home = home(module, lines, &flag.span);
        let code = text.get(flag.span.clone()).unwrap_or("");
        let message = filled(&flag.planned.check.message, &flag.captures);
        let own = flag.chain.iter().map(|span| step(file, lines, span));
        let chain: Vec<_> = flag.way.iter().cloned().chain(own).collect();
        for (guideline, level) in &flag.planned.guidelines {
            if flags.iter().any(|other| outdoes(other, flag, guideline, *level)) {
                continue;
            }
            let finding = Finding {
                guideline: guideline.id.clone(),
                name: guideline.name.clone(),
                check: flag.planned.check.name.clone(),
                level: *level,
                path: file.shown.clone(),
                start: lines.place(flag.span.start),
                end: lines.place(flag.span.end),
                message: message.clone(),
                chain: chain.clone(),
                fingerprint: marks.mark(&guideline.id, &file.rooted, &home.name, code),
                standing: Standing::New,
                fix: flag.offer.as_ref().map(|offer| fix(lines, offer)),
            };
            found.push(Found {
                finding,
                rooted: file.rooted.clone(),
                symbol: home.full.clone(),
                lines: home.lines.clone(),
                read: None,
            });
        }
    }
    found
}

/// Whether another check says of the same place what this one says, and says it better: as more binding, else with
/// what leads there.
fn outdoes(other: &Flag<'_, '_>, flag: &Flag<'_, '_>, guideline: &Guideline, level: Level) -> bool {
    if other.span.start != flag.span.start || other.planned.check.name == flag.planned.check.name {
        return false;
    }
    let same = other.planned.guidelines.iter().find(|(of, _)| of.id == guideline.id);
    same.is_some_and(|(_, others)| {
        let rank = |level: Level, flag: &Flag<'_, '_>| {
            (level, flag.way.is_empty(), flag.planned.check.name.clone())
        };
        rank(*others, other) < rank(level, flag)
    })
}

fn fix(lines: &Lines<'_>, offer: &Offer) -> Fix {
    let edit = |change: &Change| Edit {
        start: lines.place(change.start),
        end: lines.place(change.end),
        text: change.text.clone(),
    };
    Fix {
        title: offer.title.clone(),
        safe: offer.safe,
        edits: offer.changes.iter().map(edit).collect(),
    }
}

/// A finding about a comment to us.
pub(super) fn about_comment(
    upkeep: Upkeep,
    file: &File,
    lines: &Lines<'_>,
    (span, text): (&Span, &str),
    message: String,
    marks: &mut Marks,
) -> Found {
    let (start, end) = (lines.place(span.start), lines.place(span.end));
    let finding = Finding {
        guideline: upkeep.id(),
        name: upkeep.name(),
        check: upkeep.name(),
        level: upkeep.level(),
        path: file.shown.clone(),
        start,
        end,
        message,
        chain: Vec::new(),
        fingerprint: marks.mark(&upkeep.id(), &file.rooted, "", text),
        standing: Standing::New,
        fix: None,
    };
    let lines = start.line..=end.line;
    Found { finding, rooted: file.rooted.clone(), symbol: String::new(), lines, read: None }
}

/// Gives findings of one file their fingerprints.
#[derive(Debug, Default)]
pub(super) struct Marks(HashMap<blake3::Hash, usize>);

impl Marks {
    /// The fingerprint of the next finding with this guideline, home and code, whatever its line is.
    pub(super) fn mark(&mut self, id: &Id, rooted: &str, home: &str, code: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in [id.as_str(), rooted, home] {
            hasher.update(part.as_bytes()).update(&[0]);
        }
        for word in code.split_whitespace() {
            hasher.update(word.as_bytes()).update(b" ");
        }
        let seen = self.0.entry(hasher.finalize()).or_insert(0);
        hasher.update(&[0]).update(&seen.to_le_bytes());
        *seen += 1;
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

fn home(module: Option<&Module<'_>>, lines: &Lines<'_>, span: &Span) -> Home {
    let line = |offset: usize| lines.place(offset).line;
    let own = line(span.start)..=line(span.end);
    let Some(module) = module else {
        return Home { name: String::new(), full: String::new(), lines: own };
    };
    let site = module.site_at(span.start);
    let around = module.around(site.frame).filter_map(|(_, frame)| match frame.kind {
        FrameKind::Function(def) => Some(def.name.as_str()),
        FrameKind::Class(def) => Some(def.name.as_str()),
        _ => None,
    });
    let mut names: Vec<&str> = around.collect();
    names.reverse();
    let statement = module.statement_span(site.stmt);
    let inside = statement.contains(&span.start);
    // The head of a definition belongs to what is defined.
    let defined = module.defs().iter().find(|def| inside && def.site == site);
    names.extend(defined.and_then(|def| match def.what {
        Definition::Function(def) => Some(def.name.as_str()),
        Definition::Class(def) => Some(def.name.as_str()),
        Definition::Lambda(_) => None,
    }));
    let name = names.join(".");
    let lines = if inside { line(statement.start)..=line(statement.end) } else { own };
    let full = match (module.name(), name.is_empty()) {
        (Some(module), true) => module.name.clone(),
        (Some(module), false) => format!("{}.{name}", module.name),
        (None, _) => name.clone(),
    };
    Home { name, full, lines }
}

fn step(file: &File, lines: &Lines<'_>, span: &Span) -> Step {
    let line = lines.place(span.start).line;
    Step { path: file.shown.clone(), line, text: on_one_line(lines.line(line)) }
}

/// A message with `{name}` of captures filled in.
fn filled(message: &str, captures: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    let mut rest = message;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        let known = rest[open + 1..].find('}').and_then(|length| {
            let name = &rest[open + 1..open + 1 + length];
            Some((captures.get(name)?, open + length + 2))
        });
        match known {
            Some((value, end)) => {
                text.push_str(&on_one_line(value));
                rest = &rest[end..];
            }
            None => {
                text.push('{');
                rest = &rest[open + 1..];
            }
        }
    }
    text.push_str(rest);
    text
}

/// Code as part of a sentence: one line, of bounded length, nothing that a terminal would obey.
fn on_one_line(code: &str) -> String {
    let mut text = String::new();
    for (at, word) in code.split_whitespace().enumerate() {
        if at > 0 {
            text.push(' ');
        }
        let shown = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        text.extend(word.chars().take(MOST_CAPTURED + 1).map(shown));
        if text.len() > MOST_CAPTURED {
            text.truncate(text.floor_char_boundary(MOST_CAPTURED));
            text.push('…');
            break;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_filled_with_what_is_known() {
        let captures: BTreeMap<_, _> =
            [("name".to_owned(), "a.b".to_owned()), ("text".to_owned(), "x\n\t y\u{1b}[0m".into())]
                .into();
        assert_eq!(
            filled("{name} is {other}, {text}{", &captures),
            "a.b is {other}, x y\u{fffd}[0m{"
        );
        assert_eq!(filled("{{name}} {}", &captures), "{a.b} {}");
        let long: BTreeMap<_, _> = [("name".to_owned(), "ü".repeat(500))].into();
        assert_eq!(filled("{name}", &long), format!("{}…", "ü".repeat(50)));
    }
}
