//! GitHub: one review of a pull request, as the JSON that its interface takes.
//!
//! Nothing is sent from here: `gh api` knows proxies, tokens and enterprises already. What stands on the pull request
//! comes as the lists that the same interface gives, so that nothing is said twice.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::look::Review as Looked;
use super::plan::{Abilities, Known, Plan, Remark, Subject, Talk, Thread, mark_in};
use super::ticks::{self, Event, Posted, Said};
use crate::review::Change;

/// What GitHub can do. It takes 65,536 characters for a text. Whether a thread is resolved is not in its lists, so
/// none waits for its end.
pub const ABILITIES: Abilities = Abilities {
    resolves: false,
    outside: false,
    columns: None,
    remark: 8_000,
    summary: 50_000,
    inline: 25,
};

/// A review, a remark on a line or a comment on the pull request, as GitHub lists them.
#[derive(Debug, Clone, Deserialize)]
pub struct Comment {
    id: u64,
    body: Option<String>,
    user: Option<User>,
    /// Only remarks on lines have one.
    path: Option<String>,
    commit_id: Option<String>,
    #[serde(alias = "submitted_at")]
    created_at: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct User {
    login: String,
}

/// Reads a list, or several one after the other, as `gh api --paginate` writes them.
///
/// # Errors
/// If it is something else.
pub fn comments(json: &str) -> Result<Vec<Comment>> {
    let lists = serde_json::Deserializer::from_str(json).into_iter::<Vec<Comment>>();
    let lists: Result<Vec<_>, _> = lists.collect();
    let lists = lists.context("this is no list of reviews or comments as GitHub gives it")?;
    Ok(lists.into_iter().flatten().collect())
}

/// What stands on a pull request; `own` is whose summaries and remarks are ours, `author` who made the request.
pub fn known(mut comments: Vec<Comment>, own: &str, author: &str) -> Known {
    comments.sort_by(|one, other| one.created_at.cmp(&other.created_at));
    let mut known = Known::default();
    for comment in comments {
        let who = comment.user.map_or_else(String::new, |user| user.login);
        let text = comment.body.unwrap_or_default();
        if who != own {
            let owner = who == author;
            known.events.push(Event::Said(Said { who, owner, text, to: None }));
        } else if let Some(path) = comment.path {
            known.threads.extend(mark_in(&text).map(|mark| Thread {
                mark: mark.to_owned(),
                path,
                standing: Talk::Said,
                last: comment.id.to_string(),
                patch_set: 1,
            }));
        } else if let Some(items) = ticks::entries(&text) {
            let commit = comment.commit_id.unwrap_or_default();
            let handle = comment.id.to_string();
            known.events.push(Event::Posted(Posted { handle, commit, text, items }));
        }
    }
    known
}

/// What remarks on a change are about.
///
/// # Errors
/// If the change does not end with a commit.
pub fn subject(change: &Change) -> Result<Subject> {
    let commit = change.ends.as_ref().and_then(|(_, end)| end.clone());
    let commit = commit.context(
        "a review is about a commit, and this change ends with what is on disk; write a range such as origin/main...HEAD",
    )?;
    let there = change.files.iter().filter(|file| file.after.is_some() && !file.patch.is_link());
    let paths: BTreeSet<String> = there.map(|file| file.path.clone()).collect();
    let called = format!("commit {}", commit.get(..10).unwrap_or(&commit));
    Ok(Subject { commit, called, paths })
}

#[derive(Serialize)]
struct Review<'a> {
    commit_id: &'a str,
    event: &'static str,
    body: &'a str,
    comments: Vec<OnLine<'a>>,
}

#[derive(Serialize)]
struct OnLine<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_side: Option<&'static str>,
    line: usize,
    side: &'static str,
    body: &'a str,
}

/// A plan as the body of `POST /repos/OWNER/NAME/pulls/NUMBER/reviews`.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn shown(plan: &Plan, looked: &Looked) -> Result<String> {
    let on_line = |remark: &'_ Remark| -> Option<usize> {
        // Both ends have to be in one hunk, or the whole review is refused.
        let mut added = looked.change.file(&remark.path)?.added();
        let one = added.any(|own| own.contains(&remark.first) && own.contains(&remark.line));
        (one && remark.first < remark.line).then_some(remark.first)
    };
    let comments = plan.remarks.iter().map(|remark| {
        let start_line = on_line(remark);
        OnLine {
            path: &remark.path,
            start_line,
            start_side: start_line.map(|_| "RIGHT"),
            line: remark.line,
            side: "RIGHT",
            body: &remark.text,
        }
    });
    let review = Review {
        commit_id: &plan.subject.commit,
        event: "COMMENT",
        body: plan.summary.as_deref().unwrap_or_default(),
        comments: comments.collect(),
    };
    Ok(serde_json::to_string_pretty(&review)? + "\n")
}
