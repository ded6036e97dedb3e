//! How things went over the years: of each project the newest release of the time counts.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::audit::{Audit, Audited};
use crate::model::{Guideline, Name};
use crate::render::plot::{Chart, Line, figure};
use crate::render::site::Site;

/// The most lines of one picture: more of them nobody can tell apart.
const MOST_LINES: usize = 4;

/// A picture, and its figures as a table.
#[derive(Serialize)]
pub(super) struct Picture {
    svg: String,
    names: Vec<String>,
    rows: Vec<Year>,
}

/// The figures of one year.
#[derive(Serialize)]
struct Year {
    year: i32,
    values: Vec<Option<u64>>,
}

/// The years of an audit: those of its releases, the last one being that of the audit.
fn years(audit: &Audit) -> Vec<i32> {
    let dates = audit.releases.iter().filter_map(|one| one.date);
    let Some(first) = dates.min() else { return Vec::new() };
    (i32::from(first.0.year())..=i32::from(audit.date.0.year())).collect()
}

/// A value for each year, made of the projects that had a release by then; none where there were none.
fn over(audit: &Audit, years: &[i32], value: impl Fn(&Audited) -> u64) -> Vec<Option<u64>> {
    let projects = audit.projects();
    years
        .iter()
        .map(|year| {
            let then = projects.iter().filter_map(|project| audit.at_end_of(project, *year));
            // Of what could not be looked at nothing is known.
            let values: Vec<u64> = then.filter(|one| one.seen().is_some()).map(&value).collect();
            (!values.is_empty()).then(|| values.iter().sum())
        })
        .collect()
}

fn picture(
    id: &str,
    title: String,
    about: String,
    years: &[i32],
    lines: Vec<Line>,
) -> Option<Picture> {
    if lines.iter().all(|line| line.values.iter().all(Option::is_none)) {
        return None;
    }
    let chart = Chart { id, title, about, years, lines: lines.clone() };
    // A page without its picture still has the figures.
    let svg = figure(&chart).ok().flatten()?;
    let rows = years.iter().enumerate().map(|(at, year)| Year {
        year: *year,
        values: lines.iter().map(|line| line.values[at]).collect(),
    });
    let names = lines.iter().map(|line| line.name.clone()).collect();
    Some(Picture { svg, names, rows: rows.collect() })
}

/// The pictures of the page of all projects.
pub(super) fn of_all(site: &Site<'_>, audit: &Audit) -> Vec<Picture> {
    let years = years(audit);
    [required(audit, &years), breaking(site, audit, &years)].into_iter().flatten().collect()
}

/// How many projects require what guidelines ask about.
fn required(audit: &Audit, years: &[i32]) -> Option<Picture> {
    let names: BTreeSet<&String> =
        audit.releases.iter().filter_map(Audited::seen).flat_map(|seen| &seen.requires).collect();
    let requires = |name: &str| {
        over(audit, years, |one| {
            u64::from(one.seen().is_some_and(|seen| seen.requires.contains(name)))
        })
    };
    let mut lines = vec![Line { name: "all projects".into(), values: over(audit, years, |_| 1) }];
    let mut each: Vec<Line> = names
        .into_iter()
        .map(|name| Line { name: format!("require {name}"), values: requires(name) })
        .collect();
    each.sort_by_key(|line| std::cmp::Reverse(line.values.iter().flatten().sum::<u64>()));
    lines.extend(each);
    lines.truncate(MOST_LINES);
    picture(
        "requires",
        "Projects with a release by the end of each year, and how many of them require what guidelines are about".into(),
        "One line for all projects, and one for each distribution that guidelines ask for, over the years.".into(),
        years,
        lines,
    )
}

/// How many projects break some guideline of a topic.
fn breaking(site: &Site<'_>, audit: &Audit, years: &[i32]) -> Option<Picture> {
    let broken = |topic: &Name| {
        let ids: Vec<_> = site.book.in_topic(topic).map(|guideline| &guideline.id).collect();
        over(audit, years, |one| {
            let breaks = |seen: &crate::model::audit::Seen| {
                ids.iter().any(|id| seen.guidelines.get(*id).is_some_and(|cell| cell.findings > 0))
            };
            u64::from(one.seen().is_some_and(breaks))
        })
    };
    let mut lines: Vec<Line> = site
        .book
        .topics
        .iter()
        .map(|topic| Line { name: topic.title.to_string(), values: broken(&topic.name) })
        .filter(|line| line.values.iter().flatten().any(|value| *value > 0))
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.values.iter().flatten().sum::<u64>()));
    lines.truncate(MOST_LINES);
    picture(
        "breaking",
        "Projects whose release of the time breaks a guideline of a topic".into(),
        "One line for each topic whose guidelines are broken most, over the years; what bound a project at the time counts.".into(),
        years,
        lines,
    )
}

/// How many projects a guideline applied to, and how many broke it.
pub(super) fn of_guideline(audit: &Audit, guideline: &Guideline) -> Option<Picture> {
    let years = years(audit);
    let cell =
        |one: &Audited| one.seen().and_then(|seen| seen.guidelines.get(&guideline.id).cloned());
    let broken = over(audit, &years, |one| u64::from(cell(one).is_some_and(|c| c.findings > 0)));
    if broken.iter().flatten().all(|value| *value == 0) {
        return None;
    }
    let bound = |one: &Audited| {
        u64::from(cell(one).is_some_and(|c| c.state != crate::model::State::NotApplicable))
    };
    let lines = vec![
        Line { name: "it applies to".into(), values: over(audit, &years, bound) },
        Line { name: "break it".into(), values: broken },
    ];
    picture(
        "kept",
        format!("Projects that {} applies to, and those that break it", guideline.id),
        "Two lines over the years: to how many of the audited projects it applied, and how many of these broke it.".into(),
        &years,
        lines,
    )
}

/// How many findings the releases of a project have.
pub(super) fn of_project(audit: &Audit, project: &Name) -> Option<Picture> {
    let releases: Vec<&Audited> = audit.of(project).filter(|one| one.date.is_some()).collect();
    let first = releases.first()?.date?.0.year();
    let years: Vec<i32> = (i32::from(first)..=i32::from(audit.date.0.year())).collect();
    let findings = years.iter().map(|year| {
        let seen = audit.at_end_of(project, *year)?.seen()?;
        Some(seen.guidelines.values().map(|cell| cell.findings).sum())
    });
    let broken = years.iter().map(|year| {
        let seen = audit.at_end_of(project, *year)?.seen()?;
        Some(seen.guidelines.values().filter(|cell| cell.findings > 0).count() as u64)
    });
    let lines = vec![
        Line { name: "findings".into(), values: findings.collect() },
        Line { name: "guidelines broken".into(), values: broken.collect() },
    ];
    picture(
        "findings",
        format!("Findings in the releases of {project} that were newest at the end of each year"),
        "Two lines over the years: how many findings there are, and how many guidelines they are about.".into(),
        &years,
        lines,
    )
}
