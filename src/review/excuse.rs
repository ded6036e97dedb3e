//! Exceptions that a change makes for itself.

use super::Review;
use crate::model::finding::ReasonKind;
use crate::model::{Item, Standing};

/// Whether the change brings its own exception, so that somebody else has to agree.
pub(super) fn brought(review: &Review<'_>, item: &Item<'_>) -> Option<String> {
    let name = &review.project()?.name;
    let path = format!("projects/waivers/{name}.yaml");
    let brought = review.change.files.iter().find(|file| file.path == path);
    let before = brought.map(|file| {
        let text = file.before.as_deref().map(String::from_utf8_lossy);
        text.and_then(|text| crate::load::waivers(&path, &text).ok())
    });
    let introduced = item.findings.iter().filter(|told| told.introduced);
    for told in introduced {
        let Standing::Waived(reason) = &told.finding.standing else { continue };
        match (reason.kind, &before) {
            (ReasonKind::Comment | ReasonKind::Noqa, _) => {
                return Some("the change brings its own exception in a comment; a reviewer has to agree to it".into());
            }
            (ReasonKind::Waiver, Some(before)) => {
                let known = before.iter().flat_map(|all| &all.waivers).any(|waiver| {
                    *waiver.reason == *reason.text && Some(waiver.until) == reason.until
                });
                let mut approvers = before.iter().flat_map(|all| &all.approvers);
                if !known && !approvers.any(|one| Some(one) == reason.approver.as_ref()) {
                    return Some(format!(
                        "the change brings its own waiver, and its approver is none of the `approvers:` that {path} had before"
                    ));
                }
            }
            (ReasonKind::Waiver, None) => {}
        }
    }
    None
}
