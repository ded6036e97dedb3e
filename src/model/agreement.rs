//! How far other linters find in real code, with our rules, what we find: measured by `rulebook test --with LINTERS --tree DIR --record`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::Name;
use super::text::{Date, Line};

/// checks/agreement.yaml: what linters found in real source trees with the exported rules, beside `rulebook check`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The day of the comparison, in UTC.
    pub date: Date,
    /// The rulebook's revision of that day, as rules.json has it.
    pub revision: Line,
    /// How many Python files were read.
    pub files: u32,
    /// The source trees: versions by project.
    pub trees: BTreeMap<String, Vec<String>>,
    /// What each linter found, by its name.
    #[schemars(with = "BTreeMap<String, Agreed>")]
    pub linters: BTreeMap<String, Agreed>,
}

/// What one linter found.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// The linter's version.
    pub version: Line,
    /// Its findings for each check that either side found something with.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Counts>")]
    pub checks: BTreeMap<Name, Counts>,
}

/// Findings of a linter beside ours, counted by file and line.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// What both have found.
    pub same: u32,
    /// What only we have found.
    pub missed: u32,
    /// What only the linter has found.
    pub added: u32,
}

impl Agreed {
    /// All checks together.
    pub fn sum(&self) -> Counts {
        self.checks.values().fold(Counts::default(), |sum, one| Counts {
            same: sum.same.saturating_add(one.same),
            missed: sum.missed.saturating_add(one.missed),
            added: sum.added.saturating_add(one.added),
        })
    }
}
