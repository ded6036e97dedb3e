//! What to write instead: changes of the text that make a finding go away.
//!
//! A change is only made where nothing else can be lost by it: comments stay, and so do values that are computed. What
//! comes of it is read again by whoever applies it, since no single change knows of the others.

use std::collections::BTreeMap;

use ruff_python_ast::{Expr, ExprCall};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Name, Several, Template, is_default};
use super::run::Match;
use crate::python::{Module, Node, span_of};
use crate::source::Span;

mod imports;
mod remove;
mod replace;

pub use imports::{Imported, dropped, newly_unused};

/// A change of the code that makes a finding go away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// What it does, in a few words, as an editor shows it.
    pub title: String,
    /// Whether it means what its author would have written, wherever it can be made. `--fix` makes only such changes;
    /// others are suggestions.
    #[serde(default, skip_serializing_if = "is_default")]
    pub safe: bool,
    /// Only for findings of which these captures have one of these values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Several<String>>,
    /// What is changed at the place.
    pub edit: Edit,
    /// What the new code needs: `time` becomes `import time`, `oslo_utils.timeutils` becomes
    /// `from oslo_utils import timeutils`, unless it is there.
    #[serde(default, skip_serializing_if = "Several::is_empty")]
    pub imports: Several<Imported>,
    /// Imports that go when the change leaves them unused; without them here, such a change is not made.
    #[serde(default, skip_serializing_if = "Several::is_empty")]
    pub drop_imports: Several<Name>,
}

/// What is changed at a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// The call loses this keyword, where its value is written as a constant.
    RemoveArgument(String),
    /// Something else is written.
    Replace(Replace),
    /// The statement, if it is nothing but the place, is deleted; `pass` is left where a block would be empty.
    DeleteStatement,
}

/// Something else is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// What is replaced.
    #[serde(default, skip_serializing_if = "is_default")]
    pub part: Part,
    /// What is written: a Python expression, in which `$A` is what the hole `$A` of `find` stands for.
    pub with: Template,
}

/// Which part of a place is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// The function of a call; its arguments stay.
    Function,
}

/// A change of a text: what to write in the place of what. An empty place means that something is put in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Change {
    /// Where the old text begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The new text.
    pub text: String,
}

impl Change {
    fn new(span: Span, text: impl Into<String>) -> Self {
        Self { start: span.start, end: span.end, text: text.into() }
    }
}

/// A text after changes that do not overlap. The same thing put in twice at one place is put in once.
pub fn changed(text: &str, changes: &[Change]) -> String {
    let mut sorted: Vec<&Change> = changes.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for change in sorted {
        new.push_str(text.get(done..change.start).unwrap_or(""));
        new.push_str(&change.text);
        done = change.end;
    }
    new.push_str(text.get(done..).unwrap_or(""));
    new
}

impl Fix {
    /// Whether it is for this finding.
    pub fn is_for(&self, found: &Match) -> bool {
        self.when.iter().all(|(capture, values)| {
            let value = found.captures.get(capture);
            value.is_some_and(|value| values.iter().any(|wanted| wanted == value))
        })
    }

    /// Whether it may be made unseen of this finding. A comment at the statement, or right above it, may give a reason
    /// for what would go, and would be a lie afterwards.
    pub fn is_safe_for(&self, module: &Module, found: &Match) -> bool {
        self.safe && (matches!(self.edit, Edit::Replace(_)) || !is_explained(module, &found.code))
    }

    /// The changes that it makes of a finding; or why it cannot be made here, as a part of a sentence.
    pub fn changes(&self, module: &Module, found: &Match) -> Result<Vec<Change>, String> {
        let mut changes = match &self.edit {
            Edit::RemoveArgument(keyword) => {
                remove::argument(module, call(module, found)?, keyword)?
            }
            Edit::Replace(replace) => replace.changes(module, found)?,
            Edit::DeleteStatement => remove::statement(module, found)?,
        };
        for import in self.imports.iter() {
            changes.extend(import.added(module, found.code.start)?);
        }
        Ok(changes)
    }
}

/// The expression at a place.
fn node<'a, 'm>(module: &'m Module<'a>, found: &Match) -> Result<&'m Node<'a>, String> {
    let mut nodes = module.nodes_in(&found.code);
    nodes.find(|node| span_of(node.expr) == found.code).ok_or_else(|| "it is no expression".into())
}

fn call<'a>(module: &Module<'a>, found: &Match) -> Result<&'a ExprCall, String> {
    match node(module, found)?.expr {
        Expr::Call(call) => Ok(call),
        _ => Err("it is no call".into()),
    }
}

/// Whether a comment would be lost with this text.
fn has_comment(module: &Module, span: &Span) -> bool {
    module.comments().any(|comment| comment.span.start < span.end && span.start < comment.span.end)
}

/// Whether a comment stands on the lines of the statement around some code, or right above them.
fn is_explained(module: &Module, code: &Span) -> bool {
    let text = module.text();
    let stmt = module.statement_span(module.site_at(code.start).stmt);
    let line = |at: usize| text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let start = line(stmt.start);
    let above = line(text[..start].trim_end_matches(['\n', '\r']).len());
    let apart = text[above..start].matches('\n').count() > 1;
    let end = text[stmt.end..].find(['\n', '\r']).map_or(text.len(), |at| stmt.end + at);
    let is_own = |comment: &Span| text[above..comment.start].trim().is_empty() && !apart;
    module.comments().any(|comment| {
        let span = comment.span;
        start <= span.start && span.start < end
            || above <= span.start && span.start < start && is_own(&span)
    })
}

/// How the lines of a text end: as the first one does.
fn line_end(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// Whole lines around a statement that has them for itself; what follows it on its line is no code and no comment.
fn own_lines(text: &str, span: &Span) -> Option<Span> {
    let start = text[..span.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = &text[span.end..];
    let end = rest.find(['\n', '\r']).map_or(text.len(), |at| {
        let ending = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        span.end + at + ending
    });
    let alone = text[start..span.start].trim().is_empty() && text[span.end..end].trim().is_empty();
    alone.then_some(start..end)
}
