//! What else the file has.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Find;

/// Something that is looked for in the whole file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FileHas(Box<Find>);

impl FileHas {
    /// What is looked for.
    pub fn find(&self) -> &Find {
        &self.0
    }
}
