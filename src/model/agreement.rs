//! How far other linters find in real code, with our rules, what we find: measured by `rulebook test --with LINTERS --tree DIR --record`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fit::Effect;
use super::id::{Id, Name};
use super::text::Date;

/// checks/agreement.yaml: what linters found in real source trees with the exported rules, beside `rulebook check`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// What each linter found, by its name.
    #[schemars(with = "BTreeMap<String, Agreed>")]
    pub linters: BTreeMap<String, Agreed>,
}

/// What one linter found.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// The linter's version.
    pub version: String,
    /// The day of the comparison, in UTC.
    pub date: Date,
    /// The rulebook's revision of that day, as rules.json has it.
    pub revision: String,
    /// The source trees, by the names of their folders.
    pub trees: Vec<String>,
    /// How many Python files they have.
    pub files: u32,
    /// How many of these the linter was not asked about, by the reason.
    #[serde(default)]
    pub left_out: BTreeMap<String, u32>,
    /// Its findings for each guideline about which either side found something; of checks that it has rules for.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Counts>")]
    pub guidelines: BTreeMap<Id, Counts>,
    /// The losses that account for the differences.
    #[serde(default)]
    pub losses: Vec<LossShown>,
}

/// How many differences one loss of a check accounts for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LossShown {
    /// The check.
    pub check: Name,
    /// What the loss does to the findings.
    pub effect: Effect,
    /// What it is, as the loss report says it.
    pub what: String,
    /// How many differences; 0 where it accounts for some only together with another loss, for which they are counted.
    pub found: u32,
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
    /// All guidelines together.
    pub fn sum(&self) -> Counts {
        self.guidelines.values().fold(Counts::default(), |sum, one| Counts {
            same: sum.same.saturating_add(one.same),
            missed: sum.missed.saturating_add(one.missed),
            added: sum.added.saturating_add(one.added),
        })
    }
}
