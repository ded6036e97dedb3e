//! What a project on the server needs so that a checklist counts: a label, and requirements on it.

use anyhow::{Result, ensure};

use crate::forge::about::{self, Mark, Sort};
use crate::model::Guideline;

/// A submit requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Its name.
    pub name: String,
    /// What it asks for, as a sentence.
    pub description: String,
    /// Which changes it is about.
    pub applicable: String,
    /// What such a change needs.
    pub submittable: String,
}

/// What guidelines can be about, with each of them.
pub type About<'a> = [(&'a Guideline, Vec<Mark>)];

/// The requirements on a label. All guidelines share one; with `each`, those that only some paths or changed lines call
/// for have one of their own, so that a change shows which.
///
/// # Errors
/// If Gerrit would not take the label's name.
pub fn requirements(label: &str, about: &About<'_>, each: bool) -> Result<Vec<Requirement>> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    ensure!(
        label.starts_with(|c: char| c.is_ascii_alphabetic()) && label.chars().all(word),
        "`{label}` is no name of a label; use letters, digits and `-`"
    );
    let submittable = format!("label:{label}=MAX AND -label:{label}=MIN");
    let (own, shared): (Vec<_>, Vec<_>) =
        about.iter().partition(|(_, marks)| each && !marks.iter().any(is_broad));
    let marks = shared.iter().flat_map(|(_, marks)| marks.iter().cloned());
    let mut all = vec![Requirement {
        name: label.to_owned(),
        description:
            "The checklist of the change is answered; `rulebook gerrit status` says what is open"
                .to_owned(),
        applicable: applicability(marks),
        submittable: submittable.clone(),
    }];
    all.extend(own.into_iter().map(|(guideline, marks)| Requirement {
        name: format!("{label}-{}", guideline.id),
        description: guideline.title.to_string(),
        applicable: applicability(marks.iter().cloned()),
        submittable: submittable.clone(),
    }));
    Ok(all)
}

/// Whether a mark is on all code, whatever it says.
fn is_broad(mark: &Mark) -> bool {
    mark.paths.is_none() && mark.diff.is_none()
}

/// The changes with one of these marks, in the server's words. Others need not wait for us.
fn applicability(marks: impl IntoIterator<Item = Mark>) -> String {
    let mut all: Vec<_> = about::fewest(marks).iter().map(operator).collect();
    all.dedup();
    if all.is_empty() { "is:false".to_owned() } else { all.join(" OR ") }
}

fn operator(mark: &Mark) -> String {
    let files = mark.paths().or_else(|| mark.sort.map(Sort::pattern));
    match (files, mark.diff.as_deref().and_then(java)) {
        (None, None) => "is:true".to_owned(),
        (Some(files), None) => format!("file:{}", quoted(&files)),
        (files, Some(diff)) => {
            let files = files.unwrap_or_else(|| "^.*$".to_owned());
            // It is a regular expression for the server if it begins so, and its text is all lines of a place.
            let diff = format!("^(?s:.*)(?mU:{diff})");
            let inner = |pattern: &str| pattern.replace('\'', "\\x27");
            quoted(&format!("'{}',withDiffContaining='{}'", inner(&files), inner(&diff)))
                .replacen('"', "file:\"", 1)
        }
    }
}

/// A regular expression as Java reads it, which fits wherever ours does; none if that cannot be told.
fn java(pattern: &str) -> Option<String> {
    let others =
        ["(?P", "(?R", "(?U", "(?u", "(?x", "(?s", "--", "~~", "&&", "\\p", "\\P", "\\z", "\\A"];
    if others.iter().any(|other| pattern.contains(other)) {
        return None;
    }
    // We look at lines without remarks and blanks at their ends: the server does not, so an end is anywhere.
    let mut out = String::new();
    let (mut escaped, mut class) = (false, false);
    for c in pattern.chars() {
        match c {
            '$' if !escaped && !class => continue,
            '[' if !escaped => class = true,
            ']' if !escaped => class = false,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    Some(out)
}

/// A value of an operator.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The parts of a `project.config` for a label and these requirements on it.
pub fn text(label: &str, requirements: &[Requirement]) -> String {
    // Gerrit 3.14 takes no functions that block: the requirement does that.
    let mut text = format!(
        "[label \"{label}\"]
\tfunction = NoBlock
\tvalue = -1 A guideline that must be met is not
\tvalue = 0 The checklist is open
\tvalue = +1 The checklist is answered
\tdefaultValue = 0
\tcopyCondition = changekind:NO_CHANGE OR changekind:NO_CODE_CHANGE OR changekind:TRIVIAL_REBASE
"
    );
    for one in requirements {
        // Quoted as values of operators are, so that `#` and `;` begin no remark.
        text.push_str(&format!(
            "[submit-requirement \"{}\"]
\tdescription = {}
\tapplicableIf = {}
\tsubmittableIf = {}
\tcanOverrideInChildProjects = true
",
            one.name,
            quoted(&one.description),
            quoted(&one.applicable),
            one.submittable
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_operators_that_hold_wherever_they_do() {
        let mark = |paths: Option<&str>, sort, diff: Option<&str>| Mark {
            paths: paths.map(|glob| vec![glob.to_owned()]),
            sort,
            diff: diff.map(str::to_owned),
        };
        let said = |mark| applicability([mark]);
        assert_eq!(said(Mark::default()), "is:true");
        assert_eq!(applicability([]), "is:false");
        assert_eq!(
            said(mark(None, Some(Sort::Python), None)),
            r#"file:"^(.*/)?([^/]*[.]pyi?|[^/.]+)$""#
        );
        assert_eq!(
            said(mark(Some("**/tox.ini"), None, Some(r#"'a'|\w"$"#))),
            r#"file:"'^((.*/)?tox[.]ini)$',withDiffContaining='^(?s:.*)(?mU:\\x27a\\x27|\\w\")'""#
        );
        assert_eq!(
            said(mark(Some("**/tox.ini"), None, Some("(?P<x>a)"))),
            r#"file:"^((.*/)?tox[.]ini)$""#
        );
        assert_eq!(java(r"a[$]\$b$"), Some(r"a[$]\$b".to_owned()));
    }

    #[test]
    fn names_that_gerrit_takes_for_no_label_are_refused() {
        assert!(
            requirements("9x", &[], false).is_err() && requirements("a b", &[], false).is_err()
        );
        assert!(requirements("Rulebook", &[], false).is_ok());
    }
}
