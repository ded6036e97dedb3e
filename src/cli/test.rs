//! `rulebook test`: run examples and cases.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;

use super::{Outcome, Root};
use crate::check::trial::{self, linters};
use crate::export::{TARGETS, Target};
use crate::load::{self, Origin};
use crate::model::{Guideline, Rulebook};

/// Run the examples of guidelines and the cases of checks
#[derive(Debug, Args)]
pub(super) struct Test {
    /// Ids or names of guidelines, or names of checks [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Run them through these linters, with the rules that are exported for them, and compare
    #[arg(long, value_name = "LINTER", value_delimiter = ',', conflicts_with = "names")]
    with: Vec<String>,
    /// Compare on the Python files of a source tree instead of examples and cases; may be given several times
    #[arg(long, value_name = "DIR", requires = "with")]
    tree: Vec<PathBuf>,
    /// With ruff: say which of its rules that guidelines point to the newest version no longer has
    #[arg(long, requires = "with")]
    latest: bool,
    /// Write down what came of it: of trees to checks/agreement.yaml, from where the guide takes it; of examples and
    /// cases to checks/tested.yaml, from where rules of semgrep and ast-grep get their tests
    #[arg(long, requires = "with")]
    record: bool,
    /// Where linters are kept once they are installed [default: rulebook/linters in the user's cache]
    #[arg(long, value_name = "DIR", env = "RULEBOOK_LINTERS")]
    cache: Option<PathBuf>,
}

impl Test {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (origin, rulebook) = root.load()?;
        if !self.with.is_empty() {
            return self.prove(root, &origin, &rulebook);
        }
        let guidelines = self.guidelines(&rulebook)?;
        let trials = trial::run(&rulebook, &guidelines);
        let console = root.console;
        let (mut all, mut failed, mut not_run) = (0, 0, 0);
        for trial in &trials {
            let head = format!("{} {}", trial.guideline, trial.name);
            all += trial.attempts.len();
            for attempt in trial.failed() {
                failed += 1;
                console.data(format!("{head}: {attempt}\n").as_bytes())?;
            }
            for attempt in trial.not_run() {
                not_run += 1;
                console.note(&format!("{head}: {attempt}"));
            }
            if trial.failed().next().is_none() {
                console.detail(&format!("{head}: {} tried", trial.attempts.len()));
            }
        }
        console.status(&format!(
            "{} guidelines: {} passed, {failed} failed, {not_run} not run",
            trials.len(),
            all - failed - not_run
        ));
        Ok(if failed > 0 { Outcome::Found } else { Outcome::Clean })
    }

    /// Whether the loss report is right, linter by linter.
    fn prove(&self, root: &Root<'_>, origin: &Origin, rulebook: &Rulebook) -> Result<Outcome> {
        let console = root.console;
        let cache = self.cache.clone().map_or_else(|| super::cache("linters"), Ok)?;
        let cache = std::path::absolute(cache).context("cannot tell where the cache is")?;
        let mut wrong = 0;
        let mut agreement = rulebook.agreement.clone().unwrap_or_default();
        let mut tested = rulebook.tested.clone().unwrap_or_default();
        for name in &self.with {
            let known = || TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", ");
            let target = TARGETS.iter().find(|target| target.name == name).with_context(|| {
                format!("there are no rules for `{name}`; there are some for {}", known())
            })?;
            let proof = linters::prove(rulebook, target, &self.tree, &cache, &|text| {
                console.detail(text);
            })?;
            for line in &proof.wrong {
                console.data(format!("{line}\n").as_bytes())?;
            }
            for (reason, count) in &proof.left_out {
                console
                    .note(&format!("{}: {count} pieces of code left out: {reason}", proof.linter));
            }
            for (rule, found) in proof.rules.iter().filter(|_| !self.tree.is_empty()) {
                let linters::Agreement { same, missed, added } = found;
                console.data(
                    format!("{name} {rule}: {same} as ours, {missed} missing, {added} too many\n")
                        .as_bytes(),
                )?;
            }
            for (loss, count) in proof.losses() {
                let line = format!("{name} {} {}: {count}", loss.effect.verb(), loss.what);
                match self.tree.is_empty() {
                    true => console.detail(&line),
                    false => console.data(format!("{line}\n").as_bytes())?,
                }
            }
            for (check, loss) in &proof.unshown {
                console.detail(&format!(
                    "{name}: nothing shows that the rule of {check} {} {}",
                    loss.effect.verb(),
                    loss.what
                ));
            }
            console.status(&format!(
                "{}: {} pieces of code, {} findings as ours, {} differences through one of {} losses each, {} through none; {} losses that nothing shows",
                proof.linter, proof.pieces, proof.same, proof.explained, proof.losses().len(), proof.wrong.len(), proof.unshown.len()
            ));
            let agreed = proof.agreed(super::today(), &rulebook.revision);
            agreement.linters.insert(name.clone(), agreed);
            wrong += proof.wrong.len();
            if self.tree.is_empty() && target.trials.is_some() {
                if self.record {
                    let rules = linters::own::record(rulebook, target, &cache, &|text| {
                        console.detail(text);
                    })?;
                    tested.linters.insert(name.clone(), rules);
                } else if rulebook.tested.is_some() {
                    wrong += usize::from(!own_tests(root, rulebook, target, &cache)?);
                }
            }
            if self.latest && target.name == "ruff" {
                let drift = linters::drift(rulebook, &cache)?;
                wrong += drift.len();
                for line in drift {
                    console.data(format!("{line}\n").as_bytes())?;
                }
            }
        }
        if self.record && self.tree.is_empty() {
            let path = "checks/tested.yaml";
            write(origin, path, &tested)?;
            console.status(&format!("{path} is written; `rulebook build` makes tests of it"));
        } else if self.record {
            write(origin, "checks/agreement.yaml", &agreement)?;
            console.status(
                "checks/agreement.yaml is written; `rulebook build` takes it into the guide",
            );
        }
        Ok(if wrong > 0 { Outcome::Found } else { Outcome::Clean })
    }

    fn guidelines<'r>(&self, rulebook: &'r Rulebook) -> Result<Vec<&'r Guideline>> {
        if self.names.is_empty() {
            return Ok(rulebook.guidelines.iter().collect());
        }
        let mut wanted: Vec<&Guideline> = Vec::new();
        for name in &self.names {
            let of_check = |guideline: &&Guideline| {
                guideline.checks.iter().any(|check| check.as_str() == name)
            };
            let mut found: Vec<_> = rulebook.guidelines.iter().filter(of_check).collect();
            found.extend(rulebook.guideline(name));
            found.first().with_context(|| super::explain::unknown(rulebook, name))?;
            wanted.extend(found);
        }
        wanted.sort_by_key(|guideline| &guideline.id);
        wanted.dedup_by_key(|guideline| &guideline.id);
        Ok(wanted)
    }
}

/// Runs the tests that are exported with a linter's rules; whether they pass.
fn own_tests(root: &Root<'_>, rulebook: &Rulebook, target: &Target, cache: &Path) -> Result<bool> {
    let console = root.console;
    match linters::own::run(rulebook, target, cache, &|text| console.detail(text))? {
        Ok(said) => {
            console.status(&format!("{}, the rules' own tests: {said}", target.name));
            Ok(true)
        }
        Err(said) => {
            console.data(format!("{}: the rules' own tests do not pass; run with --record if the record is stale\n{said}\n", target.name).as_bytes())?;
            Ok(false)
        }
    }
}

fn write(origin: &Origin, path: &str, what: &impl serde::Serialize) -> Result<()> {
    let folder =
        origin.folder().context("a rulebook without a folder has no place for a record")?;
    let path = folder.join(path);
    std::fs::write(&path, load::document(what)?)
        .with_context(|| format!("cannot write {}", path.display()))
}
