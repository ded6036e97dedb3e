//! Imports, in all their forms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Name, Resolve, Several, is_default};
use super::run::{Hit, Literals, Places, Scan, all, anchors_of_names, of_modules, of_resolved};
use crate::python::{
    Anchor, Anchors, Equivalents, FrameId, FrameKind, ImportForm, ImportSite, Module, Written,
    is_stdlib,
};

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
    /// Only with `as` and the name that it has anyway: `from a import b as b`, `import a.b as b`.
    Redundant,
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

impl Places for Import {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        let meant = scan.module.imports().iter().filter(|import| self.allows(import, scan));
        meant
            .map(|import| {
                let mut hit = Hit::new(import.name_span.clone(), import.site);
                if import.alone {
                    hit.report = import.span.clone();
                }
                let name = full_name(import);
                hit.with("module", import.module.as_str()).with("name", name)
            })
            .collect()
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        all([of_modules(&self.module, same_as), of_resolved(&self.member, Resolve::Text, same_as)])
            .or(|| Literals::Word("import".to_owned()))
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        match (self.module.is_empty(), self.member.is_empty()) {
            (false, _) => anchors_of_names(&self.module, Resolve::Import, same_as),
            (true, false) => anchors_of_names(&self.member, Resolve::Text, same_as),
            (true, true) => Anchors::at([Anchor::Text("import".to_owned())]),
        }
    }

    fn names(&self) -> Vec<&Name> {
        self.module.iter().chain(&self.member).chain(&self.except).collect()
    }
}

impl Import {
    fn allows<'a>(&self, import: &ImportSite<'a>, scan: &Scan<'_, 'a>) -> bool {
        let form = |form: &Form| {
            matches!(
                (form, import.form),
                (Form::Plain, ImportForm::Plain)
                    | (Form::From, ImportForm::From)
                    | (Form::Star, ImportForm::Star)
                    | (Form::Dynamic, ImportForm::Dynamic)
            )
        };
        let class = class_of(import, scan);
        let in_function = scan.module.function(import.site.frame).is_some();
        self.form.allows(form)
            && self.names(import, scan)
            && self.class.allows(|wanted| *wanted == class)
            && match self.alias {
                Alias::Any => true,
                Alias::Required => is_renamed(import),
                Alias::Forbidden => !is_renamed(import),
                Alias::Redundant => is_redundant(import),
            }
            && match self.level {
                Level::Any => true,
                Level::Absolute => import.level == 0,
                Level::Relative => import.level > 0,
            }
            && match self.scope {
                ImportScope::Any => true,
                ImportScope::Module => !in_function,
                ImportScope::Function => in_function,
            }
            && self.type_checking.allows(|| scan.is_dead(import.site))
            && self.fallback.allows(|| has_fallback(scan.module, import.site.frame))
            && (import.call.is_none() || is_dynamic(import, scan))
    }

    fn names(&self, import: &ImportSite, scan: &Scan) -> bool {
        let same_as = &scan.context.same_as;
        let module = same_as.canonical(&import.module);
        let full = full_name(import);
        let full = same_as.canonical(&full);
        let is = |names: &Several<Name>, name: &str| {
            names.allows(|wanted| wanted.is_match(name, &scan.captures))
        };
        let meant = match (self.member.is_empty(), import.member) {
            (true, _) => is(&self.module, &module) || is(&self.module, &full),
            (false, Some(member)) => is(&self.module, &module) && is(&self.member, member),
            (false, None) => false,
        };
        let excepted =
            || !self.except.is_empty() && (is(&self.except, &module) || is(&self.except, &full));
        meant && !excepted()
    }
}

impl Presence {
    fn allows(self, has: impl FnOnce() -> bool) -> bool {
        match self {
            Self::Include => true,
            Self::Exclude => !has(),
            Self::Only => has(),
        }
    }
}

fn full_name(import: &ImportSite) -> String {
    match import.member {
        Some(member) if import.module.ends_with('.') => format!("{}{member}", import.module),
        Some(member) => format!("{}.{member}", import.module),
        None => import.module.clone(),
    }
}

fn is_renamed(import: &ImportSite) -> bool {
    let own = import.member.unwrap_or(&import.module);
    import.alias.is_some_and(|alias| alias != own)
}

fn is_redundant(import: &ImportSite) -> bool {
    let own = import.member.unwrap_or(&import.module);
    import.alias.is_some_and(|alias| own.rsplit('.').next() == Some(alias))
}

fn class_of(import: &ImportSite, scan: &Scan) -> Class {
    let top = import.module.split('.').next().unwrap_or_default();
    let own = scan.module.name().and_then(|name| name.name.split('.').next());
    if import.level > 0
        || own == Some(top)
        || scan.context.packages.iter().any(|package| package == top)
    {
        Class::FirstParty
    } else if is_stdlib(top) {
        Class::Stdlib
    } else {
        Class::ThirdParty
    }
}

// Whether the import is in the body of a `try` that handles its failure, or is itself the fallback.
fn has_fallback(module: &Module, frame: FrameId) -> bool {
    let around = module.around(frame).take_while(|(_, frame)| !frame.kind.is_function());
    around.into_iter().any(|(_, frame)| match frame.kind {
        FrameKind::Try(stmt) | FrameKind::Except(stmt, _) | FrameKind::TryElse(stmt) => {
            stmt.handlers.iter().any(|handler| {
                let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                handler.type_.as_ref().is_none_or(|kind| {
                    let text = module.text_of(&**kind);
                    ["ImportError", "ModuleNotFoundError", "Exception"]
                        .iter()
                        .any(|name| text.contains(name))
                })
            })
        }
        _ => false,
    })
}

fn is_dynamic<'a>(import: &ImportSite<'a>, scan: &Scan<'_, 'a>) -> bool {
    let importers =
        ["importlib.import_module", "builtins.__import__", "oslo_utils.importutils.import_module"];
    import.call.is_some_and(|call| {
        let callee = Written { expr: &call.func, frame: import.site.frame };
        let referents = scan.module.referents(callee);
        referents
            .iter()
            .any(|referent| importers.contains(&&*scan.context.same_as.canonical(&referent.name)))
    })
}
