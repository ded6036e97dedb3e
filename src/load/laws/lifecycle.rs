//! The life of a guideline: status, revisions, releases.

use super::{Draft, Problem, suggest};
use crate::model::guideline::ChangeKind;
use crate::model::{Guideline, Release, Status};

/// Who is no longer active says why and since when; who is superseded names a successor.
pub(super) fn lifecycles_are_coherent(draft: &Draft, problems: &mut Vec<Problem>) {
    for guideline in &draft.rulebook.guidelines {
        let status = guideline.status.as_str();
        let mut problem = |pointer: &str, what: String, next: &str| {
            problems.push(draft.in_guideline(guideline, pointer, what, next));
        };
        match (&guideline.lifecycle, guideline.status.needs_lifecycle()) {
            (None, true) => {
                let next = "add `lifecycle:` with `since:` and `reason:`";
                problem("status", format!("a {status} guideline says since when and why"), next);
            }
            (Some(_), false) => {
                let next = "remove `lifecycle:`, or change the status";
                problem(
                    "lifecycle:",
                    format!("{} {status} guideline has no end", article(status)),
                    next,
                );
            }
            (Some(life), true)
                if guideline.status == Status::Superseded && life.replaced_by.is_empty() =>
            {
                let next = "add `replaced_by:` with the guidelines that took its place";
                problem("lifecycle", "a superseded guideline has a successor".into(), next);
            }
            _ => {}
        }
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with('a') { "an" } else { "a" }
}

/// Changes are in order, count up by meaning, and end at the guideline's revision.
pub(super) fn changes_are_coherent(draft: &Draft, problems: &mut Vec<Problem>) {
    for guideline in &draft.rulebook.guidelines {
        if guideline.changes.is_empty() {
            let next = "add `changes:` with the first entry: `{revision: 1, date: …, kind: new, text: First edition.}`";
            problems.push(draft.in_guideline(
                guideline,
                "revision:",
                "this guideline has no change log",
                next,
            ));
            continue;
        }
        let mut revision = 0;
        let mut date = guideline.changes[0].date;
        for (at, change) in guideline.changes.iter().enumerate() {
            let pointer = |key: &str| format!("changes/{at}/{key}");
            let expected = revision + u32::from(change.kind.is_normative());
            if change.revision != expected.max(1) {
                let what =
                    format!("this change makes revision {expected}, and says {}", change.revision);
                let next = "every change but an editorial one counts the revision up by one";
                problems.push(draft.in_guideline(guideline, &pointer("revision"), what, next));
            }
            if change.date < date {
                let what = "this change is older than the one before it";
                let next = "put the changes in the order of their dates, newest last";
                problems.push(draft.in_guideline(guideline, &pointer("date"), what, next));
            }
            if (change.kind == ChangeKind::New) != (at == 0) {
                let what = "the first change is `new`, and no other is";
                let next =
                    "use editorial, clarified, stricter, looser or retired for later changes";
                problems.push(draft.in_guideline(guideline, &pointer("kind"), what, next));
            }
            revision = change.revision.max(revision);
            date = change.date;
        }
        if revision != guideline.revision {
            let what = format!(
                "the revision is {}, and the newest change says {revision}",
                guideline.revision
            );
            let next = "add the missing change, or correct the revision";
            problems.push(draft.in_guideline(guideline, "revision", what, next));
        }
    }
}

/// Where book.toml lists the releases, no other is named.
pub(super) fn releases_are_known(draft: &Draft, problems: &mut Vec<Problem>) {
    let known: Vec<&str> = draft.rulebook.settings.releases.iter().map(|r| r.0.as_str()).collect();
    if known.is_empty() {
        return;
    }
    for guideline in &draft.rulebook.guidelines {
        for (pointer, release) in releases(guideline) {
            if !known.contains(&release.0.as_str()) {
                let what = format!("there is no release `{release}`");
                let next = suggest(&release.0, &known).unwrap_or_else(|| {
                    "book.toml lists the releases, under `[preprocessor.rulebook]`".into()
                });
                problems.push(draft.in_guideline(guideline, &pointer, what, next));
            }
        }
    }
}

fn releases(guideline: &Guideline) -> Vec<(String, &Release)> {
    let mut all = vec![("since".to_owned(), &guideline.since)];
    all.extend(guideline.lifecycle.iter().map(|life| ("lifecycle/since".into(), &life.since)));
    let eras = guideline.history.iter().enumerate();
    all.extend(eras.map(|(at, era)| (format!("history/{at}/release"), &era.release)));
    guideline.applies.walk(&mut |keys, applies| {
        if let Some(releases) = &applies.releases {
            let at = keys.iter().fold("applies".to_owned(), |at, key| format!("{at}/{key}"));
            all.extend(releases.from.iter().map(|r| (format!("{at}/releases/from"), r)));
            all.extend(releases.until.iter().map(|r| (format!("{at}/releases/until"), r)));
        }
    });
    all
}
