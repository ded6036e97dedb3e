//! THE TABLE OF TARGETS: linters that get rules of their own, and what each can say of a check.

use std::collections::BTreeSet;

use crate::find::{Condition, Find, Inside};
use crate::model::fit::{Effect, Fit, Fits, Loss, TargetFits};
use crate::model::{Check, Guideline, Rulebook};

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
    /// How much of a check its rule finds: what the translation had to leave out.
    pub fit: fn(&Check) -> Fit,
    /// How it tests rules, if it can.
    pub trials: Option<Trials>,
}

/// THE TABLE OF TARGETS.
pub const TARGETS: &[Target] =
    &[flake8::TARGET, pylint::TARGET, semgrep::TARGET, ast_grep::TARGET, ruff::TARGET];

// What no linter can do, in the words of the loss report.
pub(super) const STARTUP: &str =
    "it follows the start of a program through many modules, and a linter looks at one";
pub(super) const COMMAND: &str = "it asks another program";
pub(super) const PROJECT: &str =
    "projects to which it does not apply, because a linter does not know what is recorded of them";
pub(super) const REQUIRES: &str =
    "projects that require other versions, because a linter does not read the requirements";

/// What the targets can say of all checks of a rulebook.
pub fn fits(book: &Rulebook) -> Fits {
    let used: BTreeSet<_> = exported(book).map(|(_, check)| &check.name).collect();
    let of = |target: &'static Target| {
        let fit = |check: &Check| match used.contains(&check.name) {
            true => (target.fit)(check),
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

/// What a translation leaves out, while it walks through a check.
#[derive(Debug, Default)]
pub(super) struct Losses {
    losses: BTreeSet<Loss>,
    negated: bool,
}

impl Losses {
    /// The rule finds too little here.
    pub(super) fn miss(&mut self, what: impl Into<String>) {
        self.note(Effect::Misses, what.into());
    }

    /// The rule finds too much here.
    pub(super) fn add(&mut self, what: impl Into<String>) {
        self.note(Effect::Adds, what.into());
    }

    /// There can be no rule.
    pub(super) fn drop_all(&mut self, why: impl Into<String>) {
        self.losses.insert(Loss { effect: Effect::Drops, what: why.into() });
    }

    /// Inside of a negation too little becomes too much.
    fn note(&mut self, effect: Effect, what: String) {
        let (effect, what) = match (effect, self.negated) {
            (Effect::Misses, true) => (Effect::Adds, format!("what is excepted because of {what}")),
            (Effect::Adds, true) => (Effect::Misses, format!("what stands beside {what}")),
            (effect, _) => (effect, what),
        };
        self.losses.insert(Loss { effect, what });
    }

    pub(super) fn negated<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.negated = !self.negated;
        let result = run(self);
        self.negated = !self.negated;
        result
    }

    pub(super) fn fit(self) -> Fit {
        let drops = |loss: &Loss| loss.effect == Effect::Drops;
        let dropped = self.losses.iter().any(drops);
        Fit { losses: self.losses.into_iter().filter(|loss| !dropped || drops(loss)).collect() }
    }
}

/// Walks through everything that a check looks for, at any depth; a negation is known to the losses.
pub(super) fn walk(
    find: &Find,
    losses: &mut Losses,
    look: &mut impl FnMut(&Condition, &mut Losses),
) {
    walk_condition(&as_condition(find), losses, look);
}

/// A kind that finds places is a condition too.
pub(super) fn as_condition(find: &Find) -> Condition {
    match find.clone() {
        Find::Call(kind) => Condition::Call(kind),
        Find::Import(kind) => Condition::Import(kind),
        Find::Use(kind) => Condition::Use(kind),
        Find::Literal(kind) => Condition::Literal(kind),
        Find::Expr(kind) => Condition::Expr(kind),
        Find::Def(kind) => Condition::Def(kind),
        Find::Assign(kind) => Condition::Assign(kind),
        Find::Text(kind) => Condition::Text(kind),
        Find::Startup(kind) => Condition::Startup(kind),
        Find::Command(kind) => Condition::Command(kind),
        Find::All(kind) => Condition::All(kind),
        // Each alternative for itself: a list of them is nothing else.
        Find::Any(any) => {
            let items: Vec<_> = any.items().iter().map(as_condition).collect();
            Condition::Any(
                crate::find::Any::try_from(items).expect("alternatives stay alternatives"),
            )
        }
    }
}

fn walk_condition(
    condition: &Condition,
    losses: &mut Losses,
    look: &mut impl FnMut(&Condition, &mut Losses),
) {
    look(condition, losses);
    match condition {
        Condition::All(all) => {
            all.items().iter().for_each(|item| walk_condition(item, losses, look));
        }
        Condition::Any(any) => {
            any.items().iter().for_each(|item| walk_condition(item, losses, look));
        }
        Condition::Not(not) => {
            losses.negated(|losses| walk_condition(not.condition(), losses, look));
        }
        Condition::FileHas(has) => walk(has.find(), losses, look),
        Condition::FileLacks(lacks) => losses.negated(|losses| walk(lacks.find(), losses, look)),
        Condition::Before(order) => walk(&order.0.find, losses, look),
        Condition::After(order) => walk(&order.0.find, losses, look),
        Condition::Inside(Inside::Match(find)) => walk(find, losses, look),
        _ => {}
    }
}
