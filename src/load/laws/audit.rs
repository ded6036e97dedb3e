//! What an audit has to be about, so that its pages lead somewhere.

use super::{Draft, Problem, suggest};

/// Audits are of projects that there are, and of guidelines that there are or were.
pub(super) fn audits_are_about_something(draft: &Draft, problems: &mut Vec<Problem>) {
    let book = &draft.rulebook;
    let Some(audit) = &book.audit else { return };
    let projects: Vec<&str> = book.projects.keys().map(|name| name.as_str()).collect();
    for project in audit.projects() {
        let path = format!("generated/audit/{project}.json");
        if !projects.contains(&project.as_str()) && !draft.unread.contains(project.as_str()) {
            let next = suggest(project.as_str(), &projects)
                .unwrap_or_else(|| "remove it with the project that it was about".into());
            let what = format!("there is no project `{project}`");
            problems.push(Problem::of_file(&path, what, next));
        }
        let cells =
            audit.of(project).filter_map(|one| one.seen()).flat_map(|seen| &seen.guidelines);
        let gone = cells.map(|(id, _)| id).find(|id| book.guideline(id.as_str()).is_none());
        if let Some(id) = gone.filter(|_| draft.unread.is_empty()) {
            let next = "make the audit again with `rulebook audit --history --record`";
            let what = format!("there is no guideline `{id}`");
            problems.push(Problem::of_file(&path, what, next));
        }
    }
}
