//! Scopes and what binds names in them.

use ruff_python_ast::Expr;
use rustc_hash::{FxHashMap, FxHashSet};

use super::frame::FrameId;

/// The number of a scope in its module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ScopeId(pub(super) u32);

pub(super) const MODULE_SCOPE: ScopeId = ScopeId(0);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Module,
    Class,
    Function,
    Comprehension,
}

#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub(super) kind: ScopeKind,
    pub(super) parent: Option<ScopeId>,
    pub(super) bindings: FxHashMap<&'a str, Vec<Binding<'a>>>,
    /// Names declared `global`.
    pub(super) globals: FxHashSet<&'a str>,
    /// Names declared `nonlocal`.
    pub(super) nonlocals: FxHashSet<&'a str>,
    /// Modules whose names were all imported.
    pub(super) stars: Vec<String>,
    /// Changes of dicts, by the name they are made through.
    pub(super) changes: Vec<Change<'a>>,
}

/// Something that gives a name its meaning.
#[derive(Debug)]
pub(super) struct Binding<'a> {
    pub(super) kind: BindingKind<'a>,
    /// The byte offset from which the name has this meaning.
    pub(super) from: usize,
    pub(super) frame: FrameId,
}

#[derive(Debug)]
pub(super) enum BindingKind<'a> {
    /// An import of this dotted name.
    Import(String),
    /// An assignment of this expression.
    Assign(&'a Expr),
    /// A definition of a function or class.
    Def,
    /// A parameter, loop variable, exception or whatever else cannot be followed.
    Opaque,
}

/// A change of a dict: one key, or any if the key cannot be known; no value where the key is removed.
#[derive(Debug)]
pub(super) struct Change<'a> {
    pub(super) name: &'a str,
    pub(super) key: Option<&'a str>,
    pub(super) value: Option<&'a Expr>,
    pub(super) frame: FrameId,
}

impl Scope<'_> {
    pub(super) fn new(kind: ScopeKind, parent: Option<ScopeId>) -> Self {
        Self {
            kind,
            parent,
            bindings: FxHashMap::default(),
            globals: FxHashSet::default(),
            nonlocals: FxHashSet::default(),
            stars: Vec::new(),
            changes: Vec::new(),
        }
    }
}
