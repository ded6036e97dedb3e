//! A plugin of pylint: the checks of the flake8 plugin under pylint's own sort of names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Exporter;
use super::python::{self, LIMITS, codes, literal, plugin};
use super::targets::Target;
use crate::model::{Id, Output, Rulebook};

pub(super) const TARGET: Target = Target {
    name: "pylint",
    about: "A plugin with a message for each guideline",
    limits: LIMITS,
    losses: python::losses,
    trials: None,
};

pub(super) const EXPORTER: Exporter = Exporter {
    name: TARGET.name,
    about: "A plugin for pylint, with its lines for pylintrc",
    export,
};

const SKIN: &str = include_str!("python/pylint.py");

fn export(book: &Rulebook) -> Vec<Output> {
    let about = format!(
        "{}: checks for pylint, made by `rulebook export pylint`; do not edit.",
        book.title
    );
    let numbers = Numbers::of(book);
    let messages: Vec<Value> = codes(book)
        .into_iter()
        .filter_map(|guideline| {
            let symbol =
                format!("{}-{}", guideline.id.as_str().to_lowercase(), guideline.name.slug());
            Some(json!([guideline.id, numbers.message(&guideline.id)?, symbol, guideline.summary]))
        })
        .collect();
    if messages.is_empty() {
        return Vec::new();
    }
    let messages = literal(&Value::Array(messages), 0);
    let skin = format!(
        "# Code, id and symbol of a message, and what it is about.\nMESSAGES = {messages}\n\n\n{SKIN}"
    );
    let settings = "[MAIN]\ninit-hook = 'import sys; sys.path.insert(0, \".\")'\nload-plugins = rulebook_checks\n";
    vec![
        Output::text("pylint/rulebook_checks.py", plugin(book, &about, &skin)),
        Output::text("pylint/pylintrc", settings),
    ]
}

/// `W9103` for `EVT103`: pylint wants a letter and four digits, of which the first two are a checker's own. A second
/// sort of ids begins with 8; there is no room for a tenth.
pub(super) struct Numbers<'a>(BTreeMap<&'a str, usize>);

impl<'a> Numbers<'a> {
    pub(super) fn of(book: &'a Rulebook) -> Self {
        let sorts: BTreeSet<_> = book.guidelines.iter().map(|g| sort(&g.id).0).collect();
        Self(sorts.into_iter().zip((1..=9).rev()).collect())
    }

    pub(super) fn message(&self, id: &Id) -> Option<String> {
        let (sort, number) = sort(id);
        self.0.get(sort).map(|digit| format!("W{digit}{number}"))
    }
}

/// The letters of an id, and its number.
fn sort(id: &Id) -> (&str, &str) {
    id.as_str().split_at(id.as_str().len() - 3)
}
