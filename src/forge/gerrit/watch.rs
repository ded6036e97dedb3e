//! Looking after projects: every new patch set is looked at once, every reply is heard.
//!
//! The base is asking the server again and again, by its own clock. Events only wake us earlier, so that none that is
//! lost, doubled or late does harm. Nothing is kept but what saves work; all else is read from the server.

mod events;

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use jiff::ToSpan as _;
use jiff::civil::DateTime;

use super::TAG;
use super::post::{As, Job, Outcome, Prepared};
use super::server::Gerrit;
use super::wire::ChangeInfo;
use crate::forge::moment::Backoff;

pub use events::Stream;

/// How many minutes each question reaches back behind the latest that is known: an index may be late.
const OVERLAP: i64 = 2;

/// How often all open changes are asked for, whatever their times say.
const RECONCILE: Duration = Duration::from_secs(600);

/// The longest that a change which fails is left alone.
const LONGEST: Duration = Duration::from_secs(3600);

/// What to watch.
#[derive(Debug)]
pub struct Watch<'a> {
    /// What to do with each change.
    pub job: Job<'a>,
    /// The projects, by their names on the server.
    pub projects: &'a [String],
    /// How often to ask.
    pub every: Duration,
    /// Whether changes are looked at that their owners call work in progress.
    pub unready: bool,
}

/// Something that happened while watching.
#[derive(Debug)]
pub enum Happened<'a> {
    /// A change was looked at.
    Looked(&'a Prepared, &'a Outcome),
    /// A change could not be looked at; it is tried again.
    Failed(u64, &'a anyhow::Error),
    /// The server could not be asked; it is asked again.
    Unreachable(&'a anyhow::Error),
}

/// Wakes or stops a watch, from any thread.
#[derive(Debug, Default)]
pub struct Bell {
    state: Mutex<Rung>,
    changed: Condvar,
}

#[derive(Debug, Default, Clone, Copy)]
struct Rung {
    wake: bool,
    stop: bool,
}

impl Bell {
    /// Something may have changed.
    pub fn wake(&self) {
        self.lock().wake = true;
        self.changed.notify_all();
    }

    /// Enough: what is under way is ended, and nothing new is begun.
    pub fn stop(&self) {
        self.lock().stop = true;
        self.changed.notify_all();
    }

    /// Whether it is enough.
    pub fn is_stopped(&self) -> bool {
        self.lock().stop
    }

    /// Waits for either, or for some time; whether to go on.
    fn wait(&self, time: Duration) -> bool {
        let quiet = |rung: &mut Rung| !rung.wake && !rung.stop;
        let waited = self.changed.wait_timeout_while(self.lock(), time, quiet);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        rung.wake = false;
        !rung.stop
    }

    fn lock(&self) -> MutexGuard<'_, Rung> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What saves work; without it, all is looked at anew and nothing is said twice.
#[derive(Debug, Default)]
struct Memory {
    /// The state in which each change was last dealt with.
    dealt: BTreeMap<u64, String>,
    /// Changes that failed: when to try again, and how long to wait after that.
    failed: BTreeMap<u64, (Instant, Duration)>,
    /// The latest time of a change, by the server's clock.
    latest: Option<String>,
    reconciled: Option<Instant>,
}

impl Gerrit {
    /// Watches until the bell says stop; with `once`, until all that there is has been dealt with.
    ///
    /// # Errors
    /// If there are no credentials, or nothing to watch.
    pub fn watch(
        &self,
        watch: &Watch<'_>,
        bell: &Bell,
        once: bool,
        tell: &dyn Fn(Happened<'_>),
    ) -> Result<()> {
        ensure!(self.own.is_some(), "watching needs credentials, because it posts");
        ensure!(!watch.projects.is_empty(), "say which projects to watch");
        let mut memory = Memory::default();
        let mut backoff = Backoff::new(watch.every.min(Duration::from_secs(5)));
        loop {
            let pause = match self.round(watch, &mut memory, bell, tell) {
                Ok(()) => {
                    backoff.reset();
                    watch.every
                }
                Err(error) => {
                    tell(Happened::Unreachable(&error));
                    backoff.pause(None)
                }
            };
            if (once && memory.failed.is_empty()) || !bell.wait(pause) {
                return Ok(());
            }
        }
    }

    /// Asks for what changed, and deals with it.
    fn round(
        &self,
        watch: &Watch<'_>,
        memory: &mut Memory,
        bell: &Bell,
        tell: &dyn Fn(Happened<'_>),
    ) -> Result<()> {
        let whole = memory.reconciled.is_none_or(|last| last.elapsed() >= RECONCILE);
        let changes = self.query(&question(watch, memory.latest.as_deref().filter(|_| !whole)))?;
        let mut due: BTreeMap<u64, String> = BTreeMap::new();
        for info in &changes {
            let state = state(info);
            let skip = (info.work_in_progress && !watch.unready) || info.is_private;
            if !skip && memory.dealt.get(&info._number) != Some(&state) {
                if self.is_dealt_with(info) {
                    memory.dealt.insert(info._number, state);
                } else {
                    due.insert(info._number, state);
                }
            }
        }
        let now = Instant::now();
        let again = memory.failed.iter().filter(|(_, (when, _))| *when <= now);
        for number in again.map(|(number, _)| *number).collect::<Vec<_>>() {
            due.entry(number).or_default();
        }
        for (number, state) in due {
            if bell.is_stopped() {
                return Ok(());
            }
            if memory.failed.get(&number).is_some_and(|(when, _)| *when > Instant::now()) {
                continue;
            }
            match self.post(&watch.job, &number.to_string(), As::Review) {
                Ok((prepared, outcome)) => {
                    memory.failed.remove(&number);
                    memory.dealt.insert(number, state);
                    tell(Happened::Looked(&prepared, &outcome));
                }
                Err(error) => {
                    let pause =
                        memory.failed.get(&number).map_or(watch.every, |(_, pause)| *pause * 2);
                    let pause = pause.min(LONGEST);
                    memory.failed.insert(number, (Instant::now() + pause, pause));
                    tell(Happened::Failed(number, &error));
                }
            }
        }
        let latest = changes.iter().map(|info| info.updated.clone()).max();
        memory.latest = latest.max(memory.latest.take());
        if whole {
            memory.reconciled = Some(now);
            let open: Vec<u64> = changes.iter().map(|info| info._number).collect();
            memory.dealt.retain(|number, _| open.contains(number));
            memory.failed.retain(|number, _| open.contains(number));
        }
        Ok(())
    }

    /// Whether our last word on a change is about its current patch set, and nobody said anything since. After a
    /// restart, this spares all that was dealt with.
    fn is_dealt_with(&self, info: &ChangeInfo) -> bool {
        let own = self.own.as_ref().map(|own| own._account_id);
        let Some(revision) = info.revisions.get(&info.current_revision) else { return false };
        let last = info.messages.iter().rposition(|message| {
            message.tag.as_deref() == Some(TAG)
                && message.author.as_ref().map(|author| author._account_id) == own
                && message._revision_number == Some(revision._number)
        });
        last.is_some_and(|at| info.messages[at + 1..].iter().all(is_automatic))
    }
}

fn is_automatic(message: &super::wire::Message) -> bool {
    message.tag.as_deref().is_some_and(|tag| tag.starts_with("autogenerated:"))
}

/// The commit, and the last thing that a person said.
fn state(info: &ChangeInfo) -> String {
    let last = info.messages.iter().rev().find(|message| !is_automatic(message));
    format!("{} {}", info.current_revision, last.map_or("", |message| &message.id))
}

fn question(watch: &Watch<'_>, latest: Option<&str>) -> String {
    let projects: Vec<_> = watch
        .projects
        .iter()
        .map(|name| format!("project:\"{}\"", name.replace('"', "")))
        .collect();
    let mut question = format!("status:open ({})", projects.join(" OR "));
    if let Some(after) = latest.and_then(before) {
        question.push_str(&format!(" after:\"{after}\""));
    }
    question
}

/// Some minutes before a time as the server writes it.
fn before(time: &str) -> Option<String> {
    let time: DateTime = time.split('.').next()?.parse().ok()?;
    let before = time.checked_sub(OVERLAP.minutes()).ok()?;
    Some(before.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_reaches_back_behind_what_is_known_by_the_servers_clock() {
        assert_eq!(before("2026-11-23 00:01:05.000000000").as_deref(), Some("2026-11-22 23:59:05"));
        assert_eq!(before("yesterday"), None);
    }

    #[test]
    fn a_bell_that_rang_before_the_wait_is_heard() {
        let bell = Bell::default();
        bell.wake();
        assert!(bell.wait(Duration::from_secs(60)));
        bell.stop();
        assert!(!bell.wait(Duration::from_secs(60)));
    }
}
