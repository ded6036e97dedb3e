//! Which changed lines can decide how programs start: those that import, and those that do something when their module
//! is imported. What only gives names to things decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Comprehension, Expr, Keyword, Stmt, StmtImport, StmtImportFrom};
use ruff_text_size::Ranged;

use crate::python::{Module, is_stdlib_of, level};
use crate::source::Span;
use crate::trace;

/// The lines of a module, asked one after the other; what is known of a statement is kept for its other lines.
pub(super) struct Acts<'m, 'a> {
    module: &'m Module<'a>,
    known: BTreeMap<usize, BTreeSet<usize>>,
}

impl<'m, 'a> Acts<'m, 'a> {
    pub(super) fn new(module: &'m Module<'a>) -> Self {
        Self { module, known: BTreeMap::new() }
    }

    /// Whether a line can decide how programs start: `offset` is where its code begins, and `at_import` whether that
    /// runs when the module is imported.
    pub(super) fn on(&mut self, line: &Span, offset: usize, text: &str, at_import: bool) -> bool {
        let stmt = self.module.stmt(self.module.site_at(offset).stmt);
        match stmt {
            Stmt::Import(import) => return !is_harmless(import),
            Stmt::ImportFrom(import) => return !is_harmless_from(import),
            // As `importlib.import_module`.
            _ if text.contains("import") => return true,
            _ if !at_import => return false,
            Stmt::ClassDef(_)
            | Stmt::Assign(_)
            | Stmt::AnnAssign(_)
            | Stmt::AugAssign(_)
            | Stmt::TypeAlias(_)
            | Stmt::Expr(_)
            | Stmt::Pass(_)
            | Stmt::Global(_) => {}
            _ => return true,
        }
        let known = self.known.entry(stmt.range().start().to_usize()).or_insert_with(|| {
            let mut doing = Doing::default();
            doing.look(stmt);
            doing.0
        });
        known.range(line.clone()).next().is_some()
    }
}

// What Python itself brings along is no matter of anybody's start, but for what is held on to before a patch. Some
// projects have a `test` of their own.
fn is_python(name: &str) -> bool {
    let top = name.split('.').next().unwrap_or(name);
    top != "test" && is_stdlib_of(trace::PYTHON, top)
}

fn is_harmless(import: &StmtImport) -> bool {
    import.names.iter().all(|alias| is_python(&alias.name))
}

fn is_harmless_from(import: &StmtImportFrom) -> bool {
    let Some(module) = import.module.as_ref().filter(|_| import.level == 0) else { return false };
    let is_held = |name: &str| trace::is_replaced(module, name);
    is_python(module) && !import.names.iter().any(|alias| is_held(&alias.name))
}

/// Where a statement calls or decides something.
#[derive(Default)]
struct Doing(BTreeSet<usize>);

impl Doing {
    fn look(&mut self, stmt: &Stmt) {
        let Stmt::ClassDef(class) = stmt else { return visitor::walk_stmt(self, stmt) };
        // Its body has statements of its own.
        for decorator in &class.decorator_list {
            self.at(decorator);
            self.visit_expr(&decorator.expression);
        }
        for keyword in class.keywords() {
            self.at(keyword);
            self.visit_keyword(keyword);
        }
        class.bases().iter().for_each(|base| self.visit_expr(base));
    }

    fn at(&mut self, node: &impl Ranged) {
        self.0.insert(node.range().start().to_usize());
    }
}

impl<'a> Visitor<'a> for Doing {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            // The line of the parenthesis, wherever the name of what is called began.
            Expr::Call(call) => drop(self.0.insert(call.func.range().end().to_usize())),
            Expr::If(choice) => {
                self.at(&*choice.body);
                self.at(&*choice.test);
                self.at(&*choice.orelse);
            }
            Expr::Await(_) | Expr::Named(_) => self.at(expr),
            // It runs when it is called.
            Expr::Lambda(_) => return,
            _ => {}
        }
        level(|| visitor::walk_expr(self, expr));
    }

    fn visit_comprehension(&mut self, part: &'a Comprehension) {
        self.at(part);
        self.at(&part.iter);
        part.ifs.iter().for_each(|test| self.at(test));
        visitor::walk_comprehension(self, part);
    }

    fn visit_keyword(&mut self, keyword: &'a Keyword) {
        self.visit_expr(&keyword.value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::{ModuleName, Parsed};

    /// The lines that can decide how programs start.
    fn acting(code: &str) -> Vec<&str> {
        let parsed = Parsed::new(code).expect("it is parsed");
        let module = Module::new(&parsed, ModuleName::of_path("pkg/mod.py"));
        let mut acts = Acts::new(&module);
        let mut at = 0;
        let mut all = Vec::new();
        for line in code.lines() {
            let offset = at + line.len() - line.trim_start().len();
            if !line.is_empty() && acts.on(&(at..at + line.len()), offset, line, true) {
                all.push(line.trim());
            }
            at += line.len() + 1;
        }
        all
    }

    #[test]
    fn what_gives_names_to_things_decides_nothing() {
        let code = "
class Gone(exception.NovaException):
    msg = _LONG
    KINDS = (ONE, 'if this or (that) else')
TEXT = '''
reserves up to 20 seconds (or while, for example)
%(tpm)s'''
key = lambda: call(1)
import time, os.path
from collections import abc
from os import environ
";
        assert_eq!(acting(code), Vec::<&str>::new());
    }

    #[test]
    fn what_imports_calls_or_decides_is_told_by_its_own_line() {
        let code = "
import oslo_log
from . import other
from threading import Lock
from test import unit
from pkg import (
    one,
)
OPTS = [
    'no call',
    cfg.StrOpt(
        'name',
        default=ONE if TWO else THREE),
    x.
    y(1),
]
NAMES = [
    name for name
    in NAMES
]
if A:
    B = 1
else:
    C = load('importlib')
@register
class D(
        E, metaclass=F):
    pass
";
        let all = [
            "import oslo_log",
            "from . import other",
            "from threading import Lock",
            "from test import unit",
            "from pkg import (",
            "one,",
            ")",
            "cfg.StrOpt(",
            "default=ONE if TWO else THREE),",
            "y(1),",
            "name for name",
            "in NAMES",
            "if A:",
            "else:",
            "C = load('importlib')",
            "@register",
            "E, metaclass=F):",
        ];
        assert_eq!(acting(code), all);
    }
}
