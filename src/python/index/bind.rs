//! What binds names.

use ruff_python_ast::{Expr, ExprCall, ExprNamed, Identifier, Parameters, Pattern, Stmt};
use ruff_text_size::Ranged;

use super::Walk;
use crate::python::scope::{Binding, BindingKind, Change, MODULE_SCOPE, ScopeId, ScopeKind};
use crate::python::sites::AssignSite;
use crate::python::span_of;

impl<'a> Walk<'a> {
    pub(super) fn bind(&mut self, name: &'a str, kind: BindingKind<'a>, from: usize) {
        let scope = self.target_scope(name, self.scope());
        self.bind_in(scope, name, kind, from);
    }

    fn bind_in(&mut self, scope: ScopeId, name: &'a str, kind: BindingKind<'a>, from: usize) {
        let binding = Binding { kind, from, frame: self.frame };
        self.module.scopes[scope.0 as usize].bindings.entry(name).or_default().push(binding);
    }

    fn target_scope(&self, name: &str, scope: ScopeId) -> ScopeId {
        let declared = &self.module.scopes[scope.0 as usize];
        if declared.globals.contains(name) {
            return MODULE_SCOPE;
        }
        if !declared.nonlocals.contains(name) {
            return scope;
        }
        let parents =
            std::iter::successors(declared.parent, |id| self.module.scopes[id.0 as usize].parent);
        let mut functions =
            parents.filter(|id| self.module.scopes[id.0 as usize].kind == ScopeKind::Function);
        functions
            .find(|id| self.module.scopes[id.0 as usize].bindings.contains_key(name))
            .unwrap_or(scope)
    }

    pub(super) fn bind_opaque(&mut self, name: &'a Identifier, from: usize) {
        self.bind(name.as_str(), BindingKind::Opaque, from);
    }

    pub(super) fn bind_definition(&mut self, name: &'a Identifier) {
        self.bind(name.as_str(), BindingKind::Def, name.range().end().to_usize());
    }

    pub(super) fn bind_parameters(&mut self, parameters: &'a Parameters) {
        for parameter in parameters {
            self.bind(parameter.name().as_str(), BindingKind::Opaque, 0);
        }
    }

    /// Names in a target whose values cannot be followed.
    pub(super) fn bind_target_opaque(&mut self, target: &'a Expr, from: usize) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str(), BindingKind::Opaque, from),
            Expr::Tuple(tuple) => {
                tuple.elts.iter().for_each(|target| self.bind_target_opaque(target, from))
            }
            Expr::List(list) => {
                list.elts.iter().for_each(|target| self.bind_target_opaque(target, from))
            }
            Expr::Starred(starred) => self.bind_target_opaque(&starred.value, from),
            _ => {}
        }
    }

    pub(super) fn bind_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind_opaque(name, name.range().end().to_usize());
        }
    }

    /// `:=` binds in the function around comprehensions.
    pub(super) fn bind_named(&mut self, named: &'a ExprNamed) {
        let span = span_of(named);
        let site = self.site();
        let value = Some(&*named.value);
        let end = span.end;
        self.module.assigns.push(AssignSite {
            target: &named.target,
            value,
            annotated: false,
            span,
            site,
        });
        if let Expr::Name(name) = &*named.target {
            let mut scope = self.scope();
            while self.module.scopes[scope.0 as usize].kind == ScopeKind::Comprehension {
                scope = self.module.scopes[scope.0 as usize].parent.unwrap_or(MODULE_SCOPE);
            }
            let scope = self.target_scope(&name.id, scope);
            self.bind_in(scope, name.id.as_str(), BindingKind::Assign(&named.value), end);
        }
    }

    pub(super) fn bind_statement(&mut self, stmt: &'a Stmt) {
        let end = stmt.range().end().to_usize();
        match stmt {
            Stmt::Import(import) => self.note_import(import),
            Stmt::ImportFrom(import) => self.note_import_from(import),
            Stmt::Assign(assign) => {
                assign
                    .targets
                    .iter()
                    .for_each(|target| self.assign(target, Some(&assign.value), false, stmt));
            }
            Stmt::AnnAssign(assign) => {
                self.assign(&assign.target, assign.value.as_deref(), true, stmt)
            }
            Stmt::AugAssign(assign) => {
                let site = self.site();
                let (target, value) = (&*assign.target, Some(&*assign.value));
                self.module.assigns.push(AssignSite {
                    target,
                    value,
                    annotated: false,
                    span: span_of(stmt),
                    site,
                });
                self.bind_target_opaque(target, end);
            }
            Stmt::Delete(delete) => {
                for target in &delete.targets {
                    self.bind_target_opaque(target, end);
                    self.change_item(target, None);
                }
            }
            Stmt::Global(global) => self.declare(|scope| &mut scope.globals, &global.names),
            Stmt::Nonlocal(nonlocal) => self.declare(|scope| &mut scope.nonlocals, &nonlocal.names),
            Stmt::TypeAlias(alias) => self.bind_target_opaque(&alias.name, end),
            _ => {}
        }
    }

    fn declare(
        &mut self,
        set: impl for<'s> Fn(
            &'s mut crate::python::scope::Scope<'a>,
        ) -> &'s mut rustc_hash::FxHashSet<&'a str>,
        names: &'a [Identifier],
    ) {
        let scope = self.scope();
        set(&mut self.module.scopes[scope.0 as usize]).extend(names.iter().map(Identifier::as_str));
    }

    fn assign(
        &mut self,
        target: &'a Expr,
        value: Option<&'a Expr>,
        annotated: bool,
        stmt: &'a Stmt,
    ) {
        let site = self.site();
        if !matches!(target, Expr::Tuple(_) | Expr::List(_)) {
            self.module.assigns.push(AssignSite {
                target,
                value,
                annotated,
                span: span_of(stmt),
                site,
            });
        }
        let end = stmt.range().end().to_usize();
        let targets = |elements: &'a [Expr]| elements.iter().any(Expr::is_starred_expr);
        match (target, value) {
            (Expr::Name(name), Some(value)) => {
                self.bind(name.id.as_str(), BindingKind::Assign(value), end)
            }
            (Expr::Tuple(tuple), Some(Expr::Tuple(values)))
                if tuple.elts.len() == values.elts.len()
                    && !targets(&tuple.elts)
                    && !targets(&values.elts) =>
            {
                for (target, value) in tuple.elts.iter().zip(&values.elts) {
                    self.assign(target, Some(value), annotated, stmt);
                }
            }
            (Expr::Tuple(ruff_python_ast::ExprTuple { elts, .. }), Some(_))
            | (Expr::List(ruff_python_ast::ExprList { elts, .. }), Some(_)) => {
                elts.iter().for_each(|target| self.assign_part(target, annotated, stmt));
            }
            (Expr::Subscript(_), Some(_)) => self.change_item(target, value),
            _ => {}
        }
    }

    fn assign_part(&mut self, target: &'a Expr, annotated: bool, stmt: &'a Stmt) {
        let site = self.site();
        self.module.assigns.push(AssignSite {
            target,
            value: None,
            annotated,
            span: span_of(stmt),
            site,
        });
        self.bind_target_opaque(target, stmt.range().end().to_usize());
        self.change_item(target, None);
    }

    fn change_item(&mut self, target: &'a Expr, value: Option<&'a Expr>) {
        if let Expr::Subscript(subscript) = target
            && let Expr::Name(name) = &*subscript.value
        {
            let key = match &*subscript.slice {
                Expr::StringLiteral(string) => Some(string.value.to_str()),
                _ => None,
            };
            self.change(Change { name: name.id.as_str(), key, value, frame: self.frame });
        }
    }

    fn change(&mut self, change: Change<'a>) {
        let scope = self.scope();
        self.module.scopes[scope.0 as usize].changes.push(change);
    }

    /// Notes what a call does to names: a dict that it changes, a module that it imports.
    pub(super) fn note_call(&mut self, call: &'a ExprCall) {
        if let Expr::Attribute(method) = &*call.func
            && let Expr::Name(name) = &*method.value
            && matches!(method.attr.as_str(), "update" | "setdefault" | "pop" | "popitem" | "clear")
        {
            let (name, frame) = (name.id.as_str(), self.frame);
            let plain = method.attr.as_str() == "update" && call.arguments.args.is_empty();
            for keyword in &call.arguments.keywords {
                let key = keyword.arg.as_ref().map(Identifier::as_str);
                self.change(Change { name, key, value: Some(&keyword.value), frame });
            }
            if !plain {
                self.change(Change { name, key: None, value: None, frame });
            }
        }
        self.note_dynamic_import(call);
    }
}
