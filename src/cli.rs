//! Arguments → one call into the library → printed result and exit code.
//!
//! Data goes to stdout and everything else to stderr. Exit codes: 0 clean, 1 findings or stale files or failed items,
//! 2 could not run.

mod answer;
mod audit;
mod build;
mod changes;
mod check;
mod checklist;
mod completions;
mod console;
mod explain;
mod export;
mod gerrit;
mod github;
mod init;
mod manual;
mod new;
mod plan;
mod prove;
mod serve;
mod test;
mod trace;
mod waive;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{ArgAction, CommandFactory, Parser, Subcommand};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use console::{Console, When};

use crate::generate;
use crate::load::{Files, Origin, attempt};
use crate::model::{Date, Project, Rulebook};
use crate::source::memory;

/// Guidelines that run: a guide, review checklists and rules for other tools, from one set of YAML files.
#[derive(Debug, Parser)]
#[command(name = "rulebook", version, max_term_width = 100, propagate_version = true)]
struct Args {
    /// The rulebook's folder [default: the nearest parent with a book.toml, else the built-in Eventlet rulebook]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Whether to colour what people read
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// Say only what went wrong
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more; twice for even more
    #[arg(long, short, global = true, action = ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Build),
    Serve(serve::Serve),
    Test(test::Test),
    Prove(prove::Prove),
    Check(check::Check),
    Explain(explain::Explain),
    Trace(trace::Trace),
    Checklist(checklist::Checklist),
    Answer(answer::Answer),
    Waive(waive::Waive),
    Plan(plan::Plan),
    Changes(changes::Changes),
    Export(export::Export),
    Audit(audit::Audit),
    Gerrit(gerrit::Command),
    Github(github::Command),
    Init(init::Init),
    New(new::New),
    Completions(completions::Completions),
    Manual(manual::Manual),
}

/// What a command came to, as an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Clean,
    Found,
}

/// Runs the program on its arguments; `give_back` gives memory that the current thread has freed back to the system.
pub fn main(give_back: fn()) -> ExitCode {
    let args = Args::parse();
    memory::give_back_by(give_back);
    let console = Console::new(args.color, args.quiet, args.verbose);
    match run(args, &console) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(error) => {
            console.failure(&error);
            ExitCode::from(2)
        }
    }
}

fn run(args: Args, console: &Console) -> Result<Outcome> {
    let root = Root { given: args.root, console };
    match args.command {
        Command::Build(command) => command.run(&root),
        Command::Serve(command) => command.run(&root),
        Command::Test(command) => command.run(&root),
        Command::Prove(command) => command.run(&root),
        Command::Check(command) => command.run(&root),
        Command::Explain(command) => command.run(&root),
        Command::Trace(command) => command.run(&root),
        Command::Checklist(command) => command.run(&root),
        Command::Answer(command) => command.run(&root),
        Command::Waive(command) => command.run(&root),
        Command::Plan(command) => command.run(&root),
        Command::Changes(command) => command.run(&root),
        Command::Export(command) => command.run(&root),
        Command::Audit(command) => command.run(&root),
        Command::Gerrit(command) => command.run(&root),
        Command::Github(command) => command.run(&root),
        Command::Init(command) => command.run(console),
        Command::New(command) => command.run(&root),
        Command::Completions(command) => command.run(Args::command()),
        Command::Manual(command) => command.run(Args::command()),
    }
}

/// The rulebook that the arguments mean.
struct Root<'a> {
    given: Option<PathBuf>,
    console: &'a Console,
}

impl Root<'_> {
    /// Where the rulebook is; without a folder, the built-in one, and a note says so.
    fn origin(&self) -> Result<Origin> {
        if let Some(folder) = &self.given {
            anyhow::ensure!(
                folder.join("book.toml").is_file(),
                "{} is no rulebook: it has no book.toml; start one with `rulebook init {0}`",
                folder.display()
            );
            return Ok(Origin::Folder(folder.clone()));
        }
        let here = std::env::current_dir()?;
        Ok(Origin::nearest(&here).unwrap_or_else(|| {
            self.console.note("no book.toml here or above: using the built-in Eventlet rulebook");
            Origin::BuiltIn
        }))
    }

    /// The rulebook's folder, for commands that write into it.
    fn folder(&self) -> Result<PathBuf> {
        match self.origin()? {
            Origin::Folder(folder) => Ok(folder),
            Origin::BuiltIn => anyhow::bail!(
                "there is no rulebook here to write to; start one with `rulebook init`, or name one with --root DIR"
            ),
        }
    }

    /// The loaded rulebook. Its problems are printed here; the error only counts them.
    fn load(&self) -> Result<(Origin, Rulebook)> {
        let origin = self.origin()?;
        let rulebook = self.load_files(origin.files()?)?;
        Ok((origin, rulebook))
    }

    /// The rulebook whose files have been read. Its problems are printed here; the error only counts them.
    fn load_files(&self, read: Files) -> Result<Rulebook> {
        let settings = read.text("book.toml").unwrap_or_default().to_owned();
        let (rulebook, mut problems) = attempt(read);
        problems.extend(generate::problems(&rulebook.settings, &settings));
        problems.sort();
        if problems.is_empty() {
            return Ok(rulebook);
        }
        for problem in &problems {
            self.console.problem(problem);
        }
        let count = problems.len();
        let s = if count == 1 { "" } else { "s" };
        anyhow::bail!("the rulebook has {count} problem{s}; nothing was written")
    }
}

/// A folder of ours in the user's cache.
fn cache(name: &str) -> anyhow::Result<std::path::PathBuf> {
    use anyhow::Context as _;
    let given = std::env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty());
    let home = || std::env::home_dir().map(|home| home.join(".cache"));
    let folder = given.map(std::path::PathBuf::from).or_else(home);
    let folder = folder.context("there is no home folder; name a folder with --cache")?;
    Ok(folder.join("rulebook").join(name))
}

/// A project of the rulebook.
fn project_named<'a>(rulebook: &'a Rulebook, name: &str) -> Result<&'a Project> {
    let found = rulebook.projects.values().find(|project| project.name.as_str() == name);
    found.with_context(|| {
        let names: Vec<_> = rulebook.projects.keys().map(|name| name.as_str()).collect();
        format!("there is no project `{name}`; there are {}", names.join(", "))
    })
}

/// The day in UTC, for what runs out.
fn today() -> Date {
    Date(Timestamp::now().to_zoned(TimeZone::UTC).date())
}
