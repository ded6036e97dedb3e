//! Constants written in the code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{At, Constant, Pattern, Several, is_default};
use super::run::{Hit, Literals, Places, Scan, anchors_of_literals, any, equals, of_pattern};
use crate::python::{self, Anchors, Equivalents, Node};
use ruff_python_ast::{Expr, FStringPart, InterpolatedStringElement};
use ruff_text_size::{Ranged, TextRange};

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

impl Places for Literal {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        let mut hits = Vec::new();
        for node in scan.module.nodes() {
            for (kind, value, range) in parts(node, scan) {
                if self.allows(kind, &value) && !scan.is_dead(node.site) {
                    let mut hit = Hit::of(node, self.at, scan.module);
                    let span = range.start().to_usize()..range.end().to_usize();
                    if self.at == At::Node {
                        hit.report = span.clone();
                    }
                    hit.span = span;
                    hits.push(hit.with("value", shown(&value)));
                }
            }
        }
        hits
    }

    fn literals(&self, _same_as: &Equivalents) -> Literals {
        let wanted = match &self.matches {
            Some(pattern) => of_pattern(pattern),
            None if !self.equals.is_empty() => {
                any(self.equals.iter().map(|constant| match constant {
                    Constant::Str(text) if !text.is_empty() => Literals::Word(text.clone()),
                    _ => Literals::Anything,
                }))
            }
            None => Literals::Anything,
        };
        // Quotes and line ends may be written otherwise than they are.
        let plain = |text: &str| !text.contains(['\\', '\n', '\r', '\t', '"', '\'', '\0']);
        if !wanted.every_word(&plain) {
            return Literals::Anything;
        }
        wanted.within_strings()
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        anchors_of_literals(&self.literals(same_as))
    }
}

impl Literal {
    fn allows(&self, kind: LiteralKind, value: &python::Constant) -> bool {
        let sort = match self.kind.is_empty() {
            false => self.kind.allows(|wanted| *wanted == kind),
            true if self.equals.is_empty() => {
                matches!(kind, LiteralKind::Str | LiteralKind::Fstring)
            }
            true => kind != LiteralKind::Docstring,
        };
        sort && self.equals.allows(|wanted| equals(wanted, value))
            && self.matches.as_ref().is_none_or(|pattern| match value {
                python::Constant::Str(text) => pattern.is_match(text),
                python::Constant::Bytes(bytes) => pattern.is_match(&String::from_utf8_lossy(bytes)),
                _ => false,
            })
    }
}

type Part = (LiteralKind, python::Constant, TextRange);

// The constants that an expression is written with; those inside of it are expressions of their own.
fn parts<'a>(node: &Node<'a>, scan: &Scan<'_, 'a>) -> Vec<Part> {
    let range = node.expr.range();
    let text = |text: &str| python::Constant::Str(text.to_owned());
    match node.expr {
        Expr::StringLiteral(string) => {
            let doc = scan.module.docstrings().iter().any(|doc| std::ptr::eq(doc.string, string));
            let kind = if doc { LiteralKind::Docstring } else { LiteralKind::Str };
            string.value.iter().map(|part| (kind, text(&part.value), part.range)).collect()
        }
        Expr::BytesLiteral(bytes) => {
            let value =
                |part: &ruff_python_ast::BytesLiteral| python::Constant::Bytes(part.value.to_vec());
            bytes.value.iter().map(|part| (LiteralKind::Bytes, value(part), part.range)).collect()
        }
        Expr::FString(string) => {
            let mut found = Vec::new();
            for part in string.value.iter() {
                match part {
                    FStringPart::Literal(part) => {
                        found.push((LiteralKind::Str, text(&part.value), part.range))
                    }
                    FStringPart::FString(part) => {
                        found.extend(part.elements.iter().filter_map(|element| match element {
                            InterpolatedStringElement::Literal(part) => {
                                Some((LiteralKind::Fstring, text(&part.value), part.range))
                            }
                            InterpolatedStringElement::Interpolation(_) => None,
                        }))
                    }
                }
            }
            found
        }
        Expr::NumberLiteral(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) => {
            let kind = match node.expr {
                Expr::NumberLiteral(_) => LiteralKind::Number,
                Expr::BooleanLiteral(_) => LiteralKind::Bool,
                _ => LiteralKind::None,
            };
            let values = scan.module.values(node.written());
            let value = values.into_iter().next().and_then(|value| value.constant);
            // Huge and complex numbers equal nothing that a check can write.
            vec![(kind, value.unwrap_or(python::Constant::Float(f64::NAN)), range)]
        }
        _ => Vec::new(),
    }
}

fn shown(value: &python::Constant) -> String {
    match value {
        python::Constant::None => "None".to_owned(),
        python::Constant::Bool(true) => "True".to_owned(),
        python::Constant::Bool(false) => "False".to_owned(),
        python::Constant::Int(number) => number.to_string(),
        python::Constant::Float(number) => number.to_string(),
        python::Constant::Str(text) => text.clone(),
        python::Constant::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}
