//! The page of changes, newest first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::render::site::{self, Entry, Site};

/// What `what-changed.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct View<'a> {
    days: Vec<Day<'a>>,
}

#[derive(Serialize)]
struct Day<'a> {
    date: String,
    changes: Vec<ChangeView<'a>>,
}

#[derive(Serialize)]
struct ChangeView<'a> {
    guideline: Entry<'a>,
    revision: u32,
    kind: &'static str,
    text: &'a str,
}

/// The view of the page of changes.
pub(super) fn view<'a>(site: &'a Site<'a>) -> View<'a> {
    let mut days: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for guideline in &site.book.guidelines {
        for change in &guideline.changes {
            days.entry(Reverse(change.date)).or_default().push(ChangeView {
                guideline: site.entry(guideline, site::CHANGES),
                revision: change.revision,
                kind: change.kind.as_str(),
                text: &change.text,
            });
        }
    }
    let days = days.into_iter().map(|(date, changes)| Day { date: date.0.to_string(), changes });
    View { days: days.collect() }
}
