//! From what the checks say of one release to what an audit keeps of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;

use super::Memory;
use crate::check::{self, Checked, Key, Memo};
use crate::model::audit::{Cell, Flagged, Gap, Outcome, Seen};
use crate::model::project::normal;
use crate::model::{Checklist, Date, Finding, Item, Project, Rulebook, Standing, State};

/// What a release is looked at with.
pub(super) struct Look<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) project: &'a Project,
    pub(super) release: &'a str,
    pub(super) threads: usize,
    pub(super) today: Date,
}

/// The memory of a project, for one of its releases.
struct OfRelease<'a> {
    memory: &'a Memory,
    release: &'a str,
}

impl Memo for OfRelease<'_> {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        self.memory.get(key)
    }

    fn put(&self, key: Key, value: Vec<u8>) {
        self.memory.put(key, value);
    }

    fn tree(&self) -> &str {
        self.release
    }
}

impl Look<'_> {
    pub(super) fn at(&self, folder: &Path, memory: Option<&Memory>) -> Result<Outcome> {
        let project = of_release(self.project, self.release);
        let memory = memory.map(|memory| OfRelease { memory, release: self.release });
        let request = check::Request {
            paths: &[folder.to_owned()],
            project: Some(&project),
            diff: None,
            baseline: None,
            select: &[],
            threads: self.threads,
            today: self.today,
            rooted: true,
            memo: memory.as_ref().map(|memory| memory as &dyn Memo),
        };
        let checked = check::run(self.rulebook, &request)?;
        if checked.report.files == 0 {
            return Ok(Outcome::NotRun("there is no Python file in it".into()));
        }
        let described = checked.projects.iter().flatten().next().unwrap_or(&project);
        Ok(Outcome::Seen(Box::new(self.seen(&checked, described))))
    }

    fn seen(&self, checked: &Checked, project: &Project) -> Seen {
        let report = &checked.report;
        let gaps = report.not_run.iter().map(|missed| Gap {
            check: missed.check.clone(),
            path: missed.path.clone(),
            reason: missed.reason.clone(),
        });
        Seen {
            files: report.files as u64,
            bytes: checked.bytes,
            parsed: report.parsed as u64,
            partly: report.partly as u64,
            requires: self.required(checked),
            guidelines: self.cells(checked, project),
            findings: Some(report.findings.iter().map(flagged).collect()),
            not_run: gaps.collect(),
        }
    }

    /// Which distributions that guidelines ask for the packaging requires, as the guidelines write their names.
    fn required(&self, checked: &Checked) -> BTreeSet<String> {
        let mut asked = BTreeSet::new();
        for guideline in &self.rulebook.guidelines {
            guideline.applies.walk(&mut |_, one| {
                asked.extend(one.uses.iter().chain(one.lacks.iter()).cloned());
            });
        }
        asked.retain(|name| checked.requires.contains(&normal(name)));
        asked
    }

    fn cells(&self, checked: &Checked, project: &Project) -> BTreeMap<crate::model::Id, Cell> {
        let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for finding in &checked.report.findings {
            let (open, waived) = counts.entry(finding.guideline.as_str()).or_default();
            *(if is_waived(finding) { waived } else { open }) += 1;
        }
        let checklist = Checklist::of_project(self.rulebook, project);
        let items = checklist.items.iter().map(|item| {
            let id = &item.guideline.id;
            let (findings, waived) = counts.get(id.as_str()).copied().unwrap_or_default();
            let unsure = checked.unsure.get(id);
            let state = state(item, findings, waived, unsure.is_some());
            let why = unsure.filter(|_| state == State::NotRun).cloned();
            let clean = !item.guideline.checks.is_empty() && findings == 0 && unsure.is_none();
            (id.clone(), Cell { state, clean, level: Some(item.level), findings, waived, why })
        });
        let left_out = checklist.left_out.iter().map(|out| {
            let (state, why) = (State::NotApplicable, Some(out.why.clone()));
            (
                out.guideline.id.clone(),
                Cell { state, clean: false, level: None, findings: 0, waived: 0, why },
            )
        });
        items.chain(left_out).collect()
    }
}

/// A project as it was in a release. A tree out of a repository does not say which version it is, but who asked for it
/// knows.
fn of_release<'a>(project: &'a Project, release: &str) -> Cow<'a, Project> {
    if project.as_of.as_ref().is_none_or(|as_of| as_of.version == release) {
        return Cow::Borrowed(project);
    }
    let Ok(version) = release.parse() else { return Cow::Borrowed(project) };
    // These are no longer the facts of the release that they were read from.
    Cow::Owned(Project { as_of: None, ..project.in_release(&version) })
}

/// What is known of an item. Findings outweigh what was not run, and that outweighs any answer.
fn state(item: &Item<'_>, findings: u64, waived: u64, unsure: bool) -> State {
    match () {
        () if findings > 0 => State::Fail,
        () if unsure => State::NotRun,
        () if item.answer.is_some() => item.state,
        () if !item.questions.is_empty() => State::Person,
        () if waived > 0 => State::Waived,
        () if item.guideline.checks.is_empty() => State::Person,
        () => State::Pass,
    }
}

fn is_waived(finding: &Finding) -> bool {
    matches!(finding.standing, Standing::Waived(_))
}

fn flagged(finding: &Finding) -> Flagged {
    let waived = match &finding.standing {
        Standing::Waived(reason) => Some(reason.text.clone()),
        Standing::New | Standing::Existing => None,
    };
    Flagged {
        guideline: finding.guideline.clone(),
        check: finding.check.clone(),
        level: finding.level,
        path: finding.path.clone(),
        line: finding.start.line as u64,
        column: finding.start.column as u64,
        message: finding.message.clone(),
        fingerprint: finding.fingerprint.clone(),
        waived,
    }
}
