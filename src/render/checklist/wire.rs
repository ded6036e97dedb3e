//! A checklist for programs, version 1; its types are its own, so that ours may change.

use schemars::JsonSchema;
use serde::Serialize;

use super::Guide;
use crate::model::answer::Met;
use crate::model::checklist::{Spot, Told};
use crate::model::{self, Date, Level, Standing, State};

/// What one project or one change has to answer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Checklist")]
pub struct Checklist<'a> {
    /// The version of this format.
    pub version: u32,
    /// The project's name; null where nobody has described whose change it is.
    pub project: Option<&'a str>,
    /// The change; null where the whole project is asked.
    pub change: Option<&'a str>,
    /// What could not be looked at, and what else is worth knowing.
    pub notes: &'a [String],
    /// What has to be answered, most binding first.
    pub items: Vec<Item<'a>>,
    /// What has not.
    pub left_out: Vec<LeftOut<'a>>,
}

/// One guideline to answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Item<'a> {
    /// Its id.
    pub guideline: &'a str,
    /// Its name.
    pub name: &'a str,
    /// A sentence that is true where the guideline is met.
    pub title: &'a str,
    /// How binding it is here.
    pub level: Level,
    /// Why the level is another than the guideline's own.
    pub level_reason: Option<&'a str>,
    /// The guideline's revision, to which an answer belongs.
    pub revision: u32,
    /// `pass`, `fail`, `waived`, `person`, `not_applicable` or `not_run`; `not_run` is not `pass`.
    #[schemars(extend("enum" = ["pass", "fail", "waived", "person", "not_applicable", "not_run"]))]
    pub state: &'static str,
    /// Why it is on the list.
    pub why_included: &'a str,
    /// Where the change has to do with it; none where the whole project is asked.
    pub places: Vec<Place<'a>>,
    /// What the checks found in the code that the change touches.
    pub findings: Vec<Finding<'a>>,
    /// What a person has to judge.
    pub questions: Vec<Question<'a>>,
    /// A person's verdict; null where nobody has answered.
    pub answer: Option<Answer<'a>>,
    /// What else a reviewer has to know.
    pub notes: &'a [String],
    /// Fingerprints of the code that an answer is about.
    pub code: &'a [String],
    /// The guideline's page.
    pub url: String,
}

/// A place of a change that an item is about.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Place<'a> {
    /// The file, from the root of the project.
    pub path: &'a str,
    /// The line; null for the file as a whole.
    pub line: Option<usize>,
    /// Whether the line was there before the change, and goes.
    pub gone: bool,
    /// What the place has to do with the item.
    pub why: &'a str,
}

/// One place that a check flagged.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ChecklistFinding")]
pub struct Finding<'a> {
    /// The check.
    pub check: &'a str,
    /// The file, from the root of the project.
    pub path: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in Unicode scalar values.
    pub column: usize,
    /// What is wrong, and what to do instead.
    pub message: &'a str,
    /// What makes it the same finding after lines above it moved.
    pub fingerprint: &'a str,
    /// Whether the change brought it; otherwise it was there before.
    pub introduced: bool,
    /// Why it may stay; null where nobody decided that.
    pub waived: Option<&'a str>,
}

/// A person's verdict.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer<'a> {
    /// The verdict.
    pub verdict: Met,
    /// Why.
    pub reason: &'a str,
    /// Who says so.
    pub by: Option<&'a str>,
    /// When (UTC).
    pub date: Option<Date>,
}

/// A question that a person answers; "yes" means that all is well.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Question<'a> {
    /// The question.
    pub ask: &'a str,
    /// Where to look.
    pub how: Option<&'a str>,
    /// Whether "not applicable" is an answer.
    pub na_allowed: bool,
}

/// One guideline that need not be answered.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftOut<'a> {
    /// Its id.
    pub guideline: &'a str,
    /// Why not.
    pub why: &'a str,
}

impl<'a> Checklist<'a> {
    pub(super) fn of(checklist: &'a model::Checklist<'a>, guide: &Guide) -> Self {
        let left_out = checklist.left_out.iter();
        Self {
            version: 1,
            project: checklist.project.map(|project| project.name.as_str()),
            change: checklist.change.as_ref().map(|about| about.label.as_str()),
            notes: checklist.change.as_ref().map_or(&[], |about| &about.notes),
            items: checklist.items.iter().map(|item| Item::of(item, guide)).collect(),
            left_out: left_out
                .map(|out| LeftOut { guideline: out.guideline.id.as_str(), why: &out.why })
                .collect(),
        }
    }
}

impl<'a> Item<'a> {
    fn of(item: &'a model::Item<'a>, guide: &Guide) -> Self {
        let questions = item.questions.iter().map(|question| Question {
            ask: &question.ask,
            how: question.how.as_deref(),
            na_allowed: question.na_allowed,
        });
        Self {
            guideline: item.guideline.id.as_str(),
            name: item.guideline.name.as_str(),
            title: &item.guideline.title,
            level: item.level,
            level_reason: item.level_reason,
            revision: item.guideline.revision,
            state: State::as_str(item.state),
            why_included: &item.why_included,
            places: item.places.iter().map(Place::of).collect(),
            findings: item.findings.iter().map(Finding::of).collect(),
            questions: questions.collect(),
            answer: item.answer.map(|answer| Answer {
                verdict: answer.verdict,
                reason: &answer.reason,
                by: answer.by.as_deref(),
                date: answer.date,
            }),
            notes: &item.notes,
            code: &item.code,
            url: guide.url(item.guideline),
        }
    }
}

impl<'a> Place<'a> {
    fn of(spot: &'a Spot) -> Self {
        Self { path: &spot.path, line: spot.line, gone: spot.gone, why: &spot.why }
    }
}

impl<'a> Finding<'a> {
    fn of(told: &'a Told) -> Self {
        let finding = &told.finding;
        Self {
            check: finding.check.as_str(),
            path: &finding.path,
            line: finding.start.line,
            column: finding.start.column,
            message: &finding.message,
            fingerprint: &finding.fingerprint,
            introduced: told.introduced,
            waived: match &finding.standing {
                Standing::Waived(reason) => Some(&reason.text),
                _ => None,
            },
        }
    }
}
