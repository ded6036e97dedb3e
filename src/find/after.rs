//! What comes before or after a place.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Find;
use super::grammar::is_default;

/// The other thing, and in which order things are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The other thing.
    pub find: Box<Find>,
    /// In which order things are compared.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scope: OrderScope,
}

/// In which order things are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderScope {
    /// As they run: a function's body when it is called, branches that exclude each other never both.
    #[default]
    Execution,
    /// As they stand in the same block.
    Block,
    /// As they stand in the file.
    Module,
}
