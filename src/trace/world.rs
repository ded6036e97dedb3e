//! What all entry points of a tree share.

use std::collections::BTreeMap;

use super::finder::Finder;
use super::library::Files;
use crate::find;
use crate::python::Equivalents;

/// Entry points of plugins: group → name → `module:attribute`.
pub(super) type Plugins = BTreeMap<String, BTreeMap<String, String>>;

/// What all entry points of a tree share: where modules are, their code, and how Python is set up.
pub(super) struct World<'p> {
    pub(super) finder: Finder<'p>,
    pub(super) files: Box<dyn Files<'p> + 'p>,
    /// The minor version of Python 3.
    pub(super) minor: u8,
    /// The calls that the trace looks for.
    pub(super) calls: Vec<find::Name>,
    /// What should not be made before.
    pub(super) made: Vec<find::Name>,
    /// Modules of third parties that should not be imported before.
    pub(super) imported: Vec<find::Name>,
    pub(super) same_as: Equivalents,
    /// Whether third parties' code is followed.
    pub(super) follow: bool,
    pub(super) plugins: Plugins,
}

impl World<'_> {
    /// Whether a dotted name is one that the trace looks for.
    pub(super) fn is_sought(&self, name: &str) -> bool {
        let canonical = self.same_as.canonical(name);
        self.calls.iter().any(|call| call.is_match(&canonical, &BTreeMap::new()))
    }

    /// Whether calling this makes something that should not be made before.
    pub(super) fn is_primitive(&self, name: &str) -> bool {
        let canonical = self.same_as.canonical(name);
        self.made.iter().any(|made| made.is_match(&canonical, &BTreeMap::new()))
    }

    /// Whether a module of a third party is one that should not be imported before.
    pub(super) fn is_early(&self, name: &str) -> bool {
        let canonical = self.same_as.canonical(name);
        self.imported.iter().any(|one| one.is_match(&canonical, &BTreeMap::new()))
    }
}
