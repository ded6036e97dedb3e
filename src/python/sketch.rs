//! A text without the functions in which nothing of interest can stand: most of a file is such functions, and parsing
//! costs by the byte.
//!
//! Whatever a check flags, or takes into account, has a word of the check in its code, or an identifier that some import
//! or assignment of the file gives such a meaning. Functions with neither are left out: what stands in them means
//! nothing for the rest of the file, unless they speak of `global` names.

#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use memchr::memmem;
use rustc_hash::FxHashMap;

use super::hollow::{Function, functions};
use super::nesting::logical_lines;
use super::spelling::{Imports, Place, identifiers, is_letter};
use crate::source::Span;

/// Words that code has where something may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchors {
    /// It may be anywhere.
    Anywhere,
    /// It is only where one of these words is.
    At(BTreeSet<Anchor>),
}

/// A word that code has where something may be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchor {
    /// A segment of a dotted name, or an identifier that was given its meaning.
    Named {
        /// The name's first segment, if only an import gives it a meaning.
        root: Option<String>,
        /// The segment.
        segment: String,
    },
    /// This identifier, whatever it means.
    Identifier(String),
    /// This text.
    Text(String),
}

impl Anchors {
    /// Where one of these is.
    pub fn at(anchors: impl IntoIterator<Item = Anchor>) -> Self {
        Self::At(anchors.into_iter().collect())
    }
}

impl FromIterator<Self> for Anchors {
    /// Where any of them may be.
    fn from_iter<T: IntoIterator<Item = Self>>(all: T) -> Self {
        let sets = all.into_iter().map(|anchors| match anchors {
            Self::At(set) => Some(set),
            Self::Anywhere => None,
        });
        let sets: Option<Vec<_>> = sets.collect();
        sets.map_or(Self::Anywhere, |sets| Self::At(sets.into_iter().flatten().collect()))
    }
}

/// More identifiers than these are followed in few files, and cost more than is won.
const MOST: usize = 100;

/// What stands for a body; the comment behind it takes the room.
const STAND_IN: &str = "...#";

/// What fills the room, a piece at a time.
const BLANKS: &str = match std::str::from_utf8(&[b' '; 512]) {
    Ok(blanks) => blanks,
    Err(_) => " ",
};

/// Functions whose results have the name that a string says, which need not be written in one piece.
const GIVERS: [&str; 4] = ["getattr", "import_module", "__import__", "modules"];

/// The text of a module without the bodies of functions in which nothing can be that is only at these anchors, every
/// other byte where it was; none if fewer than `least` bytes would go, or it cannot be told for sure. The path matters,
/// since a module's own name need not be written in it.
///
/// What the text imports is found out unless it is known.
pub fn sketch<'t>(
    text: &'t str,
    path: &str,
    anchors: &[&Anchors],
    least: usize,
    imports: Option<Imports<'t>>,
) -> Option<String> {
    let mut all = BTreeSet::new();
    for anchors in anchors {
        let Anchors::At(set) = anchors else { return None };
        all.extend(set);
    }
    let starts = logical_lines(text)?;
    let functions = functions(text, &starts)?;
    if functions.iter().map(|function| function.body.len()).sum::<usize>() < least {
        return None;
    }
    let mut sketch = Sketch {
        text,
        path,
        imports: imports.unwrap_or_else(|| Imports::read(text.as_bytes())),
        starts,
        keep: vec![false; functions.len()],
        functions,
        aliases: Vec::new(),
        callees: Vec::new(),
        unpacked: FxHashMap::default(),
    };
    sketch.follow(&all)?;
    sketch.written(least)
}

struct Sketch<'t, 'p> {
    text: &'t str,
    path: &'p str,
    imports: Imports<'t>,
    /// Where its logical lines begin.
    starts: Vec<usize>,
    functions: Vec<Function>,
    keep: Vec<bool>,
    /// Identifiers that were given the meaning of an anchor, each once, in the order in which they came up.
    aliases: Vec<&'t str>,
    /// Functions that are kept: where they are called tells when they run.
    callees: Vec<&'t str>,
    /// Words that arguments were taken from, each with whether they stand at the beginning of a line.
    unpacked: FxHashMap<&'t str, bool>,
}

impl<'t> Sketch<'t, '_> {
    /// Keeps every function that may matter, until nothing new comes up; none if too much does.
    fn follow(&mut self, anchors: &BTreeSet<&Anchor>) -> Option<()> {
        let bytes = self.text.as_bytes();
        for anchor in anchors {
            match anchor {
                Anchor::Text(text) => {
                    memmem::find_iter(bytes, text.as_bytes()).for_each(|at| {
                        self.keep(at);
                    });
                }
                Anchor::Identifier(word) => {
                    identifiers(bytes, word.as_bytes()).for_each(|at| {
                        self.keep(at);
                    });
                }
                Anchor::Named { root, segment } => {
                    // What a module defines has the module's own name, and is written without it.
                    let plain = root.as_ref().is_none_or(|root| self.path.contains(root))
                        || self.path.contains(segment)
                        || self.imports.may_be(segment);
                    self.reach(segment, plain)?;
                }
            }
        }
        for giver in GIVERS {
            for at in identifiers(bytes, giver.as_bytes()) {
                let line = self.line_at(at);
                if is_pieced(line) {
                    self.note(at, line, true)?;
                }
            }
        }
        let (mut alias, mut callee) = (0, 0);
        let calls = OnceCell::new();
        loop {
            if let Some(word) = self.aliases.get(alias).copied() {
                alias += 1;
                self.reach(word, true)?;
            } else if let Some(name) = self.callees.get(callee).copied() {
                callee += 1;
                let calls = calls.get_or_init(|| called(self.text)).get(name);
                calls.into_iter().flatten().for_each(|at| {
                    self.keep(*at);
                });
            } else {
                return Some(());
            }
        }
    }

    /// Keeps what stands around an identifier, and notes what is given its meaning. If not `plain`, it only counts as an
    /// attribute, or in a string.
    fn reach(&mut self, word: &str, plain: bool) -> Option<()> {
        let bytes = self.text.as_bytes();
        for at in identifiers(bytes, word.as_bytes()) {
            let place = Place { bytes, at, end: at + word.len() };
            let may_count = self.imports.is_open()
                || place.may_have_name(&self.imports, true)
                || plain && place.is_plain();
            if !may_count {
                continue;
            }
            let line = self.line_at(at);
            // The result of a call has no name, but for a few functions, which are given names or strings.
            let called = place.is_called() && !is_import(line);
            self.note(at, line, !called)?;
        }
        Some(())
    }

    /// Keeps the function that an offset is in, and follows what the line there gives a meaning if it may have it
    /// elsewhere, too.
    fn note(&mut self, at: usize, line: &'t str, binds: bool) -> Option<()> {
        let bytes = self.text.as_bytes();
        let function = self.keep(at).map(|at| self.functions[at].body.clone());
        let is_local =
            function.is_some_and(|body| memmem::find(&bytes[body], b"global ").is_none());
        let bound = if binds && !is_local { bound(line) } else { Vec::new() };
        // Whatever changes a dict of the module may do so in another function.
        let mut of_module = |word: &&'t str| {
            *self.unpacked.entry(word).or_insert_with(|| {
                memmem::find_iter(bytes, word.as_bytes())
                    .any(|at| at.checked_sub(1).is_none_or(|before| bytes[before] == b'\n'))
            })
        };
        let unpacked: Vec<_> = unpacked(line).into_iter().filter(&mut of_module).collect();
        for word in bound.into_iter().chain(unpacked) {
            if !word.is_ascii() {
                return None;
            }
            if !self.aliases.contains(&word) {
                self.aliases.push(word);
            }
        }
        (self.aliases.len() <= MOST).then_some(())
    }

    /// Keeps the function that an offset is in.
    fn keep(&mut self, at: usize) -> Option<usize> {
        let after = self.functions.partition_point(|function| function.body.start <= at);
        let function = after.checked_sub(1).filter(|last| at < self.functions[*last].body.end)?;
        if !std::mem::replace(&mut self.keep[function], true) {
            let text = self.text;
            self.callees.push(&text[self.functions[function].name.clone()]);
        }
        Some(function)
    }

    /// The logical line around an offset.
    fn line_at(&self, at: usize) -> &'t str {
        let line = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        &self.text[self.starts[line]..end]
    }

    /// What is left, every byte where it was; none if that is nearly all.
    fn written(&self, least: usize) -> Option<String> {
        let text = self.text;
        let may_go = |function: &Function| {
            let body = &text[function.body.clone()];
            function.own_lines
                && body.len() > STAND_IN.len()
                && body.is_ascii()
                && !body.contains("global ")
        };
        let functions = self.functions.iter().zip(&self.keep);
        let gone: Vec<&Span> = functions
            .filter_map(|(function, keep)| (!keep && may_go(function)).then_some(&function.body))
            .collect();
        if gone.iter().map(|span| span.len()).sum::<usize>() < least {
            return None;
        }
        let mut left = String::with_capacity(text.len());
        for span in gone {
            left.push_str(&text[left.len()..span.start]);
            left.push_str(STAND_IN);
            let mut room = span.len() - STAND_IN.len();
            while room > 0 {
                let some = room.min(BLANKS.len());
                left.push_str(&BLANKS[..some]);
                room -= some;
            }
        }
        left.push_str(&text[left.len()..]);
        Some(left)
    }
}

/// The identifiers that are called by their plain names, each with where.
fn called(text: &str) -> FxHashMap<&str, Vec<usize>> {
    let mut called: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for bracket in memchr::memchr_iter(b'(', text.as_bytes()) {
        let before = text[..bracket].trim_ascii_end();
        let at = before.bytes().rposition(|byte| !is_letter(byte)).map_or(0, |at| at + 1);
        if at < before.len() && !before[..at].trim_ascii_end().ends_with('.') {
            called.entry(&before[at..]).or_default().push(at);
        }
    }
    called
}

/// Whether a string in a statement may be put together of pieces, or have escapes.
fn is_pieced(line: &str) -> bool {
    let bytes = line.as_bytes();
    let next = |at: usize| bytes[at + 1..].iter().find(|byte| !byte.is_ascii_whitespace());
    memchr::memchr(b'\\', bytes).is_some()
        || memchr::memchr2_iter(b'"', b'\'', bytes)
            .any(|at| next(at).is_some_and(|byte| matches!(byte, b'"' | b'\'')))
}

fn is_import(line: &str) -> bool {
    identifiers(line.as_bytes(), b"import").next().is_some()
}

/// The identifiers of dicts that a logical line takes arguments from: what they have may be changed elsewhere.
fn unpacked(line: &str) -> Vec<&str> {
    memmem::find_iter(line.as_bytes(), b"**").filter_map(|at| words(&line[at..]).next()).collect()
}

/// The identifiers to which a logical line may give a meaning: those that it imports or assigns to.
fn bound(line: &str) -> Vec<&str> {
    if is_import(line) {
        return words(line).filter(|word| !matches!(*word, "import" | "from" | "as")).collect();
    }
    let bytes = line.as_bytes();
    let mut all = Vec::new();
    let (mut at, mut depth) = (0, 0_i32);
    while let Some(byte) = bytes.get(at).copied() {
        match byte {
            b'"' | b'\'' => {
                at = end_of_string(bytes, at);
                continue;
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            b'=' if bytes.get(at + 1) == Some(&b'=') => at += 1,
            b'=' if at > 0 && matches!(bytes[at - 1], b'!' | b'<' | b'>') => {}
            b'=' if depth <= 0 => all.extend(targets(&line[..at])),
            b'=' if bytes[at - 1] == b':' => all.extend(words(&line[..at]).last()),
            _ => {}
        }
        at += 1;
    }
    all.retain(|word| !matches!(*word, "self" | "cls"));
    all
}

/// The identifiers of what is assigned to; attributes of something give nothing a meaning.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    words(text).filter(move |word| {
        let at = word.as_ptr().addr() - text.as_ptr().addr();
        !text[..at].trim_end().ends_with('.')
            && !text[at + word.len()..].trim_start().starts_with('.')
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_letter = |c: char| c == '_' || c.is_ascii_alphanumeric() || !c.is_ascii();
    text.split(move |c| !is_letter(c))
        .filter(|word| !word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Where a string ends that begins at an offset.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let triple = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if triple { 3 } else { 1 };
    while let Some(byte) = bytes.get(at).copied() {
        match byte {
            b'\\' => at += 1,
            b'\n' if !triple => return at,
            _ if byte == quote && !triple => return at + 1,
            _ if byte == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}
