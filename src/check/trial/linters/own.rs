//! The tests that are exported with rules: what they may claim is recorded, and the linters run them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use super::{NONE, Piece, expected, tools};
use crate::check::trial::context;
use crate::export::{self, Target, trials};
use crate::find;
use crate::model::tested::{Marked, Marks, TestedRule, TestedRules};
use crate::model::{Output, Rulebook};

/// Runs the tests of a linter's rules, in the linter: what it says of them in the end, or an error with all it says.
///
/// # Errors
/// If the linter cannot be installed or run.
pub fn run(
    book: &Rulebook,
    target: &Target,
    cache: &Path,
    tell: &dyn Fn(&str),
) -> Result<Result<String, String>> {
    let tool = tools::install(target.name, cache, tell)?;
    let exporter = export::exporter(target.name).context("the linter has no exporter")?;
    let folder = tempfile::tempdir().context("there is no place for temporary files")?;
    files(folder.path(), &(exporter.export)(book))?;
    let (passed, said) = tool.own_tests(folder.path())?;
    if !passed {
        return Ok(Err(said));
    }
    let last = said.lines().rev().find(|line| line.contains("passed")).unwrap_or_default();
    Ok(Ok(last.trim().to_owned()))
}

/// What the rules of a linter find in the code that is to be their tests.
///
/// # Errors
/// If the linter cannot be installed or run, is of another version, or says what nobody understands.
pub fn record(
    book: &Rulebook,
    target: &'static Target,
    cache: &Path,
    tell: &dyn Fn(&str),
) -> Result<TestedRules> {
    let tool = tools::install(target.name, cache, tell)?;
    let exporter = export::exporter(target.name).context("the linter has no exporter")?;
    let rules: Vec<_> = trials::rules(book, target).collect();
    // A piece that several rules are tried on is run once.
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut pieces = Vec::new();
    for piece in rules.iter().flat_map(|rule| &rule.pieces) {
        places.entry(piece.key()).or_insert_with(|| {
            pieces.push(Piece {
                title: piece.title.clone(),
                files: vec![(piece.path, piece.text)],
                context: piece.case.map_or_else(find::Context::default, context),
                same_as: &NONE,
            });
            pieces.len() - 1
        });
    }
    let folder = tempfile::tempdir().context("there is no place for temporary files")?;
    let root = folder.path().canonicalize()?;
    for (at, piece) in pieces.iter().enumerate() {
        piece.write(&root.join(at.to_string()))?;
    }
    let all: Vec<_> = pieces.iter().map(|piece| piece.files.as_slice()).enumerate().collect();
    files(&root, &(exporter.export)(book))?;
    let with_paths = tool.run(book, &root, &all)?;
    // The same rules, but that they look everywhere: that is how their tests are run.
    files(&root, &rules.iter().map(|rule| rule.file.clone()).collect::<Vec<_>>())?;
    let bare = tool.run(book, &root, &all)?;
    let ours = expected(book, &pieces, &(0..pieces.len()).collect());
    let mut recorded = TestedRules { version: tool.version.to_owned(), rules: BTreeMap::new() };
    for rule in &rules {
        let mut tested = TestedRule { rule: rule.hash.clone(), pieces: BTreeMap::new() };
        for piece in &rule.pieces {
            let at = places[&piece.key()];
            let theirs = bare.lines(at, &rule.id);
            let marks = if bare.unreadable.contains(&at) {
                Marks::Unreadable
            } else if with_paths.lines(at, &rule.id) != theirs {
                Marks::PathDecides
            } else {
                let own = ours.iter().filter(|one| one.0 == at && one.3 == rule.check.name);
                marks(&own.map(|found| found.2).collect(), &theirs)
            };
            tested.pieces.insert(piece.key(), marks);
        }
        recorded.rules.insert(rule.id.clone(), tested);
    }
    ensure!(!recorded.rules.is_empty(), "{} cannot test rules", target.name);
    Ok(recorded)
}

fn marks(ours: &BTreeSet<usize>, theirs: &BTreeSet<usize>) -> Marks {
    Marks::Lines(Marked {
        found: ours.intersection(theirs).copied().collect(),
        missed: ours.difference(theirs).copied().collect(),
        added: theirs.difference(ours).copied().collect(),
    })
}

fn files(root: &Path, files: &[Output]) -> Result<()> {
    for file in files {
        let path = root.join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        fs::write(path, &file.bytes)?;
    }
    Ok(())
}
