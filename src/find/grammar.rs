//! The words that kinds share: names, patterns, globs, values. Each is checked while the YAML is read.

mod constant;
mod glob;
mod name;
mod pattern;
mod several;
mod template;
mod test;

pub use constant::Constant;
pub use glob::Glob;
pub use name::Name;
pub(crate) use name::{is_plain, telling};
pub use pattern::Pattern;
pub use several::Several;
pub use template::Template;
pub(super) use template::is_rest;
pub use test::{Test, Type};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether a field has its default, so that it is left out when written back.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How a name in the check is compared with a name in the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resolve {
    /// Follow imports, aliases, assignments and the project's `same_as` to the full dotted name.
    #[default]
    Import,
    /// Compare the last attributes only, whatever the object: `assertEquals` finds `self.assertEquals(…)`.
    Method,
    /// Compare the dotted name as it is written: `LOG.warn` finds `LOG.warn(…)` whatever LOG is.
    Text,
}

/// Which part of the code a finding points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// The expression itself.
    #[default]
    Node,
    /// The whole statement around it, where linters that look at logical lines report.
    Statement,
}
