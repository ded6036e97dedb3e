//! What the templates `checklist.md.hbs` and `checklist.html.hbs` can use.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::Guide;
use crate::model::checklist::LeftOut;
use crate::model::guideline::Question;
use crate::model::{Checklist, Item, Level, State};

/// A checklist as templates see it. All texts are as their authors wrote them; only `code` is marked up.
#[derive(Serialize)]
pub(super) struct View<'a> {
    source: Option<String>,
    name: Option<&'a str>,
    title: Option<&'a str>,
    summary: Option<&'a str>,
    /// The project's page in the guide.
    project_url: Option<String>,
    as_of: Option<AsOf<'a>>,
    /// The release whose code the last audit looked at.
    audited: Option<AsOf<'a>>,
    total: usize,
    efforts: Vec<Effort>,
    states: Vec<StateCount>,
    sections: Vec<Section<'a>>,
    left_out: Vec<LeftOutView<'a>>,
}

#[derive(Serialize)]
struct AsOf<'a> {
    version: &'a str,
    date: String,
}

#[derive(Serialize)]
struct Effort {
    effort: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct StateCount {
    state: &'static str,
    words: &'static str,
    count: usize,
}

/// The items of one level; levels without items are left out.
#[derive(Serialize)]
struct Section<'a> {
    level: &'static str,
    meaning: &'static str,
    items: Vec<ItemView<'a>>,
}

#[derive(Serialize)]
struct ItemView<'a> {
    id: &'a str,
    name: &'a str,
    title: &'a str,
    summary: &'a str,
    revision: u32,
    url: String,
    state: &'static str,
    state_words: &'static str,
    /// Whether the box is ticked: only where the checks passed, or it turned out not to apply.
    done: bool,
    level_reason: Option<&'a str>,
    why_included: &'a str,
    effort: Option<&'static str>,
    prerequisites: Vec<&'a str>,
    notes: &'a [String],
    questions: Vec<QuestionView<'a>>,
}

#[derive(Serialize)]
pub(super) struct QuestionView<'a> {
    ask: &'a str,
    how: Option<&'a str>,
    na_allowed: bool,
}

#[derive(Serialize)]
struct LeftOutView<'a> {
    id: &'a str,
    title: &'a str,
    url: String,
    why: &'a str,
}

type Ids<'a> = HashMap<&'a str, &'a str>;

impl<'a> View<'a> {
    pub(super) fn of(checklist: &'a Checklist<'a>, guide: &Guide) -> Self {
        let project = checklist.project;
        let ids = ids(checklist);
        Self {
            source: project.map(|project| format!("projects/{}.yaml", project.name)),
            name: project.map(|project| project.name.as_str()),
            title: project.map(|project| &*project.title),
            summary: project.map(|project| &*project.summary),
            project_url: project.map(|project| guide.page(&format!("projects/{}", project.name))),
            as_of: project
                .and_then(|project| project.as_of.as_ref())
                .map(|at| AsOf { version: &at.version, date: at.date.to_string() }),
            audited: checklist
                .audited
                .as_ref()
                .map(|audited| AsOf { version: audited.release, date: audited.date.to_string() }),
            total: checklist.items.len(),
            efforts: checklist
                .efforts()
                .into_iter()
                .map(|(effort, count)| Effort { effort: effort.as_str(), count })
                .collect(),
            states: states(checklist),
            sections: sections(checklist, guide, &ids),
            left_out: left_out(checklist, guide),
        }
    }
}

fn states(checklist: &Checklist<'_>) -> Vec<StateCount> {
    let mut counts = BTreeMap::<State, usize>::new();
    for item in &checklist.items {
        *counts.entry(item.state).or_default() += 1;
    }
    let counted = |(state, count): (State, usize)| StateCount {
        state: state.as_str(),
        words: state.words(),
        count,
    };
    counts.into_iter().map(counted).collect()
}

/// Ids by everything that a prerequisite may be called.
fn ids<'a>(checklist: &Checklist<'a>) -> Ids<'a> {
    let items = checklist.items.iter().map(|item| item.guideline);
    let guidelines = items.chain(checklist.left_out.iter().map(|out| out.guideline));
    let named = guidelines.flat_map(|guideline| {
        let aliases = guideline.aliases.iter().map(|alias| alias.0.as_str());
        let names = aliases.chain([guideline.name.as_str()]);
        names.map(|name| (name, guideline.id.as_str()))
    });
    named.collect()
}

fn sections<'a>(checklist: &'a Checklist<'a>, guide: &Guide, ids: &Ids<'a>) -> Vec<Section<'a>> {
    let section = |level: Level| Section {
        level: level.as_str(),
        meaning: match level {
            Level::Must => "Breaking one of these needs a waiver.",
            Level::Should => "Breaking one of these needs a reason.",
            Level::May => "These are worth considering.",
        },
        items: checklist.at(level).map(|item| item_view(item, guide, ids)).collect(),
    };
    Level::ALL.into_iter().map(section).filter(|section| !section.items.is_empty()).collect()
}

fn item_view<'a>(item: &'a Item<'a>, guide: &Guide, ids: &Ids<'a>) -> ItemView<'a> {
    let guideline = item.guideline;
    ItemView {
        id: guideline.id.as_str(),
        name: guideline.name.as_str(),
        title: &guideline.title,
        summary: &guideline.summary,
        revision: guideline.revision,
        url: guide.url(guideline),
        state: item.state.as_str(),
        state_words: item.state.words(),
        done: matches!(item.state, State::Pass | State::NotApplicable),
        level_reason: item.level_reason,
        why_included: &item.why_included,
        effort: guideline.effort.map(|effort| effort.as_str()),
        prerequisites: guideline
            .prerequisites
            .iter()
            .map(|first| ids.get(first.0.as_str()).copied().unwrap_or(&first.0))
            .collect(),
        notes: &item.notes,
        questions: questions(item),
    }
}

pub(super) fn questions<'a>(item: &Item<'a>) -> Vec<QuestionView<'a>> {
    let view = |question: &&'a Question| QuestionView {
        ask: &question.ask,
        how: question.how.as_deref(),
        na_allowed: question.na_allowed,
    };
    item.questions.iter().map(view).collect()
}

fn left_out<'a>(checklist: &'a Checklist<'a>, guide: &Guide) -> Vec<LeftOutView<'a>> {
    let view = |out: &'a LeftOut<'a>| LeftOutView {
        id: out.guideline.id.as_str(),
        title: &out.guideline.title,
        url: guide.url(out.guideline),
        why: &out.why,
    };
    checklist.left_out.iter().map(view).collect()
}
