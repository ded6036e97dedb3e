//! What fixes have to be, so that they can be made and believed.

use std::collections::BTreeSet;

use super::{Draft, Problem, suggest};
use crate::find::{Edit, Fix, Part};
use crate::model::Check;

/// Every fix is about what its check finds, names what there is, and is shown at work.
pub(super) fn fixes_are_sound(draft: &Draft, problems: &mut Vec<Problem>) {
    for check in draft.rulebook.checks.values() {
        let path = format!("checks/{}.yaml", check.name);
        let mut problem = |pointer: &str, what: String, next: String| {
            problems.push(draft.problem(&path, pointer, what, next));
        };
        for (at, fix) in check.fixes.iter().enumerate() {
            sound(check, fix, &format!("fixes/{at}"), &mut problem);
        }
        let is_shown = || {
            check.cases.iter().any(|case| case.fixed.is_some() && case.fixed != case.flag)
                || draft.rulebook.guidelines.iter().any(|guideline| {
                    guideline.checks.contains(&check.name)
                        && guideline.examples.iter().any(|example| example.fixed.is_some())
                })
        };
        // All guidelines are looked through, so only for a check that has fixes.
        if !check.fixes.is_empty() && !is_shown() {
            let next = "add `fixed:` beside the `flag:` of a case";
            problem("fixes", "nothing shows what these fixes make of code".into(), next.into());
        }
        for (at, case) in check.cases.iter().enumerate().filter(|(_, case)| case.fixed.is_some()) {
            let pointer = format!("cases/{at}/fixed");
            if check.fixes.is_empty() {
                let next = "add a fix under `fixes:`, or remove this";
                problem(&pointer, "the check has no fixes".into(), next.into());
            } else if case.flag.is_none() {
                let next = "add the code under `flag:`, or remove this";
                problem(
                    &pointer,
                    "there is no flagged code that could be fixed".into(),
                    next.into(),
                );
            }
        }
    }
    for guideline in &draft.rulebook.guidelines {
        for (at, example) in guideline.examples.iter().enumerate() {
            if example.fixed.is_some() && example.bad.is_none() {
                let (what, next) =
                    ("there is no bad code that could be fixed", "add it under `bad:`");
                let pointer = format!("examples/{at}/fixed");
                problems.push(draft.in_guideline(guideline, &pointer, what, next));
            }
        }
    }
}

fn sound(check: &Check, fix: &Fix, at: &str, problem: &mut dyn FnMut(&str, String, String)) {
    if fix.title.trim().is_empty() {
        problem(
            &format!("{at}/title"),
            "the title is empty".into(),
            "say what the fix does".into(),
        );
    }
    let found = check.find.found();
    if !found.code {
        let what = "what this check finds is no expression, so that it cannot be changed";
        problem(at, what.into(), "remove the fix".into());
        return;
    }
    let known: Vec<&str> = found.captures.iter().map(String::as_str).collect();
    for capture in fix.when.keys().filter(|capture| !known.contains(&capture.as_str())) {
        let next =
            suggest(capture, &known).unwrap_or_else(|| listed("the captures here are", "", &known));
        problem(&format!("{at}/when/{capture}:"), format!("nothing captures `{capture}`"), next);
    }
    match &fix.edit {
        Edit::RemoveArgument(_)
        | Edit::Replace(crate::find::Replace { part: Part::Function, .. })
            if !found.call =>
        {
            let next = "write a fix for what it finds, or find a `call`";
            problem(&format!("{at}/edit"), "what this check finds is no call".into(), next.into());
        }
        _ => {}
    }
    if let Edit::Replace(replace) = &fix.edit {
        let pointer = format!("{at}/edit/replace/with");
        let holes: BTreeSet<&str> = found.holes.iter().map(String::as_str).collect();
        for hole in replace.with.holes().filter(|hole| !holes.contains(hole)) {
            let known: Vec<_> = holes.iter().copied().collect();
            let next = listed("the holes here are", "$", &known);
            problem(&pointer, format!("nothing stands for `${hole}`"), next);
        }
        let nameless = replace.with.as_str();
        if nameless.contains("$_") || nameless.contains("$...") {
            let next = "give the hole a name in the shape under `find:`";
            problem(&pointer, "a hole without a name stands for nothing".into(), next.into());
        }
    }
}

fn listed(words: &str, sign: &str, known: &[&str]) -> String {
    let names: Vec<_> = known.iter().map(|name| format!("`{sign}{name}`")).collect();
    if names.is_empty() { "there are none".into() } else { format!("{words} {}", names.join(", ")) }
}
