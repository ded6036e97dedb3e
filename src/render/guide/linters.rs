//! What other linters can say of the checks: the page of all, and a line on each guideline's page.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::Name;
use crate::model::agreement::{Agreed, Agreement, Counts};
use crate::model::fit::{Effect, Fidelity, Fit, Fits};
use crate::render::site::{self, Site};

/// What `other-linters.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct View<'a> {
    linters: Vec<LinterView>,
    rows: Vec<RowView<'a>>,
    lost: Vec<LostView<'a>>,
    /// Absent where nobody has compared them in real code.
    agreement: Option<AgreementView<'a>>,
}

/// What linters found in real code with our rules.
#[derive(Serialize)]
struct AgreementView<'a> {
    linters: Vec<AgreedView<'a>>,
    rows: Vec<CountsView<'a>>,
    losses: Vec<ShownView<'a>>,
}

#[derive(Serialize)]
struct AgreedView<'a> {
    name: &'a str,
    version: &'a str,
    date: String,
    revision: &'a str,
    files: u32,
    left_out: Vec<String>,
    trees: String,
    sum: Counts,
}

/// How many differences a loss accounts for.
#[derive(Serialize)]
struct ShownView<'a> {
    linter: &'a str,
    verb: &'static str,
    what: &'a str,
    found: u32,
}

#[derive(Serialize)]
struct CountsView<'a> {
    guideline: site::Entry<'a>,
    cells: Vec<String>,
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
    guidelines: Vec<site::Entry<'a>>,
    cells: Vec<&'static str>,
}

/// What linters lose of a check, and of others of which they lose the same.
#[derive(Serialize)]
struct LostView<'a> {
    check: &'a str,
    alike: Vec<&'a str>,
    losses: Vec<LossView>,
}

#[derive(Serialize)]
struct LossView {
    linters: String,
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
    let mut users: BTreeMap<&Name, Vec<site::Entry<'a>>> = BTreeMap::new();
    for guideline in &site.book.guidelines {
        for name in &guideline.checks {
            users.entry(name).or_default().push(site.entry(guideline, site::LINTERS));
        }
    }
    let rows = site.book.checks.keys().map(|name| RowView {
        check: name.as_str(),
        guidelines: users.remove(name).unwrap_or_default(),
        cells: targets
            .iter()
            .map(|target| target.checks.get(name).map_or("", |fit| fit.fidelity().as_str()))
            .collect(),
    });
    View {
        linters: linters.collect(),
        rows: rows.collect(),
        lost: lost(site),
        agreement: site.book.agreement.as_ref().map(|one| agreement(site, one)),
    }
}

/// Linters stand in the order of their table, and those that are in none last.
fn agreement<'a>(site: &'a Site<'a>, agreement: &'a Agreement) -> AgreementView<'a> {
    let place = |name: &str| site.fits.targets.iter().position(|target| target.name == name);
    let mut linters: Vec<_> = agreement.linters.iter().collect();
    linters.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
    let found: BTreeSet<_> =
        linters.iter().flat_map(|(_, agreed)| agreed.guidelines.keys()).collect();
    let known = found.into_iter().filter_map(|id| site.book.guideline(id.as_str()));
    let rows = known.map(|guideline| CountsView {
        guideline: site.entry(guideline, site::LINTERS),
        cells: linters
            .iter()
            .map(|(_, agreed)| cell(agreed.guidelines.get(&guideline.id)))
            .collect(),
    });
    let losses = linters.iter().flat_map(|(name, agreed)| shown(name, agreed));
    AgreementView {
        losses: losses.collect(),
        rows: rows.collect(),
        linters: linters.iter().map(|(name, agreed)| agreed_view(name, agreed)).collect(),
    }
}

fn agreed_view<'a>(name: &'a str, agreed: &'a Agreed) -> AgreedView<'a> {
    let left_out = agreed.left_out.iter().map(|(why, count)| format!("{count} because {why}"));
    AgreedView {
        name,
        version: &agreed.version,
        date: agreed.date.to_string(),
        revision: &agreed.revision,
        files: agreed.files,
        left_out: left_out.collect(),
        trees: agreed.trees.join(", "),
        sum: agreed.sum(),
    }
}

/// What the losses of a linter account for, all checks together, the most first.
fn shown<'a>(linter: &'a str, agreed: &'a Agreed) -> Vec<ShownView<'a>> {
    let mut losses: BTreeMap<(Effect, &str), u32> = BTreeMap::new();
    for one in &agreed.losses {
        let sum = losses.entry((one.effect, &one.what)).or_default();
        *sum = sum.saturating_add(one.found);
    }
    let view = |((effect, what), found): ((Effect, &'a str), u32)| ShownView {
        linter,
        verb: effect.verb(),
        what: what.trim_end_matches('.'),
        found,
    };
    let mut views: Vec<_> = losses.into_iter().map(view).collect();
    views.sort_by_key(|view| std::cmp::Reverse(view.found));
    views
}

/// `12`, or `12 −3 +1` where three are missing and one is too many.
fn cell(counts: Option<&Counts>) -> String {
    let Some(counts) = counts else { return String::new() };
    let mut cell = counts.same.to_string();
    if counts.missed > 0 {
        cell.push_str(&format!(" −{}", counts.missed));
    }
    if counts.added > 0 {
        cell.push_str(&format!(" +{}", counts.added));
    }
    cell
}

/// What is lost of each check; checks of which all linters lose the same stand together, with the first of them.
fn lost<'a>(site: &'a Site<'a>) -> Vec<LostView<'a>> {
    let mut places: BTreeMap<Vec<Option<&Fit>>, usize> = BTreeMap::new();
    let mut lost: Vec<LostView<'a>> = Vec::new();
    for name in site.book.checks.keys() {
        let fits: Vec<_> = site.fits.targets.iter().map(|target| target.checks.get(name)).collect();
        if fits.iter().flatten().all(|fit| fit.losses.is_empty()) {
            continue;
        }
        match places.entry(fits) {
            Entry::Occupied(place) => lost[*place.get()].alike.push(name.as_str()),
            Entry::Vacant(place) => {
                place.insert(lost.len());
                let losses = losses(site.fits, name);
                lost.push(LostView { check: name.as_str(), alike: Vec::new(), losses });
            }
        }
    }
    lost
}

/// What each linter loses of a check; those that lose the same stand together.
fn losses(fits: &Fits, check: &Name) -> Vec<LossView> {
    let groups = grouped(fits, check, |fit| fit).into_iter();
    let some = groups.filter(|(fit, _)| !fit.losses.is_empty());
    some.map(|(fit, linters)| LossView { linters, reason: fit.reason() }).collect()
}

/// How much each linter can say of a check, for the page of its guideline: `exact in flake8, pylint`.
pub(super) fn fidelities(fits: &Fits, check: &Name) -> Vec<String> {
    let words =
        |(fidelity, linters): (Fidelity, String)| format!("{} in {linters}", fidelity.as_str());
    grouped(fits, check, Fit::fidelity).into_iter().map(words).collect()
}

/// The names of the linters of which the same is true.
fn grouped<'a, K: PartialEq>(
    fits: &'a Fits,
    check: &Name,
    key: impl Fn(&'a Fit) -> K,
) -> Vec<(K, String)> {
    let mut groups: Vec<(K, String)> = Vec::new();
    for target in &fits.targets {
        let Some(fit) = target.checks.get(check) else { continue };
        let key = key(fit);
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, names)) => names.extend([", ", target.name]),
            None => groups.push((key, target.name.to_owned())),
        }
    }
    groups
}
