//! Blocks of lines, and the paragraphs that they are made of.

use crate::export::rst::inline::{Style, Target, Words};

/// A block of lines.
pub(super) struct Block {
    /// Whether what follows could be taken for a part of it.
    pub(super) kind: Kind,
    pub(super) lines: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    List,
    Quote,
}

/// Blocks with a blank line between them, and a comment where one could be taken for a part of the other.
pub(super) fn joined(blocks: Vec<Block>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut before = None;
    for block in blocks.into_iter().filter(|block| !block.lines.is_empty()) {
        if let Some(before) = before {
            lines.push(String::new());
            let apart =
                block.kind == Kind::Quote || (before == Kind::List && block.kind == Kind::List);
            if apart {
                lines.extend(["..".to_owned(), String::new()]);
            }
        }
        before = Some(block.kind);
        lines.extend(block.lines);
    }
    lines
}

pub(super) fn indented(lines: Vec<String>, by: &str) -> impl Iterator<Item = String> {
    lines.into_iter().map(move |line| if line.is_empty() { line } else { format!("{by}{line}") })
}

/// Lines behind a mark such as a bullet.
pub(super) fn marked(mark: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return vec![mark.trim_end().to_owned()];
    }
    let space = " ".repeat(mark.chars().count());
    let mut lines: Vec<_> = indented(lines, &space).collect();
    lines[0].replace_range(..space.len(), mark);
    lines
}

/// Inline styles that are open.
#[derive(Default)]
pub(super) struct Open {
    pub(super) emphasis: usize,
    pub(super) strong: usize,
    pub(super) links: Vec<Option<Target>>,
}

impl Open {
    pub(super) fn style(&self) -> Style {
        match self.links.iter().rev().flatten().next() {
            Some(target) => Style::Link(target.clone()),
            None if self.strong > 0 => Style::Strong,
            None if self.emphasis > 0 => Style::Emphasis,
            None => Style::Plain,
        }
    }
}

/// A paragraph as it is read: its lines, of which there are several where its author broke them.
#[derive(Default)]
pub(super) struct Paragraph {
    pub(super) open: Open,
    pub(super) lines: Vec<Words>,
}

impl Paragraph {
    pub(super) fn push(&mut self, style: Style, text: &str) {
        if self.lines.is_empty() {
            self.lines.push(Words::default());
        }
        if let Some(last) = self.lines.last_mut() {
            last.push(style, text);
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.push(self.open.style(), text);
    }

    pub(super) fn block(&mut self, columns: usize) -> Option<Block> {
        let mut lines = std::mem::take(&mut self.lines);
        lines.retain(|line| !line.is_empty());
        let lines = match lines.len() {
            0 => return None,
            1 => lines.into_iter().flat_map(|line| line.lines(columns)).collect(),
            _ => lines.into_iter().map(|line| format!("| {}", line.line())).collect(),
        };
        Some(Block { kind: Kind::Plain, lines })
    }

    pub(super) fn line(&mut self) -> String {
        let lines = std::mem::take(&mut self.lines);
        lines.into_iter().map(Words::line).collect::<Vec<_>>().join(" ")
    }
}
