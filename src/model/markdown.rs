//! What we need to know of Markdown: its links, its anchors, its first heading.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::source::Span;

/// The sections of a guideline's page that links may name: `EVT103#why`.
pub const SECTIONS: [&str; 8] =
    ["why", "guidance", "exceptions", "examples", "review", "history", "references", "changes"];

/// A link in Markdown, as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// All of it, from `[` to `)` or `]`, as byte offsets.
    pub span: Span,
    /// Where it goes.
    pub target: String,
    /// Whether it is a bare `[EVT103]`, whose text is its target.
    pub bare: bool,
}

impl Link {
    /// Whether the target is a page of the guide: not an absolute URL, not an anchor on the same page, not a picture.
    pub fn is_internal(&self) -> bool {
        !self.target.contains(':')
            && !self.target.starts_with('#')
            && !self.target.starts_with("//")
    }

    /// The target's page and anchor: `glossary#hub` is (`glossary`, `hub`).
    pub fn parts(&self) -> (&str, Option<&str>) {
        match self.target.split_once('#') {
            Some((page, anchor)) => (page, Some(anchor)),
            None => (&self.target, None),
        }
    }
}

/// The options with which mdBook reads Markdown, as far as they decide what is a link or a heading.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

/// The links of a text in the order of their places; `known` says whether a bare `[word]` means a guideline.
pub fn links(text: &str, known: impl Fn(&str) -> bool) -> Vec<Link> {
    // Most prose has no link: looking for the bracket first keeps a large rulebook cheap.
    if !text.contains('[') {
        return Vec::new();
    }
    let resolve = |broken: BrokenLink<'_>| {
        known(&broken.reference).then(|| (broken.reference.to_string().into(), CowStr::from("")))
    };
    let events = Parser::new_with_broken_link_callback(text, options(), Some(resolve));
    let mut found: Vec<Link> = events
        .into_offset_iter()
        .filter_map(|(event, span)| match event {
            Event::Start(Tag::Link { link_type, dest_url, .. })
                if !matches!(link_type, LinkType::Autolink | LinkType::Email) =>
            {
                let bare = matches!(
                    link_type,
                    LinkType::ShortcutUnknown
                        | LinkType::CollapsedUnknown
                        | LinkType::ReferenceUnknown
                );
                Some(Link { span, target: dest_url.to_string(), bare })
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|link| link.span.start);
    found
}

/// The headings of a text: level, words, and the anchor that mdBook gives it.
pub fn headings(text: &str) -> Vec<(u8, String, String)> {
    let mut found = Vec::new();
    let mut taken = BTreeMap::new();
    let mut open: Option<(u8, Option<String>, String)> = None;
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                open = Some((level as u8, id.map(|id| id.to_string()), String::new()));
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, _, heading)) = &mut open {
                    heading.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((level, id, words)) = open.take() {
                    let anchor = id.unwrap_or_else(|| unique(slug(&words), &mut taken));
                    found.push((level, words, anchor));
                }
            }
            _ => {}
        }
    }
    found
}

/// The anchors of a text's headings.
pub fn anchors(text: &str) -> BTreeSet<String> {
    headings(text).into_iter().map(|(_, _, anchor)| anchor).collect()
}

/// The anchor of a heading, as mdBook makes it: lower case, words joined by `-`.
pub fn slug(words: &str) -> String {
    words
        .trim()
        .chars()
        .filter_map(|c| match c {
            c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c.to_ascii_lowercase()),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}

fn unique(slug: String, taken: &mut BTreeMap<String, usize>) -> String {
    let count = taken.entry(slug.clone()).or_insert(0);
    *count += 1;
    if *count == 1 { slug } else { format!("{slug}-{}", *count - 1) }
}

/// A piece of a line in which only `code` is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// Code, with its backticks and without.
    Code(&'a str, &'a str),
}

/// Cuts a line into words and code, as CommonMark does: code ends at a run of backticks as long as the one before it.
/// Words, which may be none, are at both ends and around each code.
pub fn pieces(line: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = Some(line);
    let mut code = None;
    std::iter::from_fn(move || {
        if code.is_some() {
            return code.take();
        }
        let text = rest?;
        let Some((ticks, Range { start, end })) = first_code(text) else {
            rest = None;
            return Some(Piece::Words(text));
        };
        rest = Some(&text[end..]);
        code = Some(Piece::Code(&text[start..end], text[start + ticks..end - ticks].trim()));
        Some(Piece::Words(&text[..start]))
    })
}

/// How many backticks are around the first code of a text, and where it stands with them.
fn first_code(text: &str) -> Option<(usize, Range<usize>)> {
    let run = |at: usize| text[at..].bytes().take_while(|byte| *byte == b'`').count();
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let open = at + found;
        let ticks = run(open);
        at = open + ticks;
        let mut close = at;
        while let Some(found) = text[close..].find('`') {
            let length = run(close + found);
            close += found + length;
            if length == ticks {
                return Some((ticks, open..close));
            }
        }
    }
    None
}

/// A line as Markdown that shows it as it is, except that `code` stays code.
pub fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for piece in pieces(line) {
        match piece {
            Piece::Code(whole, _) => out.push_str(whole),
            Piece::Words(words) => markdown_words(words, &mut out),
        }
    }
    out
}

/// The bytes that may mean something in Markdown, where most of a text has none.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let bytes = b"\\*[]<`~_&#>\n\r";
    let mut at = 0;
    while at < bytes.len() {
        marks[bytes[at] as usize] = true;
        at += 1;
    }
    marks
};

fn markdown_words(words: &str, out: &mut String) {
    let mut from = 0;
    // All marks are ASCII, so that each place is between two characters.
    let marks = words.bytes().enumerate().filter(|&(_, byte)| MARKS[usize::from(byte)]);
    for (at, byte) in marks {
        let special = match byte {
            // Inside a word an underscore means nothing, and names of functions stay legible.
            b'_' => {
                let before = words[..at].chars().next_back();
                let next = words[at + 1..].chars().next();
                !(before.is_some_and(char::is_alphanumeric)
                    && next.is_some_and(char::is_alphanumeric))
            }
            b'&' => words[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '#'),
            b'#' | b'>' => out.is_empty() && at == 0,
            b'\n' | b'\r' => {
                out.push_str(&words[from..at]);
                out.push(' ');
                from = at + 1;
                continue;
            }
            _ => true,
        };
        if special {
            out.push_str(&words[from..at]);
            out.push('\\');
            from = at;
        }
    }
    out.push_str(&words[from..]);
}

/// A line without its backticks.
pub fn plain(line: &str) -> String {
    pieces(line)
        .map(|piece| match piece {
            Piece::Words(text) | Piece::Code(_, text) => text,
        })
        .collect()
}
