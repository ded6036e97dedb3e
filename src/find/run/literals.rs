//! Strings that code must have for a check to find anything: the sieve before parsing.

use std::collections::BTreeSet;

use regex_syntax::hir::literal::{ExtractKind, Extractor};

use super::super::grammar::{Name, Pattern, Several, telling};
use crate::python::Equivalents;

// Shorter strings are in every file.
const SHORTEST: usize = 2;

/// What a file must have in its text or path to be worth parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literals {
    /// Nothing in particular: every file must be parsed.
    Anything,
    /// This string.
    Word(String),
    /// One of these; of none, there is nothing to find.
    Any(Vec<Self>),
    /// Each of these.
    All(Vec<Self>),
}

impl Literals {
    /// One of these words.
    pub fn of_words(words: impl IntoIterator<Item = String>) -> Self {
        Self::Any(words.into_iter().map(Self::Word).collect())
    }

    /// Words of which a file must have one, the rarest such set by its looks; none if every file must be parsed.
    pub fn rarest(&self) -> Option<BTreeSet<String>> {
        match self {
            Self::Anything => None,
            Self::Word(word) => Some([word.clone()].into()),
            Self::Any(each) => {
                let sets = each.iter().map(Self::rarest).collect::<Option<Vec<_>>>();
                sets.map(|sets| sets.into_iter().flatten().collect())
            }
            // A longer word is rarer, and so are fewer of them.
            Self::All(each) => each.iter().filter_map(Self::rarest).max_by_key(|set| {
                let shortest = set.iter().map(String::len).min().unwrap_or(usize::MAX);
                (shortest, std::cmp::Reverse(set.len()))
            }),
        }
    }

    /// Whether a file has what it must have; `has` tells of a word whether it does.
    pub fn are_met<'w>(&'w self, has: &mut impl FnMut(&'w str) -> bool) -> bool {
        match self {
            Self::Anything => true,
            Self::Word(word) => has(word),
            Self::Any(each) => each.iter().any(|one| one.are_met(has)),
            Self::All(each) => each.iter().all(|one| one.are_met(has)),
        }
    }

    /// Whether every word passes a test.
    pub(in super::super) fn every_word(&self, test: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Anything => true,
            Self::Word(word) => test(word),
            Self::Any(each) | Self::All(each) => each.iter().all(|one| one.every_word(test)),
        }
    }

    /// The same with other words; one for which there is none may be anything.
    fn with_words(self, other: &impl Fn(&str) -> Option<String>) -> Self {
        match self {
            Self::Anything => Self::Anything,
            Self::Word(word) => other(&word).map_or(Self::Anything, Self::Word),
            Self::Any(each) => any(each.into_iter().map(|one| one.with_words(other))),
            Self::All(each) => all(each.into_iter().map(|one| one.with_words(other))),
        }
    }

    /// These, or others where these may be anything.
    pub(in super::super) fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self == Self::Anything { other() } else { self }
    }
}

/// Of several, any one must be met.
pub(in super::super) fn any(each: impl IntoIterator<Item = Literals>) -> Literals {
    let each: Vec<_> = each.into_iter().collect();
    if each.contains(&Literals::Anything) { Literals::Anything } else { Literals::Any(each) }
}

/// Each of several must be met.
pub(in super::super) fn all(each: impl IntoIterator<Item = Literals>) -> Literals {
    let each: Vec<_> = each.into_iter().filter(|one| *one != Literals::Anything).collect();
    if each.is_empty() { Literals::Anything } else { Literals::All(each) }
}

/// For code that means one of these names.
pub(in super::super) fn of_names(names: &Several<Name>, same_as: &Equivalents) -> Literals {
    if names.is_empty() {
        return Literals::Anything;
    }
    any(names.iter().map(|name| all(name.literals().map(|word| of_segment(word, same_as)))))
}

/// For code that has a segment of a name, or a project's own name for something that it is in.
fn of_segment(segment: &str, same_as: &Equivalents) -> Literals {
    let mut words = BTreeSet::from([segment.to_owned()]);
    loop {
        let before = words.len();
        for (from, to) in same_as.iter() {
            // A name that stands for the part with the word hides it, and may be hidden by another one itself.
            if words.iter().any(|word| to.contains(word.as_str())) {
                let Some(word) = telling(from) else { return Literals::Anything };
                words.insert(word.to_owned());
            }
        }
        if words.len() == before {
            return Literals::of_words(words);
        }
    }
}

/// For text that a regular expression finds.
pub(in super::super) fn of_pattern(pattern: &Pattern) -> Literals {
    let Ok(hir) = regex_syntax::parse(pattern.as_str()) else { return Literals::Anything };
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
    let ends = [extract(ExtractKind::Prefix), extract(ExtractKind::Suffix)];
    all(ends.into_iter().map(|end| end.map_or(Literals::Anything, Literals::of_words)))
}

/// For text that a regular expression finds after blanks and strings were changed: whole words only.
pub(in super::super) fn words_of_pattern(pattern: &Pattern) -> Literals {
    of_pattern(pattern).with_words(&word)
}

/// The longest run of letters in a text that stays one piece whatever is around it.
pub(in super::super) fn word(text: &str) -> Option<String> {
    let runs = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let longest = runs.filter(|run| !run.contains('x')).max_by_key(|run| run.len())?;
    (longest.len() >= SHORTEST).then(|| longest.to_owned())
}
