//! A module, indexed: what checks ask for again and again, collected in one walk.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;
use rustc_hash::{FxHashMap, FxHashSet};

use super::frame::{Frame, FrameId, FrameKind};
use super::index::index;
use super::meanings::Meanings;
use super::module_name::ModuleName;
use super::names::Referent;
use super::parse::Parsed;
use super::roots::ByRoot;
use super::scope::Scope;
use super::sites::{AssignSite, DefSite, Docstring, ImportSite, Node, Site, StmtId};
use super::span_of;
use crate::source::Span;

// How many statements back the statement around an offset is looked for.
const MOST_NESTED: usize = 4096;

/// A statement with its place in its block.
#[derive(Debug, Clone, Copy)]
pub(super) struct StmtInfo<'a> {
    pub(super) stmt: &'a Stmt,
    pub(super) frame: FrameId,
    pub(super) position: usize,
}

/// A parsed file, indexed.
pub struct Module<'a> {
    pub(super) parsed: &'a Parsed<'a>,
    pub(super) name: Option<ModuleName>,
    pub(super) frames: Vec<Frame<'a>>,
    pub(super) stmts: Vec<StmtInfo<'a>>,
    pub(super) scopes: Vec<Scope<'a>>,
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) calls: Vec<u32>,
    pub(super) calls_by_name: FxHashMap<&'a str, Vec<u32>>,
    pub(super) calls_by_root: OnceCell<ByRoot<'a>>,
    pub(super) names_by_root: OnceCell<ByRoot<'a>>,
    pub(super) imports: Vec<ImportSite<'a>>,
    pub(super) defs: Vec<DefSite<'a>>,
    pub(super) assigns: Vec<AssignSite<'a>>,
    pub(super) docstrings: Vec<Docstring<'a>>,
    pub(super) referents: RefCell<FxHashMap<*const Expr, Rc<[Referent<'a>]>>>,
    pub(super) meanings: RefCell<Meanings<'a>>,
    // The scopes into which all of a module is imported.
    pub(super) starred: OnceCell<Vec<usize>>,
    // Identifiers that lead to functions whose results have names.
    pub(super) givers: OnceCell<FxHashSet<&'a str>>,
}

impl<'a> Module<'a> {
    /// Indexes a parsed file. The name, if known, gives relative imports and the module's own names their meaning.
    pub fn new(parsed: &'a Parsed<'a>, name: Option<ModuleName>) -> Self {
        index(parsed, name)
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.parsed.text()
    }

    /// Whether all of the text could be read.
    pub fn is_sound(&self) -> bool {
        self.parsed.errors().next().is_none()
    }

    /// Whether there is no statement in it, as in a file of comments.
    pub fn is_bare(&self) -> bool {
        self.stmts.is_empty()
    }

    /// The text of a node.
    pub fn text_of(&self, node: &impl Ranged) -> &'a str {
        self.text().get(span_of(node)).unwrap_or("")
    }

    /// The module's dotted name.
    pub fn name(&self) -> Option<&ModuleName> {
        self.name.as_ref()
    }

    /// All expressions, by where they begin; of two that begin together, the longer first.
    pub fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    /// The expressions that lie in a span.
    pub fn nodes_in(&self, span: &Span) -> impl Iterator<Item = &Node<'a>> {
        let start =
            self.nodes.partition_point(|node| node.expr.range().start().to_usize() < span.start);
        let end = span.end;
        self.nodes[start..]
            .iter()
            .take_while(move |node| node.expr.range().start().to_usize() < end)
            .filter(move |node| node.expr.range().end().to_usize() <= end)
    }

    /// All calls.
    pub fn calls(&self) -> impl Iterator<Item = &Node<'a>> {
        self.calls.iter().map(|at| &self.nodes[*at as usize])
    }

    /// All imports, one for each name.
    pub fn imports(&self) -> &[ImportSite<'a>] {
        &self.imports
    }

    /// All definitions.
    pub fn defs(&self) -> &[DefSite<'a>] {
        &self.defs
    }

    /// All assignments.
    pub fn assigns(&self) -> &[AssignSite<'a>] {
        &self.assigns
    }

    /// All docstrings.
    pub fn docstrings(&self) -> &[Docstring<'a>] {
        &self.docstrings
    }

    /// A frame.
    pub fn frame(&self, id: FrameId) -> &Frame<'a> {
        &self.frames[id.0 as usize]
    }

    /// A frame and the frames around it, from the inside out.
    pub fn around(&self, id: FrameId) -> impl Iterator<Item = (FrameId, &Frame<'a>)> {
        std::iter::successors(Some(id), |id| self.frame(*id).parent).map(|id| (id, self.frame(id)))
    }

    /// Whether one frame is another one or around it.
    pub fn is_around(&self, outer: FrameId, inner: FrameId) -> bool {
        let depth = self.frame(outer).depth;
        let mut around = self.around(inner).skip_while(|(_, frame)| frame.depth > depth);
        around.next().is_some_and(|(id, _)| id == outer)
    }

    /// The innermost function or lambda around a frame.
    pub fn function(&self, frame: FrameId) -> Option<FrameId> {
        self.around(frame).find(|(_, frame)| frame.kind.is_function()).map(|(id, _)| id)
    }

    /// The innermost statement and frame around an offset of the text.
    pub fn site_at(&self, offset: usize) -> Site {
        let after =
            self.stmts.partition_point(|info| info.stmt.range().start().to_usize() <= offset);
        let around = self.stmts[..after].iter().enumerate().rev();
        let inside =
            around.take(MOST_NESTED).find(|(_, info)| offset <= info.stmt.range().end().to_usize());
        match inside.or(self.stmts[..after].iter().enumerate().next_back()) {
            Some((at, info)) => Site { frame: info.frame, stmt: StmtId(at as u32) },
            None => Site { frame: FrameId(0), stmt: StmtId(0) },
        }
    }

    /// A statement.
    pub fn stmt(&self, id: StmtId) -> &'a Stmt {
        self.stmts[id.0 as usize].stmt
    }

    /// The frame that a statement is directly in, and its position there.
    pub fn position(&self, id: StmtId) -> (FrameId, usize) {
        let info = &self.stmts[id.0 as usize];
        (info.frame, info.position)
    }

    /// The span of a statement that people would call its line: a compound statement's header only. In a module
    /// without statements it is empty.
    pub fn statement_span(&self, id: StmtId) -> Span {
        let Some(stmt) = self.stmts.get(id.0 as usize).map(|info| info.stmt) else { return 0..0 };
        let span = span_of(stmt);
        let body = match stmt {
            Stmt::FunctionDef(def) => def.body.first(),
            Stmt::ClassDef(def) => def.body.first(),
            Stmt::If(stmt) => stmt.body.first(),
            Stmt::For(stmt) => stmt.body.first(),
            Stmt::While(stmt) => stmt.body.first(),
            Stmt::With(stmt) => stmt.body.first(),
            Stmt::Try(stmt) => stmt.body.first(),
            Stmt::Match(stmt) => return span.start..span_of(&*stmt.subject).end,
            _ => return span,
        };
        let end = body.map_or(span.end, |first| first.range().start().to_usize());
        span.start..span.start + self.text().get(span.start..end).unwrap_or("").trim_end().len()
    }

    /// Whether a frame is code that only type checkers read.
    pub fn is_type_checking(&self, frame: FrameId) -> bool {
        self.around(frame).any(|(_, frame)| match frame.kind {
            FrameKind::If(stmt, 0) => is_type_checking(&stmt.test),
            FrameKind::If(stmt, branch) => {
                let clause = &stmt.elif_else_clauses[branch - 1];
                let not = |expr: &Expr| matches!(expr, Expr::UnaryOp(op) if is_type_checking(&op.operand));
                match &clause.test {
                    Some(test) => is_type_checking(test),
                    None => branch == 1 && not(&stmt.test),
                }
            }
            _ => false,
        })
    }
}

fn is_type_checking(test: &Expr) -> bool {
    match test {
        Expr::Name(name) => name.id == "TYPE_CHECKING",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
        _ => false,
    }
}
