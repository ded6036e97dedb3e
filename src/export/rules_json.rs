//! `rules.json`: the whole rulebook for other tools. Version 1; its types are its own, so that ours may change.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

mod checks;

use super::{Each, Exporter};
use crate::model::fit::{Fidelity, Fits};
use crate::model::guideline::{
    Automation, Change, Conflict, Effort, Era, Example, Lifecycle, Question, Source,
};
use crate::model::{
    Applies, Date, Guideline, Id, Level, Line, Name, Output, Project, Release, Rulebook, Status,
};

use checks::{CheckOut, checks};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "rules.json",
    about: "The whole rulebook: guidelines, checks, projects and profiles, with a schema",
    export,
};

fn export(rulebook: &Rulebook) -> Vec<Output> {
    vec![Output::json("rules.json", &rules(rulebook, super::fits(rulebook)))]
}

// The long lists may be of any sort that is written as these are.
/// A rulebook for other tools.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "rules.json")]
pub(super) struct Rules<'a, G = Vec<Rule<'a>>, C = Vec<CheckOut<'a>>> {
    /// Where this file's schema is, relative to the file.
    #[serde(rename = "$schema")]
    schema: &'static str,
    /// The version of this format.
    version: u32,
    /// What was exported.
    rulebook: About<'a>,
    /// The topics in reading order.
    topics: Vec<Topic<'a>>,
    /// The guidelines in reading order; those that no longer bind are among them.
    guidelines: G,
    /// The checks, by name.
    checks: C,
    /// When, how and on which source trees checks were measured.
    measured: Option<MeasuredOut<'a>>,
    /// The projects, by name.
    projects: Vec<ProjectOut<'a>>,
    /// The profiles, by name.
    profiles: Vec<ProfileOut<'a>>,
}

/// What was exported.
#[derive(Serialize, JsonSchema)]
struct About<'a> {
    /// What the guide is called.
    title: &'a str,
    /// A hash of everything that it was read from.
    revision: &'a str,
    /// Where the guide is published; null where nobody has said, and then the other URLs are relative to the guide.
    url: Option<&'a str>,
}

/// A group of guidelines.
#[derive(Serialize, JsonSchema)]
struct Topic<'a> {
    /// Its name, the first part of its guidelines' names.
    name: &'a Name,
    /// What people call it.
    title: &'a Line,
    /// What it is about.
    summary: &'a Line,
    /// Its page.
    url: String,
}

/// One guideline. Markdown fields may hold links whose target is the id or the name of a guideline.
#[derive(Serialize, JsonSchema)]
pub(super) struct Rule<'a> {
    /// Immutable id.
    id: &'a Id,
    /// Its name, which may change.
    name: &'a Name,
    /// Former ids and names.
    aliases: Vec<&'a str>,
    /// A sentence that is true where the guideline is met.
    title: &'a Line,
    /// How binding it is.
    level: Level,
    /// Where it stands in its life.
    status: Status,
    /// The release in which the guidance began.
    since: &'a Release,
    /// Counts changes of meaning.
    revision: u32,
    /// Why it is no longer active, and what replaced it.
    lifecycle: Option<&'a Lifecycle>,
    /// Its topic.
    topic: &'a str,
    /// Words from the vocabulary.
    tags: &'a [String],
    /// How far machines can look for breaches.
    automation: Automation,
    /// Its page.
    url: String,
    /// A link that stays when the name changes.
    permalink: String,
    /// Its file in the rulebook.
    source: String,
    /// To what it applies.
    applies: &'a Applies,
    /// One plain sentence.
    summary: &'a Line,
    /// Markdown: what goes wrong otherwise.
    why: &'a str,
    /// Markdown: what to do instead.
    guidance: &'a str,
    /// Markdown: when breaking it is fine.
    exceptions: Option<&'a str>,
    /// Bad and good code.
    examples: &'a [Example],
    /// Why there are no examples.
    no_examples: Option<&'a Line>,
    /// Names of its checks.
    checks: &'a [Name],
    /// Names of its evidence.
    evidence: &'a [Name],
    /// What a person must judge.
    review: &'a [Question],
    /// Where the facts come from.
    references: &'a [Source],
    /// Ids of guidelines worth reading with this one.
    related: Vec<&'a str>,
    /// Guidelines that cannot bind the same project at the same time.
    conflicts: &'a [Conflict],
    /// Ids of guidelines to meet first.
    prerequisites: Vec<&'a str>,
    /// What it takes to meet it in one project.
    effort: Option<Effort>,
    /// What was advised when.
    history: &'a [Era],
    /// What changed and when, newest last.
    changes: &'a [Change],
    /// For each export target, how much of the guideline it can express.
    exports: BTreeMap<&'a str, FidelityOut>,
}

/// How much of a guideline another tool can express.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fidelity")]
struct FidelityOut {
    /// `exact`, `approximate` or `dropped`.
    fidelity: Fidelity,
    /// What is lost, or why.
    reason: String,
}

/// When, how and on which source trees checks were measured.
#[derive(Serialize, JsonSchema)]
struct MeasuredOut<'a> {
    /// The day, in UTC.
    date: Date,
    /// How findings were chosen and judged.
    how: &'a Line,
    /// The source trees: versions by project.
    trees: &'a BTreeMap<String, Vec<String>>,
}

/// A code base, with what binds it.
#[derive(Serialize, JsonSchema)]
struct ProjectOut<'a> {
    /// Its name.
    name: &'a Name,
    /// What people call it.
    title: &'a Line,
    /// Where its source is.
    repository: &'a str,
    /// Its name on PyPI.
    distribution: Option<&'a str>,
    /// Its profiles.
    profiles: &'a [Name],
    /// The ids of the guidelines that bind it, each with its level there.
    binding: BTreeMap<&'a str, Level>,
}

/// Which guidelines bind a group of projects.
#[derive(Serialize, JsonSchema)]
struct ProfileOut<'a> {
    /// Its name.
    name: &'a Name,
    /// What people call it.
    title: &'a Line,
    /// Whom it is for.
    summary: &'a Line,
}

/// The rulebook; its guidelines and checks are made as they are written, so that they are not in memory together.
fn rules<'a>(book: &'a Rulebook, fits: &'a Fits) -> Rules<'a, impl Serialize, impl Serialize> {
    Rules {
        schema: "../schemas/rules.schema.json",
        version: 1,
        rulebook: About {
            title: &book.title,
            revision: &book.revision,
            url: book.settings.url.as_deref(),
        },
        topics: book.topics.iter().map(|topic| topic_out(book, topic)).collect(),
        guidelines: Each(move || book.guidelines.iter().map(move |g| rule(book, g, fits))),
        checks: Each(move || checks(book, fits)),
        measured: book.measured.as_ref().map(|measured| MeasuredOut {
            date: measured.date,
            how: &measured.how,
            trees: &measured.trees,
        }),
        projects: book.projects.values().map(|project| project_out(book, project)).collect(),
        profiles: book
            .profiles
            .values()
            .map(|p| ProfileOut { name: &p.name, title: &p.title, summary: &p.summary })
            .collect(),
    }
}

fn topic_out<'a>(book: &Rulebook, topic: &'a crate::model::Topic) -> Topic<'a> {
    let url = book.url_of(&format!("{}/index.html", topic.name));
    Topic { name: &topic.name, title: &topic.title, summary: &topic.summary, url }
}

fn rule<'a>(book: &'a Rulebook, g: &'a Guideline, fits: &'a Fits) -> Rule<'a> {
    let id_of = |reference: &'a crate::model::id::Reference| {
        book.guideline(&reference.0).map_or(reference.0.as_str(), |found| found.id.as_str())
    };
    Rule {
        id: &g.id,
        name: &g.name,
        aliases: g.aliases.iter().map(|alias| alias.0.as_str()).collect(),
        title: &g.title,
        level: g.level,
        status: g.status,
        since: &g.since,
        revision: g.revision,
        lifecycle: g.lifecycle.as_ref(),
        topic: g.name.folder(),
        tags: &g.tags,
        automation: g.automation(),
        url: book.url_of(&format!("{}.html", g.name)),
        permalink: book.url_of(&format!("{}.html", g.id)),
        source: format!("guidelines/{}.yaml", g.name),
        applies: &g.applies,
        summary: &g.summary,
        why: &g.why,
        guidance: &g.guidance,
        exceptions: g.exceptions.as_deref(),
        examples: &g.examples,
        no_examples: g.no_examples.as_ref(),
        checks: &g.checks,
        evidence: &g.evidence,
        review: &g.review,
        references: &g.references,
        related: g.related.iter().map(id_of).collect(),
        conflicts: &g.conflicts,
        prerequisites: g.prerequisites.iter().map(id_of).collect(),
        effort: g.effort,
        history: &g.history,
        changes: &g.changes,
        exports: guideline_exports(g, fits),
    }
}

fn guideline_exports<'a>(g: &Guideline, fits: &'a Fits) -> BTreeMap<&'a str, FidelityOut> {
    let each = fits.targets.iter().filter_map(|target| {
        let (fidelity, reason) = target.of(g)?;
        Some((target.name, FidelityOut { fidelity, reason }))
    });
    each.collect()
}

fn project_out<'a>(book: &'a Rulebook, project: &'a Project) -> ProjectOut<'a> {
    let binding = book
        .guidelines
        .iter()
        .filter_map(|g| book.binding(project, g).ok().map(|binding| (g.id.as_str(), binding.level)))
        .collect();
    ProjectOut {
        name: &project.name,
        title: &project.title,
        repository: &project.repository,
        distribution: project.distribution.as_deref(),
        profiles: &project.profiles,
        binding,
    }
}
