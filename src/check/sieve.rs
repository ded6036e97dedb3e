//! Which checks can find anything in a file, told from its bytes before it is parsed.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, Input, MatchKind};

use crate::find::Sign;
use crate::python;

/// Signs of which a file must have one; none if they tell nothing.
type Set = Option<BTreeSet<Sign>>;

/// A set of small numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    fn new(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn insert(&mut self, bit: usize) {
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, more)| *word |= more);
    }

    fn has(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(word, more)| word & more == *more)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.0.iter().enumerate();
        words.flat_map(|(at, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        })
    }
}

/// One search for the literals of all checks at once.
#[derive(Debug)]
pub(super) struct Sieve {
    searches: Vec<Search>,
    // Values of strings, each with the checks that it may be a sign of: escapes for them are too many to search for.
    values: Vec<(String, Bits)>,
    // The checks that no literal tells anything about.
    always: Bits,
    all: Bits,
}

/// A search for some of the literals.
#[derive(Debug)]
struct Search {
    automaton: AhoCorasick,
    // For each literal, the checks that it may be a sign of.
    meant: Vec<Bits>,
}

/// How many literals the vectorised searchers take at once; each is ten times as fast as the automaton for more.
const VECTORISED: usize = 64;

/// With more literals than this, one automaton is faster than several vectorised searches.
const MANY: usize = 4 * VECTORISED;

impl Sieve {
    /// A sieve for these sets of literals, one for each check.
    pub(super) fn new<'s>(sets: &[&'s Set]) -> Self {
        let (mut always, mut all) = (Bits::new(sets.len()), Bits::new(sets.len()));
        let mut literals: BTreeMap<&'s str, Bits> = BTreeMap::new();
        let mut values: BTreeMap<&'s str, Bits> = BTreeMap::new();
        for (check, set) in sets.iter().enumerate() {
            // A file in another encoding has other bytes for anything but ASCII.
            let Some(set) =
                set.as_ref().filter(|set| set.iter().all(|sign| sign.text().is_ascii()))
            else {
                always.insert(check);
                all.insert(check);
                continue;
            };
            for sign in set {
                let note = |known: &mut BTreeMap<&'s str, Bits>| {
                    let bits = known.entry(sign.text()).or_insert_with(|| Bits::new(sets.len()));
                    bits.insert(check);
                };
                note(&mut literals);
                if let Sign::Value(_) = sign {
                    note(&mut values);
                }
                all.insert(check);
            }
        }
        let mut patterns: Vec<&str> = literals.keys().copied().collect();
        // Of two that begin at the same place, the first is found: the longer one, which has the shorter in it.
        patterns.sort_by_key(|literal| std::cmp::Reverse(literal.len()));
        let within = |outer: &str| {
            let mut bits = Bits::new(sets.len());
            let inner = literals.iter().filter(|(inner, _)| outer.contains(*inner));
            inner.for_each(|(_, checks)| bits.add(checks));
            bits
        };
        let at_once = if patterns.len() > MANY { patterns.len() } else { VECTORISED };
        // Leftmost-first is what the vectorised searchers offer.
        let mut builder = AhoCorasick::builder();
        builder.match_kind(MatchKind::LeftmostFirst);
        let search = |patterns: &[&str]| {
            let automaton = builder.build(patterns).ok()?;
            Some(Search { automaton, meant: patterns.iter().map(|one| within(one)).collect() })
        };
        let searches: Option<Vec<_>> = patterns.chunks(at_once.max(1)).map(search).collect();
        if searches.is_none() {
            always = all.clone();
        }
        let values = values.into_iter().map(|(text, checks)| (text.to_owned(), checks)).collect();
        Self { searches: searches.unwrap_or_default(), values, always, all }
    }

    /// The checks that can find something in a file with these bytes and this path.
    pub(super) fn sift(&self, bytes: &[u8], path: &str) -> Bits {
        let mut found = self.always.clone();
        for search in &self.searches {
            self.search(search, path.as_bytes(), &mut found);
            self.search(search, bytes, &mut found);
        }
        let missing: Vec<_> = self.values.iter().filter(|(_, checks)| !found.has(checks)).collect();
        if !missing.is_empty() {
            for backslash in memchr::memchr_iter(b'\\', bytes) {
                for (text, checks) in &missing {
                    if python::is_escape_of(bytes, backslash, text.as_bytes()) {
                        found.add(checks);
                    }
                }
            }
        }
        found
    }

    fn search(&self, search: &Search, text: &[u8], found: &mut Bits) {
        let mut from = 0;
        while *found != self.all
            && let Some(hit) = search.automaton.find(Input::new(text).range(from..))
        {
            found.add(&search.meant[hit.pattern().as_usize()]);
            // A literal may begin inside another one and end after it.
            from = hit.start() + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(literals: &[&str]) -> Set {
        Some(literals.iter().map(|text| Sign::Word((*text).to_owned())).collect())
    }

    fn sifted(sets: &[Set], text: &str, path: &str) -> Vec<usize> {
        Sieve::new(&sets.iter().collect::<Vec<_>>()).sift(text.as_bytes(), path).iter().collect()
    }

    #[test]
    fn literals_within_and_across_each_other_are_all_found() {
        let sets = [set(&["import eventlet"]), set(&["eventlet.green"]), set(&["vent", "x"])];
        assert_eq!(sifted(&sets, "import eventlet.green", "a.py"), [0, 1, 2]);
        assert_eq!(sifted(&sets, "eventlet.green", "a.py"), [1, 2]);
        assert_eq!(sifted(&sets, "import event", "a.py"), [2]);
        assert!(sifted(&sets, "nothing", "a.py").is_empty());
    }

    #[test]
    fn what_begins_together_is_found_whatever_is_longer() {
        let sets = [set(&["patch"]), set(&["patcher"]), set(&["pat"])];
        assert_eq!(sifted(&sets, "patch", ""), [0, 2]);
        assert_eq!(sifted(&sets, "patcher", ""), [0, 1, 2]);
    }

    #[test]
    fn a_path_counts_and_a_check_without_literals_always_runs() {
        let sets = [set(&["setup"]), None, set(&["größe"]), set(&[])];
        assert_eq!(sifted(&sets, "", "nova/setup.py"), [0, 1, 2]);
        assert_eq!(sifted(&sets, "", "a.py"), [1, 2]);
    }

    #[test]
    fn the_value_of_a_string_may_be_written_by_escapes() {
        let sets = [Some([Sign::Value("mysql".to_owned())].into()), set(&["other"])];
        for text in [
            "mysql",
            r"my\x73ql",
            r"\155ysql",
            r"m\u0079sql",
            r"m\N{LATIN SMALL LETTER Y}",
            "my\\\nsql",
        ] {
            assert_eq!(sifted(&sets, text, ""), [0], "{text}");
        }
        for text in [r"my\x63ql", r"\n", "other", "(\\\n)", "\\"] {
            assert!(!sifted(&sets, text, "").contains(&0), "{text}");
        }
    }

    #[test]
    fn more_checks_than_a_word_has_bits() {
        let sets: Vec<_> = (0..130).map(|at| set(&[&format!("word{at}")])).collect();
        assert_eq!(sifted(&sets, "word129", ""), [1, 12, 129]);
        let sets: Vec<_> = (0..300).map(|at| set(&[&format!("word{at}")])).collect();
        assert_eq!(sifted(&sets, "word299", ""), [2, 29, 299]);
    }
}
