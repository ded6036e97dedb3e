//! A module, indexed: what checks ask for again and again, collected in one walk.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use ruff_python_ast::{
    Expr, ExprCall, ExprLambda, ExprStringLiteral, Stmt, StmtClassDef, StmtFunctionDef,
};
use ruff_text_size::Ranged;

use super::frame::{Frame, FrameId, FrameKind};
use super::index::index;
use super::names::Referent;
use super::parse::Parsed;
use super::scope::Scope;
use super::span_of;
use crate::source::Span;

// How many statements back the statement around an offset is looked for.
const MOST_NESTED: usize = 4096;

/// The number of a statement in its module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StmtId(pub(super) u32);

/// The dotted name of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleName {
    /// The name, `nova.cmd` for `nova/cmd/__init__.py`.
    pub name: String,
    /// Whether it is a package, which changes what relative imports mean.
    pub is_package: bool,
}

impl ModuleName {
    /// The name that a file has by its path from the root of its tree; none if the path cannot be imported.
    pub fn of_path(path: &str) -> Option<Self> {
        let path = path.strip_suffix(".py")?;
        let path = path.strip_prefix("src/").unwrap_or(path);
        let (path, is_package) = match path.strip_suffix("/__init__") {
            Some(package) => (package, true),
            None => (path, false),
        };
        let mut segments = path.split('/');
        segments
            .all(ruff_python_stdlib::identifiers::is_identifier)
            .then(|| Self {
                name: path.replace('/', "."),
                is_package,
            })
    }

    /// The absolute name of what `from <dots><module> import …` names in this module; none if that leaves the top.
    pub fn relative(&self, level: u32, module: Option<&str>) -> Option<String> {
        let mut base: Vec<&str> = self.name.split('.').collect();
        let up = if self.is_package {
            level.checked_sub(1)?
        } else {
            level
        };
        base.truncate(base.len().checked_sub(up as usize)?);
        base.extend(module);
        (!base.is_empty()).then(|| base.join("."))
    }
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// The innermost construct around it.
    pub frame: FrameId,
    /// The innermost statement around it.
    pub stmt: StmtId,
}

/// An expression, and the frame in which its names are looked up.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The expression.
    pub expr: &'a Expr,
    /// The frame it stands in.
    pub frame: FrameId,
}

/// An expression with its place and its role.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    /// The expression.
    pub expr: &'a Expr,
    /// Where it stands.
    pub site: Site,
    /// What it is used as.
    pub role: Role,
}

impl<'a> Node<'a> {
    /// The expression with its frame.
    pub fn written(&self) -> Written<'a> {
        Written {
            expr: self.expr,
            frame: self.site.frame,
        }
    }
}

/// What an expression is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is called.
    Call,
    /// It decorates a function or class.
    Decorator,
    /// A class derives from it.
    Base,
    /// An `except` clause names it.
    Except,
    /// It annotates something.
    Annotation,
    /// It is assigned to or deleted.
    Store,
    /// An attribute of it is taken, so that it is part of a longer dotted name.
    Object,
    /// Anything else.
    Value,
}

/// One name imported by a statement or call.
#[derive(Debug, Clone)]
pub struct ImportSite<'a> {
    /// How it is written.
    pub form: ImportForm,
    /// The module's absolute name; with leading dots if that cannot be told.
    pub module: String,
    /// The name taken from the module.
    pub member: Option<&'a str>,
    /// The name after `as`.
    pub alias: Option<&'a str>,
    /// How many dots lead the module's name.
    pub level: u32,
    /// The call, if a call imports.
    pub call: Option<&'a ExprCall>,
    /// The statement, or the call.
    pub span: Span,
    /// The name in the statement, with its alias, or the call.
    pub name_span: Span,
    /// Whether it is the only name of its statement.
    pub alone: bool,
    /// Where it stands.
    pub site: Site,
}

/// How an import is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportForm {
    /// `import module`.
    Plain,
    /// `from module import member`.
    From,
    /// `from module import *`.
    Star,
    /// A call that imports.
    Dynamic,
}

/// A definition.
#[derive(Debug, Clone, Copy)]
pub struct DefSite<'a> {
    /// What is defined.
    pub what: Definition<'a>,
    /// Where it stands.
    pub site: Site,
    /// The frame of its body.
    pub body: FrameId,
}

/// What is defined.
#[derive(Debug, Clone, Copy)]
pub enum Definition<'a> {
    /// A function or method.
    Function(&'a StmtFunctionDef),
    /// A class.
    Class(&'a StmtClassDef),
    /// A lambda.
    Lambda(&'a ExprLambda),
}

/// An assignment to one target.
#[derive(Debug, Clone)]
pub struct AssignSite<'a> {
    /// What is assigned to.
    pub target: &'a Expr,
    /// What is assigned, if it is written as one expression.
    pub value: Option<&'a Expr>,
    /// Whether it is annotated.
    pub annotated: bool,
    /// The statement or expression.
    pub span: Span,
    /// Where it stands.
    pub site: Site,
}

/// A docstring.
#[derive(Debug, Clone, Copy)]
pub struct Docstring<'a> {
    /// The string.
    pub string: &'a ExprStringLiteral,
    /// The frame whose docstring it is.
    pub frame: FrameId,
}

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
    pub(super) imports: Vec<ImportSite<'a>>,
    pub(super) defs: Vec<DefSite<'a>>,
    pub(super) assigns: Vec<AssignSite<'a>>,
    pub(super) docstrings: Vec<Docstring<'a>>,
    pub(super) referents: RefCell<HashMap<*const Expr, Rc<[Referent<'a>]>>>,
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
        let start = self
            .nodes
            .partition_point(|node| node.expr.range().start().to_usize() < span.start);
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
        let mut around = self
            .around(inner)
            .skip_while(|(_, frame)| frame.depth > depth);
        around.next().is_some_and(|(id, _)| id == outer)
    }

    /// The innermost function or lambda around a frame.
    pub fn function(&self, frame: FrameId) -> Option<FrameId> {
        self.around(frame)
            .find(|(_, frame)| frame.kind.is_function())
            .map(|(id, _)| id)
    }

    /// The innermost statement and frame around an offset of the text.
    pub fn site_at(&self, offset: usize) -> Site {
        let after = self
            .stmts
            .partition_point(|info| info.stmt.range().start().to_usize() <= offset);
        let around = self.stmts[..after].iter().enumerate().rev();
        let inside = around
            .take(MOST_NESTED)
            .find(|(_, info)| offset <= info.stmt.range().end().to_usize());
        match inside.or(self.stmts[..after].iter().enumerate().next_back()) {
            Some((at, info)) => Site {
                frame: info.frame,
                stmt: StmtId(at as u32),
            },
            None => Site {
                frame: FrameId(0),
                stmt: StmtId(0),
            },
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

    /// The span of a statement that people would call its line: a compound statement's header only.
    pub fn statement_span(&self, id: StmtId) -> Span {
        let stmt = self.stmt(id);
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
        span.start
            ..span.start
                + self
                    .text()
                    .get(span.start..end)
                    .unwrap_or("")
                    .trim_end()
                    .len()
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
