//! Words of a paragraph as reStructuredText, which knows no nesting: of several styles the most telling one is kept.

use std::borrow::Cow;

use crate::model::markdown::{Piece, pieces};
use crate::source::plain::{has_none, shown};

/// A space at which no line may end; no text holds it, since what steers is taken out of texts.
const STUCK: char = '\0';
const STUCK_TEXT: &str = "\0";

/// How words are set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Emphasis,
    Strong,
    Code,
    /// Where they lead.
    Link(Target),
    /// A footnote, by its number.
    Note(usize),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A place in the same document, by its name.
    Here(String),
    /// A place on the web.
    Web(String),
}

/// A paragraph in the making.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    /// Whether the text ends with markup, after which not every character may follow.
    closed: bool,
    /// The style of the last run, which may go on.
    open: Option<Style>,
    /// The words of the last run.
    run: String,
}

impl Words {
    /// A line in which only `code` is marked up.
    pub(super) fn of_line(line: &str) -> Self {
        let mut words = Self::default();
        for piece in pieces(line) {
            match piece {
                Piece::Words(text) => words.push(Style::Plain, text),
                Piece::Code(_, code) => words.push(Style::Code, code),
            }
        }
        words
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.open.is_none()
    }

    /// Adds words; those of the same style before them are continued.
    pub(super) fn push(&mut self, style: Style, text: &str) {
        if self.open.as_ref() != Some(&style) {
            self.flush();
            self.open = Some(style);
        }
        self.run.push_str(text);
    }

    fn flush(&mut self) {
        let Some(style) = self.open.take() else { return };
        let mut run = std::mem::take(&mut self.run);
        // Nearly all runs are words in which nothing means anything, or code of one word.
        match style {
            Style::Plain if has_only(&run, IN_WORDS) => self.put(&run),
            Style::Code if !run.is_empty() && has_only(&run, IN_CODE) => {
                self.markup(&["``", &run, "``"], &run);
            }
            style => self.set(style, &run),
        }
        run.clear();
        self.run = run;
    }

    /// Adds a run in which anything may be.
    fn set(&mut self, style: Style, text: &str) {
        let text = text.replace(['\n', '\r', '\t'], " ");
        let text = shown(&text);
        if matches!(style, Style::Plain) {
            return self.plain(&text);
        }
        let inner = text.trim();
        if inner.is_empty() && !matches!(style, Style::Note(_)) {
            return self.plain(&text);
        }
        let spaces = |side: &str| if side.is_empty() { "" } else { " " };
        self.plain(spaces(&text[..text.len() - text.trim_start().len()]));
        match style {
            Style::Plain | Style::Emphasis => self.markup(&["*", &escaped(inner), "*"], inner),
            Style::Strong => self.markup(&["**", &escaped(inner), "**"], inner),
            Style::Code => self.markup(&[&code(inner)], inner),
            Style::Link(target) => self.markup(&[&link(inner, &target)], inner),
            Style::Note(number) => self.markup(&[&format!("[#note-{number}]_")], "note"),
        }
        self.plain(spaces(&text[text.trim_end().len()..]));
    }

    fn plain(&mut self, text: &str) {
        self.put(&escaped(text));
    }

    /// Adds words in which what would be markup is escaped.
    fn put(&mut self, written: &str) {
        let Some(first) = written.chars().next() else { return };
        if self.closed && !first.is_whitespace() && !".,;:!?)]".contains(first) {
            self.text.push('\\');
            self.text.push(STUCK);
        }
        self.text.push_str(written);
        self.closed = false;
    }

    /// Adds markup, apart from what stands before it by a space that is not shown.
    fn markup(&mut self, written: &[&str], inner: &str) {
        let before = self.text.chars().next_back();
        let opens = before == Some('(') && inner.starts_with(char::is_alphanumeric);
        if before.is_some_and(|c| !c.is_whitespace()) && !opens {
            self.text.push('\\');
            self.text.push(STUCK);
        }
        self.text.extend(written.iter().copied());
        self.closed = true;
    }

    /// All of it on one line.
    pub(super) fn line(mut self) -> String {
        self.flush();
        let words: Vec<_> = self.text.split_whitespace().collect();
        unstuck(harmless(words.join(" ")))
    }

    /// Lines of at most so many columns, where words allow it.
    pub(super) fn lines(mut self, columns: usize) -> Vec<String> {
        self.flush();
        // In ASCII a byte is a column, and nearly all text is words with a space between two.
        if self.text.is_ascii() && is_spaced(&self.text) {
            return cut(&self.text, columns);
        }
        folded(self.text.split_whitespace().map(|word| (word, word.chars().count())), columns)
    }
}

/// Whether no space is at an end, beside another one, or of another kind. Of what ASCII has, flushed text only has spaces.
fn is_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ');
    !ends
        && memchr::memmem::find(bytes, b"  ").is_none()
        && has_none(bytes, |byte| matches!(byte, b'\t'..=b'\r'))
}

/// The lines of words that are a byte for each column, with a space between two.
fn cut(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::with_capacity(text.len() / columns.max(1) + 1);
    let mut rest = text;
    while !rest.is_empty() {
        let bytes = rest.as_bytes();
        let end = match bytes.get(..=columns) {
            None => rest.len(),
            Some(most) => memchr::memrchr(b' ', most)
                .or_else(|| memchr::memchr(b' ', bytes))
                .unwrap_or(rest.len()),
        };
        lines.push(unstuck(harmless(rest[..end].to_owned())));
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    lines
}

/// Words, with their columns, on lines of at most so many columns.
fn folded<'t>(words: impl Iterator<Item = (&'t str, usize)>, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for (word, width) in words {
        if !line.is_empty() && length + 1 + width > columns {
            lines.push(unstuck(harmless(std::mem::take(&mut line))));
        }
        if line.is_empty() {
            length = width;
            line.reserve(columns.min(128));
        } else {
            line.push(' ');
            length += 1 + width;
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(unstuck(harmless(line)));
    }
    lines
}

/// A line that begins no list, table, directive or title: what could is escaped. Markup of ours stays.
fn harmless(line: String) -> String {
    let bytes = line.as_bytes();
    let first = &line[..memchr::memchr2(b' ', STUCK as u8, bytes).unwrap_or(line.len())];
    // Nearly all lines begin with a word.
    if bytes.first().is_some_and(u8::is_ascii_alphanumeric) && !first.ends_with(['.', ')']) {
        return line;
    }
    let counter = first.trim_start_matches('(').trim_end_matches(['.', ')']);
    let counts = first.ends_with(['.', ')'])
        && (counter == "#"
            || counter.chars().all(|c| c.is_ascii_digit())
            || counter.chars().all(|c| "ivxlcdmIVXLCDM".contains(c))
            || counter.len() == 1);
    let steers = first.starts_with(|c: char| c.is_ascii_punctuation() && !"*`\\'\"[(".contains(c))
        || first.starts_with(['•', '‣', '⁃']);
    if counts || steers { format!("\\{line}") } else { line }
}

/// A line whose spaces are all alike.
fn unstuck(line: String) -> String {
    let is_stuck = memchr::memchr(STUCK as u8, line.as_bytes()).is_some();
    if is_stuck { line.replace(STUCK, " ") } else { line }
}

/// A byte that stands for itself in words.
const IN_WORDS: u8 = 1;
/// A byte that stands for itself in code of one word.
const IN_CODE: u8 = 2;

/// What each byte stands for.
const MEANINGS: [u8; 256] = {
    let mut meanings = [0; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        let in_words = !matches!(byte, b'\\' | b'*' | b'`' | b'|' | b'<' | b'_' | b':' | b']');
        let in_code = !matches!(byte, b' ' | b'`' | b'\\');
        meanings[byte as usize] = IN_WORDS * in_words as u8 + IN_CODE * in_code as u8;
        byte += 1;
    }
    meanings
};

/// Whether all bytes of a text stand for themselves there.
fn has_only(text: &str, there: u8) -> bool {
    text.bytes().fold(there, |so_far, byte| so_far & MEANINGS[usize::from(byte)]) != 0
}

/// Words in which nothing is markup.
fn escaped(text: &str) -> Cow<'_, str> {
    if has_only(text, IN_WORDS) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let special = match c {
            '\\' | '*' | '`' | '|' | '<' => true,
            // Inside a word an underscore means nothing, and names stay legible.
            '_' => !next.is_some_and(char::is_alphanumeric),
            ':' => next == Some(':') || out.ends_with(':'),
            // A note or a citation, if an underscore follows.
            ']' => next == Some('_'),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
    }
    Cow::Owned(out)
}

/// Code. What a literal cannot hold, a role can.
fn code(text: &str) -> String {
    let plain = !text.contains("``") && !text.starts_with('`') && !text.ends_with(['`', '\\']);
    let text = match text.contains(char::is_whitespace) {
        true => text.replace(char::is_whitespace, STUCK_TEXT).into(),
        false => Cow::Borrowed(text),
    };
    if plain {
        return ["``", &text, "``"].concat();
    }
    let escaped = text.replace('\\', "\\\\").replace('`', "\\`");
    [":literal:`", &escaped, "`"].concat()
}

fn link(words: &str, target: &Target) -> String {
    let stuck = |text: String| text.replace(' ', STUCK_TEXT);
    match target {
        Target::Here(name) if name.eq_ignore_ascii_case(words) => format!("{words}_"),
        Target::Here(name) => stuck(format!("`{} <{name}_>`__", escaped(words))),
        Target::Web(url) => stuck(format!("`{} <{}>`__", escaped(words), address(url))),
    }
}

/// An address in which nothing ends the link or begins something else.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_whitespace() || c.is_control() || "<>`\\*|\"{}^".contains(c) || !printable_in_url(c)
        {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else if c == '_' {
            // At the end it would be a name instead of an address.
            out.push_str("\\_");
        } else {
            out.push(c);
        }
    }
    out
}

fn printable_in_url(c: char) -> bool {
    c.is_ascii_graphic() || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{cut, folded, is_spaced};

    proptest! {
        #[test]
        fn lines_that_are_cut_out_are_those_that_words_fill(
            words in proptest::collection::vec("[a-z*.(-]{1,12}", 1..40),
            columns in 1usize..40,
        ) {
            let text = words.join(" ");
            prop_assert!(is_spaced(&text));
            let filled = folded(words.iter().map(|word| (word.as_str(), word.len())), columns);
            prop_assert_eq!(cut(&text, columns), filled);
        }
    }

    #[test]
    fn what_is_spaced_otherwise_is_not_cut() {
        for text in [" a", "a ", "a  b", "a\tb", "a\x0bb"] {
            assert!(!is_spaced(text), "{text:?}");
        }
    }
}
