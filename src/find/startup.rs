//! What runs before a program's first call of a function, over all its modules.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Name, Several, is_default};
use super::run::{Hit, Literals, Places, Scan};
use crate::python::Equivalents;

/// What is imported before a program calls a function, found by following the imports of every entry point.
///
/// This needs a whole tree; in a single file it finds nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Given")]
pub struct Startup {
    /// The function that should be called first, or several.
    pub call: Several<Name>,
    /// Which outcomes are findings.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub verdict: Several<Verdict>,
    /// Whether the outcomes are findings only if no entry point has another one; there is one finding then, for the
    /// first of them.
    #[serde(skip_serializing_if = "is_default")]
    pub every: bool,
    /// Classes and functions; each place that calls one before is a finding.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub made: Several<Name>,
    /// Modules of third parties; each place that imports one before the call, or without any call, is a finding.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub imported: Several<Name>,
    /// Whether entry points that name a module or an attribute that does not exist are findings.
    #[serde(skip_serializing_if = "is_default")]
    pub dead: bool,
    /// Which entry points are looked at; without it, all.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub entries: Several<EntryKind>,
    /// Modules that may be imported before it all the same.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub allow: Several<Name>,
    /// Whether modules of the project may come before that take no name out of what a patch replaces, and make no
    /// lock, thread or queue.
    #[serde(skip_serializing_if = "is_default")]
    pub plain: bool,
    /// Entry points of these kinds set the measure: what comes before the same call there as well is no finding.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub unlike: Several<EntryKind>,
    /// How far a program is followed.
    #[serde(skip_serializing_if = "is_default")]
    pub confidence: Confidence,
}

/// What is imported before a program calls a function, found by following the imports of every entry point.
///
/// This needs a whole tree; in a single file it finds nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "Startup")]
struct Given {
    /// The function that should be called first, or several.
    call: Several<Name>,
    /// Which outcomes are findings.
    #[serde(default)]
    verdict: Several<Verdict>,
    /// Whether the outcomes are findings only if no entry point has another one; there is one finding then, for the
    /// first of them.
    #[serde(default)]
    every: bool,
    /// Classes and functions; each place that calls one before is a finding.
    #[serde(default)]
    made: Several<Name>,
    /// Modules of third parties; each place that imports one before the call, or without any call, is a finding.
    #[serde(default)]
    imported: Several<Name>,
    /// Whether entry points that name a module or an attribute that does not exist are findings.
    #[serde(default)]
    dead: bool,
    /// Which entry points are looked at; without it, all.
    #[serde(default)]
    entries: Several<EntryKind>,
    /// Modules that may be imported before it all the same.
    #[serde(default)]
    allow: Several<Name>,
    /// Whether modules of the project may come before that take no name out of what a patch replaces, and make no
    /// lock, thread or queue.
    #[serde(default)]
    plain: bool,
    /// Entry points of these kinds set the measure: what comes before the same call there as well is no finding.
    #[serde(default)]
    unlike: Several<EntryKind>,
    /// How far a program is followed.
    #[serde(default)]
    confidence: Confidence,
}

impl TryFrom<Given> for Startup {
    type Error = &'static str;

    fn try_from(given: Given) -> Result<Self, Self::Error> {
        let found = [&given.made, &given.imported].into_iter().any(|names| !names.is_empty());
        if given.verdict.is_empty() && !found && !given.dead {
            return Err("say what is a finding: `verdict`, `made`, `imported` or `dead: true`");
        }
        if given.every && given.verdict.is_empty() {
            return Err("`every` is about outcomes; say which, with `verdict`");
        }
        Ok(Self {
            call: given.call,
            verdict: given.verdict,
            every: given.every,
            made: given.made,
            imported: given.imported,
            dead: given.dead,
            entries: given.entries,
            allow: given.allow,
            plain: given.plain,
            unlike: given.unlike,
            confidence: given.confidence,
        })
    }
}

impl Startup {
    /// Whether an outcome is a finding.
    pub fn asks_for(&self, verdict: Verdict) -> bool {
        self.verdict.iter().any(|one| *one == verdict)
    }
}

/// What was imported before the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing but the call's own import stack.
    First,
    /// Other modules of the project, but none of third parties.
    LateProject,
    /// At least one module of a third party.
    Late,
    /// It is not called while the entry point is imported.
    Never,
    /// The entry point could not be followed.
    Unresolved,
}

/// A sort of entry point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A program on the command line.
    ConsoleScripts,
    /// A program with a graphical interface.
    GuiScripts,
    /// An application for a web server.
    WsgiScripts,
    /// A Python file installed as a program.
    Script,
    /// The package of the tests.
    Tests,
}

/// How far a program is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// While its entry module is imported.
    #[default]
    Import,
    /// Also into its main function, which is less certain.
    Main,
}

// Found elsewhere, over a whole tree: a single module has none.
impl Places for Startup {
    fn places(&self, _scan: &Scan) -> Vec<Hit> {
        Vec::new()
    }

    fn literals(&self, _same_as: &Equivalents) -> Literals {
        Literals::Any(Vec::new())
    }
}
