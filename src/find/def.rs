//! Definitions of functions and classes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::Count;
use super::grammar::{Name, Pattern, Resolve, Several, Test, is_default};

/// A definition of a function or class. All given keys must hold; the place is its name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Def {
    /// What is defined; without it, functions and methods.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub kind: Several<DefKind>,
    /// A regular expression found in its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Pattern>,
    /// Whether it is an `async def`.
    #[serde(rename = "async", skip_serializing_if = "Option::is_none")]
    pub is_async: Option<bool>,
    /// Its decorators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decorators: Option<Decorators>,
    /// It has a parameter like this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<Parameter>,
    /// How many parameters it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Count>,
    /// Classes that the class derives from, one of them.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub bases: Several<Name>,
    /// Its docstring.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docstring: Option<Docstring>,
}

/// What is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DefKind {
    /// A function outside a class.
    Function,
    /// A function directly in a class.
    Method,
    /// A class.
    Class,
    /// A lambda.
    Lambda,
}

/// Decorators of a definition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Decorators {
    /// One of these decorates it.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub any: Several<Name>,
    /// None of these decorates it.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub none: Several<Name>,
    /// These decorate it, each somewhere above the next.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Name>,
    /// How names are compared.
    #[serde(skip_serializing_if = "is_default")]
    pub resolve: Resolve,
}

/// A parameter of a function. All given keys must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Parameter {
    /// A regular expression found in its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Pattern>,
    /// Its position from 0, among the parameters that can be passed by position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
    /// How it is passed.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub kind: Several<ParameterKind>,
    /// What its default is like; `absent` means that it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Test>,
    /// Whether it is annotated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotated: Option<bool>,
}

/// How a parameter is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// By position, perhaps also by keyword.
    Positional,
    /// By keyword only.
    Keyword,
    /// `*args`.
    Args,
    /// `**kwargs`.
    Kwargs,
}

/// What is asked of a docstring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Docstring {
    /// There is none.
    Absent,
    /// There is one.
    Present,
    /// There is one that this regular expression finds.
    Matches(Pattern),
}
