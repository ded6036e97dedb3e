//! The block, function, class or match that a place lies in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Find;
use super::grammar::{Name, Pattern, Several};
use super::run::{Hit, Holds, Literals, Scan, all, of_names, of_pattern};
use crate::python::{Equivalents, FrameId, FrameKind, Written};
use ruff_python_ast::{ExceptHandler, Expr, StmtTry};

/// What the place lies inside of, at any depth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Inside {
    /// A function or method; `{}` for any.
    Function(InsideFunction),
    /// A class; `{}` for any.
    Class(InsideClass),
    /// The body or a branch of an `if` or conditional expression; `{}` for any.
    If(InsideIf),
    /// The body of a `try`; `{}` for any.
    Try(InsideTry),
    /// An `except` clause; `{}` for any.
    Except(InsideTry),
    /// The body of a `with`; `{}` for any.
    With(InsideWith),
    /// The arguments of a call of this name, or one of these.
    Arguments(Several<Name>),
    /// A match of something else.
    Match(Box<Find>),
    /// The `finally` of a `try`.
    Finally,
    /// The body of a loop.
    Loop,
    /// A lambda.
    Lambda,
    /// A comprehension or generator expression.
    Comprehension,
    /// A decorator.
    Decorator,
    /// An annotation.
    Annotation,
    /// `if TYPE_CHECKING:`.
    TypeChecking,
    /// `if __name__ == "__main__":`.
    Main,
}

/// A function around the place. All given keys must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InsideFunction {
    /// A regular expression found in its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Pattern>,
    /// One of these decorates it.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub decorator: Several<Name>,
    /// Whether it is an `async def`.
    #[serde(rename = "async", skip_serializing_if = "Option::is_none")]
    pub is_async: Option<bool>,
    /// Only the innermost function counts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub innermost: bool,
}

/// A class around the place. All given keys must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InsideClass {
    /// A regular expression found in its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Pattern>,
    /// It derives from one of these.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub base: Several<Name>,
}

/// An `if` around the place. All given keys must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InsideIf {
    /// Its test uses one of these names.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub uses: Several<Name>,
    /// A regular expression found in the text of its test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<Pattern>,
}

/// A `try` or `except` around the place. All given keys must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InsideTry {
    /// It handles one of these exceptions by name.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub handles: Several<Name>,
    /// Whether it has an `except` that names no exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bare: Option<bool>,
}

/// A `with` around the place. All given keys must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InsideWith {
    /// Its context manager is one of these, or a call of it.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub manager: Several<Name>,
}

impl Holds for Inside {
    fn holds(&self, hit: &mut Hit, scan: &Scan) -> bool {
        if let Self::Match(find) = self {
            let places = scan.known_places(find);
            let around = places.iter().find(|place| {
                let span = &place.span;
                *span != hit.span && span.start <= hit.span.start && hit.span.end <= span.end
            });
            hit.chain.extend(around.map(|place| place.report.clone()));
            return around.is_some();
        }
        if let Self::Function(wanted) = self
            && wanted.innermost
        {
            let innermost = scan
                .module
                .around(hit.site.frame)
                .find(|(_, frame)| matches!(frame.kind, FrameKind::Function(_)));
            return innermost.is_some_and(|(id, frame)| self.is(id, &frame.kind, scan));
        }
        scan.module.around(hit.site.frame).any(|(id, frame)| self.is(id, &frame.kind, scan))
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        match self {
            Self::Match(find) => find.kind().literals(same_as),
            Self::Arguments(names) => of_names(names, same_as),
            Self::Function(function) => all([
                function.name.as_ref().map_or(Literals::Anything, of_pattern),
                of_names(&function.decorator, same_as),
            ]),
            Self::Class(class) => all([
                class.name.as_ref().map_or(Literals::Anything, of_pattern),
                of_names(&class.base, same_as),
            ]),
            Self::With(with) => of_names(&with.manager, same_as),
            _ => Literals::Anything,
        }
    }

    fn names(&self) -> Vec<&Name> {
        match self {
            Self::Match(find) => find.kind().names(),
            Self::Arguments(names) => names.iter().collect(),
            Self::Function(function) => function.decorator.iter().collect(),
            Self::Class(class) => class.base.iter().collect(),
            Self::If(stmt) => stmt.uses.iter().collect(),
            Self::Try(stmt) | Self::Except(stmt) => stmt.handles.iter().collect(),
            Self::With(stmt) => stmt.manager.iter().collect(),
            _ => Vec::new(),
        }
    }
}

impl Inside {
    fn is<'a>(&self, id: FrameId, kind: &FrameKind<'a>, scan: &Scan<'_, 'a>) -> bool {
        let outer = scan.module.frame(id).parent.unwrap_or(id);
        let written = |expr: &'a Expr| Written { expr, frame: outer };
        match (self, *kind) {
            (Self::Function(wanted), FrameKind::Function(def)) => {
                wanted.name.as_ref().is_none_or(|pattern| pattern.is_match(def.name.as_str()))
                    && wanted.is_async.is_none_or(|is_async| is_async == def.is_async)
                    && (wanted.decorator.is_empty()
                        || def
                            .decorator_list
                            .iter()
                            .any(|one| names(&wanted.decorator, written(&one.expression), scan)))
            }
            (Self::Class(wanted), FrameKind::Class(def)) => {
                wanted.name.as_ref().is_none_or(|pattern| pattern.is_match(def.name.as_str()))
                    && (wanted.base.is_empty()
                        || def.bases().iter().any(|base| names(&wanted.base, written(base), scan)))
            }
            (Self::If(wanted), FrameKind::If(stmt, branch)) => {
                let tests =
                    stmt.elif_else_clauses.iter().take(branch).flat_map(|clause| &clause.test);
                std::iter::once(&*stmt.test)
                    .chain(tests)
                    .any(|test| wanted.allows(written(test), scan))
            }
            (Self::If(wanted), FrameKind::Choice(choice, _)) => {
                wanted.allows(written(&choice.test), scan)
            }
            (Self::Try(wanted), FrameKind::Try(stmt)) => {
                (0..stmt.handlers.len()).any(|at| wanted.allows(stmt, at, outer, scan))
                    || *wanted == InsideTry::default()
            }
            (Self::Except(wanted), FrameKind::Except(stmt, at)) => {
                wanted.allows(stmt, at, outer, scan)
            }
            (Self::With(wanted), FrameKind::With(stmt)) => {
                wanted.manager.is_empty()
                    || stmt
                        .items
                        .iter()
                        .any(|item| names(&wanted.manager, written(&item.context_expr), scan))
            }
            (Self::Arguments(wanted), FrameKind::Arguments(call)) => {
                scan.meant(wanted, written(&call.func)).is_some()
            }
            (Self::Loop, FrameKind::For(_, true) | FrameKind::While(_, true)) => true,
            (Self::Main, FrameKind::If(stmt, 0)) => is_main(&stmt.test),
            (Self::TypeChecking, FrameKind::If(..)) => scan.module.is_type_checking(id),
            (Self::Finally, FrameKind::Finally(_))
            | (Self::Lambda, FrameKind::Lambda(_))
            | (Self::Comprehension, FrameKind::Comprehension)
            | (Self::Decorator, FrameKind::Decorator)
            | (Self::Annotation, FrameKind::Annotation) => true,
            _ => false,
        }
    }
}

impl InsideIf {
    fn allows<'a>(&self, test: Written<'a>, scan: &Scan<'_, 'a>) -> bool {
        (self.uses.is_empty() || scan.mentions(&self.uses, test))
            && self
                .test
                .as_ref()
                .is_none_or(|pattern| pattern.is_match(scan.module.text_of(test.expr)))
    }
}

impl InsideTry {
    fn allows<'a>(
        &self,
        stmt: &'a StmtTry,
        at: usize,
        frame: FrameId,
        scan: &Scan<'_, 'a>,
    ) -> bool {
        let ExceptHandler::ExceptHandler(handler) = &stmt.handlers[at];
        let kinds: Vec<&Expr> = match handler.type_.as_deref() {
            Some(Expr::Tuple(tuple)) => tuple.elts.iter().collect(),
            kind => kind.into_iter().collect(),
        };
        self.bare.is_none_or(|bare| bare == handler.type_.is_none())
            && (self.handles.is_empty()
                || kinds
                    .into_iter()
                    .any(|expr| scan.meant(&self.handles, Written { expr, frame }).is_some()))
    }
}

// Whether an expression, or what it calls, has one of these names.
fn names<'a>(names: &Several<Name>, written: Written<'a>, scan: &Scan<'_, 'a>) -> bool {
    let expr = match written.expr {
        Expr::Call(call) => &call.func,
        other => other,
    };
    scan.meant(names, Written { expr, ..written }).is_some()
}

fn is_main(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else {
        return false;
    };
    matches!(&*compare.left, Expr::Name(name) if name.id == "__name__")
        && matches!(compare.comparators.first(), Some(Expr::StringLiteral(text)) if text.value.to_str() == "__main__")
}
