//! The rulebook as a catalogue of controls for compliance tools: OSCAL 1.1.3, <https://pages.nist.gov/OSCAL/>.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use uuid::Uuid;

use super::{Each, Exporter};
use crate::model::applies::conditions;
use crate::model::guideline::Source;
use crate::model::markdown::plain;
use crate::model::{Guideline, Output, Rulebook, Status, Topic};
use crate::source::plain::printable;

pub(super) const EXPORTER: Exporter = Exporter {
    name: "oscal",
    about: "A catalogue of controls for compliance tools (OSCAL, JSON)",
    export,
};

/// What properties that are ours are called in; those without it are OSCAL's own.
const OURS: &str = "urn:rulebook:oscal";

fn export(book: &Rulebook) -> Vec<Output> {
    let published = || book.guidelines.iter().filter(|g| g.status != Status::Draft);
    let topics: Vec<_> =
        book.topics.iter().filter(|topic| of_topic(book, topic).next().is_some()).collect();
    let mut resources = BTreeMap::new();
    for source in published().flat_map(|guideline| &guideline.references) {
        resources.entry(uuid_of_source(source)).or_insert_with(|| resource(source));
    }
    let resources: Vec<_> = resources.into_values().collect();
    let catalog = Catalog {
        uuid: uuid(&["catalog", &book.title]),
        metadata: metadata(book),
        groups: (!topics.is_empty())
            .then_some(Each(|| topics.iter().map(|topic| group(book, topic)))),
        back_matter: (!resources.is_empty()).then_some(BackMatter { resources }),
    };
    vec![Output::json("oscal-catalog.json", &BTreeMap::from([("catalog", catalog)]))]
}

fn of_topic<'a>(book: &'a Rulebook, topic: &'a Topic) -> impl Iterator<Item = &'a Guideline> {
    book.in_topic(&topic.name).filter(|guideline| guideline.status != Status::Draft)
}

fn group<'a>(book: &'a Rulebook, topic: &'a Topic) -> impl Serialize + 'a {
    let Topic { name, title, summary, .. } = topic;
    Group {
        id: format!("topic-{name}"),
        class: "topic",
        title: words(title),
        parts: [part(format!("topic-{name}_overview"), "overview", summary)],
        controls: Each(move || of_topic(book, topic).map(|guideline| control(book, guideline))),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Catalog<'a, G> {
    uuid: Uuid,
    metadata: Metadata<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<G>,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_matter: Option<BackMatter<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata<'a> {
    title: String,
    last_modified: String,
    version: &'a str,
    oscal_version: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Group<'a, C> {
    id: String,
    class: &'static str,
    title: String,
    parts: [Part<'a>; 1],
    controls: C,
}

#[derive(Serialize)]
struct Control<'a> {
    id: String,
    class: &'static str,
    title: String,
    props: Vec<Property<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link<'a>>,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Property<'a> {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ns: Option<&'static str>,
    value: Cow<'a, str>,
}

#[derive(Serialize)]
struct Link<'a> {
    href: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rel: Option<&'static str>,
}

/// A text about a control.
#[derive(Serialize)]
struct Part<'a> {
    id: String,
    name: &'static str,
    prose: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ns: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    props: Vec<Property<'a>>,
}

#[derive(Serialize)]
struct BackMatter<'a> {
    resources: Vec<Resource<'a>>,
}

#[derive(Serialize)]
struct Resource<'a> {
    uuid: Uuid,
    title: String,
    props: [Property<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rlinks: Vec<Link<'a>>,
}

fn metadata(book: &Rulebook) -> Metadata<'_> {
    let days = book.guidelines.iter().flat_map(|g| &g.changes).map(|change| change.date);
    // The newest change, not today: a rulebook that did not change has the same catalogue.
    let day = days.max().map_or_else(|| "2000-01-01".into(), |day| day.to_string());
    let canonical = |url| Link { href: Cow::Borrowed(url), rel: Some("canonical") };
    Metadata {
        title: words(&book.title),
        last_modified: format!("{day}T00:00:00Z"),
        version: &book.revision,
        oscal_version: "1.1.3",
        links: book.settings.url.as_deref().map(canonical).into_iter().collect(),
    }
}

fn control<'a>(book: &'a Rulebook, guideline: &'a Guideline) -> Control<'a> {
    let id = control_id(guideline);
    let mut parts = vec![
        part(format!("{id}_overview"), "overview", &guideline.summary),
        prose(book, format!("{id}_statement"), "statement", &guideline.guidance),
        prose(book, format!("{id}_guidance"), "guidance", &guideline.why),
    ];
    if let Some(exceptions) = &guideline.exceptions {
        let exceptions = prose(book, format!("{id}_exceptions"), "exceptions", exceptions);
        parts.push(Part { ns: Some(OURS), ..exceptions });
    }
    for (at, question) in guideline.review.iter().enumerate() {
        let asked =
            part(format!("{id}_objective-{}", at + 1), "assessment-objective", &question.ask);
        parts.push(asked);
    }
    parts.extend(methods(guideline, &id));
    Control {
        class: "guideline",
        title: words(&guideline.title),
        props: properties(guideline),
        links: links(book, guideline),
        parts,
        id,
    }
}

/// How it is found out whether a guideline is met.
fn methods(guideline: &Guideline, id: &str) -> Vec<Part<'static>> {
    let mut methods = Vec::new();
    if !guideline.checks.is_empty() {
        let run = format!("Run `rulebook check --select {}`.", guideline.id);
        methods.push(("TEST", run));
    }
    if !guideline.review.is_empty() || guideline.checks.is_empty() {
        methods.push(("EXAMINE", "Answer the questions for reviewers.".to_owned()));
    }
    let method = |(name, how): (&'static str, String)| {
        let ns = Some("http://csrc.nist.gov/ns/rmf");
        let props = vec![Property { name: "method", ns, value: name.into() }];
        let id = format!("{id}_{}", name.to_lowercase());
        Part { props, ..part(id, "assessment-method", &how) }
    };
    methods.into_iter().map(method).collect()
}

fn properties(guideline: &Guideline) -> Vec<Property<'_>> {
    let own = |name, value| Property { name, ns: None, value };
    let mut properties = vec![
        own("label", Cow::Borrowed(guideline.id.as_str())),
        own("sort-id", control_id(guideline).into()),
    ];
    if matches!(guideline.status, Status::Superseded | Status::Retired) {
        properties.push(own("status", "withdrawn".into()));
    }
    let mut ours = |name, value: &str| {
        properties.push(Property { name, ns: Some(OURS), value: words(value).into() });
    };
    ours("level", guideline.level.as_str());
    ours("lifecycle", guideline.status.as_str());
    ours("since", &guideline.since.0);
    ours("revision", &guideline.revision.to_string());
    ours("automation", guideline.automation().as_str());
    for condition in conditions(&guideline.applies) {
        ours("applies-where", &condition);
    }
    properties
}

fn links<'a>(book: &'a Rulebook, guideline: &'a Guideline) -> Vec<Link<'a>> {
    let link = |href: String, rel| Link { href: href.into(), rel: Some(rel) };
    let mut links = Vec::new();
    links.extend(book.permalink(guideline).map(|url| link(url, "canonical")));
    let replaced = guideline.lifecycle.iter().flat_map(|lifecycle| &lifecycle.replaced_by);
    let to = |rel: &'static str| {
        move |reference: &crate::model::id::Reference| {
            let other = book.guideline(&reference.0)?;
            let known = other.status != Status::Draft;
            known.then(|| link(format!("#{}", control_id(other)), rel))
        }
    };
    links.extend(replaced.filter_map(to("incorporated-into")));
    links.extend(guideline.prerequisites.iter().filter_map(to("required")));
    links.extend(guideline.related.iter().filter_map(to("related")));
    let sources = guideline.references.iter();
    links.extend(sources.map(|source| link(format!("#{}", uuid_of_source(source)), "reference")));
    links
}

fn resource(source: &Source) -> Resource<'_> {
    let link = |url| Link { href: Cow::Borrowed(url), rel: None };
    Resource {
        uuid: uuid_of_source(source),
        title: words(&source.title),
        props: [Property { name: "kind", ns: Some(OURS), value: source.kind.as_str().into() }],
        rlinks: source.url.as_deref().map(link).into_iter().collect(),
    }
}

/// A token of OSCAL: letters first.
fn control_id(guideline: &Guideline) -> String {
    guideline.id.as_str().to_lowercase()
}

/// A part of one line.
fn part(id: String, name: &'static str, line: &str) -> Part<'static> {
    Part { id, name, prose: words(line), ns: None, props: Vec::new() }
}

/// A part of Markdown.
fn prose(book: &Rulebook, id: String, name: &'static str, text: &str) -> Part<'static> {
    Part { id, name, prose: book.abroad(text.trim()), ns: None, props: Vec::new() }
}

fn uuid_of_source(source: &Source) -> Uuid {
    let place = source.url.as_deref().unwrap_or_default();
    uuid(&["source", place, &source.title])
}

/// An id that stays as long as what it is about: nothing is drawn by lot.
fn uuid(parts: &[&str]) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, parts.join("\n").as_bytes())
}

/// A line that OSCAL takes for a title or a value: it neither begins nor ends with a space, nor is it empty.
fn words(line: &str) -> String {
    let words = printable(&plain(line));
    let words = words.trim();
    if words.is_empty() { "?".into() } else { words.to_owned() }
}
