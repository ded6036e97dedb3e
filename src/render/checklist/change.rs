//! What the templates `change.md.hbs`, `change.html.hbs` and `change.text.hbs` can use: the checklist of a change.

use serde::Serialize;

use super::Guide;
use super::view::{QuestionView, questions};
use crate::model::checklist::{About, Spot, Told};
use crate::model::{Checklist, Code, Item, Standing, State};
use crate::source::plain::printable;

/// The checklist of a change. All texts are as their authors wrote them; names of files are safe to show.
#[derive(Serialize)]
pub(super) struct View<'a> {
    title: Option<&'a str>,
    label: String,
    files: usize,
    one_file: bool,
    come: usize,
    go: usize,
    /// How many guidelines concern the change, and of how many.
    total: usize,
    of: usize,
    breaches: usize,
    people: usize,
    groups: Vec<Group<'a>>,
    /// The items whose checks found nothing new.
    passed: Vec<ItemView<'a>>,
    notes: Vec<String>,
    left_out: usize,
    /// What is left out, by reason.
    reasons: Vec<Reason<'a>>,
}

/// Guidelines that are left out for the same reason.
#[derive(Serialize)]
struct Reason<'a> {
    why: String,
    guidelines: Vec<OutView<'a>>,
}

#[derive(Serialize)]
struct OutView<'a> {
    id: &'a str,
    title: &'a str,
    url: Option<String>,
}

/// The items of one state that somebody has to look at; states without items are left out.
#[derive(Serialize)]
struct Group<'a> {
    state: &'static str,
    heading: &'static str,
    items: Vec<ItemView<'a>>,
}

#[derive(Serialize)]
struct ItemView<'a> {
    id: &'a str,
    title: &'a str,
    summary: &'a str,
    level: &'static str,
    revision: u32,
    /// Its page, where the guide is published.
    url: Option<String>,
    state: &'static str,
    state_words: &'static str,
    done: bool,
    /// Two places that tell one code from another, for boxes that remember.
    key: String,
    why: String,
    places: Vec<PlaceView>,
    introduced: Vec<FoundView>,
    before: Vec<FoundView>,
    /// How many findings were there before.
    were: usize,
    notes: Vec<String>,
    answer: Option<String>,
    questions: Vec<QuestionView<'a>>,
    /// Good code, where the guideline shows some in one file.
    good: Option<&'a str>,
}

#[derive(Serialize)]
struct PlaceView {
    place: String,
    gone: bool,
    why: String,
}

/// Findings that say the same, told once.
#[derive(Serialize)]
struct FoundView {
    /// Where; of the places in one file, only the first names it.
    places: Vec<String>,
    /// How many places are not shown.
    more: usize,
    message: String,
    waived: Option<String>,
}

/// In what order, and under what heading, states are told.
const GROUPS: [(State, &str); 5] = [
    (State::Fail, "To be mended"),
    (State::Person, "To be answered"),
    (State::NotRun, "Not looked at"),
    (State::Waived, "Waived"),
    (State::NotApplicable, "Answered: not applicable"),
];

/// Of findings that the change did not bring, more places than these are told as a number.
const MOST_BEFORE: usize = 5;

/// Examples that are longer than this are read in the guide.
const MOST_LINES: usize = 14;

impl<'a> View<'a> {
    pub(super) fn of(checklist: &'a Checklist<'a>, about: &'a About, guide: &Guide) -> Self {
        let items = |state: State| -> Vec<ItemView<'a>> {
            let own = checklist.items.iter().filter(|item| item.state == state);
            own.map(|item| ItemView::of(item, guide)).collect()
        };
        let group = |(state, heading): (State, &'static str)| Group {
            state: state.as_str(),
            heading,
            items: items(state),
        };
        let people = checklist.items.iter().filter(|item| item.state == State::Person);
        Self {
            title: checklist.project.map(|project| &*project.title),
            label: printable(&about.label),
            files: about.files,
            one_file: about.files == 1,
            come: about.lines.0,
            go: about.lines.1,
            total: checklist.items.len(),
            of: checklist.items.len() + checklist.left_out.len(),
            breaches: checklist.items.iter().map(|item| item.breaches().count()).sum(),
            people: people.map(|item| item.questions.len().max(1)).sum(),
            groups: GROUPS.into_iter().map(group).filter(|group| !group.items.is_empty()).collect(),
            passed: items(State::Pass),
            notes: about.notes.iter().map(|note| printable(note)).collect(),
            left_out: checklist.left_out.len(),
            reasons: reasons(checklist, guide),
        }
    }
}

fn reasons<'a>(checklist: &'a Checklist<'a>, guide: &Guide) -> Vec<Reason<'a>> {
    let mut reasons: Vec<Reason<'_>> = Vec::new();
    for out in &checklist.left_out {
        let why = printable(out.why.trim_end_matches('.'));
        let guideline = OutView {
            id: out.guideline.id.as_str(),
            title: &out.guideline.title,
            url: guide.published(out.guideline),
        };
        match reasons.iter_mut().find(|reason| reason.why == why) {
            Some(reason) => reason.guidelines.push(guideline),
            None => reasons.push(Reason { why, guidelines: vec![guideline] }),
        }
    }
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.guidelines.len()));
    reasons
}

impl<'a> ItemView<'a> {
    fn of(item: &'a Item<'a>, guide: &Guide) -> Self {
        let guideline = item.guideline;
        let told = |introduced: bool| {
            item.findings.iter().filter(move |told| told.introduced == introduced)
        };
        let answer = item.answer.map(|answer| {
            let by = answer.by.as_ref().map_or(String::new(), |by| format!(" by {by}"));
            let date = answer.date.map_or(String::new(), |date| format!(" on {date}"));
            format!("{}{by}{date}: {}", answer.verdict.as_str(), answer.reason)
        });
        let good = guideline.examples.iter().find_map(|example| match &example.good {
            Some(Code::File(text)) if text.lines().count() <= MOST_LINES => Some(text.trim_end()),
            _ => None,
        });
        Self {
            id: guideline.id.as_str(),
            title: &guideline.title,
            summary: &guideline.summary,
            level: item.level.as_str(),
            revision: guideline.revision,
            url: guide.published(guideline),
            state: item.state.as_str(),
            state_words: item.state.words(),
            done: matches!(item.state, State::Pass | State::NotApplicable | State::Waived),
            key: item
                .code
                .iter()
                .map(|mark| &mark[..8.min(mark.len())])
                .collect::<Vec<_>>()
                .join("+"),
            why: printable(&item.why_included),
            places: item.places.iter().map(PlaceView::of).collect(),
            introduced: found(told(true), usize::MAX),
            before: found(told(false), MOST_BEFORE),
            were: told(false).count(),
            notes: item.notes.iter().map(|note| printable(note)).collect(),
            answer,
            questions: questions(item),
            good,
        }
    }
}

impl PlaceView {
    fn of(spot: &Spot) -> Self {
        Self { place: place(&spot.path, spot.line), gone: spot.gone, why: printable(&spot.why) }
    }
}

/// Findings by what they say, in the order of the first of each, with some of their places.
fn found<'a>(findings: impl Iterator<Item = &'a Told>, most: usize) -> Vec<FoundView> {
    let mut groups: Vec<(FoundView, &str)> = Vec::new();
    for Told { finding, .. } in findings {
        let (message, waived) = (printable(&finding.message), waived(&finding.standing));
        let same =
            |(view, _): &&mut (FoundView, &str)| view.message == message && view.waived == waived;
        let line = finding.start.line;
        match groups.iter_mut().rev().find(same) {
            Some((view, _)) if view.places.len() == most => view.more += 1,
            Some((view, path)) if *path == finding.path => view.places.push(format!(":{line}")),
            Some((view, path)) => {
                view.places.push(place(&finding.path, Some(line)));
                *path = &finding.path;
            }
            None => {
                let places = vec![place(&finding.path, Some(line))];
                groups.push((FoundView { places, more: 0, message, waived }, &finding.path));
            }
        }
    }
    groups.into_iter().map(|(view, _)| view).collect()
}

fn waived(standing: &Standing) -> Option<String> {
    let Standing::Waived(reason) = standing else { return None };
    Some(match reason.until {
        Some(until) => format!("waived until {until}: {}", printable(&reason.text)),
        None => format!("waived: {}", printable(&reason.text)),
    })
}

fn place(path: &str, line: Option<usize>) -> String {
    // A name may not end the code that it is shown as.
    let path = printable(path).replace('`', "\u{fffd}");
    line.map_or_else(|| path.clone(), |line| format!("{path}:{line}"))
}
