//! Running what a check looks for over one module.

mod anchors;
mod judge;
mod literals;
mod scan;
mod shape;

pub(super) use anchors::{anchors_of_literals, anchors_of_names, anchors_of_test};
pub(super) use judge::{Candidate, both, either, equals, judge};
pub(super) use literals::{
    BUILTINS, all, any, of_calls, of_modules, of_names, of_pattern, of_resolved, word,
    words_of_pattern,
};
pub use literals::{Literals, Sign};
pub(super) use scan::{Hit, Scan};
pub(super) use shape::fits_resolved;

use std::collections::{BTreeMap, BTreeSet};

use pep440_rs::VersionSpecifiers;

use super::grammar::Name;
use super::project::ProjectKind;
use super::{Find, PathIs};
use crate::python::{Anchors, Equivalents, Module};
use crate::source::Span;

/// What is known about the file and the project around it.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The file's path from the root of the repository, with `/`.
    pub path: String,
    /// The project's top-level packages.
    pub packages: Vec<String>,
    /// The project's own names for other people's things.
    pub same_as: Equivalents,
    /// Facts about the project, if it is known.
    pub project: Option<Facts>,
    /// The versions that the project declares, by distribution in small letters, and `python`.
    pub versions: BTreeMap<String, VersionSpecifiers>,
}

/// Facts about a project.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Distributions it uses.
    pub uses: BTreeSet<String>,
    /// What it is.
    pub kind: Option<ProjectKind>,
    /// Facts with a vocabulary.
    pub facts: BTreeMap<String, Vec<String>>,
}

/// A place that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// What to point at.
    pub span: Span,
    /// The code that was found.
    pub code: Span,
    /// Where the code is that the holes of a shape stand for.
    pub holes: BTreeMap<String, Span>,
    /// Parts of it, and of the path, by name: for messages.
    pub captures: BTreeMap<String, String>,
    /// Other places in the same file that lead to it, such as the import that comes before.
    pub chain: Vec<Span>,
}

/// What a check looks for, ready to run.
#[derive(Debug, Clone, Copy)]
pub struct Program<'f> {
    find: &'f Find,
}

/// The way from a check to a program.
#[derive(Debug, Clone, Copy)]
pub struct Search;

impl Search {
    /// Makes what a check looks for ready to run.
    pub fn compile(find: &Find) -> Program<'_> {
        Program { find }
    }
}

impl<'f> Program<'f> {
    /// All places in a module, by where they begin, each once.
    pub fn run(&self, module: &Module, context: &Context) -> Vec<Match> {
        let scan = Scan::new(module, context);
        let mut hits = scan.places(self.find);
        hits.sort_by(|one, other| {
            let place = |hit: &Hit| (hit.report.start, hit.report.end);
            place(one).cmp(&place(other)).then_with(|| one.captures.cmp(&other.captures))
        });
        hits.dedup_by(|one, other| one.report == other.report && one.captures == other.captures);
        hits.into_iter()
            .map(|hit| Match {
                span: hit.report,
                code: hit.span,
                holes: hit.holes,
                captures: hit.captures,
                chain: hit.chain,
            })
            .collect()
    }

    /// What a file must have in its text or in its path, or else nothing can be found in it.
    pub fn literals(&self, same_as: &Equivalents) -> Literals {
        self.find.kind().literals(same_as)
    }

    /// What code has where anything is that matters for what is found.
    pub fn anchors(&self, same_as: &Equivalents) -> Anchors {
        self.find.kind().anchors(same_as)
    }

    /// What a file's path must be: nothing is found if it is none of each.
    pub fn paths(&self) -> Vec<&'f PathIs> {
        match self.find {
            Find::All(all) => all.paths(),
            _ => Vec::new(),
        }
    }

    /// Whether what is known of the project alone allows that anything is found, whatever the file.
    pub fn fits(&self, context: &Context) -> bool {
        match self.find {
            Find::All(all) => all.fits(context),
            _ => true,
        }
    }
}

/// A kind that finds places.
pub(super) trait Places {
    /// All places in the module.
    fn places(&self, scan: &Scan) -> Vec<Hit>;

    /// What a file must have for it to find anything.
    fn literals(&self, same_as: &Equivalents) -> Literals;

    /// What the code of a place has, and that of whatever else matters for it but what stands around the place.
    fn anchors(&self, _same_as: &Equivalents) -> Anchors {
        Anchors::Anywhere
    }

    /// The names that it compares code with, which may refer to captures.
    fn names(&self) -> Vec<&Name> {
        Vec::new()
    }
}

/// A condition on a place.
pub(super) trait Holds {
    /// Whether it holds; it may add captures and places that lead there.
    fn holds(&self, hit: &mut Hit, scan: &Scan) -> bool;

    /// What a file must have for it to hold.
    fn literals(&self, _same_as: &Equivalents) -> Literals {
        Literals::Anything
    }

    /// What code has that matters for it, but for what stands around the place.
    fn anchors(&self, _same_as: &Equivalents) -> Anchors {
        Anchors::at([])
    }

    /// The names that it compares code with, which may refer to captures.
    fn names(&self) -> Vec<&Name> {
        Vec::new()
    }
}

/// An item of `all`: a kind that finds places, which holds for a place that it would find itself, or a condition.
pub(super) enum Item<'f> {
    Place(&'f dyn Places),
    Condition(&'f dyn Holds),
}

impl<'f> Item<'f> {
    pub(super) fn holds(&self, hit: &mut Hit, scan: &Scan) -> bool {
        match self {
            Self::Condition(condition) => condition.holds(hit, scan),
            Self::Place(kind) => {
                let places =
                    scan.remembered(std::ptr::from_ref(*kind).cast(), || kind.places(scan));
                let found = places.iter().find(|place| place.covers(hit));
                if let Some(place) = found {
                    hit.captures.extend(place.captures.clone());
                    hit.holes.extend(place.holes.clone());
                }
                found.is_some()
            }
        }
    }

    pub(super) fn literals(&self, same_as: &Equivalents) -> Literals {
        match self {
            Self::Place(kind) => kind.literals(same_as),
            Self::Condition(condition) => condition.literals(same_as),
        }
    }

    pub(super) fn anchors(&self, same_as: &Equivalents) -> Anchors {
        match self {
            Self::Place(kind) => kind.anchors(same_as),
            Self::Condition(condition) => condition.anchors(same_as),
        }
    }

    pub(super) fn names(&self) -> Vec<&'f Name> {
        match self {
            Self::Place(kind) => kind.names(),
            Self::Condition(condition) => condition.names(),
        }
    }
}
