//! Frames: the blocks and constructs that a place lies inside of.

use ruff_python_ast::{
    ExprBoolOp, ExprCall, ExprIf, ExprLambda, Stmt, StmtClassDef, StmtFor, StmtFunctionDef, StmtIf,
    StmtMatch, StmtTry, StmtWhile, StmtWith,
};

use super::scope::ScopeId;
use super::sites::StmtId;

/// The number of a frame in its module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameId(pub(super) u32);

/// A construct around code. Frames form a tree with the module at its root.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The frame around it.
    pub parent: Option<FrameId>,
    /// What it is.
    pub kind: FrameKind<'a>,
    /// Its statements, if it is a block.
    pub suite: &'a [Stmt],
    /// The statement that it is part of, unless it is the module.
    pub stmt: Option<StmtId>,
    pub(super) scope: ScopeId,
    pub(super) depth: u32,
}

/// What a frame is.
#[derive(Debug, Clone, Copy)]
pub enum FrameKind<'a> {
    /// The module.
    Module,
    /// The body of a function.
    Function(&'a StmtFunctionDef),
    /// The body of a class.
    Class(&'a StmtClassDef),
    /// The body of a lambda.
    Lambda(&'a ExprLambda),
    /// A comprehension or generator expression.
    Comprehension,
    /// A branch of an `if`, counted from 0 for its body.
    If(&'a StmtIf, usize),
    /// A branch of a conditional expression; true for the one if the test holds.
    Choice(&'a ExprIf, bool),
    /// An operand of `and` or `or` after the first.
    Operand(&'a ExprBoolOp, usize),
    /// The body of a `while`; false for its `else`.
    While(&'a StmtWhile, bool),
    /// The body of a `for`; false for its `else`.
    For(&'a StmtFor, bool),
    /// The body of a `try`.
    Try(&'a StmtTry),
    /// An `except` clause of a `try`.
    Except(&'a StmtTry, usize),
    /// The `else` of a `try`.
    TryElse(&'a StmtTry),
    /// The `finally` of a `try`.
    Finally(&'a StmtTry),
    /// The body of a `with`.
    With(&'a StmtWith),
    /// A case of a `match`.
    Case(&'a StmtMatch, usize),
    /// The arguments of a call.
    Arguments(&'a ExprCall),
    /// A decorator.
    Decorator,
    /// An annotation.
    Annotation,
}

impl<'a> FrameKind<'a> {
    /// Whether code in it runs later than code around it, if at all.
    pub fn is_function(&self) -> bool {
        matches!(self, Self::Function(_) | Self::Lambda(_))
    }

    /// Where the construct begins in the text: branches of the same construct share it.
    pub(super) fn owner(&self) -> Option<*const ()> {
        fn address<T>(node: &T) -> Option<*const ()> {
            Some(std::ptr::from_ref(node).cast())
        }
        match self {
            Self::If(node, _) => address(*node),
            Self::Choice(node, _) => address(*node),
            Self::Case(node, _) => address(*node),
            Self::Try(node) | Self::Except(node, _) | Self::TryElse(node) | Self::Finally(node) => {
                address(*node)
            }
            _ => None,
        }
    }
}
