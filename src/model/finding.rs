//! A finding: one place in somebody's code that a check flagged.

use serde::{Deserialize, Serialize};

use super::guideline::Level;
use super::id::{Id, Name};
use super::text::{Date, Line};
use crate::source::Place;

/// One place in somebody's code that a check flagged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The guideline that the place breaks.
    pub guideline: Id,
    /// The guideline's name.
    pub name: Name,
    /// The check that flagged it.
    pub check: Name,
    /// How binding the guideline is for this project, or what the check says of its findings.
    pub level: Level,
    /// The file, relative to the path that was checked, with `/`.
    pub path: String,
    /// Where it begins.
    pub start: Place,
    /// Where it ends: the place after its last character.
    pub end: Place,
    /// What is wrong here, and what to do instead; one line.
    pub message: String,
    /// The places that lead to it, first to last; empty where it stands alone.
    pub chain: Vec<Step>,
    /// What makes it the same finding after lines above it moved: 32 hexadecimal digits.
    pub fingerprint: String,
    /// Whether it has to be dealt with.
    pub standing: Standing,
    /// What to write instead, where a check can tell.
    pub fix: Option<Fix>,
}

/// What to write instead of what was flagged. It was tried: the file can still be read, and is no longer flagged here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Whether it may be made unseen.
    pub safe: bool,
    /// The changes of the file, by place; they do not overlap.
    pub edits: Vec<Edit>,
}

/// A change of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Where the old text begins.
    pub start: Place,
    /// The place after its last character; the same where something is put in.
    pub end: Place,
    /// The new text.
    pub text: String,
}

/// A place that leads to a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Step {
    /// The file, relative to the path that was checked.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The code there, on one line.
    pub text: String,
}

/// Whether a finding has to be dealt with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// The change brought it, or nobody knows of it.
    New,
    /// It was there before the change, or the baseline lists it.
    Existing,
    /// Somebody decided that it may stay.
    Waived(Reason),
}

impl Standing {
    /// The word in wire formats.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Existing => "existing",
            Self::Waived(_) => "waived",
        }
    }
}

/// Why a finding may stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Where that was decided.
    pub kind: ReasonKind,
    /// The reason as it was written.
    pub text: String,
    /// The last day on which it holds (UTC); absent for one without an end.
    pub until: Option<Date>,
    /// Who agreed, where that is recorded.
    pub approver: Option<Line>,
}

/// Where it was decided that a finding may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReasonKind {
    /// A file under projects/waivers/.
    Waiver,
    /// A comment `# rulebook: allow …` in the code.
    Comment,
    /// A comment `# noqa: …` in the code.
    Noqa,
}

/// A check that could not look at something. Never a silent pass.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NotRun {
    /// The check; absent where no check could look.
    pub check: Option<Name>,
    /// The file or folder, relative to the path that was checked.
    pub path: String,
    /// Why, as a part of a sentence.
    pub reason: String,
}

/// What came of running the checks on a tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What was flagged, sorted by path, place and guideline.
    pub findings: Vec<Finding>,
    /// What could not be looked at, sorted by path.
    pub not_run: Vec<NotRun>,
    /// How many files were looked at.
    pub files: usize,
    /// How many of them were parsed; the others cannot hold what the checks look for.
    pub parsed: usize,
    /// How many were read only in part, because of syntax errors.
    pub partly: usize,
}

impl Report {
    /// The findings that nobody waived.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| !matches!(finding.standing, Standing::Waived(_)))
    }

    /// How many findings are waived.
    pub fn waived(&self) -> usize {
        self.findings.len() - self.open().count()
    }
}
