//! Tests of rules as `semgrep scan --test` reads them: code with comments that say what is found on the next line.

use super::{file, rule};
use crate::export::trials::{Bare, Trial};
use crate::model::{Check, Guideline, Output, Rulebook};

pub(super) fn bare(book: &Rulebook, guideline: &Guideline, check: &Check) -> Option<Bare> {
    let mut rule = rule(book, guideline, check)?;
    if let Some(rule) = rule.as_object_mut() {
        rule.remove("paths");
    }
    Some(Bare { file: file(rule.clone()), looks_for: rule["patterns"].to_string() })
}

/// A file for each piece of code: imports of one would be those of the next.
pub(super) fn tests(id: &str, trials: &[Trial<'_>]) -> Vec<Output> {
    // semgrep refuses a file in which a rule that is asked for finds nothing, so that a known miss needs company.
    let right = |trial: &&Trial<'_>| {
        let marks = trial.marks;
        !marks.found.is_empty() && marks.missed.is_empty() && marks.added.is_empty()
    };
    let company = trials.iter().filter(right).min_by_key(|trial| trial.piece.text.len());
    let mut outputs = Vec::new();
    for (at, trial) in trials.iter().enumerate() {
        let marks = trial.marks;
        let lonely = !marks.missed.is_empty() && marks.found.is_empty() && marks.added.is_empty();
        let mut text = format!("# {}\n{}", comment(&trial.piece.title), annotated(id, trial));
        if lonely {
            let Some(company) = company else { continue };
            let title = comment(&company.piece.title);
            text += &format!("\n\n# Here it finds something: {title}\n{}", annotated(id, company));
        }
        outputs.push(Output::text(format!("semgrep/tests/{id}/{:02}.py", at + 1), text));
    }
    outputs
}

/// A title is one line, and no annotation.
fn comment(title: &str) -> String {
    title.replace(':', "")
}

fn annotated(id: &str, trial: &Trial<'_>) -> String {
    let marks = trial.marks;
    let words = [("ruleid", &marks.found), ("todoruleid", &marks.missed), ("todook", &marks.added)];
    let mut text = String::new();
    for (at, line) in trial.piece.text.lines().enumerate() {
        let word = words.iter().find(|(_, lines)| lines.contains(&(at + 1)));
        if let Some((word, _)) = word {
            let margin = &line[..line.len() - line.trim_start().len()];
            text += &format!("{margin}# {word}: {id}\n");
        }
        text += &format!("{line}\n");
    }
    text
}
