//! What the guide keeps of an audit: one file for each project below generated/audit/.

use crate::load::files::AUDITS as FOLDER;
use crate::model::Output;
use crate::model::audit::{Audit, Outcome};

/// The files of an audit. The findings of a project's newest release are kept, of the others only the numbers: what was
/// wrong in them once is told by how often, and the files stay small.
pub fn files(audit: &Audit) -> Vec<Output> {
    let of_project = |project: &crate::model::Name| {
        let mut releases: Vec<_> = audit.of(project).cloned().collect();
        let newest = releases.len().saturating_sub(1);
        for one in &mut releases[..newest] {
            if let Outcome::Seen(seen) = &mut one.outcome {
                seen.findings = None;
                seen.not_run.clear();
                seen.guidelines.values_mut().for_each(|cell| cell.why = None);
            }
        }
        let part = Audit {
            asked: audit.asked.iter().filter(|unit| unit.project == *project).cloned().collect(),
            releases,
            version: audit.version,
            rulebook: audit.rulebook.clone(),
            date: audit.date,
        };
        Output::json(format!("{FOLDER}/{project}.json"), &part)
    };
    audit.projects().into_iter().map(of_project).collect()
}
