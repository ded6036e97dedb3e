//! The rulebook as a catalogue of controls for compliance tools: OSCAL 1.1.3, <https://pages.nist.gov/OSCAL/>.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Each, Exporter};
use crate::model::applies::conditions;
use crate::model::guideline::Source;
use crate::model::markdown::plain;
use crate::model::{Guideline, Output, Rulebook, Status, Topic};
use crate::source::object::object;
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
        back_matter: (!resources.is_empty()).then(|| object! {"resources": resources}),
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
        parts: [part(&format!("topic-{name}_overview"), "overview", summary)],
        controls: Each(move || of_topic(book, topic).map(|guideline| control(book, guideline))),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Catalog<G> {
    uuid: Uuid,
    metadata: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<G>,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_matter: Option<Value>,
}

#[derive(Serialize)]
struct Group<C> {
    id: String,
    class: &'static str,
    title: String,
    parts: [Value; 1],
    controls: C,
}

fn metadata(book: &Rulebook) -> Value {
    let days = book.guidelines.iter().flat_map(|g| &g.changes).map(|change| change.date);
    // The newest change, not today: a rulebook that did not change has the same catalogue.
    let day = days.max().map_or_else(|| "2000-01-01".into(), |day| day.to_string());
    let mut metadata = object! {
        "title": words(&book.title),
        "last-modified": format!("{day}T00:00:00Z"),
        "version": book.revision.as_str(),
        "oscal-version": "1.1.3",
    };
    if let Some(url) = &book.settings.url {
        metadata["links"] = vec![object! {"href": url.as_str(), "rel": "canonical"}].into();
    }
    metadata
}

fn control(book: &Rulebook, guideline: &Guideline) -> Value {
    let id = control_id(guideline);
    let mut control = object! {
        "id": id.as_str(),
        "class": "guideline",
        "title": words(&guideline.title),
        "props": properties(guideline),
    };
    insert(&mut control, "links", links(book, guideline));
    let mut parts = vec![
        part(&format!("{id}_overview"), "overview", &guideline.summary),
        prose(book, &format!("{id}_statement"), "statement", &guideline.guidance),
        prose(book, &format!("{id}_guidance"), "guidance", &guideline.why),
    ];
    if let Some(exceptions) = &guideline.exceptions {
        let mut exceptions = prose(book, &format!("{id}_exceptions"), "exceptions", exceptions);
        exceptions["ns"] = OURS.into();
        parts.push(exceptions);
    }
    for (at, question) in guideline.review.iter().enumerate() {
        let asked =
            part(&format!("{id}_objective-{}", at + 1), "assessment-objective", &question.ask);
        parts.push(asked);
    }
    parts.extend(methods(guideline, &id));
    insert(&mut control, "parts", parts);
    control
}

/// How it is found out whether a guideline is met.
fn methods(guideline: &Guideline, id: &str) -> Vec<Value> {
    let mut methods = Vec::new();
    if !guideline.checks.is_empty() {
        let run = format!("Run `rulebook check --select {}`.", guideline.id);
        methods.push(("TEST", run));
    }
    if !guideline.review.is_empty() || guideline.checks.is_empty() {
        methods.push(("EXAMINE", "Answer the questions for reviewers.".to_owned()));
    }
    let method = |(name, how): (&str, String)| {
        let mut method = part(&format!("{id}_{}", name.to_lowercase()), "assessment-method", &how);
        let ns = "http://csrc.nist.gov/ns/rmf";
        method["props"] = vec![object! {"name": "method", "ns": ns, "value": name}].into();
        method
    };
    methods.into_iter().map(method).collect()
}

fn properties(guideline: &Guideline) -> Vec<Value> {
    let mut properties = vec![
        object! {"name": "label", "value": guideline.id.as_str()},
        object! {"name": "sort-id", "value": control_id(guideline)},
    ];
    if matches!(guideline.status, Status::Superseded | Status::Retired) {
        properties.push(object! {"name": "status", "value": "withdrawn"});
    }
    let mut ours = |name: &str, value: &str| {
        properties.push(object! {"name": name, "ns": OURS, "value": words(value)});
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

fn links(book: &Rulebook, guideline: &Guideline) -> Vec<Value> {
    let mut links = Vec::new();
    if let Some(url) = book.permalink(guideline) {
        links.push(object! {"href": url, "rel": "canonical"});
    }
    let replaced = guideline.lifecycle.iter().flat_map(|lifecycle| &lifecycle.replaced_by);
    let to = |rel: &'static str| {
        move |reference: &crate::model::id::Reference| {
            let other = book.guideline(&reference.0)?;
            let known = other.status != Status::Draft;
            known.then(|| object! {"href": format!("#{}", control_id(other)), "rel": rel})
        }
    };
    links.extend(replaced.filter_map(to("incorporated-into")));
    links.extend(guideline.prerequisites.iter().filter_map(to("required")));
    links.extend(guideline.related.iter().filter_map(to("related")));
    let sources = guideline.references.iter();
    links.extend(sources.map(
        |source| object! {"href": format!("#{}", uuid_of_source(source)), "rel": "reference"},
    ));
    links
}

fn resource(source: &Source) -> Value {
    let mut resource = object! {
        "uuid": uuid_of_source(source).to_string(),
        "title": words(&source.title),
        "props": vec![object! {"name": "kind", "ns": OURS, "value": source.kind.as_str()}],
    };
    if let Some(url) = &source.url {
        resource["rlinks"] = vec![object! {"href": url.as_str()}].into();
    }
    resource
}

/// A token of OSCAL: letters first.
fn control_id(guideline: &Guideline) -> String {
    guideline.id.as_str().to_lowercase()
}

/// A part of one line.
fn part(id: &str, name: &str, line: &str) -> Value {
    object! {"id": id, "name": name, "prose": words(line)}
}

/// A part of Markdown.
fn prose(book: &Rulebook, id: &str, name: &str, text: &str) -> Value {
    object! {"id": id, "name": name, "prose": book.abroad(text.trim())}
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

/// OSCAL has no empty lists.
fn insert(object: &mut Value, key: &str, list: Vec<Value>) {
    if !list.is_empty() {
        object[key] = list.into();
    }
}
