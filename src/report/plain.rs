//! Words that are safe to show, and small words that reports share.

pub(super) use crate::source::plain::{code, printable};

/// A number with its noun: `1 finding`, `2 findings`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A path as a relative reference of RFC 3986: whatever a URI gives a meaning to, or cannot hold, is encoded.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    if uri.is_empty() { ".".into() } else { uri }
}
