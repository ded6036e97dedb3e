//! Exceptions that the rulebook records for a project.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::Note;
use super::found::{Found, Marks};
use super::plan::Plan;
use crate::model::finding::{Reason, ReasonKind};
use crate::model::{Date, Finding, Id, Project, Rulebook, Standing, Upkeep, Waiver};

/// How many days before its end a waiver is told of.
const SOON: i32 = 30;

/// The day that comes some days later.
fn in_days(today: Date, days: i32) -> Date {
    let later = jiff::Span::new().days(days);
    today.0.checked_add(later).map_or(today, Date)
}

/// A waiver, ready to be compared with findings.
struct Recorded<'r> {
    waiver: &'r Waiver,
    id: &'r Id,
    paths: Option<GlobSet>,
    /// How many findings it covers.
    covers: usize,
}

/// Waives what the project's waivers cover. Those that ran out while they are needed become findings; `whole` says
/// that the whole tree was looked at, so that those that cover nothing can be told.
pub(super) fn waive(
    rulebook: &Rulebook,
    project: &Project,
    plan: &Plan<'_>,
    found: &mut Vec<Found>,
    today: Date,
    whole: bool,
) -> Vec<Note> {
    let Some(waivers) = rulebook.waivers.get(&project.name) else { return Vec::new() };
    let file = format!("projects/waivers/{}.yaml", project.name);
    let mut notes = Vec::new();
    let mut ended = Vec::new();
    for waiver in &waivers.waivers {
        let Some(mut recorded) = Recorded::new(rulebook, waiver) else { continue };
        let over = waiver.until < today;
        for found in found.iter_mut() {
            if !recorded.means(found) {
                continue;
            }
            if over && recorded.covers == 0 && found.finding.standing == Standing::New {
                ended.push(recorded.ended(found, &file));
            }
            recorded.covers += 1;
            if !over && found.finding.standing == Standing::New {
                found.finding.standing = Standing::Waived(recorded.reason());
            }
        }
        if recorded.covers > 0 && !over && waiver.until < in_days(today, SOON) {
            let (id, until) = (recorded.id, waiver.until);
            let text = format!(
                "the waiver of {id} ends with {until}; mend the code, or renew it with {}",
                waiver.owner
            );
            notes.push(Note { path: file.clone(), text });
        }
        if recorded.covers == 0 && whole && plan.complete.contains(recorded.id) {
            let id = recorded.id;
            let text =
                format!("the waiver of {id} until {} covers no finding; remove it", waiver.until);
            notes.push(Note { path: file.clone(), text });
        }
    }
    found.extend(ended);
    notes
}

impl<'r> Recorded<'r> {
    fn new(rulebook: &'r Rulebook, waiver: &'r Waiver) -> Option<Self> {
        let mut globs = GlobSetBuilder::new();
        for glob in &waiver.scope.paths {
            globs.add(GlobBuilder::new(glob).literal_separator(true).build().ok()?);
        }
        let paths = (!waiver.scope.paths.is_empty()).then(|| globs.build());
        let id = &rulebook.guideline(&waiver.guideline.0)?.id;
        Some(Self { waiver, id, paths: paths.transpose().ok()?, covers: 0 })
    }

    /// Whether all that the scope says is true of a finding.
    fn means(&self, found: &Found) -> bool {
        let scope = &self.waiver.scope;
        let below = |symbol: &String| {
            found
                .symbol
                .strip_prefix(symbol.as_str())
                .is_some_and(|r| r.is_empty() || r.starts_with('.'))
        };
        found.finding.guideline == *self.id
            && self.paths.as_ref().is_none_or(|paths| paths.is_match(&found.rooted))
            && (scope.symbols.is_empty() || scope.symbols.iter().any(below))
            && (scope.fingerprints.is_empty()
                || scope.fingerprints.contains(&found.finding.fingerprint))
    }

    fn reason(&self) -> Reason {
        Reason {
            kind: ReasonKind::Waiver,
            text: self.waiver.reason.to_string(),
            until: Some(self.waiver.until),
            approver: Some(self.waiver.approver.clone()),
        }
    }

    /// That the waiver ran out, at the first place that needs it.
    fn ended(&self, first: &Found, file: &str) -> Found {
        let upkeep = Upkeep::WaiverExpired;
        let Waiver { until, owner, .. } = self.waiver;
        let message = format!(
            "the waiver of {} in {file} ended with {until}; mend the code, or renew it with {owner}",
            self.id
        );
        let told = format!("{} {until}", self.id);
        let finding = Finding {
            guideline: upkeep.id(),
            name: upkeep.name(),
            check: upkeep.name(),
            level: upkeep.level(),
            message,
            chain: Vec::new(),
            fix: None,
            fingerprint: Marks::default().mark(&upkeep.id(), &first.rooted, &first.symbol, &told),
            ..first.finding.clone()
        };
        let (rooted, symbol) = (first.rooted.clone(), first.symbol.clone());
        Found { finding, rooted, symbol, lines: first.lines.clone(), read: None }
    }
}
