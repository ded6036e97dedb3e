//! How often what a check finds is right: measured in real code, judged by people.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::Check;
use super::id::Name;
use super::text::{Date, Line};

/// checks/measured.yaml: what the checks found in real source trees, and how much of it was right.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The day of the measurement, in UTC.
    pub date: Date,
    /// How findings were chosen and judged, in a sentence or two.
    pub how: Line,
    /// The source trees: versions by project.
    pub trees: BTreeMap<String, Vec<String>>,
    /// What was seen of each check.
    #[schemars(with = "BTreeMap<String, Measurement>")]
    pub checks: BTreeMap<Name, Measurement>,
}

/// What was seen of one check.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measurement {
    /// What the check looked for, as a hash; `rulebook build --check` says what it is now.
    pub find: String,
    /// All findings, in all trees.
    pub findings: u32,
    /// Different ones: the same code in several versions counts once.
    pub places: u32,
    /// How many of these somebody read in the source.
    pub read: u32,
    /// Those that a reviewer would not have written, by the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrong: Vec<Wrong>,
    /// What was seen before and led to a better check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mended: Option<Line>,
    /// The day, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

/// Findings that are wrong for the same reason.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wrong {
    /// How many.
    pub count: u32,
    /// Why.
    pub why: Line,
}

impl Measurement {
    /// How many of those that were read are wrong.
    pub fn mistaken(&self) -> u32 {
        self.wrong.iter().fold(0, |sum, wrong| sum.saturating_add(wrong.count))
    }

    /// How many are right.
    pub fn right(&self) -> u32 {
        self.read.saturating_sub(self.mistaken())
    }

    /// Whether the check looks for something else by now, so that the figures are not its own.
    pub fn is_stale(&self, check: &Check) -> bool {
        self.find != check.looks_for()
    }
}

impl Check {
    /// What it looks for, as a hash. Words and cases are no part of it.
    pub fn looks_for(&self) -> String {
        let find = serde_json::to_vec(&self.find).unwrap_or_default();
        blake3::hash(&find).to_hex()[..16].to_owned()
    }
}
