//! `rulebook audit`: every project, every guideline.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::check::quiet_workers;
use super::{Outcome, Root, cache, project_named, today};
use crate::audit::diff::Diff;
use crate::audit::formats::{self, FORMATS, View};
use crate::audit::source::{Index, Limits, index_from};
use crate::audit::{self, Event, Request, Shard, Sources, record};
use crate::model::audit::{Audit as Findings, Unit};
use crate::model::{Date, Project, Rulebook};
use crate::source::plain::printable;

/// Audit the projects of the rulebook: which guidelines each of them keeps
///
/// The newest release of each project is looked at; with --history, all that its file under projects/ lists.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Audit {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: Run,
}

#[derive(Debug, Subcommand)]
enum Command {
    Merge(Merge),
    Diff(Compare),
}

#[derive(Debug, Args)]
struct Run {
    /// The projects, by their names under projects/ [default: all]
    #[arg(value_name = "PROJECT")]
    projects: Vec<String>,
    /// All releases that the projects list, not only the newest
    #[arg(long)]
    history: bool,
    /// A folder with source trees, which come first: NAME-VERSION or NAME==VERSION, or NAME for the newest release;
    /// repositories among them are read at the release's tag
    #[arg(long, value_name = "DIR")]
    trees: Option<PathBuf>,
    /// Fetch nothing; what is not on disk is told as not run
    #[arg(long)]
    offline: bool,
    /// The package index to ask, with the JSON of PEP 691 [default: as pip and uv are told, else PyPI]
    #[arg(long, value_name = "URL", conflicts_with = "offline")]
    index: Option<String>,
    /// Only this part of the projects, such as 1/4
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    #[command(flatten)]
    written: Written,
    /// The day as of which waivers and answers count [default: today, in UTC]
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// Where to keep what was found in files, for the next audit [default: in the user's cache]
    #[arg(long, value_name = "DIR", conflicts_with = "no_memory")]
    memory: Option<PathBuf>,
    /// Keep nothing, and believe nothing that was kept
    #[arg(long)]
    no_memory: bool,
    /// How many threads [default: as many as there are processors]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
}

/// How an audit is written.
#[derive(Debug, Args)]
struct Written {
    /// How to print the audit
    #[arg(long, value_name = "FORMAT", default_value = FORMATS[0].name, value_parser = formats())]
    format: String,
    /// Keep it below generated/audit/, for the guide
    #[arg(long)]
    record: bool,
    /// Write it in all formats into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    out: Option<PathBuf>,
}

/// Put the parts of an audit together
///
/// In any order, in several steps, and any of them twice. Fails with exit code 1 while parts are missing.
#[derive(Debug, Args)]
struct Merge {
    /// Parts as `rulebook audit --shard I/N --format json` prints them, or folders of `--out`; `-` for standard input
    #[arg(required = true, value_name = "PART")]
    parts: Vec<PathBuf>,
    #[command(flatten)]
    written: Written,
}

/// Tell what got better or worse between two audits
///
/// The newest release of each project counts. Fails with exit code 1 if anything got worse.
#[derive(Debug, Args)]
struct Compare {
    /// The audit before, as JSON, or a folder of `--out`
    old: PathBuf,
    /// The audit now
    new: PathBuf,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

fn formats() -> PossibleValuesParser {
    let value = |format: &formats::Format| {
        clap::builder::PossibleValue::new(format.name).help(format.about)
    };
    PossibleValuesParser::new(FORMATS.iter().map(value))
}

impl Audit {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        match self.command {
            None => self.run.run(root),
            Some(Command::Merge(merge)) => merge.run(root),
            Some(Command::Diff(compare)) => compare.run(root),
        }
    }
}

impl Run {
    fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
        let asked = self.asked(&rulebook)?;
        let units = self.shard.map_or_else(|| asked.clone(), |shard| shard.of(&asked));
        let memory = match (&self.memory, self.no_memory) {
            (_, true) => None,
            (Some(folder), _) => Some(folder.clone()),
            (None, _) => Some(cache("audit")?),
        };
        let sources = self.sources(&rulebook)?;
        let fetch = |project: &Project, release: &str| sources.fetch(project, release);
        let bar = root.console.progress(units.len() as u64);
        let progress = |event: Event<'_>| match event {
            Event::Done(one) => {
                let name = format!("{} {}", one.project, printable(&one.release));
                bar.suspend(|| root.console.detail(&name));
                bar.set_message(name);
                bar.inc(1);
            }
            Event::Note(text) => bar.suspend(|| root.console.note(&text)),
        };
        quiet_workers();
        let audit = audit::run(
            &rulebook,
            &Request {
                units: &units,
                asked,
                fetch: &fetch,
                memory: memory.as_deref(),
                threads: self.threads,
                today: self.date.unwrap_or_else(today),
                progress: &progress,
            },
        )?;
        bar.finish_and_clear();
        self.written.tell(&rulebook, &audit, root)?;
        Ok(outcome(&audit))
    }

    fn asked(&self, rulebook: &Rulebook) -> Result<BTreeSet<Unit>> {
        let named: Result<Vec<&Project>> =
            self.projects.iter().map(|name| project_named(rulebook, name)).collect();
        let mut projects = named?;
        if projects.is_empty() {
            projects = rulebook.projects.values().collect();
        }
        ensure!(!projects.is_empty(), "the rulebook has no projects; describe one under projects/");
        Ok(projects
            .into_iter()
            .flat_map(|project| audit::releases(project, self.history))
            .collect())
    }

    fn sources(&self, rulebook: &Rulebook) -> Result<Sources> {
        let index = match self.offline {
            true => None,
            false => {
                Some(Index::new(&index_from(self.index.as_deref()), Some(cache("archives")?))?)
            }
        };
        Ok(Sources {
            trees: self.trees.clone(),
            index,
            git: !self.offline,
            limits: Limits { everything: rulebook.runs_programs(), ..Limits::default() },
        })
    }
}

/// Findings, and what could not be looked at, are to be dealt with.
fn outcome(audit: &Findings) -> Outcome {
    let clean = audit.releases.iter().all(|one| {
        one.seen().is_some_and(|seen| seen.guidelines.values().all(|cell| cell.findings == 0))
    });
    if clean { Outcome::Clean } else { Outcome::Found }
}

impl Written {
    fn tell(&self, rulebook: &Rulebook, audit: &Findings, root: &Root<'_>) -> Result<()> {
        if self.record {
            let root = root.folder()?;
            for file in record::files(audit) {
                write(&root.join(&file.path), &file.bytes)?;
            }
        }
        let view = View { rulebook, audit };
        let Some(folder) = &self.out else {
            let format = formats::format(&self.format).context("there is no such format")?;
            return root.console.data(&(format.whole)(&view));
        };
        for file in formats::files(&view) {
            let path = folder.join(&file.path);
            write(&path, &file.bytes)?;
        }
        root.console.status(&format!("written to {}", folder.display()));
        Ok(())
    }
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    let folder = path.parent().unwrap_or(Path::new("."));
    let failed = || format!("cannot write {}", path.display());
    std::fs::create_dir_all(folder).with_context(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
    file.write_all(bytes).with_context(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let readable = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(readable).with_context(failed)?;
    }
    file.persist(path).map_err(|error| error.error).with_context(failed)?;
    Ok(())
}

fn read(path: &Path) -> Result<Findings> {
    let name = printable(&path.display().to_string());
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
        return formats::read("standard input", &bytes);
    }
    let path = if path.is_dir() { path.join("audit.json") } else { path.to_owned() };
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read {name}"))?;
    formats::read(&name, &bytes)
}

impl Merge {
    fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
        let mut merged: Option<Findings> = None;
        for path in &self.parts {
            let part = read(path)?;
            let twice = merged.as_ref().is_some_and(|merged| {
                !part.releases.is_empty()
                    && part.releases.iter().all(|one| merged.releases.contains(one))
            });
            if twice {
                root.console
                    .note(&format!("{}: all of it is in the other parts, too", path.display()));
            }
            merged = Some(match merged {
                None => part,
                Some(known) => known.merge(part).with_context(|| {
                    format!("{} does not go with the parts before it", path.display())
                })?,
            });
        }
        let Some(merged) = merged else { bail!("there is nothing to put together") };
        self.written.tell(&rulebook, &merged, root)?;
        let missing = merged.missing();
        for unit in missing.iter().take(10) {
            root.console.note(&format!("missing: {} {}", unit.project, printable(&unit.release)));
        }
        if missing.len() > 10 {
            root.console.note(&format!("missing: {} more", missing.len() - 10));
        }
        Ok(if missing.is_empty() { Outcome::Clean } else { Outcome::Found })
    }
}

impl Compare {
    fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let diff = Diff::of(&read(&self.old)?, &read(&self.new)?);
        for note in &diff.notes {
            root.console.note(note);
        }
        let text = match self.format.as_str() {
            "json" => {
                String::from_utf8_lossy(&crate::model::Output::json_bytes(&diff)).into_owned()
            }
            _ => diff.to_string(),
        };
        root.console.data(text.as_bytes())?;
        Ok(if diff.is_worse() { Outcome::Found } else { Outcome::Clean })
    }
}
