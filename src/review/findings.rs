//! What checks find in a change, told apart by whether it was there before.

use std::collections::{HashMap, HashSet};

use anyhow::Result;

use super::Review;
use super::change::File;
use super::starts::{self, Followed};
use super::touched::{Region, View};
use crate::check::scene::{Given, Seen};
use crate::model::checklist::Told;
use crate::model::{Finding, Id};

/// What looking at a change came to.
pub(super) struct Looked<'a> {
    pub(super) followed: Followed<'a>,
    /// What there is after the change, and before it.
    pub(super) now: Seen,
    before: Seen,
}

impl<'a> Looked<'a> {
    /// Runs the checks on both sides of a change, while what programs import is followed.
    pub(super) fn of(review: &'a Review<'a>, views: &[View]) -> Result<Self> {
        let files = &review.change.files;
        let (after, old) = (sides(files, true), sides(files, false));
        let (followed, now, before) = std::thread::scope(|scope| {
            let followed = scope.spawn(|| starts::follow(review, views));
            let now = review.scene.look(&after);
            // What is nowhere now was brought by nobody.
            let before = match &now {
                Ok(now) if now.findings.is_empty() => Ok(Seen::default()),
                Ok(now) => review.scene.look(&flagged(&old, now)),
                Err(_) => Ok(Seen::default()),
            };
            let followed = followed
                .join()
                .unwrap_or_else(|_| Ok(Followed::Not("following what programs import failed")));
            (followed, now, before)
        });
        let mut looked = Self { followed: followed?, now: now?, before: before? };
        if let Followed::Both(both) = &looked.followed {
            let (new, old) =
                (both.look(&review.scene, true, &after)?, both.look(&review.scene, false, &old)?);
            join(&mut looked.now, new);
            join(&mut looked.before, old);
        }
        Ok(looked)
    }

    /// The findings that a reviewer of the change should know of.
    pub(super) fn told(&self, review: &'a Review<'a>, views: &[View]) -> Vec<Told> {
        let files = &review.change.files;
        let known: HashSet<&str> =
            self.before.findings.iter().map(|f| f.fingerprint.as_str()).collect();
        let (old, new) = (counted(&self.before.findings), counted(&self.now.findings));
        let touched: HashMap<&str, usize> =
            files.iter().enumerate().map(|(at, file)| (file.path.as_str(), at)).collect();
        let startup = starts::checks(&self.followed, &review.scene);
        let told = |finding: &Finding| {
            let is_known = known.contains(finding.fingerprint.as_str());
            if startup.contains(&finding.check) {
                let introduced = !is_known || self.is_worse(finding);
                let at = touched.get(finding.path.as_str());
                let near = at.is_some_and(|at| is_near(&views[*at].regions, finding));
                return (introduced || near).then(|| Told { finding: finding.clone(), introduced });
            }
            let at = touched.get(finding.path.as_str())?;
            let on_added = files[*at].brings(finding.start.line, finding.end.line);
            let grew = new.get(&alike(finding)) > old.get(&alike(finding)).or(Some(&0));
            let introduced = !is_known && (on_added || grew);
            let stays = introduced || is_near(&views[*at].regions, finding);
            stays.then(|| Told { finding: finding.clone(), introduced })
        };
        self.now.findings.iter().filter_map(told).collect()
    }

    /// Whether everything of the start of programs that checks can tell is as good as it was.
    pub(super) fn start_is_as_good(&self) -> bool {
        match &self.followed {
            Followed::Both(both) => both.is_as_good(),
            Followed::Elsewhere => true,
            Followed::Untouched | Followed::Not(_) => false,
        }
    }

    fn is_worse(&self, finding: &Finding) -> bool {
        matches!(&self.followed, Followed::Both(both) if both.is_worse(finding))
    }
}

/// The files on one side, as far as the whole of them is here.
fn sides<'f>(files: &'f [File], after: bool) -> Vec<Given<'f>> {
    let one = |file: &'f File| -> Option<Given<'f>> {
        let bytes = if after { &file.after } else { &file.before };
        // Under its new name, so that a move alone brings nothing.
        Some(Given { path: &file.path, bytes: bytes.as_deref()? })
    };
    files.iter().filter(|file| !file.is_fragment()).filter_map(one).collect()
}

/// The files in which something was found.
fn flagged<'f>(files: &[Given<'f>], seen: &Seen) -> Vec<Given<'f>> {
    let paths: HashSet<&str> = seen.findings.iter().map(|finding| &*finding.path).collect();
    files.iter().filter(|given| paths.contains(given.path)).copied().collect()
}

/// Puts what was found with the start of programs in mind into what was found without it.
fn join(seen: &mut Seen, with: Seen) {
    let again: HashSet<String> = with.findings.iter().map(|finding| finding.path.clone()).collect();
    seen.findings.retain(|finding| !again.contains(&finding.path));
    seen.findings.extend(with.findings);
}

fn is_near(regions: &[Region], finding: &Finding) -> bool {
    let (first, last) = (finding.start.line, finding.end.line);
    regions.iter().any(|region| !region.gone && region.lines.0 <= last && first <= region.lines.1)
}

/// What two findings have in common that are the same mistake in two places.
type Alike<'f> = (&'f Id, &'f str, &'f str, &'f str);

fn alike(finding: &Finding) -> Alike<'_> {
    (&finding.guideline, finding.path.as_str(), finding.check.as_str(), finding.message.as_str())
}

fn counted(findings: &[Finding]) -> HashMap<Alike<'_>, usize> {
    let mut counts = HashMap::new();
    for finding in findings {
        *counts.entry(alike(finding)).or_insert(0) += 1;
    }
    counts
}
