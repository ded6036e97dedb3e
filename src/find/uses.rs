//! References to names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{At, Name, Resolve, Several, is_default};
use super::run::{Hit, Literals, Places, Scan, anchors_of_names, of_resolved};
use crate::python::{self, Anchors, Equivalents, Node, Written};
use ruff_python_ast::Expr;

/// A reference to a name, called or not. The import of the name itself is not a use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// The name, or several.
    pub name: Several<Name>,
    /// How names are compared.
    #[serde(default, skip_serializing_if = "is_default")]
    pub resolve: Resolve,
    /// In which roles; without it, in all but annotations.
    #[serde(default, skip_serializing_if = "Several::is_empty")]
    pub role: Several<Role>,
    /// Which part of the code a finding points at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub at: At,
}

/// The role in which a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It is called.
    Call,
    /// It decorates a function or class.
    Decorator,
    /// A class derives from it.
    Base,
    /// An `except` clause names it.
    Except,
    /// It annotates a parameter, result or variable.
    Annotation,
    /// It is assigned to or deleted.
    Store,
    /// Its value is used in any other way: passed on, compared, returned.
    Value,
}

impl Places for Use {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        if self.resolve != Resolve::Import {
            let nodes = scan.module.nodes().iter();
            return nodes.filter_map(|node| self.place(node, scan)).collect();
        }
        // Nearly every expression is told apart by how it begins.
        let beginnings = scan.beginnings(&self.name);
        let meant = beginnings.among(scan.module.names_by_root()).filter(|node| {
            let named = matches!(node.expr, Expr::Name(_) | Expr::Attribute(_));
            !named || beginnings.allow(node.expr)
        });
        meant.filter_map(|node| self.place(node, scan)).collect()
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        of_resolved(&self.name, self.resolve, same_as)
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        anchors_of_names(&self.name, self.resolve, same_as)
    }

    fn names(&self) -> Vec<&Name> {
        self.name.iter().collect()
    }
}

impl Use {
    fn place<'a>(&self, node: &Node<'a>, scan: &Scan<'_, 'a>) -> Option<Hit> {
        // Parts of a dotted name are looked at together with it.
        let named = matches!(node.expr, Expr::Name(_) | Expr::Attribute(_));
        if node.role == python::Role::Object || !(named || self.gives_name(node, scan)) {
            return None;
        }
        let (found, name) = self.part(node, scan)?;
        let whole = std::ptr::eq(found.expr, node.expr);
        let role = if whole { node.role } else { python::Role::Value };
        (self.allows(role) && !scan.is_dead(node.site)).then(|| {
            let part = Node { expr: found.expr, ..*node };
            Hit::of(&part, self.at, scan.module).with("name", name)
        })
    }

    // A call such as `getattr(threading, "Lock")` is a reference as well.
    fn gives_name<'a>(&self, node: &Node<'a>, scan: &Scan<'_, 'a>) -> bool {
        let Expr::Call(call) = node.expr else {
            return false;
        };
        self.resolve == Resolve::Import
            && call.arguments.args.len() > 1
            && scan.module.may_give_name(call)
            && scan
                .module
                .referents(node.written())
                .iter()
                .any(|referent| referent.partials.is_empty())
    }

    // The longest part of a dotted name, from its beginning, that is meant.
    fn part<'a>(&self, node: &Node<'a>, scan: &Scan<'_, 'a>) -> Option<(Written<'a>, String)> {
        let mut at = node.written();
        for _ in 0..16 {
            if let Some(name) = scan.named(&self.name, self.resolve, at) {
                return Some((at, name));
            }
            let Expr::Attribute(attribute) = at.expr else {
                return None;
            };
            at.expr = &attribute.value;
        }
        None
    }

    fn allows(&self, role: python::Role) -> bool {
        let role = match role {
            python::Role::Call => Role::Call,
            python::Role::Decorator => Role::Decorator,
            python::Role::Base => Role::Base,
            python::Role::Except => Role::Except,
            python::Role::Annotation => Role::Annotation,
            python::Role::Store => Role::Store,
            python::Role::Object | python::Role::Value => Role::Value,
        };
        match self.role.is_empty() {
            true => !matches!(role, Role::Annotation | Role::Store),
            false => self.role.allows(|wanted| *wanted == role),
        }
    }
}
