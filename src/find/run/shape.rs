//! Whether an expression has a shape.

use std::collections::BTreeMap;

use ruff_python_ast::{Arguments, DictItem, Expr, ExprCall, Keyword, Number};

use super::super::grammar::{Name, Resolve, Several, Template, is_rest};
use super::scan::Scan;
use crate::python::{Written, dotted_text};

/// What the holes of a shape stand for.
pub(in super::super) type Binds<'a> = BTreeMap<String, Written<'a>>;

struct Fit<'f, 's, 'a> {
    scan: &'f Scan<'s, 'a>,
    resolve: Resolve,
    frame: Written<'a>,
    binds: Binds<'a>,
}

/// What the holes stand for if the expression has the shape, names compared as text.
pub(in super::super) fn fits<'a>(
    template: &Template,
    written: Written<'a>,
    scan: &Scan<'_, 'a>,
) -> Option<Binds<'a>> {
    fits_resolved(template, Resolve::Text, written, scan)
}

/// What the holes stand for if the expression has the shape.
pub(in super::super) fn fits_resolved<'a>(
    template: &Template,
    resolve: Resolve,
    written: Written<'a>,
    scan: &Scan<'_, 'a>,
) -> Option<Binds<'a>> {
    let mut fit = Fit { scan, resolve, frame: written, binds: Binds::new() };
    fit.expr(template.expression(), written.expr).then_some(fit.binds)
}

fn hole(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Template::hole(name.id.as_str()),
        _ => None,
    }
}

impl<'a> Fit<'_, '_, 'a> {
    // The recursion is bounded by the shape, which is short.
    fn expr(&mut self, shape: &Expr, expr: &'a Expr) -> bool {
        if let Some(name) = hole(shape) {
            return self.bind(name, expr);
        }
        if let Some(equal) = self.name(shape, expr) {
            return equal;
        }
        match (shape, expr) {
            (Expr::Call(shape), Expr::Call(call)) => self.call(shape, call),
            (Expr::Attribute(shape), Expr::Attribute(found)) => {
                self.identifier(&shape.attr, &found.attr) && self.expr(&shape.value, &found.value)
            }
            (Expr::Subscript(shape), Expr::Subscript(found)) => {
                self.expr(&shape.value, &found.value) && self.expr(&shape.slice, &found.slice)
            }
            (Expr::Starred(shape), Expr::Starred(found)) => self.expr(&shape.value, &found.value),
            (Expr::Await(shape), Expr::Await(found)) => self.expr(&shape.value, &found.value),
            (Expr::Yield(shape), Expr::Yield(found)) => {
                self.option(shape.value.as_deref(), found.value.as_deref())
            }
            (Expr::UnaryOp(shape), Expr::UnaryOp(found)) => {
                shape.op == found.op && self.expr(&shape.operand, &found.operand)
            }
            (Expr::BinOp(shape), Expr::BinOp(found)) => {
                shape.op == found.op
                    && self.expr(&shape.left, &found.left)
                    && self.expr(&shape.right, &found.right)
            }
            (Expr::BoolOp(shape), Expr::BoolOp(found)) => {
                shape.op == found.op && self.list(&shape.values, &found.values)
            }
            (Expr::Compare(shape), Expr::Compare(found)) => {
                shape.ops == found.ops
                    && self.expr(&shape.left, &found.left)
                    && self.list(&shape.comparators, &found.comparators)
            }
            (Expr::If(shape), Expr::If(found)) => {
                self.expr(&shape.test, &found.test)
                    && self.expr(&shape.body, &found.body)
                    && self.expr(&shape.orelse, &found.orelse)
            }
            (Expr::Lambda(shape), Expr::Lambda(found)) => self.expr(&shape.body, &found.body),
            (Expr::Slice(shape), Expr::Slice(found)) => {
                self.option(shape.lower.as_deref(), found.lower.as_deref())
                    && self.option(shape.upper.as_deref(), found.upper.as_deref())
                    && self.option(shape.step.as_deref(), found.step.as_deref())
            }
            _ => self.display(shape, expr) || constants(shape, expr),
        }
    }

    fn display(&mut self, shape: &Expr, expr: &'a Expr) -> bool {
        match (shape, expr) {
            (Expr::List(shape), Expr::List(found)) => self.list(&shape.elts, &found.elts),
            (Expr::Tuple(shape), Expr::Tuple(found)) => self.list(&shape.elts, &found.elts),
            (Expr::Set(shape), Expr::Set(found)) => self.list(&shape.elts, &found.elts),
            (Expr::Dict(shape), Expr::Dict(found)) => self.dict(&shape.items, &found.items),
            (Expr::ListComp(shape), Expr::ListComp(found)) => {
                self.expr(&shape.elt, &found.elt)
                    && self.generators(&shape.generators, &found.generators)
            }
            (Expr::SetComp(shape), Expr::SetComp(found)) => {
                self.expr(&shape.elt, &found.elt)
                    && self.generators(&shape.generators, &found.generators)
            }
            (Expr::Generator(shape), Expr::Generator(found)) => {
                self.expr(&shape.elt, &found.elt)
                    && self.generators(&shape.generators, &found.generators)
            }
            (Expr::DictComp(shape), Expr::DictComp(found)) => {
                self.option(shape.key.as_deref(), found.key.as_deref())
                    && self.expr(&shape.value, &found.value)
                    && self.generators(&shape.generators, &found.generators)
            }
            _ => false,
        }
    }

    fn generators(
        &mut self,
        shape: &[ruff_python_ast::Comprehension],
        found: &'a [ruff_python_ast::Comprehension],
    ) -> bool {
        shape.len() == found.len()
            && shape.iter().zip(found).all(|(shape, found)| {
                shape.is_async == found.is_async
                    && self.expr(&shape.target, &found.target)
                    && self.expr(&shape.iter, &found.iter)
                    && self.list(&shape.ifs, &found.ifs)
            })
    }

    fn option(&mut self, shape: Option<&Expr>, found: Option<&'a Expr>) -> bool {
        match (shape, found) {
            (Some(shape), Some(found)) => self.expr(shape, found),
            (shape, found) => shape.is_none() && found.is_none(),
        }
    }

    fn bind(&mut self, name: &str, expr: &'a Expr) -> bool {
        if name == "_" {
            return true;
        }
        let module = self.scan.module;
        match self.binds.get(name) {
            Some(other) => same_text(module.text_of(other.expr), module.text_of(expr)),
            None => {
                self.binds.insert(name.to_owned(), Written { expr, ..self.frame });
                true
            }
        }
    }

    // A hole may stand for the name of an attribute, too.
    fn identifier(&self, shape: &str, found: &str) -> bool {
        Template::hole(shape).is_some() || shape == found
    }

    // Dotted names without holes are compared as asked; none where the shape is no such name.
    fn name(&self, shape: &Expr, expr: &'a Expr) -> Option<bool> {
        if self.resolve == Resolve::Text {
            return None;
        }
        let text = dotted_text(shape).filter(|text| !text.contains("__hole_"))?;
        let name = Name::try_from(text).ok()?;
        let written = Written { expr, ..self.frame };
        Some(self.scan.named(&Several::of([name]), self.resolve, written).is_some())
    }

    fn call(&mut self, shape: &ExprCall, call: &'a ExprCall) -> bool {
        self.expr(&shape.func, &call.func) && self.arguments(&shape.arguments, &call.arguments)
    }

    fn arguments(&mut self, shape: &Arguments, found: &'a Arguments) -> bool {
        let rest = shape.args.iter().any(is_rest);
        if !self.list(&shape.args, &found.args)
            || (!rest && shape.keywords.len() != found.keywords.len())
        {
            return false;
        }
        shape.keywords.iter().all(|wanted| self.keyword(wanted, &found.keywords))
    }

    fn keyword(&mut self, wanted: &Keyword, found: &'a [Keyword]) -> bool {
        let same = |keyword: &&Keyword| match (&keyword.arg, &wanted.arg) {
            (Some(one), Some(other)) => one.as_str() == other.as_str(),
            (one, other) => one.is_none() && other.is_none(),
        };
        found.iter().find(same).is_some_and(|keyword| self.expr(&wanted.value, &keyword.value))
    }

    // `$...` takes any number. The recursion is bounded by the shape, which has at most two of them.
    fn list(&mut self, shape: &[Expr], found: &'a [Expr]) -> bool {
        let Some((first, others)) = shape.split_first() else {
            return found.is_empty();
        };
        if !is_rest(first) {
            return found.split_first().is_some_and(|(expr, further)| {
                self.expr(first, expr) && self.list(others, further)
            });
        }
        let mut starts = match others.iter().any(is_rest) {
            // There is something between two of them.
            true => 0..found.len(),
            // What follows the last one stands at the end.
            false => match found.len().checked_sub(others.len()) {
                Some(start) => start..start + 1,
                None => return false,
            },
        };
        let before = self.binds.clone();
        starts.any(|start| {
            self.binds.clone_from(&before);
            self.list(others, &found[start..])
        })
    }

    fn dict(&mut self, shape: &[DictItem], found: &'a [DictItem]) -> bool {
        shape.len() == found.len()
            && shape.iter().zip(found).all(|(shape, found)| {
                self.option(shape.key.as_ref(), found.key.as_ref())
                    && self.expr(&shape.value, &found.value)
            })
    }
}

fn constants(shape: &Expr, expr: &Expr) -> bool {
    match (shape, expr) {
        (Expr::Name(shape), Expr::Name(found)) => shape.id == found.id,
        (Expr::StringLiteral(shape), Expr::StringLiteral(found)) => {
            shape.value.to_str() == found.value.to_str()
        }
        (Expr::BytesLiteral(shape), Expr::BytesLiteral(found)) => {
            shape.value.bytes().eq(found.value.bytes())
        }
        (Expr::BooleanLiteral(shape), Expr::BooleanLiteral(found)) => shape.value == found.value,
        (Expr::NumberLiteral(shape), Expr::NumberLiteral(found)) => {
            match (&shape.value, &found.value) {
                (Number::Int(one), Number::Int(other)) => one == other,
                (Number::Float(one), Number::Float(other)) => one == other,
                _ => false,
            }
        }
        (Expr::NoneLiteral(_), Expr::NoneLiteral(_)) => true,
        (Expr::EllipsisLiteral(_), Expr::EllipsisLiteral(_)) => true,
        _ => false,
    }
}

fn same_text(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}
