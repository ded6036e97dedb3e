//! What is worth saying about a change, beside what has been said.

use std::collections::{BTreeMap, BTreeSet};

use super::look::Review;
use super::summary;
use super::ticks::{Answers, Entry, Event, Posted, Total};
use crate::model::{Finding, Level, Rulebook, State};
use crate::source::Place;

/// What a server can do.
#[derive(Debug, Clone, Copy)]
pub struct Abilities {
    /// Whether a remark can wait for its end: threads are open until somebody resolves them.
    pub resolves: bool,
    /// Whether remarks on lines that the change did not touch are taken.
    pub outside: bool,
    /// How columns of a line are counted from 0, if remarks can be on parts of a line.
    pub columns: Option<Columns>,
    /// The longest remark, in characters.
    pub remark: usize,
    /// The longest summary, in characters.
    pub summary: usize,
    /// How many remarks of ours may wait for their end at once; more are told in the summary.
    pub inline: usize,
}

/// How a server counts columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// In UTF-16 code units, as browsers do.
    Utf16,
}

/// A place as a server counts it: lines from 1, columns from 0, the end is the place after the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Line and column of its first character.
    pub start: (usize, usize),
    /// Line and column after its last character.
    pub end: (usize, usize),
}

/// A thread of remarks that we began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The finding that it is about: the beginning of its fingerprint.
    pub mark: String,
    /// Where it is.
    pub path: String,
    /// How it stands.
    pub standing: Talk,
    /// The server's handle of its last remark.
    pub last: String,
    /// The patch set that it began on.
    pub patch_set: u32,
}

/// How a thread stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// It waits for its end.
    Open,
    /// It was said, and waits for nothing.
    Said,
    /// A person ended it: the finding may stay.
    Settled,
    /// We ended it, because the finding was gone.
    Gone,
}

/// What stands on the server.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Our threads.
    pub threads: Vec<Thread>,
    /// Our summaries and what people said, in their order.
    pub events: Vec<Event>,
}

/// A change as the plan needs it.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The commit that was looked at.
    pub commit: String,
    /// What people call that state of the change: a patch set, or a commit.
    pub called: String,
    /// The files that remarks can be on.
    pub paths: BTreeSet<String>,
}

/// A new remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The file.
    pub path: String,
    /// The last line of what it is about.
    pub line: usize,
    /// The first one.
    pub first: usize,
    /// The place.
    pub range: Option<Range>,
    /// The text, with the mark of the finding at its end.
    pub text: String,
    /// Whether it waits for its end.
    pub open: bool,
    /// What to write instead, for servers that can do it.
    pub fix: Option<Mending>,
}

/// A fix of one file, as a server counts places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// What it does.
    pub title: String,
    /// Places and what stands there afterwards.
    pub edits: Vec<(Range, String)>,
}

/// A remark on a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The thread.
    pub thread: Thread,
    /// The text.
    pub text: String,
    /// Whether the thread waits for its end afterwards.
    pub open: bool,
}

/// What to say.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The change.
    pub subject: Subject,
    /// New remarks.
    pub remarks: Vec<Remark>,
    /// Remarks on threads.
    pub replies: Vec<Reply>,
    /// The summary; absent where there is nothing to answer and nothing was said before.
    pub summary: Option<String>,
    /// The items with what they come to.
    pub items: Vec<(Entry, State)>,
    /// Whether all of this stands on the server already.
    pub said: bool,
}

impl Plan {
    /// What all items come to.
    pub fn total(&self) -> Total {
        Total::of(self.items.iter().map(|(entry, state)| (entry.level, *state)))
    }
}

/// How many digits of a fingerprint mark a remark. Two findings of one change that share them: 1 in 10^14.
const MARK: usize = 16;

/// The mark of a finding, as remarks end with it.
pub fn mark(finding: &Finding) -> &str {
    &finding.fingerprint[..MARK.min(finding.fingerprint.len())]
}

/// The mark at the end of a remark of ours.
pub fn mark_in(text: &str) -> Option<&str> {
    let last = text.trim_end().lines().next_back()?;
    let inner = last.strip_prefix("[rulebook ")?.strip_suffix(']')?;
    (inner.len() == MARK && inner.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(inner)
}

/// Plans what to say about a change.
pub fn plan(
    rulebook: &Rulebook,
    review: &Review,
    subject: Subject,
    known: &Known,
    abilities: &Abilities,
) -> Plan {
    let threads: BTreeMap<&str, &Thread> =
        known.threads.iter().map(|thread| (thread.mark.as_str(), thread)).collect();
    let mut replies = ended(review, &subject, &threads);
    let waiting = threads.values().filter(|thread| thread.standing == Talk::Open).count();
    let mut room = abilities.inline.saturating_sub(waiting);
    let (mut remarks, mut rest, mut settled) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut seen = BTreeSet::new();
    for finding in &review.findings {
        if !seen.insert(mark(finding)) {
            continue;
        }
        match threads.get(mark(finding)).map(|thread| (thread, thread.standing)) {
            Some((_, Talk::Settled)) => {
                settled.insert(finding.fingerprint.clone());
            }
            Some((_, Talk::Open | Talk::Said)) => {}
            Some((thread, Talk::Gone)) => replies.push(Reply {
                thread: (*thread).clone(),
                text: format!("It is back in {}.", subject.called),
                open: finding.level == Level::Must && abilities.resolves,
            }),
            None if room > 0 && can_be_on(finding, review, &subject, abilities) => {
                room -= 1;
                remarks.push(remark(rulebook, finding, review, abilities));
            }
            None => rest.push(finding),
        }
    }
    let items = settle(review, &settled);
    let answers = Answers::of(&known.events);
    let posted: Vec<&Posted> = known.events.iter().filter_map(posted).collect();
    let states = items.iter().map(|(entry, _)| (entry.clone(), answers.state(entry))).collect();
    let parts = summary::Parts {
        rulebook,
        review,
        subject: &subject,
        items: &items,
        rest: &rest,
        answers: &answers,
    };
    let quiet = items.is_empty() && posted.is_empty() && rest.is_empty();
    let text = (!quiet).then(|| summary::text(&parts, abilities.summary));
    let last = posted.iter().rev().find(|one| one.commit == subject.commit);
    let told = match (&text, last) {
        (None, _) => true,
        (Some(_), None) => false,
        // The answers in it may have changed since; that alone is no reason to write again.
        (Some(_), Some(last)) => last.items.iter().eq(items.iter().map(|(entry, _)| entry)),
    };
    let said = told && remarks.is_empty() && replies.is_empty();
    Plan { subject, remarks, replies, summary: text, items: states, said }
}

fn posted(event: &Event) -> Option<&Posted> {
    match event {
        Event::Posted(posted) => Some(posted),
        Event::Said(_) => None,
    }
}

/// The ends of threads whose findings are gone. A file that could not be looked at ends none.
fn ended(review: &Review, subject: &Subject, threads: &BTreeMap<&str, &Thread>) -> Vec<Reply> {
    let present: BTreeSet<&str> = review.findings.iter().map(mark).collect();
    let gone = threads.values().filter(|thread| {
        let there = subject.paths.contains(&thread.path);
        thread.standing == Talk::Open
            && !present.contains(thread.mark.as_str())
            && (!there || review.looked.contains(&thread.path))
    });
    let reply = |thread: &&Thread| Reply {
        thread: (*thread).clone(),
        text: format!("Gone in {}.", subject.called),
        open: false,
    };
    gone.map(reply).collect()
}

/// The items, numbered; one whose findings were all settled by people is waived.
fn settle(review: &Review, settled: &BTreeSet<String>) -> Vec<(Entry, usize)> {
    let entries = review.items.iter().enumerate().map(|(at, item)| {
        let mut entry = Entry::of(at + 1, item);
        let all = item.findings.iter().all(|one| settled.contains(one));
        if item.state == State::Fail && all {
            entry.state = if item.questions.is_empty() { State::Waived } else { State::Person };
        }
        (entry, at)
    });
    entries.collect()
}

fn can_be_on(finding: &Finding, review: &Review, subject: &Subject, abilities: &Abilities) -> bool {
    let file = review.change.file(&finding.path);
    let line = finding.end.line;
    subject.paths.contains(&finding.path)
        && (abilities.outside || file.is_some_and(|file| file.brings(line, line)))
}

fn remark(
    rulebook: &Rulebook,
    finding: &Finding,
    review: &Review,
    abilities: &Abilities,
) -> Remark {
    let text = review.text(&finding.path).unwrap_or_default();
    let lines: Vec<&str> = text.split('\n').collect();
    let column = |place: Place| {
        let line = lines.get(place.line - 1).copied().unwrap_or("");
        line.chars().take(place.column - 1).map(char::len_utf16).sum::<usize>()
    };
    let place = |start: Place, end: Place| {
        let at = |place: Place| (place.line, column(place));
        abilities.columns.map(|Columns::Utf16| Range { start: at(start), end: at(end) })
    };
    let fix = finding.fix.as_ref().and_then(|fix| {
        let edits =
            fix.edits.iter().map(|one| Some((place(one.start, one.end)?, one.text.clone())));
        Some(Mending { title: fix.title.clone(), edits: edits.collect::<Option<_>>()? })
    });
    let range = place(finding.start, finding.end);
    Remark {
        path: finding.path.clone(),
        line: finding.end.line,
        first: finding.start.line,
        // An empty place cannot be shown.
        range: range.filter(|range| range.start < range.end),
        text: summary::remark(rulebook, finding, &text, abilities.remark),
        open: finding.level == Level::Must && abilities.resolves,
        fix,
    }
}

/// A plan without remarks on lines: what they would say stands in the summary. `which` are those that are folded.
pub fn folded(plan: &Plan, which: impl Fn(&Remark) -> bool, limit: usize) -> Plan {
    let mut plan = plan.clone();
    let (fold, keep): (Vec<_>, Vec<_>) = plan.remarks.into_iter().partition(|one| which(one));
    plan.remarks = keep;
    let text = plan.summary.unwrap_or_default();
    plan.summary = Some(summary::with_remarks(&text, &fold, limit));
    plan
}
