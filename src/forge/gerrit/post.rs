//! Saying it: one review, once.

mod drafts;
mod input;
mod turn;

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Result, bail, ensure};

use self::input::{comments_of, empty, fold, input, of_reply, on_patch_set};
use self::turn::Turn;
use super::fetch::Source;
use super::known::PATCH_SET;
use super::server::{Change, Gerrit};
use super::wire::{Comment, CommentInput};
use super::{ABILITIES, TAG};
use crate::forge::about;
use crate::forge::http::Answer;
use crate::forge::look::{Review, look, project_of};
use crate::forge::plan::{self, Known, Plan, Reply, Subject};
use crate::forge::summary;
use crate::forge::ticks::Total;
use crate::model::{Date, Rulebook};

pub use self::input::shown;

/// How often a change that moves on meanwhile is looked at anew.
const ROUNDS: usize = 3;

/// How something is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// As a review that everybody sees at once.
    Review,
    /// As drafts that only we see, to be edited and sent in the web interface.
    Draft,
}

/// What to do with a change, and how.
#[derive(Debug)]
pub struct Job<'a> {
    /// The rulebook.
    pub rulebook: &'a Rulebook,
    /// The project in it, if not the one of the server's name.
    pub project: Option<&'a str>,
    /// Where files come from.
    pub source: Source,
    /// The label to vote on.
    pub label: Option<&'a str>,
    /// Whether fixes are sent as what the web interface can apply; the site has to allow it.
    pub fixes: bool,
    /// A folder by which those who post from this machine at the same time wait for each other.
    pub turns: Option<PathBuf>,
    /// The day in UTC, for what runs out.
    pub today: Date,
}

/// A change that was looked at.
#[derive(Debug)]
pub struct Prepared {
    /// The change.
    pub change: Change,
    /// Its files, and what the checks say.
    pub review: Review,
    /// What stands on the server.
    pub known: Known,
    /// What is to be said.
    pub plan: Plan,
}

/// What came of posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All of it had been said.
    Nothing,
    /// It was posted.
    Posted {
        /// How many remarks on lines.
        remarks: usize,
        /// How many remarks on threads.
        replies: usize,
        /// Why remarks were moved into the summary, if they were.
        folded: Option<String>,
    },
    /// So many drafts were made.
    Drafted(usize),
    /// Only the vote was changed.
    Voted(i32),
}

/// What became of one attempt.
enum Delivered {
    Done(Option<String>),
    MovedOn,
}

impl Gerrit {
    /// Looks at a change and plans what to say.
    ///
    /// # Errors
    /// If the server does not answer, or the rulebook does not know the project.
    pub fn prepare(&self, job: &Job<'_>, id: &str) -> Result<Prepared> {
        let change = self.change(id)?;
        let project = project_of(job.rulebook, job.project, change.project())?;
        let marks =
            about::all(job.rulebook, Some(project)).into_iter().flat_map(|(_, marks)| marks);
        let fetched = self.fetch(&change, job.source, &about::fewest(marks))?;
        let review = look(job.rulebook, project, fetched.change, job.today)?;
        let known = self.known(&change);
        let subject = Subject {
            commit: change.commit.clone(),
            called: format!("patch set {}", change.patch_set),
            paths: change.files.keys().cloned().collect(),
        };
        let mut plan = plan::plan(job.rulebook, &review, subject, &known, &ABILITIES);
        let asked = self.asked_again(&change);
        if asked > 0 {
            plan.summary = plan.summary.map(|text| summary::asked_again(&text, asked));
            plan.said = plan.summary.as_deref().is_none_or(|text| self.is_said(&change, text));
        }
        Ok(Prepared { change, review, known, plan })
    }

    /// Looks at a change and posts what is new.
    ///
    /// # Errors
    /// If the server refuses, or the change moves on again and again.
    pub fn post(&self, job: &Job<'_>, id: &str, how: As) -> Result<(Prepared, Outcome)> {
        ensure!(
            self.own.is_some(),
            "posting needs credentials: put them into ~/.netrc, a git credential helper, or RULEBOOK_FORGE_USER and RULEBOOK_FORGE_TOKEN"
        );
        for _ in 0..ROUNDS {
            let prepared = self.prepare(job, id)?;
            let change = &prepared.change;
            if !change.is_open() {
                let status = change.info.status.to_lowercase();
                bail!("change {} is {status}; nothing is posted to it", change.number());
            }
            if how == As::Draft {
                let made = self.draft(change, &prepared.plan)?;
                return Ok((prepared, Outcome::Drafted(made)));
            }
            let vote = self.vote(change, job.label, prepared.plan.total());
            if prepared.plan.said {
                let Some((label, value)) = vote else { return Ok((prepared, Outcome::Nothing)) };
                self.cast(change, &label, value)?;
                return Ok((prepared, Outcome::Voted(value)));
            }
            let turn = |folder| Turn::take(folder, self.client.base(), change.number());
            let _turn = job.turns.as_deref().and_then(turn);
            if self.has_moved_on(change)? {
                continue;
            }
            match self.deliver(change, &prepared.plan, vote, job.fixes)? {
                Delivered::MovedOn => {}
                Delivered::Done(folded) => {
                    let remarks = if folded.is_some() { 0 } else { prepared.plan.remarks.len() };
                    let replies = prepared.plan.replies.len();
                    return Ok((prepared, Outcome::Posted { remarks, replies, folded }));
                }
            }
        }
        bail!("the change moved on while it was looked at, {ROUNDS} times; try later")
    }

    /// Whether there is another patch set or comment by now. Gerrit takes reviews of old patch sets, so it is us who
    /// have to look.
    fn has_moved_on(&self, change: &Change) -> Result<bool> {
        Ok(self.current(&change.id)? != change.commit
            || self.comments(&change.id)? != change.comments)
    }

    /// Posts a plan. A request whose fate is unknown is made again only after a look at the server.
    fn deliver(
        &self,
        change: &Change,
        plan: &Plan,
        vote: Option<(String, i32)>,
        mut fixes: bool,
    ) -> Result<Delivered> {
        let path = format!("/changes/{}/revisions/{}/review", change.id, change.commit);
        let mut plan = plan.clone();
        let (here, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut plan.replies)
            .into_iter()
            .partition(|reply| change.files.contains_key(&reply.thread.path));
        plan.replies = here;
        let mut folded = None;
        let mut backoff = self.client.backoff();
        let mut tried = 0;
        loop {
            tried += 1;
            let (why, wait) = match self.send("POST", &path, &input(&plan, vote.as_ref(), fixes)) {
                Answer::Done(_) => break,
                Answer::Refused(refusal)
                    if matches!(refusal.status, 400 | 413) && folded.is_none() =>
                {
                    plan = fold(&plan, &refusal);
                    folded = Some(refusal.to_string());
                    continue;
                }
                // What a site says that does not allow fixes. They stand in the text, too.
                Answer::Refused(refusal) if refusal.status == 500 && fixes => {
                    fixes = false;
                    (refusal.to_string(), refusal.wait)
                }
                Answer::Refused(refusal) if refusal.status == 409 => return Ok(Delivered::MovedOn),
                Answer::Refused(refusal) if refusal.may_pass() => {
                    (refusal.to_string(), refusal.wait)
                }
                Answer::Refused(refusal) => {
                    return Err(self.client.refused("POST", &self.path(&path), &refusal));
                }
                Answer::Unsent(why) | Answer::Lost(why) => (why, None),
            };
            if tried >= self.client.tries() {
                bail!("POST {}{path}: tried {tried} times: {why}", self.client.base());
            }
            backoff.wait(wait);
            if self.arrived(change, &plan)? {
                break;
            }
        }
        self.reply_on_old(change, &gone)?;
        Ok(Delivered::Done(folded))
    }

    /// Whether a plan stands on the server.
    fn arrived(&self, change: &Change, plan: &Plan) -> Result<bool> {
        let comments = self.comments(&change.id)?;
        let wanted = comments_of(plan);
        Ok(wanted.iter().all(|(path, wanted)| {
            let there = comments.get(path).map_or(&[][..], Vec::as_slice);
            wanted.iter().all(|one| there.iter().any(|known| self.is_same(known, change, one)))
        }))
    }

    fn is_same(&self, known: &Comment, change: &Change, wanted: &CommentInput) -> bool {
        let own = self.own.as_ref().map(|own| own._account_id);
        known.author.as_ref().map(|author| author._account_id) == own
            && known.commit_id.as_deref() == Some(change.commit.as_str())
            && known.message.as_deref().map(str::trim) == Some(wanted.message.trim())
    }

    fn is_said(&self, change: &Change, text: &str) -> bool {
        let all = change.comments.get(PATCH_SET);
        let wanted = on_patch_set(text);
        all.is_some_and(|all| all.iter().any(|known| self.is_same(known, change, &wanted)))
    }

    /// Replies on threads of files that the change no longer touches: only old patch sets take them.
    fn reply_on_old(&self, change: &Change, replies: &[Reply]) -> Result<()> {
        let sets: BTreeSet<u32> = replies.iter().map(|reply| reply.thread.patch_set).collect();
        for set in sets {
            let path = format!("/changes/{}/revisions/{set}/review", change.id);
            let mut input = empty(&format!("{TAG}~threads"));
            for reply in replies.iter().filter(|reply| reply.thread.patch_set == set) {
                let own: &mut Vec<_> = input.comments.entry(reply.thread.path.clone()).or_default();
                own.push(of_reply(reply));
            }
            self.done("POST", &path, &input)?;
        }
        Ok(())
    }

    /// The vote that is to be cast, if we may and have not.
    fn vote(&self, change: &Change, label: Option<&str>, total: Total) -> Option<(String, i32)> {
        let label = label?;
        let own = self.own.as_ref()?._account_id;
        let value = total.vote();
        let allowed = change.info.permitted_labels.get(label)?;
        let may = allowed.iter().any(|one| one.trim().parse() == Ok(value));
        let votes = change.info.labels.get(label).map_or(&[][..], |label| &label.all);
        let now = votes.iter().find(|vote| vote._account_id == own).map_or(0, |vote| vote.value);
        (may && now != value).then(|| (label.to_owned(), value))
    }

    fn cast(&self, change: &Change, label: &str, value: i32) -> Result<()> {
        let path = format!("/changes/{}/revisions/{}/review", change.id, change.commit);
        let mut input = empty(&format!("{TAG}~vote"));
        input.labels.insert(label.to_owned(), value);
        self.done("POST", &path, &input)
    }

    /// A write that may be made twice without harm.
    fn done<T: serde::Serialize>(&self, method: &str, path: &str, body: &T) -> Result<()> {
        let mut backoff = self.client.backoff();
        for tried in 1.. {
            let (why, wait) = match self.send(method, path, body) {
                Answer::Done(_) => return Ok(()),
                Answer::Refused(refusal) if refusal.may_pass() => {
                    (refusal.to_string(), refusal.wait)
                }
                Answer::Refused(refusal) => {
                    return Err(self.client.refused(method, &self.path(path), &refusal));
                }
                Answer::Unsent(why) | Answer::Lost(why) => (why, None),
            };
            if tried >= self.client.tries() {
                bail!("{method} {}{path}: tried {tried} times: {why}", self.client.base());
            }
            backoff.wait(wait);
        }
        Ok(())
    }
}
