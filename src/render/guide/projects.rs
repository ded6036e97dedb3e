//! The pages of projects.

use std::collections::BTreeMap;

use serde::Serialize;

use super::profiles;
use crate::model::{Checklist, Level, Project, Waiver};
use crate::render::site::{self, GuidelineLink, Link, Site};

/// What `projects.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct List<'a> {
    profiles_page: String,
    projects: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    title: &'a str,
    url: String,
    summary: &'a str,
    kind: &'static str,
    profiles: Vec<Link>,
    counts: Counts,
    checklist: String,
}

/// How many guidelines bind a project, by level.
#[derive(Serialize)]
struct Counts {
    must: usize,
    should: usize,
    may: usize,
    left_out: usize,
}

/// What `project.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct View<'a> {
    source: String,
    edit: String,
    name: &'a str,
    title: &'a str,
    summary: &'a str,
    kind: &'static str,
    repository: &'a str,
    distribution: Option<&'a str>,
    packages: &'a [String],
    uses: &'a [String],
    profiles: Vec<ProfileView<'a>>,
    facts: Vec<FactView<'a>>,
    versions: Vec<Version<'a>>,
    same_as: &'a BTreeMap<String, String>,
    as_of: Option<AsOf<'a>>,
    counts: Counts,
    checklist: String,
    waivers: Vec<WaiverView<'a>>,
}

#[derive(Serialize)]
struct ProfileView<'a> {
    title: &'a str,
    url: String,
    summary: &'a str,
}

#[derive(Serialize)]
struct FactView<'a> {
    name: &'a str,
    values: String,
    meaning: String,
}

#[derive(Serialize)]
struct Version<'a> {
    distribution: &'a str,
    range: String,
}

#[derive(Serialize)]
struct AsOf<'a> {
    version: &'a str,
    date: String,
}

#[derive(Serialize)]
struct WaiverView<'a> {
    guideline: Option<GuidelineLink<'a>>,
    paths: &'a [String],
    symbols: &'a [String],
    fingerprints: &'a [String],
    reason: &'a str,
    owner: &'a str,
    approver: &'a str,
    until: String,
    ticket: Option<&'a str>,
}

/// A link to a project's page.
pub(super) fn link(project: &Project, page: &str) -> Link {
    let url = site::relative(page, &site::project_page(project));
    Link { title: project.title.to_string(), url }
}

/// The page of an HTML checklist in the guide.
fn checklist_page(project: &Project) -> String {
    format!("checklists/{}.html", project.name)
}

/// The view of the list of projects.
pub(super) fn list<'a>(site: &'a Site<'a>) -> List<'a> {
    let page = site::PROJECTS;
    let rows = site.checklists.iter().filter_map(|checklist| {
        let project = checklist.project?;
        Some(Row {
            title: &project.title,
            url: site::relative(page, &site::project_page(project)),
            summary: &project.summary,
            kind: project.kind.as_str(),
            profiles: project
                .profiles
                .iter()
                .map(|name| profiles::link(site, name, page))
                .collect(),
            counts: counts(checklist),
            checklist: site::relative(page, &checklist_page(project)),
        })
    });
    List { profiles_page: site::relative(page, site::PROFILES), projects: rows.collect() }
}

/// The view of the page of the project that a checklist is for.
pub(super) fn view<'a>(
    site: &'a Site<'a>,
    project: &'a Project,
    checklist: &Checklist<'a>,
) -> View<'a> {
    let page = site::project_page(project);
    let source = format!("projects/{}.yaml", project.name);
    let chosen = project.profiles.iter().filter_map(|name| site.book.profiles.get(name));
    View {
        edit: site.edit(&source, &page),
        source,
        name: project.name.as_str(),
        title: &project.title,
        summary: &project.summary,
        kind: project.kind.as_str(),
        repository: &project.repository,
        distribution: project.distribution.as_deref(),
        packages: &project.packages,
        uses: &project.uses,
        profiles: chosen
            .map(|profile| ProfileView {
                title: &profile.title,
                url: profiles::link(site, &profile.name, &page).url,
                summary: &profile.summary,
            })
            .collect(),
        facts: facts(site, project),
        versions: project
            .versions
            .iter()
            .map(|(distribution, range)| Version { distribution, range: range.to_string() })
            .collect(),
        same_as: &project.same_as,
        as_of: project
            .as_of
            .as_ref()
            .map(|at| AsOf { version: &at.version, date: at.date.to_string() }),
        counts: counts(checklist),
        checklist: site::relative(&page, &checklist_page(project)),
        waivers: waivers(site, project, &page),
    }
}

fn counts(checklist: &Checklist<'_>) -> Counts {
    let at = |level| checklist.at(level).count();
    Counts {
        must: at(Level::Must),
        should: at(Level::Should),
        may: at(Level::May),
        left_out: checklist.left_out.len(),
    }
}

fn facts<'a>(site: &Site<'_>, project: &'a Project) -> Vec<FactView<'a>> {
    let facts = project.facts.iter().map(|(name, values)| {
        let known = site.book.facts.get(name);
        let meanings = values.iter().filter_map(|value| known?.values.get(value));
        let meaning = meanings.map(|line| line.as_str()).collect::<Vec<_>>().join(" ");
        FactView { name, values: values.join(", "), meaning }
    });
    facts.collect()
}

fn waivers<'a>(site: &'a Site<'a>, project: &Project, page: &str) -> Vec<WaiverView<'a>> {
    let all = site.book.waivers.get(&project.name).map_or(&[][..], |file| &file.waivers);
    let view = |waiver: &'a Waiver| WaiverView {
        guideline: site.link_to_reference(&waiver.guideline.0, page),
        paths: &waiver.scope.paths,
        symbols: &waiver.scope.symbols,
        fingerprints: &waiver.scope.fingerprints,
        reason: &waiver.reason,
        owner: &waiver.owner,
        approver: &waiver.approver,
        until: waiver.until.to_string(),
        ticket: waiver.ticket.as_deref(),
    };
    all.iter().map(view).collect()
}
