//! Examples: present, or a reason given.

use super::{Draft, Problem};

/// A guideline has examples or says why not; an example has code, and what no check flags says why.
pub(super) fn examples_are_complete(draft: &Draft, problems: &mut Vec<Problem>) {
    for guideline in &draft.rulebook.guidelines {
        let mut problem = |pointer: &str, what: &str, next: &str| {
            problems.push(draft.in_guideline(guideline, pointer, what, next));
        };
        match (guideline.examples.is_empty(), &guideline.no_examples) {
            (true, None) => problem(
                "id",
                "this guideline has no examples",
                "add `examples:` with `bad:` and `good:` code, or `no_examples:` with the reason",
            ),
            (false, Some(_)) => problem(
                "no_examples:",
                "there are examples, and a reason for having none",
                "remove `no_examples:`",
            ),
            _ => {}
        }
        for (at, example) in guideline.examples.iter().enumerate() {
            if example.bad.is_none() && example.good.is_none() {
                let next = "add `bad:` or `good:`, best both";
                problem(&format!("examples/{at}"), "this example has no code", next);
            }
            if example.bad.is_none() && example.unchecked.is_some() {
                let next = "remove `unchecked:`";
                let what = "`unchecked` says why `bad` is not flagged, and there is no `bad`";
                problem(&format!("examples/{at}/unchecked"), what, next);
            }
            if example.bad.is_some() && example.unchecked.is_none() && guideline.checks.is_empty() {
                let next = "name a check under `checks:`, or add `unchecked:` with the reason";
                let what = "no check can flag this example: the guideline has none";
                problem(&format!("examples/{at}/bad:"), what, next);
            }
        }
    }
}
