//! What exported rules find in the rulebook's own code: measured by `rulebook test --with LINTERS --record`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

/// checks/tested.yaml: what the rules of linters find in examples and cases, so that those can be exported as the
/// rules' own tests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tested {
    /// The linters, by their names.
    pub linters: BTreeMap<String, TestedRules>,
}

/// The rules of one linter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestedRules {
    /// The linter's version.
    pub version: String,
    /// The rules, by what the linter calls them.
    pub rules: BTreeMap<String, TestedRule>,
}

/// One rule, as it was when it was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestedRule {
    /// What the rule and its check look for, as a hash.
    pub rule: String,
    /// What came of each piece of code, by a hash of it.
    pub pieces: BTreeMap<String, Marks>,
}

/// What a rule makes of a piece of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marks {
    /// The lines that are found.
    Lines(Marked),
    /// It depends on the path of the code, which linters' tests of rules do not know.
    PathDecides,
    /// The linter cannot parse it.
    Unreadable,
}

/// Lines, counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// Found by both.
    pub found: Vec<usize>,
    /// Found only by us.
    pub missed: Vec<usize>,
    /// Found only by the linter.
    pub added: Vec<usize>,
}

const PATH: &str = "the path decides";
const UNREADABLE: &str = "cannot be parsed";

impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Lines(lines) = self else {
            return f.write_str(if *self == Self::PathDecides { PATH } else { UNREADABLE });
        };
        let all = [("", &lines.found), ("-", &lines.missed), ("+", &lines.added)];
        let words = all
            .iter()
            .flat_map(|(sign, lines)| lines.iter().map(move |line| format!("{sign}{line}")));
        f.write_str(&words.collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Marks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            PATH => return Ok(Self::PathDecides),
            UNREADABLE => return Ok(Self::Unreadable),
            _ => {}
        }
        let mut lines = Marked::default();
        for word in text.split_whitespace() {
            let (list, number) = match word.as_bytes()[0] {
                b'-' => (&mut lines.missed, &word[1..]),
                b'+' => (&mut lines.added, &word[1..]),
                _ => (&mut lines.found, word),
            };
            let digits = number.bytes().all(|byte| byte.is_ascii_digit());
            match number.parse() {
                Ok(number @ 1..) if digits => list.push(number),
                _ => {
                    return Err(format!(
                        "`{word}` is no line; write lines like `4 -7 +9`, `{PATH}` or `{UNREADABLE}`"
                    ));
                }
            }
        }
        Ok(Self::Lines(lines))
    }
}

impl Serialize for Marks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Marks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Marks {
    fn schema_name() -> Cow<'static, str> {
        "Marks".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": format!("^(([-+]?[1-9][0-9]*( [-+]?[1-9][0-9]*)*)?|{PATH}|{UNREADABLE})$"),
            "description": "The lines that the rule finds; with `-` those that only rulebook finds, with `+` those that only the rule finds."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_they_are_written() {
        for text in ["", "4", "4 -7 +9", "1 2 -3", PATH, UNREADABLE] {
            assert_eq!(text.parse::<Marks>().map(|marks| marks.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn what_is_no_line_is_told_with_what_is() {
        for text in ["x", "0", "--4", "-", "+ 4", "4,5"] {
            let told = text.parse::<Marks>().expect_err(text);
            assert!(told.contains("write lines like `4 -7 +9`"), "{told}");
        }
    }
}
