//! Expressions that open frames and scopes of their own.

use ruff_python_ast::Expr;
use ruff_python_ast::visitor::{self, Visitor};

use super::Walk;
use crate::python::frame::FrameKind;
use crate::python::scope::ScopeKind;
use crate::python::sites::{DefSite, Definition, Role};

impl<'a> Walk<'a> {
    pub(super) fn expression(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(call) => {
                self.as_role(Role::Call, |walk| walk.visit_expr(&call.func));
                let scope = self.scope();
                self.note_call(call);
                self.within(FrameKind::Arguments(call), &[], scope, |walk| {
                    walk.visit_arguments(&call.arguments)
                });
            }
            Expr::Attribute(attribute) => {
                self.as_role(Role::Object, |walk| walk.visit_expr(&attribute.value));
            }
            Expr::Lambda(lambda) => {
                lambda.parameters.iter().for_each(|parameters| self.signature(parameters));
                let scope = self.new_scope(ScopeKind::Function);
                let site = self.site();
                let body = self.within(FrameKind::Lambda(lambda), &[], scope, |walk| {
                    lambda
                        .parameters
                        .iter()
                        .for_each(|parameters| walk.bind_parameters(parameters));
                    walk.visit_expr(&lambda.body);
                });
                self.module.defs.push(DefSite { what: Definition::Lambda(lambda), site, body });
            }
            Expr::If(choice) => {
                self.visit_expr(&choice.test);
                let scope = self.scope();
                self.within(FrameKind::Choice(choice, true), &[], scope, |walk| {
                    walk.visit_expr(&choice.body)
                });
                self.within(FrameKind::Choice(choice, false), &[], scope, |walk| {
                    walk.visit_expr(&choice.orelse)
                });
            }
            Expr::BoolOp(operation) => {
                let scope = self.scope();
                for (at, value) in operation.values.iter().enumerate() {
                    match at {
                        0 => self.visit_expr(value),
                        _ => drop(self.within(
                            FrameKind::Operand(operation, at),
                            &[],
                            scope,
                            |walk| walk.visit_expr(value),
                        )),
                    }
                }
            }
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                let scope = self.new_scope(ScopeKind::Comprehension);
                self.within(FrameKind::Comprehension, &[], scope, |walk| {
                    visitor::walk_expr(walk, expr)
                });
            }
            Expr::Named(named) => {
                self.bind_named(named);
                visitor::walk_expr(self, expr);
            }
            _ => visitor::walk_expr(self, expr),
        }
    }
}
