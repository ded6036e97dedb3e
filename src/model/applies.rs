//! To what a guideline or a question applies: a closed set of predicates on projects and changes.

pub mod change;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use pep440_rs::{Version, VersionSpecifiers};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use version_ranges::Ranges;

use super::project::{Kind, Project};
use super::text::{OneOrMany, Release};

pub use words::conditions;

/// Predicates that must all hold. Those on a project are decided for each project; those on a change (paths, imports,
/// calls, dependencies, diff, languages and so on), all on the same touched file, only when there is a change, and leave
/// the question open until then.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Applies {
    /// The project uses one of these distributions.
    #[serde(skip_serializing_if = "is_empty")]
    pub uses: OneOrMany<String>,
    /// The project uses none of these distributions.
    #[serde(skip_serializing_if = "is_empty")]
    pub lacks: OneOrMany<String>,
    /// The project is of one of these kinds.
    #[serde(skip_serializing_if = "is_empty")]
    pub kind: OneOrMany<Kind>,
    /// For each fact of projects/facts.yaml, the values of which the project has one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, OneOrMany<String>>,
    /// Version ranges by distribution (PEP 440); one that cannot meet the project's own range rules it out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, Range>,
    /// The change touches such a path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<Paths>,
    /// A touched file is written in one of these languages.
    #[serde(skip_serializing_if = "is_empty")]
    pub languages: OneOrMany<String>,
    /// A touched line, or a function that one stands in, imports or uses something of one of these modules.
    #[serde(skip_serializing_if = "is_empty")]
    pub imports: OneOrMany<String>,
    /// A touched line, or a function that one stands in, calls one of these names.
    #[serde(skip_serializing_if = "is_empty")]
    pub calls: OneOrMany<String>,
    /// A requirement of one of these distributions comes, goes or changes; `*` stands for any letters.
    #[serde(skip_serializing_if = "is_empty")]
    pub dependencies: OneOrMany<String>,
    /// A distribution that was not required before; `*` stands for any letters.
    #[serde(skip_serializing_if = "is_empty")]
    pub new_dependencies: OneOrMany<String>,
    /// A changed line runs when its module is imported: it stands in no function.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub at_import: bool,
    /// A regular expression that a changed line matches, comments and docstrings of Python left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
    /// The same, what stands in strings of Python left out as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same as `diff`, of a line that comes; one that goes does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adds: Option<String>,
    /// The same as `code`, of a line that comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adds_code: Option<String>,
    /// Releases of the guide, both inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub releases: Option<Releases>,
    /// At least one of these holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<Applies>,
    /// All of these hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<Applies>,
    /// This does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Applies>>,
}

fn is_empty<T>(list: &OneOrMany<T>) -> bool {
    list.0.is_empty()
}

/// Globs on paths from the root of a project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Paths {
    /// At least one of these matches; none given means any path.
    pub include: Vec<String>,
    /// None of these matches.
    pub exclude: Vec<String>,
}

/// A span of releases of the guide.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Releases {
    /// The first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Release>,
    /// The last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Release>,
}

/// A range of versions (PEP 440), such as `>=0.20,<0.40`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Range(VersionSpecifiers);

impl Range {
    /// A range by its specifiers.
    pub fn new(specifiers: VersionSpecifiers) -> Self {
        Self(specifiers)
    }

    /// The range as specifiers.
    pub fn specifiers(&self) -> &VersionSpecifiers {
        &self.0
    }

    /// Whether some version lies in both ranges.
    pub fn meets(&self, other: &Self) -> bool {
        let ranges = |range: &Self| Ranges::<Version>::from(range.0.clone());
        !ranges(self).is_disjoint(&ranges(other))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Range {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| {
            serde::de::Error::custom(format!(
                "`{text}` is no version range; write one as in requirements files, such as \">=0.20,<0.40\""
            ))
        })
    }
}

impl JsonSchema for Range {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Range".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^\\s*(~=|===?|!=|<=?|>=?)",
            "description": "A version range as in requirements files (PEP 440): \">=0.20,<0.40\".",
        })
    }
}

/// Whether something applies, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It does; the reason names what decided it, and is empty where nothing was asked.
    Yes(String),
    /// It does not, for this reason.
    No(String),
    /// Only a change, or a fact that nobody has stated, can tell.
    Open(String),
}

impl Verdict {
    /// Whether it certainly does not apply.
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No(_))
    }

    /// The reason, as a part of a sentence.
    pub fn reason(&self) -> &str {
        match self {
            Self::Yes(why) | Self::No(why) | Self::Open(why) => why,
        }
    }

    fn negate(self) -> Self {
        match self {
            Self::Yes(why) => Self::No(why),
            Self::No(why) => Self::Yes(why),
            open @ Self::Open(_) => open,
        }
    }
}

impl Applies {
    /// Whether it applies to a project, as far as the project's facts tell.
    pub fn to_project(&self, project: &Project) -> Verdict {
        let mut parts = vec![self.own_to_project(project)];
        if self.asks_about_changes() {
            parts.push(Verdict::Open("depends on the change".into()));
        }
        if !self.any.is_empty() {
            parts.push(any(self.any.iter().map(|inner| inner.to_project(project))));
        }
        parts.extend(self.all.iter().map(|inner| inner.to_project(project)));
        parts.extend(self.not.iter().map(|inner| inner.to_project(project).negate()));
        all(parts)
    }

    /// The same, without what is nested and without what only a change tells.
    fn own_to_project(&self, project: &Project) -> Verdict {
        let mut parts = Vec::new();
        self.weigh_uses(project, &mut parts);
        self.weigh_facts(project, &mut parts);
        self.weigh_versions(project, &mut parts);
        all(parts)
    }

    fn weigh_uses(&self, project: &Project, parts: &mut Vec<Verdict>) {
        let used = |name: &&String| project.uses.contains(name);
        if !self.uses.is_empty() {
            parts.push(match self.uses.iter().find(used) {
                Some(name) => Verdict::Yes(format!("it uses {name}")),
                None => Verdict::No(format!("it does not use {}", self.uses.join(" or "))),
            });
        }
        if !self.lacks.is_empty() {
            parts.push(match self.lacks.iter().find(used) {
                Some(name) => Verdict::No(format!("it uses {name}")),
                None => Verdict::Yes(format!("it does not use {}", self.lacks.join(" or "))),
            });
        }
        if !self.kind.is_empty() {
            let words = format!("it is a {}", project.kind.as_str());
            let fits = self.kind.contains(&project.kind);
            parts.push(if fits { Verdict::Yes(words) } else { Verdict::No(words) });
        }
    }

    fn weigh_facts(&self, project: &Project, parts: &mut Vec<Verdict>) {
        for (fact, wanted) in &self.facts {
            parts.push(match project.facts.get(fact) {
                None => Verdict::Open(format!("nobody has stated its {fact}")),
                Some(has) => {
                    let words = format!("its {fact} is {}", has.join(" and "));
                    if has.iter().any(|value| wanted.contains(value)) {
                        Verdict::Yes(words)
                    } else {
                        Verdict::No(words)
                    }
                }
            });
        }
    }

    fn weigh_versions(&self, project: &Project, parts: &mut Vec<Verdict>) {
        for (name, wanted) in &self.versions {
            parts.push(match project.versions.get(name) {
                None => Verdict::Open(format!("nobody has stated its version of {name}")),
                Some(has) if wanted.meets(has) => Verdict::Yes(format!("it allows {name} {has}")),
                Some(has) => {
                    Verdict::No(format!("it needs {name} {has}, and this is about {wanted}"))
                }
            });
        }
    }

    fn asks_about_changes(&self) -> bool {
        self.paths.is_some()
            || self.diff.is_some()
            || self.code.is_some()
            || self.adds.is_some()
            || self.adds_code.is_some()
            || self.at_import
            || !(self.languages.is_empty()
                && self.imports.is_empty()
                && self.calls.is_empty()
                && self.dependencies.is_empty()
                && self.new_dependencies.is_empty())
    }

    /// Visits this and every nested predicate, with the keys that lead to it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&[String], &'a Self)) {
        self.walk_from(&mut Vec::new(), visit);
    }

    fn walk_from<'a>(&'a self, at: &mut Vec<String>, visit: &mut dyn FnMut(&[String], &'a Self)) {
        visit(at, self);
        for (key, list) in [("any", &self.any), ("all", &self.all)] {
            for (index, inner) in list.iter().enumerate() {
                at.extend([key.to_owned(), index.to_string()]);
                inner.walk_from(at, visit);
                at.truncate(at.len() - 2);
            }
        }
        if let Some(inner) = &self.not {
            at.push("not".into());
            inner.walk_from(at, visit);
            at.pop();
        }
    }
}

/// All must hold: the first "no" decides, then the first open one.
fn all(parts: Vec<Verdict>) -> Verdict {
    if let Some(no) = parts.iter().find(|part| part.is_no()) {
        return no.clone();
    }
    if let Some(open) = parts.iter().find(|part| matches!(part, Verdict::Open(_))) {
        return open.clone();
    }
    let reasons: Vec<_> = parts.iter().map(Verdict::reason).filter(|why| !why.is_empty()).collect();
    Verdict::Yes(reasons.join(", "))
}

/// One must hold: the first "yes" decides, then the first open one.
fn any(parts: impl Iterator<Item = Verdict>) -> Verdict {
    let mut open = None;
    let mut reasons = Vec::new();
    for part in parts {
        match part {
            Verdict::Yes(_) => return part,
            Verdict::Open(_) => open = open.or(Some(part)),
            Verdict::No(why) => reasons.push(why),
        }
    }
    open.unwrap_or_else(|| Verdict::No(reasons.join(", ")))
}
