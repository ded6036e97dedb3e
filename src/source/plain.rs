//! Words that are safe to show: nothing that others wrote reaches a terminal, or a format with its own ideas, raw.

use std::borrow::Cow;

/// A text on one line, without characters that steer a terminal or turn the direction of writing.
///
/// Each character stays one character, so that columns stay what they are.
pub fn printable(text: &str) -> String {
    shown(text).into_owned()
}

/// As [`printable`]; nearly every text is as it should be.
pub fn shown(text: &str) -> Cow<'_, str> {
    if has_none(text.as_bytes(), |byte| !matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A line of code: as [`printable`], but tabs stay and form feeds, which Python allows, become spaces.
pub fn code(line: &str) -> String {
    if has_none(line.as_bytes(), |byte| !matches!(byte, b' '..=b'~')) {
        return line.to_owned();
    }
    let show = |c| match c {
        '\t' => c,
        '\u{c}' => ' ',
        c if steers(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    line.chars().map(show).collect()
}

/// Whether no byte is such a one. All are looked at, because without an end in between many are looked at together.
pub fn has_none(bytes: &[u8], such: impl Fn(u8) -> bool) -> bool {
    !bytes.iter().fold(false, |found, byte| found | such(*byte))
}

/// Whether a character steers a terminal, ends lines for some, or turns the direction of writing.
pub fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // Ends of lines for some; no characters at all for XML.
    let breaks = matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
    c.is_control() || turns || breaks
}

/// A path as a relative reference of RFC 3986: whatever a URI gives a meaning to, or cannot hold, is encoded.
pub fn uri(path: &str) -> String {
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
