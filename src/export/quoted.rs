//! Strings in double quotes, as Python and YAML write them alike but for their escapes.

use crate::source::plain::has_none;

/// Writes a text in double quotes. What does not print, or would turn the line around, is written as `escape` says.
pub(super) fn quoted(text: &str, out: &mut String, escape: impl Fn(u32) -> String) {
    out.reserve(text.len() + 2);
    out.push('"');
    if has_none(text.as_bytes(), |byte| {
        !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\')
    }) {
        out.push_str(text);
    } else {
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                ' '..='~' => out.push(c),
                _ if c.is_alphanumeric() => out.push(c),
                _ => out.push_str(&escape(u32::from(c))),
            }
        }
    }
    out.push('"');
}
