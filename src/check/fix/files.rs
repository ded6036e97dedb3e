//! Changing the files of a tree: only what is new, only what is safe, and no file that is not as it was read.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use similar::TextDiff;

use super::{Mender, Wanted};
use crate::check::found::Found;
use crate::check::plan::{Plan, Remembered};
use crate::check::tree::{self, Tree};
use crate::check::{Checked, Request};
use crate::model::{Rulebook, Standing};
use crate::python;
use crate::source::Lines;

/// What can be changed in the files of a run, worked out and not yet written.
#[derive(Debug, Default)]
pub struct Fixed {
    files: Vec<Change>,
    /// The files, or findings of files, that are left as they are.
    pub left: Vec<Left>,
}

/// A file that is left as it is, at least in part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// The file, as findings name it.
    pub path: String,
    /// Why, as a part of a sentence.
    pub reason: String,
}

/// A file with what it becomes.
#[derive(Debug)]
struct Change {
    shown: String,
    path: PathBuf,
    read: blake3::Hash,
    before: String,
    after: String,
    bytes: Vec<u8>,
    made: usize,
}

/// Works out what the safe fixes of a run's new findings make of the files.
pub fn fix(rulebook: &Rulebook, request: &Request<'_>, checked: &Checked) -> Result<Fixed> {
    let (trees, _) = tree::trees(rulebook, request.paths, request.project, request.rooted)?;
    let mut fixed = Fixed::default();
    let mut by_file: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
    for found in checked.found.iter().filter(|found| found.finding.standing == Standing::New) {
        by_file.entry(&found.finding.path).or_default().push(found);
    }
    let remembered = Remembered::default();
    let plan = |tree| Plan::of_tree(rulebook, tree, request.select, &remembered);
    let plans: Vec<_> = trees.iter().map(|tree| (tree, plan(tree))).collect();
    for (shown, found) in by_file {
        let path = checked.base.join(shown);
        let around = plans.iter().filter(|(tree, _)| path.starts_with(&tree.root));
        let Some((tree, plan)) = around.max_by_key(|(tree, _)| tree.root.as_os_str().len()) else {
            continue;
        };
        match file(plan, tree, &path, &found) {
            Ok(None) => {}
            Ok(Some(change)) => fixed.files.push(Change { shown: shown.to_owned(), ..change }),
            Err(reason) => fixed.left.push(Left { path: shown.to_owned(), reason }),
        }
    }
    Ok(fixed)
}

/// What becomes of one file; nothing if no finding in it has a safe fix.
fn file(
    plan: &Plan<'_>,
    tree: &Tree<'_>,
    path: &Path,
    found: &[&Found],
) -> Result<Option<Change>, String> {
    let fixable = |found: &&&Found| {
        let mut checks = plan.checks.iter();
        let planned = checks.find(|planned| planned.check.name == found.finding.check);
        planned.is_some_and(|planned| planned.check.fixes.iter().any(|fix| fix.safe))
    };
    let found: Vec<_> = found.iter().filter(fixable).collect();
    let Some(read) = found.iter().find_map(|found| found.read) else { return Ok(None) };
    let old = fs::read(path).map_err(|error| format!("it cannot be read: {error}"))?;
    if blake3::hash(&old) != read {
        return Err(CHANGED.into());
    }
    let decoded = python::decode(&old);
    let parsed = python::Parsed::new(&decoded.text).map_err(|refusal| refusal.to_string())?;
    if decoded.notice.is_some() || parsed.errors().next().is_some() {
        return Err("it could only be read in part".into());
    }
    let safe = |found: &&&&Found| found.finding.fix.as_ref().is_some_and(|fix| fix.safe);
    let rooted = &found[0].rooted;
    let checks = plan.sift(&old, rooted).checks;
    let lines = Lines::new(&decoded.text);
    let wanted = found.iter().filter(safe).filter_map(|found| {
        let check = checks.iter().position(|planned| planned.check.name == found.finding.check)?;
        Some(Wanted { check, start: lines.offset(found.finding.start) })
    });
    let mut wanted: Vec<_> = wanted.collect();
    wanted.dedup();
    let context = crate::find::Context { path: rooted.clone(), ..tree.context.clone() };
    let mender = Mender { checks: &checks, context: &context, only_safe: true };
    let mended = mender.mended(&decoded.text, wanted)?;
    if mended.made == 0 {
        return Ok(None);
    }
    let bytes = python::encode_like(&old, &mended.text)
        .ok_or("its encoding cannot be written without a loss")?;
    Ok(Some(Change {
        shown: String::new(),
        path: path.to_owned(),
        read,
        before: decoded.text.clone().into_owned(),
        after: mended.text,
        bytes,
        made: mended.made,
    }))
}

const CHANGED: &str = "it was changed meanwhile";

impl Fixed {
    /// How many findings are fixed.
    pub fn made(&self) -> usize {
        self.files.iter().map(|change| change.made).sum()
    }

    /// In how many files.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// All changes as a unified diff that `patch -p1` and `git apply` take.
    pub fn diff(&self) -> String {
        let mut all = String::new();
        for change in &self.files {
            let (old, new) = (format!("a/{}", change.shown), format!("b/{}", change.shown));
            let diff = TextDiff::from_lines(change.before.as_str(), change.after.as_str());
            all.push_str(&diff.unified_diff().context_radius(3).header(&old, &new).to_string());
        }
        all
    }

    /// Writes the files, each as a whole or not at all. One that changed since it was read is left alone.
    pub fn write(&mut self) -> Result<()> {
        let mut written = Vec::new();
        for change in self.files.drain(..) {
            match change.write()? {
                None => written.push(change),
                Some(reason) => self.left.push(Left { path: change.shown, reason }),
            }
        }
        self.files = written;
        self.left.sort();
        Ok(())
    }
}

impl Change {
    /// Writes the file; a reason if it has to be left alone.
    fn write(&self) -> Result<Option<String>> {
        // What a link leads to is what was read.
        let failed = || format!("cannot write {}", self.path.display());
        let path = fs::canonicalize(&self.path).with_context(failed)?;
        let known = fs::metadata(&path).with_context(failed)?;
        if known.permissions().readonly() {
            return Ok(Some("it may not be written".into()));
        }
        let folder = path.parent().with_context(failed)?;
        let mut new = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
        new.write_all(&self.bytes).with_context(failed)?;
        new.as_file().set_permissions(known.permissions()).with_context(failed)?;
        new.as_file().sync_all().with_context(failed)?;
        if blake3::hash(&fs::read(&path).with_context(failed)?) != self.read {
            return Ok(Some(CHANGED.into()));
        }
        new.persist(&path).with_context(failed)?;
        Ok(None)
    }
}
