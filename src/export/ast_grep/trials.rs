//! Tests of rules as `ast-grep test` reads them: code in which a rule finds something, and code in which it does not.

use serde_json::json;

use super::{file, rule};
use crate::export::trials::{Bare, Trial};
use crate::export::yaml;
use crate::model::tested::Marked;
use crate::model::{Check, Guideline, Output, Rulebook};

pub(super) fn bare(book: &Rulebook, guideline: &Guideline, check: &Check) -> Option<Bare> {
    let mut rule = rule(book, guideline, check)?;
    if let Some(rule) = rule.as_object_mut() {
        rule.remove("files");
        rule.remove("ignores");
    }
    Some(Bare { file: file(&rule), looks_for: rule["rule"].to_string() })
}

/// A file for each rule. Of lines the format knows nothing: what is missed or found too much stands in a comment.
pub(super) fn tests(id: &str, trials: &[Trial<'_>]) -> Vec<Output> {
    let (mut valid, mut invalid) = (Vec::new(), Vec::new());
    for trial in trials {
        let marks = trial.marks;
        let finds = !(marks.found.is_empty() && marks.added.is_empty());
        let side = if finds { &mut invalid } else { &mut valid };
        side.push(format!("# {}{}\n{}", trial.piece.title, known(marks), trial.piece.text));
    }
    // A code may stand in a test once.
    for side in [&mut valid, &mut invalid] {
        let mut seen = std::collections::BTreeSet::new();
        side.retain(|code| seen.insert(code.clone()));
    }
    if valid.is_empty() && invalid.is_empty() {
        return Vec::new();
    }
    let test = json!({"id": id, "valid": valid, "invalid": invalid});
    vec![Output::text(format!("ast-grep/rule-tests/{id}-test.yml"), yaml::document(&test))]
}

/// What is known to be wrong, for the comment above the code: its lines as they are without the comment.
fn known(marks: &Marked) -> String {
    let lines = |what: &str, lines: &[usize]| match lines {
        [] => String::new(),
        [line] => format!("; todo: {what} line {line} below"),
        lines => {
            let lines: Vec<_> = lines.iter().map(usize::to_string).collect();
            format!("; todo: {what} the lines {} below", lines.join(", "))
        }
    };
    lines("misses", &marks.missed) + &lines("should not find", &marks.added)
}
