//! What a change does to the start of programs: the trace runs on the tree before it and after it.
//!
//! A trace costs as much as all of a change's other checks together, so it runs only where a touched line can matter,
//! and for the second time only if the programs import a touched file at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;

use super::Review;
use super::change::File;
use super::touched::View;
use super::tree::{Ground, Side};
use crate::check::scene::{Given, Scene, Seen};
use crate::check::starts::{Starts, Turn};
use crate::model::applies::change::Changed;
use crate::model::{Finding, Id, Name, Step};
use crate::trace::{Shift, Sides, Tree as _};

/// Longer chains are told by their ends.
const MOST_STEPS: usize = 6;

/// What is known of the start of programs.
pub(super) enum Followed<'a> {
    /// Nothing that the change touches decides how programs start.
    Untouched,
    /// Programs start, and import nothing that the change touches.
    Elsewhere,
    /// Nobody has looked, for this reason.
    Not(&'static str),
    /// Both sides.
    Both(Box<Both<'a>>),
}

/// How programs start before a change and after it.
pub(super) struct Both<'a> {
    before: Starts<'a, 'a>,
    after: Starts<'a, 'a>,
    turns: Vec<Turn<'a, 'a>>,
    /// Whether there is a program at all.
    is_any: bool,
    /// The texts of files in which checks find something, before the change and after it.
    texts: [BTreeMap<String, Vec<u8>>; 2],
}

/// Follows what programs import, before the change and after it.
pub(super) fn follow<'a>(review: &'a Review<'a>, views: &[View]) -> Result<Followed<'a>> {
    if review.scene.startup_checks().is_empty() {
        return Ok(Followed::Untouched);
    }
    let files = &review.change.files;
    let words = review.scene.startup_words();
    let needs = files.iter().zip(views).map(|(file, view)| need(file, view, &words));
    match needs.max().unwrap_or(Need::None) {
        Need::None => return Ok(Followed::Untouched),
        Need::Unlikely => {
            return Ok(Followed::Not(
                "the change touches no line that imports, patches, calls or decides on import, or makes a lock or a thread",
            ));
        }
        Need::Likely => {}
    }
    if files.iter().any(File::is_fragment) {
        return Ok(Followed::Not("the files of the change are not all here"));
    }
    let Some(ground) = Ground::of(&review.change)? else {
        return Ok(Followed::Not("the tree is not here"));
    };
    let (old, new) =
        (Side::of(&ground, &review.change, false), Side::of(&ground, &review.change, true));
    let scene: &'a Scene<'a> = &review.scene;
    // Where only lines change, whatever imports none of the files starts as before.
    let other = |file: &File| {
        let stays = !file.patch.is_link() && file.patch.old == file.patch.new;
        (stays && !is_packaging(&file.path)).then(|| file.path.clone())
    };
    let differ: Option<BTreeSet<String>> = files.iter().map(other).collect();
    let sides = Sides { old: &old, new: &new, differ: differ.as_ref() };
    let is_any = AtomicBool::new(false);
    let is_worth = |imported: &BTreeSet<&str>| {
        is_any.fetch_or(!imported.is_empty(), Ordering::Relaxed);
        files.iter().any(|file| decides(file, imported))
    };
    let both = scene.starts(sides, &is_worth)?;
    let is_any = is_any.into_inner();
    let Some((before, after)) = both else {
        return Ok(if is_any { Followed::Elsewhere } else { Followed::Untouched });
    };
    let turns = scene.turns(&before, &after);
    let texts = [(&before, &old), (&after, &new)].map(|(starts, side)| {
        let text = |path: &str| Some((path.to_owned(), side.read(Path::new(path)).ok()?));
        starts.flagged().filter_map(text).collect()
    });
    Ok(Followed::Both(Box::new(Both { before, after, turns, is_any, texts })))
}

/// Whether programs may start differently because of a file.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    None,
    Unlikely,
    Likely,
}

fn need(file: &File, view: &View, words: &BTreeSet<&str>) -> Need {
    if !view.touched.substantial {
        return Need::None;
    }
    if is_packaging(&file.path) {
        return Need::Likely;
    }
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    // Test runners import test modules after the package that decides.
    if view.touched.language != Some("python") || name.starts_with("test_") {
        return Need::None;
    }
    let moves = file.patch.old != file.patch.new;
    let tells = |line: &Changed| {
        let mut names = line.text.split(|c: char| !c.is_alphanumeric() && c != '_');
        names.any(|name| words.contains(name))
    };
    match moves || view.acts || view.touched.lines.iter().any(tells) {
        true => Need::Likely,
        false => Need::Unlikely,
    }
}

fn is_packaging(path: &str) -> bool {
    matches!(path, "setup.cfg" | "pyproject.toml") || path.ends_with("/entry_points.txt")
}

/// Whether what programs import has to do with a file: it is among them, or it may have been before.
fn decides(file: &File, imported: &BTreeSet<&str>) -> bool {
    let gone = file.patch.old.is_some() && file.patch.old != file.patch.new;
    gone || is_packaging(&file.path) || imported.contains(file.path.as_str())
}

impl<'a> Both<'a> {
    /// What the checks find on one side in files that programs import, by file. `known` are those that the change touches.
    pub(super) fn look(
        &self,
        scene: &'a Scene<'a>,
        after: bool,
        known: &[Given<'_>],
    ) -> Result<Seen> {
        let starts = if after { &self.after } else { &self.before };
        let texts = self.texts[usize::from(after)].iter();
        let given = texts.map(|(path, bytes)| {
            let own = known.iter().find(|given| given.path == path);
            own.copied().unwrap_or(Given { path, bytes })
        });
        scene.look_with(&given.collect::<Vec<_>>(), Some(starts))
    }

    /// Whether the start of a program got worse in the way that a finding tells of.
    pub(super) fn is_worse(&self, finding: &Finding) -> bool {
        let place = |step: &Step| step.path == finding.path && step.line == finding.start.line;
        self.turns.iter().any(|turn| {
            let own = *turn.guideline == finding.guideline && *turn.check == finding.check;
            own && !turn.shift.is_better && place(&turn.shift.place)
        })
    }

    /// What got worse for a guideline.
    pub(super) fn worse(&self, guideline: &Id) -> Vec<&Shift> {
        let own = self.turns.iter().filter(|turn| turn.guideline == guideline);
        let mut worse: Vec<&Shift> = Vec::new();
        for turn in own.filter(|turn| !turn.shift.is_better) {
            if !worse.contains(&&turn.shift) {
                worse.push(&turn.shift);
            }
        }
        worse
    }

    /// Whether there is something to follow, all of it could be followed, and nothing got worse for any guideline.
    pub(super) fn is_as_good(&self) -> bool {
        let all = self.before.not_run.iter().chain(&self.after.not_run).next().is_none();
        self.is_any && all && self.turns.iter().all(|turn| turn.shift.is_better)
    }

    /// What is worth knowing of the change as a whole: nobody has to answer for what got better.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = self.after.moves(&self.before);
        let better = self.turns.iter().filter(|turn| turn.shift.is_better);
        notes.extend(better.map(|turn| turn.shift.words.clone()).collect::<BTreeSet<_>>());
        let new = self.after.not_run.iter().filter(|missed| {
            !self.before.not_run.iter().any(|known| known.reason == missed.reason)
        });
        notes.extend(new.map(|missed| format!("{}: {}", missed.path, missed.reason)));
        notes.dedup();
        notes
    }
}

/// The checks that ask how programs start, none where nobody followed it.
pub(super) fn checks<'a>(followed: &Followed<'a>, scene: &'a Scene<'a>) -> BTreeSet<&'a Name> {
    match followed {
        Followed::Both(_) => scene.startup_checks(),
        Followed::Untouched | Followed::Elsewhere | Followed::Not(_) => BTreeSet::new(),
    }
}

/// What got worse, and what leads there, as a sentence without its full stop.
pub(super) fn told(shift: &Shift) -> String {
    let steps: Vec<String> =
        shift.chain.iter().map(|step| format!("{}:{}", step.path, step.line)).collect();
    let shown = match steps.len() {
        0 => return shift.words.clone(),
        all if all > MOST_STEPS => {
            let half = MOST_STEPS / 2;
            [&steps[..half], &["…".to_owned()], &steps[all - half..]].concat()
        }
        _ => steps,
    };
    format!("{} ({})", shift.words, shown.join(" → "))
}
