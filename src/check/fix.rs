//! Making the changes that checks offer: of single findings for reports, of whole files for `--fix`.
//!
//! Nothing is believed. After each round of changes the text is parsed again and the checks run again: it has to be
//! Python still, the findings have to be gone, no other may have come, and no import may be left unused.

mod files;

use super::plan::Planned;
use crate::find::{self, Change, Match, Name, Several, changed, dropped};
use crate::python::{Module, ModuleName, Parsed};

pub use files::{Fixed, Left, fix};

/// A change that a check offers for a finding.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) title: String,
    pub(super) safe: bool,
    pub(super) changes: Vec<Change>,
}

/// A finding that is to go: the check, by its place in the list, and where the finding begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) check: usize,
    pub(super) start: usize,
}

/// What came of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mended {
    pub(super) text: String,
    /// How many changes were made.
    pub(super) made: usize,
}

/// What is known of a file while it is changed.
pub(super) struct Mender<'m, 'p, 'r> {
    pub(super) checks: &'m [&'p Planned<'r>],
    pub(super) context: &'m find::Context,
    /// Whether suggestions are left out.
    pub(super) only_safe: bool,
}

/// What may be read again in bytes for what one check offers in a file.
const MOST_TRIED: usize = 16 << 20;

type MayGo<'a> = Vec<&'a Several<Name>>;

/// One finding's changes.
struct Part<'r> {
    wanted: Wanted,
    changes: Vec<Change>,
    may_go: &'r Several<Name>,
}

/// For how many findings of one check in a file of some size changes are offered: each is tried on the whole file, and
/// nobody wants thousands of them one by one.
pub(super) fn most_offers(bytes: usize) -> usize {
    MOST_TRIED / bytes.max(1)
}

/// What a check offers for one of its findings in a module, if it is sure to work.
pub(super) fn offer(
    planned: &Planned<'_>,
    module: &Module,
    found: &[Match],
    at: usize,
    context: &find::Context,
) -> Option<Offer> {
    let fix = planned.check.fixes.iter().find(|fix| fix.is_for(&found[at]))?;
    let mut changes = fix.changes(module, &found[at]).ok()?;
    let mender = Mender { checks: &[planned], context, only_safe: false };
    let may_go = vec![&fix.drop_imports];
    let drops = mender.tried(module, module, &[found.len()], &changes, &[0], &may_go).ok()?.1;
    for drop in drops {
        changes.push(unshifted(&drop, &changes)?);
    }
    changes.sort();
    let safe = fix.is_safe_for(module, &found[at]);
    Some(Offer { title: fix.title.clone(), safe, changes })
}

/// A change of the text that other changes led to, as a change of the text before them; none where they touch.
fn unshifted(change: &Change, others: &[Change]) -> Option<Change> {
    let mut sorted: Vec<_> = others.iter().collect();
    sorted.sort();
    let mut offset: isize = 0;
    for other in sorted {
        let start = other.start.checked_add_signed(offset)?;
        if change.end <= start {
            break;
        }
        if change.start < start + other.text.len() {
            return None;
        }
        offset += isize::try_from(other.text.len()).ok()?;
        offset -= isize::try_from(other.end - other.start).ok()?;
    }
    let back = |at: usize| at.checked_add_signed(-offset);
    Some(Change { start: back(change.start)?, end: back(change.end)?, text: change.text.clone() })
}

impl<'r> Mender<'_, '_, 'r> {
    /// A text without these findings, as far as changes can be made.
    pub(super) fn mended(&self, text: &str, mut wanted: Vec<Wanted>) -> Result<Mended, String> {
        let parsed = sound(text)?;
        let original = Module::new(&parsed, ModuleName::of_path(&self.context.path));
        let mut mended = Mended { text: text.to_owned(), made: 0 };
        let mut may_go = MayGo::new();
        while !wanted.is_empty() {
            let Some((text, parts)) = self.round(&original, &mended, &mut wanted, &mut may_go)?
            else {
                break;
            };
            mended.made += parts;
            mended.text = text;
        }
        if let Some(text) = self.without_unused(&original, &mended.text, &may_go)? {
            mended.text = text;
        }
        Ok(mended)
    }

    /// As many changes as can be made side by side; the text after them, or nothing if there are none left.
    fn round(
        &self,
        original: &Module,
        mended: &Mended,
        wanted: &mut Vec<Wanted>,
        may_go: &mut MayGo<'r>,
    ) -> Result<Option<(String, usize)>, String> {
        let parsed = sound(&mended.text)?;
        let module = Module::new(&parsed, ModuleName::of_path(&self.context.path));
        let found: Vec<_> =
            self.checks.iter().map(|planned| planned.matches(&module, self.context)).collect();
        let counts: Vec<_> = found.iter().map(Vec::len).collect();
        let mut parts = self.parts(&module, &found, wanted);
        while !parts.is_empty() {
            let changes: Vec<_> = parts.iter().flat_map(|part| part.changes.clone()).collect();
            let gone: Vec<_> = parts.iter().map(|part| part.wanted.check).collect();
            let all: MayGo<'_> =
                may_go.iter().copied().chain(parts.iter().map(|part| part.may_go)).collect();
            match self.tried(original, &module, &counts, &changes, &gone, &all) {
                Ok((text, _)) => {
                    *may_go = all;
                    wanted.retain(|wanted| !parts.iter().any(|part| part.wanted == *wanted));
                    wanted.retain_mut(|wanted| shift(wanted, &changes));
                    return Ok(Some((text, parts.len())));
                }
                Err(_) if parts.len() > 1 => parts.truncate(parts.len() / 2),
                Err(_) => {
                    let hopeless = parts[0].wanted;
                    wanted.retain(|wanted| *wanted != hopeless);
                    parts = self.parts(&module, &found, wanted);
                }
            }
        }
        Ok(None)
    }

    /// The changes that can be made side by side, small ones first: what is around them comes in a later round.
    fn parts(&self, module: &Module, found: &[Vec<Match>], wanted: &[Wanted]) -> Vec<Part<'r>> {
        let mut parts: Vec<_> = wanted
            .iter()
            .filter_map(|wanted| {
                let planned = self.checks[wanted.check];
                let found = found[wanted.check].iter().find(|f| f.span.start == wanted.start)?;
                let fix = planned.check.fixes.iter().find(|fix| fix.is_for(found))?;
                let changes = fix.changes(module, found).ok()?;
                let part = Part { wanted: *wanted, changes, may_go: &fix.drop_imports };
                (!self.only_safe || fix.is_safe_for(module, found)).then_some(part)
            })
            .collect();
        let size = |part: &Part<'_>| part.changes.iter().map(|c| c.end - c.start).sum::<usize>();
        parts.sort_by_key(|part| (size(part), part.wanted.start));
        let mut taken: Vec<Change> = Vec::new();
        parts.retain(|part| {
            let free = !part.changes.iter().any(|c| taken.iter().any(|other| overlap(c, other)));
            if free {
                taken.extend(part.changes.clone());
            }
            free
        });
        parts
    }

    /// A text after changes, and what takes out the imports that they leave unused; or why they must not be made.
    fn tried(
        &self,
        original: &Module,
        module: &Module,
        counts: &[usize],
        changes: &[Change],
        gone: &[usize],
        may_go: &[&Several<Name>],
    ) -> Result<(String, Vec<Change>), String> {
        let text = changed(module.text(), changes);
        let drops = self.judged(original, &text, counts, gone, may_go)?;
        Ok((text, drops))
    }

    fn judged(
        &self,
        original: &Module,
        text: &str,
        counts: &[usize],
        gone: &[usize],
        may_go: &[&Several<Name>],
    ) -> Result<Vec<Change>, String> {
        let parsed = sound(text)?;
        let new = Module::new(&parsed, ModuleName::of_path(&self.context.path));
        for (at, planned) in self.checks.iter().enumerate() {
            let less = gone.iter().filter(|gone| **gone == at).count();
            if planned.matches(&new, self.context).len() + less > counts[at] {
                return Err(format!("{} would still find something", planned.check.name));
            }
        }
        dropped(original, &new, may_go)
    }

    fn without_unused(
        &self,
        original: &Module,
        text: &str,
        may_go: &MayGo<'_>,
    ) -> Result<Option<String>, String> {
        let parsed = sound(text)?;
        let module = Module::new(&parsed, ModuleName::of_path(&self.context.path));
        let drops = dropped(original, &module, may_go)?;
        if drops.is_empty() {
            return Ok(None);
        }
        let counts: Vec<_> = self
            .checks
            .iter()
            .map(|planned| planned.matches(&module, self.context).len())
            .collect();
        let (text, _) = self.tried(original, &module, &counts, &drops, &[], may_go)?;
        Ok(Some(text))
    }
}

fn sound(text: &str) -> Result<Parsed<'_>, String> {
    let parsed = Parsed::new(text).map_err(|refusal| refusal.to_string())?;
    let error = parsed.errors().next().map(|(_, error)| error);
    match error {
        Some(error) => Err(format!("it has syntax errors: {error}")),
        None => Ok(parsed),
    }
}

fn overlap(one: &Change, other: &Change) -> bool {
    one.start < other.end && other.start < one.end
        || one != other && one.start == other.start && one.end == other.end
}

/// Where a finding is after changes; false if it went with them.
fn shift(wanted: &mut Wanted, changes: &[Change]) -> bool {
    let mut moved = wanted.start;
    let mut counted: Vec<&Change> = changes.iter().collect();
    counted.sort();
    counted.dedup();
    for change in counted.iter().filter(|change| change.start <= wanted.start) {
        if wanted.start < change.end && change.start != wanted.start {
            return false;
        }
        if change.end <= wanted.start {
            moved = moved + change.text.len() - (change.end - change.start);
        }
    }
    wanted.start = moved;
    true
}
