//! Constants written in the code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{At, Constant, Pattern, Several, is_default};

/// A constant written in the code. Each part of `"a" "b"` is looked at by itself; comments and docstrings are not
/// code, so docstrings are found only if `kind` asks for them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Given")]
pub struct Literal {
    /// Which sorts of constants; without it, strings and the text parts of f-strings, or what `equals` implies.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub kind: Several<LiteralKind>,
    /// A regular expression found in the value of a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matches: Option<Pattern>,
    /// The value itself, or several.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub equals: Several<Constant>,
    /// Which part of the code a finding points at.
    #[serde(skip_serializing_if = "is_default")]
    pub at: At,
}

/// A constant written in the code. Each part of `"a" "b"` is looked at by itself; comments and docstrings are not
/// code, so docstrings are found only if `kind` asks for them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "Literal")]
struct Given {
    /// Which sorts of constants; without it, strings and the text parts of f-strings, or what `equals` implies.
    #[serde(default)]
    kind: Several<LiteralKind>,
    /// A regular expression found in the value of a string.
    #[serde(default)]
    matches: Option<Pattern>,
    /// The value itself, or several.
    #[serde(default)]
    equals: Several<Constant>,
    /// Which part of the code a finding points at.
    #[serde(default)]
    at: At,
}

impl TryFrom<Given> for Literal {
    type Error = &'static str;

    fn try_from(given: Given) -> Result<Self, Self::Error> {
        let Given { kind, matches, equals, at } = given;
        if kind.is_empty() && matches.is_none() && equals.is_empty() {
            return Err("say which constants are meant: `kind`, `matches` or `equals`");
        }
        if matches.is_some() && !equals.is_empty() {
            return Err("`matches` and `equals` exclude each other");
        }
        if matches.is_some() && !kind.allows(LiteralKind::is_text) {
            return Err(
                "`matches` looks at text: `kind` must name str, bytes, fstring or docstring",
            );
        }
        Ok(Self { kind, matches, equals, at })
    }
}

/// A sort of constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LiteralKind {
    /// A string that is no docstring.
    Str,
    /// A string of bytes.
    Bytes,
    /// The text parts of an f-string.
    Fstring,
    /// The docstring of a module, class or function.
    Docstring,
    /// A number.
    Number,
    /// `True` or `False`.
    Bool,
    /// `None`.
    None,
}

impl LiteralKind {
    /// Whether a regular expression can be found in it.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Str | Self::Bytes | Self::Fstring | Self::Docstring)
    }
}
