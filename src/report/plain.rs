//! Words that are safe to show, and small words that reports share.

pub(super) use crate::source::plain::{code, printable, uri};

/// A number with its noun: `1 finding`, `2 findings`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
