//! What comes before or after a place.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Find;
use super::grammar::Name;
use super::grammar::is_default;
use super::run::{Hit, Holds, Literals, Scan};
use crate::python::{Anchors, Equivalents};

/// The other thing, and in which order things are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The other thing.
    pub find: Box<Find>,
    /// In which order things are compared.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scope: OrderScope,
}

/// In which order things are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderScope {
    /// As they run: a function's body when it is called, branches that exclude each other never both.
    #[default]
    Execution,
    /// As they stand in the same block.
    Block,
    /// As they stand in the file.
    Module,
}

impl Order {
    /// Whether a place comes before (or after) a match; it joins the chain.
    fn holds(&self, hit: &mut Hit, before: bool, scan: &Scan) -> bool {
        let places = scan.known_places(&self.find);
        let other = places.iter().find(|other| {
            let (first, second) = if before { (&*hit, *other) } else { (*other, &*hit) };
            other.span != hit.span && self.scope.orders(first, second, scan)
        });
        hit.chain.extend(other.map(|other| other.report.clone()));
        other.is_some()
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        self.find.kind().literals(same_as)
    }

    fn names(&self) -> Vec<&Name> {
        self.find.kind().names()
    }
}

impl OrderScope {
    fn orders(self, first: &Hit, second: &Hit, scan: &Scan) -> bool {
        match self {
            Self::Execution => scan
                .module
                .runs_before((first.site, first.span.start), (second.site, second.span.start)),
            Self::Module => first.span.start < second.span.start,
            Self::Block => {
                let (one, other) =
                    (scan.module.position(first.site.stmt), scan.module.position(second.site.stmt));
                one.0 == other.0 && one.1 < other.1
            }
        }
    }
}

/// The place comes before a match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Before(pub Order);

/// The place comes after a match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct After(pub Order);

impl Holds for Before {
    fn holds(&self, hit: &mut Hit, scan: &Scan) -> bool {
        self.0.holds(hit, true, scan)
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        self.0.literals(same_as)
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        self.0.find.kind().anchors(same_as)
    }

    fn names(&self) -> Vec<&Name> {
        self.0.names()
    }
}

impl Holds for After {
    fn holds(&self, hit: &mut Hit, scan: &Scan) -> bool {
        self.0.holds(hit, false, scan)
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        self.0.literals(same_as)
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        self.0.find.kind().anchors(same_as)
    }

    fn names(&self) -> Vec<&Name> {
        self.0.names()
    }
}
