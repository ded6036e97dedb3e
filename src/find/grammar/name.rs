//! Dotted names of Python, with wildcards and captures.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::python::is_stdlib;

/// What the captures of a path glob stood for.
pub(crate) type Captures = BTreeMap<String, String>;

/// A dotted name such as `eventlet.monkey_patch`. `*` stands for any part of one segment, a segment `**` for any
/// number of segments, none included, and `<driver>` for what a path glob captured under that name.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct Name {
    text: String,
    /// How much of it stands before the first wildcard or capture.
    fixed: usize,
}

impl Name {
    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn of(text: String) -> Self {
        Self { fixed: text.find(['*', '<']).unwrap_or(text.len()), text }
    }

    /// The name, if it has neither wildcards nor captures.
    pub fn exact(&self) -> Option<&str> {
        (self.fixed == self.text.len()).then_some(&self.text)
    }

    /// Whether the dotted name `name` is meant. A capture that is not bound matches nothing.
    pub fn is_match(&self, name: &str, captures: &Captures) -> bool {
        match self.exact() {
            Some(exact) => exact == name,
            None => {
                let pattern: Vec<&str> = self.text.split('.').collect();
                let name: Vec<&str> = name.split('.').collect();
                segments_match(&pattern, &name, captures)
            }
        }
    }

    /// Whether a dotted name that ends in this segment can be meant.
    pub(crate) fn may_end(&self, segment: &str) -> bool {
        match self.exact() {
            Some(exact) => {
                let before = exact.strip_suffix(segment);
                before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
            }
            None => {
                let last = self.text.rsplit('.').next().unwrap_or(&self.text);
                last == segment || !is_plain(last)
            }
        }
    }

    /// Whether a dotted name that is `root`, or begins with it, can be meant.
    pub(crate) fn may_begin(&self, root: &str) -> bool {
        let (head, open) = (&self.text[..self.fixed], self.fixed < self.text.len());
        match head.strip_prefix(root) {
            Some(rest) => rest.is_empty() || rest.starts_with('.') || root.is_empty(),
            None => open && root.starts_with(head),
        }
    }

    /// Whether the last segments of the dotted name `name` are meant.
    pub fn is_suffix_of(&self, name: &str, captures: &Captures) -> bool {
        let wanted = self.text.split('.').count();
        let start = name.rmatch_indices('.').nth(wanted - 1).map_or(0, |(dot, _)| dot + 1);
        self.is_match(&name[start..], captures)
    }

    /// The captures that the name refers to.
    pub fn captures(&self) -> impl Iterator<Item = &str> {
        self.text.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(name, _)| name))
    }
}

/// Whether a segment stands for nothing but itself.
pub(crate) fn is_plain(segment: &str) -> bool {
    !segment.contains(['*', '<'])
}

/// The part of a dotted name that is found in the fewest files. Code that means the name has all its segments: an
/// import can give them other names but has to write them, and what a relative import leaves out is in the path.
pub(crate) fn telling(name: &str) -> Option<&str> {
    // Long words are rarer than short ones; modules of the standard library are commoner than others of their length.
    words(name)
        .max_by_key(|part| (part.len() + if is_stdlib(part) { 0 } else { STDLIB_LETTERS }, *part))
}

fn words(name: &str) -> impl Iterator<Item = &str> + Clone {
    let segments = name.split('.').filter(|segment| !segment.contains('<'));
    let parts = segments.flat_map(|segment| segment.split('*'));
    parts.filter(|part| part.len() > 1 && *part != "builtins")
}

/// How many letters shorter a word is that is as rare as a module of the standard library: in OpenStack's trees
/// `subprocess` is rarer than `run` and `call`, `time` commoner than `sleep`.
const STDLIB_LETTERS: usize = 4;

fn segments_match(pattern: &[&str], name: &[&str], captures: &Captures) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some((&"**", rest)) => (0..=name.len()).any(|n| segments_match(rest, &name[n..], captures)),
        Some((first, rest)) => name.split_first().is_some_and(|(segment, others)| {
            segment_match(first, segment, captures) && segments_match(rest, others, captures)
        }),
    }
}

fn segment_match(pattern: &str, segment: &str, captures: &Captures) -> bool {
    if pattern == "*" || pattern == segment {
        return true;
    }
    if let Some((before, rest)) = pattern.split_once('<') {
        let Some((capture, after)) = rest.split_once('>') else {
            return false;
        };
        let Some(value) = captures.get(capture) else {
            return false;
        };
        return segment_match(&format!("{before}{value}{after}"), segment, captures);
    }
    let Some((prefix, rest)) = pattern.split_once('*') else {
        return false;
    };
    let Some(tail) = segment.strip_prefix(prefix) else {
        return false;
    };
    (0..=tail.len())
        .filter(|at| tail.is_char_boundary(*at))
        .any(|at| segment_match(rest, &tail[at..], captures))
}

/// Compiled once, and only where it is needed: a pattern of Unicode classes takes longer than reading a file.
static SEGMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\*\*|(?:[\p{XID_Start}_*]|<[a-z_]+>)(?:[\p{XID_Continue}*]|<[a-z_]+>)*)$")
        .expect("the pattern is constant and valid")
});

fn is_segment(part: &str) -> bool {
    let plain = |byte: u8| byte == b'_' || byte == b'*' || byte.is_ascii_alphanumeric();
    let is_simple = part.bytes().all(plain) && !part.starts_with(|c: char| c.is_ascii_digit());
    is_simple && !part.is_empty() || SEGMENT.is_match(part)
}

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.is_empty() {
            return Err("a name cannot be empty".into());
        }
        match text
            .split('.')
            .find(|part| !is_segment(part) || (part.contains("**") && *part != "**"))
        {
            None => Ok(Self::of(text)),
            Some("") => {
                Err(format!("`{text}` is no dotted name: a segment between the dots is empty"))
            }
            Some(part) => Err(format!(
                "`{text}` is no dotted name: `{part}` is no identifier (`*`, a segment `**` and `<capture>` are allowed)"
            )),
        }
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_begins_with_whole_segments() {
        let begins = |name: &str, root: &str| Name::of(name.to_owned()).may_begin(root);
        for root in ["eventlet", "eventlet.green", "eventlet.green.time"] {
            assert!(begins("eventlet.green.time", root), "{root}");
        }
        for root in ["event", "eventlet.gre", "eventlet.green.time.sleep", "time"] {
            assert!(!begins("eventlet.green.time", root), "{root}");
        }
        assert!(begins("eventlet.**", "eventlet") && begins("eventlet.**", "eventlet.green.os"));
        assert!(begins("eventlet.g*", "eventlet.green") && !begins("eventlet.g*", "eventlet.os"));
        assert!(begins("**.sleep", "time") && begins("nova.<driver>.x", "nova.virt"));
    }

    #[test]
    fn a_segment_is_an_identifier_with_wildcards() {
        for name in ["a._1", "größe.x", "a.*_b*", "**.a", "a.<driver>_x", "a1.*"] {
            assert!(Name::try_from(name.to_owned()).is_ok(), "{name}");
        }
        for name in ["a.1b", "1", "a..b", "a.b c", "a.x**", "a.<1>", ""] {
            assert!(Name::try_from(name.to_owned()).is_err(), "{name}");
        }
    }
}
