//! Facts recorded about the project that is checked.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::Several;
use super::run::{Facts, Hit, Holds, Scan};

/// Facts recorded about the project; all given keys must hold. Where no project is known, they hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Given")]
pub struct Project {
    /// The project uses one of these distributions.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub uses: Several<String>,
    /// The project uses none of these distributions.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub lacks: Several<String>,
    /// What the project is.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub kind: Several<ProjectKind>,
    /// Facts with a vocabulary: name, and value or values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Several<String>>,
}

/// Facts recorded about the project; all given keys must hold. Where no project is known, they hold.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "ProjectHas")]
struct Given {
    /// The project uses one of these distributions.
    #[serde(default)]
    uses: Several<String>,
    /// The project uses none of these distributions.
    #[serde(default)]
    lacks: Several<String>,
    /// What the project is.
    #[serde(default)]
    kind: Several<ProjectKind>,
    /// Facts with a vocabulary: name, and value or values.
    #[serde(default)]
    facts: BTreeMap<String, Several<String>>,
}

/// What a project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProjectKind {
    /// A service that is run.
    Service,
    /// A library that others import.
    Library,
    /// A plugin of another project.
    Plugin,
    /// A tool that is run by people.
    Tool,
}

impl TryFrom<Given> for Project {
    type Error = &'static str;

    fn try_from(Given { uses, lacks, kind, facts }: Given) -> Result<Self, Self::Error> {
        if uses.is_empty() && lacks.is_empty() && kind.is_empty() && facts.is_empty() {
            return Err("say which facts: `uses`, `lacks`, `kind` or `facts`");
        }
        Ok(Self { uses, lacks, kind, facts })
    }
}

impl Project {
    /// Whether a project is as this asks; one of which nothing is known may be.
    pub fn fits(&self, project: Option<&Facts>) -> bool {
        let Some(project) = project else { return true };
        let uses = |name: &String| project.uses.contains(name);
        self.uses.allows(uses)
            && (self.lacks.is_empty() || !self.lacks.iter().any(uses))
            && self.kind.allows(|kind| project.kind == Some(*kind))
            && self.facts.iter().all(|(fact, values)| {
                project
                    .facts
                    .get(fact)
                    .is_some_and(|has| values.iter().any(|wanted| has.contains(wanted)))
            })
    }
}

impl Holds for Project {
    fn holds(&self, _hit: &mut Hit, scan: &Scan) -> bool {
        self.fits(scan.context.project.as_ref())
    }
}
