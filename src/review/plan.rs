//! A plan: what a project has still to do to meet its guidelines, in stages that wait for nothing that comes later.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::model::checklist::places;
use crate::model::guideline::Effort;
use crate::model::{Checklist, Guideline, Id, Item, Name, Project, Report, Rulebook, State};
use crate::source::plain::printable;

/// What a project has still to do.
#[derive(Debug)]
pub struct Plan<'a> {
    project: &'a Project,
    /// Steps that can be done side by side, as soon as the stages before are done.
    stages: Vec<Vec<Step<'a>>>,
    /// What is met already: nothing is found and nothing asked, or somebody has answered.
    done: Vec<&'a Guideline>,
}

/// One guideline that is still to be met.
#[derive(Debug)]
struct Step<'a> {
    item: Item<'a>,
    /// The places of breaches, if there are any.
    places: Option<String>,
    /// Why nothing can be said of some of its checks.
    not_run: BTreeSet<String>,
    /// The open steps that come before.
    after: Vec<&'a Id>,
}

impl<'a> Plan<'a> {
    /// The plan of a project whose checks have run; only for some topics, if there are any, and for what these need.
    pub fn new(
        rulebook: &'a Rulebook,
        project: &'a Project,
        report: &Report,
        topics: &[Name],
    ) -> Self {
        let wanted = wanted(rulebook, topics);
        let items = Checklist::of_project(rulebook, project).items;
        let items = items.into_iter().filter(|item| wanted.contains(&item.guideline.id));
        let (mut open, mut done) = (Vec::new(), Vec::new());
        for item in items {
            let step = Step::new(item, report);
            if step.is_done() {
                done.push(step.item.guideline);
            } else {
                open.push(step);
            }
        }
        let left: BTreeSet<&Id> = open.iter().map(|step| &step.item.guideline.id).collect();
        for step in &mut open {
            let before = step.item.guideline.prerequisites.iter();
            let before = before.filter_map(|one| rulebook.guideline(&one.0));
            step.after = before.map(|one| &one.id).filter(|id| left.contains(id)).collect();
        }
        Self { project, stages: stages(open), done }
    }

    /// Whether there is nothing left.
    pub fn is_done(&self) -> bool {
        self.stages.is_empty()
    }

    /// The plan as Markdown.
    pub fn markdown(&self) -> String {
        let left: usize = self.stages.iter().map(Vec::len).sum();
        let all = left + self.done.len();
        let mut text = format!("# Plan: {}\n\n", printable(&self.project.title));
        if self.is_done() {
            let _ = writeln!(text, "Nothing is left: all {all} guidelines are met.");
        } else {
            let s = if self.stages.len() == 1 { "" } else { "s" };
            let _ = writeln!(
                text,
                "{left} of {all} guidelines are left, in {} stage{s}{}.",
                self.stages.len(),
                efforts(self.stages.iter().flatten())
            );
        }
        if !self.done.is_empty() {
            let done: Vec<&str> = self.done.iter().map(|one| one.id.as_str()).collect();
            let _ = writeln!(text, "Met: {}.", done.join(", "));
        }
        for (at, stage) in self.stages.iter().enumerate() {
            let _ = writeln!(text, "\n## Stage {}{}\n", at + 1, efforts(stage.iter()));
            stage.iter().for_each(|step| step.write(&mut text));
        }
        text
    }
}

impl<'a> Step<'a> {
    fn new(item: Item<'a>, report: &Report) -> Self {
        let own = report.open().filter(|finding| finding.guideline == item.guideline.id);
        let places = places(own.map(|finding| finding.path.as_str()));
        let is_own = |check: &Option<Name>| {
            check.as_ref().is_some_and(|name| item.guideline.checks.contains(name))
        };
        let not_run = report.not_run.iter().filter(|missed| is_own(&missed.check));
        let not_run = not_run.map(|missed| missed.reason.clone()).collect();
        Self { item, places, not_run, after: Vec::new() }
    }

    /// Whether nobody has anything to do.
    fn is_done(&self) -> bool {
        let answered = matches!(self.item.state, State::Pass | State::NotApplicable);
        let asked = !self.item.questions.is_empty() || self.item.guideline.checks.is_empty();
        // What checks find is there, whatever anybody has answered.
        self.places.is_none() && (answered || !asked && self.not_run.is_empty())
    }

    fn write(&self, text: &mut String) {
        let guideline = self.item.guideline;
        let effort =
            guideline.effort.map_or(String::new(), |effort| format!(", {}", effort.as_str()));
        let _ = writeln!(
            text,
            "- [ ] **{}** ({}{effort}) {}",
            guideline.id,
            self.item.level.as_str(),
            printable(&guideline.title)
        );
        if !self.after.is_empty() {
            let after: Vec<&str> = self.after.iter().map(|id| id.as_str()).collect();
            let _ = writeln!(text, "  - After {}", after.join(", "));
        }
        if let Some(places) = &self.places {
            let _ = writeln!(text, "  - {places}");
        }
        for reason in &self.not_run {
            let _ = writeln!(text, "  - Not all of its checks ran: {}", printable(reason));
        }
        for question in &self.item.questions {
            let _ = writeln!(text, "  - [ ] {}", question.ask);
        }
        for note in &self.item.notes {
            let _ = writeln!(text, "  - {}", printable(note));
        }
    }
}

/// The guidelines of topics, with all that they need first.
fn wanted<'a>(rulebook: &'a Rulebook, topics: &[Name]) -> BTreeSet<&'a Id> {
    let in_topic = |guideline: &&Guideline| {
        let own = rulebook.topic_of(&guideline.name);
        topics.is_empty() || own.is_some_and(|topic| topics.contains(&topic.name))
    };
    let mut open: Vec<&Guideline> = rulebook.guidelines.iter().filter(in_topic).collect();
    let mut wanted = BTreeSet::new();
    while let Some(guideline) = open.pop() {
        if wanted.insert(&guideline.id) {
            let first = guideline.prerequisites.iter();
            open.extend(first.filter_map(|one| rulebook.guideline(&one.0)));
        }
    }
    wanted
}

/// Steps by stages; each is in the first one in which nothing that it waits for is left.
fn stages(mut open: Vec<Step<'_>>) -> Vec<Vec<Step<'_>>> {
    let mut stages = Vec::new();
    while !open.is_empty() {
        let left: BTreeSet<&Id> = open.iter().map(|step| &step.item.guideline.id).collect();
        let waits: Vec<bool> =
            open.iter().map(|step| step.after.iter().any(|id| left.contains(id))).collect();
        // In a circle everything waits, and any order is as good.
        let is_circle = waits.iter().all(|waits| *waits);
        let mut waits = waits.into_iter();
        let (later, mut now): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|_| waits.next() == Some(true) && !is_circle);
        now.sort_by_key(|step| (step.item.level, step.item.guideline.effort));
        stages.push(now);
        open = later;
    }
    stages
}

/// How much the steps take, as the end of a sentence.
fn efforts<'s, 'a: 's>(steps: impl Iterator<Item = &'s Step<'a>>) -> String {
    let mut counts: BTreeMap<Effort, usize> = BTreeMap::new();
    for effort in steps.filter_map(|step| step.item.guideline.effort) {
        *counts.entry(effort).or_default() += 1;
    }
    let counts: Vec<String> =
        counts.iter().map(|(effort, count)| format!("{} for {count}", effort.as_str())).collect();
    if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) }
}
