//! Words that are safe to show: nothing that others wrote reaches a terminal, or a format with its own ideas, raw.

/// A text on one line, without characters that steer a terminal or turn the direction of writing.
///
/// Each character stays one character, so that columns stay what they are.
pub fn printable(text: &str) -> String {
    // Nearly every text is as it should be, and to look at bytes is many times faster than at characters.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A line of code: as [`printable`], but tabs stay and form feeds, which Python allows, become spaces.
pub fn code(line: &str) -> String {
    let show = |c| match c {
        '\t' => c,
        '\u{c}' => ' ',
        c if steers(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    line.chars().map(show).collect()
}

/// JSON whose strings hold nothing that steers a terminal or turns the direction of writing, only escapes of it.
pub fn json(text: String) -> String {
    // What JSON does not escape by itself begins at DEL, and nothing outside of strings does.
    if text.bytes().all(|byte| byte < 0x7f) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && steers(c) {
            // All of them are in the first plane.
            escaped.push_str(&format!("\\u{:04x}", c as u32));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

fn steers(c: char) -> bool {
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
