//! Examples and cases are tests: every guideline is tried alone, with its own checks.

mod fixes;
pub mod linters;
mod small;

use std::collections::BTreeSet;
use std::fmt;

use rayon::prelude::*;

use super::plan::{Plan, Planned};
use crate::find;
use crate::model::{Case, Check, Code, Guideline, Id, Name, Rulebook};
use crate::python::Equivalents;

use small::{flagged, holds_python, packages};

/// What came of trying one guideline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The guideline.
    pub guideline: Id,
    /// Its name.
    pub name: Name,
    /// Each piece of code that was tried, in the order of the files.
    pub attempts: Vec<Attempt>,
}

/// One piece of code, and what the checks made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Which code.
    pub code: Tried,
    /// What had to come of it.
    pub expected: Expected,
    /// What came of it.
    pub result: Outcome,
}

/// A piece of code of a rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// An example of the guideline.
    Example {
        /// Its title.
        title: String,
        /// Whether it is the bad code.
        bad: bool,
    },
    /// A case of a check.
    Case {
        /// The check.
        check: Name,
        /// Which, from 1.
        number: usize,
        /// Its title.
        title: Option<String>,
    },
}

/// What has to come of a piece of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// At least one finding.
    Flagged,
    /// Findings on these lines, and no other.
    Lines(BTreeSet<usize>),
    /// No finding.
    Silent,
    /// This code, in which nothing is flagged, once its findings are fixed; or the same code, if it cannot be fixed.
    Fixed,
    /// No finding, and there is a reason why it is not found: `unchecked`.
    Missed,
}

/// What came of a piece of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// What had to.
    Passed,
    /// Something else: the places that were flagged.
    Failed(Vec<Place>),
    /// Fixes make something else of it, by path; or nothing, for this reason.
    Misfixed(String),
    /// Nothing can be said, for this reason.
    NotRun(String),
}

/// A place in a piece of code that was flagged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub path: String,
    /// The line.
    pub line: usize,
    /// The check.
    pub check: Name,
}

impl Trial {
    /// The attempts that came to something else than they had to.
    pub fn failed(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| attempt.result.has_failed())
    }

    /// The attempts that nothing can be said of.
    pub fn not_run(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| matches!(attempt.result, Outcome::NotRun(_)))
    }
}

impl Outcome {
    /// Whether it is something else than it had to be.
    pub fn has_failed(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Misfixed(_))
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Tried::Example { title, bad: true } => write!(f, "example “{title}”, bad: ")?,
            Tried::Example { title, bad: false } => write!(f, "example “{title}”, good: ")?,
            Tried::Case { check, number, title: Some(title) } => {
                write!(f, "{check}, case {number} “{title}”: ")?;
            }
            Tried::Case { check, number, title: None } => write!(f, "{check}, case {number}: ")?,
        }
        match &self.result {
            Outcome::Passed => write!(f, "passed"),
            Outcome::Misfixed(reason) => write!(f, "{}, {reason}", self.expected),
            Outcome::NotRun(reason) => write!(f, "not run: {reason}"),
            Outcome::Failed(places) => write!(f, "{}, found {}", self.expected, Listed(places)),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flagged => write!(f, "expected a finding"),
            Self::Silent => write!(f, "expected no finding"),
            Self::Fixed => write!(f, "expected what `fixed` says"),
            Self::Missed => write!(f, "expected no finding, as `unchecked` says"),
            Self::Lines(lines) => {
                let lines: Vec<_> = lines.iter().map(usize::to_string).collect();
                write!(f, "expected findings on the lines {} and no other", lines.join(", "))
            }
        }
    }
}

struct Listed<'a>(&'a [Place]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return write!(f, "none");
        }
        for (at, Place { path, line, check }) in self.0.iter().enumerate() {
            write!(f, "{}{path}:{line} ({check})", if at > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

/// Tries guidelines, each alone, side by side.
pub fn run<'r>(rulebook: &'r Rulebook, guidelines: &[&'r Guideline]) -> Vec<Trial> {
    guidelines.par_iter().map(|guideline| one(rulebook, guideline)).collect()
}

/// Tries one guideline.
pub fn one(rulebook: &Rulebook, guideline: &Guideline) -> Trial {
    let plan = Plan::new(rulebook, [(guideline, guideline.level)], find::Context::default());
    let mut attempts = Vec::new();
    for example in &guideline.examples {
        let expected_of_bad =
            if example.unchecked.is_some() { Expected::Missed } else { Expected::Flagged };
        let sides =
            [(&example.bad, true, expected_of_bad), (&example.good, false, Expected::Silent)];
        for (code, bad, expected) in sides {
            if let Some(code) = code {
                let tried = Tried::Example { title: example.title.to_string(), bad };
                attempts.push(attempt(&plan, tried, expected, code, example.path()));
            }
        }
        if let (Some(bad), Some(wanted)) = (&example.bad, &example.fixed) {
            let tried = Tried::Example { title: example.title.to_string(), bad: true };
            attempts.push(fixes::attempt(&plan, tried, (bad, wanted), example.path()));
        }
    }
    for check in guideline.checks.iter().filter_map(|name| rulebook.checks.get(name)) {
        attempts.extend(cases(check));
    }
    Trial { guideline: guideline.id.clone(), name: guideline.name.clone(), attempts }
}

/// The cases of a check, which has to pass them without the guideline's other checks.
fn cases(check: &Check) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    for (at, case) in check.cases.iter().enumerate() {
        let plan = Plan::of_checks(vec![Planned::new(check)], context(case));
        let flagged = match case.lines.is_empty() {
            true => Expected::Flagged,
            false => Expected::Lines(case.lines.iter().copied().collect()),
        };
        let title = || case.title.as_ref().map(ToString::to_string);
        let tried = || Tried::Case { check: check.name.clone(), number: at + 1, title: title() };
        let path = case.path.as_deref().unwrap_or("example.py");
        for (code, expected) in [(&case.flag, flagged), (&case.pass, Expected::Silent)] {
            if let Some(code) = code {
                attempts.push(attempt(&plan, tried(), expected, code, path));
            }
        }
        if let (Some(flag), Some(wanted)) = (&case.flag, &case.fixed) {
            attempts.push(fixes::attempt(&plan, tried(), (flag, wanted), path));
        }
    }
    attempts
}

/// What a case says of its project; about anything else, nothing is known.
fn context(case: &Case) -> find::Context {
    let uses = |uses: &Vec<String>| find::Facts {
        uses: uses.iter().cloned().collect(),
        ..find::Facts::default()
    };
    let versions = case.versions.iter();
    find::Context {
        same_as: Equivalents::new(case.same_as.clone()),
        project: case.uses.as_ref().map(uses),
        versions: versions
            .map(|(name, range)| (name.clone(), range.specifiers().clone()))
            .collect(),
        ..find::Context::default()
    }
}

fn attempt(plan: &Plan<'_>, code: Tried, expected: Expected, text: &Code, path: &str) -> Attempt {
    let result = match flagged(plan, &text.files(path)) {
        Err(reason) => Outcome::NotRun(reason),
        Ok((places, missing)) => judge(&expected, places, missing),
    };
    Attempt { code, expected, result }
}

/// Checks that did not run may have flagged what others did not; they cannot take back what others flagged.
fn judge(expected: &Expected, places: Vec<Place>, missing: Option<String>) -> Outcome {
    let lines: BTreeSet<usize> = places.iter().map(|place| place.line).collect();
    let open = match expected {
        Expected::Flagged if !places.is_empty() => return Outcome::Passed,
        Expected::Lines(wanted) if *wanted == lines && missing.is_none() => return Outcome::Passed,
        Expected::Silent | Expected::Missed | Expected::Fixed
            if places.is_empty() && missing.is_none() =>
        {
            return Outcome::Passed;
        }
        Expected::Flagged => true,
        Expected::Silent | Expected::Missed | Expected::Fixed => places.is_empty(),
        Expected::Lines(wanted) => lines.is_subset(wanted),
    };
    match missing {
        Some(reason) if open => Outcome::NotRun(reason),
        _ => Outcome::Failed(places),
    }
}
