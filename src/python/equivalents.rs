//! Names that mean the same.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// A project's own names for other people's things: `nova.monkey_patch.patch` for `eventlet.monkey_patch`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Equivalents(BTreeMap<String, String>);

impl Equivalents {
    /// Every name, and everything below it, means what it is mapped to.
    pub fn new(map: BTreeMap<String, String>) -> Self {
        Self(map)
    }

    /// Each name with what it means.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(from, to)| (from.as_str(), to.as_str()))
    }

    /// The name that is meant in the end.
    pub fn canonical<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let mut now = Cow::Borrowed(name);
        // A chain of equivalents is short; a circle must end.
        for _ in 0..8 {
            let found =
                prefixes(&now).find_map(|prefix| self.0.get(prefix).map(|to| (prefix.len(), to)));
            match found {
                Some((length, to)) => now = Cow::Owned(format!("{to}{}", &now[length..])),
                None => break,
            }
        }
        now
    }
}

// `a.b.c`, `a.b`, `a`.
fn prefixes(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |name| name.rsplit_once('.').map(|(head, _)| head))
}
