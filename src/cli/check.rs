//! `rulebook check`: find breaches.

use std::panic;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::{Outcome, Root, project_named, today};
use crate::check::import::{self, Import, REPORTS};
use crate::check::{self, Baseline, Checked, Fixed, Request};
use crate::model::{Id, Rulebook};
use crate::report::{self, REPORTERS, View};

/// Find breaches of the guidelines in code
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Files and folders; with --from, reports, `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The project that they are, by its name under projects/ [default: what the tree says of itself]
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// Tell what other linters have reported instead of looking: their codes or messages name guidelines
    #[arg(long, value_name = "FORMAT", value_parser = reports(), conflicts_with_all = ["diff", "fix", "update_baseline", "threads"])]
    from: Option<String>,
    /// Only what a change brought counts: a range of commits such as main...HEAD, or a commit
    #[arg(long, value_name = "RANGE")]
    diff: Option<String>,
    /// How to print findings
    #[arg(long, value_name = "FORMAT", default_value = REPORTERS[0].name, value_parser = formats())]
    format: String,
    /// Only what is not in this file counts
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Take out of the baseline what is no longer found
    #[arg(long, requires = "baseline", conflicts_with = "diff")]
    update_baseline: bool,
    /// Put into the baseline what is new, too
    #[arg(long, requires = "update_baseline")]
    force: bool,
    /// Make the safe changes that checks offer for new findings, then tell what is left
    #[arg(long, conflicts_with = "update_baseline")]
    fix: bool,
    /// Print these changes as a unified diff, and change nothing
    #[arg(long, requires = "fix", conflicts_with = "format")]
    dry_run: bool,
    /// Only these guidelines
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    select: Vec<String>,
    /// How many threads [default: as many as there are processors]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
}

pub(super) fn formats() -> PossibleValuesParser {
    let value = |reporter: &report::Reporter| {
        clap::builder::PossibleValue::new(reporter.name).help(reporter.about)
    };
    PossibleValuesParser::new(REPORTERS.iter().map(value))
}

fn reports() -> PossibleValuesParser {
    let value = |report: &import::Foreign| {
        clap::builder::PossibleValue::new(report.name).help(report.about)
    };
    PossibleValuesParser::new(REPORTS.iter().map(value))
}

impl Check {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
        let baseline = self.known()?;
        if let Some(format) = self.from.as_deref().and_then(import::report_named) {
            return self.import(format, &rulebook, baseline.as_ref(), root);
        }
        let request = Request {
            paths: &self.paths,
            project: self
                .project
                .as_ref()
                .map(|name| project_named(&rulebook, name))
                .transpose()?,
            diff: self.diff.as_deref(),
            baseline: baseline.as_ref(),
            select: &self.selected(&rulebook)?,
            threads: self.threads,
            today: today(),
            rooted: false,
            memo: None,
        };
        quiet_workers();
        let mut checked = check::run(&rulebook, &request)?;
        if self.fix {
            let mut fixed = check::fix(&rulebook, &request, &checked)?;
            if self.dry_run {
                self.show(&fixed, root)?;
                return Ok(if checked.has_new() { Outcome::Found } else { Outcome::Clean });
            }
            fixed.write()?;
            told(&fixed, "fixed", root);
            if fixed.made() > 0 {
                checked = check::run(&rulebook, &request)?;
            }
        }
        self.update(&mut checked, baseline.as_ref(), root)?;
        self.tell(&rulebook, &checked, root)?;
        Ok(if checked.has_new() { Outcome::Found } else { Outcome::Clean })
    }

    /// Tells what reports of other linters say of guidelines.
    fn import(
        &self,
        format: &import::Foreign,
        rulebook: &Rulebook,
        baseline: Option<&Baseline>,
        root: &Root<'_>,
    ) -> Result<Outcome> {
        let reports: Vec<_> = self.paths.iter().map(import::read_report).collect::<Result<_>>()?;
        let request = Import {
            format,
            reports: &reports,
            folder: Path::new("."),
            project: self.project.as_ref().map(|name| project_named(rulebook, name)).transpose()?,
            baseline,
            select: &self.selected(rulebook)?,
            today: today(),
        };
        let imported = import::import(rulebook, &request)?;
        let unknown: usize = imported.unknown.values().sum();
        if unknown > 0 {
            let codes: Vec<_> = imported
                .unknown
                .iter()
                .map(|(code, number)| format!("{} ({number})", report::shown(code)))
                .collect();
            root.console.note(&format!(
                "{} about no guideline: {}",
                count(unknown, "finding"),
                codes.join(", ")
            ));
        }
        for (number, why) in [
            (imported.unbound, "about guidelines that do not bind here or were not asked for"),
            (imported.outside, "in files outside of this folder"),
        ] {
            if number > 0 {
                root.console.note(&format!("{} {why}", count(number, "finding")));
            }
        }
        self.tell(rulebook, &imported.checked, root)?;
        Ok(if imported.checked.has_new() { Outcome::Found } else { Outcome::Clean })
    }

    /// The baseline, which has to be there unless this run writes it.
    fn known(&self) -> Result<Option<Baseline>> {
        let Some(path) = &self.baseline else { return Ok(None) };
        let known = Baseline::read(path)?;
        ensure!(
            known.is_some() || self.update_baseline,
            "there is no baseline {}; write one with --update-baseline",
            path.display()
        );
        Ok(known)
    }

    fn selected(&self, rulebook: &Rulebook) -> Result<Vec<Id>> {
        let id = |name: &String| {
            let found = rulebook.guideline(name.trim());
            let found = found.with_context(|| super::explain::unknown(rulebook, name))?;
            Ok(found.id.clone())
        };
        self.select.iter().map(id).collect()
    }

    /// Writes the baseline. One that is there only shrinks, unless somebody insists.
    fn update(&self, checked: &mut Checked, old: Option<&Baseline>, root: &Root<'_>) -> Result<()> {
        let Some(path) = self.baseline.as_ref().filter(|_| self.update_baseline) else {
            return Ok(());
        };
        let update = checked.update(old, self.force || old.is_none());
        update.baseline.write(path)?;
        checked.accept(&update.baseline);
        root.console.status(&format!(
            "{}: {} known, {} gone, {} added",
            path.display(),
            update.baseline.len(),
            update.gone,
            update.added
        ));
        if checked.has_new() {
            root.console.note("a baseline only shrinks; --force puts what is new into it");
        }
        Ok(())
    }

    /// Prints what `--fix` would change, as it is for a file; a terminal obeys nothing of it.
    fn show(&self, fixed: &Fixed, root: &Root<'_>) -> Result<()> {
        let diff = fixed.diff();
        let harmless = |c: char| {
            let shown = !c.is_control() || matches!(c, '\n' | '\t');
            if shown { c } else { char::REPLACEMENT_CHARACTER }
        };
        let diff = match root.console.is_terminal() {
            true => diff.chars().map(harmless).collect(),
            false => diff,
        };
        root.console.data(diff.as_bytes())?;
        told(fixed, "would fix", root);
        Ok(())
    }

    fn tell(&self, rulebook: &Rulebook, checked: &Checked, root: &Root<'_>) -> Result<()> {
        let console = root.console;
        for (part, project) in checked.projects.iter().enumerate() {
            let which = project
                .as_ref()
                .map_or("no project that the rulebook knows", |project| project.name.as_str());
            console.detail(&format!("tree {}: {which}", part + 1));
        }
        for note in &checked.notes {
            console.note(&format!("{}: {}", note.path, note.text));
        }
        let source = |path: &str| checked.source(path);
        let view = View {
            rulebook,
            report: &checked.report,
            source: &source,
            color: console.colors_data(),
            width: None,
            verbose: console.tells_more(),
        };
        let reporter = report::reporter(&self.format).context("there is no such format")?;
        console.data(&(reporter.report)(&view))
    }
}

fn told(fixed: &Fixed, verb: &str, root: &Root<'_>) {
    for left in &fixed.left {
        root.console.note(&format!(
            "{}: it is left as it is: {}",
            report::shown(&left.path),
            left.reason
        ));
    }
    let (findings, files) = (count(fixed.made(), "finding"), count(fixed.files(), "file"));
    root.console.status(&format!("{verb} {findings} in {files}"));
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A panic over one file is told in the report. What the standard library would print about it helps nobody.
pub(super) fn quiet_workers() {
    let others = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !check::is_worker(thread::current().name()) {
            others(info);
        }
    }));
}
