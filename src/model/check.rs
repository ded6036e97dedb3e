//! A check: one executable way to look for breaches of a guideline.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::applies::Range;
use super::guideline::Level;
use super::id::Name;
use super::text::{Code, Line};
use crate::find::{Find, Fix};

/// One executable way to look for breaches of a guideline.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The file's path below checks/, without its ending; not written in the file.
    #[serde(skip)]
    pub name: Name,
    /// What it looks for.
    pub find: Find,
    /// What a finding says; `{name}` of a capture is filled in.
    pub message: Line,
    /// The level of its findings, where it is another than the guideline's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// How sure a finding is.
    #[serde(default)]
    pub confidence: Confidence,
    /// Markdown: what it cannot see and what it flags too much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<String>,
    /// What to write instead, where that can be told: the first fix that is for a finding is the one it gets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<Fix>,
    /// The tricky cases; the guideline's examples are tests already.
    #[serde(default)]
    pub cases: Vec<Case>,
}

/// How sure a finding is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A reviewer will agree.
    #[default]
    High,
    /// A reviewer will mostly agree.
    Medium,
    /// A hint where to look.
    Low,
}

/// Code that a check must flag, or must not.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Code that must be flagged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<Code>,
    /// What the check's fixes, safe ones and suggestions, make of the flagged code; it must not be flagged any more,
    /// unless it is the same code: then no fix can be made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Code>,
    /// Code that must not be flagged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<Code>,
    /// The file name that the code pretends to have; `example.py` unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The distributions that the code's project uses; unless said, it may use any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<Vec<String>>,
    /// The versions that the code's project requires, by distribution; unless said, it may be any.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, Range>,
    /// The project's own names for others' functions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub same_as: BTreeMap<String, String>,
    /// What makes the case tricky.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Line>,
    /// The lines that are flagged, where it matters.
    #[serde(default)]
    pub lines: Vec<usize>,
}
