//! Text as every floor sees it: spans, lines and columns.

pub mod memory;
pub(crate) mod object;
pub mod patch;
pub mod plain;
mod roomy;

pub use roomy::{Roomy, Sharing};

use std::ops::Range;
use std::sync::OnceLock;

/// A half-open range of byte offsets into a text.
pub type Span = Range<usize>;

/// A place in a text as people count it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
}

/// Where the lines of a text begin, so that offsets become places in logarithmic time. It is found out when it is first
/// asked for: in most files nothing is found.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    text: &'a str,
    starts: OnceLock<Vec<usize>>,
}

impl<'a> Lines<'a> {
    /// Indexes `text`; `\n`, `\r\n` and a lone `\r` all end a line, as in Python.
    pub fn new(text: &'a str) -> Self {
        Self { text, starts: OnceLock::new() }
    }

    fn starts(&self) -> &[usize] {
        self.starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
                .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
            std::iter::once(0).chain(ends.map(|at| at + 1)).collect()
        })
    }

    /// The place of a byte offset. An offset past the end, or inside a character, means the nearest place before it.
    pub fn place(&self, offset: usize) -> Place {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts().partition_point(|start| *start <= offset) - 1;
        let column = self.text[self.starts()[line]..offset].chars().count() + 1;
        Place { line: line + 1, column }
    }

    /// The byte offset of a place, clamped to the text.
    pub fn offset(&self, place: Place) -> usize {
        let Some(start) = self.starts().get(place.line.saturating_sub(1)) else {
            return self.text.len();
        };
        let line = &self.text[*start..];
        let column = place.column.saturating_sub(1);
        start + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
    }

    /// The text of a line (from 1), without its line ending; empty where there is no such line.
    pub fn line(&self, line: usize) -> &'a str {
        let Some(start) = self.starts().get(line.wrapping_sub(1)) else {
            return "";
        };
        let end = self.starts().get(line).copied().unwrap_or(self.text.len());
        self.text[*start..end].trim_end_matches(['\n', '\r'])
    }

    /// How many lines the text has; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts().len()
    }
}
