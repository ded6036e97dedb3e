//! Strings that code must have for a check to find anything: the sieve before parsing.

use std::collections::BTreeSet;

use regex_syntax::hir::literal::{ExtractKind, Extractor};

use super::super::grammar::{Name, Pattern, Resolve, Several, is_plain, telling};
use crate::python::{Equivalents, Spelling, Spelt, escapes, is_stdlib};

// Shorter strings are in every file.
const SHORTEST: usize = 2;

// Words of this many letters are in few files, unless they are modules of the standard library.
const TELLING: usize = 5;

/// The module that nobody has to name.
pub(in super::super) const BUILTINS: &str = "builtins";

/// What a file must have in its text or path to be worth parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literals {
    /// Nothing in particular: every file must be parsed.
    Anything,
    /// This string.
    Word(String),
    /// This string, as it is or by escapes of it.
    Value(String),
    /// This identifier.
    Identifier(String),
    /// Code that means this name.
    Name(Spelt),
    /// One of these; of none, there is nothing to find.
    Any(Vec<Self>),
    /// Each of these.
    All(Vec<Self>),
}

/// By what a file is told to be worth parsing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// This word, in its text or path.
    Word(String),
    /// This text in the value of a string, as it is or by escapes of it.
    Value(String),
}

impl Sign {
    /// The text that it is about.
    pub fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Value(text) => text,
        }
    }

    /// Words of which a file has one that has this.
    fn words(&self) -> impl Iterator<Item = String> + '_ {
        let escapes = match self {
            Self::Word(_) => None,
            Self::Value(text) => Some(escapes(text)),
        };
        escapes.into_iter().flatten().chain([self.text().to_owned()])
    }
}

impl Literals {
    /// One of these words.
    pub fn of_words(words: impl IntoIterator<Item = String>) -> Self {
        Self::Any(words.into_iter().map(Self::Word).collect())
    }

    /// Words of which a file must have one, the rarest such set by its looks; none if every file must be parsed.
    pub fn rarest(&self) -> Option<BTreeSet<String>> {
        self.signs().map(|signs| signs.iter().flat_map(Sign::words).collect())
    }

    /// The same, with values of strings told from other words.
    pub fn signs(&self) -> Option<BTreeSet<Sign>> {
        match self {
            Self::Anything => None,
            Self::Word(word) | Self::Identifier(word) => Some([Sign::Word(word.clone())].into()),
            Self::Value(text) => {
                // Of fewer characters there are fewer escapes.
                let part = word(text).filter(|part| part.len() >= TELLING);
                Some([Sign::Value(part.unwrap_or_else(|| text.clone()))].into())
            }
            Self::Name(name) => {
                let segments = std::iter::once(&name.root).chain(&name.rest);
                let dotted = segments.map(String::as_str).collect::<Vec<_>>().join(".");
                telling(&dotted).map(|word| [Sign::Word(word.to_owned())].into())
            }
            Self::Any(each) => {
                let union = |of: fn(&Self) -> Option<BTreeSet<Sign>>| {
                    let sets = each.iter().map(of).collect::<Option<Vec<_>>>();
                    sets.map(|sets| sets.into_iter().flatten().collect::<BTreeSet<_>>())
                };
                let rarest = union(Self::signs)?;
                // Many names of one package are told by its name as well.
                let roots = union(Self::root).filter(|roots| roots.len() < rarest.len());
                Some(roots.unwrap_or(rarest))
            }
            // A longer word is rarer, and so are fewer of them.
            Self::All(each) => each.iter().filter_map(Self::signs).max_by_key(|set| {
                let words: BTreeSet<String> = set.iter().flat_map(Sign::words).collect();
                let shortest = words.iter().map(String::len).min().unwrap_or(usize::MAX);
                (shortest, std::cmp::Reverse(words.len()))
            }),
        }
    }

    // The package that names are of, where its name is telling; else what is rarest.
    fn root(&self) -> Option<BTreeSet<Sign>> {
        match self {
            Self::Any(each) => {
                let sets = each.iter().map(Self::root).collect::<Option<Vec<_>>>();
                sets.map(|sets| sets.into_iter().flatten().collect())
            }
            _ => self.package().or_else(|| self.signs()),
        }
    }

    fn package(&self) -> Option<BTreeSet<Sign>> {
        match self {
            Self::Name(name) if name.root.len() >= TELLING && !is_stdlib(&name.root) => {
                Some([Sign::Word(name.root.clone())].into())
            }
            Self::Any(each) => {
                let sets = each.iter().map(Self::package).collect::<Option<Vec<_>>>();
                sets.map(|sets| sets.into_iter().flatten().collect())
            }
            Self::All(each) => each.iter().find_map(Self::package),
            _ => None,
        }
    }

    /// Whether a file has what it must have.
    pub fn are_met<'w>(&'w self, file: &mut Spelling<'_, 'w>) -> bool {
        match self {
            Self::Anything => true,
            Self::Word(word) => file.has(word),
            Self::Value(text) => file.has_value(text),
            Self::Identifier(word) => file.has_identifier(word),
            Self::Name(name) => file.has_name(name),
            Self::Any(each) => each.iter().any(|one| one.are_met(file)),
            Self::All(each) => each.iter().all(|one| one.are_met(file)),
        }
    }

    /// Whether every word passes a test.
    pub(in super::super) fn every_word(&self, test: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Anything => true,
            Self::Word(word) | Self::Value(word) | Self::Identifier(word) => test(word),
            Self::Name(name) => test(&name.root) && name.rest.iter().all(|word| test(word)),
            Self::Any(each) | Self::All(each) => each.iter().all(|one| one.every_word(test)),
        }
    }

    /// The same for the values of strings, which need not be written as they are.
    pub(in super::super) fn within_strings(self) -> Self {
        self.with_words(&|word| Self::Value(word))
    }

    /// The same with something else for each string.
    fn with_words(self, other: &impl Fn(String) -> Self) -> Self {
        match self {
            Self::Anything | Self::Value(_) | Self::Identifier(_) | Self::Name(_) => self,
            Self::Word(word) => other(word),
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
    meant(names, same_as, Manner::default())
}

/// How code has to name something to be found.
#[derive(Clone, Copy, Default)]
struct Manner {
    called: bool,
    zero: bool,
}

/// For code that calls what has one of these names, compared as asked; if `zero`, not with a number other than zero.
pub(in super::super) fn of_calls(
    names: &Several<Name>,
    resolve: Resolve,
    same_as: &Equivalents,
    zero: bool,
) -> Literals {
    match resolve {
        Resolve::Import => meant(names, same_as, Manner { called: true, zero }),
        Resolve::Text | Resolve::Method => of_resolved(names, resolve, same_as),
    }
}

fn meant(names: &Several<Name>, same_as: &Equivalents, manner: Manner) -> Literals {
    // A name of one segment may be built in.
    let of_name = |name: &Name| match name.exact() {
        Some(exact) if !exact.contains('.') => of_identifiers(name, same_as),
        _ => of_name(name, same_as, manner),
    };
    if names.is_empty() { Literals::Anything } else { any(names.iter().map(of_name)) }
}

/// For code that imports one of these modules, or what is in them.
pub(in super::super) fn of_modules(names: &Several<Name>, same_as: &Equivalents) -> Literals {
    // The project may have its own way to import what a string says.
    let own = same_as.iter().any(|(_, to)| to.contains("import"));
    let of_name = |name: &Name| {
        if own { of_identifiers(name, same_as) } else { of_name(name, same_as, Manner::default()) }
    };
    if names.is_empty() { Literals::Anything } else { any(names.iter().map(of_name)) }
}

/// For code that has one of these names, compared as asked.
pub(in super::super) fn of_resolved(
    names: &Several<Name>,
    resolve: Resolve,
    same_as: &Equivalents,
) -> Literals {
    if names.is_empty() || resolve == Resolve::Import {
        return of_names(names, same_as);
    }
    any(names.iter().map(|name| of_identifiers(name, same_as)))
}

fn of_name(name: &Name, same_as: &Equivalents, manner: Manner) -> Literals {
    let mut segments = name.as_str().split('.');
    let own = |segment: &str| same_as.iter().any(|(_, to)| to.contains(segment));
    let Some(root) = segments.next().filter(|root| is_plain(root) && *root != BUILTINS) else {
        return of_identifiers(name, same_as);
    };
    // What the project calls otherwise may be written in any way.
    if name.as_str().split('.').any(own) {
        return of_identifiers(name, same_as);
    }
    let (plain, wild): (Vec<_>, Vec<_>) = segments.partition(|segment| is_plain(segment));
    let rest = plain.into_iter().map(str::to_owned).collect();
    // A last segment with wildcards is none of the rest.
    let called = manner.called && wild.is_empty();
    let name = Literals::Name(Spelt { root: root.to_owned(), rest, called, zero: manner.zero });
    all(std::iter::once(name).chain(wild.into_iter().map(of_wild)))
}

fn of_identifiers(name: &Name, same_as: &Equivalents) -> Literals {
    all(name.as_str().split('.').map(|segment| match segment {
        BUILTINS => Literals::Anything,
        _ if is_plain(segment) => of_segment(segment, same_as),
        _ if same_as.iter().next().is_some() => Literals::Anything,
        _ => of_wild(segment),
    }))
}

/// For a segment with wildcards or captures.
fn of_wild(segment: &str) -> Literals {
    let parts = segment.split('*').filter(|part| part.len() >= SHORTEST && is_plain(part));
    all(parts.map(|part| Literals::Word(part.to_owned())))
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
            return Literals::Any(words.into_iter().map(Literals::Identifier).collect());
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
    // What the expression finds may go on, as `LOG.warn` does in `LOG.warning`: no identifier is told by it.
    let part = |text: String| word(&text).map_or(Literals::Anything, Literals::Word);
    of_pattern(pattern).with_words(&part)
}

/// The longest run of letters in a text that stays one piece whatever is around it.
pub(in super::super) fn word(text: &str) -> Option<String> {
    let runs = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let longest = runs.filter(|run| !run.contains('x')).max_by_key(|run| run.len())?;
    (longest.len() >= SHORTEST).then(|| longest.to_owned())
}
