//! Checks on a small tree that need not be on disk: what an example or a case is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Place;
use crate::check::command;
use crate::check::found::Flag;
use crate::check::look::{is_python, sketch};
use crate::check::plan::{Plan, Planned, Sifted, Way};
use crate::check::startup;
use crate::check::told::Told;
use crate::check::walk::{Bases, FileKind};
use crate::python::{Module, ModuleName, Parsed};
use crate::source::Lines;

pub(super) type Flagged = (Vec<Place>, Option<String>);

/// What the checks flag in a small tree, and why some of them did not run; an error if nothing could.
pub(super) fn flagged(plan: &Plan<'_>, files: &[(&str, &str)]) -> Result<Flagged, String> {
    let mut context = plan.context.clone();
    context.packages = packages(files);
    let mut places = Vec::new();
    for (path, text) in files.iter().filter(|(path, text)| holds_python(path, text)) {
        let Sifted { checks, anchors, imports, .. } = plan.sift(text.as_bytes(), path);
        // As a whole tree is read, so that what is left out of a file is tried, too.
        let left = sketch(text, path, &checks, &anchors, 1, imports);
        let parsed = Parsed::new(left.as_deref().unwrap_or(text))
            .map_err(|refusal| format!("{path}: {refusal}"))?;
        let module = Module::new(&parsed, ModuleName::of_path(path));
        let lines = Lines::new(text);
        (*path).clone_into(&mut context.path);
        let flags = checks.iter().flat_map(|planned| planned.run(&module, &context));
        places.extend(flags.map(|flag| place(path, &lines, &flag)));
    }
    let mut missing = None;
    for planned in &plan.checks {
        match &planned.way {
            Way::Modules(_) | Way::Startup(..) => {}
            Way::Not(reason) => missing = Some(format!("{}: {reason}", planned.check.name)),
            Way::Command(_) => match commanded(planned, files) {
                Ok(more) => places.extend(more),
                Err(reason) => missing = Some(format!("{}: {reason}", planned.check.name)),
            },
        }
    }
    if plan.checks.iter().any(|planned| matches!(planned.way, Way::Startup(..))) {
        match followed(plan, files) {
            Ok(more) => places.extend(more),
            Err(reason) => missing = Some(reason),
        }
    }
    places.sort();
    places.dedup();
    Ok((places, missing))
}

/// What an external program tells of a small tree, which is written out for it.
fn commanded(planned: &Planned<'_>, files: &[(&str, &str)]) -> Result<Vec<Place>, String> {
    let folder = written(files)?;
    let bases = Bases { root: folder.root(), shown: folder.root() };
    let listed = files.iter().map(|(path, _)| {
        let path = folder.root().join(path);
        let kind = FileKind::of(&path);
        bases.file(path, kind)
    });
    let told = command::run(planned, folder.root(), &listed.collect::<Vec<_>>())?;
    Ok(told.iter().map(|told| told_place(told, files)).collect())
}

/// What the `startup` checks find in a small tree, which is written out for them.
fn followed(plan: &Plan<'_>, files: &[(&str, &str)]) -> Result<Vec<Place>, String> {
    let folder = written(files)?;
    let bases = Bases { root: folder.root(), shown: folder.root() };
    let followed = startup::run(plan, None, folder.root(), bases, None);
    match followed.not_run.into_iter().next() {
        Some(missed) => Err(missed.reason),
        None => Ok(followed.told.iter().map(|told| told_place(told, files)).collect()),
    }
}

/// A small tree on disk.
struct Written {
    // Removed when this is dropped.
    _folder: tempfile::TempDir,
    root: PathBuf,
}

impl Written {
    fn root(&self) -> &Path {
        &self.root
    }
}

fn written(files: &[(&str, &str)]) -> Result<Written, String> {
    let failed = |error: std::io::Error| format!("the example cannot be written out: {error}");
    let folder = tempfile::tempdir().map_err(failed)?;
    let root = folder.path().canonicalize().map_err(failed)?;
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(&root)).map_err(failed)?;
        std::fs::write(&path, text).map_err(failed)?;
    }
    Ok(Written { _folder: folder, root })
}

fn told_place(told: &Told<'_, '_>, files: &[(&str, &str)]) -> Place {
    let text = files.iter().find(|(path, _)| *path == told.rooted).map_or("", |file| file.1);
    let lines = Lines::new(text);
    place(&told.rooted, &lines, &told.flag(&lines))
}

fn place(path: &str, lines: &Lines<'_>, flag: &Flag<'_, '_>) -> Place {
    let line = lines.place(flag.span.start).line;
    Place { path: path.to_owned(), line, check: flag.planned.check.name.clone() }
}

/// A lone file without an ending is code; a configuration file beside code is not.
pub(super) fn holds_python(path: &str, text: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".py") || !name.contains('.') || is_python(text.as_bytes())
}

/// The packages of a small tree: the first folder of each module.
pub(super) fn packages(files: &[(&str, &str)]) -> Vec<String> {
    let first = files.iter().filter_map(|(path, _)| {
        let path = path.strip_prefix("src/").unwrap_or(path);
        let (folder, _) = path.split_once('/')?;
        path.ends_with(".py").then(|| folder.to_owned())
    });
    first.collect::<BTreeSet<_>>().into_iter().collect()
}
