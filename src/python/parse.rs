//! Parsing that no input can break.

use std::fmt;
use std::sync::OnceLock;

use ruff_python_ast::token::Tokens;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ModModule, Pattern, PySourceType, Stmt};
use ruff_python_parser::parse_unchecked_source;
use ruff_text_size::Ranged;

use super::nesting::is_too_deep;

/// The largest file that is parsed, in bytes. The tree takes about 28 times as much memory as the text.
pub const LARGEST: usize = 4 << 20;

/// Why a text was not parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It has too many bytes.
    TooLarge,
    /// It nests too deeply.
    TooDeep,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "the file has more than {} MiB", LARGEST >> 20),
            Self::TooDeep => {
                write!(f, "the code nests more deeply than {} levels", super::nesting::DEEPEST)
            }
        }
    }
}

impl std::error::Error for Refusal {}

/// A text and its syntax tree. Where the text is no Python 3, the tree has what could be made out.
pub struct Parsed<'t> {
    text: &'t str,
    tree: Option<ruff_python_parser::Parsed<ModModule>>,
    depth: OnceLock<usize>,
}

impl<'t> Parsed<'t> {
    /// Parses a text, unless it is too large or nests too deeply.
    pub fn new(text: &'t str) -> Result<Self, Refusal> {
        if text.len() <= LARGEST && is_too_deep(text) {
            return Err(Refusal::TooDeep);
        }
        Self::shallow(text)
    }

    /// Parses a text that is known not to nest too deeply, since it is a sketch.
    pub fn shallow(text: &'t str) -> Result<Self, Refusal> {
        if text.len() > LARGEST {
            return Err(Refusal::TooLarge);
        }
        let tree = parse_unchecked_source(text, PySourceType::Python);
        Ok(Self { text, tree: Some(tree), depth: OnceLock::new() })
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Syntax errors, each with its byte offset. With any, the file was read in part.
    pub fn errors(&self) -> impl Iterator<Item = (usize, String)> {
        let errors = self.tree.iter().flat_map(|tree| tree.errors());
        errors.map(|error| (error.range().start().to_usize(), error.error.to_string()))
    }

    /// The statements.
    pub(crate) fn suite(&self) -> &[Stmt] {
        self.tree.as_ref().map_or(&[], |tree| tree.suite())
    }

    pub(super) fn tokens(&self) -> Option<&Tokens> {
        self.tree.as_ref().map(|tree| tree.tokens())
    }

    // A walk that goes to the bottom anyway hands in what it saw.
    pub(super) fn set_depth(&self, depth: usize) {
        let _ = self.depth.set(depth);
    }

    fn depth(&self) -> usize {
        *self.depth.get_or_init(|| {
            let mut depth = Depth::default();
            for stmt in self.suite() {
                depth.visit_stmt(stmt);
            }
            depth.deepest
        })
    }
}

// Dropping a tree recurses as deeply as it nests, and an overflowing stack ends the process.
impl Drop for Parsed<'_> {
    fn drop(&mut self) {
        let depth = self.depth();
        if depth > 500 {
            let tree = self.tree.take();
            stacker::grow(depth * 1024 + (1 << 20), || drop(tree));
        }
    }
}

/// Runs one level of a recursion over a tree, on a new piece of stack if the current one is nearly full.
pub(crate) fn level<T>(run: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(64 << 10, 1 << 20, run)
}

#[derive(Default)]
struct Depth {
    now: usize,
    deepest: usize,
}

impl Depth {
    fn down(&mut self, run: impl FnOnce(&mut Self)) {
        self.now += 1;
        self.deepest = self.deepest.max(self.now);
        level(|| run(self));
        self.now -= 1;
    }
}

impl<'a> Visitor<'a> for Depth {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.down(|depth| visitor::walk_stmt(depth, stmt));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.down(|depth| visitor::walk_expr(depth, expr));
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        self.down(|depth| visitor::walk_pattern(depth, pattern));
    }
}
