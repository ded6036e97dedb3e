//! Evidence: a small program that shows a claim of a guideline to be true, with the versions for which it was seen.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::{Name, Reference};
use super::text::{Date, Line};

/// A claim about run time, and how its program is run. The program is the `.py` file beside this one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The file's path below checks/evidence/, without its ending; not written in the file.
    #[serde(skip)]
    pub name: Name,
    /// What the program shows, as a sentence.
    pub claim: Line,
    /// The guidelines that make the claim.
    pub guidelines: Vec<Reference>,
    /// The evidence whose program this one runs too, instead of one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Name>,
    /// The longest that one run may take; a run that is not done by then hangs.
    #[schemars(range(min = 1, max = 120))]
    pub seconds: u32,
    /// What is installed besides the version set: pip's requirements, each with an exact version.
    #[serde(default)]
    pub needs: Vec<Line>,
    /// What a machine needs to build these where nobody has built them already, and how to get it; part of a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<Line>,
    /// The version sets it is run with; all of them unless said.
    #[serde(default)]
    pub sets: Vec<Name>,
    /// The runs, each with what is expected of it.
    pub runs: Vec<Run>,
}

/// One way to run the program.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What is tried, as the guide shows it; Markdown.
    pub name: Line,
    /// The program's arguments.
    #[serde(default)]
    pub with: Vec<String>,
    /// What happens.
    pub expect: Outcome,
    /// Version sets with which something else happens.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Outcome>")]
    pub differs: BTreeMap<Name, Outcome>,
}

impl Run {
    /// What is expected with a version set.
    pub fn expected(&self, set: &Name) -> Outcome {
        self.differs.get(set).copied().unwrap_or(self.expect)
    }
}

/// What a run comes to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It comes to its end with the right result.
    Finishes,
    /// It began and did not come to an end.
    Hangs,
    /// Other green threads go on meanwhile.
    Cooperates,
    /// All other green threads stand still meanwhile.
    Blocks,
    /// A waiting thread is not woken.
    Loses,
    /// It comes to its end with a wrong result.
    Wrong,
    /// An exception is raised.
    Raises,
    /// A warning is given.
    Warns,
    /// No warning is given.
    Silent,
}

impl Outcome {
    /// The words that people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Finishes => "finishes",
            Self::Hangs => "hangs",
            Self::Cooperates => "cooperates",
            Self::Blocks => "blocks",
            Self::Loses => "loses wake-ups",
            Self::Wrong => "wrong result",
            Self::Raises => "raises",
            Self::Warns => "warns",
            Self::Silent => "is silent",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// checks/evidence/sets.yaml: the version sets that programs are run with.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionSets {
    /// The sets by name.
    #[schemars(with = "BTreeMap<String, VersionSet>")]
    pub sets: BTreeMap<Name, VersionSet>,
}

/// A Python and what is installed for it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionSet {
    /// The version of Python, such as "3.11".
    #[schemars(regex(pattern = r"^3\.\d+$"))]
    pub python: String,
    /// pip's requirements, each with an exact version.
    pub install: Vec<Line>,
}

/// generated/evidence.json: what was measured.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The version of this format.
    pub version: u32,
    /// What was seen, sorted by evidence, run and set.
    pub seen: Vec<Seen>,
    /// What could not be run here, and why.
    pub not_run: Vec<Unseen>,
}

/// What one run came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The evidence.
    pub evidence: Name,
    /// The run, by its name.
    pub run: String,
    /// The version set.
    pub set: Name,
    /// The guidelines that make the claim.
    pub guidelines: Vec<String>,
    /// What it came to.
    pub outcome: Outcome,
    /// What the program says it saw.
    pub detail: String,
    /// What it came to when it was tried before, if that was something else: what is seen then is not stable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// The version of Python.
    pub python: String,
    /// The versions of what the set and the evidence ask for.
    pub versions: BTreeMap<String, String>,
    /// The day, in UTC.
    pub date: Date,
    /// A hash of the program and of how it was run.
    pub program: String,
}

/// What could not be run, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unseen {
    /// The evidence.
    pub evidence: Name,
    /// The version set.
    pub set: Name,
    /// Why, as a part of a sentence.
    pub reason: String,
}

/// A loaded program, with all that running it needs.
#[derive(Debug, Clone)]
pub struct Program {
    /// What it shows and how it is run.
    pub evidence: Evidence,
    /// Its text.
    pub text: String,
}

/// All evidence of a rulebook.
#[derive(Debug, Clone, Default)]
pub struct Proofs {
    /// The programs by name.
    pub programs: BTreeMap<Name, Program>,
    /// The Python module that they share.
    pub harness: String,
    /// The version sets.
    pub sets: BTreeMap<Name, VersionSet>,
    /// What was measured.
    pub record: Record,
}

impl Proofs {
    /// A hash of a program, of what it shares with others, and of how a run of it is done.
    pub fn hash(&self, program: &Program, run: &Run) -> String {
        let mut all = blake3::Hasher::new();
        let needs = program.evidence.needs.iter().map(|need| need.as_str());
        let parts = [program.text.as_str(), &self.harness].into_iter();
        for part in parts.chain(run.with.iter().map(String::as_str)).chain(needs) {
            all.update(part.as_bytes()).update(&[0]);
        }
        all.finalize().to_hex()[..16].to_owned()
    }

    /// What was seen of a run, and is about the program as it is now.
    pub fn seen<'a>(&'a self, program: &'a Program, run: &'a Run) -> Vec<&'a Seen> {
        let hash = self.hash(program, run);
        let ours = |seen: &&Seen| {
            seen.evidence == program.evidence.name
                && seen.run == run.name.as_str()
                && seen.program == hash
        };
        self.record.seen.iter().filter(ours).collect()
    }

    /// The measurements that no longer count: of programs or runs that have changed or gone, or that contradict
    /// what is now expected.
    pub fn stale(&self) -> Vec<&Seen> {
        let counts = |seen: &Seen| {
            let program = self.programs.get(&seen.evidence)?;
            let mut runs = program.evidence.runs.iter();
            let run = runs.find(|run| run.name.as_str() == seen.run)?;
            (self.hash(program, run) == seen.program && run.expected(&seen.set) == seen.outcome)
                .then_some(())
        };
        self.record.seen.iter().filter(|seen| counts(seen).is_none()).collect()
    }
}
