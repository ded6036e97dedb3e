//! Words: tags from the vocabulary, texts that fit their place, predicates that can be evaluated.

use std::collections::{BTreeMap, BTreeSet};

use globset::Glob;

use super::{Draft, Problem, guideline_path, suggest};
use crate::model::{Applies, Status};

/// The most characters of a summary: what fits into one line of a list or a message.
const SUMMARY: usize = 160;

/// Tags come from the vocabulary of the topic, of one around it, or of the whole guide.
pub(super) fn tags_are_in_the_vocabulary(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut by_folder: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for guideline in &draft.rulebook.guidelines {
        if guideline.tags.is_empty() {
            continue;
        }
        let folder = guideline.name.folder();
        let known = by_folder.entry(folder).or_insert_with(|| vocabulary(draft, folder));
        for (at, tag) in guideline.tags.iter().enumerate() {
            if !known.contains(tag.as_str()) {
                let what = format!("the tag `{tag}` is not in the vocabulary");
                let words: Vec<_> = known.iter().copied().collect();
                let next = suggest(tag, &words).unwrap_or_else(|| {
                    format!(
                        "add it under `tags:` in guidelines/{}/topic.yaml",
                        guideline.name.folder()
                    )
                });
                problems.push(draft.in_guideline(guideline, &format!("tags/{at}"), what, next));
            }
        }
    }
}

/// The tags that the topics around a folder know.
fn vocabulary<'a>(draft: &'a Draft, folder: &str) -> BTreeSet<&'a str> {
    let around = |topic: &str| {
        folder == topic || folder.strip_prefix(topic).is_some_and(|r| r.starts_with('/'))
    };
    let topics = draft.rulebook.topics.iter().filter(|topic| around(topic.name.as_str()));
    topics
        .chain(&draft.rulebook.guide)
        .flat_map(|topic| topic.tags.keys())
        .map(String::as_str)
        .collect()
}

/// Titles are sentences without a full stop, summaries fit one line, prose is not blank.
pub(super) fn texts_fit_their_place(draft: &Draft, problems: &mut Vec<Problem>) {
    for guideline in &draft.rulebook.guidelines {
        let mut problem = |pointer: &str, what: String, next: &str| {
            problems.push(draft.in_guideline(guideline, pointer, what, next));
        };
        if guideline.title.ends_with('.') {
            problem("title", "a title has no full stop".into(), "remove the full stop at its end");
        }
        let length = guideline.summary.chars().count();
        if length > SUMMARY {
            let what = format!("the summary has {length} characters, and {SUMMARY} is the most");
            problem("summary", what, "say the rest under `why:`");
        }
        let texts = [
            ("title", guideline.title.as_str()),
            ("summary", guideline.summary.as_str()),
            ("why", &guideline.why),
            ("guidance", &guideline.guidance),
        ];
        let unfinished = texts.iter().filter(|(_, text)| text.contains("TODO"));
        for (key, _) in unfinished.filter(|_| guideline.status != Status::Draft) {
            problem(key, format!("`{key}` has a TODO"), "replace it, or keep `status: draft`");
        }
        for (key, text) in &texts[2..] {
            if text.trim().is_empty() {
                problem(key, format!("`{key}` is empty"), "write a few sentences of Markdown");
            }
        }
    }
}

/// Globs and regular expressions compile, and facts are known.
pub(super) fn predicates_are_sound(draft: &Draft, problems: &mut Vec<Problem>) {
    for guideline in &draft.rulebook.guidelines {
        let path = guideline_path(guideline);
        let mut predicates = vec![("applies".to_owned(), &guideline.applies)];
        for (at, question) in guideline.review.iter().enumerate() {
            predicates
                .extend(question.when.as_ref().map(|when| (format!("review/{at}/when"), when)));
        }
        for (pointer, applies) in predicates {
            applies.walk(&mut |keys, inner| {
                let at = keys.iter().fold(pointer.clone(), |at, key| format!("{at}/{key}"));
                patterns(draft, &path, &at, inner, problems);
                facts(draft, &path, &at, inner, problems);
            });
        }
    }
}

/// Why a regular expression cannot be used, if it cannot. To compile one takes longer than to read all else of a guideline,
/// and only what is repeated often can be too large.
fn compiles(pattern: &str) -> Result<(), String> {
    if pattern.contains('{') {
        return regex::Regex::new(pattern).map(drop).map_err(|error| error.to_string());
    }
    regex_syntax::parse(pattern).map(drop).map_err(|error| error.to_string())
}

fn patterns(draft: &Draft, path: &str, at: &str, applies: &Applies, problems: &mut Vec<Problem>) {
    for (key, globs) in
        applies.paths.iter().flat_map(|p| [("include", &p.include), ("exclude", &p.exclude)])
    {
        for (index, glob) in globs.iter().enumerate() {
            if let Err(error) = Glob::new(glob) {
                let what = format!("`{glob}` is no glob: {}", error.kind());
                let pointer = format!("{at}/paths/{key}/{index}");
                problems.push(draft.problem(
                    path,
                    &pointer,
                    what,
                    "write one such as `**/cmd/*.py`",
                ));
            }
        }
    }
    for (key, pattern) in [
        ("diff", &applies.diff),
        ("code", &applies.code),
        ("adds", &applies.adds),
        ("adds_code", &applies.adds_code),
    ] {
        let Some(Err(why)) = pattern.as_deref().map(compiles) else { continue };
        let why = why.lines().last().unwrap_or_default().trim().trim_start_matches("error: ");
        let what = format!("this is no regular expression: {why}");
        problems.push(draft.problem(
            path,
            &format!("{at}/{key}"),
            what,
            "see the syntax of Rust's regex crate",
        ));
    }
}

fn facts(draft: &Draft, path: &str, at: &str, applies: &Applies, problems: &mut Vec<Problem>) {
    if draft.unread.contains("facts") {
        return;
    }
    for (fact, values) in &applies.facts {
        for (index, value) in values.iter().enumerate() {
            let pointer = format!("{at}/facts/{fact}/{index}");
            problems.extend(fact_problem(draft, path, &pointer, fact, value));
        }
    }
}

/// What is wrong with a fact's name or value, if anything.
pub(super) fn fact_problem(
    draft: &Draft,
    path: &str,
    pointer: &str,
    fact: &str,
    value: &str,
) -> Option<Problem> {
    let facts = &draft.rulebook.facts;
    let Some(known) = facts.get(fact) else {
        let names: Vec<_> = facts.keys().collect();
        let next = suggest(fact, &names)
            .unwrap_or_else(|| format!("add `{fact}` to projects/facts.yaml, with its values"));
        return Some(draft.problem(path, pointer, format!("there is no fact `{fact}`"), next));
    };
    if known.values.contains_key(value) {
        return None;
    }
    let values: Vec<_> = known.values.keys().collect();
    let next = suggest(value, &values)
        .unwrap_or_else(|| format!("add it to the values of `{fact}` in projects/facts.yaml"));
    Some(draft.problem(path, pointer, format!("the fact `{fact}` has no value `{value}`"), next))
}
