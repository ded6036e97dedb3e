//! What can be read at a place: whether code is written in a way that a linter does not see through.

use regex::Regex;
use ruff_python_ast::{AnyParameterRef, Expr, ExprCall, Parameters, Stmt};
use serde_json::json;

use crate::find::{Context, Find, Match, Name, Search, Several};
use crate::python::{Frame, FrameKind, ImportForm, ImportSite, Module, Node, dotted_text, span_of};
use crate::source::{Lines, Span};

/// A place, and what a check finds there.
pub(super) struct Place<'p, 'a> {
    pub(super) module: &'p Module<'a>,
    pub(super) lines: &'p Lines<'a>,
    pub(super) context: &'p Context,
    pub(super) line: usize,
    /// Nothing where only the linter finds something.
    pub(super) found: Option<&'p Match>,
}

/// What can be seen at a place.
#[derive(Debug, Clone)]
pub(in crate::export) enum Seen {
    /// A name that no import of the file gives: it is assigned, computed, or comes with a star.
    NoImport,
    /// A name that is not written as it is called, whole or from some part on.
    WrittenOtherwise,
    /// A name that is imported in a function or block.
    ImportedInside,
    /// A file that imports all names of some module.
    StarImport,
    /// A name that an import takes from its module, so that the module is not written at the place.
    Taken,
    /// A name that is imported from this module or one below it.
    TakenFrom(String),
    /// A call with a number that is written with a point.
    PointedNumber,
    /// One name of a statement that stands on several lines, but in its first.
    LaterInImport,
    /// A call with an argument that is unpacked, or that is no constant.
    ComputedArguments,
    /// A call with an argument that is unpacked.
    Unpacked,
    /// A string of several, written side by side.
    Joined,
    /// A string with an escape, or one that is put together.
    Escaped,
    /// Code in a decorator or default of a function, which runs outside of it.
    InSignature,
    /// A name in a default of a function that calls a parameter like it.
    LikeParameter,
    /// A call whose function is written so that this regular expression does not find it.
    WrittenUnlike(String),
    /// Calls of these names around the place, each of which shows something.
    Around(Several<Name>, Box<Self>),
}

impl<'a> Place<'_, 'a> {
    pub(super) fn shows(&self, seen: &Seen) -> bool {
        let is_call = |what: &dyn Fn(&ExprCall) -> bool| {
            self.nodes().any(|node| node.expr.as_call_expr().is_some_and(what))
        };
        match seen {
            Seen::NoImport => self.named().is_some() && self.imports().next().is_none(),
            Seen::WrittenOtherwise => {
                self.named().is_some() && self.imports().all(|import| import.alias.is_some())
            }
            Seen::ImportedInside => {
                let inside =
                    |import: &ImportSite<'a>| self.module.frame(import.site.frame).parent.is_some();
                self.named().is_some() && self.imports().all(inside)
            }
            Seen::StarImport => {
                self.module.imports().iter().any(|import| import.form == ImportForm::Star)
            }
            Seen::Taken => {
                let whole = |import: &ImportSite<'a>| {
                    let name = self.named().map(|(name, _)| name.to_owned());
                    import.binds().map(|(_, target)| target) == name
                };
                self.imports().any(whole)
            }
            Seen::TakenFrom(module) => self.imports().any(|import| {
                let rest = import.module.strip_prefix(module.as_str());
                import.form == ImportForm::From
                    && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }),
            Seen::PointedNumber => is_call(&|call| {
                let pointed = |value: &Expr| {
                    value.is_number_literal_expr() && self.module.text_of(value).contains('.')
                };
                values(call).flatten().any(pointed)
            }),
            Seen::LaterInImport => self.found.is_some_and(|found| {
                let of = |import: &&ImportSite<'a>| import.name_span == found.code;
                self.module.imports().iter().find(of).is_some_and(|import| {
                    self.line_of(&import.span) != self.line_of(&import.name_span)
                })
            }),
            Seen::ComputedArguments => {
                is_call(&|call| values(call).any(|value| value.is_none_or(|it| !is_constant(it))))
                    || self.shows(&Seen::NoImport)
            }
            Seen::Unpacked => is_call(&|call| values(call).any(|value| value.is_none())),
            Seen::Joined => self.strings().any(|string| match string {
                Expr::StringLiteral(string) => string.value.is_implicit_concatenated(),
                Expr::FString(string) => string.value.is_implicit_concatenated(),
                _ => false,
            }),
            Seen::Escaped => {
                let escaped = |string: &Expr| {
                    string.is_f_string_expr() || self.module.text_of(string).contains('\\')
                };
                self.shows(&Seen::Joined) || self.strings().any(escaped)
            }
            Seen::InSignature => self.nodes().any(|node| self.is_in_signature(node)),
            Seen::LikeParameter => self.named().is_some_and(|(_, written)| {
                let first = written.split('.').next().unwrap_or_default();
                self.nodes().any(|node| self.is_beside_parameter(node, first))
            }),
            Seen::WrittenUnlike(regex) => Regex::new(regex).is_ok_and(|regex| {
                is_call(&|call| !regex.is_match(self.module.text_of(&*call.func)))
            }),
            Seen::Around(names, seen) => {
                let around = self.calls_around(names);
                let shows = |call| Place { found: Some(call), ..*self }.shows(seen);
                !around.is_empty() && around.iter().all(shows)
            }
        }
    }

    /// The calls of these names that what was found is a part of.
    fn calls_around(&self, names: &Several<Name>) -> Vec<Match> {
        let find = serde_json::from_value::<Find>(json!({"call": {"name": names}})).ok();
        let (Some(found), Some(find)) = (self.found, find) else { return Vec::new() };
        let mut calls = Search::compile(&find).run(self.module, self.context);
        calls.retain(|call| {
            let (outer, inner) = (&call.code, &found.code);
            outer != inner && outer.start <= inner.start && inner.end <= outer.end
        });
        calls
    }

    fn is_in_signature(&self, node: &Node<'a>) -> bool {
        let decorates = |(_, frame): (_, &Frame<'_>)| matches!(frame.kind, FrameKind::Decorator);
        self.module.around(node.site.frame).any(decorates)
            || match self.module.stmt(node.site.stmt) {
                Stmt::FunctionDef(def) => {
                    span_of(&*def.parameters).contains(&span_of(node.expr).start)
                }
                _ => false,
            }
    }

    /// Whether a function or lambda has a parameter of this name, and the node is in a default of one.
    fn is_beside_parameter(&self, node: &Node<'a>, name: &str) -> bool {
        let hides = |parameters: &Parameters| {
            let named = |parameter: AnyParameterRef<'_>| parameter.name().as_str() == name;
            span_of(parameters).contains(&span_of(node.expr).start) && parameters.iter().any(named)
        };
        let def = match self.module.stmt(node.site.stmt) {
            Stmt::FunctionDef(def) => Some(&*def.parameters),
            _ => None,
        };
        let lambdas = self.module.nodes().iter().filter_map(|node| node.expr.as_lambda_expr());
        def.into_iter().chain(lambdas.filter_map(|it| it.parameters.as_deref())).any(hides)
    }

    fn line_of(&self, span: &Span) -> usize {
        self.lines.place(span.start).line
    }

    /// Expressions at the place: what was found, or all that the line has.
    fn nodes(&self) -> impl Iterator<Item = &Node<'a>> {
        let here = move |node: &&Node<'a>| {
            let span = span_of(node.expr);
            match self.found {
                Some(found) => span == found.code,
                None => self.line_of(&span) == self.line,
            }
        };
        self.module.nodes().iter().filter(here)
    }

    /// Strings that the place is in, or that stand on the line.
    fn strings(&self) -> impl Iterator<Item = &'a Expr> {
        let here = move |node: &&Node<'a>| {
            let span = span_of(node.expr);
            let (first, last) = (self.line_of(&span), self.lines.place(span.end).line);
            match self.found {
                Some(found) => span.start <= found.code.start && found.code.end <= span.end,
                None => (first..=last).contains(&self.line),
            }
        };
        let string = |expr: &&'a Expr| {
            matches!(expr, Expr::StringLiteral(_) | Expr::FString(_) | Expr::BytesLiteral(_))
        };
        self.module.nodes().iter().filter(here).map(|node| node.expr).filter(string)
    }

    /// What the found code is called, and how it is written.
    fn named(&self) -> Option<(&str, String)> {
        let name = self.found?.captures.get("name")?;
        let node = self.nodes().next()?;
        let written = match node.expr {
            Expr::Call(call) => dotted_text(&call.func),
            expr => dotted_text(expr),
        };
        Some((name, written.unwrap_or_default()))
    }

    /// The plain imports that give the written name its meaning.
    fn imports(&self) -> impl Iterator<Item = &ImportSite<'a>> {
        let (name, written) = self.named().map_or(("", String::new()), |(name, text)| (name, text));
        self.module.imports().iter().filter(move |import| {
            let Some((bound, target)) = import.binds() else { return false };
            let rest = written.strip_prefix(bound);
            let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with('.'));
            let same = rest.is_some_and(|rest| format!("{target}{rest}") == name);
            same && import.level == 0 && import.form != ImportForm::Dynamic
        })
    }
}

/// The arguments of a call; none for each that is unpacked.
fn values(call: &ExprCall) -> impl Iterator<Item = Option<&Expr>> {
    let positional = call.arguments.args.iter().map(|arg| (!arg.is_starred_expr()).then_some(arg));
    let keywords = call.arguments.keywords.iter();
    positional.chain(keywords.map(|keyword| keyword.arg.as_ref().map(|_| &keyword.value)))
}

fn is_constant(value: &Expr) -> bool {
    match value {
        Expr::UnaryOp(operation) => is_constant(&operation.operand),
        value => value.is_literal_expr(),
    }
}
