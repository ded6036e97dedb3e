//! A project's checklist with what the last audit saw: what is left to do is told by its code, not by its facts alone.

use std::collections::BTreeMap;

use super::{Checklist, Item};
use crate::model::audit::{Audited, Seen};
use crate::model::{Date, Project, Rulebook, State};
use crate::source::plain::printable;

/// More files than this of one guideline are counted, not named.
const MOST_FILES: usize = 3;

/// The release whose code a checklist tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsAudited<'a> {
    /// The release.
    pub release: &'a str,
    /// The day of the audit.
    pub date: Date,
}

impl<'a> Checklist<'a> {
    /// What a project has to answer: what binds it by its profiles and facts, with what the last audit saw of its newest
    /// release.
    pub fn audited(rulebook: &'a Rulebook, project: &'a Project) -> Self {
        let mut list = Self::of_project(rulebook, project);
        let Some(audit) = &rulebook.audit else { return list };
        let seen = |one: &'a Audited| Some((one, one.seen()?));
        let Some((newest, seen)) = audit.of(&project.name).filter_map(seen).next_back() else {
            return list;
        };
        for item in &mut list.items {
            item.take_audit(&newest.release, seen);
        }
        list.audited = Some(AsAudited { release: &newest.release, date: audit.date });
        list
    }
}

impl Item<'_> {
    /// Takes what checks found in a release. It outweighs any answer; what was not seen stays as it was.
    fn take_audit(&mut self, release: &str, seen: &Seen) {
        let Some(cell) = seen.guidelines.get(&self.guideline.id) else { return };
        if cell.findings > 0 {
            self.state = State::Fail;
            let own = seen.findings.iter().flatten();
            let own = own.filter(|one| one.guideline == self.guideline.id && one.waived.is_none());
            let places = places(own.map(|one| one.path.as_str()))
                .unwrap_or_else(|| format!("{} places", cell.findings));
            self.notes.push(format!("Release {release} has {places}"));
        } else if self.answer.is_none() && cell.clean {
            self.state = match () {
                () if !self.questions.is_empty() => State::Person,
                () if cell.waived > 0 => State::Waived,
                () => State::Pass,
            };
            self.notes.push(format!("Its checks find nothing in release {release}"));
        } else if let Some(why) = &cell.why
            && cell.state == State::NotRun
        {
            self.notes.push(format!("Not all of its checks ran on release {release}: {why}"));
        }
    }
}

/// How many places there are, and the files that have most of them; none if there are none. Names are code, because
/// `__init__.py` is bold otherwise.
pub fn places<'p>(paths: impl Iterator<Item = &'p str>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    paths.for_each(|path| *counts.entry(path).or_default() += 1);
    let total: usize = counts.values().sum();
    let mut files: Vec<(&str, usize)> = counts.into_iter().collect();
    files.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    let code = |path: &str| format!("`{}`", printable(path).replace('`', "'"));
    let shown: Vec<String> = files
        .iter()
        .take(MOST_FILES)
        .map(|(path, count)| format!("{} ({count})", code(path)))
        .collect();
    let more = match files.len().saturating_sub(MOST_FILES) {
        0 => String::new(),
        1 => " and 1 more file".to_owned(),
        more => format!(" and {more} more files"),
    };
    let s = if total == 1 { "" } else { "s" };
    (total > 0).then(|| format!("{total} place{s}: {}{more}", shown.join(", ")))
}
