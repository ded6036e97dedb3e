//! A waiver: a recorded exception with a reason and an end.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::{Name, Reference};
use super::text::{Date, Line};

/// projects/waivers/<project>.yaml: the recorded exceptions of one project.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waivers {
    /// The project, by its name.
    pub project: Name,
    /// Who may agree to an exception in the very change that needs it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvers: Vec<Line>,
    /// Its exceptions.
    pub waivers: Vec<Waiver>,
}

/// A recorded exception.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The guideline that need not be met.
    pub guideline: Reference,
    /// Where; at least one of paths, symbols or fingerprints.
    pub scope: Scope,
    /// Why.
    pub reason: Line,
    /// Who looks after it.
    pub owner: Line,
    /// Who agreed to it.
    pub approver: Line,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Date>,
    /// The last day on which it holds (UTC).
    pub until: Date,
    /// Where the way out is tracked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(url)]
    pub ticket: Option<String>,
}

/// Where a waiver holds.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Scope {
    /// Globs on paths from the root of the project.
    pub paths: Vec<String>,
    /// Dotted names of functions, classes or modules.
    pub symbols: Vec<String>,
    /// Fingerprints of findings.
    pub fingerprints: Vec<String>,
}

impl Scope {
    /// Whether the scope says nothing.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.symbols.is_empty() && self.fingerprints.is_empty()
    }
}
