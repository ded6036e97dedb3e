//! From a change to its checklist.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;
use rayon::prelude::*;

use super::change::File;
use super::findings::Looked;
use super::starts::{self, Followed};
use super::touched::View;
use super::{Review, excuse};
use crate::check::scene::{Beyond, Seen};
use crate::model::applies::change::{Around, Asked};
use crate::model::checklist::{About, LeftOut, Spot, Told};
use crate::model::guideline::Question;
use crate::model::rulebook::Binding;
use crate::model::{Checklist, Finding, Guideline, Id, Item, State, Upkeep};

/// More places than this of one item help nobody.
const MOST_SPOTS: usize = 3;

const AS_GOOD: &str =
    "the start of programs was followed before the change and after it; nothing of it got worse";

/// What is known of the change before items are made.
pub(super) struct Builder<'a> {
    review: &'a Review<'a>,
    views: Vec<View>,
    /// For each guideline, the files in whose changed code its checks may find something.
    concerned: HashMap<&'a Id, Vec<usize>>,
    beyond: BTreeMap<&'a Id, Beyond>,
    looked: Looked<'a>,
}

/// Where a guideline has to do with the change.
#[derive(Default)]
struct Touch<'a> {
    spots: BTreeSet<(usize, Spot)>,
    asked: Vec<&'a Question>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(review: &'a Review<'a>) -> Result<Self> {
        let views: Vec<View> = {
            let roots = super::touched::roots(review.rulebook);
            review.change.files.par_iter().map(|file| View::of(file, &roots)).collect()
        };
        let mut concerned: HashMap<&Id, Vec<usize>> = HashMap::new();
        for (at, view) in views.iter().enumerate().filter(|(_, view)| !view.code.is_empty()) {
            for id in review.scene.concerns(&view.touched.path, &view.code) {
                let files = concerned.entry(id).or_default();
                if files.last() != Some(&at) {
                    files.push(at);
                }
            }
        }
        let looked = Looked::of(review, &views)?;
        let mut beyond = review.scene.beyond_files();
        if !matches!(looked.followed, Followed::Not(_)) {
            beyond.values_mut().for_each(|beyond| beyond.startup = false);
        }
        Ok(Self { review, views, concerned, beyond, looked })
    }

    pub(super) fn checklist(self) -> Checklist<'a> {
        let Review { rulebook, scene, change, footers, .. } = self.review;
        let mut found = self.looked.told(self.review, &self.views);
        let mut about = self.about(&self.looked.now);
        let own =
            |finding: &Finding| Upkeep::ALL.iter().any(|upkeep| upkeep.id() == finding.guideline);
        for told in found.extract_if(.., |told| own(&told.finding)) {
            if told.introduced {
                about.notes.push(format!(
                    "{}:{}: {}",
                    told.finding.path, told.finding.start.line, told.finding.message
                ));
            }
        }
        let (mut items, mut left_out) = (Vec::new(), Vec::new());
        for guideline in &rulebook.guidelines {
            let binding = match scene.project() {
                Some(project) => rulebook.binding(project, guideline),
                None if guideline.status.binds() => Ok(Binding {
                    level: guideline.level,
                    reason: None,
                    why: "nobody has described the project".into(),
                }),
                None => Err(format!("it is {}", guideline.status.as_str())),
            };
            let item = binding.and_then(|binding| {
                let own = found.iter().filter(|told| told.finding.guideline == guideline.id);
                self.item(guideline, binding, own.cloned().collect())
            });
            match item {
                Ok(item) => items.push(item),
                Err(why) => left_out.push(LeftOut { guideline, why }),
            }
        }
        let recorded = scene.project().and_then(|project| rulebook.answers.get(&project.name));
        let answers: Vec<_> = recorded.iter().flat_map(|all| &all.answers).chain(footers).collect();
        for item in &mut items {
            item.take_answer(rulebook, &answers);
        }
        let items = rulebook.in_working_order(items);
        match &self.looked.followed {
            Followed::Both(both) => {
                about.notes.extend(both.notes());
                let asks = |item: &Item<'_>| item.guideline.review.iter().any(|one| one.startup);
                if both.is_as_good() && items.iter().any(asks) {
                    about.notes.push(AS_GOOD.to_owned());
                }
            }
            Followed::Not(why) => about.notes.extend(self.not_followed(&items, why)),
            Followed::Untouched | Followed::Elsewhere => {}
        }
        about.files = change.files.len();
        let project = scene.project();
        Checklist { project, change: Some(about), audited: None, items, left_out }
    }

    fn about(&self, seen: &Seen) -> About {
        let change = &self.review.change;
        let counts = change.files.iter().map(File::counts);
        let lines = counts.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        let mut notes = change.notes.clone();
        notes.extend(self.review.notes.iter().cloned());
        notes.extend(
            seen.not_run.iter().map(|missed| format!("{}: {}", missed.path, missed.reason)),
        );
        notes.extend(seen.notes.iter().map(|note| format!("{}: {}", note.path, note.text)));
        // A check that failed on a file leaves the others that looked at it.
        let whole = seen.not_run.iter().filter(|missed| missed.check.is_none());
        let unread = whole.map(|missed| missed.path.clone()).collect();
        About { label: change.label.clone(), files: change.files.len(), lines, notes, unread }
    }

    /// The item of a guideline that binds, or why the change has nothing to do with it.
    fn item(
        &self,
        guideline: &'a Guideline,
        binding: Binding<'a>,
        findings: Vec<Told>,
    ) -> Result<Item<'a>, String> {
        let mut touch = self.touch(guideline)?;
        let worse = self.worse(guideline, &mut touch);
        let introduced = findings.iter().any(|told| told.introduced);
        let concerned = self.concerned.get(&guideline.id).map_or(&[][..], Vec::as_slice);
        let fragments: Vec<_> =
            concerned.iter().filter(|at| self.review.change.files[**at].is_fragment()).collect();
        if touch.spots.is_empty() && !introduced && concerned.is_empty() && worse.is_empty() {
            return Err(match findings.first() {
                Some(told) => format!(
                    "what is found was there before, and the change does not touch it: {}:{}",
                    told.finding.path, told.finding.start.line
                ),
                None => {
                    "nothing that it asks for is in the changed lines or the functions around them"
                        .into()
                }
            });
        }
        let mut item = Item {
            guideline,
            level: binding.level,
            level_reason: binding.reason,
            state: State::Pass,
            why_included: String::new(),
            questions: Vec::new(),
            places: touch.spots.iter().map(|(_, spot)| spot.clone()).collect(),
            findings,
            notes: worse,
            answer: None,
            code: Vec::new(),
        };
        if !touch.spots.is_empty() || introduced {
            let answered = self.looked.start_is_as_good();
            item.questions = touch.asked;
            item.questions.retain(|question| !(question.startup && answered));
        }
        item.code = self.code(&touch.spots, &item);
        let beyond = self.beyond.get(&guideline.id).copied().unwrap_or_default();
        self.say_what_did_not_run(&mut item, beyond, &fragments);
        let excused = excuse::brought(self.review, &item);
        item.notes.extend(excused.clone());
        item.state = state(&item, beyond, !fragments.is_empty(), excused.is_some());
        item.why_included = why(&item, binding.why);
        // Of two reasons for one place, the longer one may say all of the other.
        item.places.dedup_by(|next, kept| {
            let is_more = (&next.path, next.line, next.gone) == (&kept.path, kept.line, kept.gone)
                && next.why.starts_with(&kept.why);
            if is_more {
                std::mem::swap(next, kept);
            }
            is_more
        });
        item.places.truncate(MOST_SPOTS);
        Ok(item)
    }

    /// What the change makes worse of the start of programs, as far as a guideline asks: a place of the change that the
    /// item is about.
    fn worse(&self, guideline: &'a Guideline, touch: &mut Touch<'a>) -> Vec<String> {
        let Followed::Both(both) = &self.looked.followed else { return Vec::new() };
        let worse = both.worse(&guideline.id);
        for shift in &worse {
            let steps = || shift.chain.iter().chain([&shift.place]);
            let own = |path: &str| self.views.iter().position(|view| view.touched.path == path);
            let comes = |at: usize, line| self.review.change.files[at].brings(line, line);
            let on_way = || steps().filter_map(|step| Some((own(&step.path)?, step)));
            let spot =
                on_way().find(|(at, step)| comes(*at, step.line)).or_else(|| on_way().next());
            touch.spots.extend(spot.map(|(at, step)| {
                let why = shift.words.clone();
                (at, Spot { path: step.path.clone(), line: Some(step.line), gone: false, why })
            }));
        }
        worse.into_iter().map(starts::told).collect()
    }

    /// Where a guideline's own predicates and those of its questions hold.
    fn touch(&self, guideline: &'a Guideline) -> Result<Touch<'a>, String> {
        let mut touch = Touch::default();
        if guideline.applies.is_about_changes() {
            let spots = self.spots(&guideline.applies);
            if spots.is_empty() {
                return Err("the change has nothing that it applies to".into());
            }
            touch.spots.extend(spots);
        }
        let (mut open, mut about_changes) = (Vec::new(), !touch.spots.is_empty());
        for question in &guideline.review {
            match &question.when {
                Some(when) if when.is_about_changes() => {
                    about_changes = true;
                    let spots = self.spots(when);
                    if !spots.is_empty() {
                        touch.asked.push(question);
                        touch.spots.extend(spots);
                    }
                }
                Some(when) => {
                    let verdict = self.review.scene.project().map(|p| when.to_project(p));
                    if !verdict.is_some_and(|verdict| verdict.is_no()) {
                        open.push(question);
                    }
                }
                None => open.push(question),
            }
        }
        // Nothing says which changes it is about: it is about all that change code.
        if !about_changes && guideline.checks.is_empty() {
            let all = self.views.iter().enumerate().filter(|(_, view)| view.touched.substantial);
            let spot = |(at, view): (usize, &View)| {
                let why = "it says of no change that it is not about it".to_owned();
                (at, Spot { path: view.touched.path.clone(), line: None, gone: false, why })
            };
            touch.spots.extend(all.map(spot));
        }
        touch.asked.extend(open);
        // As the guideline has them.
        touch
            .asked
            .sort_by_key(|asked| guideline.review.iter().position(|one| std::ptr::eq(one, *asked)));
        Ok(touch)
    }

    fn spots(&self, applies: &'a crate::model::Applies) -> Vec<(usize, Spot)> {
        let around = Around {
            project: self.review.scene.project(),
            releases: &self.review.rulebook.settings.releases,
        };
        let asked = Asked::new(applies);
        let one = |(at, view): (usize, &View)| {
            let hit = asked.of(&view.touched, around)?;
            let path = view.touched.path.clone();
            Some((at, Spot { path, line: hit.line, gone: hit.gone, why: hit.why }))
        };
        self.views.iter().enumerate().filter_map(one).collect()
    }

    /// Fingerprints of the functions and statements that an item is about.
    fn code(&self, spots: &BTreeSet<(usize, Spot)>, item: &Item<'_>) -> Vec<String> {
        // Sorted, so that a change with very many of both is not gone through once for each of them.
        let mut asked: BTreeMap<usize, BTreeSet<Option<(bool, usize)>>> = BTreeMap::new();
        let mut take = |at: usize, line: Option<usize>, gone: bool| {
            asked.entry(at).or_default().insert(line.map(|line| (gone, line)));
        };
        spots.iter().for_each(|(at, spot)| take(*at, spot.line, spot.gone));
        for told in item.findings.iter().filter(|told| told.introduced) {
            let own = |view: &View| view.touched.path == told.finding.path;
            if let Some(at) = self.views.iter().position(own) {
                take(at, Some(told.finding.start.line), false);
            }
        }
        for at in self.concerned.get(&item.guideline.id).into_iter().flatten() {
            if spots.is_empty() {
                take(*at, None, false);
            }
        }
        let mut marks = BTreeSet::new();
        for (at, places) in asked {
            let View { regions, touched, .. } = &self.views[at];
            let holds = |region: &&super::touched::Region| {
                let (first, last) = (region.lines.0, region.lines.1.max(region.lines.0));
                let mut own = places.range(Some((region.gone, first))..=Some((region.gone, last)));
                places.contains(&None) || own.next().is_some()
            };
            marks.extend(regions.iter().filter(holds).map(|region| region.fingerprint.clone()));
            if regions.is_empty() {
                marks.insert(super::touched::fingerprint(&touched.path));
            }
        }
        marks.into_iter().collect()
    }

    /// Said once, not with each of the items: of these, nobody has followed what programs import.
    fn not_followed(&self, items: &[Item<'_>], why: &str) -> Option<String> {
        let startup =
            |item: &&Item<'_>| self.beyond.get(&item.guideline.id).is_some_and(|b| b.startup);
        let ids: Vec<&str> =
            items.iter().filter(startup).map(|i| i.guideline.id.as_str()).collect();
        (!ids.is_empty()).then(|| {
            format!(
                "what programs import when they start was not followed for {}: {why}; `rulebook check` follows it",
                ids.join(", ")
            )
        })
    }

    fn say_what_did_not_run(&self, item: &mut Item<'_>, beyond: Beyond, fragments: &[&usize]) {
        if beyond.other {
            item.notes.push("a check of it runs another program, which has not run".into());
        }
        for at in fragments {
            let path = &self.review.change.files[**at].path;
            item.notes.push(format!("its checks need the whole of {path}, which is not here"));
        }
    }
}

fn state(item: &Item<'_>, beyond: Beyond, fragments: bool, excused: bool) -> State {
    if item.breaches().next().is_some() {
        return State::Fail;
    }
    let waived = item.findings.iter().any(|told| told.introduced);
    match () {
        () if excused || !item.questions.is_empty() => State::Person,
        () if waived => State::Waived,
        () if item.guideline.checks.is_empty() => State::Person,
        () if fragments || beyond.startup || beyond.other => State::NotRun,
        () => State::Pass,
    }
}

fn why(item: &Item<'_>, binds: String) -> String {
    let spot = item.places.first().map(|spot| {
        let line = spot.line.map_or(String::new(), |line| format!(":{line}"));
        format!("{} ({}{line})", spot.why, spot.path)
    });
    let found = item.findings.iter().find(|told| told.introduced).map(|told| {
        format!(
            "the change brings what its checks flag ({}:{})",
            told.finding.path, told.finding.start.line
        )
    });
    let here = found.or(spot).unwrap_or_else(|| "its checks looked at the changed code".into());
    format!("{here}; {binds}")
}
