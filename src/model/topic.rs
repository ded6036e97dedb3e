//! Topics, which order the guide, and hand-written pages.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::Name;
use super::text::Line;

/// A folder of guidelines, or with `guidelines/topic.yaml` the whole guide.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The folder's path below guidelines/; empty for the whole guide; not written in the file.
    #[serde(skip)]
    pub name: Name,
    /// What people call it.
    pub title: Line,
    /// What it is about, in a sentence.
    pub summary: Line,
    /// Its place among the topics; topics without one follow in the order of their names.
    #[serde(default = "last")]
    pub order: u32,
    /// Markdown: the opening of its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    /// The words with which its guidelines may be tagged, each with a sentence.
    #[serde(default)]
    pub tags: BTreeMap<String, Line>,
    /// Hand-written pages and their place; only in guidelines/topic.yaml.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<Pages>,
}

fn last() -> u32 {
    u32::MAX
}

/// The hand-written pages of the guide (`guidelines/<name>.md`), in reading order.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pages {
    /// Pages before the topics.
    pub before: Vec<Name>,
    /// Pages after the topics; pages that nobody lists follow these.
    pub after: Vec<Name>,
}

/// A hand-written page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The file's path below guidelines/, without `.md`.
    pub name: Name,
    /// Its first heading.
    pub title: String,
    /// Its Markdown, first heading included.
    pub text: String,
}
