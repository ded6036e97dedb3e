//! What Gerrit sends and takes. Fields that we do not use are left out; unknown ones do not matter.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Default)]
pub(super) struct Account {
    pub(super) _account_id: u64,
    pub(super) name: Option<String>,
    pub(super) username: Option<String>,
}

impl Account {
    /// What people know somebody by.
    pub(super) fn shown(&self) -> String {
        let known = self.username.clone().or_else(|| self.name.clone());
        known.unwrap_or_else(|| format!("account {}", self._account_id))
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct ChangeInfo {
    pub(super) project: String,
    pub(super) branch: String,
    pub(super) subject: String,
    pub(super) status: String,
    pub(super) _number: u64,
    pub(super) owner: Account,
    pub(super) updated: String,
    #[serde(default)]
    pub(super) current_revision: String,
    #[serde(default)]
    pub(super) revisions: BTreeMap<String, Revision>,
    #[serde(default)]
    pub(super) messages: Vec<Message>,
    #[serde(default)]
    pub(super) work_in_progress: bool,
    #[serde(default)]
    pub(super) is_private: bool,
    #[serde(default)]
    pub(super) permitted_labels: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) labels: BTreeMap<String, Label>,
    #[serde(default)]
    pub(super) _more_changes: bool,
}

#[derive(Debug, Clone, Deserialize, Default)]
pub(super) struct Label {
    #[serde(default)]
    pub(super) all: Vec<Vote>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Vote {
    pub(super) _account_id: u64,
    #[serde(default)]
    pub(super) value: i32,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Revision {
    pub(super) _number: u32,
    #[serde(rename = "ref")]
    pub(super) reference: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) tag: Option<String>,
    pub(super) author: Option<Account>,
    pub(super) message: String,
    pub(super) _revision_number: Option<u32>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct File {
    pub(super) status: Option<String>,
    pub(super) old_path: Option<String>,
    pub(super) new_mode: Option<u32>,
    #[serde(default)]
    pub(super) binary: bool,
    #[serde(default)]
    pub(super) size: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Diff {
    #[serde(default)]
    pub(super) content: Vec<Chunk>,
}

#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default)]
pub(super) struct Chunk {
    pub(super) ab: Vec<String>,
    pub(super) a: Vec<String>,
    pub(super) b: Vec<String>,
    pub(super) skip: usize,
    /// Whether both sides are the same but for blanks.
    pub(super) common: bool,
    /// Whether another change than this one did it.
    pub(super) due_to_rebase: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Comment {
    pub(super) id: String,
    pub(super) author: Option<Account>,
    pub(super) tag: Option<String>,
    pub(super) message: Option<String>,
    #[serde(default)]
    pub(super) unresolved: bool,
    pub(super) patch_set: Option<u32>,
    pub(super) in_reply_to: Option<String>,
    pub(super) change_message_id: Option<String>,
    pub(super) commit_id: Option<String>,
    #[serde(default)]
    pub(super) updated: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct ReviewInput {
    pub(super) tag: String,
    pub(super) omit_duplicate_comments: bool,
    pub(super) ignore_automatic_attention_set_rules: bool,
    pub(super) notify: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) labels: BTreeMap<String, i32>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) comments: BTreeMap<String, Vec<CommentInput>>,
}

#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(super) struct CommentInput {
    /// Only drafts say it here; in reviews it is the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) range: Option<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) in_reply_to: Option<String>,
    pub(super) message: String,
    pub(super) unresolved: bool,
    /// Without the site's leave, they cost the whole review.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fix_suggestions: Vec<FixSuggestion>,
}

#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(super) struct FixSuggestion {
    pub(super) description: String,
    pub(super) replacements: Vec<Replacement>,
}

#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(super) struct Replacement {
    pub(super) path: String,
    pub(super) range: Range,
    pub(super) replacement: String,
}

#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start_line: usize,
    pub(super) start_character: usize,
    pub(super) end_line: usize,
    pub(super) end_character: usize,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Checked {
    pub(super) status: String,
    pub(super) applicability_expression_result: Option<Expression>,
    pub(super) submittability_expression_result: Option<Expression>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Expression {
    pub(super) error_message: Option<String>,
}
