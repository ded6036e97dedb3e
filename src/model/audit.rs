//! An audit: what the checks found in many projects, in one release of each or in several.
//!
//! It is a set of results, one for each release of a project, and the list of those that were asked for. Shards of an
//! audit have the same list and a part of the results, so that putting them together is the union of sets: in any
//! order, in any grouping, and any of them twice.

mod kind;

use std::collections::{BTreeMap, BTreeSet};

use pep440_rs::Version;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::checklist::State;
use super::guideline::Level;
use super::id::{Id, Name};
use super::rulebook::Rulebook;
use super::text::Date;

pub use kind::Kind;

/// The version of the format.
pub const FORMAT: u32 = 1;

/// What an audit found; also a part of one, as a shard makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "audit.json")]
pub struct Audit {
    /// The version of this format.
    pub version: u32,
    /// The rulebook whose guidelines were asked.
    pub rulebook: Asker,
    /// The day in UTC on which it was made; waivers and answers count as of it.
    pub date: Date,
    /// What was asked for, sorted.
    pub asked: Vec<Unit>,
    /// What was found, sorted in the same way; what is asked for and not here has not been looked at yet.
    pub releases: Vec<Audited>,
}

/// The rulebook of an audit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asker {
    /// What the guide is called.
    pub title: String,
    /// A hash of everything that it was read from.
    pub revision: String,
}

/// One release of one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// The project, by its name under projects/.
    pub project: Name,
    /// The release: a version, a tag, or what else its source was asked for.
    pub release: String,
}

/// What was found in one release of one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Audited {
    /// The project, by its name under projects/.
    pub project: Name,
    /// The release.
    pub release: String,
    /// The day on which it was released, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// What exactly was read: a commit, or the SHA-256 of an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The page of a line of this release; `{path}` and `{line}` are to be filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browse: Option<String>,
    /// What was seen, or why nothing was.
    pub outcome: Outcome,
}

/// What was seen of a release, or why nothing was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was looked at.
    Seen(Box<Seen>),
    /// It could not be looked at, for this reason; never to be read as "all is well".
    NotRun(String),
}

/// What was seen of a release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuditSeen")]
pub struct Seen {
    /// How many Python files were looked at.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many were parsed; the others cannot hold what the checks look for.
    pub parsed: u64,
    /// How many were read only in part, because of syntax errors.
    pub partly: u64,
    /// Which of the distributions that guidelines ask for its packaging requires.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub requires: BTreeSet<String>,
    /// Each guideline of the rulebook, by its id.
    #[schemars(with = "BTreeMap<String, Cell>")]
    pub guidelines: BTreeMap<Id, Cell>,
    /// What was flagged, sorted by path and place; absent where only the numbers were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<Vec<Flagged>>,
    /// What could not be looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_run: Vec<Gap>,
}

/// How a release keeps a guideline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuditCell")]
pub struct Cell {
    /// What is known.
    pub state: State,
    /// Whether it has checks, all of them ran on everything, and nothing was found that nobody waived; where a person is
    /// asked, too, this is what a machine can say.
    #[serde(default, skip_serializing_if = "is_false")]
    pub clean: bool,
    /// How binding it is there; absent where it does not apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// How many findings nobody waived.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub findings: u64,
    /// How many somebody did.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub waived: u64,
    /// Why it does not apply or was not run, as a part of a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A place in a release that a check flagged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuditFinding")]
pub struct Flagged {
    /// The guideline.
    pub guideline: Id,
    /// The check.
    pub check: Name,
    /// How binding the guideline is here.
    pub level: Level,
    /// The file, from the root of the project.
    pub path: String,
    /// The line, from 1.
    pub line: u64,
    /// The column in Unicode scalar values, from 1.
    pub column: u64,
    /// What is wrong here, and what to do instead.
    pub message: String,
    /// What makes it the same finding in another release: 32 hexadecimal digits.
    pub fingerprint: String,
    /// Why it may stay, if somebody waived it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
}

/// Something that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuditGap")]
pub struct Gap {
    /// The check; absent where no check could look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Name>,
    /// The file or folder, from the root of the project.
    pub path: String,
    /// Why, as a part of a sentence.
    pub reason: String,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Why two parts are no parts of one audit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// They ask different rulebooks.
    #[error(
        "one part was made with revision {0} of “{1}”, another with revision {2} of “{3}”; run all parts with one rulebook"
    )]
    Rulebook(String, String, String, String),
    /// They saw different things in one release.
    #[error(
        "two parts saw different things in {0} {1}; its source has changed between them: run one of them again"
    )]
    Contradiction(Name, String),
}

/// Sorts by project, then as releases follow each other: by version where it is one, else by name.
impl Ord for Unit {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Reading versions costs more than all else; most units are told apart by their projects.
        self.project.cmp(&other.project).then_with(|| {
            let version = |unit: &Self| unit.release.parse::<Version>().ok();
            (version(self), &self.release).cmp(&(version(other), &other.release))
        })
    }
}

impl PartialOrd for Unit {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Audited {
    /// Which release of which project this is.
    pub fn unit(&self) -> Unit {
        Unit { project: self.project.clone(), release: self.release.clone() }
    }

    /// What was seen, if anything was.
    pub fn seen(&self) -> Option<&Seen> {
        match &self.outcome {
            Outcome::Seen(seen) => Some(seen),
            Outcome::NotRun(_) => None,
        }
    }

    /// How it keeps a guideline. What nobody looked at is not run.
    pub fn state(&self, guideline: &Id) -> State {
        let cell = self.seen().and_then(|seen| seen.guidelines.get(guideline));
        cell.map_or(State::NotRun, |cell| cell.state)
    }

    /// How it keeps a guideline, in one sign.
    pub fn kind(&self, guideline: &Id) -> Kind {
        let cell = self.seen().and_then(|seen| seen.guidelines.get(guideline));
        Kind::of(self.state(guideline), cell)
    }

    /// How many findings nobody waived.
    pub fn findings(&self) -> u64 {
        self.seen().map_or(0, |seen| seen.guidelines.values().map(|cell| cell.findings).sum())
    }

    /// The address of a line, where its code can be browsed.
    pub fn address(&self, path: &str, line: u64) -> Option<String> {
        let path = crate::source::plain::uri(path);
        let browse = self.browse.as_ref()?;
        Some(browse.replace("{path}", &path).replace("{line}", &line.to_string()))
    }
}

impl Audit {
    /// An audit in which nothing has been looked at yet.
    pub fn new(rulebook: &Rulebook, date: Date, asked: BTreeSet<Unit>) -> Self {
        let rulebook = Asker { title: rulebook.title.clone(), revision: rulebook.revision.clone() };
        let asked = asked.into_iter().collect();
        Self { version: FORMAT, rulebook, date, asked, releases: Vec::new() }
    }

    /// Both together. What one part could not look at and the other could, was looked at.
    ///
    /// # Errors
    /// If they are no parts of one audit.
    pub fn merge(self, other: Self) -> Result<Self, Mismatch> {
        if self.rulebook != other.rulebook {
            let (one, two) = (self.rulebook.clone(), other.rulebook);
            // Which of them comes first must not depend on the order of the parts.
            let (one, two) = if one <= two { (one, two) } else { (two, one) };
            return Err(Mismatch::Rulebook(one.revision, one.title, two.revision, two.title));
        }
        let asked: BTreeSet<Unit> = self.asked.into_iter().chain(other.asked).collect();
        let mut releases: BTreeMap<Unit, Audited> = BTreeMap::new();
        for one in self.releases.into_iter().chain(other.releases) {
            let both = match releases.remove(&one.unit()) {
                Some(known) => known.join(one)?,
                None => one,
            };
            releases.insert(both.unit(), both);
        }
        Ok(Self {
            version: self.version,
            rulebook: self.rulebook,
            date: self.date.max(other.date),
            asked: asked.into_iter().collect(),
            releases: releases.into_values().collect(),
        })
    }

    /// What was asked for and is not here.
    pub fn missing(&self) -> Vec<&Unit> {
        let here: BTreeSet<Unit> = self.releases.iter().map(Audited::unit).collect();
        self.asked.iter().filter(|unit| !here.contains(unit)).collect()
    }

    /// The projects that were asked for, sorted.
    pub fn projects(&self) -> BTreeSet<&Name> {
        self.asked.iter().map(|unit| &unit.project).collect()
    }

    /// What was found in a project, the oldest release first: by the days on which they were released, since numbers
    /// may start anew (after 2015.1.0 came 12.0.0).
    pub fn of<'a>(&'a self, project: &Name) -> impl DoubleEndedIterator<Item = &'a Audited> {
        let mut releases: Vec<_> =
            self.releases.iter().filter(|one| one.project == *project).collect();
        releases.sort_by_key(|one| one.date);
        releases.into_iter()
    }

    /// The newest release of a project at the end of a year.
    pub fn at_end_of(&self, project: &Name, year: i32) -> Option<&Audited> {
        let by_then =
            |one: &&Audited| one.date.is_some_and(|date| i32::from(date.0.year()) <= year);
        self.releases
            .iter()
            .filter(|one| one.project == *project)
            .filter(by_then)
            .max_by_key(|one| one.date)
    }

    /// The newest release of each project, by project.
    pub fn newest(&self) -> impl Iterator<Item = &Audited> {
        let mut newest: BTreeMap<&Name, &Audited> = BTreeMap::new();
        for one in &self.releases {
            let known = newest.entry(&one.project).or_insert(one);
            if known.date <= one.date {
                *known = one;
            }
        }
        newest.into_values()
    }
}

impl Audited {
    fn join(self, other: Self) -> Result<Self, Mismatch> {
        match (&self.outcome, &other.outcome) {
            (Outcome::Seen(_), Outcome::NotRun(_)) => Ok(self),
            (Outcome::NotRun(_), Outcome::Seen(_)) => Ok(other),
            // Any rule will do that does not ask which came first.
            (Outcome::NotRun(one), Outcome::NotRun(two)) => {
                let first = (one, &self.date, &self.source, &self.browse)
                    <= (two, &other.date, &other.source, &other.browse);
                Ok(if first { self } else { other })
            }
            (Outcome::Seen(_), Outcome::Seen(_)) if self == other => Ok(self),
            _ => Err(Mismatch::Contradiction(self.project, self.release)),
        }
    }
}

#[cfg(test)]
mod tests;
