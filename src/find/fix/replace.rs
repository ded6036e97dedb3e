//! Writing something else: an expression with holes, filled with the code that they stand for.

use regex::{Captures, Regex};
use ruff_python_ast::{Expr, Stmt};
use std::sync::LazyLock;

use super::{Change, Part, Replace, call, has_comment, line_end, node};
use crate::find::Match;
use crate::python::{Module, span_of};
use crate::source::Span;

static HOLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\$([A-Z][A-Z0-9_]*)").ok());

impl Replace {
    pub(super) fn changes(&self, module: &Module, found: &Match) -> Result<Vec<Change>, String> {
        let span = match self.part {
            Part::Whole => span_of(node(module, found)?.expr),
            Part::Function => span_of(&*call(module, found)?.func),
        };
        let mut text = self.filled(module, found)?;
        let named = || self.with.holes().filter_map(|hole| found.holes.get(hole));
        let lost = |comment: &Span| !named().any(|hole| holds(hole, comment));
        let lost = module.comments().any(|c| holds(&span, &c.span) && lost(&c.span));
        if lost || self.part == Part::Function && has_comment(module, &span) {
            return Err("a comment would be lost".into());
        }
        if !stands_alone(self.with.expression()) && !is_statement(module, &span) {
            text = format!("({text})");
        }
        // A hole brings its line ends along; what we write has those of the file.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Ok(vec![Change::new(span, text.replace('\n', line_end(module.text())))])
    }

    fn filled(&self, module: &Module, found: &Match) -> Result<String, String> {
        let holes = HOLE.as_ref().ok_or("holes cannot be found")?;
        let template = self.with.as_str();
        let mut missing = None;
        let text = holes.replace_all(template, |hole: &Captures| {
            let around = hole.get(0).map_or(0..0, |all| all.range());
            match found.holes.get(&hole[1]) {
                Some(span) => written(module, span, template, around),
                None => {
                    missing = Some(hole[1].to_owned());
                    String::new()
                }
            }
        });
        match missing {
            Some(hole) => Err(format!("nothing stands for `${hole}` here")),
            None => Ok(text.into_owned()),
        }
    }
}

fn holds(outer: &Span, inner: &Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The code of a hole, in parentheses unless it means the same without.
fn written(module: &Module, span: &Span, template: &str, around: Span) -> String {
    let code = module.text().get(span.clone()).unwrap_or("");
    let before = template[..around.start].trim_end();
    let after = template[around.end..].trim_start();
    let delimited =
        before.ends_with(['(', ',', '[', '{']) && after.starts_with([')', ',', ']', '}']);
    let expr = module.nodes_in(span).find(|node| span_of(node.expr) == *span).map(|node| node.expr);
    let plain = match expr {
        Some(Expr::Generator(generator)) => generator.parenthesized,
        Some(Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Named(_)) => false,
        Some(Expr::Tuple(tuple)) => tuple.parenthesized,
        Some(Expr::Starred(_)) => true,
        Some(_) if delimited => true,
        Some(expr) => stands_alone(expr) && !code.contains(['\n', '\r']),
        None => false,
    };
    if plain { code.to_owned() } else { format!("({code})") }
}

/// Whether an expression means the same wherever it is put.
fn stands_alone(expr: &Expr) -> bool {
    match expr {
        Expr::Tuple(tuple) => tuple.parenthesized,
        Expr::NumberLiteral(_) => false,
        _ => {
            expr.is_literal_expr()
                || matches!(
                    expr,
                    Expr::Name(_)
                        | Expr::Attribute(_)
                        | Expr::Call(_)
                        | Expr::Subscript(_)
                        | Expr::List(_)
                        | Expr::Dict(_)
                        | Expr::Set(_)
                        | Expr::ListComp(_)
                        | Expr::SetComp(_)
                        | Expr::DictComp(_)
                )
        }
    }
}

fn is_statement(module: &Module, span: &Span) -> bool {
    let stmt = module.stmt(module.site_at(span.start).stmt);
    matches!(stmt, Stmt::Expr(stmt) if span_of(&*stmt.value) == *span)
}
