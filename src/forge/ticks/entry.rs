//! The line for us at the end of a summary, which is all that we remember.

use std::sync::LazyLock;

use regex::Regex;

use crate::forge::look::Item;
use crate::model::{Id, Level, State};

/// An item in the line for us at the end of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The number by which people name it.
    pub number: usize,
    /// The guideline.
    pub id: Id,
    /// Its revision.
    pub revision: u32,
    /// How binding it is.
    pub level: Level,
    /// What the checks said.
    pub state: State,
    /// What answers are bound to.
    pub trigger: String,
}

static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\d{1,4})=([A-Z]{1,3}\d{3})/(\d{1,6})/(must|should|may)/(\w+)/([0-9a-f]{8})$")
        .expect("a pattern")
});

impl Entry {
    /// The entry of an item.
    pub fn of(number: usize, item: &Item) -> Self {
        Self {
            number,
            id: item.id.clone(),
            revision: item.revision,
            level: item.level,
            state: item.state,
            trigger: item.trigger.clone(),
        }
    }

    /// Reads what [`line`] wrote.
    fn read(word: &str) -> Option<Self> {
        let found = ENTRY.captures(word)?;
        let level = Level::ALL.into_iter().find(|level| level.as_str() == &found[4])?;
        let states = [
            State::Pass,
            State::Fail,
            State::Waived,
            State::Person,
            State::NotApplicable,
            State::NotRun,
        ];
        Some(Self {
            number: found[1].parse().ok()?,
            id: found[2].parse().ok()?,
            revision: found[3].parse().ok()?,
            level,
            state: states.into_iter().find(|state| state.as_str() == &found[5])?,
            trigger: found[6].to_owned(),
        })
    }
}

/// The line for us at the end of a summary.
pub fn line(entries: &[Entry]) -> String {
    let words = entries.iter().map(|one| {
        let (level, state) = (one.level.as_str(), one.state.as_str());
        format!(" {}={}/{}/{level}/{state}/{}", one.number, one.id, one.revision, one.trigger)
    });
    format!("[rulebook 1:{}]", words.collect::<String>())
}

/// The entries of a summary; none if the text is not one.
pub fn entries(text: &str) -> Option<Vec<Entry>> {
    let last = text.lines().rev().map(str::trim).find(|line| !line.is_empty())?;
    let inner = last.strip_prefix("[rulebook 1:")?.strip_suffix(']')?;
    inner.split_whitespace().map(Entry::read).collect()
}
