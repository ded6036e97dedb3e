//! The checks of `rules.json`, with how good they are and who else can say them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::find::{Find, Fix};
use crate::model::check::{Case, Confidence};
use crate::model::fit::{Fidelity, Fits, Loss};
use crate::model::measured::Wrong;
use crate::model::{Check, Date, Id, Level, Line, Name, Rulebook};

/// How much of a check another tool can express.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fit")]
struct FitOut<'a> {
    /// `exact`, `approximate` or `dropped`.
    fidelity: Fidelity,
    /// What is lost; nothing where it is exact.
    losses: &'a [Loss],
}

/// One way to look for breaches.
#[derive(Serialize, JsonSchema)]
pub(in crate::export) struct CheckOut<'a> {
    /// Its name.
    name: &'a Name,
    /// The ids of the guidelines that use it.
    guidelines: Vec<&'a Id>,
    /// What it looks for.
    find: &'a Find,
    /// What a finding says.
    message: &'a Line,
    /// The level of its findings, where it is another than the guideline's.
    level: Option<Level>,
    /// How sure a finding is.
    confidence: Confidence,
    /// Markdown: what it cannot see and what it flags too much.
    limits: Option<&'a str>,
    /// How often what it finds is right; null where that was not measured.
    precision: Option<PrecisionOut<'a>>,
    /// What to write instead, where that can be told.
    fixes: &'a [Fix],
    /// Tricky cases.
    cases: &'a [Case],
    /// For each linter that gets rules, how much of the check they can say.
    exports: BTreeMap<&'a str, FitOut<'a>>,
    /// Its file in the rulebook.
    source: String,
}

/// How often what a check finds is right.
#[derive(Serialize, JsonSchema)]
struct PrecisionOut<'a> {
    /// The day of the measurement, in UTC.
    date: Date,
    /// All findings, in all trees.
    findings: u32,
    /// Different ones: the same code in several versions counts once.
    places: u32,
    /// How many of these somebody read in the source.
    read: u32,
    /// How many of those are right.
    right: u32,
    /// The others, by the reason.
    wrong: &'a [Wrong],
    /// What was seen before and led to a better check.
    mended: Option<&'a Line>,
    /// Whether the check looks for something else by now, so that the figures are not its own.
    stale: bool,
}

impl<'a> PrecisionOut<'a> {
    fn of(book: &'a Rulebook, name: &Name, check: &Check) -> Option<Self> {
        let measured = book.measured.as_ref()?;
        let one = measured.checks.get(name)?;
        Some(Self {
            date: one.date.unwrap_or(measured.date),
            findings: one.findings,
            places: one.places,
            read: one.read,
            right: one.right(),
            wrong: &one.wrong,
            mended: one.mended.as_ref(),
            stale: one.is_stale(check),
        })
    }
}

fn check_exports<'a>(name: &Name, fits: &'a Fits) -> BTreeMap<&'a str, FitOut<'a>> {
    let each = fits.targets.iter().filter_map(|target| {
        let fit = target.checks.get(name)?;
        Some((target.name, FitOut { fidelity: fit.fidelity(), losses: &fit.losses }))
    });
    each.collect()
}

/// The checks, by name, each made when it is asked for.
pub(super) fn checks<'a>(book: &'a Rulebook, fits: &'a Fits) -> impl Iterator<Item = CheckOut<'a>> {
    let mut users: BTreeMap<&Name, Vec<&Id>> = BTreeMap::new();
    for guideline in &book.guidelines {
        for check in &guideline.checks {
            users.entry(check).or_default().push(&guideline.id);
        }
    }
    book.checks.iter().map(move |(name, check)| CheckOut {
        name,
        guidelines: users.remove(name).unwrap_or_default(),
        find: &check.find,
        message: &check.message,
        level: check.level,
        confidence: check.confidence,
        limits: check.limits.as_deref(),
        precision: PrecisionOut::of(book, name, check),
        fixes: &check.fixes,
        cases: &check.cases,
        exports: check_exports(name, fits),
        source: format!("checks/{name}.yaml"),
    })
}
