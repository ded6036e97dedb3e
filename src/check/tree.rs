//! A tree of somebody's code: where its root is, which project it is, and what is known of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rayon::prelude::*;

use super::declared::Declared;
use super::walk::relative;
use crate::find::{self, ProjectKind};
use crate::model::applies::Range;
use crate::model::project::{Kind, normal};
use crate::model::{Project, Rulebook};
use crate::python::Equivalents;

/// Files that only a tree's root has.
const MARKS: [&str; 6] =
    [".git", ".gitreview", "setup.cfg", "setup.py", "pyproject.toml", "PKG-INFO"];

/// A tree, and which of its paths are to be checked.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    /// Its root.
    pub(super) root: PathBuf,
    /// What was asked for, below the root.
    pub(super) given: Vec<PathBuf>,
    /// The project that it is, if the rulebook knows it.
    pub(super) project: Option<Cow<'a, Project>>,
    /// What checks may ask for; the path is still to be filled in.
    pub(super) context: find::Context,
    /// The distributions that it says it requires, as indexes compare names.
    pub(super) requires: BTreeSet<String>,
}

/// The trees that paths belong to, each with its paths, and the folder that shown paths start from.
pub(super) fn trees<'a>(
    rulebook: &'a Rulebook,
    paths: &[PathBuf],
    project: Option<&'a Project>,
    rooted: bool,
) -> Result<(Vec<Tree<'a>>, PathBuf)> {
    let mut found = Vec::new();
    for path in paths {
        let path = std::fs::canonicalize(path)
            .with_context(|| format!("cannot check {}", path.display()))?;
        found.push(path);
    }
    found.sort();
    found.dedup();
    let base = base(&found)?;
    let mut parts: Vec<(PathBuf, Vec<PathBuf>)> = Vec::new();
    for path in found {
        let root = if rooted { path.clone() } else { root(&path) };
        match parts.iter_mut().find(|(known, _)| *known == root) {
            Some((_, given)) => given.push(path),
            None => parts.push((root, vec![path])),
        }
    }
    let trees =
        parts.into_par_iter().map(|(root, given)| Tree::new(rulebook, root, given, project));
    Ok((trees.collect(), base))
}

/// One folder is shown from itself; files, and several paths, from here where they lie below.
fn base(paths: &[PathBuf]) -> Result<PathBuf> {
    if let [folder] = paths
        && folder.is_dir()
    {
        return Ok(folder.clone());
    }
    let here = std::env::current_dir().and_then(std::fs::canonicalize);
    let here = here.context("cannot tell the current folder")?;
    if paths.iter().all(|path| path.starts_with(&here)) {
        return Ok(here);
    }
    let mut common = paths.first().map_or(&*here, |path| path.parent().unwrap_or(path));
    while !paths.iter().all(|path| path.starts_with(common)) {
        common = common.parent().unwrap_or(Path::new("/"));
    }
    Ok(common.to_owned())
}

/// The nearest folder that looks like a root; else the path itself, or the folder of a file.
fn root(path: &Path) -> PathBuf {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let marked = |folder: &&Path| {
        MARKS.iter().any(|mark| folder.join(mark).exists()) || has_metadata(folder)
    };
    folder.ancestors().find(marked).unwrap_or(folder).to_owned()
}

fn has_metadata(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.ends_with(".dist-info") || name.ends_with(".egg-info")
    })
}

impl<'a> Tree<'a> {
    fn new(
        rulebook: &'a Rulebook,
        root: PathBuf,
        given: Vec<PathBuf>,
        project: Option<&'a Project>,
    ) -> Self {
        let part = given.first().map_or_else(String::new, |given| relative(&root, given));
        let package = part.split('/').next().unwrap_or("");
        let declared = Declared::read(&root, package);
        let requires = declared.uses.iter().map(|name| normal(name)).collect();
        let (project, context) = described(rulebook, project, declared, || own_packages(&root));
        Self { root, given, project, context, requires }
    }

    /// Whether all of the tree is checked.
    pub(super) fn is_whole(&self) -> bool {
        self.given.contains(&self.root)
    }

    /// Whether a path below the root is one of those to be checked.
    pub(super) fn has(&self, rooted: &str) -> bool {
        self.given.iter().any(|given| {
            let part = relative(&self.root, given);
            part == "."
                || rooted.strip_prefix(&part).is_some_and(|r| r.is_empty() || r.starts_with('/'))
        })
    }
}

fn known<'a>(rulebook: &'a Rulebook, declared: &Declared) -> Option<&'a Project> {
    declared.names.iter().find_map(|name| {
        rulebook.projects.values().find(|project| {
            let also = project.distribution.as_deref();
            normal(project.name.as_str()) == *name || also.is_some_and(|also| normal(also) == *name)
        })
    })
}

/// A project's facts were read from one release. For another one, what the tree declares of itself counts.
fn of_this_release<'a>(project: &'a Project, declared: &Declared) -> Cow<'a, Project> {
    let recorded = project.as_of.as_ref().map(|as_of| as_of.version.as_str());
    if declared.version.as_deref().or(recorded) == recorded && recorded.is_some() {
        return Cow::Borrowed(project);
    }
    let version = declared.version.as_deref().and_then(|version| version.parse().ok());
    let mut project =
        version.map_or_else(|| project.clone(), |version| project.in_release(&version));
    for (name, versions) in &declared.versions {
        let known = project.versions.keys().find(|known| normal(known) == normal(name));
        let key = known.unwrap_or(name).clone();
        project.versions.insert(key, Range::new(versions.clone()));
    }
    for name in &declared.uses {
        if !project.uses.iter().any(|known| normal(known) == normal(name)) {
            project.uses.push(name.clone());
        }
    }
    Cow::Owned(project)
}

fn facts(project: &Project) -> find::Context {
    let facts = project.facts.iter().map(|(fact, values)| (fact.clone(), values.to_vec()));
    let versions = project.versions.iter();
    find::Context {
        path: String::new(),
        packages: project.packages.clone(),
        same_as: Equivalents::new(project.same_as.clone()),
        project: Some(find::Facts {
            uses: project.uses.iter().cloned().collect(),
            kind: Some(kind(project.kind)),
            facts: facts.collect(),
        }),
        versions: versions
            .map(|(name, range)| (name.clone(), range.specifiers().clone()))
            .collect(),
    }
}

fn kind(kind: Kind) -> ProjectKind {
    match kind {
        Kind::Service => ProjectKind::Service,
        Kind::Library => ProjectKind::Library,
        Kind::Plugin => ProjectKind::Plugin,
        Kind::Tool => ProjectKind::Tool,
    }
}

/// The project that declares this of itself, and what checks may ask of it. Of a tree that nobody has described facts
/// stay open; packages and versions are its own.
pub(super) fn described<'a>(
    rulebook: &'a Rulebook,
    project: Option<&'a Project>,
    declared: Declared,
    packages: impl FnOnce() -> Vec<String>,
) -> (Option<Cow<'a, Project>>, find::Context) {
    let known = project.or_else(|| known(rulebook, &declared));
    let project = known.map(|project| of_this_release(project, &declared));
    let context = match &project {
        Some(project) => facts(project),
        None => find::Context {
            packages: packages(),
            versions: declared.versions,
            ..find::Context::default()
        },
    };
    (project, context)
}

fn own_packages(root: &Path) -> Vec<String> {
    let mut packages = packages(root);
    packages.extend(packages_in(&root.join("src")));
    packages.sort();
    packages
}

fn packages(root: &Path) -> Vec<String> {
    if root.join("__init__.py").is_file() {
        // The tree is a package itself, as in an installed one.
        return root
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .into_iter()
            .collect();
    }
    packages_in(root)
}

fn packages_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let packages = entries.flatten().filter(|entry| entry.path().join("__init__.py").is_file());
    packages.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}
