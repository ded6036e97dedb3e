//! YAML text as a tree in which everything has its place. The only file that names the YAML crate.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span, StrInput};

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

/// Reads one YAML document.
///
/// A tree straight from the parser's events costs half of one through serde, and no rulebook's file needs more. What
/// is not that plain is read through serde, whose limits and messages then hold.
pub(crate) fn parse(text: &str) -> Result<Node, NotYaml> {
    Plain::read(text).map_or_else(|| through_serde(text), Ok)
}

/// Duplicate keys, alias bombs and endless nesting are refused by the parser's own limits.
fn through_serde(text: &str) -> Result<Node, NotYaml> {
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

/// Writes a value as a document of YAML.
///
/// # Errors
/// If it has keys that YAML's maps of ours cannot have.
pub fn document(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_saphyr::to_string(value)?)
}

/// Reads documents of maps, lists, texts, whole numbers and booleans, all written the usual way, and no others: each
/// step ends with `None` where a rule of YAML beyond those would have to decide.
struct Plain<'t> {
    events: Parser<'t, StrInput<'t>>,
    /// How many more values are read: past that, limits have to be minded.
    left: usize,
}

impl<'t> Plain<'t> {
    const MOST_VALUES: usize = 50_000;
    const DEEPEST: usize = 30;
    /// In a larger map it would take too long to look for every key among all others.
    const MOST_KEYS: usize = 500;

    fn read(text: &'t str) -> Option<Node> {
        // The crate is taken without its feature `comments`: to look for one before each event costs a tenth.
        let events = Parser::new_from_str(text);
        let mut plain = Self { events, left: Self::MOST_VALUES };
        let start = [plain.next()?.0, plain.next()?.0];
        let [Event::StreamStart, Event::DocumentStart(_, None)] = start else { return None };
        let first = plain.next()?;
        let root = plain.node(first, Self::DEEPEST)?;
        let end = [plain.next()?.0, plain.next()?.0];
        matches!(end, [Event::DocumentEnd, Event::StreamEnd]).then_some(root)
    }

    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        self.events.next_event()?.ok()
    }

    fn node(&mut self, (event, span): (Event<'t>, Span), depth: usize) -> Option<Node> {
        self.left = self.left.checked_sub(1)?;
        let depth = depth.checked_sub(1)?;
        let value = match event {
            Event::Scalar(text, ScalarStyle::Plain, 0, None) => unquoted(&text)?,
            Event::Scalar(text, _, 0, None) => Value::Text(text.into_owned()),
            Event::SequenceStart(_, 0, None) => self.list(depth)?,
            Event::MappingStart(_, 0, None) => self.map(depth)?,
            _ => return None,
        };
        Some(Node { place: start(&span), value })
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Some(Value::List(nodes)),
                first => nodes.push(self.node(first, depth)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Option<Value> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => return Some(Value::Map(entries)),
                first => self.node(first, depth)?,
            };
            let Node { place, value: Value::Text(text) } = key else { return None };
            let is_there = entries.iter().any(|(key, _)| key.text == text);
            if is_there || text == "<<" || entries.len() == Self::MOST_KEYS {
                return None;
            }
            let first = self.next()?;
            entries.push((Key { place, text }, self.node(first, depth)?));
        }
    }
}

fn start(span: &Span) -> Place {
    Place { line: span.start.line().max(1), column: span.start.col() + 1 }
}

/// What a scalar without quotes is, if every reading of YAML agrees on it.
fn unquoted(text: &str) -> Option<Value> {
    // What one version of YAML or another takes for a number, a boolean or nothing.
    const WORDS: [&str; 13] =
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity", ""];
    let bytes = text.as_bytes();
    let is_number = bytes.len() <= 18 && bytes.iter().all(u8::is_ascii_digit);
    let is_date = || bytes.windows(2).any(|two| two[0].is_ascii_digit() && two[1] == b'-');
    match (text, bytes.first()) {
        ("true", _) => Some(Value::Bool(true)),
        ("false", _) => Some(Value::Bool(false)),
        ("0", _) => Some(Value::Integer(0)),
        _ if WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)) => None,
        (_, Some(b'1'..=b'9')) if is_number => text.parse().ok().map(Value::Integer),
        (_, Some(b'0'..=b'9')) if is_date() => Some(Value::Text(text.to_owned())),
        (_, None | Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'~')) => None,
        _ => Some(Value::Text(text.to_owned())),
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is read from events is what serde would have read; whether events sufficed.
    fn agree(text: &str) -> bool {
        let plain = Plain::read(text);
        if let Some(node) = &plain {
            assert_eq!(through_serde(text).ok().as_ref(), Some(node), "{text:?}");
        }
        plain.is_some()
    }

    #[test]
    fn the_rulebooks_own_files_are_read_from_events_as_through_serde() {
        let files = crate::load::Origin::BuiltIn.files().unwrap().files;
        let yaml: Vec<_> = files.iter().filter(|file| file.path.ends_with(".yaml")).collect();
        let from_events = yaml.iter().filter(|file| agree(file.text().unwrap())).count();
        assert!(from_events * 10 > yaml.len() * 8, "{from_events} of {}", yaml.len());
    }

    #[test]
    fn a_scalar_is_the_same_from_events_as_through_serde() {
        let scalars = [
            "true",
            "True",
            "yes",
            "y",
            "null",
            "~",
            "",
            "0",
            "7",
            "007",
            "-7",
            "+7",
            "1_000",
            "0x1F",
            "0o17",
            "0b1",
            "1.5",
            "1e5",
            "1e-5",
            ".5",
            ".inf",
            "-.inf",
            ".nan",
            "nan",
            "inf",
            "12:30",
            "2026-11-23",
            "2026-11-23T10:00:00Z",
            "1-",
            "1e-",
            "<<",
            "---",
            "...",
            "!!str 1",
            "&a 1",
            "*a",
            "'1'",
            "\"1\"",
            "|\n  1\n",
            ">-\n  1\n  2\n",
            "a: b",
            "[1, a]",
            "{a: 1}",
            "{a: 1, a: 2}",
            "? a",
            "999999999999999999",
            "9999999999999999999",
            "1 # one",
        ];
        for scalar in scalars {
            agree(scalar);
            agree(&format!("key: {scalar}\n"));
            agree(&format!("- {scalar}\n"));
            agree(&format!("{scalar}: value\n"));
        }
    }

    #[test]
    fn what_needs_a_rule_beyond_the_plain_ones_is_not_read_from_events() {
        for text in
            ["", "a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: !!str 1\n", "a: ~\n", "a\n---\nb\n"]
        {
            assert!(!agree(text), "{text:?}");
        }
        assert!(!agree(&"[".repeat(100_000)));
    }

    proptest! {
        #[test]
        fn any_text_is_the_same_from_events_as_through_serde(
            text in "([ab1-3:.,?!&*|>~'\"#{}\\[\\]\n -]|: |\n  |\n- |true|null|<<|é|\t|\r\n){0,24}",
        ) {
            agree(&text);
        }
    }
}
