//! A project: a code base that the rulebook is applied to, and the facts that decide what applies to it.

use std::collections::BTreeMap;

use pep440_rs::Version;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::applies::Range;
use super::id::Name;
use super::text::{Date, Line, OneOrMany};

/// A code base that the rulebook is applied to.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// The file's path below projects/, without its ending; not written in the file.
    #[serde(skip)]
    pub name: Name,
    /// What people call it.
    pub title: Line,
    /// What it does, in a sentence.
    pub summary: Line,
    /// Where its source is: a URL that git can clone.
    #[schemars(url)]
    pub repository: String,
    /// The page of one line of its source; `{commit}`, `{path}` and `{line}` are filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browse: Option<String>,
    /// The page of one line of a release, for audits; `{release}`, `{path}` and `{line}` are filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browse_release: Option<String>,
    /// Its name on PyPI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<String>,
    /// Its top-level import packages.
    #[serde(default)]
    pub packages: Vec<String>,
    /// What it is.
    pub kind: Kind,
    /// Which guidelines bind it; several profiles add up.
    #[serde(default)]
    pub profiles: Vec<Name>,
    /// Distributions that it requires or imports, as far as guidelines ask for them.
    #[serde(default)]
    pub uses: Vec<String>,
    /// Values of the facts in projects/facts.yaml.
    #[serde(default)]
    pub facts: BTreeMap<String, OneOrMany<String>>,
    /// The version ranges that it requires, by distribution.
    #[serde(default)]
    pub versions: BTreeMap<String, Range>,
    /// Its own names for others' modules and functions: wrappers and re-exports.
    #[serde(default)]
    pub same_as: BTreeMap<String, String>,
    /// Entry points beside those that its packaging declares, as `module:function` or a path.
    #[serde(default)]
    pub entries: Vec<String>,
    /// The release from which these facts were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<AsOf>,
    /// The releases that audits look at; without --history, the newest of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub releases: Vec<Listed>,
    /// Whether it gets a page and checklists of its own; otherwise it is only audited.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub checklists: bool,
    /// What was otherwise in earlier releases. A tree of such a release is checked by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
}

/// A release that audits look at.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its version on PyPI, or the name of its tag or branch in the repository.
    pub release: String,
    /// The day on which it was released, in UTC.
    pub date: Date,
    /// Whether its source is in the repository, not on PyPI.
    #[serde(default, skip_serializing_if = "is_no")]
    pub git: bool,
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}

fn is_no(value: &bool) -> bool {
    !value
}

/// What was otherwise before a release.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// The first release in which it no longer was so.
    #[schemars(with = "String")]
    pub before: Version,
    /// The facts that were otherwise.
    #[serde(default)]
    pub facts: BTreeMap<String, OneOrMany<String>>,
    /// Which guidelines bound it, if others did.
    #[serde(default)]
    pub profiles: Vec<Name>,
}

impl Project {
    /// The project as it was in a release.
    pub fn in_release(&self, version: &Version) -> Self {
        let mut project = self.clone();
        let after = self.earlier.iter().filter(|earlier| *version < earlier.before);
        if let Some(earlier) = after.min_by(|a, b| a.before.cmp(&b.before)) {
            project.facts.extend(earlier.facts.clone());
            if !earlier.profiles.is_empty() {
                project.profiles.clone_from(&earlier.profiles);
            }
        }
        project
    }
}

/// What a project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something that runs and serves.
    Service,
    /// Something that others import.
    Library,
    /// Something that others load.
    Plugin,
    /// Something that people run.
    Tool,
}

impl Kind {
    /// The word as YAML and people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Library => "library",
            Self::Plugin => "plugin",
            Self::Tool => "tool",
        }
    }
}

/// The release from which a project's facts were read.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AsOf {
    /// Its version.
    pub version: String,
    /// Its date.
    pub date: Date,
}

/// projects/facts.yaml: the facts that guidelines may ask for, with their values.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The facts, by name.
    pub facts: BTreeMap<String, Fact>,
}

/// One fact that guidelines may ask for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What it tells, in a sentence.
    pub about: Line,
    /// Its values, each with a sentence.
    pub values: BTreeMap<String, Line>,
}

/// A distribution's name as indexes compare it.
pub fn normal(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}
