//! The linters: how each is installed, run and read.

mod drift;
mod patterns;
mod plugins;
mod ruff;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::str::FromStr as _;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::{Found, Place};
use crate::model::fit::{Fidelity, TargetFits};
use crate::model::{Line, Name, Output as File, Rulebook};
use crate::prove;

pub use drift::drift;

/// A linter that is installed.
pub(super) struct Tool {
    name: &'static str,
    /// Its name and version.
    pub(super) title: String,
    /// Its version.
    pub(super) version: &'static str,
    programs: PathBuf,
}

/// What a linter said of several pieces.
#[derive(Default)]
pub(super) struct Ran {
    pub(super) found: Found,
    /// Where it tells of code in brackets by the line on which the brackets begin: that line.
    pub(super) brackets: BTreeMap<Place, usize>,
    /// The pieces that it cannot parse.
    pub(super) unreadable: BTreeSet<usize>,
}

impl Ran {
    /// The lines of a piece on which it reports a rule, as it counts them itself.
    pub(super) fn lines(&self, piece: usize, rule: &str) -> BTreeSet<usize> {
        let own = self.found.iter().filter(|one| one.0 == piece && one.3 == rule);
        own.map(|one| self.brackets.get(one).copied().unwrap_or(one.2)).collect()
    }
}

/// What is installed for a linter: packages and versions.
const PACKAGES: [(&str, &str, &str); 5] = [
    ("flake8", "flake8==7.3.0", "7.3.0"),
    ("pylint", "pylint==4.1.4", "4.1.4"),
    ("semgrep", "semgrep==1.182.0", "1.182.0"),
    ("ast-grep", "ast-grep-cli==0.51.1", "0.51.1"),
    ("ruff", "ruff==0.17.6", "0.17.6"),
];

/// Installs a linter where it is not there yet.
pub(super) fn install(name: &'static str, cache: &Path, tell: &dyn Fn(&str)) -> Result<Tool> {
    let (_, package, version) = PACKAGES
        .iter()
        .find(|one| one.0 == name)
        .with_context(|| format!("{name} cannot be installed"))?;
    tell(&format!("{name}: needs {package}"));
    let package = Line::from_str(package).map_err(anyhow::Error::msg)?;
    let programs = prove::tools(cache, std::slice::from_ref(&package)).with_context(|| {
        format!("{name} is not there; `pip install {package}` would install it")
    })?;
    let tool = Tool { name, title: format!("{name} {version}"), version, programs };
    let said = tool.output(tool.command().arg("--version"))?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    if !said.contains(version) {
        let said = said.lines().next().unwrap_or("nothing");
        bail!(
            "{name} says of its version `{said}`, and these rules are for {version}; `pip install {package}` installs it"
        );
    }
    Ok(tool)
}

type Files<'f> = [(usize, &'f [(&'f str, &'f str)])];

impl Tool {
    fn command(&self) -> Command {
        let mut command = Command::new(self.programs.join(self.name));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.programs.clone()).chain(std::env::split_paths(&path));
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
        command.env_remove("PYTHONPATH").env("PYTHONDONTWRITEBYTECODE", "1");
        // Nobody is told what is scanned here.
        command.env("SEMGREP_SEND_METRICS", "off").env("SEMGREP_ENABLE_VERSION_CHECK", "0");
        command
    }

    fn output(&self, command: &mut Command) -> Result<Output> {
        command.output().with_context(|| format!("{} cannot be started", self.name))
    }

    /// Whether the project's own names can be told to it.
    pub(super) fn takes_same_as(&self) -> bool {
        self.is_plugin()
    }

    fn is_plugin(&self) -> bool {
        matches!(self.name, "flake8" | "pylint")
    }

    /// What a project writes into the plugin.
    pub(super) fn with_same_as(
        &self,
        file: &File,
        same_as: &BTreeMap<String, String>,
    ) -> Result<Vec<u8>> {
        if same_as.is_empty() || !file.path.ends_with("rulebook_checks.py") {
            return Ok(file.bytes.clone());
        }
        let text = String::from_utf8(file.bytes.clone())?;
        Ok(text
            .replace(
                "\nSAME_AS = {}\n",
                &format!("\nSAME_AS = {}\n", serde_json::to_string(same_as)?),
            )
            .into())
    }

    /// What the linter calls its rules, each with the checks behind it.
    pub(super) fn rules(&self, book: &Rulebook, fits: &TargetFits) -> BTreeMap<String, Vec<Name>> {
        let mut rules: BTreeMap<String, Vec<Name>> = BTreeMap::new();
        for guideline in book.guidelines.iter().filter(|guideline| guideline.status.binds()) {
            for check in &guideline.checks {
                if fits.checks.get(check).is_none_or(|fit| fit.fidelity() == Fidelity::Dropped) {
                    continue;
                }
                let rule = match self.name {
                    "semgrep" | "ast-grep" => format!("{}-{}", guideline.id, check.slug()),
                    _ => guideline.id.to_string(),
                };
                rules.entry(rule).or_default().push(check.clone());
            }
        }
        rules
    }

    /// Runs the linter on pieces of code; each lies in a folder of its number.
    pub(super) fn run(&self, book: &Rulebook, root: &Path, pieces: &Files<'_>) -> Result<Ran> {
        let files: Vec<String> = pieces
            .iter()
            .flat_map(|(at, files)| files.iter().map(move |(path, _)| format!("{at}/{path}")))
            .filter(|path| path.ends_with(".py"))
            .collect();
        let mut ran = Ran::default();
        match self.name {
            "flake8" => self.flake8(root, &files, &mut ran)?,
            "pylint" => self.pylint(root, &files, &mut ran)?,
            "semgrep" => self.semgrep(root, pieces, &mut ran)?,
            "ast-grep" => self.ast_grep(root, pieces, &mut ran)?,
            _ => self.ruff(book, root, &files, &mut ran)?,
        }
        Ok(ran)
    }

    fn note(
        &self,
        path: &str,
        line: usize,
        rule: &str,
        unreadable: bool,
        ran: &mut Ran,
    ) -> Result<()> {
        let (at, path) = piece_of(path).with_context(|| {
            format!("{} tells of `{path}`, which is no file that it was given", self.name)
        })?;
        if unreadable {
            ran.unreadable.insert(at);
        } else {
            ran.found.insert((at, path.to_owned(), line, rule.to_owned()));
        }
        Ok(())
    }

    fn checked(&self, command: &mut Command, codes: &[i32]) -> Result<Output> {
        let said = self.output(command)?;
        if said.status.code().is_none_or(|code| !codes.contains(&code)) {
            let text = [said.stderr, said.stdout].concat();
            let text = String::from_utf8_lossy(&text);
            let last: Vec<_> =
                text.lines().filter(|line| !line.trim().is_empty()).rev().take(5).collect();
            bail!(
                "{} ended with {}: {}",
                self.title,
                said.status,
                last.into_iter().rev().collect::<Vec<_>>().join(" | ")
            );
        }
        Ok(said)
    }

    fn json(&self, said: &Output) -> Result<Value> {
        serde_json::from_slice(&said.stdout).with_context(|| {
            let text = String::from_utf8_lossy(&said.stdout);
            format!(
                "{} writes what is no JSON: `{}`",
                self.title,
                text.chars().take(80).collect::<String>()
            )
        })
    }

    fn unknown(&self, what: &str) -> Result<()> {
        bail!(
            "{} says `{}`, which nobody here understands",
            self.title,
            what.chars().take(200).collect::<String>()
        )
    }
}

/// The piece of a path, and the path in it.
fn piece_of(path: &str) -> Option<(usize, &str)> {
    let path = path.strip_prefix("./").unwrap_or(path);
    let (at, path) = path.split_once('/')?;
    Some((at.parse().ok()?, path))
}
