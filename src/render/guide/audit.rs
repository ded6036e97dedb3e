//! What the last audit found: a page for all projects, one for each, and a section on each guideline's page.

mod matrix;
mod project;
mod trend;

use std::collections::BTreeMap;

use serde::Serialize;

use super::page;
use crate::model::audit::{Audit, Audited, Kind, Outcome};
use crate::model::{Guideline, Name, Output};
use crate::render::site::{self, AUDIT as INDEX, GuidelineLink, Link, Site};
use crate::render::templates::Templates;

/// The page of what an audit found in a project.
fn page_of(project: &Name) -> String {
    format!("audit/{project}.md")
}

/// What people call a project.
fn title(site: &Site<'_>, project: &Name) -> String {
    let known = site.book.projects.get(project);
    known.map_or_else(|| project.to_string(), |project| project.title.to_string())
}

/// What `audit.md.hbs` can use.
#[derive(Serialize)]
struct View<'a> {
    date: String,
    title: &'a str,
    revision: &'a str,
    projects: usize,
    releases: usize,
    oldest: Option<String>,
    newest: Option<String>,
    files: u64,
    megabytes: u64,
    findings: u64,
    not_run: Vec<Missing>,
    legend: Vec<matrix::Mark>,
    columns: Vec<GuidelineLink<'a>>,
    rows: Vec<matrix::Row>,
    guidelines: Vec<KeptBy<'a>>,
    pictures: Vec<trend::Picture>,
}

/// Something that could not be looked at.
#[derive(Serialize)]
struct Missing {
    project: String,
    release: String,
    reason: String,
}

/// How the newest releases keep a guideline.
#[derive(Serialize)]
struct KeptBy<'a> {
    guideline: GuidelineLink<'a>,
    counts: Counts,
}

/// How many of the newest releases are in which state.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub(super) struct Counts {
    findings: u64,
    fail: usize,
    pass: usize,
    clean: usize,
    waived: usize,
    person: usize,
    not_applicable: usize,
    not_run: usize,
}

impl Counts {
    fn of(audit: &Audit, guideline: &Guideline) -> Self {
        let mut counts = Self::default();
        for one in audit.newest() {
            let cell = one.seen().and_then(|seen| seen.guidelines.get(&guideline.id));
            counts.findings += cell.map_or(0, |cell| cell.findings);
            *match one.kind(&guideline.id) {
                Kind::Pass => &mut counts.pass,
                Kind::Fail => &mut counts.fail,
                Kind::Waived => &mut counts.waived,
                Kind::Clean => &mut counts.clean,
                Kind::Person => &mut counts.person,
                Kind::NotApplicable => &mut counts.not_applicable,
                Kind::NotRun => &mut counts.not_run,
            } += 1;
        }
        counts
    }
}

/// What a guideline's page says of the last audit.
#[derive(Serialize)]
pub(super) struct Complied {
    url: String,
    date: String,
    revision: String,
    counts: Counts,
    /// By state, in the order of the worst first; those to whom it does not apply are only counted.
    groups: Vec<Group>,
    picture: Option<trend::Picture>,
}

#[derive(Serialize)]
struct Group {
    symbol: &'static str,
    words: &'static str,
    projects: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    link: Link,
    release: String,
    findings: u64,
}

/// Who keeps a guideline, by the last audit; nothing if there was none, or it did not ask.
pub(super) fn complied(site: &Site<'_>, guideline: &Guideline, page: &str) -> Option<Complied> {
    let audit = site.book.audit.as_ref()?;
    let asked =
        |one: &Audited| one.seen().is_some_and(|seen| seen.guidelines.contains_key(&guideline.id));
    if !audit.newest().any(asked) {
        return None;
    }
    let mut groups: BTreeMap<Kind, Vec<Told>> = BTreeMap::new();
    for one in audit.newest() {
        let cell = one.seen().and_then(|seen| seen.guidelines.get(&guideline.id));
        let kind = one.kind(&guideline.id);
        let told = Told {
            link: Link {
                title: title(site, &one.project),
                url: site::relative(page, &page_of(&one.project)),
            },
            release: one.release.clone(),
            findings: cell.map_or(0, |cell| cell.findings),
        };
        groups.entry(kind).or_default().push(told);
    }
    groups.remove(&Kind::NotApplicable);
    let group = |(kind, projects): (Kind, _)| Group {
        symbol: kind.symbol(),
        words: kind.words(),
        projects,
    };
    Some(Complied {
        url: site::relative(page, INDEX),
        date: audit.date.to_string(),
        revision: audit.rulebook.revision.clone(),
        counts: Counts::of(audit, guideline),
        groups: groups.into_iter().map(group).collect(),
        picture: trend::of_guideline(audit, guideline),
    })
}

/// The pages of the last audit; none if there was none.
pub(super) fn pages(site: &Site<'_>, templates: &Templates) -> anyhow::Result<Vec<Output>> {
    let Some(audit) = &site.book.audit else { return Ok(Vec::new()) };
    let mut pages = vec![page(templates, "audit.md", INDEX, &view(site, audit))?];
    for project in audit.projects() {
        let there = page_of(project);
        let view = project::view(site, audit, project);
        pages.push(page(templates, "audit-project.md", &there, &view)?);
    }
    Ok(pages)
}

/// The pages of the last audit in the table of contents: its own, and that of each project.
pub(super) fn contents(site: &Site<'_>) -> Option<(&'static str, Vec<(String, String)>)> {
    let audit = site.book.audit.as_ref()?;
    let each = audit.projects().into_iter();
    Some((INDEX, each.map(|project| (title(site, project), page_of(project))).collect()))
}

fn view<'a>(site: &'a Site<'a>, audit: &'a Audit) -> View<'a> {
    let seen = || audit.releases.iter().filter_map(Audited::seen);
    let dates = || audit.releases.iter().filter_map(|one| one.date);
    let columns: Vec<&Guideline> = site
        .book
        .guidelines
        .iter()
        .filter(|guideline| {
            audit
                .newest()
                .any(|one| one.seen().is_some_and(|s| s.guidelines.contains_key(&guideline.id)))
        })
        .filter(|guideline| guideline.status.binds())
        .collect();
    View {
        date: audit.date.to_string(),
        title: &audit.rulebook.title,
        revision: &audit.rulebook.revision,
        projects: audit.projects().len(),
        releases: seen().count(),
        oldest: dates().min().map(|date| date.to_string()),
        newest: dates().max().map(|date| date.to_string()),
        files: seen().map(|seen| seen.files).sum(),
        megabytes: seen().map(|seen| seen.bytes).sum::<u64>() / 1_000_000,
        findings: audit.newest().map(Audited::findings).sum(),
        not_run: missing(site, audit),
        legend: matrix::legend(),
        rows: matrix::rows(site, audit, &columns),
        guidelines: columns
            .iter()
            .map(|guideline| KeptBy {
                guideline: site.link_to(guideline, INDEX),
                counts: Counts::of(audit, guideline),
            })
            .collect(),
        columns: columns.iter().map(|guideline| site.link_to(guideline, INDEX)).collect(),
        pictures: trend::of_all(site, audit),
    }
}

fn missing(site: &Site<'_>, audit: &Audit) -> Vec<Missing> {
    let not_yet = audit.missing().into_iter().map(|unit| Missing {
        project: title(site, &unit.project),
        release: unit.release.clone(),
        reason: "it has not been looked at yet".into(),
    });
    let failed = audit.releases.iter().filter_map(|one| match &one.outcome {
        Outcome::NotRun(reason) => Some(Missing {
            project: title(site, &one.project),
            release: one.release.clone(),
            reason: reason.clone(),
        }),
        Outcome::Seen(_) => None,
    });
    not_yet.chain(failed).collect()
}
