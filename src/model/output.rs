//! A file that the generator would write.

use crate::source::plain;

/// One file of the output, complete and in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path below generated/, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Output {
    /// A text file.
    pub fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), bytes: text.into().into_bytes() }
    }

    /// A JSON file, indented, with a line ending at its end.
    pub fn json(path: impl Into<String>, value: &impl serde::Serialize) -> Self {
        // Our wire types have texts as keys and no failing serializers: there is nothing to go wrong.
        let mut text = plain::json(serde_json::to_string_pretty(value).unwrap_or_default());
        text.push('\n');
        Self { path: path.into(), bytes: text.into() }
    }
}
