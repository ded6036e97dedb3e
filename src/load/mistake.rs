//! What serde has to say about a value that does not fit its type, kept as data until it is told to a person.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use super::yaml::Node;
use crate::source::Place;

/// A value that does not fit its type.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) kind: Kind,
    /// Where, once known.
    pub(super) place: Option<Place>,
    /// The value at fault: what to leave out in order to see what else is wrong.
    pub(super) culprit: Option<*const Node>,
}

/// What does not fit.
#[derive(Debug)]
pub(super) enum Kind {
    UnknownKey { key: String, known: Vec<&'static str> },
    UnknownWord { word: String, known: Vec<&'static str> },
    Missing { key: &'static str },
    WrongType { is: String, number: Option<String>, wanted: String },
    Other(String),
}

impl Mistake {
    /// Says where, unless a deeper value said so before.
    pub(super) fn at(mut self, place: Place, culprit: &Node) -> Self {
        self.place.get_or_insert(place);
        self.culprit.get_or_insert(std::ptr::from_ref(culprit));
        self
    }

    /// What to say of a key that is not there.
    pub(super) fn missing(key: impl fmt::Display) -> (String, String) {
        (format!("`{key}` is missing"), format!("add `{key}: …`"))
    }

    /// What is wrong, and what to do next.
    pub(super) fn words(&self) -> (String, String) {
        match &self.kind {
            Kind::UnknownKey { key, known } => (
                format!("`{key}` is no key here"),
                suggest(key, known).unwrap_or_else(|| format!("the keys here are {}", list(known))),
            ),
            Kind::UnknownWord { word, known } => (
                format!("`{word}` is none of the words that can stand here"),
                suggest(word, known).unwrap_or_else(|| format!("write one of {}", list(known))),
            ),
            Kind::Missing { key } => Self::missing(key),
            Kind::WrongType { is, number, wanted } => {
                let next = match number {
                    Some(digits) if wanted.contains("text") => {
                        format!("put it in quotes: \"{digits}\"")
                    }
                    _ if wanted.starts_with("a list") => "write a list: `[one, two]`".into(),
                    _ if wanted.starts_with("a map") => {
                        "write `key: value` on lines of its own".into()
                    }
                    _ => format!("write {wanted}"),
                };
                (format!("this is {is}, and {wanted} is expected"), next)
            }
            Kind::Other(said) => match said.split_once("; ") {
                Some((what, next)) => (what.to_owned(), next.to_owned()),
                None => (said.clone(), String::new()),
            },
        }
    }
}

/// "did you mean …?" for a near miss.
pub fn suggest<S: AsRef<str>>(word: &str, known: &[S]) -> Option<String> {
    let lower = word.to_lowercase();
    known
        .iter()
        .map(|candidate| {
            (strsim::damerau_levenshtein(&lower, &candidate.as_ref().to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| *distance <= 1 + candidate.as_ref().len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| format!("did you mean `{}`?", candidate.as_ref()))
}

fn list(words: &[&str]) -> String {
    match words {
        [] => "none".into(),
        _ => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
    }
}

impl de::Error for Mistake {
    fn custom<T: fmt::Display>(said: T) -> Self {
        Kind::Other(said.to_string()).into()
    }

    fn invalid_type(is: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        let number = match is {
            Unexpected::Float(value) => Some(value.to_string()),
            Unexpected::Signed(value) => Some(value.to_string()),
            Unexpected::Bool(value) => Some(value.to_string()),
            _ => None,
        };
        let is = match is {
            Unexpected::Unit | Unexpected::Option => "empty".into(),
            Unexpected::Map => "a map".into(),
            Unexpected::Seq => "a list".into(),
            Unexpected::Str(text) if text.len() <= 40 => format!("the text `{text}`"),
            Unexpected::Str(_) => "a text".into(),
            Unexpected::Float(value) => format!("the number {value}"),
            Unexpected::Signed(value) => format!("the number {value}"),
            Unexpected::Bool(value) => format!("the truth value `{value}`"),
            other => other.to_string(),
        };
        Kind::WrongType { is, number, wanted: plain(&wanted.to_string()) }.into()
    }

    fn invalid_value(is: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::invalid_type(is, wanted)
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Kind::UnknownWord { word: word.into(), known: known.to_vec() }.into()
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Kind::UnknownKey { key: key.into(), known: known.to_vec() }.into()
    }

    fn missing_field(key: &'static str) -> Self {
        Kind::Missing { key }.into()
    }
}

/// serde's names for types, in words for people who write YAML.
fn plain(wanted: &str) -> String {
    match wanted {
        "a string" => "a text".into(),
        "a sequence" => "a list".into(),
        "u32" | "u64" | "usize" | "i64" => "a whole number".into(),
        "a boolean" => "`true` or `false`".into(),
        other => match other.strip_prefix("struct ") {
            Some(_) => "a map of keys".into(),
            None => other
                .strip_prefix("enum ")
                .map_or_else(|| other.into(), |_| "one of its words".into()),
        },
    }
}

impl From<Kind> for Mistake {
    fn from(kind: Kind) -> Self {
        Self { kind, place: None, culprit: None }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().0)
    }
}

impl std::error::Error for Mistake {}
