//! How the programs of a tree start, for a change: the same tree before it and after it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;

use super::plan::Way;
use super::scene::Scene;
use super::startup::{self, Traces};
use super::told::Told;
use super::walk::Bases;
use crate::model::{Id, Name, NotRun};
use crate::trace::{self, Shift, Sides};

/// How the programs of a tree start, and what checks say of it.
#[derive(Debug)]
pub struct Starts<'s, 'r> {
    traces: Traces<'s>,
    told: BTreeMap<String, Vec<Told<'s, 'r>>>,
    /// What could not be followed.
    pub not_run: Vec<NotRun>,
}

/// What a change does to the start of programs, as a check sees it.
#[derive(Debug)]
pub struct Turn<'s, 'r> {
    /// The guideline.
    pub guideline: &'r Id,
    /// The check.
    pub check: &'s Name,
    /// What got worse or better.
    pub shift: Shift,
}

impl<'r> Scene<'r> {
    /// The checks that ask how programs start.
    pub fn startup_checks(&self) -> BTreeSet<&Name> {
        let all = self.plan().checks.iter();
        let asked = all.filter(|planned| matches!(planned.way, Way::Startup(..)));
        asked.map(|planned| &planned.check.name).collect()
    }

    /// The last words of the names that these checks look for, and of a project's own names.
    pub fn startup_words(&self) -> BTreeSet<&str> {
        let startups = self.plan().checks.iter().filter_map(|planned| match &planned.way {
            Way::Startup(startup, _) => Some(startup),
            _ => None,
        });
        let sought = startups.flat_map(|startup| startup.call.iter().chain(startup.made.iter()));
        let own = self.project().into_iter().flat_map(|project| project.same_as.keys());
        let names = sought.map(|name| name.as_str()).chain(own.map(String::as_str));
        names.filter_map(|name| name.rsplit('.').next()).collect()
    }

    /// Follows what programs import before a change and after it, unless what they import after it says that the
    /// change is of no interest. The paths of the trees begin at the root of the project.
    ///
    /// # Errors
    /// If the machine gives no thread.
    pub fn starts(
        &self,
        sides: Sides<'_>,
        is_worth: &(dyn Fn(&BTreeSet<&str>) -> bool + Sync),
    ) -> Result<Option<(Starts<'_, 'r>, Starts<'_, 'r>)>> {
        let (before, after) = Traces::both(self.plan(), self.project(), sides, is_worth)?;
        Ok(before.map(|before| (self.told(before), self.told(after))))
    }

    fn told<'s>(&'s self, traces: Traces<'s>) -> Starts<'s, 'r> {
        let root = Path::new("");
        let bases = Bases { root, shown: root };
        let followed = startup::tell(self.plan(), &traces, root, bases);
        let mut told: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for place in followed.told {
            told.entry(place.rooted.clone()).or_default().push(place);
        }
        Starts { traces, told, not_run: followed.not_run }
    }

    /// What got worse or better from one tree to another.
    pub fn turns(&self, before: &Starts<'_, '_>, after: &Starts<'_, '_>) -> Vec<Turn<'_, 'r>> {
        let mut turns = Vec::new();
        for (planned, shifts) in startup::shifts(self.plan(), &before.traces, &after.traces) {
            for (guideline, _) in &planned.guidelines {
                turns.extend(shifts.iter().map(|shift| Turn {
                    guideline: &guideline.id,
                    check: &planned.check.name,
                    shift: shift.clone(),
                }));
            }
        }
        turns
    }
}

impl<'s, 'r> Starts<'s, 'r> {
    /// The files in which a check finds something.
    pub fn flagged(&self) -> impl Iterator<Item = &str> {
        self.told.keys().map(String::as_str)
    }

    /// What checks find in a file.
    pub(super) fn of(&self, path: &str) -> &[Told<'s, 'r>] {
        self.told.get(path).map_or(&[], Vec::as_slice)
    }

    /// Where programs are patched now, and were before, as sentences.
    pub fn moves(&self, before: &Self) -> Vec<String> {
        let both = before.traces.all().zip(self.traces.all());
        let all: BTreeSet<String> = both.flat_map(|(old, new)| trace::moves(old, new)).collect();
        all.into_iter().collect()
    }
}
