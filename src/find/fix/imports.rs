//! Imports that a change needs, and those that it leaves unused.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::{Expr, Stmt};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{Change, line_end, remove};
use crate::find::grammar::{Name, Several};
use crate::python::{ImportSite, Module, is_stdlib, span_of};

/// A module to import: `time`, or `oslo_utils.timeutils`, of which code then uses the last part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Imported(String);

impl TryFrom<String> for Imported {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let part = |part: &str| {
            part.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        if name.split('.').all(part) {
            Ok(Self(name))
        } else {
            Err(format!(
                "`{name}` is no module; write one such as `time` or `oslo_utils.timeutils`"
            ))
        }
    }
}

impl From<Imported> for String {
    fn from(import: Imported) -> Self {
        import.0
    }
}

impl JsonSchema for Imported {
    fn schema_name() -> Cow<'static, str> {
        "Imported".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^[^\W\d]\w*(\.[^\W\d]\w*)*$",
            "description": "A module to import: `time`, or `oslo_utils.timeutils`, of which code uses the last part.",
        })
    }
}

impl Imported {
    /// The name that code uses.
    pub fn name(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or(&self.0)
    }

    fn line(&self) -> String {
        match self.0.rsplit_once('.') {
            Some((package, name)) => format!("from {package} import {name}"),
            None => format!("import {}", self.0),
        }
    }

    /// Puts the import in, unless the module has it at its top.
    pub(super) fn added(&self, module: &Module, used: usize) -> Result<Option<Change>, String> {
        if module.binds_otherwise(self.name(), &self.0) {
            return Err(format!("the name `{}` means something else in the file", self.name()));
        }
        let root = root(module);
        let here = |import: &&ImportSite| {
            let start = import.span.start;
            start < used && root.iter().any(|stmt| span_of(stmt).start == start)
        };
        let mut known = module.imports().iter().filter(here).filter_map(ImportSite::binds);
        if known.any(|(name, target)| name == self.name() && target == self.0) {
            return Ok(None);
        }
        let change = self.put(module, root, &block(root))?;
        if change.start > used {
            return Err(format!("`{}` would be imported only afterwards", self.0));
        }
        Ok(Some(change))
    }

    /// Behind the last import of its class that comes before it in the alphabet; else before the first one.
    fn put(&self, module: &Module, root: &[Stmt], block: &[&Stmt]) -> Result<Change, String> {
        let end = line_end(module.text());
        let key = |name: &str| name.to_lowercase();
        let classes: Vec<_> =
            block.iter().map(|stmt| (class(module, &imported(stmt)), *stmt)).collect();
        let own = class(module, &self.0);
        let same = || classes.iter().filter(|(class, _)| *class == own).map(|(_, stmt)| *stmt);
        let smaller = same().rfind(|stmt| key(&imported(stmt)) < key(&self.0));
        if let Some(stmt) = smaller {
            return after(module, stmt, &format!("{}{end}", self.line()));
        }
        if let Some(first) = same().next() {
            return Ok(before(module, first, &format!("{}{end}", self.line())));
        }
        if let Some((_, last)) = classes.iter().rev().find(|(class, _)| *class < own) {
            return after(module, last, &format!("{end}{}{end}", self.line()));
        }
        if let Some((_, first)) = classes.first() {
            return Ok(before(module, first, &format!("{}{end}{end}", self.line())));
        }
        match root.split_first() {
            Some((doc, _)) if is_docstring(doc) => {
                after(module, doc, &format!("{end}{}{end}", self.line()))
            }
            Some((first, _)) => Ok(before(module, first, &format!("{}{end}{end}", self.line()))),
            None => Err("the file is empty".into()),
        }
    }
}

/// The groups that imports stand in, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Future,
    Standard,
    Other,
    Own,
}

fn class(module: &Module, name: &str) -> Class {
    let top = name.split('.').next().unwrap_or(name);
    let own = module.name().and_then(|module| module.name.split('.').next().map(str::to_owned));
    match top {
        "__future__" => Class::Future,
        "" => Class::Own,
        _ if own.as_deref() == Some(top) => Class::Own,
        _ if is_stdlib(top) => Class::Standard,
        _ => Class::Other,
    }
}

fn root<'a>(module: &Module<'a>) -> &'a [Stmt] {
    let frame = module.site_at(0).frame;
    module.around(frame).last().map_or(&[], |(_, frame)| frame.suite)
}

/// The imports at the top of a module, down to the first other statement.
fn block(root: &[Stmt]) -> Vec<&Stmt> {
    let rest = root.iter().skip_while(|stmt| is_docstring(stmt));
    rest.take_while(|stmt| matches!(stmt, Stmt::Import(_) | Stmt::ImportFrom(_))).collect()
}

fn is_docstring(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Expr(stmt) if matches!(&*stmt.value, Expr::StringLiteral(_)))
}

/// What a statement imports, as its place in the alphabet goes by it.
fn imported(stmt: &Stmt) -> String {
    match stmt {
        Stmt::Import(import) => {
            import.names.first().map(|alias| alias.name.to_string()).unwrap_or_default()
        }
        Stmt::ImportFrom(import) => {
            let module = import.module.as_ref().filter(|_| import.level == 0);
            let module = module.map(|module| module.to_string()).unwrap_or_default();
            let name = import.names.first().map(|alias| alias.name.to_string());
            match module.is_empty() {
                true => module,
                false => format!("{module}.{}", name.unwrap_or_default()),
            }
        }
        _ => String::new(),
    }
}

fn before(module: &Module, stmt: &Stmt, lines: &str) -> Change {
    let at = span_of(stmt).start;
    let start = module.text()[..at].rfind(['\n', '\r']).map_or(0, |line| line + 1);
    Change::new(start..start, lines)
}

/// On the line after a statement.
fn after(module: &Module, stmt: &Stmt, lines: &str) -> Result<Change, String> {
    let (text, end) = (module.text(), span_of(stmt).end);
    let rest = &text[end..];
    let line = rest.find(['\n', '\r']);
    let code = rest[..line.unwrap_or(rest.len())].split('#').next().unwrap_or("");
    if !code.trim().is_empty() {
        return Err("the imports share their lines".into());
    }
    let (at, lines) = match line {
        Some(at) if rest[at..].starts_with("\r\n") => (end + at + 2, lines.to_owned()),
        Some(at) => (end + at + 1, lines.to_owned()),
        None => {
            let ending = line_end(text);
            (text.len(), format!("{ending}{}", lines.trim_end()))
        }
    };
    Ok(Change::new(at..at, lines))
}

type Unused = BTreeMap<String, String>;

/// The names that imports bind and nothing uses, with what they stand for.
fn unused(module: &Module) -> Unused {
    let bound = module.imports().iter().filter_map(ImportSite::binds);
    let unused = bound.filter(|(name, _)| !module.uses_name(name));
    unused.map(|(name, target)| (name.to_owned(), target)).collect()
}

/// What a change leaves unused that was used before, with what it stands for.
pub fn newly_unused(before: &Module, after: &Module) -> BTreeMap<String, String> {
    let known: BTreeSet<String> = unused(before).into_keys().collect();
    unused(after).into_iter().filter(|(name, _)| !known.contains(name)).collect()
}

/// Takes out the imports of names that a change left unused, of those that may go.
pub fn dropped(
    before: &Module,
    after: &Module,
    may_go: &[&Several<Name>],
) -> Result<Vec<Change>, String> {
    let none = BTreeMap::new();
    let mut changes = Vec::new();
    for (name, target) in newly_unused(before, after) {
        if !may_go.iter().any(|names| names.iter().any(|wanted| wanted.is_match(&target, &none))) {
            return Err(format!("the import of `{name}` would be left unused"));
        }
        let sites = after.imports().iter();
        for site in sites.filter(|site| site.binds().is_some_and(|(bound, _)| bound == name)) {
            changes.push(match site.alone {
                true => remove::whole(after, site.site)?,
                false => remove::listed(after, &site.name_span)?,
            });
        }
    }
    Ok(changes)
}
