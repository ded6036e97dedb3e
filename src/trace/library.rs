//! Files of a tree, each read and parsed once, however many entry points lead there.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};
use rustc_hash::{FxHashMap, FxHashSet};
use typed_arena::Arena;

use crate::python::{Parsed, decode, hollowed, level};
use crate::source::Lines;

use super::tree::Tree;

/// A parsed file.
pub(super) struct Code<'t> {
    /// Its path from the root of the tree, with `/`.
    pub(super) path: String,
    pub(super) parsed: Parsed<'t>,
    /// Where its lines begin.
    pub(super) lines: Lines<'t>,
    /// The first syntax error: its line, and what is wrong.
    pub(super) error: Option<(usize, String)>,
}

/// A file as it was found: parsed, or why not.
pub(super) type Loaded<'p> = Result<&'p Code<'p>, String>;

/// The bodies of functions, by where the functions begin.
type Bodies<'p> = FxHashMap<TextSize, &'p [Stmt]>;

/// Where the functions of a file are whole whose tree has none of their bodies.
pub(super) struct Whole<'p, 't> {
    text: &'t str,
    bodies: Option<Bodies<'p>>,
}

/// What trees have in common that are traced together. It outlives everything that refers to code.
#[derive(Clone, Copy)]
pub(super) struct Shelf<'p, 't> {
    pub(super) texts: &'t Arena<String>,
    pub(super) codes: &'p Arena<Code<'t>>,
    /// The files that all of the trees have.
    pub(super) shared: &'p RefCell<FxHashMap<PathBuf, Loaded<'p>>>,
    /// The files that were parsed without the bodies of functions, by the addresses of their codes.
    pub(super) wholes: &'p RefCell<FxHashMap<usize, Whole<'p, 't>>>,
    /// Whether files that all trees have are parsed without the bodies of functions, until one is called. Mistakes in
    /// bodies are not seen then, so this is for comparing trees: they are the same on both sides.
    pub(super) hollow: bool,
}

/// All files of a tree that were read.
pub(super) struct Library<'p, 't> {
    shelf: Shelf<'p, 't>,
    tree: &'p dyn Tree,
    root: PathBuf,
    loaded: RefCell<FxHashMap<PathBuf, Loaded<'p>>>,
    asked: RefCell<FxHashSet<PathBuf>>,
}

impl<'p, 't: 'p> Library<'p, 't> {
    pub(super) fn new(shelf: Shelf<'p, 't>, tree: &'p dyn Tree, root: &Path) -> Self {
        Self {
            shelf,
            tree,
            root: root.to_owned(),
            loaded: RefCell::default(),
            asked: RefCell::default(),
        }
    }

    fn find(&self, path: &Path) -> Loaded<'p> {
        if self.tree.is_own(path) {
            return self.read(path, false);
        }
        if let Some(known) = self.shelf.shared.borrow().get(path) {
            return known.clone();
        }
        let loaded = self.read(path, self.shelf.hollow);
        self.shelf.shared.borrow_mut().insert(path.to_owned(), loaded.clone());
        loaded
    }

    fn read(&self, path: &Path, hollow: bool) -> Loaded<'p> {
        let bytes = self.tree.read(path).map_err(|error| format!("it cannot be read: {error}"))?;
        let text: &'t str = self.shelf.texts.alloc(decode(&bytes).text.into_owned());
        let Some(less) = hollow.then(|| hollowed(text, &|_| false)).flatten() else {
            return self.parse(text, self.shown(path));
        };
        let code = self.parse(self.shelf.texts.alloc(less), self.shown(path))?;
        let whole = Whole { text, bodies: None };
        self.shelf.wholes.borrow_mut().insert(std::ptr::from_ref(code) as usize, whole);
        Ok(code)
    }

    fn parse(&self, text: &'t str, path: String) -> Loaded<'p> {
        let parsed = Parsed::new(text).map_err(|refusal| refusal.to_string())?;
        let first = parsed.errors().next();
        let lines = Lines::new(text);
        let error = first.map(|(at, what)| (lines.place(at).line, what));
        let code: &'p Code<'t> = self.shelf.codes.alloc(Code { path, parsed, lines, error });
        Ok(code)
    }

    fn whole_body(&self, code: &Code<'p>, def: &StmtFunctionDef) -> Option<&'p [Stmt]> {
        let key = std::ptr::from_ref(code) as usize;
        let text = match self.shelf.wholes.borrow().get(&key)? {
            Whole { bodies: Some(bodies), .. } => return bodies.get(&def.range().start()).copied(),
            Whole { text, .. } => *text,
        };
        let whole = self.parse(text, code.path.clone()).ok()?;
        let mut gather = Gather(Bodies::default());
        whole.parsed.suite().iter().for_each(|stmt| gather.visit_stmt(stmt));
        let body = gather.0.get(&def.range().start()).copied();
        self.shelf.wholes.borrow_mut().insert(key, Whole { text, bodies: Some(gather.0) });
        body
    }
}

/// Gathers the bodies of functions.
struct Gather<'p>(Bodies<'p>);

impl<'p> Visitor<'p> for Gather<'p> {
    fn visit_stmt(&mut self, stmt: &'p Stmt) {
        if let Stmt::FunctionDef(def) = stmt {
            self.0.insert(def.range().start(), &def.body);
        }
        level(|| visitor::walk_stmt(self, stmt));
    }

    // No function stands in an expression.
    fn visit_expr(&mut self, _: &'p Expr) {}
}

/// How the machine gets at files.
pub(super) trait Files<'p> {
    /// A file of the tree, parsed.
    fn load(&self, path: &Path) -> Loaded<'p>;

    /// The files that were asked for since this was asked last, as people see them, sorted.
    fn asked(&self) -> Vec<String>;

    /// What a function does.
    fn body(&self, code: &Code<'p>, def: &'p StmtFunctionDef) -> &'p [Stmt];

    /// Code that a program made itself, parsed.
    fn made(&self, text: &str, from: &str) -> Loaded<'p>;

    /// A path as people see it: from the root of the tree, with `/`.
    fn shown(&self, path: &Path) -> String;

    /// A name that lives as long as the code.
    fn intern(&self, name: &str) -> &'p str;
}

impl<'p, 't: 'p> Files<'p> for Library<'p, 't> {
    fn load(&self, path: &Path) -> Loaded<'p> {
        if !self.asked.borrow().contains(path) {
            self.asked.borrow_mut().insert(path.to_owned());
        }
        if let Some(known) = self.loaded.borrow().get(path) {
            return known.clone();
        }
        let loaded = self.find(path);
        self.loaded.borrow_mut().insert(path.to_owned(), loaded.clone());
        loaded
    }

    fn asked(&self) -> Vec<String> {
        let mut all: Vec<_> = self.asked.take().iter().map(|path| self.shown(path)).collect();
        all.sort();
        all
    }

    fn body(&self, code: &Code<'p>, def: &'p StmtFunctionDef) -> &'p [Stmt] {
        let is_left_out =
            |stmt: &Stmt| matches!(stmt, Stmt::Expr(only) if only.value.is_ellipsis_literal_expr());
        let whole = match &def.body[..] {
            [only] if is_left_out(only) => self.whole_body(code, def),
            _ => None,
        };
        whole.unwrap_or(&def.body)
    }

    fn made(&self, text: &str, from: &str) -> Loaded<'p> {
        self.parse(self.shelf.texts.alloc(text.to_owned()), from.to_owned())
    }

    fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    }

    fn intern(&self, name: &str) -> &'p str {
        let kept: &'t str = self.shelf.texts.alloc(name.to_owned());
        kept
    }
}
