//! Whether a function is a generator.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt};

/// Whether these statements, as the body of a function, make it a generator.
pub(super) fn yields(body: &[Stmt]) -> bool {
    let mut search = Yields(false);
    for stmt in body {
        search.visit_stmt(stmt);
    }
    search.0
}

struct Yields(bool);

impl<'a> Visitor<'a> for Yields {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if !self.0 && !matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
            crate::python::level(|| visitor::walk_stmt(self, stmt));
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            _ if self.0 => {}
            Expr::Yield(_) | Expr::YieldFrom(_) => self.0 = true,
            Expr::Lambda(_) => {}
            _ => crate::python::level(|| visitor::walk_expr(self, expr)),
        }
    }
}
