//! What is sent: a plan as Gerrit's review input.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::forge::gerrit::known::PATCH_SET;
use crate::forge::gerrit::wire::{CommentInput, FixSuggestion, Range, Replacement, ReviewInput};
use crate::forge::gerrit::{ABILITIES, TAG};
use crate::forge::http::Refusal;
use crate::forge::plan::{self, Plan, Remark, Reply};
use crate::forge::ticks::Total;

/// A plan as the one request that it would be.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn shown(plan: &Plan) -> Result<String> {
    Ok(serde_json::to_string_pretty(&input(plan, None, false))? + "\n")
}

/// Moves the remarks that a refusal is about into the summary: those on the file that it names, else all.
pub(super) fn fold(plan: &Plan, refusal: &Refusal) -> Plan {
    let named = |remark: &Remark| refusal.said.contains(&remark.path);
    let some = refusal.status == 400 && plan.remarks.iter().any(named);
    let mut plan = plan::folded(plan, |remark| !some || named(remark), ABILITIES.summary);
    plan.replies.retain(|reply| some && !refusal.said.contains(&reply.thread.path));
    plan
}

pub(super) fn empty(tag: &str) -> ReviewInput {
    ReviewInput {
        tag: tag.to_owned(),
        omit_duplicate_comments: true,
        ignore_automatic_attention_set_rules: true,
        notify: "NONE",
        labels: BTreeMap::new(),
        comments: BTreeMap::new(),
    }
}

pub(super) fn input(plan: &Plan, vote: Option<&(String, i32)>, fixes: bool) -> ReviewInput {
    let mut input = empty(TAG);
    input.notify = "OWNER";
    input.ignore_automatic_attention_set_rules = plan.total() != Total::Broken;
    input.labels.extend(vote.cloned());
    input.comments = comments_of(plan);
    if !fixes {
        let all = input.comments.values_mut().flatten();
        all.for_each(|comment| comment.fix_suggestions.clear());
    }
    input
}

pub(super) fn comments_of(plan: &Plan) -> BTreeMap<String, Vec<CommentInput>> {
    let mut comments: BTreeMap<String, Vec<CommentInput>> = BTreeMap::new();
    if let Some(text) = &plan.summary {
        comments.entry(PATCH_SET.to_owned()).or_default().push(on_patch_set(text));
    }
    for remark in &plan.remarks {
        comments.entry(remark.path.clone()).or_default().push(of_remark(remark));
    }
    for reply in &plan.replies {
        comments.entry(reply.thread.path.clone()).or_default().push(of_reply(reply));
    }
    comments
}

pub(super) fn on_patch_set(text: &str) -> CommentInput {
    CommentInput {
        path: None,
        line: None,
        range: None,
        in_reply_to: None,
        message: text.to_owned(),
        unresolved: false,
        fix_suggestions: Vec::new(),
    }
}

fn of_remark(remark: &Remark) -> CommentInput {
    let fix = remark.fix.as_ref().map(|fix| FixSuggestion {
        description: fix.title.clone(),
        replacements: fix
            .edits
            .iter()
            .map(|(range, text)| Replacement {
                path: remark.path.clone(),
                range: of_range(*range),
                replacement: text.clone(),
            })
            .collect(),
    });
    CommentInput {
        line: Some(remark.line),
        range: remark.range.map(of_range),
        unresolved: remark.open,
        fix_suggestions: fix.into_iter().collect(),
        ..on_patch_set(&remark.text)
    }
}

fn of_range(range: plan::Range) -> Range {
    Range {
        start_line: range.start.0,
        start_character: range.start.1,
        end_line: range.end.0,
        end_character: range.end.1,
    }
}

pub(super) fn of_reply(reply: &Reply) -> CommentInput {
    CommentInput {
        in_reply_to: Some(reply.thread.last.clone()),
        unresolved: reply.open,
        ..on_patch_set(&reply.text)
    }
}
