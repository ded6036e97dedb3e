//! Looking at a change: its checklist, as people on a review server are told of it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

use crate::model::{
    Checklist, Date, Finding, Id, Level, Project, Report, Rulebook, Standing, State, checklist,
};
use crate::python;
use crate::review::{self, Change};

/// What a change has to answer, before anybody has answered on the server.
#[derive(Debug)]
pub struct Review {
    /// The change.
    pub change: Change,
    /// What is broken, then by level, then in the order of the guide.
    pub items: Vec<Item>,
    /// What the change brought, the most binding first.
    pub findings: Vec<Finding>,
    /// The files that were looked at.
    pub looked: BTreeSet<String>,
    /// What could not be looked at, and what else is worth knowing, as sentences.
    pub notes: Vec<String>,
    /// Everything, for reports.
    pub report: Report,
}

/// A guideline that the change has to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The guideline.
    pub id: Id,
    /// Its revision, to which answers belong.
    pub revision: u32,
    /// Its title.
    pub title: String,
    /// How binding it is here.
    pub level: Level,
    /// What is known: fail, waived or for a person.
    pub state: State,
    /// What a person has to judge, and what to know for it.
    pub questions: Vec<String>,
    /// Why it is on the list: places as `path:line`.
    pub places: Vec<String>,
    /// The fingerprints of what the change brought.
    pub findings: Vec<String>,
    /// What answers are bound to: they hold as long as this is the same.
    pub trigger: String,
}

/// Makes the checklist of a change, and keeps of it what waits for somebody.
///
/// # Errors
/// If git or the machine does not do as told.
pub fn look(
    rulebook: &Rulebook,
    project: &Project,
    mut change: Change,
    today: Date,
) -> Result<Review> {
    // People answer by replies here; what a change says of itself in its message settles nothing.
    change.messages.clear();
    let review = review::Review::new(rulebook, Some(project), change, today)?;
    let checklist = review.checklist()?;
    let mut items: Vec<Item> = checklist.items.iter().filter_map(item).collect();
    items.sort_by_key(|item: &Item| (item.state != State::Fail, item.level));
    let mut findings: Vec<Finding> =
        checklist.items.iter().flat_map(|item| item.breaches().cloned()).collect();
    findings.sort_by(|a, b| (a.level, &a.path, a.start).cmp(&(b.level, &b.path, b.start)));
    let about = checklist.change.clone().unwrap_or_default();
    let files = &review.change().files;
    let looked = files.iter().filter(|file| file.after.is_some()).map(|file| file.path.clone());
    let looked: BTreeSet<String> = looked.filter(|path| !about.unread.contains(path)).collect();
    let report = report(&checklist, looked.len());
    let mut notes = about.notes;
    notes.extend(unasked(&checklist));
    Ok(Review { items, findings, looked, notes, report, change: review.into_change() })
}

impl Review {
    /// The text of a file after the change, if it is there.
    pub fn text(&self, path: &str) -> Option<String> {
        let bytes = self.change.file(path)?.after.as_deref()?;
        Some(python::decode(bytes).text.into_owned())
    }
}

/// What somebody has to answer or mend; what passed waits for nobody.
fn item(item: &checklist::Item<'_>) -> Option<Item> {
    if !matches!(item.state, State::Fail | State::Person | State::Waived) {
        return None;
    }
    let brought = || item.findings.iter().filter(|told| told.introduced).map(|told| &told.finding);
    let flagged = brought().map(|one| format!("{}:{}", one.path, one.start.line));
    let spots = item.places.iter().map(|spot| match spot.line {
        // A line that goes has no number on the side that people look at.
        Some(line) if !spot.gone => format!("{}:{line}", spot.path),
        _ => spot.path.clone(),
    });
    let mut seen = BTreeSet::new();
    let mut places: Vec<String> = flagged.chain(spots).collect();
    places.retain(|place| seen.insert(place.clone()));
    // A file alone says nothing beside a line of it.
    let lined: BTreeSet<_> =
        seen.iter().filter_map(|place| Some(place.rsplit_once(':')?.0)).collect();
    places.retain(|place| !lined.contains(place.as_str()));
    let asked = item.questions.iter().map(|question| question.ask.to_string());
    let open: Vec<&Finding> = item.breaches().collect();
    Some(Item {
        id: item.guideline.id.clone(),
        revision: item.guideline.revision,
        title: item.guideline.title.to_string(),
        level: item.level,
        state: item.state,
        questions: asked.chain(item.notes.iter().cloned()).collect(),
        places,
        trigger: trigger(item, &open),
        findings: open.iter().map(|one| one.fingerprint.clone()).collect(),
    })
}

/// What an answer is about: the guideline, the code that answers to it are bound to, and what is flagged there, which a
/// later rulebook may find in the same code. Line numbers are no part of it, so that a rebase asks nobody again.
fn trigger(item: &checklist::Item<'_>, open: &[&Finding]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(item.guideline.id.as_str().as_bytes());
    let flagged: BTreeSet<&str> = open.iter().map(|one| one.fingerprint.as_str()).collect();
    for part in flagged.into_iter().chain(item.code.iter().map(String::as_str)) {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex()[..8].to_owned()
}

/// What checks had not to say, as sentences, each for all of its guidelines.
fn unasked(checklist: &Checklist<'_>) -> Vec<String> {
    let mut notes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for item in checklist.items.iter().filter(|item| item.state == State::NotRun) {
        for note in &item.notes {
            notes.entry(note).or_default().push(item.guideline.id.as_str());
        }
    }
    notes.into_iter().map(|(note, ids)| format!("{}: {note}", ids.join(", "))).collect()
}

/// The findings on code that the change touches, as reports take them.
fn report(checklist: &Checklist<'_>, files: usize) -> Report {
    let told = checklist.items.iter().flat_map(|item| &item.findings);
    let mut findings: Vec<Finding> = told
        .map(|told| {
            let mut finding = told.finding.clone();
            if !told.introduced && finding.standing == Standing::New {
                finding.standing = Standing::Existing;
            }
            finding
        })
        .collect();
    findings.sort_by(|a, b| {
        (&a.path, a.start, &a.guideline, &a.check).cmp(&(&b.path, b.start, &b.guideline, &b.check))
    });
    Report { findings, files, ..Report::default() }
}

/// The project of a rulebook that a server's name of it means: `openstack/nova` is Nova.
///
/// # Errors
/// If the rulebook knows none of that name.
pub fn project_of<'a>(
    rulebook: &'a Rulebook,
    asked: Option<&str>,
    remote: &str,
) -> Result<&'a Project> {
    let named = |name: &str| {
        rulebook.projects.values().find(|project| project.name.as_str().eq_ignore_ascii_case(name))
    };
    let last = remote.rsplit('/').next().unwrap_or(remote);
    let found = match asked {
        Some(name) => named(name),
        None => named(last).or_else(|| match rulebook.projects.len() {
            1 => rulebook.projects.values().next(),
            _ => None,
        }),
    };
    let Some(found) = found else {
        let names: Vec<_> = rulebook.projects.keys().map(|name| name.as_str()).collect();
        let which = asked.unwrap_or(remote);
        bail!(
            "the rulebook describes no project `{which}`; say which of its projects the change is of with --project: {}",
            names.join(", ")
        );
    };
    Ok(found)
}
