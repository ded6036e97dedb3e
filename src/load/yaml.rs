//! YAML text as a tree in which everything has its place. The only file that names the YAML crate.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use crate::source::Place;

/// A value with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// Where the value begins.
    pub(crate) place: Place,
    /// The value.
    pub(crate) value: Value,
}

/// A YAML value. The order of a map is the file's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`, and no other words.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map; keys are texts, each once.
    Map(Vec<(Key, Node)>),
}

/// A key of a map, with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    /// Where the key begins.
    pub(crate) place: Place,
    /// The key.
    pub(crate) text: String,
}

/// What is wrong with a text that is no YAML.
#[derive(Debug)]
pub(crate) struct NotYaml {
    /// Where, if the parser knows.
    pub(crate) place: Option<Place>,
    /// What is wrong.
    pub(crate) what: String,
    /// What to do about it.
    pub(crate) next: String,
}

/// Reads one YAML document. Duplicate keys, alias bombs and endless nesting are refused by the parser's own limits.
pub(crate) fn parse(text: &str) -> Result<Node, NotYaml> {
    let options = serde_saphyr::options! { strict_booleans: true, with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map(located).map_err(|error| {
        let (what, next) = explain(&error);
        NotYaml { place: error.location().map(place), what, next }
    })
}

/// Writes a text as a YAML scalar that reads back as the same text.
pub fn scalar(text: &str) -> String {
    serde_saphyr::to_string(&text)
        .map_or_else(|_| format!("{text:?}"), |yaml| yaml.trim_end().to_owned())
}

struct Bare(Value);

fn located(node: Spanned<Bare>) -> Node {
    Node { place: place(node.referenced), value: node.value.0 }
}

fn place(location: serde_saphyr::Location) -> Place {
    Place { line: location.line().max(1) as usize, column: location.column().max(1) as usize }
}

/// The parser's error in the words of a person who edits the file.
fn explain(error: &serde_saphyr::Error) -> (String, String) {
    let said = error.to_string();
    let said = said.lines().next().unwrap_or_default();
    let said = said.split(" at line ").next().unwrap_or(said);
    let (what, next) = if let Some(rest) = said.strip_prefix("duplicate mapping key: ") {
        let key = rest.split(',').next().unwrap_or(rest);
        return (format!("the key `{key}` stands here twice"), "keep one of the two".into());
    } else if said.starts_with("tabs disallowed") {
        ("a tab cannot indent YAML", "indent with spaces")
    } else if said.contains("cannot start with a tab") {
        ("a line of this text begins with a tab", "indent with spaces")
    } else if said.starts_with("multiple YAML documents") {
        ("a second document begins here", "keep one document in a file: remove the line `---`")
    } else if said.starts_with("recursion limit") {
        (
            "lists or maps are nested too deeply",
            "flatten the value; no field nests more than a few levels",
        )
    } else if said.starts_with("budget breached") {
        (
            "aliases make this file larger than any rulebook needs",
            "write the values out instead of repeating them with `*`",
        )
    } else if said.starts_with("mapping values are not allowed") {
        (
            "a `: ` cannot stand here",
            "put the text in quotes, or check the indentation of this line",
        )
    } else if said.starts_with("expected string scalar") {
        ("a key must be a text", "write a plain word before the colon")
    } else {
        (said, "check the YAML around this place: quotes, brackets and indentation")
    };
    (what.to_owned(), next.to_owned())
}

impl<'de> Deserialize<'de> for Bare {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BareVisitor)
    }
}

struct BareVisitor;

impl<'de> Visitor<'de> for BareVisitor {
    type Value = Bare;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E>(self) -> Result<Bare, E> {
        Ok(Bare(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Bare, E> {
        Ok(Bare(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Bare, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Bare, E> {
        Ok(Bare(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Bare, E> {
        Ok(Bare(Value::Integer(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Bare, E> {
        Ok(Bare(i64::try_from(value).map_or(Value::Float(value as f64), Value::Integer)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Bare, E> {
        Ok(Bare(Value::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Bare, E> {
        Ok(Bare(Value::Text(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Bare, E> {
        Ok(Bare(Value::Text(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Bare, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element::<Spanned<Bare>>()? {
            nodes.push(located(node));
        }
        Ok(Bare(Value::List(nodes)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Bare, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, node)) = map.next_entry::<Spanned<String>, Spanned<Bare>>()? {
            entries.push((Key { place: place(key.referenced), text: key.value }, located(node)));
        }
        Ok(Bare(Value::Map(entries)))
    }
}
