//! How often what a check finds is right, and on which source trees that was seen.

use serde::Serialize;

use crate::model::{Check, Guideline, Line, Rulebook};

/// What was seen of one check.
#[derive(Serialize)]
pub(super) struct PrecisionView<'a> {
    date: String,
    stale: bool,
    /// Whether anything was found.
    found: bool,
    findings: u32,
    places: u32,
    read: u32,
    right: u32,
    all_read: bool,
    wrong: Vec<WrongView<'a>>,
    mended: Option<&'a str>,
}

#[derive(Serialize)]
struct WrongView<'a> {
    count: u32,
    why: &'a str,
}

pub(super) fn view<'a>(book: &'a Rulebook, check: &Check) -> Option<PrecisionView<'a>> {
    let measured = book.measured.as_ref()?;
    let one = measured.checks.get(&check.name)?;
    let wrong = one.wrong.iter().map(|wrong| WrongView { count: wrong.count, why: &wrong.why });
    Some(PrecisionView {
        date: one.date.unwrap_or(measured.date).to_string(),
        stale: one.is_stale(check),
        found: one.findings > 0,
        findings: one.findings,
        places: one.places,
        read: one.read,
        right: one.right(),
        all_read: one.read == one.places,
        wrong: wrong.collect(),
        mended: one.mended.as_ref().map(Line::as_str),
    })
}

/// The source trees, if figures of this guideline's checks come from them.
pub(super) fn trees(book: &Rulebook, guideline: &Guideline) -> Option<String> {
    let measured = book.measured.as_ref()?;
    let counts = guideline.checks.iter().any(|name| {
        let check = book.checks.get(name).zip(measured.checks.get(name));
        check.is_some_and(|(check, one)| !one.is_stale(check))
    });
    let one =
        |(project, versions): (&String, &Vec<String>)| format!("{project} {}", versions.join(", "));
    let trees: Vec<_> = measured.trees.iter().map(one).collect();
    counts.then(|| trees.join("; "))
}
