//! What other linters can say of the checks: the page of all, and a line on each guideline's page.

use serde::Serialize;

use crate::model::Name;
use crate::model::fit::{Fidelity, Fit, Fits};
use crate::render::site::{self, GuidelineLink, Site};

/// What `other-linters.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct View<'a> {
    linters: Vec<LinterView>,
    rows: Vec<RowView<'a>>,
}

#[derive(Serialize)]
struct LinterView {
    name: &'static str,
    about: &'static str,
    limits: &'static [&'static str],
}

#[derive(Serialize)]
struct RowView<'a> {
    check: &'a str,
    guidelines: Vec<GuidelineLink<'a>>,
    cells: Vec<&'static str>,
    losses: Vec<LossView>,
}

/// What linters lose of a check; those that lose the same stand together.
#[derive(Serialize)]
pub(super) struct LossView {
    linters: String,
    fidelity: &'static str,
    reason: String,
}

/// The view of the page of all checks.
pub(super) fn view<'a>(site: &'a Site<'a>) -> View<'a> {
    let targets = &site.fits.targets;
    let linters = targets.iter().map(|target| LinterView {
        name: target.name,
        about: target.about,
        limits: target.limits,
    });
    let rows = site.book.checks.keys().map(|name| RowView {
        check: name.as_str(),
        guidelines: site
            .book
            .guidelines
            .iter()
            .filter(|guideline| guideline.checks.contains(name))
            .map(|guideline| site.link_to(guideline, site::LINTERS))
            .collect(),
        cells: targets
            .iter()
            .map(|target| target.checks.get(name).map_or("", |fit| fit.fidelity().as_str()))
            .collect(),
        losses: losses(site.fits, name)
            .into_iter()
            .filter(|loss| loss.fidelity != Fidelity::Exact.as_str())
            .collect(),
    });
    View { linters: linters.collect(), rows: rows.collect() }
}

/// What each linter can say of a check, for the page of its guideline.
pub(super) fn losses(fits: &Fits, check: &Name) -> Vec<LossView> {
    let mut groups: Vec<(&Fit, Vec<&str>)> = Vec::new();
    for target in &fits.targets {
        let Some(fit) = target.checks.get(check) else { continue };
        match groups.iter_mut().find(|(other, _)| *other == fit) {
            Some((_, names)) => names.push(target.name),
            None => groups.push((fit, vec![target.name])),
        }
    }
    let view = |(fit, names): (&Fit, Vec<&str>)| LossView {
        linters: names.join(", "),
        fidelity: fit.fidelity().as_str(),
        reason: fit.reason(),
    };
    groups.into_iter().map(view).collect()
}
