//! Links in Markdown: every page and every anchor exists.

use std::collections::{BTreeSet, HashMap};

use super::{Draft, Problem, guideline_path};
use crate::model::Guideline;
use crate::model::markdown::{self, Link, SECTIONS};
use crate::source::{Lines, Place};

/// Every internal link leads to a guideline, a topic or a page, and to an anchor that is there.
pub(super) fn links_resolve(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut anchors = HashMap::new();
    for guideline in &draft.rulebook.guidelines {
        let path = guideline_path(guideline);
        for (key, text) in prose(guideline) {
            check(draft, &path, Some(&key), text, &mut anchors, problems);
        }
    }
    for topic in draft.rulebook.topics.iter().chain(&draft.rulebook.guide) {
        let folder =
            if topic.name.as_str().is_empty() { String::new() } else { format!("{}/", topic.name) };
        if let Some(intro) = &topic.intro {
            let path = format!("guidelines/{folder}topic.yaml");
            check(draft, &path, Some("intro"), intro, &mut anchors, problems);
        }
    }
    for page in draft.rulebook.pages.values() {
        let path = format!("guidelines/{}.md", page.name);
        check(draft, &path, None, &page.text, &mut anchors, problems);
    }
}

/// The Markdown of a guideline, each with the keys that lead to it.
fn prose(guideline: &Guideline) -> Vec<(String, &str)> {
    let mut all = vec![
        ("why".to_owned(), guideline.why.as_str()),
        ("guidance".to_owned(), guideline.guidance.as_str()),
    ];
    all.extend(guideline.exceptions.as_deref().map(|text| ("exceptions".to_owned(), text)));
    let eras = guideline.history.iter().enumerate();
    all.extend(eras.map(|(at, era)| (format!("history/{at}/text"), era.text.as_str())));
    let notes = guideline.examples.iter().enumerate();
    all.extend(
        notes.filter_map(|(at, e)| Some((format!("examples/{at}/note"), e.note.as_deref()?))),
    );
    all
}

fn check<'a>(
    draft: &'a Draft,
    path: &str,
    pointer: Option<&str>,
    text: &'a str,
    anchors: &mut HashMap<&'a str, BTreeSet<String>>,
    problems: &mut Vec<Problem>,
) {
    for link in markdown::links(text, |word| draft.knows(word)) {
        let Some((what, next)) = wrong_with(draft, &link, text, anchors) else { continue };
        problems.push(match pointer {
            Some(pointer) => in_scalar(draft, path, pointer, text, link.span.start, &what, &next),
            None => Problem::at(path, text, Lines::new(text).place(link.span.start), what, next),
        });
    }
}

fn wrong_with<'a>(
    draft: &'a Draft,
    link: &Link,
    text: &str,
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
    if is_topic || draft.rulebook.assets.contains_key(page) || draft.unread.contains(page) {
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

/// A problem inside a block of text: its line is found below the place where the block begins.
fn in_scalar(
    draft: &Draft,
    path: &str,
    pointer: &str,
    text: &str,
    offset: usize,
    what: &str,
    next: &str,
) -> Problem {
    let block = draft.problem(path, pointer, what, next);
    let (Some(start), Some(file)) = (block.place, draft.texts.get(path)) else { return block };
    let inside = Lines::new(text).place(offset);
    let place =
        Place { line: start.line + inside.line - 1, column: start.column + inside.column - 1 };
    // A folded or quoted text has other lines than its file; then its beginning is the honest place.
    let lines = Lines::new(file);
    let wanted = &text[offset..text.ceil_char_boundary((offset + 4).min(text.len()))];
    let there = &file[lines.offset(place)..];
    if there.starts_with(wanted) { Problem::at(path, file, place, what, next) } else { block }
}
