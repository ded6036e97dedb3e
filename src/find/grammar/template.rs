//! Python expressions with holes.

use std::fmt;
use std::sync::Arc;

use regex::Regex;
use ruff_python_ast::ModExpression;
use ruff_python_parser::{Parsed, parse_expression};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod rests;

pub(crate) use rests::is_rest;

/// A Python expression with holes: `$A` stands for any expression, the same one wherever it is repeated, `$_` for any
/// expression each time, and `$...` for any number of further arguments or elements; a list takes at most two of these.
/// Examples: `self.assertTrue($A in $B)`, `[$..., 'all', $...]`.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Template {
    text: String,
    holes: Vec<String>,
    parsed: Arc<Parsed<ModExpression>>,
}

const HOLE: &str = "__hole_";
const REST: &str = "__hole_rest__";
const LONGEST: usize = 1000;

impl Template {
    /// The template as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names of the holes, without `$`.
    pub fn holes(&self) -> impl Iterator<Item = &str> {
        self.holes.iter().map(String::as_str)
    }

    /// Whether it is more than a single hole.
    pub(crate) fn is_compound(&self) -> bool {
        !matches!(self.expression(), ruff_python_ast::Expr::Name(_))
    }

    /// The text without its holes.
    pub(crate) fn without_holes(&self) -> String {
        let words =
            self.text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
        words.filter(|word| !word.starts_with('$')).collect()
    }

    /// Whether an expression is of the sort that the template asks for: a cheap test before the whole comparison.
    pub(crate) fn may_be(&self, expr: &ruff_python_ast::Expr) -> bool {
        std::mem::discriminant(self.expression()) == std::mem::discriminant(expr)
    }

    /// The expression, with identifiers in place of the holes.
    pub(crate) fn expression(&self) -> &ruff_python_ast::Expr {
        self.parsed.expr()
    }

    /// The hole that an identifier of the expression stands for; `_` where it has no name.
    pub(crate) fn hole(identifier: &str) -> Option<&str> {
        if identifier == REST { None } else { identifier.strip_prefix(HOLE) }
    }

    /// Whether an identifier of the expression stands for any number of expressions.
    pub(crate) fn is_rest(identifier: &str) -> bool {
        identifier == REST
    }
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("a template has at most {LONGEST} bytes"));
        }
        let hole =
            Regex::new(r"\$(?:(\.\.\.)|([A-Z][A-Z0-9_]*|_))").map_err(|error| error.to_string())?;
        let mut holes: Vec<String> = hole
            .captures_iter(&text)
            .filter_map(|found| Some(found.get(2)?.as_str().to_owned()))
            .collect();
        holes.retain(|hole| hole != "_");
        holes.sort();
        holes.dedup();
        let python = hole.replace_all(&text, |found: &regex::Captures| match found.get(2) {
            Some(name) => format!("{HOLE}{}", name.as_str()),
            None => REST.to_owned(),
        });
        if python.contains('$') {
            return Err(format!("`{text}`: a hole is written `$A`, `$_` or `$...`"));
        }
        let parsed = parse_expression(&python).map_err(|error| {
            format!("`{text}` is no Python expression with holes: {}", error.error)
        })?;
        rests::look(parsed.expr()).map_err(|reason| format!("`{text}`: {reason}"))?;
        Ok(Self { text, holes, parsed: Arc::new(parsed) })
    }
}

impl From<Template> for String {
    fn from(template: Template) -> Self {
        template.text
    }
}

impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Template({:?})", self.text)
    }
}
