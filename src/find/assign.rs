//! Assignments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Name, Resolve, Several, Test, is_default};

/// An assignment to a name, attribute or item, `:=`, `+=` and annotated ones included. All given keys must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Assign {
    /// What is assigned to, as it is written: `_`, `self.*`, `*.daemon`.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub target: Several<Name>,
    /// How the target's name is compared; as text unless said otherwise.
    #[serde(default = "text", skip_serializing_if = "is_text")]
    pub resolve: Resolve,
    /// What is assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Test>,
    /// Where it stands.
    #[serde(skip_serializing_if = "is_default")]
    pub scope: AssignScope,
    /// Whether it is annotated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotated: Option<bool>,
}

fn text() -> Resolve {
    Resolve::Text
}

fn is_text(resolve: &Resolve) -> bool {
    *resolve == Resolve::Text
}

/// Where an assignment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignScope {
    /// Anywhere.
    #[default]
    Any,
    /// In the module, outside functions and classes.
    Module,
    /// Directly in a class.
    Class,
    /// Inside a function.
    Function,
}
