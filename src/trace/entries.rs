//! Where a tree says how its programs start.

mod installed;
mod source;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::entry::{EntryPoint, Start};
use super::finder::{Finder, ModuleId};
use super::tree::Tree;
use super::world::Plugins;
use crate::find::EntryKind;
use crate::model::{NotRun, Step};

/// What packaging files of a tree say.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) points: Vec<EntryPoint>,
    pub(super) plugins: Plugins,
    /// Folders besides the tree's own root that modules are in.
    pub(super) roots: Vec<PathBuf>,
    /// Top-level packages that are declared.
    pub(super) packages: Vec<String>,
    /// What could not be read.
    pub(super) not_read: Vec<NotRun>,
    /// Whether the tree is what an installer writes, not what developers do.
    pub(super) installed: bool,
}

/// Reads all packaging files of a tree.
pub(super) fn declared(tree: &dyn Tree, root: &Path) -> Declared {
    let mut declared = Declared::default();
    installed::read(tree, root, &mut declared);
    source::read(tree, root, &mut declared);
    declared
}

impl Declared {
    fn text(&mut self, tree: &dyn Tree, root: &Path, path: &str) -> Option<String> {
        let bytes = match tree.read(&root.join(path)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => {
                self.skip(path, format!("it cannot be read: {error}"));
                return None;
            }
        };
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn skip(&mut self, path: &str, reason: impl Into<String>) {
        self.not_read.push(NotRun { check: None, path: path.to_owned(), reason: reason.into() });
    }

    // One line `name = module:attribute` of a group.
    fn entry(&mut self, group: &str, line: &str, place: Step, packages: &[String]) {
        let Some((name, target)) = line.split_once('=') else {
            let reason = format!("line {}: `{line}` is no entry point", place.line);
            return self.skip(&place.path.clone(), reason);
        };
        let (name, target) = (name.trim(), target.trim());
        // `module:function [extra]`
        let target = target.split('[').next().unwrap_or(target).trim();
        if name.is_empty() || target.is_empty() {
            let reason = format!("line {}: `{line}` is no entry point", place.line);
            return self.skip(&place.path.clone(), reason);
        }
        let Some(kind) = kind_of(group) else {
            let group = self.plugins.entry(group.to_owned()).or_default();
            group.entry(name.to_owned()).or_insert_with(|| target.to_owned());
            return;
        };
        if !is_target(target) {
            let reason = format!("line {}: `{target}` is no `module:function`", place.line);
            return self.skip(&place.path.clone(), reason);
        }
        self.add(EntryPoint {
            name: name.to_owned(),
            kind,
            target: target.to_owned(),
            start: start_of(target),
            idle: false,
            declared: Some(place),
            packages: packages.to_vec(),
        });
    }

    // The first that declares an entry point is right: metadata are made from sources.
    pub(super) fn add(&mut self, point: EntryPoint) {
        let known = self.points.iter().any(|known| {
            known.name == point.name && known.kind == point.kind && known.packages == point.packages
        });
        if !known {
            self.points.push(point);
        }
    }
}

fn kind_of(group: &str) -> Option<EntryKind> {
    match group {
        "console_scripts" => Some(EntryKind::ConsoleScripts),
        "gui_scripts" => Some(EntryKind::GuiScripts),
        "wsgi_scripts" => Some(EntryKind::WsgiScripts),
        _ => None,
    }
}

fn is_target(target: &str) -> bool {
    let segment = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    let dotted = |text: &str| text.split('.').all(|part| segment(part.trim()));
    match target.split_once(':') {
        Some((module, attribute)) => dotted(module) && dotted(attribute),
        None => dotted(target),
    }
}

/// How `module:function` or `module` starts.
pub(super) fn start_of(target: &str) -> Start {
    match target.split_once(':') {
        Some((module, attribute)) => Start::Function {
            module: module.trim().to_owned(),
            attribute: attribute.trim().to_owned(),
        },
        None => Start::Import(target.to_owned()),
    }
}

/// An entry point that a project names itself: `module:function`, a module, or a path.
pub(super) fn named(tree: &dyn Tree, root: &Path, text: &str) -> EntryPoint {
    let is_file = tree.is_file(&root.join(text));
    EntryPoint {
        name: text.to_owned(),
        kind: if is_file { EntryKind::Script } else { EntryKind::ConsoleScripts },
        target: text.to_owned(),
        start: if is_file { Start::File(text.to_owned()) } else { start_of(text) },
        idle: false,
        declared: None,
        packages: Vec::new(),
    }
}

/// The test packages and runnable packages below top-level packages.
pub(super) fn packages(finder: &Finder<'_>, tops: &[String]) -> Vec<EntryPoint> {
    let mut points = BTreeMap::new();
    let mut add = |name: &str, kind, start: Start, idle: bool| {
        let label = match start {
            Start::Module(_) => format!("python -m {name}"),
            _ => name.to_owned(),
        };
        points.entry((label.clone(), name.to_owned())).or_insert(EntryPoint {
            name: label,
            kind,
            target: name.to_owned(),
            start,
            idle,
            declared: None,
            packages: Vec::new(),
        });
    };
    for top in tops {
        let Some(id) = finder.find(top).filter(|id| finder.get(*id).is_package) else { continue };
        let children = finder.submodules(id);
        if children.iter().any(|(name, _)| name == "__main__") {
            add(top, EntryKind::Script, Start::Module(top.clone()), false);
        }
        let mut tests = Vec::new();
        if matches!(top.as_str(), "test" | "tests") {
            tests.push(top.clone());
        }
        for (name, _) in children.iter().filter(|(_, is_package)| *is_package) {
            if matches!(name.as_str(), "test" | "tests") {
                tests.push(format!("{top}.{name}"));
            }
        }
        for package in tests {
            let Some(id) = finder.find(&package) else { continue };
            let idle = !holds_tests(finder, id);
            add(&package, EntryKind::Tests, Start::Import(package.clone()), idle);
            for (name, _) in finder.submodules(id).iter().filter(|(_, is_package)| *is_package) {
                let name = format!("{package}.{name}");
                let idle = !finder.find(&name).is_some_and(|id| holds_tests(finder, id));
                add(&name, EntryKind::Tests, Start::Import(name.clone()), idle);
            }
        }
    }
    points.into_values().collect()
}

// Whether a package, or one below it, has a module that test runners look for.
fn holds_tests(finder: &Finder<'_>, package: ModuleId) -> bool {
    finder.submodules(package).iter().any(|(name, is_package)| match is_package {
        true => {
            let name = format!("{}.{name}", finder.get(package).name);
            finder.find(&name).is_some_and(|id| holds_tests(finder, id))
        }
        false => name.starts_with("test_") || name.ends_with("_test"),
    })
}
