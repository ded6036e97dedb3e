//! Findings that other linters have reported, told as ours: their codes are ids of guidelines, or carry one.
//!
//! What is read is a report, on any machine: the code that it is about need not be there.

mod flake8;
mod ruff;
mod sarif;
mod semgrep;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::found::{Found, Marks};
use super::plan::{Plan, Remembered};
use super::walk::{Bases, FileKind};
use super::{Baseline, Checked, tree, waive};
use crate::model::{
    Date, Finding, Guideline, Id, Level, Name, NotRun, Project, Rulebook, Standing,
};
use crate::python;
use crate::source::{Lines, Place};

use written::{below, id_at, in_characters};

/// A format of reports.
#[derive(Debug)]
pub struct Foreign {
    /// What `--from` calls it.
    pub name: &'static str,
    /// What writes it, in a few words.
    pub about: &'static str,
    read: fn(&str) -> Result<Told, Malformed>,
}

/// THE TABLE OF REPORTS that can be read.
pub const REPORTS: &[Foreign] = &[sarif::REPORT, flake8::REPORT, ruff::REPORT, semgrep::REPORT];

/// What a report says.
#[derive(Debug, Default)]
struct Told {
    places: Vec<Reported>,
    /// What the linter could not look at: paths with reasons.
    missed: Vec<(String, String)>,
}

/// A place that a report names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reported {
    /// As it was written: relative to where the linter ran, or absolute.
    path: String,
    start: Place,
    end: Option<Place>,
    /// Whether columns count units of UTF-16.
    utf16: bool,
    /// The linter's name for its rule.
    code: String,
    message: String,
    /// Which of our checks found it, where it was one.
    check: Option<String>,
    standing: Standing,
}

/// A report that is not what it should be: the line and column, from 1, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Malformed {
    line: usize,
    column: usize,
    what: String,
}

impl Malformed {
    /// What serde says, without the place at its end.
    fn json(error: &serde_json::Error, kind: &str) -> Self {
        let said = error.to_string();
        let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
        Self {
            line: error.line().max(1),
            column: error.column().max(1),
            what: format!("this is no {kind}: {said}"),
        }
    }
}

/// What is to be read, and how it is to be counted.
#[derive(Debug)]
pub struct Import<'a> {
    /// The format.
    pub format: &'a Foreign,
    /// The reports, each with the name that people know it by.
    pub reports: &'a [(String, Vec<u8>)],
    /// Where the linter ran: what paths are relative to.
    pub folder: &'a Path,
    /// The project that the code is; without it, the one that the folder says it is.
    pub project: Option<&'a Project>,
    /// The findings that are known.
    pub baseline: Option<&'a Baseline>,
    /// Only these guidelines; all that bind the project, if there are none.
    pub select: &'a [Id],
    /// The day in UTC, for what runs out.
    pub today: Date,
}

/// What came of it.
#[derive(Debug)]
pub struct Imported {
    /// The findings that are about guidelines.
    pub checked: Checked,
    /// How often codes occur that no guideline has, by code.
    pub unknown: BTreeMap<String, usize>,
    /// How many findings are about guidelines that do not bind the project, or were not asked for.
    pub unbound: usize,
    /// How many lie outside of the folder.
    pub outside: usize,
}

/// Reads reports. An error says where one is not what it should be.
pub fn import(rulebook: &Rulebook, request: &Import<'_>) -> Result<Imported> {
    let mut told = Told::default();
    for (name, bytes) in request.reports {
        let text = std::str::from_utf8(bytes)
            .with_context(|| format!("{name} is not written in UTF-8"))?;
        let read = (request.format.read)(text.trim_start_matches('\u{feff}'));
        let read = read.map_err(|wrong| {
            anyhow::anyhow!("{name}:{}:{}: {}", wrong.line, wrong.column, wrong.what)
        })?;
        told.places.extend(read.places);
        told.missed.extend(read.missed);
    }
    let (trees, base) =
        tree::trees(rulebook, &[request.folder.to_owned()], request.project, false)?;
    let mut imported =
        Imported { checked: Checked::new(base), unknown: BTreeMap::new(), unbound: 0, outside: 0 };
    for tree in &trees {
        imported.add(rulebook, request, tree, &told);
    }
    if let Some(baseline) = request.baseline {
        baseline.mark(&mut imported.checked.found);
    }
    imported.checked.finish();
    Ok(imported)
}

impl Imported {
    fn add(
        &mut self,
        rulebook: &Rulebook,
        request: &Import<'_>,
        tree: &tree::Tree<'_>,
        told: &Told,
    ) {
        let base = self.checked.base.clone();
        let mut files =
            Files { bases: Bases { root: &tree.root, shown: &base }, texts: BTreeMap::new() };
        let mut found = Vec::new();
        let mut marks = Marks::default();
        let mut paths = BTreeSet::new();
        for place in &told.places {
            let Some(path) = below(Path::new(&place.path), &base) else {
                self.outside += 1;
                continue;
            };
            paths.insert(path.clone());
            let Some(guideline) = guideline(rulebook, place) else {
                *self.unknown.entry(place.code.clone()).or_default() += 1;
                continue;
            };
            let level = match &tree.project {
                Some(project) => rulebook.binding(project, guideline).ok().map(|bound| bound.level),
                None => guideline.status.binds().then_some(guideline.level),
            };
            let asked = request.select.is_empty() || request.select.contains(&guideline.id);
            let Some(level) = level.filter(|_| asked) else {
                self.unbound += 1;
                continue;
            };
            found.push(files.found(place, &path, rulebook, guideline, level, &mut marks));
        }
        if let Some(project) = &tree.project {
            let plan = Plan::of_tree(rulebook, tree, request.select, &Remembered::default());
            waive::waive(rulebook, project, &plan, &mut found, request.today, false);
        }
        let missed = told.missed.iter().map(|(path, reason)| NotRun {
            check: None,
            path: below(Path::new(path), &base).unwrap_or_else(|| path.clone()),
            reason: reason.clone(),
        });
        self.checked.report.not_run.extend(missed);
        self.checked.report.files += paths.len();
        self.checked.projects.push(tree.project.as_deref().cloned());
        self.checked.found.append(&mut found);
    }
}

/// The files that a report is about, as far as they are here.
struct Files<'a> {
    bases: Bases<'a>,
    texts: BTreeMap<String, Option<String>>,
}

impl Files<'_> {
    fn found(
        &mut self,
        place: &Reported,
        path: &str,
        rulebook: &Rulebook,
        guideline: &Guideline,
        level: Level,
        marks: &mut Marks,
    ) -> Found {
        let whole = self.bases.shown.join(path);
        let file = self.bases.file(whole.clone(), FileKind::of(&whole));
        let text = self.texts.entry(path.to_owned()).or_insert_with(|| {
            let bytes = std::fs::read(&whole).ok()?;
            Some(python::decode(&bytes).text.into_owned())
        });
        let lines = text.as_deref().map(Lines::new);
        let counted = |at: Place| match &lines {
            Some(lines) if place.utf16 => in_characters(lines, at),
            _ => at,
        };
        let start = counted(place.start);
        let end = match (place.end.map(counted), &lines) {
            (Some(end), _) => end.max(start),
            // Without an end, the rest of the line is meant.
            (None, Some(lines)) => {
                let length = lines.line(start.line).trim_end().chars().count() + 1;
                Place { line: start.line, column: length.max(start.column) }
            }
            (None, None) => start,
        };
        let code = lines.as_ref().map_or(place.message.as_str(), |lines| lines.line(start.line));
        let finding = Finding {
            guideline: guideline.id.clone(),
            name: guideline.name.clone(),
            check: check(rulebook, guideline, place.check.as_deref()),
            level,
            path: file.shown,
            start,
            end,
            message: place.message.clone(),
            chain: Vec::new(),
            fingerprint: marks.mark(&guideline.id, &file.rooted, "", code),
            standing: place.standing.clone(),
            fix: None,
        };
        let lines = start.line..=end.line;
        Found { finding, rooted: file.rooted, symbol: String::new(), lines, read: None }
    }
}

/// The guideline that a place is about: by the linter's code, else by an id at the beginning of what it says.
fn guideline<'r>(rulebook: &'r Rulebook, place: &Reported) -> Option<&'r Guideline> {
    // semgrep puts the path of its configuration before an id.
    let last = place.code.rsplit(['.', '/']).next().unwrap_or_default();
    let by_code = [place.code.as_str(), last, id_at(last).unwrap_or_default()];
    let by_code = by_code.into_iter().find_map(|code| rulebook.guideline(code));
    // ruff has one code for all that is banned, and says whose it is in our words.
    let words = place.message.split_once("is banned: ").map_or(&*place.message, |(_, ours)| ours);
    by_code.or_else(|| rulebook.guideline(id_at(words)?))
}

/// The check that a finding is counted to: the one that it names, else the guideline's first.
fn check(rulebook: &Rulebook, guideline: &Guideline, named: Option<&str>) -> Name {
    let named = guideline.checks.iter().find(|check| Some(check.as_str()) == named);
    let first = guideline.checks.iter().find(|check| rulebook.checks.contains_key(check));
    named.or(first).unwrap_or(&guideline.name).clone()
}

/// The names of the reports that can be read, for options.
pub fn report_named(name: &str) -> Option<&'static Foreign> {
    REPORTS.iter().find(|report| report.name == name)
}

/// Reads a report from a file, or from standard input where its name is `-`.
///
/// # Errors
/// If it cannot be read.
pub fn read_report(path: &PathBuf) -> Result<(String, Vec<u8>)> {
    use std::io::Read as _;
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
        return Ok(("standard input".into(), bytes));
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok((path.display().to_string(), bytes))
}
