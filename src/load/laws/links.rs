//! Links in Markdown: every page and every anchor exists.

use std::collections::{BTreeSet, HashMap};

use super::{Draft, Problem, guideline_path};
use crate::model::Rulebook;
use crate::model::markdown::{self, Link, SECTIONS};

/// Every internal link leads to a guideline, a topic or a page, and to an anchor that is there.
pub(super) fn links_resolve(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut anchors = HashMap::new();
    for prose in prose(&draft.rulebook) {
        check(draft, &prose, &mut anchors, problems);
    }
}

/// A Markdown text: its file, the keys that lead to it (none in a page), and itself.
pub(super) struct Prose<'a> {
    pub(super) path: String,
    pub(super) pointer: String,
    pub(super) text: &'a str,
}

/// All Markdown of a rulebook.
pub(super) fn prose(book: &Rulebook) -> Vec<Prose<'_>> {
    let mut all = Vec::new();
    for guideline in &book.guidelines {
        let path = guideline_path(guideline);
        let mut add = |pointer: String, text| all.push(Prose { path: path.clone(), pointer, text });
        add("why".to_owned(), guideline.why.as_str());
        add("guidance".to_owned(), &guideline.guidance);
        if let Some(text) = &guideline.exceptions {
            add("exceptions".to_owned(), text);
        }
        for (at, era) in guideline.history.iter().enumerate() {
            add(format!("history/{at}/text"), &era.text);
        }
        for (at, example) in guideline.examples.iter().enumerate() {
            if let Some(text) = &example.note {
                add(format!("examples/{at}/note"), text);
            }
        }
    }
    for topic in book.topics.iter().chain(&book.guide) {
        let folder = topic.name.as_str();
        let slash = if folder.is_empty() { "" } else { "/" };
        if let Some(text) = &topic.intro {
            let path = format!("guidelines/{folder}{slash}topic.yaml");
            all.push(Prose { path, pointer: "intro".to_owned(), text });
        }
    }
    for page in book.pages.values() {
        let path = format!("guidelines/{}.md", page.name);
        all.push(Prose { path, pointer: String::new(), text: &page.text });
    }
    all
}

fn check<'a>(
    draft: &'a Draft,
    prose: &Prose<'a>,
    anchors: &mut HashMap<&'a str, BTreeSet<String>>,
    problems: &mut Vec<Problem>,
) {
    let Prose { path, pointer, text } = prose;
    // Where all could be read, a bare `[word]` means what it will mean in the rulebook, which remembers the links.
    let links = match draft.unread.is_empty() {
        true => draft.rulebook.links_of(text),
        false => markdown::links(text, |word| draft.knows(word)).into(),
    };
    for link in links.iter() {
        let Some((what, next)) = wrong_with(draft, link, text, anchors) else { continue };
        problems.push(draft.in_text(path, pointer, text, link.span.start, &what, &next));
    }
}

fn wrong_with<'a>(
    draft: &'a Draft,
    link: &Link,
    text: &'a str,
    anchors: &mut HashMap<&'a str, BTreeSet<String>>,
) -> Option<(String, String)> {
    let no_anchor = |page: &str, anchor: &str, known: &mut dyn Iterator<Item = String>| {
        let known: Vec<_> = known.collect();
        let next = super::suggest(anchor, &known)
            .unwrap_or_else(|| format!("its anchors are {}", known.join(", ")));
        Some((format!("`{page}` has no anchor `{anchor}`"), next))
    };
    if let Some(anchor) = link.target.strip_prefix('#') {
        let known = markdown::anchors(text);
        let there = known.contains(anchor) || SECTIONS.contains(&anchor);
        return if there { None } else { no_anchor("this page", anchor, &mut known.into_iter()) };
    }
    if !link.is_internal() {
        return None;
    }
    let (page, anchor) = link.parts();
    if draft.knows(page) {
        let anchor = anchor.filter(|anchor| !SECTIONS.contains(anchor))?;
        return no_anchor(page, anchor, &mut SECTIONS.iter().map(ToString::to_string));
    }
    let pages = &draft.rulebook.pages;
    if let Some(found) = pages.values().find(|found| found.name.as_str() == page) {
        let anchor = anchor?;
        let known = anchors.entry(&found.text).or_insert_with(|| markdown::anchors(&found.text));
        return if known.contains(anchor) {
            None
        } else {
            no_anchor(page, anchor, &mut known.iter().cloned())
        };
    }
    let is_topic = draft.rulebook.topics.iter().any(|topic| topic.name.as_str() == page);
    let is_audit = page == "audit" && draft.rulebook.audit.is_some();
    if is_topic
        || is_audit
        || draft.rulebook.assets.contains_key(page)
        || draft.unread.contains(page)
    {
        return None;
    }
    let mut known: Vec<&str> = pages.keys().map(|name| name.as_str()).collect();
    known.extend(draft.rulebook.index.keys().map(String::as_str));
    known.sort_unstable();
    let next = super::suggest(page, &known).unwrap_or_else(|| {
        "link to a guideline's id or name, a topic, a page of the guide, or a whole URL".into()
    });
    Some((format!("this link leads nowhere: there is no `{page}`"), next))
}
