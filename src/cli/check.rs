//! `rulebook check`: find breaches.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Outcome, Root};
use crate::check::{self, Baseline, Checked, Request};
use crate::model::{Date, Id, Project, Rulebook};

/// Find breaches of the guidelines in code
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The project that they are, by its name under projects/ [default: what the tree says of itself]
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// Only what a change brought counts: a range of commits such as main...HEAD, or a commit
    #[arg(long, value_name = "RANGE")]
    diff: Option<String>,
    /// Only what is not in this file counts
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Take out of the baseline what is no longer found
    #[arg(long, requires = "baseline", conflicts_with = "diff")]
    update_baseline: bool,
    /// Put into the baseline what is new, too
    #[arg(long, requires = "update_baseline")]
    force: bool,
    /// Only these guidelines
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    select: Vec<String>,
    /// How many threads [default: as many as there are processors]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
}

impl Check {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
        let baseline = match &self.baseline {
            Some(path) => self.known(Baseline::read(path)?)?,
            None => None,
        };
        let request = Request {
            paths: &self.paths,
            project: self.project.as_ref().map(|name| project(&rulebook, name)).transpose()?,
            diff: self.diff.as_deref(),
            baseline: baseline.as_ref(),
            select: &self.selected(&rulebook)?,
            threads: self.threads,
            today: Date(Timestamp::now().to_zoned(TimeZone::UTC).date()),
        };
        quiet_workers();
        let checked = check::run(&rulebook, &request)?;
        for finding in &checked.report.findings {
            let line = format!("{}:{}:{}: {} {} [{}]\n", finding.path, finding.start.line, finding.start.column, finding.guideline, finding.message, finding.standing.as_str());
            root.console.data(line.as_bytes())?;
        }
        for note in &checked.notes {
            root.console.note(&format!("{}: {}", note.path, note.text));
        }
        self.update(&checked, baseline.as_ref(), root)?;
        Ok(if checked.has_new() { Outcome::Found } else { Outcome::Clean })
    }

    /// A baseline has to be there, unless this run writes it.
    fn known(&self, baseline: Option<Baseline>) -> Result<Option<Baseline>> {
        let path = self.baseline.as_deref().unwrap_or_default_path();
        anyhow::ensure!(
            baseline.is_some() || self.update_baseline,
            "there is no baseline {}; write one with --update-baseline",
            path.display()
        );
        Ok(baseline)
    }
}
