//! Calls of named functions.

use std::collections::BTreeMap;

use ruff_python_ast::{Expr, ExprCall};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{At, Constant, Name, Resolve, Several, is_default};
use super::run::{
    Candidate, Hit, Literals, Places, Scan, anchors_of_names, both, either, judge, of_calls,
};
use crate::python::{Anchors, Args, Equivalents, Node, Referent, Written};

mod arguments;

pub use arguments::{Arguments, Choice, Selector};

/// A call of a named function, with what its arguments evaluate to.
///
/// A call through an alias, a local name, `functools.partial` or `**{…}` counts with the arguments that reach the
/// function in the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The function, or several; left out, any call is meant.
    #[serde(default, skip_serializing_if = "Several::is_empty")]
    pub name: Several<Name>,
    /// How names are compared.
    #[serde(default, skip_serializing_if = "is_default")]
    pub resolve: Resolve,
    /// Tests of arguments that must all hold; in a list of such maps, those of one map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Arguments>,
    /// How many positional arguments the call has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positional: Option<Count>,
    /// What arguments that are left out mean to the function: parameter and default value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub defaults: BTreeMap<String, Constant>,
    /// Which part of the code a finding points at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub at: At,
}

/// A number of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Bounds", into = "Bounds")]
pub struct Count {
    /// The least number.
    pub min: usize,
    /// The greatest number; none means any.
    pub max: Option<usize>,
}

/// A number of things: at least `min`, at most `max`.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Bounds {
    /// The least number.
    #[serde(default, skip_serializing_if = "is_default")]
    min: usize,
    /// The greatest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max: Option<usize>,
}

impl Count {
    /// Whether this many are meant.
    pub fn allows(&self, count: usize) -> bool {
        count >= self.min && self.max.is_none_or(|max| count <= max)
    }
}

impl TryFrom<Bounds> for Count {
    type Error = String;

    fn try_from(bounds: Bounds) -> Result<Self, String> {
        match bounds {
            Bounds { min: 0, max: None } => Err("give `min`, `max` or both".into()),
            Bounds { min, max: Some(max) } if max < min => {
                Err(format!("`max: {max}` is less than `min: {min}`: nothing has that many"))
            }
            Bounds { min, max } => Ok(Self { min, max }),
        }
    }
}

impl From<Count> for Bounds {
    fn from(count: Count) -> Self {
        Self { min: count.min, max: count.max }
    }
}

impl Places for Call {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        if self.resolve != Resolve::Import || self.name.is_empty() {
            return scan.module.calls().filter_map(|node| self.place(node, scan)).collect();
        }
        let beginnings = scan.beginnings(&self.name);
        // The callee has the name, or the call's own result has, as that of `partial`.
        let meant = beginnings.among(scan.module.calls_by_root()).filter(|node| {
            let Expr::Call(call) = node.expr else { return false };
            beginnings.allow(&call.func) || scan.module.may_give_name(call)
        });
        meant.filter_map(|node| self.place(node, scan)).collect()
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        let zero = self.positional.is_none()
            && self.arguments.as_ref().is_some_and(Arguments::refuse_one_number);
        of_calls(&self.name, self.resolve, same_as, zero)
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        anchors_of_names(&self.name, self.resolve, same_as)
    }

    fn names(&self) -> Vec<&Name> {
        self.name.iter().chain(self.arguments.iter().flat_map(Arguments::names)).collect()
    }
}

impl Call {
    fn place<'a>(&self, node: &Node<'a>, scan: &Scan<'_, 'a>) -> Option<Hit> {
        let Expr::Call(call) = node.expr else {
            return None;
        };
        let frame = node.site.frame;
        let callee = Written { expr: &call.func, frame };
        let (name, args) = match self.resolve {
            Resolve::Import if self.name.is_empty() => {
                let text = scan.module.text_of(&*call.func);
                let name = text[..text.floor_char_boundary(200)].to_owned();
                (name, scan.module.arguments(&[], Some((call, frame))))
            }
            Resolve::Import => self.resolved(call, node, scan)?,
            resolve => {
                let name = scan.named(&self.name, resolve, callee)?;
                (name, scan.module.arguments(&[], Some((call, frame))))
            }
        };
        let counted = self
            .positional
            .is_none_or(|count| !args.open_positional && count.allows(args.positional.len()));
        let tested = self
            .arguments
            .as_ref()
            .is_none_or(|tests| self.allows(tests, &args, scan) == Some(true));
        (counted && tested && !scan.is_dead(node.site))
            .then(|| Hit::of(node, self.at, scan.module).with("name", name))
    }

    // The name and arguments of the function that runs in the end. `partial(f, …)` counts as a call of `f` where
    // nothing in the file calls the result.
    fn resolved<'a>(
        &self,
        call: &'a ExprCall,
        node: &Node<'a>,
        scan: &Scan<'_, 'a>,
    ) -> Option<(String, Args<'a>)> {
        let frame = node.site.frame;
        if let Some((name, referent)) = scan.meant(&self.name, Written { expr: &call.func, frame })
        {
            return Some((name, scan.module.arguments(&referent.partials, Some((call, frame)))));
        }
        let (name, referent) = scan.meant(&self.name, node.written())?;
        let held = !referent.partials.is_empty() && !is_called_later(call, scan);
        held.then(|| (name, scan.module.arguments(&referent.partials, None)))
    }

    fn allows<'a>(&self, tests: &Arguments, args: &Args<'a>, scan: &Scan<'_, 'a>) -> Option<bool> {
        either(tests.choices().iter().map(|choice| {
            let each = choice.tests.iter().map(|(selector, test)| {
                either(
                    self.candidates(selector, choice, args)
                        .iter()
                        .map(|candidate| judge(test, candidate, scan)),
                )
            });
            let not = choice.not.iter().map(|not| self.allows(not, args, scan).map(|yes| !yes));
            both(each.chain(not).collect::<Vec<_>>())
        }))
    }

    fn candidates<'a>(
        &self,
        selector: &Selector,
        choice: &Choice,
        args: &Args<'a>,
    ) -> Vec<Candidate<'a>> {
        let keyword = |name: &str| match args.keyword(name) {
            Some(keyword) => keyword
                .values
                .iter()
                .map(|value| value.map_or_else(|| self.left_out(name), Candidate::Given))
                .collect(),
            None if args.open_keywords => vec![Candidate::Open],
            None => vec![self.left_out(name)],
        };
        let open = |is_open: bool| is_open.then_some(Candidate::Open);
        match selector {
            Selector::Keyword(name) => keyword(name),
            Selector::Position(at) => match args.positional.get(*at) {
                Some(written) => vec![Candidate::Given(*written)],
                None if args.open_positional => vec![Candidate::Open],
                None => vec![Candidate::Absent],
            },
            Selector::Either(at, name) => match args.positional.get(*at) {
                Some(written) => vec![Candidate::Given(*written)],
                None if args.open_positional && args.keyword(name).is_none() => {
                    vec![Candidate::Open]
                }
                None => keyword(name),
            },
            Selector::SomePositional => {
                let others = args
                    .positional
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| !choice.names_position(*at));
                let others = others.map(|(_, written)| Candidate::Given(*written));
                others.chain(open(args.open_positional)).collect()
            }
            Selector::SomeKeyword => {
                let others =
                    args.keywords.iter().filter(|keyword| !choice.names_keyword(&keyword.name));
                let values = others.flat_map(|keyword| keyword.values.iter().flatten());
                values
                    .map(|written| Candidate::Given(*written))
                    .chain(open(args.open_keywords))
                    .collect()
            }
        }
    }

    fn left_out<'a>(&self, name: &str) -> Candidate<'a> {
        self.defaults.get(name).map_or(Candidate::Absent, |value| Candidate::Default(value.clone()))
    }
}

// Whether a `partial(…)` is called under the name it was given, or at once.
fn is_called_later(partial: &ExprCall, scan: &Scan) -> bool {
    let holds = |referent: &Referent| {
        referent.partials.iter().any(|(call, _)| std::ptr::eq(*call, partial))
    };
    scan.module.calls().any(|node| {
        let Expr::Call(call) = node.expr else {
            return false;
        };
        scan.module
            .referents(Written { expr: &call.func, frame: node.site.frame })
            .iter()
            .any(holds)
    })
}
