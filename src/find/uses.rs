//! References to names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{At, Name, Resolve, Several, is_default};

/// A reference to a name, called or not. The import of the name itself is not a use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// The name, or several.
    pub name: Several<Name>,
    /// How names are compared.
    #[serde(default, skip_serializing_if = "is_default")]
    pub resolve: Resolve,
    /// In which roles; without it, in all but annotations.
    #[serde(default, skip_serializing_if = "Several::is_empty")]
    pub role: Several<Role>,
    /// Which part of the code a finding points at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub at: At,
}

/// The role in which a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It is called.
    Call,
    /// It decorates a function or class.
    Decorator,
    /// A class derives from it.
    Base,
    /// An `except` clause names it.
    Except,
    /// It annotates a parameter, result or variable.
    Annotation,
    /// It is assigned to or deleted.
    Store,
    /// Its value is used in any other way: passed on, compared, returned.
    Value,
}
