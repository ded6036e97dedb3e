//! Drafts: only their author sees them, edits them and sends them.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use super::input::comments_of;
use crate::forge::gerrit::server::{Change, Gerrit};
use crate::forge::gerrit::wire::{Comment, CommentInput};
use crate::forge::http::Answer;
use crate::forge::plan::Plan;

impl Gerrit {
    /// Makes drafts; those that are there are not made again.
    pub(super) fn draft(&self, change: &Change, plan: &Plan) -> Result<usize> {
        if plan.said {
            return Ok(0);
        }
        let drafts = |gerrit: &Self| -> Result<BTreeMap<String, Vec<Comment>>> {
            gerrit.get(&format!("/changes/{}/drafts", change.id))
        };
        let mut known = drafts(self)?;
        let path = format!("/changes/{}/revisions/{}/drafts", change.id, change.commit);
        let mut made = 0;
        for (file, comments) in comments_of(plan) {
            for comment in comments {
                let there = known.get(&file).map_or(&[][..], Vec::as_slice);
                if there.iter().any(|one| one.message.as_deref() == Some(comment.message.trim())) {
                    continue;
                }
                let input = CommentInput {
                    path: Some(file.clone()),
                    fix_suggestions: Vec::new(),
                    ..comment
                };
                match self.send("PUT", &path, &input) {
                    Answer::Done(_) => made += 1,
                    Answer::Refused(refusal) => {
                        return Err(self.client.refused("PUT", &self.path(&path), &refusal));
                    }
                    Answer::Unsent(why) | Answer::Lost(why) => {
                        known = drafts(self)?;
                        let there = known.get(&file).map_or(&[][..], Vec::as_slice);
                        let arrived = there
                            .iter()
                            .any(|one| one.message.as_deref() == Some(input.message.trim()));
                        ensure!(
                            arrived,
                            "PUT {}{path}: {why}; {made} drafts were made",
                            self.client.base()
                        );
                        made += 1;
                    }
                }
            }
        }
        Ok(made)
    }
}
