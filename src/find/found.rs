//! What can be known beforehand of the places that a check finds: for those who want to say more about them.

use std::collections::BTreeSet;

use super::{Condition, Find};

/// What the places of a check have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findable {
    /// Whether they are code in which something can be changed.
    pub code: bool,
    /// Whether they are calls, or can be.
    pub call: bool,
    /// What is captured of them, or of some of them.
    pub captures: BTreeSet<String>,
    /// What holes of shapes stand for, in all or some of them.
    pub holes: BTreeSet<String>,
}

impl Find {
    /// What is known beforehand of the places that it finds.
    pub fn found(&self) -> Findable {
        let (name, value) = (["name"].as_slice(), ["value"].as_slice());
        let code = |call: bool, captures: &[&str]| Findable {
            code: true,
            call,
            captures: captures.iter().map(|name| (*name).to_owned()).collect(),
            holes: BTreeSet::new(),
        };
        match self {
            Self::Call(_) => code(true, name),
            Self::Use(_) => code(false, name),
            Self::Literal(_) => code(false, value),
            Self::Expr(expr) => {
                let holes = || expr.like.iter().flat_map(|shape| shape.holes().map(str::to_owned));
                Findable {
                    captures: holes().collect(),
                    holes: holes().collect(),
                    ..code(true, &[])
                }
            }
            Self::All(all) => {
                let mut found = of_condition(all.first());
                for condition in all.conditions() {
                    let more = of_condition(condition);
                    found.captures.extend(more.captures);
                    found.holes.extend(more.holes);
                }
                found
            }
            Self::Any(any) => {
                any.items().iter().map(Self::found).reduce(either).unwrap_or_default()
            }
            _ => Findable::default(),
        }
    }
}

fn either(one: Findable, other: Findable) -> Findable {
    Findable {
        code: one.code || other.code,
        call: one.call || other.call,
        captures: &one.captures | &other.captures,
        holes: &one.holes | &other.holes,
    }
}

fn of_condition(condition: &Condition) -> Findable {
    let find = match condition {
        Condition::Call(kind) => Find::Call(kind.clone()),
        Condition::Use(kind) => Find::Use(kind.clone()),
        Condition::Literal(kind) => Find::Literal(kind.clone()),
        Condition::Expr(kind) => Find::Expr(kind.clone()),
        Condition::All(kind) => Find::All(kind.clone()),
        Condition::Any(any) => {
            return any.items().iter().map(of_condition).reduce(either).unwrap_or_default();
        }
        Condition::Path(path) => {
            let captures = path.capture_names().map(str::to_owned).collect();
            return Findable { captures, ..Findable::default() };
        }
        _ => return Findable::default(),
    };
    find.found()
}
