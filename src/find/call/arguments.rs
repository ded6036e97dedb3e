//! The grammar of tests of arguments.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use super::super::grammar::{Constant, Name, Test};

/// Tests of arguments: one map, all of whose tests must hold, or a list of such maps, of which one must.
///
/// A key is a keyword (`thread`), a position from 0 (`0`), either (`0/seconds`), `*` for some positional argument or
/// `**` for some keyword argument that the map does not name itself. The key `not` takes tests that must fail.
#[derive(Debug, Clone, PartialEq)]
pub struct Arguments(Vec<Choice>);

/// One map of tests of arguments.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choice {
    /// Which argument, and its test.
    pub tests: Vec<(Selector, Test)>,
    /// Tests that must not hold.
    pub not: Option<Arguments>,
}

/// Which argument of a call is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// The argument passed by this keyword.
    Keyword(String),
    /// The argument at this position, from 0.
    Position(usize),
    /// The argument at this position, or passed by this keyword.
    Either(usize, String),
    /// Some positional argument that is not named otherwise.
    SomePositional,
    /// Some keyword argument that is not named otherwise.
    SomeKeyword,
}

impl Arguments {
    /// The alternatives, of which one must hold.
    pub fn choices(&self) -> &[Choice] {
        &self.0
    }

    /// Whether no call passes that has one argument only, a number other than zero.
    pub(super) fn refuse_one_number(&self) -> bool {
        self.0.iter().all(|choice| {
            choice.tests.iter().any(|(selector, test)| match selector {
                Selector::Position(0) | Selector::Either(0, _) => refuses_numbers(test),
                _ => false,
            })
        })
    }

    /// The names that the tests compare code with.
    pub(super) fn names(&self) -> Vec<&Name> {
        self.0.iter().flat_map(Choice::names).collect()
    }
}

/// Whether no number other than zero passes.
fn refuses_numbers(test: &Test) -> bool {
    match test {
        Test::Absent | Test::Falsy => true,
        Test::Equals(constants) => constants.iter().all(|constant| match constant {
            Constant::None | Constant::Bool(false) | Constant::Int(0) | Constant::Str(_) => true,
            Constant::Float(number) => *number == 0.0,
            _ => false,
        }),
        _ => false,
    }
}

impl Choice {
    fn names(&self) -> Vec<&Name> {
        let tested = self.tests.iter().flat_map(|(_, test)| test.names());
        tested.chain(self.not.iter().flat_map(Arguments::names)).collect()
    }

    /// Whether a test names the argument at this position.
    pub(super) fn names_position(&self, at: usize) -> bool {
        self.tests.iter().any(|(selector, _)| match selector {
            Selector::Position(named) | Selector::Either(named, _) => *named == at,
            _ => false,
        })
    }

    /// Whether a test names the argument passed by this keyword.
    pub(super) fn names_keyword(&self, keyword: &str) -> bool {
        self.tests.iter().any(|(selector, _)| match selector {
            Selector::Keyword(named) | Selector::Either(_, named) => named == keyword,
            _ => false,
        })
    }
}

impl Selector {
    fn parse(key: &str) -> Result<Self, String> {
        let keyword = |word: &str| {
            let mut letters = word.chars();
            let first = letters.next().is_some_and(|c| c.is_alphabetic() || c == '_');
            (first && letters.all(|c| c.is_alphanumeric() || c == '_')).then(|| word.to_owned())
        };
        let parsed = match key {
            "*" => Some(Self::SomePositional),
            "**" => Some(Self::SomeKeyword),
            _ => match key.split_once('/') {
                Some((position, word)) => position
                    .parse()
                    .ok()
                    .zip(keyword(word))
                    .map(|(at, word)| Self::Either(at, word)),
                None => match key.parse() {
                    Ok(position) => Some(Self::Position(position)),
                    Err(_) => keyword(key).map(Self::Keyword),
                },
            },
        };
        parsed.ok_or_else(|| {
            format!("`{key}` is no argument: write a keyword, a position from 0, `0/keyword`, `*`, `**` or `not`")
        })
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Keyword(word) => f.write_str(word),
            Self::Position(at) => write!(f, "{at}"),
            Self::Either(at, word) => write!(f, "{at}/{word}"),
            Self::SomePositional => f.write_str("*"),
            Self::SomeKeyword => f.write_str("**"),
        }
    }
}

impl Serialize for Arguments {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl Serialize for Choice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (selector, test) in &self.tests {
            map.serialize_entry(&selector.to_string(), test)?;
        }
        if let Some(not) = &self.not {
            map.serialize_entry("not", not)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MapOrMaps)
    }
}

impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OneMap)
    }
}

struct MapOrMaps;
struct OneMap;
struct Key(String);

impl<'de> Visitor<'de> for MapOrMaps {
    type Value = Arguments;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a map from arguments to tests, or a list of such maps")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Arguments, A::Error> {
        OneMap.visit_map(map).map(|choice| Arguments(vec![choice]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Arguments, A::Error> {
        let mut choices = Vec::new();
        while let Some(choice) = seq.next_element()? {
            choices.push(choice);
        }
        if choices.is_empty() {
            return Err(A::Error::custom(
                "an empty list of arguments matches nothing: leave the key out",
            ));
        }
        Ok(Arguments(choices))
    }
}

impl<'de> Visitor<'de> for OneMap {
    type Value = Choice;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a map from arguments to tests")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Choice, A::Error> {
        let mut choice = Choice::default();
        while let Some(Key(key)) = map.next_key()? {
            if key == "not" {
                choice.not = Some(map.next_value()?);
                continue;
            }
            let selector = Selector::parse(&key).map_err(A::Error::custom)?;
            if choice.tests.iter().any(|(other, _)| *other == selector) {
                return Err(A::Error::custom(format!(
                    "the argument `{key}` is tested twice: use `all`"
                )));
            }
            choice.tests.push((selector, map.next_value()?));
        }
        if choice.tests.is_empty() && choice.not.is_none() {
            return Err(A::Error::custom("no argument is tested: leave the key out"));
        }
        Ok(choice)
    }
}

// A position is written without quotes, so a YAML reader may hand it over as a number.
impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyVisitor)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an argument: a keyword, a position from 0, `0/keyword`, `*`, `**` or `not`")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
        Ok(Key(key.to_owned()))
    }

    fn visit_u64<E: Error>(self, key: u64) -> Result<Key, E> {
        Ok(Key(key.to_string()))
    }

    fn visit_i64<E: Error>(self, key: i64) -> Result<Key, E> {
        Ok(Key(key.to_string()))
    }
}

impl JsonSchema for Arguments {
    fn schema_name() -> Cow<'static, str> {
        "Arguments".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let test = generator.subschema_for::<Test>();
        let not = generator.subschema_for::<Arguments>();
        let map = json_schema!({
            "type": "object",
            "description": "Tests that must all hold. A key is a keyword, a position from 0, `0/keyword`, `*` (some \
                positional argument), `**` (some other keyword argument) or `not`.",
            "minProperties": 1,
            "properties": {"not": not},
            "additionalProperties": test
        });
        json_schema!({"anyOf": [map, {"type": "array", "items": map, "minItems": 1}]})
    }
}
