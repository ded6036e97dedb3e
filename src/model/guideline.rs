//! A guideline: one normative statement with its why, examples and questions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::applies::Applies;
use super::id::{Id, Name, Reference};
use super::text::{Code, Date, Line, Release};

/// One normative statement, with its why, its examples and its questions.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guideline {
    /// The file's path below guidelines/, without its ending; not written in the file.
    #[serde(skip)]
    pub name: Name,
    /// Immutable id, never reused; tools, waivers and answers refer to it.
    pub id: Id,
    /// An indicative sentence, true where the guideline is met; Markdown `code` is allowed, no final full stop.
    pub title: Line,
    /// How binding it is, unless a profile says otherwise.
    pub level: Level,
    /// Where it stands in its life.
    pub status: Status,
    /// The release in which the guidance began.
    pub since: Release,
    /// Counts changes of meaning: clarified, stricter, looser, retired. Editorial changes do not count.
    pub revision: u32,
    /// What changed and when, newest last.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Why it is no longer active; with status deprecated, superseded or retired, and only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<Lifecycle>,
    /// Former names and ids; they go on working everywhere.
    #[serde(default)]
    pub aliases: Vec<Reference>,
    /// Words from the topic's vocabulary.
    #[serde(default)]
    pub tags: Vec<String>,
    /// To what the guideline applies; absent means to everything.
    #[serde(default)]
    pub applies: Applies,
    /// One plain sentence of at most 160 characters, used in lists, checklists and tool messages.
    #[schemars(length(max = 160))]
    pub summary: Line,
    /// Markdown: what goes wrong otherwise, how, and for which versions that is known.
    pub why: String,
    /// Markdown: what to do instead.
    pub guidance: String,
    /// Markdown: when breaking it is fine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exceptions: Option<String>,
    /// What was advised when, and what replaced it.
    #[serde(default)]
    pub history: Vec<Era>,
    /// Bad and good code; it is documentation and test at once.
    #[serde(default)]
    pub examples: Vec<Example>,
    /// Why there are no examples; only instead of `examples`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_examples: Option<Line>,
    /// Names of the checks that look for breaches.
    #[serde(default)]
    pub checks: Vec<Name>,
    /// Names of the programs under checks/evidence/ that show its claims to be true.
    #[serde(default)]
    pub evidence: Vec<Name>,
    /// What a person must judge.
    #[serde(default)]
    pub review: Vec<Question>,
    /// Where the facts come from.
    #[serde(default)]
    pub references: Vec<Source>,
    /// Other guidelines worth reading with this one.
    #[serde(default)]
    pub related: Vec<Reference>,
    /// Guidelines that cannot bind the same project at the same time.
    #[serde(default)]
    pub conflicts: Vec<Conflict>,
    /// Guidelines to meet before this one.
    #[serde(default)]
    pub prerequisites: Vec<Reference>,
    /// What it takes to meet it in one project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
}

/// How binding a guideline is (the words of RFC 2119).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Breaking it needs a waiver.
    Must,
    /// Breaking it needs a reason.
    Should,
    /// Worth considering.
    May,
}

impl Level {
    /// All levels, most binding first.
    pub const ALL: [Self; 3] = [Self::Must, Self::Should, Self::May];

    /// The word as YAML and people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        }
    }
}

/// Where a guideline stands in its life.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written; shown, but binds nobody.
    Draft,
    /// In force.
    Active,
    /// In force for those who still need it; on its way out.
    Deprecated,
    /// Replaced by other guidelines; kept as history.
    Superseded,
    /// No longer true or needed; the file stays, so that its id is never reused.
    Retired,
}

impl Status {
    /// All statuses, in the order of a life.
    pub const ALL: [Self; 5] =
        [Self::Draft, Self::Active, Self::Deprecated, Self::Superseded, Self::Retired];

    /// The word as YAML and people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Deprecated => "deprecated",
            Self::Superseded => "superseded",
            Self::Retired => "retired",
        }
    }

    /// Whether projects have to answer it.
    pub fn binds(self) -> bool {
        matches!(self, Self::Active | Self::Deprecated)
    }

    /// Whether the guideline has to say why it is no longer plainly active.
    pub fn needs_lifecycle(self) -> bool {
        !matches!(self, Self::Draft | Self::Active)
    }
}

/// One entry of a guideline's change log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The revision that the change made, or for an editorial change the one it belongs to.
    pub revision: u32,
    /// When.
    pub date: Date,
    /// What it did to the meaning.
    pub kind: ChangeKind,
    /// What changed, in a sentence.
    pub text: Line,
}

/// What a change did to a guideline's meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The first edition.
    New,
    /// Words only; the meaning stays, and so does the revision.
    Editorial,
    /// The meaning was unclear and is now clear.
    Clarified,
    /// More code breaks it than before.
    Stricter,
    /// Less code breaks it than before.
    Looser,
    /// It no longer binds.
    Retired,
}

impl ChangeKind {
    /// Whether the change makes a new revision.
    pub fn is_normative(self) -> bool {
        !matches!(self, Self::Editorial)
    }

    /// The word as YAML and people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Editorial => "editorial",
            Self::Clarified => "clarified",
            Self::Stricter => "stricter",
            Self::Looser => "looser",
            Self::Retired => "retired",
        }
    }
}

/// Why a guideline is no longer active, and what replaced it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lifecycle {
    /// Since which release.
    pub since: Release,
    /// Why, in a sentence.
    pub reason: Line,
    /// What to follow instead; needed where the status is superseded.
    #[serde(default)]
    pub replaced_by: Vec<Reference>,
}

/// What was advised at one time.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Era {
    /// The release from which it was so.
    pub release: Release,
    /// Markdown: what was advised, and why it was or is no longer true.
    pub text: String,
}

/// Bad and good code, as documentation, as illustration of the checklist and as test.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What the example is about, in a few words.
    pub title: Line,
    /// The file name that the code pretends to have; `example.py` unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Code that breaks the guideline; each of its checks' findings must be among the places flagged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bad: Option<Code>,
    /// What the fixes of the guideline's checks, safe ones and suggestions, make of `bad`; no check may flag it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Code>,
    /// Code that meets the guideline; no check may flag it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good: Option<Code>,
    /// A sentence for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why no check flags `bad`; the guide shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchecked: Option<Line>,
}

impl Example {
    /// The file name of code that is one file.
    pub fn path(&self) -> &str {
        self.path.as_deref().unwrap_or("example.py")
    }
}

/// A question that a person answers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question; "yes" means that all is well.
    pub ask: Line,
    /// Where to look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Line>,
    /// When to ask; absent means always where the guideline applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Applies>,
    /// Whether it is about how programs start: for a change, nobody is asked where both sides were followed and
    /// nothing got worse.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub startup: bool,
    /// Whether "not applicable" is an answer.
    #[serde(default = "yes")]
    pub na_allowed: bool,
}

fn yes() -> bool {
    true
}

/// Where a fact comes from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is.
    pub kind: SourceKind,
    /// What it is called, or for a measurement what was measured, with versions.
    pub title: Line,
    /// Where it is; a measurement may do without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(url)]
    pub url: Option<String>,
}

/// What kind of source a reference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A bug report.
    Bug,
    /// A code review.
    Review,
    /// Documentation.
    Doc,
    /// A specification, goal or resolution.
    Spec,
    /// Source code or a commit.
    Code,
    /// A run of a program, with its versions in the title.
    Measurement,
    /// A standard.
    Standard,
}

impl SourceKind {
    /// The word as YAML and people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bug => "bug",
            Self::Review => "review",
            Self::Doc => "doc",
            Self::Spec => "spec",
            Self::Code => "code",
            Self::Measurement => "measurement",
            Self::Standard => "standard",
        }
    }
}

/// Two guidelines that cannot bind the same project at the same time.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The other guideline.
    pub guideline: Reference,
    /// When which one holds.
    pub reason: Line,
}

/// What it takes to meet a guideline in one project.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Weeks.
    Weeks,
}

impl Effort {
    /// The word as YAML and people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Weeks => "weeks",
        }
    }
}

/// How far machines can look for breaches of a guideline; derived from its checks and questions, never written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Automation {
    /// Checks find every breach that the guideline knows of; no question is left for a person.
    Automated,
    /// Checks find some breaches; a person answers the rest.
    Partial,
    /// A person answers.
    People,
}

impl Automation {
    /// The word as people read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Automated => "automated",
            Self::Partial => "partial",
            Self::People => "for people",
        }
    }
}

impl Guideline {
    /// How far machines can look for breaches.
    pub fn automation(&self) -> Automation {
        if self.checks.is_empty() {
            Automation::People
        } else if self.review.is_empty() && self.examples.iter().all(|e| e.unchecked.is_none()) {
            Automation::Automated
        } else {
            Automation::Partial
        }
    }
}
