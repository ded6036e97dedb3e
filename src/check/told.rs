//! A place in a file that something told of which saw the whole tree: an external program, or a trace.

use std::collections::BTreeMap;

use super::found::Flag;
use super::plan::Planned;
use crate::model::Step;
use crate::source::{Lines, Place};

/// A place that a check flags without reading the file it is in.
#[derive(Debug, Clone)]
pub(super) struct Told<'p, 'r> {
    pub(super) planned: &'p Planned<'r>,
    /// The file, relative to the tree's root.
    pub(super) rooted: String,
    pub(super) start: Place,
    /// Without it, the place is the rest of the line that it starts on.
    pub(super) end: Option<Place>,
    /// What messages may name.
    pub(super) captures: BTreeMap<String, String>,
    /// What leads there.
    pub(super) way: Vec<Step>,
}

impl<'p, 'r> Told<'p, 'r> {
    /// The place in the file's text.
    pub(super) fn flag(&self, lines: &Lines<'_>) -> Flag<'p, 'r> {
        let start = lines.offset(self.start);
        let end = match self.end {
            Some(end) => lines.offset(end).max(start),
            None => {
                let line = self.start.line;
                let first = lines.offset(Place { line, column: 1 });
                (first + lines.line(line).trim_end().len()).max(start)
            }
        };
        Flag {
            planned: self.planned,
            span: start..end,
            captures: self.captures.clone(),
            chain: Vec::new(),
            way: self.way.clone(),
            offer: None,
        }
    }
}
