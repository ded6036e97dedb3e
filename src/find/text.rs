//! Text, where no meaning of the code is asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Pattern, is_default};

/// Text that a regular expression finds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What is looked at, piece by piece.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: TextOn,
    /// The regular expression.
    pub matches: Pattern,
    /// A regular expression that the same piece must not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<Pattern>,
}

/// The pieces of a file that a regular expression looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TextOn {
    /// Each line as it is.
    #[default]
    Line,
    /// Each line, comments and the contents of strings blanked out.
    Code,
    /// Each statement as one line: comments left out, contents of strings replaced by `xxx`, as pycodestyle does.
    LogicalLine,
    /// Each comment, from its `#`.
    Comment,
    /// The whole file as one text.
    File,
}
