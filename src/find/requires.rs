//! The versions that a project may run with.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::run::{Context, Hit, Holds, Scan};
use pep440_rs::Version;
use pep440_rs::VersionSpecifiers;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use version_ranges::Ranges;

/// Distributions, or `python`, and versions of them. It holds unless the project declares versions that all lie
/// outside; a project that declares none may run with any.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "BTreeMap<String, Versions>", into = "BTreeMap<String, Versions>")]
pub struct Requires(BTreeMap<String, Versions>);

/// A version specifier of PEP 440, such as `<0.20` or `>=3.11,<4`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Versions(VersionSpecifiers);

impl Requires {
    /// Each distribution with the versions meant.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Versions)> {
        self.0.iter().map(|(name, versions)| (name.as_str(), versions))
    }
}

impl TryFrom<BTreeMap<String, Versions>> for Requires {
    type Error = &'static str;

    fn try_from(map: BTreeMap<String, Versions>) -> Result<Self, Self::Error> {
        if map.is_empty() { Err("name a distribution and its versions") } else { Ok(Self(map)) }
    }
}

impl From<Requires> for BTreeMap<String, Versions> {
    fn from(requires: Requires) -> Self {
        requires.0
    }
}

impl Versions {
    /// The specifier, parsed.
    pub fn specifiers(&self) -> &VersionSpecifiers {
        &self.0
    }
}

impl TryFrom<String> for Versions {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match VersionSpecifiers::from_str(&text) {
            Ok(specifiers) if specifiers.is_empty() => {
                Err("give at least one version, such as `<0.20`".into())
            }
            Ok(specifiers) => Ok(Self(specifiers)),
            Err(_) => {
                Err(format!("`{text}` is no version specifier: write `<0.20` or `>=3.11,<4`"))
            }
        }
    }
}

impl From<Versions> for String {
    fn from(versions: Versions) -> Self {
        versions.0.to_string()
    }
}

impl Holds for Requires {
    fn holds(&self, _hit: &mut Hit, scan: &Scan) -> bool {
        self.fits(scan.context)
    }
}

impl Requires {
    /// Whether what a project declares allows a version that this asks for; one that declares nothing may.
    pub fn fits(&self, context: &Context) -> bool {
        self.0.iter().all(|(name, versions)| {
            let normal = |name: &str| name.to_lowercase().replace(['_', '.'], "-");
            let mut declared =
                context.versions.iter().filter(|(known, _)| normal(known) == normal(name));
            declared.next().is_none_or(|(_, declared)| {
                let ranges =
                    |specifiers: &VersionSpecifiers| Ranges::<Version>::from(specifiers.clone());
                !ranges(&versions.0).is_disjoint(&ranges(declared))
            })
        })
    }
}
