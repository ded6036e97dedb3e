//! Projects, profiles and waivers.

use std::collections::BTreeSet;

use globset::Glob;

use super::words::fact_problem;
use super::{Draft, Problem, suggest};
use crate::model::profile::Profile;

/// A project's profiles and facts exist.
pub(super) fn projects_are_coherent(draft: &Draft, problems: &mut Vec<Problem>) {
    let profiles: Vec<_> = draft.rulebook.profiles.keys().map(|name| name.as_str()).collect();
    for (name, project) in &draft.rulebook.projects {
        let path = format!("projects/{name}.yaml");
        let earlier = project.earlier.iter().enumerate();
        let earlier =
            earlier.map(|(at, one)| (format!("earlier/{at}/"), &one.profiles, &one.facts));
        let all = std::iter::once((String::new(), &project.profiles, &project.facts));
        for (pointer, chosen, facts) in all.chain(earlier) {
            for (at, profile) in chosen.iter().enumerate() {
                let unread = draft.unread.contains(&format!("profiles/{profile}"));
                if !profiles.contains(&profile.as_str()) && !unread {
                    let next = suggest(profile.as_str(), &profiles)
                        .unwrap_or_else(|| format!("add projects/profiles/{profile}.yaml"));
                    let what = format!("there is no profile `{profile}`");
                    let at = format!("{pointer}profiles/{at}");
                    problems.push(draft.problem(&path, &at, what, next));
                }
            }
            if draft.unread.contains("facts") {
                continue;
            }
            for (fact, values) in facts {
                for value in values.iter() {
                    let at = format!("{pointer}facts/{fact}");
                    problems.extend(fact_problem(draft, &path, &at, fact, value));
                }
            }
        }
    }
}

/// What a profile extends, includes, excludes and sets exists; profiles extend each other in no circle.
pub(super) fn profiles_are_coherent(draft: &Draft, problems: &mut Vec<Problem>) {
    for (name, profile) in &draft.rulebook.profiles {
        let path = format!("projects/profiles/{name}.yaml");
        extension(draft, &path, profile, problems);
        for (pointer, reference) in guidelines(profile) {
            if !draft.knows(reference) {
                let what = format!("there is no guideline `{reference}`");
                problems.push(draft.problem(
                    &path,
                    &pointer,
                    what,
                    draft.suggest_guideline(reference),
                ));
            }
        }
        let Some(include) = &profile.include else { continue };
        let topics: Vec<_> =
            draft.rulebook.topics.iter().map(|topic| topic.name.as_str()).collect();
        for (at, topic) in include.topics.iter().enumerate() {
            if !topics.contains(&topic.as_str())
                && !draft.unread.contains(&format!("{topic}/topic"))
            {
                let next = suggest(topic.as_str(), &topics)
                    .unwrap_or_else(|| "name a folder of guidelines/".into());
                let what = format!("there is no topic `{topic}`");
                problems.push(draft.problem(&path, &format!("include/topics/{at}"), what, next));
            }
        }
        let all = draft.rulebook.topics.iter().chain(&draft.rulebook.guide);
        let tags: BTreeSet<_> = all.flat_map(|topic| topic.tags.keys()).collect();
        let known: Vec<_> = tags.iter().collect();
        for (at, tag) in include.tags.iter().enumerate().filter(|(_, tag)| !tags.contains(tag)) {
            let next = suggest(tag, &known).unwrap_or_else(|| "use a tag of a topic.yaml".into());
            let what = format!("there is no tag `{tag}`");
            problems.push(draft.problem(&path, &format!("include/tags/{at}"), what, next));
        }
    }
}

fn extension(draft: &Draft, path: &str, profile: &Profile, problems: &mut Vec<Problem>) {
    let profiles = &draft.rulebook.profiles;
    let Some(base) = &profile.extends else { return };
    if !profiles.contains_key(base) {
        if !draft.unread.contains(&format!("profiles/{base}")) {
            let names: Vec<_> = profiles.keys().map(|name| name.as_str()).collect();
            let next = suggest(base.as_str(), &names)
                .unwrap_or_else(|| format!("add projects/profiles/{base}.yaml"));
            problems.push(draft.problem(
                path,
                "extends",
                format!("there is no profile `{base}`"),
                next,
            ));
        }
        return;
    }
    let mut seen = BTreeSet::from([&profile.name]);
    let mut next = Some(base);
    while let Some(name) = next {
        if !seen.insert(name) {
            let what = "these profiles extend each other in a circle";
            problems.push(draft.problem(path, "extends", what, "let one of them stand on its own"));
            return;
        }
        next = profiles.get(name).and_then(|profile| profile.extends.as_ref());
    }
}

fn guidelines(profile: &Profile) -> Vec<(String, &str)> {
    let ids = profile.include.iter().flat_map(|include| &include.ids).enumerate();
    let mut all: Vec<_> = ids.map(|(at, r)| (format!("include/ids/{at}"), r.0.as_str())).collect();
    let out = profile.exclude.iter().enumerate();
    all.extend(out.map(|(at, e)| (format!("exclude/{at}/guideline"), e.guideline.0.as_str())));
    let set = profile.set.iter().enumerate();
    all.extend(set.map(|(at, s)| (format!("set/{at}/guideline"), s.guideline.0.as_str())));
    all
}

/// A waiver names a project and a guideline that exist, says where it holds, and ends after it begins.
pub(super) fn waivers_are_complete(draft: &Draft, problems: &mut Vec<Problem>) {
    let projects: Vec<_> = draft.rulebook.projects.keys().map(|name| name.as_str()).collect();
    for (project, waivers) in &draft.rulebook.waivers {
        let path = format!("projects/waivers/{project}.yaml");
        if !projects.contains(&project.as_str()) && !draft.unread.contains(project.as_str()) {
            let next = suggest(project.as_str(), &projects)
                .unwrap_or_else(|| format!("add projects/{project}.yaml"));
            problems.push(draft.problem(
                &path,
                "project",
                format!("there is no project `{project}`"),
                next,
            ));
        }
        for (at, waiver) in waivers.waivers.iter().enumerate() {
            let pointer = |key: &str| format!("waivers/{at}/{key}");
            if !draft.knows(&waiver.guideline.0) {
                let what = format!("there is no guideline `{}`", waiver.guideline);
                let next = draft.suggest_guideline(&waiver.guideline.0);
                problems.push(draft.problem(&path, &pointer("guideline"), what, next));
            }
            if waiver.scope.is_empty() {
                let next = "add `paths:`, `symbols:` or `fingerprints:`";
                problems.push(draft.problem(
                    &path,
                    &pointer("scope"),
                    "this waiver holds nowhere",
                    next,
                ));
            }
            if waiver.created.is_some_and(|created| created > waiver.until) {
                let next = "write the last day on which it holds";
                problems.push(draft.problem(
                    &path,
                    &pointer("until"),
                    "this waiver ends before it begins",
                    next,
                ));
            }
            for (index, glob) in waiver.scope.paths.iter().enumerate() {
                if let Err(error) = Glob::new(glob) {
                    let what = format!("`{glob}` is no glob: {}", error.kind());
                    let pointer = format!("waivers/{at}/scope/paths/{index}");
                    problems.push(draft.problem(
                        &path,
                        &pointer,
                        what,
                        "write one such as `nova/cmd/*.py`",
                    ));
                }
            }
        }
    }
}

/// An answer names a project and a guideline that exist, and no revision that is still to come.
pub(super) fn answers_are_about_something(draft: &Draft, problems: &mut Vec<Problem>) {
    let projects: Vec<_> = draft.rulebook.projects.keys().map(|name| name.as_str()).collect();
    for (project, answers) in &draft.rulebook.answers {
        let path = format!("projects/answers/{project}.yaml");
        if !projects.contains(&project.as_str()) && !draft.unread.contains(project.as_str()) {
            let next = suggest(project.as_str(), &projects)
                .unwrap_or_else(|| format!("add projects/{project}.yaml"));
            let what = format!("there is no project `{project}`");
            problems.push(draft.problem(&path, "project", what, next));
        }
        for (at, answer) in answers.answers.iter().enumerate() {
            let pointer = |key: &str| format!("answers/{at}/{key}");
            let reference = &answer.guideline.0;
            if !draft.knows(reference) {
                let what = format!("there is no guideline `{reference}`");
                let next = draft.suggest_guideline(reference);
                problems.push(draft.problem(&path, &pointer("guideline"), what, next));
            }
            let known = draft.rulebook.guideline(reference);
            if let Some(guideline) = known.filter(|known| answer.revision > known.revision) {
                let what = format!("{} has no revision {} yet", guideline.id, answer.revision);
                let next = format!("its revision is {}", guideline.revision);
                problems.push(draft.problem(&path, &pointer("revision"), what, next));
            }
        }
    }
}
