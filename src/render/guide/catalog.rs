//! The pages that list guidelines: one per topic, and one with all of them by what they are.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Guideline, Level, Line, Status, Topic};
use crate::render::site::{self, GuidelineLink, Link, Site};

/// What `topic.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct TopicView<'a> {
    source: String,
    edit: String,
    name: &'a str,
    title: &'a str,
    summary: &'a str,
    intro: Option<String>,
    guidelines: Vec<GuidelineLink<'a>>,
    tags: Vec<TagView<'a>>,
}

#[derive(Serialize)]
struct TagView<'a> {
    name: &'a str,
    meaning: &'a str,
    url: String,
}

/// What `all-guidelines.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct AllView<'a> {
    edit: String,
    guidelines: Vec<Row<'a>>,
    by_topic: Vec<Group<'a>>,
    by_level: Vec<Group<'a>>,
    by_status: Vec<Group<'a>>,
    by_tag: Vec<Group<'a>>,
    changes_page: &'static str,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    name: &'a str,
    title: &'a str,
    summary: &'a str,
    level: &'static str,
    status: &'static str,
    automation: &'static str,
    url: String,
    topic: Option<Link>,
    tags: &'a [String],
}

#[derive(Serialize)]
struct Group<'a> {
    title: &'a str,
    anchor: String,
    meaning: Option<&'a str>,
    url: Option<String>,
    /// Their places among all, where what is shown of them stands.
    guidelines: Vec<usize>,
}

/// The view of a topic's page.
pub(super) fn topic<'a>(site: &'a Site<'a>, topic: &'a Topic) -> TopicView<'a> {
    let page = site::topic_page(topic);
    let source = format!("guidelines/{}/topic.yaml", topic.name);
    let tag = |(name, meaning): (&'a String, &'a Line)| TagView {
        name,
        meaning,
        url: format!("{}#tag-{name}", site::relative(&page, site::ALL)),
    };
    TopicView {
        edit: site.edit(&source, &page),
        source,
        name: topic.name.as_str(),
        title: &topic.title,
        summary: &topic.summary,
        intro: topic.intro.as_ref().map(|intro| site.linked(intro, &page)),
        guidelines: site.book.in_topic(&topic.name).map(|g| site.link_to(g, &page)).collect(),
        tags: topic.tags.iter().map(tag).collect(),
    }
}

/// The view of the page of all guidelines.
pub(super) fn all<'a>(site: &'a Site<'a>) -> AllView<'a> {
    let guidelines = &site.book.guidelines;
    let row = |guideline: &'a Guideline| {
        let GuidelineLink { id, name, title, summary, level, status, automation, url } =
            site.link_to(guideline, site::ALL);
        let topic = site.topic_of(guideline).map(|topic| Link {
            title: topic.title.to_string(),
            url: site::relative(site::ALL, &site::topic_page(topic)),
        });
        let tags = &guideline.tags;
        Row { id, name, title, summary, level, status, automation, url, topic, tags }
    };
    AllView {
        edit: site.edit("guidelines/topic.yaml", site::ALL),
        guidelines: guidelines.iter().map(row).collect(),
        by_topic: topics(site),
        by_level: levels(site),
        by_status: statuses(site),
        by_tag: tags(site),
        changes_page: site::CHANGES,
    }
}

fn topics<'a>(site: &'a Site<'a>) -> Vec<Group<'a>> {
    let mut places = places(site, |guideline| [guideline.name.folder()]);
    let group = |topic: &'a Topic| Group {
        title: &topic.title,
        anchor: format!("topic-{}", topic.name.as_str().replace('/', "-")),
        meaning: Some(&topic.summary),
        url: Some(site::relative(site::ALL, &site::topic_page(topic))),
        guidelines: places.remove(topic.name.as_str()).unwrap_or_default(),
    };
    site.book.topics.iter().map(group).collect()
}

fn levels<'a>(site: &'a Site<'a>) -> Vec<Group<'a>> {
    let mut places = places(site, |guideline| [guideline.level]);
    let group = |level: Level| Group {
        title: level.as_str(),
        anchor: format!("level-{}", level.as_str()),
        meaning: Some(match level {
            Level::Must => "Breaking it needs a waiver.",
            Level::Should => "Breaking it needs a reason.",
            Level::May => "Worth considering.",
        }),
        url: None,
        guidelines: places.remove(&level).unwrap_or_default(),
    };
    Level::ALL.into_iter().map(group).filter(|group| !group.guidelines.is_empty()).collect()
}

fn statuses<'a>(site: &'a Site<'a>) -> Vec<Group<'a>> {
    let mut places = places(site, |guideline| [guideline.status]);
    let group = |status: Status| Group {
        title: status.as_str(),
        anchor: format!("status-{}", status.as_str()),
        meaning: Some(match status {
            Status::Draft => "Being written; binds nobody.",
            Status::Active => "In force.",
            Status::Deprecated => "In force for those who still need it; on its way out.",
            Status::Superseded => "Replaced by other guidelines; kept as history.",
            Status::Retired => "No longer true or needed; kept so that its id is never reused.",
        }),
        url: None,
        guidelines: places.remove(&status).unwrap_or_default(),
    };
    Status::ALL.into_iter().map(group).filter(|group| !group.guidelines.is_empty()).collect()
}

fn tags<'a>(site: &'a Site<'a>) -> Vec<Group<'a>> {
    let vocabularies = site.book.guide.iter().chain(&site.book.topics);
    let meanings: BTreeMap<&str, &str> =
        vocabularies.flat_map(|topic| &topic.tags).map(|(tag, line)| (&**tag, &**line)).collect();
    let tagged = places(site, |guideline| guideline.tags.iter().map(String::as_str));
    let group = |(tag, guidelines): (&'a str, Vec<usize>)| Group {
        title: tag,
        anchor: format!("tag-{tag}"),
        meaning: meanings.get(tag).copied(),
        url: None,
        guidelines,
    };
    tagged.into_iter().map(group).collect()
}

/// The places of guidelines among all, by what they are.
fn places<'a, K: Ord, I: IntoIterator<Item = K>>(
    site: &Site<'a>,
    kinds: impl Fn(&'a Guideline) -> I,
) -> BTreeMap<K, Vec<usize>> {
    let mut places: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (place, guideline) in site.book.guidelines.iter().enumerate() {
        for kind in kinds(guideline) {
            places.entry(kind).or_default().push(place);
        }
    }
    places
}
