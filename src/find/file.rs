//! What else the file has.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Find;
use super::grammar::Name;
use super::run::{Hit, Holds, Literals, Scan};
use crate::python::{Anchors, Equivalents};

/// Something that is looked for in the whole file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FileHas(Box<Find>);

impl FileHas {
    /// What is looked for.
    pub fn find(&self) -> &Find {
        &self.0
    }
}

impl Holds for FileHas {
    fn holds(&self, hit: &mut Hit, scan: &Scan) -> bool {
        let places = scan.known_places(&self.0);
        hit.chain.extend(places.first().map(|place| place.report.clone()));
        !places.is_empty()
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        self.0.kind().literals(same_as)
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        self.0.kind().anchors(same_as)
    }

    fn names(&self) -> Vec<&Name> {
        self.0.kind().names()
    }
}

/// Something that the whole file must not have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FileLacks(Box<Find>);

impl FileLacks {
    /// What is looked for.
    pub fn find(&self) -> &Find {
        &self.0
    }
}

impl Holds for FileLacks {
    fn holds(&self, _hit: &mut Hit, scan: &Scan) -> bool {
        scan.known_places(&self.0).is_empty()
    }

    fn names(&self) -> Vec<&Name> {
        self.0.kind().names()
    }
}
