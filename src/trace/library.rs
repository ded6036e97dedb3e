//! Files of a tree, each read and parsed once, however many entry points lead there.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use typed_arena::Arena;

use crate::python::{Parsed, decode};
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

/// What texts and trees live in. It outlives everything that refers to code.
pub(super) struct Shelf<'t> {
    pub(super) texts: &'t Arena<String>,
}

/// All files that were read.
pub(super) struct Library<'p, 't> {
    texts: &'t Arena<String>,
    codes: &'p Arena<Code<'t>>,
    tree: &'p dyn Tree,
    root: PathBuf,
    loaded: RefCell<FxHashMap<PathBuf, Loaded<'p>>>,
}

impl<'p, 't: 'p> Library<'p, 't> {
    pub(super) fn new(
        shelf: Shelf<'t>,
        codes: &'p Arena<Code<'t>>,
        tree: &'p dyn Tree,
        root: &Path,
    ) -> Self {
        Self {
            texts: shelf.texts,
            codes,
            tree,
            root: root.to_owned(),
            loaded: RefCell::new(FxHashMap::default()),
        }
    }

    fn read(&self, path: &Path) -> Loaded<'p> {
        let bytes = self.tree.read(path).map_err(|error| format!("it cannot be read: {error}"))?;
        let text = self.texts.alloc(decode(&bytes).text.into_owned());
        self.parse(text, self.shown(path))
    }

    fn parse(&self, text: &'t str, path: String) -> Loaded<'p> {
        let parsed = Parsed::new(text).map_err(|refusal| refusal.to_string())?;
        let first = parsed.errors().next();
        let lines = Lines::new(text);
        let error = first.map(|(at, what)| (lines.place(at).line, what));
        let code: &'p Code<'t> = self.codes.alloc(Code { path, parsed, lines, error });
        Ok(code)
    }
}

/// How the machine gets at files.
pub(super) trait Files<'p> {
    /// A file of the tree, parsed.
    fn load(&self, path: &Path) -> Loaded<'p>;

    /// The files that were asked for so far, as people see them, sorted.
    fn asked(&self) -> Vec<String>;

    /// Code that a program made itself, parsed.
    fn made(&self, text: &str, from: &str) -> Loaded<'p>;

    /// A path as people see it: from the root of the tree, with `/`.
    fn shown(&self, path: &Path) -> String;

    /// A name that lives as long as the code.
    fn intern(&self, name: &str) -> &'p str;
}

impl<'p, 't: 'p> Files<'p> for Library<'p, 't> {
    fn load(&self, path: &Path) -> Loaded<'p> {
        if let Some(known) = self.loaded.borrow().get(path) {
            return known.clone();
        }
        let loaded = self.read(path);
        self.loaded.borrow_mut().insert(path.to_owned(), loaded.clone());
        loaded
    }

    fn asked(&self) -> Vec<String> {
        let mut all: Vec<_> = self.loaded.borrow().keys().map(|path| self.shown(path)).collect();
        all.sort();
        all
    }

    fn made(&self, text: &str, from: &str) -> Loaded<'p> {
        self.parse(self.texts.alloc(text.to_owned()), from.to_owned())
    }

    fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    }

    fn intern(&self, name: &str) -> &'p str {
        let kept: &'t str = self.texts.alloc(name.to_owned());
        kept
    }
}
