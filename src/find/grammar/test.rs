//! What a value must be like: tests of arguments, defaults, assigned values and holes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Constant, Name, Pattern, Several, Template};

/// A test of a value. A value that can be several things (a conditional expression) passes if one of them does; a
/// value that cannot be known passes only `unknown` and `present`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// It is not given at all.
    Absent,
    /// It is given, whatever it is.
    Present,
    /// It counts as true in a test of Python: `True`, a number but 0, a text or list that is not empty.
    Truthy,
    /// It counts as false in a test of Python: `False`, `None`, 0, an empty text or list.
    Falsy,
    /// It cannot be known by reading the file.
    Unknown,
    /// It is this constant, or one of these.
    Equals(Several<Constant>),
    /// It is a string that this regular expression finds.
    Matches(Pattern),
    /// It is a string that spells this dotted name, or one of these: `threading.Event.**`.
    Spells(Several<Name>),
    /// It is written as this dotted name, or one of these, whatever that stands for.
    Named(Several<Name>),
    /// It is a reference to this name, or one of these, resolved through imports.
    Refers(Several<Name>),
    /// It is the result of calling this name, or one of these, resolved through imports.
    Calls(Several<Name>),
    /// It is written as this type of expression, or one of these.
    Type(Several<Type>),
    /// It is written in this shape.
    Like(Several<Template>),
    /// It does not pass this test.
    Not(Box<Test>),
    /// It passes one of these tests.
    Any(Vec<Test>),
    /// It passes all of these tests.
    All(Vec<Test>),
}

impl Test {
    /// The names that it compares code with, which may refer to captures.
    pub fn names(&self) -> Vec<&Name> {
        match self {
            Self::Spells(names) | Self::Named(names) | Self::Refers(names) | Self::Calls(names) => {
                names.iter().collect()
            }
            Self::Not(test) => test.names(),
            Self::Any(tests) | Self::All(tests) => tests.iter().flat_map(Self::names).collect(),
            _ => Vec::new(),
        }
    }
}

/// A type of expression, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// A string, implicit concatenation included.
    Str,
    /// A string of bytes.
    Bytes,
    /// An f-string or t-string.
    Fstring,
    /// A number.
    Number,
    /// `True` or `False`.
    Bool,
    /// `None`.
    None,
    /// A list display.
    List,
    /// A tuple.
    Tuple,
    /// A dict display.
    Dict,
    /// A set display.
    Set,
    /// A comprehension or generator expression.
    Comprehension,
    /// A lambda.
    Lambda,
    /// A call.
    Call,
    /// A plain name or attribute.
    Name,
    /// An operation with an arithmetic or bit operator.
    Operation,
    /// A comparison.
    Comparison,
}
