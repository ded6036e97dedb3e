//! References between files.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Draft, Problem, suggest};
use crate::model::Guideline;

/// Every guideline, check and evidence that a guideline names exists.
pub(super) fn references_resolve(draft: &Draft, problems: &mut Vec<Problem>) {
    for guideline in &draft.rulebook.guidelines {
        for (pointer, reference) in named(guideline) {
            let problem =
                |what: String, next: String| draft.in_guideline(guideline, &pointer, what, next);
            match draft.rulebook.guideline(reference) {
                Some(other) if other.id == guideline.id => {
                    let next = "remove it, or name the guideline that is meant";
                    problems.push(problem("a guideline refers to itself here".into(), next.into()));
                }
                None if !draft.knows(reference) => problems.push(problem(
                    format!("there is no guideline `{reference}`"),
                    draft.suggest_guideline(reference),
                )),
                _ => {}
            }
        }
        checks_and_evidence(draft, guideline, problems);
    }
}

fn checks_and_evidence(draft: &Draft, guideline: &Guideline, problems: &mut Vec<Problem>) {
    for (at, name) in guideline.checks.iter().enumerate() {
        if !draft.rulebook.checks.contains_key(name) && !draft.unread.contains(name.as_str()) {
            // A list of all checks, made only where one is missing: else the cost would grow with the square.
            let checks: Vec<_> = draft.rulebook.checks.keys().map(|name| name.as_str()).collect();
            let next = suggest(name.as_str(), &checks)
                .unwrap_or_else(|| format!("add checks/{name}.yaml, or remove the name"));
            let what = format!("there is no check `{name}`");
            problems.push(draft.in_guideline(guideline, &format!("checks/{at}"), what, next));
        }
    }
    for (at, name) in guideline.evidence.iter().enumerate() {
        if !draft.rulebook.proofs.programs.contains_key(name)
            && !draft.unread.contains(&format!("evidence/{name}"))
        {
            let next = format!("add checks/evidence/{name}.yaml, or remove the name");
            let what = format!("there is no evidence `{name}`");
            problems.push(draft.in_guideline(guideline, &format!("evidence/{at}"), what, next));
        }
    }
}

/// The guidelines that a guideline names, with their places.
fn named(guideline: &Guideline) -> Vec<(String, &str)> {
    let lists = [
        ("related", guideline.related.iter().map(|r| r.0.as_str()).collect::<Vec<_>>()),
        ("prerequisites", guideline.prerequisites.iter().map(|r| r.0.as_str()).collect()),
    ];
    let mut all = Vec::new();
    for (key, list) in lists {
        all.extend(list.into_iter().enumerate().map(|(at, r)| (format!("{key}/{at}"), r)));
    }
    let conflicts = guideline.conflicts.iter().enumerate();
    all.extend(
        conflicts.map(|(at, c)| (format!("conflicts/{at}/guideline"), c.guideline.0.as_str())),
    );
    if let Some(lifecycle) = &guideline.lifecycle {
        let replaced = lifecycle.replaced_by.iter().enumerate();
        all.extend(replaced.map(|(at, r)| (format!("lifecycle/replaced_by/{at}"), r.0.as_str())));
    }
    all
}

/// Every check belongs to a guideline and is tried by an example or a case.
pub(super) fn checks_are_used_and_tried(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut users: HashMap<&str, Vec<&Guideline>> = HashMap::new();
    for guideline in &draft.rulebook.guidelines {
        for name in &guideline.checks {
            users.entry(name.as_str()).or_default().push(guideline);
        }
    }
    let all_read = draft.unread.is_empty();
    for (name, check) in &draft.rulebook.checks {
        let path = format!("checks/{name}.yaml");
        let used_by = users.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        if used_by.is_empty() && all_read {
            let next =
                format!("name it under `checks:` in a guideline, such as guidelines/{name}.yaml");
            problems.push(Problem::of_file(&path, "no guideline uses this check", next));
        }
        let tried = |guideline: &&Guideline| guideline.examples.iter().any(|e| e.bad.is_some());
        if check.cases.is_empty() && !used_by.iter().any(tried) && all_read {
            let next = "add `cases:` with code to `flag` and code to `pass`, or an example to its guideline";
            problems.push(Problem::of_file(&path, "nothing tries this check", next));
        }
        for (at, case) in check.cases.iter().enumerate() {
            if case.flag.is_some() == case.pass.is_some() {
                let next = "write either `flag:` or `pass:`, and a case of its own for the other";
                let what = "a case is code to flag or code to pass";
                problems.push(draft.problem(&path, &format!("cases/{at}"), what, next));
            }
        }
    }
}

/// Prerequisites lead somewhere: they make no circle.
pub(super) fn prerequisites_make_no_circle(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut done = HashSet::new();
    let mut told = BTreeSet::new();
    for guideline in &draft.rulebook.guidelines {
        if let Some(circle) = circle_from(draft, guideline, &mut done) {
            let mut members: Vec<_> = circle.iter().map(|g| g.id.to_string()).collect();
            let first = circle[0];
            let what = format!("these wait for each other: {} → {}", members.join(" → "), first.id);
            members.sort();
            if told.insert(members) {
                let next = "remove one of the prerequisites";
                problems.push(draft.in_guideline(first, "prerequisites", what, next));
            }
        }
    }
}

/// A circle that can be reached from a guideline. The path is kept by hand: its length is the users' to choose.
fn circle_from<'a>(
    draft: &'a Draft,
    start: &'a Guideline,
    done: &mut HashSet<&'a str>,
) -> Option<Vec<&'a Guideline>> {
    let mut path: Vec<(&Guideline, usize)> = vec![(start, 0)];
    while let Some((guideline, next)) = path.last_mut() {
        let Some(wanted) = guideline.prerequisites.get(*next) else {
            done.insert(guideline.id.as_str());
            path.pop();
            continue;
        };
        *next += 1;
        let Some(other) = draft.rulebook.guideline(&wanted.0) else { continue };
        if let Some(at) = path.iter().position(|(on_path, _)| on_path.id == other.id) {
            let circle: Vec<_> = path[at..].iter().map(|(guideline, _)| *guideline).collect();
            // A guideline that names itself is told elsewhere.
            return (circle.len() > 1).then_some(circle);
        }
        if !done.contains(other.id.as_str()) {
            path.push((other, 0));
        }
    }
    None
}
