//! Assignments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Name, Resolve, Several, Test, is_default};
use super::run::{
    Candidate, Hit, Literals, Places, Scan, anchors_of_names, anchors_of_test, judge, of_resolved,
};
use crate::python::{Anchors, Equivalents, FrameKind, Site, Written, dotted_text};
use ruff_python_ast::Expr;

/// An assignment to a name, attribute or item, `:=`, `+=` and annotated ones included. All given keys must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Assign {
    /// What is assigned to, as it is written: `_`, `self.*`, `*.daemon`.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub target: Several<Name>,
    /// How the target's name is compared; as text unless said otherwise.
    #[serde(default = "text", skip_serializing_if = "is_text")]
    pub resolve: Resolve,
    /// What is assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Test>,
    /// Where it stands.
    #[serde(skip_serializing_if = "is_default")]
    pub scope: AssignScope,
    /// Whether it is annotated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotated: Option<bool>,
}

fn text() -> Resolve {
    Resolve::Text
}

fn is_text(resolve: &Resolve) -> bool {
    *resolve == Resolve::Text
}

/// Where an assignment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignScope {
    /// Anywhere.
    #[default]
    Any,
    /// In the module, outside functions and classes.
    Module,
    /// Directly in a class.
    Class,
    /// Inside a function.
    Function,
}

impl Places for Assign {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        let meant = scan.module.assigns().iter().filter_map(|assign| {
            let frame = assign.site.frame;
            let name = self.name(Written { expr: assign.target, frame }, scan)?;
            let candidate = assign
                .value
                .map_or(Candidate::Open, |expr| Candidate::Given(Written { expr, frame }));
            let valued =
                self.value.as_ref().is_none_or(|test| judge(test, &candidate, scan) == Some(true));
            let meant = valued
                && self.scope.allows(assign.site, scan)
                && self.annotated.is_none_or(|wanted| wanted == assign.annotated)
                && !scan.is_dead(assign.site);
            meant.then(|| Hit::new(assign.span.clone(), assign.site).with("name", name))
        });
        meant.collect()
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        of_resolved(&self.target, self.resolve, same_as)
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        match &self.value {
            Some(test) if self.target.is_empty() => anchors_of_test(test, same_as),
            _ => anchors_of_names(&self.target, self.resolve, same_as),
        }
    }

    fn names(&self) -> Vec<&Name> {
        self.target.iter().chain(self.value.iter().flat_map(Test::names)).collect()
    }
}

impl Assign {
    // An item is meant by the name of what it is an item of, followed by `[]`, which no check names: any target.
    fn name<'a>(&self, target: Written<'a>, scan: &Scan<'_, 'a>) -> Option<String> {
        if self.target.is_empty() {
            return Some(scan.module.text_of(target.expr).to_owned());
        }
        match self.resolve {
            Resolve::Import => {
                let own = || {
                    let Expr::Name(name) = target.expr else {
                        return None;
                    };
                    let full = format!("{}.{}", scan.module.name()?.name, name.id);
                    self.target
                        .allows(|wanted| wanted.is_match(&full, &scan.captures))
                        .then_some(full)
                };
                scan.named(&self.target, self.resolve, target).or_else(own)
            }
            Resolve::Text if dotted_text(target.expr).is_none() => None,
            resolve => scan.named(&self.target, resolve, target),
        }
    }
}

impl AssignScope {
    fn allows(self, site: Site, scan: &Scan) -> bool {
        let owner = scan.module.frame(scan.module.owner(site.frame)).kind;
        match self {
            Self::Any => true,
            Self::Module => matches!(owner, FrameKind::Module),
            Self::Class => matches!(owner, FrameKind::Class(_)),
            Self::Function => owner.is_function(),
        }
    }
}
