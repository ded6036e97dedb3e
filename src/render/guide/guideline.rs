//! The page of one guideline.

use std::collections::BTreeMap;

use serde::Serialize;

use super::audit;
use super::linters;
use super::precision::{self, PrecisionView};
use super::proven;
use crate::model::applies::conditions;
use crate::model::check::Confidence;
use crate::model::guideline::{Automation, Change, Source};
use crate::model::{Check, Code, Example, Guideline, Status};
use crate::render::site::{self, Bound, GuidelineLink, Link, Site};

/// What `guideline.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct View<'a> {
    source: String,
    edit: String,
    root: String,
    id: &'a str,
    name: &'a str,
    title: &'a str,
    summary: &'a str,
    level: &'static str,
    status: &'static str,
    since: &'a str,
    revision: u32,
    effort: Option<&'static str>,
    automation: &'static str,
    automation_reason: String,
    topic: Option<Link>,
    tags: Vec<Link>,
    lifecycle: Option<LifecycleView<'a>>,
    applies: Vec<String>,
    why: String,
    guidance: String,
    exceptions: Option<String>,
    examples: Vec<ExampleView<'a>>,
    no_examples: Option<&'a str>,
    review: Vec<QuestionView<'a>>,
    checks: Vec<CheckView<'a>>,
    measured_on: Option<String>,
    evidence: Vec<proven::ProvenView>,
    prerequisites: Vec<GuidelineLink<'a>>,
    conflicts: Vec<ConflictView<'a>>,
    related: Vec<GuidelineLink<'a>>,
    connected: bool,
    bound: Vec<BoundView>,
    any_projects: bool,
    /// Who keeps it, by the last audit.
    complied: Option<audit::Complied>,
    history: Vec<EraView<'a>>,
    references: Vec<ReferenceView<'a>>,
    changes: Vec<ChangeView<'a>>,
    aliases: Vec<&'a str>,
}

#[derive(Serialize)]
struct LifecycleView<'a> {
    alert: &'static str,
    since: &'a str,
    reason: &'a str,
    replaced_by: Vec<GuidelineLink<'a>>,
}

#[derive(Serialize)]
struct ExampleView<'a> {
    title: &'a str,
    bad: Vec<FileView<'a>>,
    good: Vec<FileView<'a>>,
    note: Option<String>,
    unchecked: Option<&'a str>,
}

#[derive(Serialize)]
struct FileView<'a> {
    /// Absent where the example does not say what its file is called.
    path: Option<&'a str>,
    language: &'a str,
    code: &'a str,
}

#[derive(Serialize)]
struct QuestionView<'a> {
    ask: &'a str,
    how: Option<&'a str>,
    when: Vec<String>,
    na_allowed: bool,
}

#[derive(Serialize)]
struct CheckView<'a> {
    name: &'a str,
    message: &'a str,
    level: &'static str,
    confidence: &'static str,
    confidence_reason: &'static str,
    limits: Option<String>,
    precision: Option<PrecisionView<'a>>,
    fixes: Vec<FixView<'a>>,
    linters: Vec<String>,
    source: String,
    edit: String,
}

#[derive(Serialize)]
struct FixView<'a> {
    title: &'a str,
    safe: bool,
}

#[derive(Serialize)]
struct ConflictView<'a> {
    guideline: GuidelineLink<'a>,
    reason: &'a str,
}

#[derive(Serialize)]
struct BoundView {
    level: &'static str,
    profiles: Vec<Link>,
    reason: Option<String>,
    projects: Vec<Link>,
}

#[derive(Serialize)]
struct EraView<'a> {
    release: &'a str,
    text: String,
}

#[derive(Serialize)]
struct ReferenceView<'a> {
    kind: &'static str,
    title: &'a str,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct ChangeView<'a> {
    revision: u32,
    date: String,
    kind: &'static str,
    text: &'a str,
}

/// The view of a guideline for its own page.
pub(super) fn view<'a>(site: &'a Site<'a>, guideline: &'a Guideline) -> View<'a> {
    let page = site::page_of(guideline);
    let source = format!("guidelines/{}.yaml", guideline.name);
    let links = |references: &'a [crate::model::id::Reference]| -> Vec<_> {
        references.iter().filter_map(|r| site.link_to_reference(&r.0, &page)).collect()
    };
    let (prerequisites, related) = (links(&guideline.prerequisites), links(&guideline.related));
    let conflicts = conflicts(site, guideline, &page);
    View {
        edit: site.edit(&source, &page),
        source,
        root: site::root_of(&page),
        id: guideline.id.as_str(),
        name: guideline.name.as_str(),
        title: &guideline.title,
        summary: &guideline.summary,
        level: guideline.level.as_str(),
        status: guideline.status.as_str(),
        since: &guideline.since.0,
        revision: guideline.revision,
        effort: guideline.effort.map(|effort| effort.as_str()),
        automation: guideline.automation().as_str(),
        automation_reason: automation_reason(guideline),
        topic: site.topic_of(guideline).map(|topic| Link {
            title: topic.title.to_string(),
            url: site::relative(&page, &site::topic_page(topic)),
        }),
        tags: guideline.tags.iter().map(|tag| tag_link(tag, &page)).collect(),
        lifecycle: lifecycle(site, guideline, &page),
        applies: conditions(&guideline.applies),
        why: site.linked(&guideline.why, &page),
        guidance: site.linked(&guideline.guidance, &page),
        exceptions: guideline.exceptions.as_ref().map(|text| site.linked(text, &page)),
        examples: guideline.examples.iter().map(|e| example(site, e, &page)).collect(),
        no_examples: guideline.no_examples.as_deref(),
        review: questions(guideline),
        checks: checks(site, guideline, &page),
        measured_on: precision::trees(site.book, guideline),
        evidence: proven::views(site, guideline, &page),
        connected: !(prerequisites.is_empty() && related.is_empty() && conflicts.is_empty()),
        prerequisites,
        conflicts,
        related,
        bound: bound(site, site.bound_by(guideline), &page),
        any_projects: !site.book.projects.is_empty(),
        complied: audit::complied(site, guideline, &page),
        history: eras(site, guideline, &page),
        references: guideline.references.iter().map(reference).collect(),
        changes: guideline.changes.iter().rev().map(change).collect(),
        aliases: guideline.aliases.iter().map(|alias| alias.0.as_str()).collect(),
    }
}

fn tag_link(tag: &str, page: &str) -> Link {
    let url = format!("{}#tag-{tag}", site::relative(page, site::ALL));
    Link { title: tag.to_owned(), url }
}

fn automation_reason(guideline: &Guideline) -> String {
    let several = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    };
    let checks = several(guideline.checks.len(), "check");
    let questions = several(guideline.review.len(), "question");
    match guideline.automation() {
        Automation::Automated => checks,
        Automation::Partial if guideline.review.is_empty() => {
            format!("{checks}, which miss some examples")
        }
        Automation::Partial => format!("{checks}, {questions} for a person"),
        Automation::People => questions,
    }
}

fn lifecycle<'a>(
    site: &'a Site<'a>,
    guideline: &'a Guideline,
    page: &str,
) -> Option<LifecycleView<'a>> {
    let lifecycle = guideline.lifecycle.as_ref()?;
    let successors = lifecycle.replaced_by.iter();
    Some(LifecycleView {
        alert: if guideline.status == Status::Deprecated { "WARNING" } else { "IMPORTANT" },
        since: &lifecycle.since.0,
        reason: &lifecycle.reason,
        replaced_by: successors.filter_map(|r| site.link_to_reference(&r.0, page)).collect(),
    })
}

fn example<'a>(site: &Site<'_>, example: &'a Example, page: &str) -> ExampleView<'a> {
    let files = |code: &'a Option<Code>| match code {
        None => Vec::new(),
        Some(code) => code
            .files(example.path())
            .into_iter()
            .map(|(path, code)| file(example, path, code))
            .collect(),
    };
    ExampleView {
        title: &example.title,
        bad: files(&example.bad),
        good: files(&example.good),
        note: example.note.as_ref().map(|note| site.linked(note, page)),
        unchecked: example.unchecked.as_deref(),
    }
}

fn file<'a>(example: &Example, path: &'a str, code: &'a str) -> FileView<'a> {
    let language = match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "py" | "pyi" => "python",
        "cfg" | "ini" | "conf" => "ini",
        "toml" => "toml",
        "yaml" | "yml" => "yaml",
        "sh" => "bash",
        "json" => "json",
        "rst" | "txt" | "" => "text",
        other => other,
    };
    let invented = example.path.is_none() && path == example.path();
    FileView { path: (!invented).then_some(path), language, code }
}

fn questions(guideline: &Guideline) -> Vec<QuestionView<'_>> {
    let questions = guideline.review.iter().map(|question| QuestionView {
        ask: &question.ask,
        how: question.how.as_deref(),
        when: question.when.as_ref().map(conditions).unwrap_or_default(),
        na_allowed: question.na_allowed,
    });
    questions.collect()
}

fn checks<'a>(site: &Site<'a>, guideline: &'a Guideline, page: &str) -> Vec<CheckView<'a>> {
    let found = guideline.checks.iter().filter_map(|name| site.book.checks.get_key_value(name));
    found.map(|(name, check)| check_view(site, guideline, name.as_str(), check, page)).collect()
}

fn check_view<'a>(
    site: &Site<'a>,
    guideline: &Guideline,
    name: &'a str,
    check: &'a Check,
    page: &str,
) -> CheckView<'a> {
    let (confidence, confidence_reason) = match check.confidence {
        Confidence::High => ("high", "a reviewer will agree with what it finds"),
        Confidence::Medium => ("medium", "a reviewer will mostly agree with what it finds"),
        Confidence::Low => ("low", "what it finds is a hint where to look"),
    };
    let source = format!("checks/{name}.yaml");
    CheckView {
        name,
        message: &check.message,
        level: check.level.unwrap_or(guideline.level).as_str(),
        confidence,
        confidence_reason,
        limits: check.limits.as_ref().map(|text| site.linked(text, page)),
        precision: precision::view(site.book, check),
        linters: linters::fidelities(site.fits, &check.name),
        fixes: check
            .fixes
            .iter()
            .map(|fix| FixView { title: &fix.title, safe: fix.safe })
            .collect(),
        edit: site.edit(&source, page),
        source,
    }
}

fn conflicts<'a>(
    site: &'a Site<'a>,
    guideline: &'a Guideline,
    page: &str,
) -> Vec<ConflictView<'a>> {
    let conflicts = guideline.conflicts.iter().filter_map(|conflict| {
        let guideline = site.link_to_reference(&conflict.guideline.0, page)?;
        Some(ConflictView { guideline, reason: &conflict.reason })
    });
    conflicts.collect()
}

/// The projects, put together where they have the same profiles and the guideline has the same level for them.
fn bound(site: &Site<'_>, bound: &[Bound<'_>], page: &str) -> Vec<BoundView> {
    let mut groups: BTreeMap<_, Vec<&Bound<'_>>> = BTreeMap::new();
    for one in bound {
        groups.entry((one.level, &one.project.profiles, one.reason)).or_default().push(one);
    }
    let views = groups.into_iter().map(|((level, profiles, reason), members)| BoundView {
        level: level.as_str(),
        profiles: profiles.iter().map(|name| super::profiles::link(site, name, page)).collect(),
        reason: reason.map(str::to_owned),
        projects: members.iter().map(|one| super::projects::link(one.project, page)).collect(),
    });
    views.collect()
}

fn eras<'a>(site: &Site<'_>, guideline: &'a Guideline, page: &str) -> Vec<EraView<'a>> {
    let eras = guideline.history.iter();
    eras.map(|era| EraView { release: &era.release.0, text: site.linked(&era.text, page) })
        .collect()
}

fn reference(source: &Source) -> ReferenceView<'_> {
    ReferenceView { kind: source.kind.as_str(), title: &source.title, url: source.url.as_deref() }
}

fn change(change: &Change) -> ChangeView<'_> {
    ChangeView {
        revision: change.revision,
        date: change.date.to_string(),
        kind: change.kind.as_str(),
        text: &change.text,
    }
}
