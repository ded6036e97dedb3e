//! The block, function, class or match that a place lies in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Find;
use super::grammar::{Name, Pattern, Several};

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
