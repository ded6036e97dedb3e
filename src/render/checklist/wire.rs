//! A checklist for programs, version 1; its types are its own, so that ours may change.

use schemars::JsonSchema;
use serde::Serialize;

use super::Guide;
use crate::model::{self, Level, State};

/// What one project or one change has to answer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Checklist")]
pub struct Checklist<'a> {
    /// The version of this format.
    pub version: u32,
    /// The project's name.
    pub project: &'a str,
    /// The change; null where the whole project is asked.
    pub change: Option<String>,
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
    /// What the checks found.
    pub findings: Vec<serde_json::Value>,
    /// What a person has to judge.
    pub questions: Vec<Question<'a>>,
    /// A person's verdict; null where nobody has answered.
    pub answer: Option<serde_json::Value>,
    /// The guideline's page.
    pub url: String,
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
            project: checklist.project.name.as_str(),
            change: None,
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
            findings: Vec::new(),
            questions: questions.collect(),
            answer: None,
            url: guide.url(item.guideline),
        }
    }
}
