//! THE TABLE OF TARGETS: linters that get rules of their own, and what each can say of a check.

use std::collections::BTreeSet;

use crate::model::fit::{Fit, Fits, TargetFits};
use crate::model::{Check, Guideline, Rulebook};

use super::losses::Losses;
use super::trials::Trials;
use super::{ast_grep, flake8, pylint, ruff, semgrep};

/// A linter.
#[derive(Debug)]
pub struct Target {
    /// What it is called, and its exporter.
    pub name: &'static str,
    /// What it is given, in a sentence.
    pub about: &'static str,
    /// What is true of all its rules, and of no check in particular.
    pub limits: &'static [&'static str],
    /// What its rule of a check loses: what the translation had to leave out.
    pub losses: fn(&Check) -> Losses,
    /// How it tests rules, if it can.
    pub trials: Option<Trials>,
}

impl Target {
    /// How much of a check its rule finds.
    pub fn fit(&self, check: &Check) -> Fit {
        (self.losses)(check).fit()
    }
}

/// THE TABLE OF TARGETS.
pub const TARGETS: &[Target] =
    &[flake8::TARGET, pylint::TARGET, semgrep::TARGET, ast_grep::TARGET, ruff::TARGET];

/// What the targets can say of all checks of a rulebook.
pub fn fits(book: &Rulebook) -> &Fits {
    book.fits.get_or_init(|| derived(book))
}

fn derived(book: &Rulebook) -> Fits {
    let used: BTreeSet<_> = exported(book).map(|(_, check)| &check.name).collect();
    let of = |target: &'static Target| {
        let fit = |check: &Check| match used.contains(&check.name) {
            true => target.fit(check),
            false => Fit::dropped("no guideline in force uses the check"),
        };
        TargetFits {
            name: target.name,
            about: target.about,
            limits: target.limits,
            checks: book.checks.values().map(|check| (check.name.clone(), fit(check))).collect(),
        }
    };
    Fits { targets: TARGETS.iter().map(of).collect() }
}

/// Each check of a guideline in force, once for each of them.
pub(super) fn exported(book: &Rulebook) -> impl Iterator<Item = (&Guideline, &Check)> {
    let binding = book.guidelines.iter().filter(|guideline| guideline.status.binds());
    binding.flat_map(|guideline| {
        let checks = guideline.checks.iter().filter_map(|name| book.checks.get(name));
        checks.map(move |check| (guideline, check))
    })
}
