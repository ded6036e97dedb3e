//! How what was seen is put into words.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::evidence::Seen;

/// What every version set needs to run eventlet at all: nobody asks for its versions.
const PLUMBING: [&str; 5] = ["eventlet", "greenlet", "dnspython", "six", "monotonic"];

/// "eventlet 0.25.1 on Python 3.7 and eventlet 0.40.4 and 0.41.3 on Python 3.11", and the other packages; with the
/// exact versions of Python or without.
pub fn versions<'a>(seen: impl Iterator<Item = &'a Seen>, exact: bool) -> String {
    let mut pythons: BTreeMap<(u32, &str), BTreeSet<Vec<u32>>> = BTreeMap::new();
    let mut others: BTreeSet<String> = BTreeSet::new();
    for seen in seen {
        let minor = seen.python.split('.').nth(1).and_then(|m| m.parse().ok()).unwrap_or(0);
        let short = seen.python.match_indices('.').nth(1).map_or(seen.python.len(), |(at, _)| at);
        let python = if exact { seen.python.as_str() } else { &seen.python[..short] };
        let all = pythons.entry((minor, python)).or_default();
        let eventlet = seen.versions.get("eventlet").map(|v| numbers(v));
        all.extend(eventlet);
        let more = seen.versions.iter().filter(|(name, _)| !PLUMBING.contains(&name.as_str()));
        others.extend(more.map(|(name, version)| format!("{name} {version}")));
    }
    let parts: Vec<String> = pythons
        .into_iter()
        .map(|((_, python), eventlets)| {
            let all: Vec<String> = eventlets.into_iter().map(|v| dotted(&v)).collect();
            match all.is_empty() {
                true => format!("Python {python}"),
                false => format!("eventlet {} on Python {python}", and(&all)),
            }
        })
        .collect();
    let mut text = and(&parts);
    if !others.is_empty() {
        text += &format!(", with {}", and(&others.into_iter().collect::<Vec<_>>()));
    }
    text
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}

fn dotted(numbers: &[u32]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

/// "a, b and c".
pub fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// What a run came to, and that it is not always so.
pub fn outcome(seen: &Seen) -> String {
    match seen.before.as_slice() {
        [] => seen.outcome.to_string(),
        before => format!("{}, not always: {}", seen.outcome, and(before)),
    }
}
