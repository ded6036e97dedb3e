//! Examples and cases through real linters: is what the loss report says of their rules true?

pub mod own;
mod tools;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use rayon::prelude::*;

use super::{context, flagged, holds_python};
use crate::check::plan::{Plan, Planned, Way};
use crate::check::walk::{self, Bases, FileKind};
use crate::export::{self, Target};
use crate::find;
use crate::model::agreement::{Agreed, Counts};
use crate::model::fit::{Effect, Fidelity, Fits};
use crate::model::{Id, Name, Rulebook};
use crate::python::Equivalents;

pub use tools::drift;

/// What came of one linter.
#[derive(Debug, Default)]
pub struct Proof {
    /// The linter, with its version.
    pub linter: String,
    /// How many pieces of code it was given.
    pub pieces: usize,
    /// Pieces that it cannot be asked about, by the reason.
    pub left_out: BTreeMap<&'static str, usize>,
    /// How many findings it has in common with us.
    pub same: usize,
    /// Differences that the loss report explains.
    pub explained: usize,
    /// Differences that the loss report denies, in sentences.
    pub wrong: Vec<String>,
    /// Losses that no example shows: the check, and what it does to the findings.
    pub unseen: Vec<(Name, Effect)>,
    /// What each rule of the linter has found.
    pub rules: BTreeMap<String, Agreement>,
}

/// How the findings of one rule compare with ours.
#[derive(Debug, Default, Clone, Copy)]
pub struct Agreement {
    /// Both find it.
    pub same: usize,
    /// Only we do.
    pub missed: usize,
    /// Only the linter does.
    pub added: usize,
}

impl Proof {
    /// What was found, by guideline.
    pub fn agreed(&self) -> Agreed {
        let mut guidelines: BTreeMap<Id, Counts> = BTreeMap::new();
        for (rule, found) in &self.rules {
            // A rule is called as its guideline, with the check's name behind it where there is one for each.
            let id = rule.split('-').next().unwrap_or(rule);
            let Ok(id) = id.parse::<Id>() else { continue };
            let counts = guidelines.entry(id).or_default();
            let some = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            counts.same += some(found.same);
            counts.missed += some(found.missed);
            counts.added += some(found.added);
        }
        let version = self.linter.rsplit(' ').next().unwrap_or_default();
        Agreed { version: version.to_owned(), guidelines }
    }
}

/// The Python files of a source tree.
#[derive(Debug)]
pub struct Tree {
    title: String,
    files: Vec<(String, String)>,
}

impl Tree {
    /// Reads a tree; what is no UTF-8 is left out, as what no linter reads in the same way.
    ///
    /// # Errors
    /// If there is no Python file.
    pub fn read(path: &Path) -> Result<Self> {
        let (files, _) = walk::walk(path, Bases { root: path, shown: path }, 1);
        let python = files.into_iter().filter(|file| file.kind == FileKind::Python);
        let mut files: Vec<_> = python
            .filter_map(|file| Some((file.rooted, fs::read_to_string(file.path).ok()?)))
            .collect();
        ensure!(!files.is_empty(), "{} has no Python files", path.display());
        files.sort();
        let title = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { title, files })
    }

    /// What it is called: the name of its folder.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// How many files it has.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// Each file for itself: what a linter cannot parse is left out alone.
    fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        self.files.iter().map(|(path, text)| Piece {
            title: self.title.clone(),
            files: vec![(path, text)],
            context: find::Context::default(),
            same_as: &NONE,
        })
    }
}

/// A piece of code with what has to be known about it.
struct Piece<'r> {
    title: String,
    files: Vec<(&'r str, &'r str)>,
    context: find::Context,
    same_as: &'r BTreeMap<String, String>,
}

/// A finding: the piece, the file, the line, and what the linter calls the rule.
type Found = BTreeSet<(usize, String, usize, String)>;

static NONE: BTreeMap<String, String> = BTreeMap::new();

/// Runs every example and case, or all files of trees, through a linter, and compares line by line with our own findings.
///
/// # Errors
/// If the linter cannot be installed or run, is of another version, or says what nobody understands.
pub fn prove(
    book: &Rulebook,
    target: &Target,
    trees: &[Tree],
    cache: &Path,
    tell: &dyn Fn(&str),
) -> Result<Proof> {
    let fits = export::fits(book);
    let tool = tools::install(target.name, cache, tell)?;
    let pieces = match trees {
        [] => pieces(book),
        trees => trees.iter().flat_map(Tree::pieces).collect(),
    };
    let folder = tempfile::tempdir().context("there is no place for temporary files")?;
    let root = folder.path().canonicalize()?;
    for (at, piece) in pieces.iter().enumerate() {
        write(&root.join(at.to_string()), piece)?;
    }
    let exporter = export::exporter(target.name).context("the linter has no exporter")?;
    let mut proof = Proof { linter: tool.title.clone(), ..Proof::default() };
    let mut groups: BTreeMap<&BTreeMap<String, String>, Vec<usize>> = BTreeMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        groups.entry(piece.same_as).or_default().push(at);
    }
    let mut found = Found::new();
    let mut asked = BTreeSet::new();
    for (same_as, members) in groups {
        if !same_as.is_empty() && !tool.takes_same_as() {
            *proof.left_out.entry("the project has names of its own").or_default() += members.len();
            continue;
        }
        for file in (exporter.export)(book) {
            let path = root.join(&file.path);
            fs::create_dir_all(path.parent().unwrap_or(&root))?;
            fs::write(path, tool.with_same_as(&file, same_as)?)?;
        }
        let files: Vec<_> = members.iter().map(|at| (*at, pieces[*at].files.as_slice())).collect();
        let run = tool.run(book, &root, &files)?;
        for at in members {
            match run.unreadable.contains(&at) {
                true => *proof.left_out.entry("the linter cannot parse it").or_default() += 1,
                false => drop(asked.insert(at)),
            }
        }
        found.extend(run.found);
    }
    found.retain(|one| asked.contains(&one.0));
    proof.pieces = asked.len();
    let ours: Vec<_> = asked.par_iter().map(|at| expected(book, &pieces[*at], *at)).collect();
    compare(book, &fits, target, &tool, &pieces, &found, ours.concat(), &mut proof);
    if trees.is_empty() {
        // To miss some is a loss, to find nothing at all is no rule.
        let idle = proof.rules.iter().filter(|(_, found)| found.same == 0 && found.missed > 0);
        let idle = idle.map(|(rule, found)| {
            format!("{rule}: the rule finds none of the {} places that are to be found in examples and cases", found.missed)
        });
        proof.wrong.extend(idle.collect::<Vec<_>>());
    }
    Ok(proof)
}

fn write(folder: &Path, piece: &Piece<'_>) -> Result<()> {
    // A repository of its own, so that paths count from here.
    fs::create_dir_all(folder.join(".git"))?;
    for (path, text) in &piece.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// All code of the rulebook, each piece once.
fn pieces(book: &Rulebook) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for guideline in book.guidelines.iter().filter(|guideline| guideline.status.binds()) {
        for example in &guideline.examples {
            for code in [&example.bad, &example.good].into_iter().flatten() {
                pieces.push(Piece {
                    title: format!("{}, example “{}”", guideline.id, example.title),
                    files: code.files(example.path()),
                    context: find::Context::default(),
                    same_as: &NONE,
                });
            }
        }
    }
    for check in book.checks.values() {
        for (at, case) in check.cases.iter().enumerate() {
            for code in [&case.flag, &case.pass].into_iter().flatten() {
                pieces.push(Piece {
                    title: format!("{}, case {}", check.name, at + 1),
                    files: code.files(case.path.as_deref().unwrap_or("example.py")),
                    context: context(case),
                    same_as: &case.same_as,
                });
            }
        }
    }
    // Linters take Python files by their ending.
    let plain = |piece: &Piece<'_>| {
        piece.files.iter().all(|(path, text)| path.ends_with(".py") || !holds_python(path, text))
    };
    pieces.retain(plain);
    pieces
}

/// Our own findings: piece, file, line and check.
fn expected(book: &Rulebook, piece: &Piece<'_>, at: usize) -> Vec<(usize, String, usize, Name)> {
    let checks = book.checks.values().map(Planned::new);
    let checks = checks.filter(|planned| matches!(planned.way, Way::Modules(_))).collect();
    let context =
        find::Context { same_as: Equivalents::new(piece.same_as.clone()), ..piece.context.clone() };
    let plan = Plan::of_checks(checks, context);
    let places = flagged(&plan, &piece.files).map(|(places, _)| places).unwrap_or_default();
    places.into_iter().map(|place| (at, place.path, place.line, place.check)).collect()
}

#[expect(clippy::too_many_arguments, reason = "everything there is, brought together once")]
fn compare(
    book: &Rulebook,
    fits: &Fits,
    target: &Target,
    tool: &tools::Tool,
    pieces: &[Piece<'_>],
    found: &Found,
    ours: Vec<(usize, String, usize, Name)>,
    proof: &mut Proof,
) {
    let Some(fits) = fits.targets.iter().find(|fits| fits.name == target.name) else { return };
    let rules = tool.rules(book, fits);
    let mut users: BTreeMap<&Name, Vec<&String>> = BTreeMap::new();
    for (rule, checks) in &rules {
        checks.iter().for_each(|check| users.entry(check).or_default().push(rule));
    }
    let mut seen = BTreeSet::new();
    let mut expected = Found::new();
    let said = |at: usize, path: &str, line: usize| format!("{}, {path}:{line}", pieces[at].title);
    for (at, path, line, check) in ours {
        for rule in users.get(&check).into_iter().flatten() {
            let place = (at, path.clone(), line, (*rule).clone());
            if found.contains(&place) {
                if expected.insert(place) {
                    proof.same += 1;
                    proof.rules.entry((*rule).clone()).or_default().same += 1;
                }
                continue;
            }
            if expected.insert(place) {
                proof.rules.entry((*rule).clone()).or_default().missed += 1;
            }
            if fits.checks[&check].allows(Effect::Misses) {
                seen.insert((check.clone(), Effect::Misses));
                proof.explained += 1;
            } else {
                proof.wrong.push(format!(
                    "{}: we find {check}, {} does not report {rule}",
                    said(at, &path, line),
                    target.name
                ));
            }
        }
    }
    for (at, path, line, rule) in found.difference(&expected) {
        proof.rules.entry(rule.clone()).or_default().added += 1;
        let checks = rules.get(rule).into_iter().flatten();
        let adding: Vec<_> =
            checks.filter(|check| fits.checks[*check].allows(Effect::Adds)).collect();
        if adding.is_empty() {
            proof.wrong.push(format!(
                "{}: {} reports {rule}, and we find nothing",
                said(*at, path, *line),
                target.name
            ));
        } else {
            proof.explained += 1;
            seen.extend(adding.into_iter().map(|check| (check.clone(), Effect::Adds)));
        }
    }
    let approximate = fits.checks.iter().filter(|(_, fit)| fit.fidelity() == Fidelity::Approximate);
    let claimed = approximate.flat_map(|(check, fit)| {
        let each: BTreeSet<_> = fit.losses.iter().map(|loss| loss.effect).collect();
        each.into_iter().map(|effect| (check.clone(), effect))
    });
    proof.unseen = claimed.filter(|claim| !seen.contains(claim)).collect();
}
