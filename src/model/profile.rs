//! A profile: which guidelines bind a group of projects, at what level, with a reason for each change.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::guideline::Level;
use super::id::{Name, Reference};
use super::text::Line;

/// Which guidelines bind a group of projects, and at what level.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The file's path below projects/profiles/, without its ending; not written in the file.
    #[serde(skip)]
    pub name: Name,
    /// What people call it.
    pub title: Line,
    /// Whom it is for, in a sentence.
    pub summary: Line,
    /// A profile that this one starts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<Name>,
    /// Which guidelines it takes; absent means those of the profile it extends, or all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<Selection>,
    /// Which of them it leaves out, each with a reason.
    #[serde(default)]
    pub exclude: Vec<Exclusion>,
    /// Which of them it holds at another level, each with a reason.
    #[serde(default)]
    pub set: Vec<Setting>,
}

/// Guidelines by what they are; one match is enough.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Selection {
    /// All of these topics.
    pub topics: Vec<Name>,
    /// All with one of these tags.
    pub tags: Vec<String>,
    /// All at these levels.
    pub levels: Vec<Level>,
    /// These.
    pub ids: Vec<Reference>,
}

/// A guideline that a profile leaves out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Which.
    pub guideline: Reference,
    /// Why.
    pub reason: Line,
}

/// A guideline that a profile holds at another level.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Which.
    pub guideline: Reference,
    /// The level that it has here.
    pub level: Level,
    /// Why.
    pub reason: Line,
}
