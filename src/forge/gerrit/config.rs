//! What a project on the server needs so that a checklist counts: a label, and a requirement on it.

use anyhow::{Result, ensure};

/// The requirement on a label.
pub fn expression(label: &str) -> String {
    format!("label:{label}=MAX AND -label:{label}=MIN")
}

/// Which changes the requirement is about: those that a guideline can be about. Others need not wait for us.
pub fn applicability() -> String {
    format!("file:\"{}\"", super::fetch::wanted())
}

/// The parts of a `project.config` for a label of this name.
///
/// # Errors
/// If Gerrit would not take the name.
pub fn text(label: &str) -> Result<String> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    ensure!(
        label.starts_with(|c: char| c.is_ascii_alphabetic()) && label.chars().all(word),
        "`{label}` is no name of a label; use letters, digits and `-`"
    );
    // Gerrit 3.14 takes no functions that block: the requirement does that.
    Ok(format!(
        "[label \"{label}\"]
\tfunction = NoBlock
\tvalue = -1 A guideline that must be met is not
\tvalue = 0 The checklist is open
\tvalue = +1 The checklist is answered
\tdefaultValue = 0
\tcopyCondition = changekind:NO_CHANGE OR changekind:NO_CODE_CHANGE OR changekind:TRIVIAL_REBASE
[submit-requirement \"{label}\"]
\tdescription = The checklist of the change is answered; `rulebook gerrit status` says what is open
\tapplicableIf = {}
\tsubmittableIf = {}
\tcanOverrideInChildProjects = true
",
        applicability().replace('"', "\\\""),
        expression(label)
    ))
}
