//! A problem: a mistake in our own files, with its place, what is wrong, and what to do next.

use std::cmp::Ordering;
use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::source::{Lines, Place};

/// A mistake in the rulebook's own files. Problems are collected, sorted by place, and all shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the rulebook's root, with `/`.
    pub path: String,
    /// Where in the file; absent for a problem of the whole file.
    pub place: Option<Place>,
    /// What is wrong, as a sentence without a full stop.
    pub what: String,
    /// What to do next, as a sentence without a full stop; may be empty.
    pub next: String,
    excerpt: Option<Box<Excerpt>>,
}

/// The lines around a place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Excerpt {
    first_line: usize,
    text: String,
    from: usize,
    to: usize,
}

impl Problem {
    /// A problem of a whole file or folder.
    pub fn of_file(path: &str, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { path: path.into(), place: None, what: what.into(), next: next.into(), excerpt: None }
    }

    /// A problem at a place of a text; the excerpt is cut from the text.
    pub fn at(
        path: &str,
        text: &str,
        place: Place,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        let mut problem = Self::of_file(path, what, next);
        problem.excerpt = Some(Box::new(Excerpt::around(text, place)));
        problem.place = Some(place);
        problem
    }

    /// The problem as people read it: `path:line:column`, the sentence, the lines of the file, the next step.
    pub fn render(&self, color: bool) -> String {
        // A renderer's bug must never cost the user the message itself.
        std::panic::catch_unwind(|| self.rendered(color)).unwrap_or_else(|_| self.to_string())
    }

    fn rendered(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let what = printable(&self.what);
        let mut group = Group::with_title(Level::ERROR.primary_title(&*what));
        let path = printable(&self.path);
        let next = printable(&self.next);
        match &self.excerpt {
            Some(excerpt) => {
                let snippet =
                    Snippet::source(&excerpt.text).line_start(excerpt.first_line).path(&*path);
                let mark = AnnotationKind::Primary.span(excerpt.from..excerpt.to);
                group = group.element(snippet.annotation(mark));
            }
            None => group = group.element(annotate_snippets::Origin::path(&*path)),
        }
        if !self.next.is_empty() {
            group = group.element(Level::HELP.message(&*next));
        }
        renderer.render(&[group])
    }
}

impl Excerpt {
    fn around(text: &str, place: Place) -> Self {
        let lines = Lines::new(text);
        let line = lines.line(place.line);
        let column = place.column.saturating_sub(1);
        let start = line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
        let word = line[start..].find([' ', ':', ',', ']', '}']).unwrap_or(line.len() - start);
        let next_char = line[start..].chars().next().map_or(0, char::len_utf8);
        // Nobody reads a line of a megabyte: the renderer trims to the terminal, and this bounds its work.
        let (from, clipped) = clip(line, start);
        let to = (from + word.max(next_char)).min(clipped.len());
        let to = clipped.ceil_char_boundary(to.max(from));
        Self { first_line: place.line, text: clipped, from, to }
    }
}

/// At most some 400 bytes of a line around an offset, and the offset in what is left.
fn clip(line: &str, at: usize) -> (usize, String) {
    const KEEP: usize = 200;
    if line.len() <= 2 * KEEP {
        return (at, line.to_owned());
    }
    let from = line.floor_char_boundary(at.saturating_sub(KEEP));
    let to = line.ceil_char_boundary((at + KEEP).min(line.len()));
    (at - from, line[from..to].to_owned())
}

/// Control characters in what users wrote never reach a terminal raw.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", printable(&self.path))?;
        if let Some(place) = self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        write!(f, ": {}", printable(&self.what))?;
        if self.next.is_empty() { Ok(()) } else { write!(f, "; {}", printable(&self.next)) }
    }
}

impl Ord for Problem {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.path, self.place, &self.what, &self.next).cmp(&(
            &other.path,
            other.place,
            &other.what,
            &other.next,
        ))
    }
}

impl PartialOrd for Problem {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
