//! Which changes a guideline can be about, as far as the names of files and their changed lines tell.
//!
//! It is never less than what a checklist asks, and more where only code itself can tell.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Applies, Guideline, Project, Rulebook};

/// Files that tell what a project is made of; they are read even where they are no code.
const DECLARING: [&str; 4] = ["setup.cfg", "setup.py", "pyproject.toml", "PKG-INFO"];

/// A sort of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Python, and programs without an ending.
    Python,
    /// What declares a project, and what it requires.
    Declaring,
}

/// A sign that a guideline can be about a change: a file that fits all of this.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Globs, of which its path fits one.
    pub paths: Option<Vec<String>>,
    /// What it is.
    pub sort: Option<Sort>,
    /// A regular expression that a changed line fits.
    pub diff: Option<String>,
}

/// What each guideline that binds can be about; without a project, all that may bind one.
pub fn all<'a>(
    rulebook: &'a Rulebook,
    project: Option<&Project>,
) -> Vec<(&'a Guideline, Vec<Mark>)> {
    let binds = |guideline: &&Guideline| match project {
        Some(project) => rulebook.binding(project, guideline).is_ok(),
        None => guideline.status.binds(),
    };
    let with_marks = |guideline: &'a Guideline| (guideline, marks(guideline, project));
    rulebook.guidelines.iter().filter(binds).map(with_marks).collect()
}

/// Marks without those that others cover, in a fixed order.
pub fn fewest(marks: impl IntoIterator<Item = Mark>) -> Vec<Mark> {
    let mut all: Vec<Mark> = marks.into_iter().collect();
    all.sort();
    all.dedup();
    let covered = |one: &Mark| all.iter().any(|other| other != one && other.covers(one));
    all.iter().filter(|one| !covered(one)).cloned().collect()
}

fn marks(guideline: &Guideline, project: Option<&Project>) -> Vec<Mark> {
    let mut marks = Vec::new();
    if !guideline.checks.is_empty() {
        marks.extend([Sort::Python, Sort::Declaring].map(Mark::sort));
    }
    let asked = guideline.review.iter().filter_map(|question| question.when.as_ref());
    let about: Vec<&Applies> =
        asked.chain([&guideline.applies]).filter(|when| when.is_about_changes()).collect();
    if about.is_empty() && guideline.checks.is_empty() {
        // Nothing says which changes it is about.
        marks.push(Mark::default());
    }
    marks.extend(about.into_iter().flat_map(|when| of(when, project)));
    fewest(marks)
}

/// Where predicates can hold.
fn of(when: &Applies, project: Option<&Project>) -> Vec<Mark> {
    if project.is_some_and(|project| when.to_project(project).is_no()) {
        return Vec::new();
    }
    let code = !when.imports.is_empty() || !when.calls.is_empty() || when.at_import;
    let python = !when.languages.is_empty() && when.languages.iter().all(|name| name == "python");
    let required = !when.dependencies.is_empty() || !when.new_dependencies.is_empty();
    let include = when.paths.as_ref().map(|paths| paths.include.clone());
    let include = include.filter(|globs| !globs.is_empty());
    let sort = match (code || python, required) {
        (true, _) => Some(Sort::Python),
        (_, true) => Some(Sort::Declaring),
        _ => include.as_deref().and_then(sort_of),
    };
    let diff = [&when.adds, &when.adds_code, &when.code, &when.diff];
    let diff = diff.into_iter().find_map(Clone::clone);
    let mut marks = vec![Mark { paths: include, sort, diff }];
    let any: Vec<Mark> = when.any.iter().flat_map(|one| of(one, project)).collect();
    let alternatives = (!when.any.is_empty()).then_some(any);
    for more in when.all.iter().map(|one| of(one, project)).chain(alternatives) {
        marks = marks.iter().flat_map(|one| more.iter().map(|other| one.and(other))).collect();
    }
    marks
}

/// The sort of all files that globs can fit, if it is one.
fn sort_of(globs: &[String]) -> Option<Sort> {
    let declares =
        |glob: &String| glob.rsplit('/').next().is_some_and(|name| DECLARING.contains(&name));
    match globs {
        _ if globs.iter().all(|glob| glob.ends_with(".py")) => Some(Sort::Python),
        _ if globs.iter().all(declares) => Some(Sort::Declaring),
        _ => None,
    }
}

static PYTHON: LazyLock<Regex> = LazyLock::new(|| regex(&Sort::Python.pattern()));
static DECLARATION: LazyLock<Regex> = LazyLock::new(|| regex(&Sort::Declaring.pattern()));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours")
}

impl Sort {
    /// As one regular expression that fits whole paths; Java and Rust read it alike.
    pub fn pattern(self) -> String {
        match self {
            Self::Python => "^(.*/)?([^/]*[.]pyi?|[^/.]+)$".to_owned(),
            Self::Declaring => {
                let names = DECLARING.map(|name| name.replace('.', "[.]")).join("|");
                format!("^(.*/)?({names}|[^/]*requirements[^/]*[.]txt)$")
            }
        }
    }

    /// Whether a file of this name is one.
    pub fn is(self, path: &str) -> bool {
        match self {
            Self::Python => PYTHON.is_match(path),
            Self::Declaring => DECLARATION.is_match(path),
        }
    }
}

impl Mark {
    fn sort(sort: Sort) -> Self {
        Self { sort: Some(sort), ..Self::default() }
    }

    /// Its globs as one regular expression that fits whole paths; none if any path may.
    pub fn paths(&self) -> Option<String> {
        let all: Vec<_> = self.paths.as_ref()?.iter().map(|glob| fitting(glob)).collect();
        Some(format!("^({})$", all.join("|")))
    }

    /// Whether this holds wherever the other does.
    fn covers(&self, other: &Self) -> bool {
        (self.paths.is_none() || self.paths == other.paths)
            && (self.sort.is_none() || self.sort == other.sort)
            && (self.diff.is_none() || self.diff == other.diff)
    }

    /// What holds where both do, as far as one mark can say it.
    fn and(&self, other: &Self) -> Self {
        Self {
            paths: self.paths.clone().or_else(|| other.paths.clone()),
            sort: self.sort.or(other.sort),
            diff: self.diff.clone().or_else(|| other.diff.clone()),
        }
    }
}

/// A glob as a regular expression. What is more than stars is taken for anything.
fn fitting(glob: &str) -> String {
    if glob.contains(['{', '[', '\\']) {
        return ".*".to_owned();
    }
    let mut pattern = String::new();
    let mut rest = glob;
    while let Some(first) = rest.chars().next() {
        let (part, taken) = match rest {
            _ if rest.starts_with("**/") => ("(.*/)?".to_owned(), 3),
            _ if rest.starts_with("**") => (".*".to_owned(), 2),
            _ if first == '*' => ("[^/]*".to_owned(), 1),
            _ if first == '?' => ("[^/]".to_owned(), 1),
            _ if first.is_alphanumeric() || "/_- ".contains(first) => {
                (first.to_string(), first.len_utf8())
            }
            _ if first == '^' => ("\\^".to_owned(), 1),
            _ => (format!("[{first}]"), first.len_utf8()),
        };
        pattern.push_str(&part);
        rest = &rest[taken..];
    }
    pattern
}

#[cfg(test)]
mod tests;
