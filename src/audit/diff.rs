//! What got better or worse between two audits.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::audit::{Audit, Audited, Cell, Flagged, Outcome};
use crate::model::{Id, Name, State};
use crate::source::plain::printable;

/// What got better or worse between two audits, by the newest release of each project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The projects that are otherwise than before, by name.
    pub projects: Vec<ProjectDiff>,
    /// How many are as they were.
    pub same: usize,
    /// What is worth knowing, each a sentence without its full stop.
    pub notes: Vec<String>,
}

/// What got better or worse in one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectDiff {
    /// The project.
    pub project: Name,
    /// The release before; absent if it was not asked for.
    pub old: Option<String>,
    /// The release now; absent if it is no longer asked for.
    pub new: Option<String>,
    /// The guidelines that it keeps otherwise than before, by id.
    pub guidelines: Vec<Change>,
    /// Why one of them could not be looked at.
    pub not_run: Option<String>,
}

/// How a guideline is kept otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The guideline.
    pub guideline: Id,
    /// Which way it went.
    pub way: Way,
    /// How it was kept; absent if it was not asked for.
    pub old: Option<State>,
    /// How it is kept.
    pub new: Option<State>,
    /// How many findings nobody waived, before and now.
    pub findings: (u64, u64),
    /// The findings that were not there before, where both audits list them.
    pub came: Vec<Flagged>,
    /// How many are gone.
    pub went: usize,
}

/// Which way it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// More findings, or nobody can tell any more.
    Worse,
    /// Otherwise, and neither better nor worse.
    Other,
    /// Fewer findings, or somebody can tell at last.
    Better,
}

impl Way {
    /// The word as people read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Other => "otherwise",
            Self::Better => "better",
        }
    }
}

impl Diff {
    /// Compares two audits.
    pub fn of(old: &Audit, new: &Audit) -> Self {
        let newest = |audit: &'_ Audit| -> BTreeMap<Name, Audited> {
            audit.newest().map(|one| (one.project.clone(), one.clone())).collect()
        };
        let (before, now) = (newest(old), newest(new));
        let names: BTreeSet<&Name> = before.keys().chain(now.keys()).collect();
        let (mut projects, mut same) = (Vec::new(), 0);
        for name in names {
            let diff = ProjectDiff::of(name, before.get(name), now.get(name));
            if diff.is_empty() { same += 1 } else { projects.push(diff) }
        }
        Self { projects, same, notes: notes(old, new) }
    }

    /// Whether anything got worse.
    pub fn is_worse(&self) -> bool {
        self.projects.iter().any(ProjectDiff::is_worse)
    }
}

fn notes(old: &Audit, new: &Audit) -> Vec<String> {
    let mut notes = Vec::new();
    if old.rulebook.revision != new.rulebook.revision {
        notes.push(format!(
            "the audits asked different revisions of the rulebook, {} and {}: a guideline may be kept otherwise because it has changed",
            old.rulebook.revision, new.rulebook.revision
        ));
    }
    for (audit, which) in [(old, "old"), (new, "new")] {
        let missing = audit.missing().len();
        if missing > 0 {
            notes.push(format!(
                "the {which} audit lacks {missing} of the releases that it asks for"
            ));
        }
    }
    notes
}

impl ProjectDiff {
    fn of(name: &Name, old: Option<&Audited>, new: Option<&Audited>) -> Self {
        let not_run = [old, new].into_iter().flatten().find_map(|one| match &one.outcome {
            Outcome::NotRun(reason) => Some(format!("{}: {reason}", one.release)),
            Outcome::Seen(_) => None,
        });
        let both = (old.and_then(Audited::seen), new.and_then(Audited::seen));
        let guidelines = match both {
            (Some(before), Some(now)) => {
                let ids: BTreeSet<_> =
                    before.guidelines.keys().chain(now.guidelines.keys()).collect();
                let of = |cells: &BTreeMap<Id, Cell>, id: &Id| cells.get(id).cloned();
                let change = |id: &Id| {
                    let lists = (before.findings.as_deref(), now.findings.as_deref());
                    Change::of(id, of(&before.guidelines, id), of(&now.guidelines, id), lists)
                };
                ids.into_iter().filter_map(change).collect()
            }
            _ => Vec::new(),
        };
        Self {
            project: name.clone(),
            old: old.map(|one| one.release.clone()),
            new: new.map(|one| one.release.clone()),
            guidelines,
            not_run,
        }
    }

    fn is_empty(&self) -> bool {
        self.guidelines.is_empty()
            && self.not_run.is_none()
            && self.old.is_some()
            && self.new.is_some()
    }

    /// Whether something in it got worse.
    pub fn is_worse(&self) -> bool {
        self.not_run.is_some() || self.guidelines.iter().any(|one| one.way == Way::Worse)
    }
}

impl Change {
    fn of(
        id: &Id,
        old: Option<Cell>,
        new: Option<Cell>,
        lists: (Option<&[Flagged]>, Option<&[Flagged]>),
    ) -> Option<Self> {
        let count = |cell: &Option<Cell>| cell.as_ref().map_or(0, |cell| cell.findings);
        let findings = (count(&old), count(&new));
        let (old, new) = (old.map(|cell| cell.state), new.map(|cell| cell.state));
        let (came, went) = match lists {
            (Some(before), Some(now)) => (others(id, now, before), others(id, before, now).len()),
            _ => (Vec::new(), 0),
        };
        if old == new && findings.0 == findings.1 && came.is_empty() && went == 0 {
            return None;
        }
        let way = way(old, new, findings);
        Some(Self { guideline: id.clone(), way, old, new, findings, came, went })
    }
}

fn way(old: Option<State>, new: Option<State>, findings: (u64, u64)) -> Way {
    let unknown = |state| matches!(state, Some(State::NotRun));
    match findings.1.cmp(&findings.0) {
        std::cmp::Ordering::Greater => Way::Worse,
        _ if unknown(new) && !unknown(old) && old.is_some() => Way::Worse,
        std::cmp::Ordering::Less => Way::Better,
        _ if unknown(old) && !unknown(new) && new.is_some() => Way::Better,
        _ => Way::Other,
    }
}

/// The open findings of a guideline in one list that the other has not.
fn others(id: &Id, these: &[Flagged], those: &[Flagged]) -> Vec<Flagged> {
    let open = |one: &&Flagged| one.guideline == *id && one.waived.is_none();
    let known: BTreeSet<&str> =
        those.iter().filter(open).map(|one| one.fingerprint.as_str()).collect();
    let new = these.iter().filter(open).filter(|one| !known.contains(one.fingerprint.as_str()));
    new.cloned().collect()
}

/// Writes what changed for people: a paragraph for each project.
impl std::fmt::Display for Diff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for project in &self.projects {
            let release = |of: &Option<String>| printable(of.as_deref().unwrap_or("not asked for"));
            writeln!(
                f,
                "{}: {} → {}",
                project.project,
                release(&project.old),
                release(&project.new)
            )?;
            if let Some(reason) = &project.not_run {
                writeln!(f, "  worse: it could not be looked at: {}", printable(reason))?;
            }
            for change in &project.guidelines {
                writeln!(f, "  {change}")?;
                for came in &change.came {
                    let (path, message) = (printable(&came.path), printable(&came.message));
                    writeln!(f, "    new: {path}:{} {message}", came.line)?;
                }
            }
        }
        let same = self.same;
        writeln!(f, "{same} project{} as before", if same == 1 { " is" } else { "s are" })
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = |state: Option<State>| state.map_or("not asked", State::words);
        let (old, new) = (words(self.old), words(self.new));
        write!(f, "{} {}: ", self.way.as_str(), self.guideline)?;
        if old == new {
            write!(f, "{new}")?
        } else {
            write!(f, "{old} → {new}")?
        }
        if self.findings != (0, 0) {
            write!(f, ", findings {} → {}", self.findings.0, self.findings.1)?;
        }
        if self.went > 0 {
            write!(f, ", {} gone", self.went)?;
        }
        Ok(())
    }
}
