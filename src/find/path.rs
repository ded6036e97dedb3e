//! Where the file is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Glob, Several};
use super::run::{Hit, Holds, Scan};
use std::collections::BTreeMap;

/// The file's path, from the root of the repository.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Given")]
pub struct PathIs {
    /// It matches one of these; none means any path. Captures `<name>` are known to the other items of the `all`.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub include: Several<Glob>,
    /// It matches none of these.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub exclude: Several<Glob>,
}

/// The file's path, from the root of the repository.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "PathIs")]
struct Given {
    /// It matches one of these; none means any path. Captures `<name>` are known to the other items of the `all`.
    #[serde(default)]
    include: Several<Glob>,
    /// It matches none of these.
    #[serde(default)]
    exclude: Several<Glob>,
}

impl TryFrom<Given> for PathIs {
    type Error = String;

    fn try_from(Given { include, exclude }: Given) -> Result<Self, String> {
        if include.is_empty() && exclude.is_empty() {
            return Err("say which paths: `include`, `exclude` or both".into());
        }
        if let Some(glob) = exclude.iter().find(|glob| glob.capture_names().next().is_some()) {
            return Err(format!(
                "`exclude: {}`: a path that is excluded captures nothing",
                glob.as_str()
            ));
        }
        Ok(Self { include, exclude })
    }
}

impl PathIs {
    /// Whether a path is meant.
    pub fn allows(&self, path: &str) -> bool {
        !self.excludes(path) && self.include.allows(|glob| glob.is_match(path))
    }

    fn excludes(&self, path: &str) -> bool {
        self.exclude.iter().any(|glob| glob.is_match(path))
    }

    /// What the path captures; none if it is not meant.
    pub(super) fn captures(&self, path: &str) -> Option<BTreeMap<String, String>> {
        if self.excludes(path) {
            return None;
        }
        match self.include.is_empty() {
            true => Some(BTreeMap::new()),
            false => self.include.iter().find_map(|glob| glob.captures(path)),
        }
    }

    /// The names of what it captures.
    pub(super) fn capture_names(&self) -> impl Iterator<Item = &str> {
        self.include.iter().flat_map(Glob::capture_names)
    }
}

impl Holds for PathIs {
    fn holds(&self, _hit: &mut Hit, scan: &Scan) -> bool {
        self.allows(&scan.context.path)
    }
}
