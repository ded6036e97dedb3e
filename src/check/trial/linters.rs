//! Examples, cases and source trees through real linters: is what the loss report says of their rules true?

mod compare;
pub mod own;
mod pieces;
mod tools;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::export::{self, Exporter, Losses, Target};
use crate::model::agreement::{Agreed, Counts, LossShown};
use crate::model::fit::{Fidelity, Loss, TargetFits};
use crate::model::{Date, Id, Name, Rulebook};

use pieces::{NONE, Piece, Tree, expected};

pub use tools::drift;

/// What came of one linter.
#[derive(Debug, Default)]
pub struct Proof {
    /// The linter, with its version.
    pub linter: String,
    /// The source trees that were read, if any.
    pub trees: Vec<String>,
    /// How many Python files the trees have.
    pub files: usize,
    /// How many pieces of code it was given.
    pub pieces: usize,
    /// Pieces that it was not asked about, by the reason.
    pub left_out: BTreeMap<&'static str, usize>,
    /// How many findings it has in common with us.
    pub same: usize,
    /// Differences that losses account for.
    pub explained: usize,
    /// Differences that no loss accounts for, in sentences.
    pub wrong: Vec<String>,
    /// How many differences each loss of a check accounts for. None where it took another loss as well.
    pub shown: BTreeMap<(Name, Loss), usize>,
    /// Losses that nothing shows: no example, case or tree, neither now nor in what is recorded.
    pub unshown: Vec<(Name, Loss)>,
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
    /// How many differences each loss accounts for, whatever the check.
    pub fn losses(&self) -> BTreeMap<&Loss, usize> {
        let mut losses = BTreeMap::new();
        for ((_, loss), count) in &self.shown {
            *losses.entry(loss).or_default() += count;
        }
        losses
    }

    /// What was found in source trees, to be written down.
    pub fn agreed(&self, date: Date, revision: &str) -> Agreed {
        let some = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mut guidelines: BTreeMap<Id, Counts> = BTreeMap::new();
        for (rule, found) in &self.rules {
            // A rule is called as its guideline, with the check's name behind it where there is one for each.
            let id = rule.split('-').next().unwrap_or(rule);
            let Ok(id) = id.parse::<Id>() else { continue };
            let counts = guidelines.entry(id).or_default();
            counts.same += some(found.same);
            counts.missed += some(found.missed);
            counts.added += some(found.added);
        }
        let version = self.linter.rsplit(' ').next().unwrap_or_default();
        let left_out = self.left_out.iter().map(|(why, count)| ((*why).to_owned(), some(*count)));
        let losses = self.shown.iter().map(|((check, loss), found)| LossShown {
            check: check.clone(),
            effect: loss.effect,
            what: loss.what.clone(),
            found: some(*found),
        });
        Agreed {
            version: version.to_owned(),
            date,
            revision: revision.to_owned(),
            trees: self.trees.clone(),
            files: some(self.files),
            left_out: left_out.collect(),
            guidelines,
            losses: losses.collect(),
        }
    }
}

/// A finding: the piece, the file, the line, and what the linter calls the rule.
type Place = (usize, String, usize, String);

type Found = BTreeSet<Place>;

/// How many pieces of source trees are written out and handed to a linter at a time.
const AT_ONCE: usize = 1000;

/// Runs every example and case, or all files of trees, through a linter, and compares line by line with our own findings.
///
/// # Errors
/// If the linter cannot be installed or run, is of another version, or says what nobody understands.
pub fn prove(
    book: &Rulebook,
    target: &'static Target,
    trees: &[PathBuf],
    cache: &Path,
    tell: &dyn Fn(&str),
) -> Result<Proof> {
    let prover = Prover::new(book, target, cache, tell)?;
    let mut proof = Proof { linter: prover.tool.title.clone(), ..Proof::default() };
    if trees.is_empty() {
        prover.run(&Piece::all(book), &mut proof)?;
        // To miss some is a loss, to find nothing at all is no rule.
        let idle = proof.rules.iter().filter(|(_, found)| found.same == 0 && found.missed > 0);
        let idle = idle.map(|(rule, found)| {
            format!("{rule}: the rule finds none of the {} places that are to be found in examples and cases", found.missed)
        });
        proof.wrong.extend(idle.collect::<Vec<_>>());
    } else {
        prover.run_on_trees(trees, tell, &mut proof)?;
    }
    proof.unshown = prover.unshown(&proof);
    Ok(proof)
}

/// A linter with the rules that it gets, and what these lose.
struct Prover<'p> {
    book: &'p Rulebook,
    target: &'static Target,
    tool: tools::Tool,
    exporter: &'static Exporter,
    fits: &'p TargetFits,
    /// What the linter calls its rules, each with the checks behind it.
    rules: BTreeMap<String, Vec<Name>>,
    losses: BTreeMap<&'p Name, Losses>,
}

impl<'p> Prover<'p> {
    fn new(
        book: &'p Rulebook,
        target: &'static Target,
        cache: &Path,
        tell: &dyn Fn(&str),
    ) -> Result<Self> {
        let tool = tools::install(target.name, cache, tell)?;
        let exporter = export::exporter(target.name).context("the linter has no exporter")?;
        let fits = export::fits(book).targets.iter().find(|fits| fits.name == target.name);
        let fits = fits.context("the linter is no target")?;
        let rules = tool.rules(book, fits);
        let losses =
            book.checks.iter().map(|(name, check)| (name, Losses::of(target, check))).collect();
        Ok(Self { book, target, tool, exporter, fits, rules, losses })
    }

    /// One tree after the other. What a tree has in common with one before it is run once.
    fn run_on_trees(
        &self,
        trees: &[PathBuf],
        tell: &dyn Fn(&str),
        proof: &mut Proof,
    ) -> Result<()> {
        let checks: BTreeSet<_> = self.rules.values().flatten().collect();
        // What a rule finds at most is also what the check finds.
        let at_most = |name: &Name| self.losses[name].at_most(&self.book.checks[name].find);
        let words = pieces::words(checks.into_iter().map(at_most))
            .map(|words| words.into_iter().collect::<Vec<_>>());
        let words = words.map(aho_corasick::AhoCorasick::new).transpose()?;
        let mut known = HashSet::new();
        for path in trees {
            let tree = Tree::read(path)?;
            proof.files += tree.files();
            proof.trees.push(tree.title.clone());
            let mut pieces = Vec::new();
            for piece in tree.pieces() {
                let (path, text) = piece.files[0];
                let has_word = words.as_ref().is_none_or(|w| w.is_match(text) || w.is_match(path));
                let reason = if !known.insert(blake3::hash(format!("{path}\n{text}").as_bytes())) {
                    "the same file is in another tree as well"
                } else if !has_word {
                    "no word of it is one that a rule looks for"
                } else {
                    pieces.push(piece);
                    continue;
                };
                *proof.left_out.entry(reason).or_default() += 1;
            }
            tell(&format!("{}: {} of {} files", tree.title, pieces.len(), tree.files()));
            for some in pieces.chunks(AT_ONCE) {
                self.run(some, proof)?;
            }
        }
        Ok(())
    }

    fn run(&self, pieces: &[Piece<'_>], proof: &mut Proof) -> Result<()> {
        let folder = tempfile::tempdir().context("there is no place for temporary files")?;
        let root = folder.path().canonicalize()?;
        for (at, piece) in pieces.iter().enumerate() {
            piece.write(&root.join(at.to_string()))?;
        }
        let mut groups: BTreeMap<&BTreeMap<String, String>, Vec<usize>> = BTreeMap::new();
        for (at, piece) in pieces.iter().enumerate() {
            groups.entry(piece.same_as).or_default().push(at);
        }
        let mut found = Found::new();
        let mut asked = BTreeSet::new();
        for (same_as, members) in groups {
            if !same_as.is_empty() && !self.tool.takes_same_as() {
                *proof.left_out.entry("the project has names of its own").or_default() +=
                    members.len();
                continue;
            }
            for file in (self.exporter.export)(self.book) {
                let path = root.join(&file.path);
                fs::create_dir_all(path.parent().unwrap_or(&root))?;
                fs::write(path, self.tool.with_same_as(&file, same_as)?)?;
            }
            let files: Vec<_> =
                members.iter().map(|at| (*at, pieces[*at].files.as_slice())).collect();
            let run = self.tool.run(self.book, &root, &files)?;
            for at in members {
                match run.unreadable.contains(&at) {
                    true => *proof.left_out.entry("the linter cannot parse it").or_default() += 1,
                    false => drop(asked.insert(at)),
                }
            }
            found.extend(run.found);
        }
        found.retain(|one| asked.contains(&one.0));
        proof.pieces += asked.len();
        let ours = expected(self.book, pieces, &asked);
        self.compare(pieces, &found, &ours, proof);
        Ok(())
    }

    /// Losses of rules that nothing shows, neither now nor in what is recorded of source trees.
    fn unshown(&self, proof: &Proof) -> Vec<(Name, Loss)> {
        let recorded = self.book.agreement.as_ref();
        let recorded = recorded.and_then(|all| all.linters.get(self.target.name));
        let recorded: BTreeSet<(&Name, &str)> = recorded
            .into_iter()
            .flat_map(|agreed| &agreed.losses)
            .map(|one| (&one.check, one.what.as_str()))
            .collect();
        let rules =
            self.fits.checks.iter().filter(|(_, fit)| fit.fidelity() == Fidelity::Approximate);
        let each = rules
            .flat_map(|(check, fit)| fit.losses.iter().map(|loss| (check.clone(), loss.clone())));
        each.filter(|one| {
            !proof.shown.contains_key(one) && !recorded.contains(&(&one.0, one.1.what.as_str()))
        })
        .collect()
    }
}
