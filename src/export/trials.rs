//! The tests of exported rules, for linters that can test rules: made of examples and cases, with what `rulebook test
//! --with LINTERS --record` has seen the rules find. What was not seen is not claimed: such code becomes no test.

use super::targets::{TARGETS, Target, exported};
use crate::model::fit::Fidelity;
use crate::model::tested::{Marked, Marks, TestedRule};
use crate::model::{Case, Check, Code, Guideline, Output, Rulebook};

/// How a linter tests rules.
#[derive(Debug)]
pub struct Trials {
    /// The rule of a check without the paths where it looks, of which tests of rules know nothing.
    bare: fn(&Rulebook, &Guideline, &Check) -> Option<Bare>,
    /// The files of the tests of a rule.
    tests: fn(&str, &[Trial<'_>]) -> Vec<Output>,
}

impl Trials {
    pub(super) const fn new(
        bare: fn(&Rulebook, &Guideline, &Check) -> Option<Bare>,
        tests: fn(&str, &[Trial<'_>]) -> Vec<Output>,
    ) -> Self {
        Self { bare, tests }
    }
}

/// A rule that looks everywhere.
pub(super) struct Bare {
    /// Its file.
    pub(super) file: Output,
    /// What it looks for, without its words.
    pub(super) looks_for: String,
}

/// A rule, and the code that it is tried on.
#[derive(Debug)]
pub struct Rule<'r> {
    /// What the linter calls it.
    pub id: String,
    /// Its check.
    pub check: &'r Check,
    /// A hash of what the rule and its check look for.
    pub hash: String,
    /// Its file, without the paths where it looks.
    pub file: Output,
    /// The examples of its guideline and the cases of its check.
    pub pieces: Vec<Piece<'r>>,
}

/// A Python file of an example or a case.
#[derive(Debug, Clone)]
pub struct Piece<'r> {
    /// Which it is, in words.
    pub title: String,
    /// What the file is called.
    pub path: &'r str,
    /// What is in it.
    pub text: &'r str,
    /// The case that it is of, which may say something of its project.
    pub case: Option<&'r Case>,
}

/// A piece of code that is a test, with what the rule finds in it.
pub(super) struct Trial<'r> {
    pub(super) piece: Piece<'r>,
    pub(super) marks: &'r Marked,
}

impl<'r> Piece<'r> {
    /// A hash of everything that findings in it depend on.
    pub fn key(&self) -> String {
        let context = self.case.map(|case| (&case.uses, &case.versions));
        let all = format!("{:?}", (self.path, self.text, context));
        blake3::hash(all.as_bytes()).to_hex()[..16].to_owned()
    }

    /// Code of one Python file: tests of rules know no others.
    fn of(code: &'r Code, path: &'r str, title: String, case: Option<&'r Case>) -> Option<Self> {
        match code.files(path)[..] {
            [(path, text)] if path.ends_with(".py") => Some(Self { title, path, text, case }),
            _ => None,
        }
    }
}

/// The rules of a linter that can test rules; none of any other.
pub fn rules<'r>(book: &'r Rulebook, target: &'r Target) -> impl Iterator<Item = Rule<'r>> {
    let trials = target.trials.iter();
    trials.flat_map(move |trials| {
        exported(book).filter_map(move |(guideline, check)| {
            if target.fit(check).fidelity() == Fidelity::Dropped {
                return None;
            }
            let bare = (trials.bare)(book, guideline, check)?;
            let hash =
                blake3::hash(format!("{}\n{}", check.looks_for(), bare.looks_for).as_bytes());
            Some(Rule {
                id: format!("{}-{}", guideline.id, check.name.slug()),
                check,
                hash: hash.to_hex()[..16].to_owned(),
                file: bare.file,
                pieces: pieces(guideline, check),
            })
        })
    })
}

/// The code that a rule is tried on, each once.
fn pieces<'r>(guideline: &'r Guideline, check: &'r Check) -> Vec<Piece<'r>> {
    let mut pieces = Vec::new();
    for example in &guideline.examples {
        for (word, code) in [("bad", &example.bad), ("good", &example.good)] {
            let title = format!("Example “{}”, {word}", example.title);
            pieces.extend(
                code.iter().filter_map(|code| Piece::of(code, example.path(), title.clone(), None)),
            );
        }
    }
    // A project's names of its own cannot be told to these linters.
    let cases = check.cases.iter().enumerate().filter(|(_, case)| case.same_as.is_empty());
    for (at, case) in cases {
        let path = case.path.as_deref().unwrap_or("example.py");
        let said = case.title.as_ref().map(|title| format!(" “{title}”")).unwrap_or_default();
        let title = format!("Case {} of {}{said}", at + 1, check.name);
        let each = [&case.flag, &case.pass].into_iter().flatten();
        pieces.extend(each.filter_map(|code| Piece::of(code, path, title.clone(), Some(case))));
    }
    let mut seen = std::collections::BTreeSet::new();
    pieces.retain(|piece| seen.insert(piece.key()));
    pieces
}

/// What is recorded of a rule, if it was the same rule.
fn recorded<'r>(book: &'r Rulebook, target: &Target, rule: &Rule<'_>) -> Option<&'r TestedRule> {
    let tested = book.tested.as_ref()?.linters.get(target.name)?.rules.get(&rule.id)?;
    (tested.rule == rule.hash).then_some(tested)
}

/// The tests of a linter's rules.
pub(super) fn outputs<'r>(book: &'r Rulebook, target: &'r Target) -> Vec<Output> {
    let (Some(trials), Some(_)) = (&target.trials, &book.tested) else { return Vec::new() };
    let mut outputs = Vec::new();
    for rule in rules(book, target) {
        let Some(tested) = recorded(book, target, &rule) else { continue };
        let trial = |piece: &Piece<'r>| match tested.pieces.get(&piece.key()) {
            Some(Marks::Lines(marks)) => Some(Trial { piece: piece.clone(), marks }),
            _ => None,
        };
        let all: Vec<_> = rule.pieces.iter().filter_map(trial).collect();
        outputs.extend((trials.tests)(&rule.id, &all));
    }
    outputs
}

/// What the record of rules' findings says nothing true about any more, in sentences. A rulebook without a record has
/// none that could be stale.
pub fn stale(book: &Rulebook) -> Vec<String> {
    let Some(tested) = &book.tested else { return Vec::new() };
    let mut told = Vec::new();
    for target in TARGETS.iter().filter(|target| tested.linters.contains_key(target.name)) {
        for rule in rules(book, target) {
            let name = target.name;
            match recorded(book, target, &rule) {
                None => told
                    .push(format!("{name}: {} is another rule than the one that was run", rule.id)),
                Some(tested) => {
                    let new = rule
                        .pieces
                        .iter()
                        .filter(|piece| !tested.pieces.contains_key(&piece.key()));
                    told.extend(new.map(|piece| {
                        format!("{name}: {} was not run on this: {}", rule.id, piece.title)
                    }));
                }
            }
        }
    }
    told
}
