//! An answer: a person's verdict on an item, bound to the guideline's revision and to the code that it was about.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::guideline::Guideline;
use super::id::{Name, Reference};
use super::text::{Date, Line};

/// projects/answers/<project>.yaml: what people have answered about one project and its changes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The project, by its name.
    pub project: Name,
    /// The answers, oldest first; of several that hold, the last counts.
    pub answers: Vec<Answer>,
}

/// A person's verdict on a guideline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The guideline.
    pub guideline: Reference,
    /// Its revision then; with a newer one the question is open again.
    pub revision: u32,
    /// The verdict.
    pub verdict: Met,
    /// Why.
    pub reason: Line,
    /// Who says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Line>,
    /// When (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Fingerprints of the functions and statements that it was about; none for the project as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<String>,
}

/// A verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// The guideline is met.
    Met,
    /// It is not.
    Unmet,
    /// It asks for nothing here.
    Na,
}

impl Met {
    /// The word as YAML and people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Unmet => "unmet",
            Self::Na => "na",
        }
    }
}

/// What has become of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holding {
    /// It holds.
    Holds,
    /// It does not any more, for this reason, a part of a sentence.
    Reopened(String),
}

impl Answer {
    /// The key of the line of a commit message that holds an answer.
    pub const FOOTER: &str = "Guideline-Answer";

    /// Whether it still answers a guideline about this code.
    ///
    /// A normative change of the guideline reopens it, and so does a change of the code. Editorial changes, moved
    /// lines and less code than it was about do not.
    pub fn holds(&self, guideline: &Guideline, code: &[String]) -> Holding {
        if self.revision != guideline.revision {
            let newer = guideline.changes.iter().rfind(|change| change.kind.is_normative());
            let what = newer.map_or(String::new(), |change| format!(": {}", change.text));
            let revision = guideline.revision;
            return Holding::Reopened(format!("the guideline has revision {revision} now{what}"));
        }
        if code.iter().any(|mark| !self.code.contains(mark)) {
            return Holding::Reopened("the code is other code now".into());
        }
        Holding::Holds
    }

    /// The answer as a line of a commit message.
    pub fn footer(&self) -> String {
        let code = self.code.join(",");
        let Self { guideline, revision, reason, .. } = self;
        let verdict = self.verdict.as_str();
        format!("{}: {guideline}@{revision} {verdict} [{code}] {reason}", Self::FOOTER)
    }

    /// The answers in the lines of commit messages, and the lines that are meant as one and cannot be read.
    pub fn in_messages(messages: &str) -> (Vec<Self>, Vec<&str>) {
        let (mut answers, mut unreadable) = (Vec::new(), Vec::new());
        for line in messages.lines() {
            let Some(rest) =
                line.trim().strip_prefix(Self::FOOTER).and_then(|r| r.strip_prefix(':'))
            else {
                continue;
            };
            match Self::of_footer(rest.trim()) {
                Some(answer) => answers.push(answer),
                None => unreadable.push(line),
            }
        }
        (answers, unreadable)
    }

    fn of_footer(text: &str) -> Option<Self> {
        let (head, rest) = text.split_once(" [")?;
        let (code, reason) = rest.split_once(']')?;
        let (what, verdict) = head.split_once(' ')?;
        let (guideline, revision) = what.split_once('@')?;
        Some(Self {
            guideline: Reference(guideline.to_owned()),
            revision: revision.parse().ok()?,
            verdict: match verdict.trim() {
                "met" => Met::Met,
                "unmet" => Met::Unmet,
                "na" => Met::Na,
                _ => return None,
            },
            reason: reason.parse().ok()?,
            by: None,
            date: None,
            code: code.split(',').filter(|mark| !mark.is_empty()).map(str::to_owned).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_survives_a_commit_message() {
        let answer = Answer {
            guideline: Reference("EVT101".into()),
            revision: 2,
            verdict: Met::Met,
            reason: "Seen [twice]; it is so.".parse().expect("a line"),
            by: None,
            date: None,
            code: vec!["aa".into(), "bb".into()],
        };
        let message = format!("Subject\n\nText.\n\n{}\nChange-Id: I1\n", answer.footer());
        assert_eq!(Answer::in_messages(&message), (vec![answer], vec![]));
        let (none, wrong) = Answer::in_messages("Guideline-Answer: EVT101 fine by me\n");
        assert_eq!((none, wrong), (vec![], vec!["Guideline-Answer: EVT101 fine by me"]));
    }
}
