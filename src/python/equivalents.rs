//! Names that mean the same.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Included, Unbounded};

/// A project's own names for other people's things: `nova.monkey_patch.patch` for `eventlet.monkey_patch`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Equivalents {
    meant: BTreeMap<String, String>,
    // The last segments of the project's names.
    ends: BTreeSet<String>,
}

impl Equivalents {
    /// Every name, and everything below it, means what it is mapped to.
    pub fn new(map: BTreeMap<String, String>) -> Self {
        let end = |name: &String| name.rsplit('.').next().unwrap_or_default().to_owned();
        Self { ends: map.keys().map(end).collect(), meant: map }
    }

    /// Whether one of the project's names ends in this segment.
    pub fn have_end(&self, segment: &str) -> bool {
        self.ends.contains(segment)
    }

    /// Each name with what it means.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.meant.iter().map(|(from, to)| (from.as_str(), to.as_str()))
    }

    /// Whether a name is one of these, or begins with one, or one begins with it.
    pub fn touch(&self, name: &str) -> bool {
        let next = self
            .meant
            .range::<str, _>((Included(name), Unbounded))
            .next()
            .map(|(from, _)| from.as_str());
        let below = next.and_then(|from| from.strip_prefix(name));
        below.is_some_and(|rest| rest.is_empty() || name.is_empty() || rest.starts_with('.'))
            || prefixes(name).any(|prefix| self.meant.contains_key(prefix))
    }

    /// The name that is meant in the end.
    pub fn canonical<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let mut now = Cow::Borrowed(name);
        // A chain of equivalents is short; a circle must end.
        for _ in 0..8 {
            let found = prefixes(&now)
                .find_map(|prefix| self.meant.get(prefix).map(|to| (prefix.len(), to)));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_touch_where_one_begins_as_the_other_does() {
        let one = |name: &str| (name.to_owned(), "eventlet".to_owned());
        let names = Equivalents::new(BTreeMap::from([one("a.b.c"), one("a.bb"), one("z")]));
        for name in ["", "a", "a.b", "a.b.c", "a.b.c.d", "a.bb.c", "z", "z.a.b"] {
            assert!(names.touch(name), "{name}");
        }
        for name in ["a.c", "a.b.d", "a.bbb", "ab", "y", "zz", "a.b.cc"] {
            assert!(!names.touch(name), "{name}");
        }
        assert!(!Equivalents::default().touch(""));
    }
}
