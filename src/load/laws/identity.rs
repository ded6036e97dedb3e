//! Ids and names: unique, immutable, never reused.

use std::collections::HashMap;

use super::{Draft, Problem, guideline_path};
use crate::load::files::PUBLISHED;

/// No two guidelines share an id, a name or an alias.
pub(super) fn ids_and_names_are_unique(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut taken: HashMap<String, String> = HashMap::new();
    let mut guidelines: Vec<_> = draft.rulebook.guidelines.iter().collect();
    guidelines.sort_by(|a, b| a.name.cmp(&b.name));
    // Own ids and names come first, so that an alias is blamed for taking one, whatever the order of the files.
    for guideline in &guidelines {
        let path = guideline_path(guideline);
        if let Some(first) = taken.insert(guideline.id.to_string(), path.clone()) {
            let what = format!("the id {} is taken by {first}", guideline.id);
            let next =
                format!("take a free one, such as {}", free_id(draft, guideline.id.as_str()));
            problems.push(draft.problem(&path, "id", what, next));
        }
        taken.insert(guideline.name.to_string(), path);
    }
    for guideline in &guidelines {
        let path = guideline_path(guideline);
        for (at, alias) in guideline.aliases.iter().enumerate() {
            if let Some(other) = taken.insert(alias.0.clone(), path.clone()) {
                let what = format!("`{alias}` already means {other}");
                let next = "remove the alias; a former id or name leads to one guideline only";
                problems.push(draft.problem(&path, &format!("aliases/{at}"), what, next));
            }
        }
    }
}

/// The lowest free id of the same series.
fn free_id(draft: &Draft, id: &str) -> String {
    let series = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number: u32 = id[series.len()..].parse().unwrap_or(0);
    let is_free = |id: &String| !draft.knows(id) && !draft.published.contains_key(id);
    let ids = |range: std::ops::RangeInclusive<u32>| range.map(|n| format!("{series}{n:03}"));
    ids(number..=999)
        .chain(ids(1..=number))
        .find(is_free)
        .unwrap_or_else(|| "one of a new series".into())
}

/// An id that was published keeps its file and its meaning.
pub(super) fn published_ids_stay(draft: &Draft, problems: &mut Vec<Problem>) {
    for (id, name) in &draft.published {
        if draft.unread.contains(id) || draft.unread.contains(name) {
            continue;
        }
        let Some(now) = draft.rulebook.guideline(id) else {
            let what = format!("the published id {id} (`{name}`) is gone");
            let next = format!(
                "bring back guidelines/{name}.yaml with `status: retired`: an id is never reused, and old links go on working"
            );
            problems.push(draft.problem(PUBLISHED, &format!("ids/{id}:"), what, next));
            continue;
        };
        let follows = draft.rulebook.guideline(name).is_some_and(|named| named.id == now.id);
        if !follows {
            let what = format!("{id} was published as `{name}`");
            let next = format!(
                "if the guideline was renamed, add `aliases: [{name}]`; if it is another guideline, give it an id of its own"
            );
            problems.push(draft.in_guideline(now, "id", what, next));
        }
    }
}

/// Every guideline lies in a folder that is a topic.
pub(super) fn topics_exist(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut missing: Vec<&str> = draft
        .rulebook
        .guidelines
        .iter()
        .filter(|guideline| draft.rulebook.topic_of(&guideline.name).is_none())
        .map(|guideline| guideline.name.folder())
        .collect();
    missing.sort_unstable();
    missing.dedup();
    for folder in
        missing.into_iter().filter(|folder| !draft.unread.contains(&format!("{folder}/topic")))
    {
        if folder.is_empty() {
            let next = "move its guidelines into a folder with a topic.yaml";
            problems.push(Problem::of_file("guidelines", "a guideline lies in no topic", next));
        } else {
            let next = "add it, with `title:` and `summary:`";
            let path = format!("guidelines/{folder}/topic.yaml");
            problems.push(Problem::of_file(&path, "this topic has no topic.yaml", next));
        }
    }
}
