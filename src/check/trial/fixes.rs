//! What fixes make of a piece of code, and whether that is what was expected of them.

use super::{Attempt, Expected, Outcome, Tried, flagged, holds_python, judge, packages};
use crate::check::fix::{Mender, Wanted};
use crate::check::plan::Plan;
use crate::model::Code;
use crate::python::{Module, ModuleName, Parsed};

/// All fixes are made, suggestions too: the result has to be the one that is expected, and nothing flagged in it.
/// Where that is the same code, nothing could be fixed, and it stays flagged.
pub(super) fn attempt(
    plan: &Plan<'_>,
    code: Tried,
    (old, wanted): (&Code, &Code),
    path: &str,
) -> Attempt {
    let (old, wanted) = (old.files(path), wanted.files(path));
    let result = match fixed(plan, &old) {
        Err(reason) => Outcome::Misfixed(format!("and nothing could be fixed: {reason}")),
        Ok(new) => {
            let same = new.iter().map(|(path, text)| (path.as_str(), text.as_str()));
            if !same.eq(wanted.iter().copied()) {
                let texts: Vec<_> =
                    new.iter().map(|(path, text)| format!("{path}:\n{text}")).collect();
                Outcome::Misfixed(format!("and fixes made this:\n{}", texts.join("\n")))
            } else if old == wanted {
                Outcome::Passed
            } else {
                match flagged(plan, &wanted) {
                    Err(reason) => Outcome::NotRun(reason),
                    Ok((places, missing)) => judge(&Expected::Fixed, places, missing),
                }
            }
        }
    };
    Attempt { code, expected: Expected::Fixed, result }
}

/// What the fixes of all checks make of the findings in a small tree.
fn fixed(plan: &Plan<'_>, files: &[(&str, &str)]) -> Result<Vec<(String, String)>, String> {
    let mut context = plan.context.clone();
    context.packages = packages(files);
    let mut new = Vec::new();
    for (path, text) in files {
        let mut text = (*text).to_owned();
        if holds_python(path, &text) {
            (*path).clone_into(&mut context.path);
            let checks = plan.sift(text.as_bytes(), path).checks;
            let mender = Mender { checks: &checks, context: &context, only_safe: false };
            text = mender.mended(&text, all(&mender, &text)?)?.text;
        }
        new.push(((*path).to_owned(), text));
    }
    Ok(new)
}

fn all(mender: &Mender<'_, '_, '_>, text: &str) -> Result<Vec<Wanted>, String> {
    let parsed = Parsed::new(text).map_err(|refusal| refusal.to_string())?;
    let module = Module::new(&parsed, ModuleName::of_path(&mender.context.path));
    let found = mender.checks.iter().enumerate().flat_map(|(check, planned)| {
        let places = planned.matches(&module, mender.context).into_iter();
        places.map(move |found| Wanted { check, start: found.span.start })
    });
    Ok(found.collect())
}
