//! Whether a question is about what a change touched.

use globset::{GlobBuilder, GlobSetBuilder};
use regex::Regex;

use super::look::Tree;
use crate::model::applies::{Applies, Paths};

/// A touched line that makes something relevant; line 0 stands for a whole file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) text: String,
}

impl Hit {
    pub(super) fn place(&self) -> String {
        match self.line {
            0 => self.path.clone(),
            line => format!("{}:{line}", self.path),
        }
    }
}

/// The touched lines of which predicates on changes are true; none where they are not. Predicates on projects have
/// been asked before.
pub(super) fn hits(when: &Applies, tree: &Tree) -> Vec<Hit> {
    let mut parts: Vec<Vec<Hit>> = Vec::new();
    if let Some(paths) = &when.paths {
        parts.push(of_paths(paths, tree));
    }
    if let Some(pattern) = &when.diff {
        parts.push(of_lines(pattern, tree));
    }
    // Only lines that come are looked at here.
    if let Some(pattern) = &when.adds {
        parts.push(of_lines(pattern, tree));
    }
    if !when.imports.is_empty() {
        let names: Vec<_> = when.imports.iter().map(|name| regex::escape(name)).collect();
        parts.push(of_lines(&format!(r"\b(?:import|from)\s.*\b(?:{})\b", names.join("|")), tree));
    }
    if !when.calls.is_empty() {
        let last = when.calls.iter().map(|name| name.rsplit('.').next().unwrap_or(name));
        let names: Vec<_> = last.map(regex::escape).collect();
        parts.push(of_lines(&format!(r"\b(?:{})\s*\(", names.join("|")), tree));
    }
    if !when.languages.is_empty() {
        let python = when.languages.iter().any(|name| name == "python");
        let of = tree.files.keys().filter(|path| python && path.ends_with(".py"));
        parts.push(of.map(|path| whole(path)).collect());
    }
    if !when.any.is_empty() {
        parts.push(when.any.iter().flat_map(|inner| hits(inner, tree)).collect());
    }
    parts.extend(when.all.iter().map(|inner| hits(inner, tree)));
    if when.not.as_ref().is_some_and(|inner| !hits(inner, tree).is_empty()) {
        return Vec::new();
    }
    if parts.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut all: Vec<_> = parts.into_iter().flatten().collect();
    all.sort();
    all.dedup();
    all
}

fn whole(path: &str) -> Hit {
    Hit { path: path.to_owned(), line: 0, text: String::new() }
}

fn of_paths(paths: &Paths, tree: &Tree) -> Vec<Hit> {
    let set = |globs: &[String]| {
        let mut builder = GlobSetBuilder::new();
        for glob in globs {
            // The law on globs has refused those that cannot be read.
            if let Ok(glob) = GlobBuilder::new(glob).literal_separator(true).build() {
                builder.add(glob);
            }
        }
        builder.build().ok()
    };
    let (Some(include), Some(exclude)) = (set(&paths.include), set(&paths.exclude)) else {
        return Vec::new();
    };
    let fits = |path: &&String| {
        (paths.include.is_empty() || include.is_match(path)) && !exclude.is_match(path)
    };
    let mut all = Vec::new();
    for path in tree.files.keys().filter(fits) {
        let lines = added(tree, path);
        // What was written in the file decides whether an answer still holds.
        all.extend(lines.into_iter().map(|(_, text)| Hit { path: path.clone(), line: 0, text }));
        all.push(whole(path));
    }
    all
}

fn of_lines(pattern: &str, tree: &Tree) -> Vec<Hit> {
    let Ok(pattern) = Regex::new(pattern) else { return Vec::new() };
    let mut all = Vec::new();
    for path in tree.files.keys() {
        let lines = added(tree, path).into_iter().filter(|(_, text)| pattern.is_match(text));
        all.extend(lines.map(|(line, text)| Hit { path: path.clone(), line, text }));
    }
    all
}

/// The lines that the change added to a file.
fn added(tree: &Tree, path: &str) -> Vec<(usize, String)> {
    let (Some(touched), Some(text)) = (tree.files.get(path), tree.text(path)) else {
        return Vec::new();
    };
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines.filter(|(at, _)| touched.has(*at, *at)).map(|(at, line)| (at, line.to_owned())).collect()
}
