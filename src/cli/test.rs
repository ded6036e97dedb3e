//! `rulebook test`: run examples and cases.

use anyhow::{Context as _, Result};
use clap::Args;

use super::{Outcome, Root};
use crate::check::trial;
use crate::model::{Guideline, Rulebook};

/// Run the examples of guidelines and the cases of checks
#[derive(Debug, Args)]
pub(super) struct Test {
    /// Ids or names of guidelines, or names of checks [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

impl Test {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
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
