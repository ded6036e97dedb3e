//! Imports, in all their forms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Name, Several, is_default};

/// An import, in any of its forms. All given keys must hold; each imported name is a place of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Import {
    /// The module: `eventlet` is that module alone, `eventlet.**` also everything below it. Without `member`,
    /// `from a import b` is an import of `a` and of `a.b`.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub module: Several<Name>,
    /// The name taken from the module by `from module import member`.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub member: Several<Name>,
    /// Modules that are not meant after all.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub except: Several<Name>,
    /// How it is written.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub form: Several<Form>,
    /// Whether it is renamed by `as`.
    #[serde(skip_serializing_if = "is_default")]
    pub alias: Alias,
    /// Whether it is relative.
    #[serde(skip_serializing_if = "is_default")]
    pub level: Level,
    /// Where it stands.
    #[serde(skip_serializing_if = "is_default")]
    pub scope: ImportScope,
    /// Whose module it is.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub class: Several<Class>,
    /// Imports under `if TYPE_CHECKING:`, which never run; left out unless said otherwise.
    #[serde(skip_serializing_if = "is_default")]
    pub type_checking: Presence,
    /// Imports that are tried and have a fallback: inside `try … except ImportError`.
    #[serde(default = "included", skip_serializing_if = "is_included")]
    pub fallback: Presence,
}

fn included() -> Presence {
    Presence::Include
}

fn is_included(presence: &Presence) -> bool {
    *presence == Presence::Include
}

/// How an import is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// `import module`.
    Plain,
    /// `from module import member`.
    From,
    /// `from module import *`.
    Star,
    /// `importlib.import_module("module")` or `__import__("module")`.
    Dynamic,
}

/// Whether an import is renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Alias {
    /// Either.
    #[default]
    Any,
    /// Only with `as` and another name.
    Required,
    /// Only without.
    Forbidden,
}

/// Whether an import is relative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ImportLevel")]
pub enum Level {
    /// Either.
    #[default]
    Any,
    /// Only absolute ones.
    Absolute,
    /// Only relative ones, with leading dots.
    Relative,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportScope {
    /// Anywhere.
    #[default]
    Any,
    /// Outside functions: it runs when the module is imported.
    Module,
    /// Inside a function.
    Function,
}

/// Whose module it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ImportClass")]
pub enum Class {
    /// Part of Python 3.11 to 3.13.
    Stdlib,
    /// Neither Python's nor the project's own.
    ThirdParty,
    /// The project's own, relative imports included.
    FirstParty,
}

/// Whether things of a sort are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// They are left out.
    #[default]
    Exclude,
    /// They are looked at as all others.
    Include,
    /// Only they are looked at.
    Only,
}
