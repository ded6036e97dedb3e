//! What a module is made of: expressions, imports, definitions, assignments, each with its place.

use ruff_python_ast::{
    Expr, ExprCall, ExprLambda, ExprStringLiteral, StmtClassDef, StmtFunctionDef,
};

use super::frame::FrameId;
use crate::source::Span;

/// The number of a statement in its module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StmtId(pub(super) u32);

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
        Written { expr: self.expr, frame: self.site.frame }
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
