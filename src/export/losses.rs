//! What the rules of a linter lose of a check, and the sign of each loss: how a place shows that it is this loss, and no
//! other, through which the linter and we differ there.
//!
//! A sign is a change of the check, after which it says what the linter's rule says, or something that can be read at the
//! place, or both. Nothing here knows of particular places: signs are derived together with the rules.

mod change;
mod place;
mod shown;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::targets::Target;
use crate::find::{Condition, Find, Inside};
use crate::model::Check;
use crate::model::fit::{Effect, Fit, Loss};

pub(super) use change::Change;
pub(super) use place::Seen;
pub use shown::Shown;

// What linters do alike, in the words of the loss report.
pub(super) const AS_WRITTEN: &str = "names that are written like these and come from elsewhere";

// What no linter can do, in the words of the loss report.
pub(super) const STARTUP: &str =
    "it follows the start of a program through many modules, and a linter looks at one";
pub(super) const COMMAND: &str = "it asks another program";

/// What is true of linters that go on where a file is no Python 3, as we do.
pub const PARTLY: &str = "Files that are not quite Python 3 are read as far as it can, which is not as far as `rulebook check` does.";

/// What a translation leaves out, while it walks through a check.
#[derive(Debug, Default)]
pub struct Losses {
    losses: BTreeMap<Loss, Vec<Sign>>,
    negated: bool,
    exception: Option<Exception>,
    besides: Option<Condition>,
}

/// How a loss shows itself.
#[derive(Debug, Clone)]
pub(super) struct Sign {
    change: Option<Change>,
    seen: Option<Seen>,
    negated: bool,
    exception: Option<Exception>,
    // What the loss is of, where that stands elsewhere in the file.
    besides: Option<Condition>,
}

/// What is being negated.
#[derive(Debug, Clone, PartialEq)]
enum Exception {
    /// A condition that must not hold.
    Condition(Box<Condition>),
    /// Arguments that a call must not have.
    Arguments,
}

impl From<Change> for Sign {
    fn from(change: Change) -> Self {
        Self { change: Some(change), seen: None, negated: false, exception: None, besides: None }
    }
}

impl From<Seen> for Sign {
    fn from(seen: Seen) -> Self {
        Self { change: None, seen: Some(seen), negated: false, exception: None, besides: None }
    }
}

impl From<(Change, Seen)> for Sign {
    fn from((change, seen): (Change, Seen)) -> Self {
        Self { seen: Some(seen), ..Self::from(change) }
    }
}

impl Losses {
    /// What a target loses of a check.
    pub fn of(target: &Target, check: &Check) -> Self {
        (target.losses)(check)
    }

    /// The rule finds too little here.
    pub(super) fn miss(&mut self, what: impl Into<String>, sign: impl Into<Sign>) {
        self.note(Effect::Misses, what.into(), sign.into());
    }

    /// The rule finds too much here.
    pub(super) fn add(&mut self, what: impl Into<String>, sign: impl Into<Sign>) {
        self.note(Effect::Adds, what.into(), sign.into());
    }

    /// Projects to which the check does not apply.
    pub(super) fn any_project(&mut self) {
        self.add(
            "projects to which it does not apply, because a linter does not know what is recorded of them",
            Change::Without("project"),
        );
    }

    /// Projects that require other versions.
    pub(super) fn any_versions(&mut self) {
        self.add(
            "projects that require other versions, because a linter does not read the requirements",
            Change::Without("requires"),
        );
    }

    /// There can be no rule.
    pub(super) fn drop_all(&mut self, why: impl Into<String>) {
        self.losses.entry(Loss { effect: Effect::Drops, what: why.into() }).or_default();
    }

    /// Inside of a negation too little becomes too much.
    fn note(&mut self, effect: Effect, what: String, sign: Sign) {
        let (effect, what) = match (effect, self.negated) {
            (Effect::Misses, true) => (Effect::Adds, format!("what is excepted because of {what}")),
            (Effect::Adds, true) => (Effect::Misses, format!("what stands beside {what}")),
            (effect, _) => (effect, what),
        };
        let (exception, besides) = (self.exception.clone(), self.besides.clone());
        let sign = Sign { negated: self.negated, exception, besides, ..sign };
        self.losses.entry(Loss { effect, what }).or_default().push(sign);
    }

    /// Notes what is lost of something that must not be.
    pub(super) fn except<T>(&mut self, what: &Condition, run: impl FnOnce(&mut Self) -> T) -> T {
        self.negated_for(Exception::Condition(Box::new(what.clone())), run)
    }

    /// Notes what is lost of something that the file has to have besides the place.
    pub(super) fn besides<T>(&mut self, what: &Find, run: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.besides.replace(as_condition(what));
        let result = run(self);
        self.besides = outer;
        result
    }

    /// Notes what is lost of arguments that must not be.
    pub(super) fn except_arguments<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.negated_for(Exception::Arguments, run)
    }

    fn negated_for<T>(&mut self, what: Exception, run: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.exception.replace(what);
        self.negated = !self.negated;
        let result = run(self);
        self.negated = !self.negated;
        self.exception = outer;
        result
    }

    /// What the rule finds at most: the check with everything made good through which it finds more; none if nothing
    /// is left to ask.
    pub fn at_most(&self, find: &Find) -> Option<Find> {
        let more = self.losses.iter().filter(|(loss, _)| loss.effect == Effect::Adds);
        change::changed(find, more.flat_map(|(_, signs)| signs))
    }

    /// What is lost, without the signs.
    pub(super) fn fit(&self) -> Fit {
        let drops = |loss: &Loss| loss.effect == Effect::Drops;
        let dropped = self.losses.keys().any(drops);
        Fit { losses: self.losses.keys().filter(|loss| !dropped || drops(loss)).cloned().collect() }
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
            losses.except(not.condition(), |losses| walk_condition(not.condition(), losses, look));
        }
        Condition::FileHas(has) => {
            losses.besides(has.find(), |losses| walk(has.find(), losses, look));
        }
        Condition::FileLacks(lacks) => {
            losses.except(&as_condition(lacks.find()), |losses| walk(lacks.find(), losses, look));
        }
        Condition::Before(order) => {
            losses.besides(&order.0.find, |losses| walk(&order.0.find, losses, look));
        }
        Condition::After(order) => {
            losses.besides(&order.0.find, |losses| walk(&order.0.find, losses, look));
        }
        Condition::Inside(Inside::Match(find)) => {
            losses.besides(find, |losses| walk(find, losses, look));
        }
        _ => {}
    }
}
