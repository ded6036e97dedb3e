//! A checklist: the guidelines that one project or one change has to answer.

use super::applies::Verdict;
use super::guideline::{Effort, Guideline, Level};
use super::project::Project;
use super::rulebook::Rulebook;

/// The guidelines that one project or one change has to answer, and those left out, with reasons.
#[derive(Debug, Clone)]
pub struct Checklist<'a> {
    /// The project.
    pub project: &'a Project,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
                }),
                Err(why) => left_out.push(LeftOut { guideline, why }),
            }
        }
        Self { project, items: rulebook.in_working_order(items), left_out }
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
