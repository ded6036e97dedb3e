//! Strings that code must have for a check to find anything: the sieve before parsing.

use std::collections::BTreeSet;

use regex_syntax::hir::literal::{ExtractKind, Extractor};

use super::super::grammar::{Name, Pattern, Several, telling};
use super::Literals;
use crate::python::Equivalents;

// Shorter strings are in every file.
const SHORTEST: usize = 2;

/// For code that means one of these names.
pub(in super::super) fn of_names(names: &Several<Name>, same_as: &Equivalents) -> Literals {
    if names.is_empty() {
        return None;
    }
    let each = names.iter().map(|name| of_name(name, same_as));
    each.collect::<Option<Vec<_>>>().map(|all| all.into_iter().flatten().collect())
}

/// For code that means this name, or a project's own name for it.
fn of_name(name: &Name, same_as: &Equivalents) -> Literals {
    let mut all = BTreeSet::from([name.literal()?.to_owned()]);
    loop {
        let before = all.len();
        for (from, to) in same_as.iter() {
            // A name that stands for the part with the literal hides it, and may be hidden by another one itself.
            if all.iter().any(|literal| to.contains(literal.as_str())) {
                all.insert(telling(from)?.to_owned());
            }
        }
        if all.len() == before {
            return Some(all);
        }
    }
}

/// For text that a regular expression finds.
pub(in super::super) fn of_pattern(pattern: &Pattern) -> Literals {
    let hir = regex_syntax::parse(pattern.as_str()).ok()?;
    let extract = |kind: ExtractKind| {
        let mut extractor = Extractor::new();
        extractor.kind(kind).limit_total(24);
        let sequence = extractor.extract(&hir);
        let literals = sequence.literals()?.iter().map(|literal| {
            let text = std::str::from_utf8(literal.as_bytes()).ok()?;
            (text.len() >= SHORTEST).then(|| text.to_owned())
        });
        literals.collect::<Option<BTreeSet<String>>>().filter(|all| !all.is_empty())
    };
    better(extract(ExtractKind::Prefix), extract(ExtractKind::Suffix))
}

/// For text that a regular expression finds after blanks and strings were changed: whole words only.
pub(in super::super) fn words_of_pattern(pattern: &Pattern) -> Literals {
    let literals = of_pattern(pattern)?;
    literals.iter().map(|literal| word(literal)).collect()
}

/// The longest run of letters in a text that stays one piece whatever is around it.
pub(in super::super) fn word(text: &str) -> Option<String> {
    let runs = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let longest = runs.filter(|run| !run.contains('x')).max_by_key(|run| run.len())?;
    (longest.len() >= SHORTEST).then(|| longest.to_owned())
}

/// Of two sets that both must be met, the one that rules out more.
pub(in super::super) fn better(one: Literals, other: Literals) -> Literals {
    let score = |all: &BTreeSet<String>| {
        (all.iter().map(String::len).min().unwrap_or(0), std::cmp::Reverse(all.len()))
    };
    match (one, other) {
        (Some(one), Some(other)) => Some(if score(&other) > score(&one) { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// Of several sets, any one must be met.
pub(in super::super) fn any(sets: impl IntoIterator<Item = Literals>) -> Literals {
    sets.into_iter().collect::<Option<Vec<_>>>().map(|all| all.into_iter().flatten().collect())
}
