//! Regular expressions, compiled while the YAML is read.

use std::fmt;

use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A regular expression in Rust's syntax (no look-around, no back references), found anywhere in the text unless
/// anchored with `^` and `$`.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(Regex);

impl Pattern {
    /// The compiled expression.
    pub fn regex(&self) -> &Regex {
        &self.0
    }

    /// Whether the text has a match.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The expression as it was written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.is_empty() {
            return Err("an empty regular expression matches everything: leave the key out".into());
        }
        Regex::new(&text).map(Self).map_err(|error| match error {
            regex::Error::Syntax(long) => {
                let reason = long.lines().rev().find_map(|line| line.strip_prefix("error: "));
                format!("`{text}` is no regular expression: {}", reason.unwrap_or(&long))
            }
            other => format!("`{text}` is no usable regular expression: {other}"),
        })
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.0.as_str().to_owned()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Pattern({:?})", self.as_str())
    }
}
