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

fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // Ends of lines for some; no characters at all for XML.
    let breaks = matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
    c.is_control() || turns || breaks
}
