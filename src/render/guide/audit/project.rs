//! The page of what an audit found in one project.

use serde::Serialize;

use super::matrix::{self, CellView};
use super::{INDEX, page_of, title, trend};
use crate::model::Name;
use crate::model::audit::{Audit, Audited, Outcome};
use crate::render::site::{self, GuidelineLink, Link, Site};

/// What `audit-project.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct View<'a> {
    name: &'a str,
    title: String,
    summary: Option<&'a str>,
    audit: String,
    date: String,
    revision: &'a str,
    /// The project's own page, if it has one.
    described: Option<Link>,
    releases: Vec<Release<'a>>,
    rows: Vec<Row<'a>>,
    picture: Option<trend::Picture>,
    newest: Option<&'a str>,
    findings: Vec<Finding<'a>>,
    gaps: Vec<Gap<'a>>,
}

#[derive(Serialize)]
struct Release<'a> {
    release: &'a str,
    date: Option<String>,
    /// A commit or the SHA-256 of an archive, whole and cut short.
    source: Option<&'a str>,
    short: Option<String>,
    not_run: Option<&'a str>,
    files: u64,
    partly: u64,
    findings: u64,
    requires: Vec<&'a str>,
}

/// How each release keeps a guideline.
#[derive(Serialize)]
struct Row<'a> {
    guideline: GuidelineLink<'a>,
    cells: Vec<CellView>,
}

#[derive(Serialize)]
struct Finding<'a> {
    id: &'a str,
    url: Option<String>,
    level: &'static str,
    path: &'a str,
    line: u64,
    page: Option<String>,
    message: &'a str,
    waived: Option<&'a str>,
}

#[derive(Serialize)]
struct Gap<'a> {
    path: &'a str,
    check: Option<&'a str>,
    reason: &'a str,
}

/// The view of a project's page.
pub(super) fn view<'a>(site: &'a Site<'a>, audit: &'a Audit, project: &'a Name) -> View<'a> {
    let page = page_of(project);
    let known = site.book.projects.get(project);
    let releases: Vec<&Audited> = audit.of(project).collect();
    let rows = site.book.guidelines.iter().filter_map(|guideline| {
        let cells = releases.iter().map(|one| {
            let known = one.seen().and_then(|seen| seen.guidelines.get(&guideline.id));
            (one.state(&guideline.id), known)
        });
        let applies = cells.clone().any(|(_, cell)| {
            cell.is_some_and(|cell| cell.state != crate::model::State::NotApplicable)
        });
        applies.then(|| Row {
            guideline: site.link_to(guideline, &page),
            cells: cells.map(|(state, cell)| matrix::cell(state, cell)).collect(),
        })
    });
    let newest = releases.last().copied();
    let described = known.filter(|project| project.checklists).map(|project| Link {
        title: project.title.to_string(),
        url: site::relative(&page, &site::project_page(project)),
    });
    View {
        name: project.as_str(),
        title: title(site, project),
        summary: known.map(|project| project.summary.as_str()),
        audit: site::relative(&page, INDEX),
        date: audit.date.to_string(),
        revision: &audit.rulebook.revision,
        described,
        rows: rows.collect(),
        picture: trend::of_project(audit, project),
        newest: newest.filter(|one| one.seen().is_some()).map(|one| one.release.as_str()),
        findings: newest.map_or_else(Vec::new, |one| findings(site, one, &page)),
        gaps: newest.map_or_else(Vec::new, gaps),
        releases: releases.into_iter().map(release).collect(),
    }
}

fn release(one: &Audited) -> Release<'_> {
    let seen = one.seen();
    Release {
        release: &one.release,
        date: one.date.map(|date| date.to_string()),
        source: one.source.as_deref(),
        short: one.source.as_deref().map(short),
        not_run: match &one.outcome {
            Outcome::NotRun(reason) => Some(reason),
            Outcome::Seen(_) => None,
        },
        files: seen.map_or(0, |seen| seen.files),
        partly: seen.map_or(0, |seen| seen.partly),
        findings: one.findings(),
        requires: seen
            .map_or_else(Vec::new, |seen| seen.requires.iter().map(String::as_str).collect()),
    }
}

/// What sort of thing was read, and enough of its hash to tell it from others.
fn short(source: &str) -> String {
    source
        .split(' ')
        .map(|word| word.chars().take(8).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

fn findings<'a>(site: &Site<'_>, one: &'a Audited, page: &str) -> Vec<Finding<'a>> {
    let listed = one.seen().and_then(|seen| seen.findings.as_deref()).unwrap_or_default();
    let view = |found: &'a crate::model::audit::Flagged| Finding {
        id: found.guideline.as_str(),
        url: site.link_to_reference(found.guideline.as_str(), page).map(|link| link.url),
        level: found.level.as_str(),
        path: &found.path,
        line: found.line,
        page: one.address(&found.path, found.line),
        message: &found.message,
        waived: found.waived.as_deref(),
    };
    listed.iter().map(view).collect()
}

fn gaps(one: &Audited) -> Vec<Gap<'_>> {
    let listed = one.seen().map_or(&[][..], |seen| &seen.not_run);
    listed
        .iter()
        .map(|gap| Gap {
            path: &gap.path,
            check: gap.check.as_ref().map(|check| check.as_str()),
            reason: &gap.reason,
        })
        .collect()
}
