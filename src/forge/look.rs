//! Looking at a change: the checks on its files, and the guidelines that it has to answer.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::relevance::{self, Hit};
use crate::check::{self, Request};
use crate::find::Find;
use crate::model::{
    Date, Finding, Guideline, Id, Level, Project, Report, Rulebook, Standing, State,
};

/// The files of a change as they are after it, in a folder of their own.
#[derive(Debug)]
pub struct Tree {
    /// Removed when this is dropped.
    folder: tempfile::TempDir,
    /// By path from the root: what the change did to a file that is there.
    pub files: BTreeMap<String, Touched>,
    /// Files that could not be had, with reasons.
    pub missed: Vec<(String, String)>,
    /// Whether the files that the change did not touch are there, too.
    pub whole: bool,
}

/// What a change did to a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// The lines that it added or changed, from 1.
    pub added: Vec<Range<usize>>,
}

impl Touched {
    /// Whether one of the lines was added; the last one is included.
    pub fn has(&self, first: usize, last: usize) -> bool {
        self.added.iter().any(|own| own.start <= last && first < own.end)
    }
}

impl Tree {
    /// An empty folder.
    ///
    /// # Errors
    /// If there is no room for one.
    pub fn new() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("rulebook-change-").tempdir();
        let folder = folder.context("cannot make a temporary folder")?;
        // So that no folder above is taken for the root of this tree.
        std::fs::create_dir(folder.path().join(".git")).context("cannot make a folder")?;
        Ok(Self { folder, files: BTreeMap::new(), missed: Vec::new(), whole: false })
    }

    /// Where the files are.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the change. A name that leads out of the folder is not written, but told.
    ///
    /// # Errors
    /// If the disk does not do as told.
    pub fn put(&mut self, path: &str, bytes: &[u8], touched: Touched) -> Result<()> {
        let Some(place) = self.place(path) else {
            self.missed.push((path.to_owned(), "its name leads out of the tree".to_owned()));
            return Ok(());
        };
        let folder = place.parent().unwrap_or(self.root());
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&place, bytes))
            .with_context(|| format!("cannot write {}", place.display()))?;
        self.files.insert(path.to_owned(), touched);
        Ok(())
    }

    fn place(&self, path: &str) -> Option<PathBuf> {
        let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        let path = Path::new(path);
        let inside = !path.as_os_str().is_empty() && path.components().all(plain);
        inside.then(|| self.root().join(path))
    }

    /// The text of a file, if it is one.
    pub fn text(&self, path: &str) -> Option<String> {
        let bytes = std::fs::read(self.place(path)?).ok()?;
        Some(crate::python::decode(&bytes).text.into_owned())
    }
}

/// What a change has to answer, before anybody has answered.
#[derive(Debug)]
pub struct Review {
    /// What is broken, then by level, then in the order of the guide.
    pub items: Vec<Item>,
    /// What the change brought, the most binding first.
    pub findings: Vec<Finding>,
    /// All findings in its files by fingerprint, old and waived ones too.
    pub present: BTreeSet<String>,
    /// The files that were looked at.
    pub looked: BTreeSet<String>,
    /// What could not be looked at, as sentences.
    pub not_run: Vec<String>,
    /// Everything, for reports.
    pub report: Report,
}

/// A guideline that the change has to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The guideline.
    pub id: Id,
    /// Its revision, to which answers belong.
    pub revision: u32,
    /// Its title.
    pub title: String,
    /// How binding it is here.
    pub level: Level,
    /// What the checks say: fail, waived or for a person.
    pub state: State,
    /// What a person has to judge.
    pub questions: Vec<String>,
    /// Why it is on the list: places as `path:line`.
    pub places: Vec<String>,
    /// The fingerprints of its findings.
    pub findings: Vec<String>,
    /// What answers are bound to: they hold as long as this is the same.
    pub trigger: String,
}

/// Runs the checks on a change's files.
///
/// # Errors
/// If the checks cannot run at all.
pub fn look(rulebook: &Rulebook, project: &Project, tree: &Tree, today: Date) -> Result<Review> {
    let root = [tree.root().to_owned()];
    let request = Request {
        // A whole tree is read where checks follow imports; findings are told of the change's files alone.
        paths: &root,
        project: Some(project),
        diff: None,
        baseline: None,
        select: &[],
        threads: 0,
        today,
        rooted: false,
        memo: None,
    };
    let mut report = check::run(rulebook, &request)?.report;
    report.findings.retain_mut(|finding| {
        let Some(touched) = tree.files.get(&finding.path) else { return false };
        let new = touched.has(finding.start.line, finding.end.line);
        if !new && finding.standing == Standing::New {
            finding.standing = Standing::Existing;
        }
        true
    });
    let mut not_run = missed(tree, &report);
    let mut partly = Vec::new();
    let mut items = Vec::new();
    for guideline in &rulebook.guidelines {
        let Ok(binding) = rulebook.binding(project, guideline) else { continue };
        if !tree.whole && needs_all(rulebook, guideline) {
            partly.push(guideline.id.as_str());
        }
        items.extend(item(guideline, binding.level, project, tree, &report));
    }
    if !partly.is_empty() {
        not_run.push(format!("{}: some of their checks need the whole tree", partly.join(", ")));
    }
    items.sort_by_key(|item: &Item| (item.state != State::Fail, item.level));
    let all = &report.findings;
    let mut findings: Vec<_> =
        all.iter().filter(|finding| finding.standing == Standing::New).cloned().collect();
    findings.sort_by_key(|finding| finding.level);
    let present = all.iter().map(|finding| finding.fingerprint.clone()).collect();
    let unread: BTreeSet<_> =
        report.not_run.iter().filter(|one| one.check.is_none()).map(|one| &one.path).collect();
    let looked = tree.files.keys().filter(|path| !unread.contains(path)).cloned().collect();
    Ok(Review { items, findings, present, looked, not_run, report })
}

/// What could not be looked at. Where only single files are there, what needs more says so by itself.
fn missed(tree: &Tree, report: &Report) -> Vec<String> {
    let files = tree.missed.iter().map(|(path, why)| format!("`{path}`: {why}"));
    let checks = report.not_run.iter().filter(|one| tree.whole || one.path != ".");
    let checks = checks.map(|one| format!("`{}`: {}", one.path, one.reason));
    let all: BTreeSet<_> = files.chain(checks).collect();
    all.into_iter().collect()
}

fn needs_all(rulebook: &Rulebook, guideline: &Guideline) -> bool {
    let checks = guideline.checks.iter().filter_map(|name| rulebook.checks.get(name));
    checks.into_iter().any(|check| matches!(check.find, Find::Startup(_) | Find::Command(_)))
}

/// The item of a guideline, if the change gives it something to answer.
fn item(
    guideline: &Guideline,
    level: Level,
    project: &Project,
    tree: &Tree,
    report: &Report,
) -> Option<Item> {
    let own = |finding: &&Finding| finding.guideline == guideline.id;
    let here: Vec<_> = report.findings.iter().filter(own).collect();
    let new: Vec<_> = here.iter().filter(|one| one.standing == Standing::New).collect();
    let waived = here.iter().filter(|one| {
        let touched = tree.files.get(&one.path);
        matches!(one.standing, Standing::Waived(_))
            && touched.is_some_and(|touched| touched.has(one.start.line, one.end.line))
    });
    let waived: Vec<_> = waived.collect();
    let mut hits: Vec<Hit> = Vec::new();
    let mut questions = Vec::new();
    for question in &guideline.review {
        let Some(when) = &question.when else { continue };
        if when.to_project(project).is_no() {
            continue;
        }
        let found = relevance::hits(when, tree);
        if !found.is_empty() {
            questions.push(question.ask.to_string());
            hits.extend(found);
        }
    }
    let state = match (new.is_empty(), questions.is_empty(), waived.is_empty()) {
        (false, ..) => State::Fail,
        (true, false, _) => State::Person,
        (true, true, false) => State::Waived,
        (true, true, true) => return None,
    };
    hits.sort();
    hits.dedup();
    let flagged = new.iter().copied().chain(waived.iter().copied());
    let flagged = flagged.map(|one| format!("{}:{}", one.path, one.start.line));
    let mut places: Vec<_> = flagged.chain(hits.iter().map(Hit::place)).collect();
    let mut seen = BTreeSet::new();
    places.retain(|place| seen.insert(place.clone()));
    // A file alone says nothing beside a line of it.
    let lines: BTreeSet<_> =
        seen.iter().filter_map(|place| Some(place.rsplit_once(':')?.0)).collect();
    places.retain(|place| !lines.contains(place.as_str()));
    let findings: Vec<_> = new.iter().map(|one| one.fingerprint.clone()).collect();
    Some(Item {
        id: guideline.id.clone(),
        revision: guideline.revision,
        title: guideline.title.to_string(),
        level,
        state,
        questions,
        places,
        trigger: trigger(guideline, &findings, &hits),
        findings,
    })
}

/// What an answer is about: the guideline, the flagged code and the touched lines. Line numbers are no part of it, so
/// that a rebase asks nobody again.
fn trigger(guideline: &Guideline, findings: &[String], hits: &[Hit]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(guideline.id.as_str().as_bytes());
    let texts: BTreeSet<_> = hits.iter().map(|hit| (hit.path.as_str(), hit.text.trim())).collect();
    for part in findings {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    for (path, text) in texts {
        hasher.update(path.as_bytes()).update(&[0]).update(text.as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex()[..8].to_owned()
}

/// The project of a rulebook that a server's name of it means: `openstack/nova` is Nova.
///
/// # Errors
/// If the rulebook knows none of that name.
pub fn project_of<'a>(
    rulebook: &'a Rulebook,
    asked: Option<&str>,
    remote: &str,
) -> Result<&'a Project> {
    let named = |name: &str| {
        rulebook.projects.values().find(|project| project.name.as_str().eq_ignore_ascii_case(name))
    };
    let last = remote.rsplit('/').next().unwrap_or(remote);
    let found = match asked {
        Some(name) => named(name),
        None => named(last).or_else(|| match rulebook.projects.len() {
            1 => rulebook.projects.values().next(),
            _ => None,
        }),
    };
    let Some(found) = found else {
        let names: Vec<_> = rulebook.projects.keys().map(|name| name.as_str()).collect();
        let which = asked.unwrap_or(remote);
        bail!(
            "the rulebook describes no project `{which}`; say which of its projects the change is of with --project: {}",
            names.join(", ")
        );
    };
    Ok(found)
}
