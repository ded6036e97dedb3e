//! Ticking items off by replying: `rulebook: done 1,4; na 3 no API change; fail 2`.
//!
//! There is no memory but what stands on the server: our summaries, which end in a line for us, and what people
//! replied. An answer is bound to the guideline's revision and to the code that it was about, and ends with them.

mod entry;
mod reply;

use std::collections::BTreeMap;

use crate::model::{Id, Level, State};

pub use entry::{Entry, entries, line};
pub use reply::{Tick, Verdict, WORD, asks_again, ticks};

/// A summary of ours, as it stands on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The server's handle of it.
    pub handle: String,
    /// The commit that it is about.
    pub commit: String,
    /// The text, by which a repetition is known.
    pub text: String,
    /// Its items, in their order.
    pub items: Vec<Entry>,
}

/// What happened on a change, in its order.
#[derive(Debug, Clone)]
pub enum Event {
    /// We posted a summary.
    Posted(Posted),
    /// A person wrote something.
    Said(Said),
}

/// Something that a person wrote.
#[derive(Debug, Clone)]
pub struct Said {
    /// Who.
    pub who: String,
    /// Whether it is who wrote the change.
    pub owner: bool,
    /// What.
    pub text: String,
    /// The summary that it replies to, if it does.
    pub to: Option<String>,
}

/// A person's answer to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What was said.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// By whom.
    pub who: String,
    /// Whether it is who wrote the change.
    pub owner: bool,
    revision: u32,
    trigger: String,
}

/// All that people said, folded.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    by_id: BTreeMap<Id, Answer>,
    /// What was not understood, as sentences.
    pub unclear: Vec<String>,
}

impl Answers {
    /// Folds what happened.
    pub fn of(events: &[Event]) -> Self {
        let mut answers = Self::default();
        let mut posted: Vec<&Posted> = Vec::new();
        for event in events {
            match event {
                Event::Posted(summary) => posted.push(summary),
                Event::Said(said) => {
                    let to = said.to.as_deref();
                    let named = posted.iter().find(|summary| Some(&*summary.handle) == to);
                    answers.hear(said, named.or(posted.last()).copied());
                }
            }
        }
        answers
    }

    fn hear(&mut self, said: &Said, summary: Option<&Posted>) {
        let mut unclear = Vec::new();
        for tick in ticks(&said.text, &mut unclear) {
            for item in &tick.items {
                let items = summary.map_or(&[][..], |summary| &summary.items);
                let entry = items
                    .iter()
                    .find(|entry| entry.number.to_string() == *item || entry.id.as_str() == item);
                let Some(entry) = entry else {
                    unclear.push(format!("`{item}`: the summary has no such item"));
                    continue;
                };
                self.set(entry, &tick, said);
            }
        }
        let who = &said.who;
        self.unclear.extend(unclear.into_iter().map(|what| format!("{who}: {what}")));
    }

    fn set(&mut self, entry: &Entry, tick: &Tick, said: &Said) {
        // Who wrote the change cannot overrule somebody else.
        let stands = self.by_id.get(&entry.id).filter(|known| known.holds(entry));
        if said.owner && stands.is_some_and(|known| !known.owner) {
            return;
        }
        if tick.verdict == Verdict::Undo {
            self.by_id.remove(&entry.id);
            return;
        }
        let answer = Answer {
            verdict: tick.verdict,
            reason: tick.reason.clone(),
            who: said.who.clone(),
            owner: said.owner,
            revision: entry.revision,
            trigger: entry.trigger.clone(),
        };
        self.by_id.insert(entry.id.clone(), answer);
    }

    /// The answer to an item, as long as it holds.
    pub fn to(&self, entry: &Entry) -> Option<&Answer> {
        self.by_id.get(&entry.id).filter(|answer| answer.holds(entry))
    }

    /// What an item comes to. Who wrote the change cannot settle what is a must.
    pub fn state(&self, entry: &Entry) -> State {
        let Some(answer) = self.to(entry) else { return entry.state };
        if answer.owner && entry.level == Level::Must && answer.verdict != Verdict::Fail {
            return entry.state;
        }
        match (answer.verdict, entry.state) {
            (Verdict::Fail, _) => State::Fail,
            // What a check found is there, whatever anybody says; a reason can let it stay.
            (Verdict::NotApplicable, State::Fail) => State::Waived,
            (Verdict::NotApplicable, _) => State::NotApplicable,
            (Verdict::Done, State::Fail) => State::Fail,
            (Verdict::Done | Verdict::Undo, _) => State::Pass,
        }
    }
}

impl Answer {
    fn holds(&self, entry: &Entry) -> bool {
        self.revision == entry.revision && self.trigger == entry.trigger
    }
}

/// What all items together come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Nothing is left to do.
    Complete,
    /// Somebody has to answer.
    Open,
    /// A must is broken.
    Broken,
}

impl Total {
    /// Of states with their levels. A may binds nobody.
    pub fn of(states: impl IntoIterator<Item = (Level, State)>) -> Self {
        let mut total = Self::Complete;
        for (level, state) in states {
            match (level, state) {
                (Level::Must, State::Fail) => return Self::Broken,
                (Level::May, _) | (_, State::Pass | State::Waived | State::NotApplicable) => {}
                _ => total = Self::Open,
            }
        }
        total
    }

    /// The value on a label.
    pub fn vote(self) -> i32 {
        match self {
            Self::Complete => 1,
            Self::Open => 0,
            Self::Broken => -1,
        }
    }
}

#[cfg(test)]
mod tests;
