//! Ticking items off by replying: `rulebook: done 1,4; na 3 no API change; fail 2`.
//!
//! There is no memory but what stands on the server: our summaries, which end in a line for us, and what people
//! replied. An answer is bound to the guideline's revision and to the code that it was about, and ends with them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::look::Item;
use crate::model::{Id, Level, State};

/// What replies to us begin with.
pub const WORD: &str = "rulebook:";

/// What a person says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is met.
    Done,
    /// It is not about this change.
    NotApplicable,
    /// It is not met.
    Fail,
    /// An answer is taken back.
    Undo,
}

/// One part of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// What is said.
    pub verdict: Verdict,
    /// Of which items: numbers of a summary, or ids.
    pub items: Vec<String>,
    /// Why.
    pub reason: String,
}

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

/// What a text says to us; what is said in vain is told in `unclear`. Quoted lines are not said by who quotes them.
pub fn ticks(text: &str, unclear: &mut Vec<String>) -> Vec<Tick> {
    let mut all = Vec::new();
    for line in text.lines().map(str::trim) {
        let Some(start) = line.get(..WORD.len()) else { continue };
        if !start.eq_ignore_ascii_case(WORD) {
            continue;
        }
        for part in line[WORD.len()..].split(';').map(str::trim).filter(|part| !part.is_empty()) {
            match tick(part) {
                Ok(Some(tick)) => all.push(tick),
                Ok(None) => {}
                Err(why) => unclear.push(format!("`{}`: {why}", shortened(part))),
            }
        }
    }
    all
}

fn tick(part: &str) -> Result<Option<Tick>, &'static str> {
    let (verb, rest) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
    let verdict = match verb.to_lowercase().as_str() {
        "done" => Verdict::Done,
        "na" | "n/a" => Verdict::NotApplicable,
        "fail" => Verdict::Fail,
        "undo" => Verdict::Undo,
        "recheck" => return Ok(None),
        _ => return Err("there are done, na, fail, undo and recheck"),
    };
    let (items, reason) = listed(rest);
    if items.is_empty() {
        return Err("say which items, such as 1,4 or EVT103");
    }
    if verdict == Verdict::NotApplicable && reason.is_empty() {
        return Err("na needs a reason");
    }
    Ok(Some(Tick { verdict, items, reason }))
}

/// The items before a reason: `1, 4 because …`. What follows a comma is an item, too.
fn listed(text: &str) -> (Vec<String>, String) {
    let mut items = Vec::new();
    let mut rest = text.trim();
    loop {
        let end = rest.find(|c: char| c == ',' || c.is_whitespace()).unwrap_or(rest.len());
        let word = rest[..end].trim_end_matches([':', '.']);
        let number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        if !number && word.to_uppercase().parse::<Id>().is_err() {
            return (items, rest.to_owned());
        }
        items.push(word.to_uppercase());
        let after = rest[end..].trim_start();
        let Some(next) = after.strip_prefix(',') else { return (items, after.to_owned()) };
        rest = next.trim_start();
    }
}

/// Whether somebody asks for another look.
pub fn asks_again(text: &str) -> bool {
    text.lines().map(|line| line.trim().to_lowercase()).any(|line| {
        let own = line.strip_prefix(WORD).map(str::trim);
        line == "recheck" || line == "recheck rulebook" || own == Some("recheck")
    })
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
        // Who wrote the change cannot overrule somebody else.
        let stands = self.by_id.get(&entry.id).filter(|known| known.holds(entry));
        if !(said.owner && stands.is_some_and(|known| !known.owner)) {
            self.by_id.insert(entry.id.clone(), answer);
        }
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

fn shortened(text: &str) -> String {
    let harmless = |c: char| if c.is_control() || c == '`' { ' ' } else { c };
    text.chars().take(60).map(harmless).collect()
}

#[cfg(test)]
mod tests;
