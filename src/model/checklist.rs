//! A checklist: the guidelines that one project or one change has to answer.

mod audited;

use std::collections::BTreeSet;

pub use audited::{AsAudited, places};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Holding, Met};
use super::applies::Verdict;
use super::finding::{Finding, Standing};
use super::guideline::{Effort, Guideline, Level};
use super::project::Project;
use super::rulebook::Rulebook;

/// The guidelines that one project or one change has to answer, and those left out, with reasons.
#[derive(Debug, Clone)]
pub struct Checklist<'a> {
    /// The project; none where nobody has described whose change it is.
    pub project: Option<&'a Project>,
    /// The change; none where the whole project is asked.
    pub change: Option<About>,
    /// The release whose code it tells of; none where no audit has looked, and for a change.
    pub audited: Option<AsAudited<'a>>,
    /// What has to be answered: by level, then in the order of the guide, prerequisites first.
    pub items: Vec<Item<'a>>,
    /// What has not, in the order of the guide.
    pub left_out: Vec<LeftOut<'a>>,
}

/// One guideline to answer.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// The guideline.
    pub guideline: &'a Guideline,
    /// How binding it is here.
    pub level: Level,
    /// Why the level is another than the guideline's own.
    pub level_reason: Option<&'a str>,
    /// What is known.
    pub state: State,
    /// Why it is on the list, as a part of a sentence.
    pub why_included: String,
    /// What a person has to judge.
    pub questions: Vec<&'a super::guideline::Question>,
    /// Where the change has to do with it.
    pub places: Vec<Spot>,
    /// What the checks found in the code that the change touches.
    pub findings: Vec<Told>,
    /// What else a reviewer has to know, each a sentence without its full stop.
    pub notes: Vec<String>,
    /// A person's verdict that holds.
    pub answer: Option<&'a Answer>,
    /// Fingerprints of the code that an answer is about.
    pub code: Vec<String>,
}

/// A change, as a checklist tells of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The range of commits, or the patch.
    pub label: String,
    /// How many files it touches.
    pub files: usize,
    /// How many lines come and go.
    pub lines: (usize, usize),
    /// What could not be looked at, and what else is worth knowing, each a sentence without its full stop.
    pub notes: Vec<String>,
    /// The files that nothing can be said of, because they could not be read; the notes say why.
    pub unread: BTreeSet<String>,
}

/// A place of a change that an item is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file, from the root of the project.
    pub path: String,
    /// The line; none for the file as a whole.
    pub line: Option<usize>,
    /// Whether the line was there before the change, and goes.
    pub gone: bool,
    /// What the place has to do with the item, as a part of a sentence.
    pub why: String,
}

/// A finding in code that a change touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The finding.
    pub finding: Finding,
    /// Whether the change brought it; otherwise it was there before.
    pub introduced: bool,
}

/// One guideline that need not be answered.
#[derive(Debug, Clone)]
pub struct LeftOut<'a> {
    /// The guideline.
    pub guideline: &'a Guideline,
    /// Why not, as a part of a sentence.
    pub why: String,
}

/// What is known of an item. "Not run" is never shown as pass.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its checks ran and found nothing, and nothing is left for a person.
    Pass,
    /// Its checks found breaches.
    Fail,
    /// Its breaches are recorded exceptions.
    Waived,
    /// A person has to answer.
    Person,
    /// It turned out not to apply.
    NotApplicable,
    /// Its checks have not run.
    NotRun,
}

impl State {
    /// The word in wire formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Waived => "waived",
            Self::Person => "person",
            Self::NotApplicable => "not_applicable",
            Self::NotRun => "not_run",
        }
    }

    /// The words that people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Pass => "passed",
            Self::Fail => "failed",
            Self::Waived => "waived",
            Self::Person => "for a person",
            Self::NotApplicable => "not applicable",
            Self::NotRun => "checks not run",
        }
    }
}

impl<'a> Checklist<'a> {
    /// What a project has to answer before any check has run: what binds it by its profiles and facts.
    pub fn of_project(rulebook: &'a Rulebook, project: &'a Project) -> Self {
        let mut items = Vec::new();
        let mut left_out = Vec::new();
        for guideline in &rulebook.guidelines {
            match rulebook.binding(project, guideline) {
                Ok(binding) => items.push(Item {
                    guideline,
                    level: binding.level,
                    level_reason: binding.reason,
                    state: if guideline.checks.is_empty() { State::Person } else { State::NotRun },
                    why_included: binding.why,
                    questions: questions(guideline, project),
                    places: Vec::new(),
                    findings: Vec::new(),
                    notes: Vec::new(),
                    answer: None,
                    code: Vec::new(),
                }),
                Err(why) => left_out.push(LeftOut { guideline, why }),
            }
        }
        let mut items = rulebook.in_working_order(items);
        let answers = rulebook.answers.get(&project.name);
        let answers: Vec<_> = answers.iter().flat_map(|all| &all.answers).collect();
        items.iter_mut().for_each(|item| item.take_answer(rulebook, &answers));
        Self { project: Some(project), change: None, audited: None, items, left_out }
    }

    /// The items at one level.
    pub fn at(&self, level: Level) -> impl Iterator<Item = &Item<'a>> {
        self.items.iter().filter(move |item| item.level == level)
    }

    /// The sum of efforts, as counts per kind of effort, smallest first; guidelines without one are not counted.
    pub fn efforts(&self) -> Vec<(Effort, usize)> {
        let mut counts = std::collections::BTreeMap::new();
        for effort in self.items.iter().filter_map(|item| item.guideline.effort) {
            *counts.entry(effort).or_insert(0) += 1;
        }
        counts.into_iter().collect()
    }
}

impl<'a> Item<'a> {
    /// Takes the last answer to this item that holds. One that does not hold any more leaves the item open and says why.
    pub fn take_answer(&mut self, rulebook: &Rulebook, answers: &[&'a Answer]) {
        let own = |answer: &&&Answer| {
            let means = rulebook.guideline(&answer.guideline.0);
            // An answer about a change says nothing of the whole project, nor the other way round.
            means.is_some_and(|found| found.id == self.guideline.id)
                && answer.code.is_empty() == self.code.is_empty()
        };
        let mut reopened = None;
        for answer in answers.iter().filter(own).rev() {
            match answer.holds(self.guideline, &self.code) {
                Holding::Holds => {
                    self.answer = Some(answer);
                    break;
                }
                // Of other code there are other answers; only those that share some are told.
                Holding::Reopened(why)
                    if self.code.iter().any(|mark| answer.code.contains(mark))
                        || self.code.is_empty() =>
                {
                    reopened = reopened.or(Some(format!("answered before, and open again: {why}")));
                }
                Holding::Reopened(_) => {}
            }
        }
        match self.answer.map(|answer| answer.verdict) {
            // What checks found is waived or mended, not answered.
            _ if self.state == State::Fail => {}
            Some(Met::Met) => self.state = State::Pass,
            Some(Met::Unmet) => self.state = State::Fail,
            Some(Met::Na) => self.state = State::NotApplicable,
            None => self.notes.extend(reopened),
        }
    }

    /// The findings that the change brought and nobody waived.
    pub fn breaches(&self) -> impl Iterator<Item = &Finding> {
        let open =
            |told: &&Told| told.introduced && !matches!(told.finding.standing, Standing::Waived(_));
        self.findings.iter().filter(open).map(|told| &told.finding)
    }
}

fn questions<'a>(
    guideline: &'a Guideline,
    project: &Project,
) -> Vec<&'a super::guideline::Question> {
    let asked = |question: &&super::guideline::Question| {
        let verdict = question.when.as_ref().map(|when| when.to_project(project));
        !verdict.is_some_and(|verdict| matches!(verdict, Verdict::No(_)))
    };
    guideline.review.iter().filter(asked).collect()
}
