//! `rulebook waive`: records an exception.

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use globset::Glob;

use super::answer::line;
use super::{Outcome, Root, project_named, today};
use crate::model::id::Reference;
use crate::model::waiver::Scope;
use crate::model::{Date, Line, Waiver};
use crate::review;

/// Record an exception for a project, with a reason and an end
#[derive(Debug, Args)]
pub(super) struct Waive {
    /// The guideline, by id or by name
    guideline: String,
    /// The project, by its name under projects/
    #[arg(long, value_name = "NAME")]
    project: String,
    /// Where: `path=GLOB`, `symbol=module.name` or `fingerprint=HEX`; all kinds that are given have to fit
    #[arg(long, value_name = "KIND=WHAT", required = true)]
    scope: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = line)]
    reason: Line,
    /// The last day on which it holds (UTC)
    #[arg(long, value_name = "DATE")]
    until: Date,
    /// Who looks after it [default: git's user.name]
    #[arg(long, value_name = "NAME", value_parser = line)]
    owner: Option<Line>,
    /// Who agreed to it
    #[arg(long, value_name = "NAME", value_parser = line)]
    approver: Line,
    /// Where the way out is tracked
    #[arg(long, value_name = "URL")]
    ticket: Option<String>,
}

impl Waive {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let folder = root.folder()?;
        let (_, rulebook) = root.load()?;
        let guideline = rulebook.guideline(&self.guideline);
        let guideline =
            guideline.with_context(|| super::explain::unknown(&rulebook, &self.guideline))?;
        let project = project_named(&rulebook, &self.project)?;
        ensure!(
            self.until >= today(),
            "{} is over; name the last day on which it holds",
            self.until
        );
        let me = || review::whoami().and_then(|name| name.parse().ok());
        let owner = self.owner.clone().or_else(me);
        let waiver = Waiver {
            guideline: Reference(guideline.id.to_string()),
            scope: scope(&self.scope)?,
            reason: self.reason,
            owner: owner.context("say who looks after it with --owner NAME")?,
            approver: self.approver,
            created: Some(today()),
            until: self.until,
            ticket: self.ticket,
        };
        let path = review::add_waiver(&folder, &project.name, &waiver)?;
        root.console.status(&format!("{path}: {} until {}", waiver.guideline, waiver.until));
        Ok(Outcome::Clean)
    }
}

fn scope(given: &[String]) -> Result<Scope> {
    let mut scope = Scope::default();
    for one in given {
        let (kind, what) = one.split_once('=').unwrap_or(("", one));
        match kind {
            "path" => {
                Glob::new(what)
                    .map_err(|error| anyhow::anyhow!("`{what}` is no glob: {}", error.kind()))?;
                scope.paths.push(what.to_owned());
            }
            "symbol" => scope.symbols.push(what.to_owned()),
            "fingerprint" => {
                let is_one = what.len() == 32 && what.bytes().all(|byte| byte.is_ascii_hexdigit());
                ensure!(
                    is_one,
                    "`{what}` is no fingerprint; `rulebook check --format json` tells them"
                );
                scope.fingerprints.push(what.to_owned());
            }
            _ => {
                bail!("`{one}` is no scope; write path=GLOB, symbol=module.name or fingerprint=HEX")
            }
        }
    }
    Ok(scope)
}
