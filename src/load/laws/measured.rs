//! What a measurement has to be, so that its figures can be true.

use super::{Draft, Problem, suggest};
use crate::model::Id;
use crate::model::measured::Measurement;

const PATH: &str = "checks/measured.yaml";

/// Measurements are of checks that there are, on trees that are named, and their figures fit together.
pub(super) fn measurements_are_coherent(draft: &Draft, problems: &mut Vec<Problem>) {
    let Some(measured) = &draft.rulebook.measured else { return };
    let names: Vec<&str> = draft.rulebook.checks.keys().map(|name| name.as_str()).collect();
    let mut problem = |pointer: &str, what: String, next: String| {
        problems.push(draft.problem(PATH, pointer, what, next));
    };
    if measured.trees.values().all(Vec::is_empty) {
        problem("trees", "no source tree is named".into(), "write `project: [version]`".into());
    }
    for (name, one) in &measured.checks {
        let at = format!("checks/{}", name.as_str().replace('/', "~1"));
        if !names.contains(&name.as_str()) && !draft.unread.contains(name.as_str()) {
            let next = suggest(name.as_str(), &names)
                .unwrap_or_else(|| "remove it with the check that it was about".into());
            problem(&format!("{at}:"), format!("there is no check `{name}`"), next);
        }
        if let Some((key, what)) = misfit(one) {
            problem(&format!("{at}/{key}"), what, "count again".into());
        }
    }
}

/// What was compared is about guidelines that there are.
pub(super) fn agreement_is_about_guidelines(draft: &Draft, problems: &mut Vec<Problem>) {
    let path = "checks/agreement.yaml";
    let Some(agreement) = &draft.rulebook.agreement else { return };
    for (linter, agreed) in &agreement.linters {
        let gone =
            |id: &&Id| draft.rulebook.guideline(id.as_str()).is_none() && draft.unread.is_empty();
        for id in agreed.guidelines.keys().filter(gone) {
            let at = format!("linters/{linter}/guidelines/{id}:");
            let next = "compare again with `rulebook test --with LINTERS --tree DIR --record`, or remove it";
            problems.push(draft.problem(path, &at, format!("there is no guideline `{id}`"), next));
        }
    }
}

fn misfit(one: &Measurement) -> Option<(&'static str, String)> {
    let Measurement { findings, places, read, .. } = one;
    let more =
        |a: u32, what: &str, b: u32, than: &str| format!("{a} {what} are more than {b} {than}");
    if places > findings {
        Some(("places", more(*places, "different places", *findings, "findings")))
    } else if read > places {
        Some(("read", more(*read, "that were read", *places, "different places")))
    } else if one.mistaken() > *read {
        Some(("wrong", more(one.mistaken(), "wrong ones", *read, "that were read")))
    } else if *read == 0 && *places > 0 {
        Some(("read", "nothing was read, so that nothing is known".into()))
    } else if (*places == 0) != (*findings == 0) {
        Some(("places", "findings have places".into()))
    } else {
        None
    }
}
