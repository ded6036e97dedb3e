//! Words that stand where a check may find something.

use super::super::grammar::{Name, Resolve, Several, Test, is_plain};
use super::{BUILTINS, Literals};
use crate::python::{Anchor, Anchors, Equivalents};

/// Where code may have one of these names, compared as asked; anywhere if none is given.
pub(in super::super) fn anchors_of_names(
    names: &Several<Name>,
    resolve: Resolve,
    same_as: &Equivalents,
) -> Anchors {
    if names.is_empty() {
        return Anchors::Anywhere;
    }
    let of_name = |name| match resolve {
        Resolve::Import => resolved(name, same_as),
        Resolve::Text | Resolve::Method => {
            last(name).map_or(Anchors::Anywhere, |last| Anchors::at([Anchor::Identifier(last)]))
        }
    };
    names.iter().map(of_name).collect()
}

/// Where a value may pass a test: where it is written, or where a name is that stands for it.
pub(in super::super) fn anchors_of_test(test: &Test, same_as: &Equivalents) -> Anchors {
    match test {
        Test::Refers(names) | Test::Calls(names) => {
            anchors_of_names(names, Resolve::Import, same_as)
        }
        _ => Anchors::Anywhere,
    }
}

fn last(name: &Name) -> Option<String> {
    name.as_str().split('.').rfind(|segment| is_plain(segment)).map(str::to_owned)
}

/// A name is at its last segment, or at something that was given its meaning.
fn resolved(name: &Name, same_as: &Equivalents) -> Anchors {
    let Some(last) = last(name).filter(|last| last != BUILTINS) else { return Anchors::Anywhere };
    let mut segments = name.as_str().split('.');
    let root = segments.next().filter(|root| is_plain(root) && *root != BUILTINS);
    // Nobody has to import what is built in.
    let root = root.filter(|_| segments.next().is_some() && same_as.iter().next().is_none());
    let mut words = vec![last];
    let mut at = 0;
    while let Some(word) = words.get(at) {
        // What stands for something with the word in it does not have the word.
        let own = same_as.iter().filter(|(_, to)| to.split('.').any(|segment| segment == word));
        let own: Vec<_> = own.filter_map(|(from, _)| from.rsplit('.').next()).collect();
        for word in own {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        at += 1;
    }
    let anchor = |segment| Anchor::Named { root: root.map(str::to_owned), segment };
    Anchors::at(words.into_iter().map(anchor))
}

/// Where the text of literals may be; anywhere if nothing is known of it.
pub(in super::super) fn anchors_of_literals(literals: &Literals) -> Anchors {
    let texts = literals.rarest();
    texts.map_or(Anchors::Anywhere, |texts| Anchors::at(texts.into_iter().map(Anchor::Text)))
}
