//! The linters: how each is installed, run and read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::str::FromStr as _;

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;
use serde_json::Value;

use super::Found;
use crate::model::fit::{Fidelity, TargetFits};
use crate::model::{Line, Name, Output as File, Rulebook};
use crate::prove;

/// A linter that is installed.
pub(super) struct Tool {
    name: &'static str,
    /// Its name and version.
    pub(super) title: String,
    programs: PathBuf,
}

/// What a linter said of several pieces.
#[derive(Default)]
pub(super) struct Ran {
    pub(super) found: Found,
    /// The pieces that it cannot parse.
    pub(super) unreadable: BTreeSet<usize>,
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
    let tool = Tool { name, title: format!("{name} {version}"), programs };
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

/// The rules of a linter that guidelines point to and that its newest version no longer has, in sentences.
///
/// # Errors
/// If the newest version cannot be installed or asked.
pub fn drift(book: &Rulebook, cache: &Path) -> Result<Vec<String>> {
    let package = Line::from_str("ruff").map_err(anyhow::Error::msg)?;
    // The newest version is another one each time: a folder that stays would keep an old one.
    std::fs::create_dir_all(cache)?;
    let newest = tempfile::tempdir_in(cache).context("no folder can be made in the cache")?;
    let programs = prove::tools(newest.path(), std::slice::from_ref(&package))?;
    let tool = Tool { name: "ruff", title: "ruff".into(), programs };
    let said = tool.output(tool.command().args(["rule", "--all", "--output-format", "json"]))?;
    let rules: Vec<Value> = serde_json::from_slice(&said.stdout)
        .context("ruff lists its rules in a way that nobody here knows")?;
    let known: BTreeMap<&str, &Value> =
        rules.iter().filter_map(|rule| Some((rule["code"].as_str()?, rule))).collect();
    let code = regex::Regex::new(r"`([A-Z]{1,4}\d{3,4})`")?;
    let mut told = BTreeSet::new();
    for guideline in &book.guidelines {
        let texts =
            [Some(&guideline.why), Some(&guideline.guidance), guideline.exceptions.as_ref()];
        for text in texts.into_iter().flatten().filter(|text| text.contains("ruff")) {
            for found in code.captures_iter(text).map(|found| found[1].to_owned()) {
                if book.guideline(&found).is_some() {
                    continue;
                }
                match known.get(found.as_str()) {
                    None => drop(told.insert(format!(
                        "{}: `{found}` is no rule of the newest ruff",
                        guideline.id
                    ))),
                    Some(rule)
                        if rule["status"]
                            .as_str()
                            .is_some_and(|status| status.contains("Removed")) =>
                    {
                        told.insert(format!("{}: `{found}` was removed from ruff", guideline.id));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    Ok(told.into_iter().collect())
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

    fn flake8(&self, root: &Path, files: &[String], ran: &mut Ran) -> Result<()> {
        let config = "flake8/tox.ini";
        let select = "--extend-ignore=E1,E2,E3,E4,E5,E7,W,F,C9";
        let mut command = self.command();
        command.current_dir(root).args([
            "--config",
            config,
            select,
            "--format=%(path)s:%(row)d:%(code)s",
            "--disable-noqa",
        ]);
        let said = self.checked(command.args(files), &[0, 1])?;
        for line in String::from_utf8_lossy(&said.stdout).lines() {
            let mut parts = line.rsplitn(3, ':');
            let (code, row, path) = (parts.next(), parts.next(), parts.next());
            let (Some(code), Some(Ok(row)), Some(path)) = (code, row.map(str::parse), path) else {
                return self.unknown(line);
            };
            self.note(path, row, code, code == "E999" || code == "E902", ran)?;
        }
        Ok(())
    }

    fn pylint(&self, root: &Path, files: &[String], ran: &mut Ran) -> Result<()> {
        let mut command = self.command();
        let init = "--init-hook=import sys; sys.path.insert(0, 'pylint')";
        command.current_dir(root).args([
            "--rcfile",
            "/dev/null",
            init,
            "--load-plugins=rulebook_checks",
            "--disable=all",
            "--enable=syntax-error",
        ]);
        let plugin = std::fs::read_to_string(root.join("pylint/rulebook_checks.py"))?;
        let symbols: Vec<_> = symbols(&plugin);
        command.arg(format!("--enable={}", symbols.join(","))).args([
            "-j1",
            "--score=n",
            "--output-format=json",
        ]);
        // The lowest bits say which sorts of messages there are; 32 is a mistake in the call.
        let said = self.checked(command.args(files), &(0..32).collect::<Vec<_>>())?;
        for one in self.json(&said)?.as_array().map(Vec::as_slice).unwrap_or_default() {
            let (Some(symbol), Some(path), Some(line)) =
                (one["symbol"].as_str(), one["path"].as_str(), one["line"].as_u64())
            else {
                return self.unknown(&one.to_string());
            };
            // What pylint says of its own comments in a file is none of ours.
            if symbol != "syntax-error" && !symbols.contains(&symbol) {
                continue;
            }
            let code = symbol.split('-').next().unwrap_or_default().to_uppercase();
            self.note(path, line as usize, &code, symbol == "syntax-error", ran)?;
        }
        Ok(())
    }

    fn semgrep(&self, root: &Path, pieces: &Files<'_>, ran: &mut Ran) -> Result<()> {
        let mut command = self.command();
        command.current_dir(root).args([
            "scan",
            "--metrics=off",
            "--disable-version-check",
            "--json",
            "--quiet",
            "--disable-nosem",
            "--no-git-ignore",
            "--x-ignore-semgrepignore-files",
        ]);
        command
            .args(["--config", "semgrep/rules.yaml"])
            .args(pieces.iter().map(|(at, _)| at.to_string()));
        let said = self.json(&self.checked(&mut command, &[0, 1])?)?;
        for error in said["errors"].as_array().into_iter().flatten() {
            let path = error["path"]
                .as_str()
                .with_context(|| format!("semgrep refuses the rules: {error}"))?;
            ran.unreadable.extend(piece_of(path).map(|(at, _)| at));
        }
        for one in said["results"].as_array().context("semgrep says nothing of results")? {
            let (Some(id), Some(path), Some(line)) =
                (one["check_id"].as_str(), one["path"].as_str(), one["start"]["line"].as_u64())
            else {
                return self.unknown(&one.to_string());
            };
            self.note(path, line as usize, id.rsplit('.').next().unwrap_or(id), false, ran)?;
        }
        Ok(())
    }

    // Its paths count from the folder of its settings: one run for each piece.
    fn ast_grep(&self, root: &Path, pieces: &Files<'_>, ran: &mut Ran) -> Result<()> {
        let each: Vec<Result<Ran>> = pieces
            .par_iter()
            .map(|(at, _)| {
                let folder = root.join(at.to_string());
                std::fs::write(folder.join("sgconfig.yml"), "ruleDirs:\n- ../ast-grep/rules\n")?;
                let mut command = self.command();
                command.current_dir(&folder).args([
                    "scan",
                    "--json=stream",
                    "--no-ignore",
                    "hidden",
                    "--no-ignore",
                    "vcs",
                ]);
                let said = self.checked(&mut command, &[0, 1])?;
                let mut ran = Ran::default();
                for line in String::from_utf8_lossy(&said.stdout).lines() {
                    let one: Value = serde_json::from_str(line)
                        .with_context(|| format!("ast-grep says `{line}`"))?;
                    let (Some(id), Some(path), Some(row)) = (
                        one["ruleId"].as_str(),
                        one["file"].as_str(),
                        one["range"]["start"]["line"].as_u64(),
                    ) else {
                        return self.unknown(line).map(|()| ran);
                    };
                    self.note(&format!("{at}/{path}"), row as usize + 1, id, false, &mut ran)?;
                }
                Ok(ran)
            })
            .collect();
        for one in each {
            ran.found.extend(one?.found);
        }
        Ok(())
    }

    fn ruff(&self, book: &Rulebook, root: &Path, files: &[String], ran: &mut Ran) -> Result<()> {
        let mut command = self.command();
        command.current_dir(root).args([
            "check",
            "--config",
            "ruff/ruff.toml",
            "--select",
            "TID251",
            "--no-cache",
            "--ignore-noqa",
            "--output-format",
            "json",
        ]);
        let said = self.json(&self.checked(command.args(files), &[0, 1])?)?;
        let id = regex::Regex::new(r"\b[A-Z]{1,3}\d{3}\b")?;
        for one in said.as_array().context("ruff writes no list")? {
            let (Some(path), Some(row)) =
                (one["filename"].as_str(), one["location"]["row"].as_u64())
            else {
                return self.unknown(&one.to_string());
            };
            let path = Path::new(path)
                .strip_prefix(root)
                .map_or(path, |path| path.to_str().unwrap_or_default());
            let broken = one["code"].as_str().is_none_or(|code| code != "TID251");
            let message = one["message"].as_str().unwrap_or_default();
            for code in id.find_iter(message).filter(|code| book.guideline(code.as_str()).is_some())
            {
                self.note(path, row as usize, code.as_str(), false, ran)?;
            }
            if broken {
                self.note(path, row as usize, "", true, ran)?;
            }
        }
        Ok(())
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

/// The symbols of the pylint plugin, from its table of messages.
fn symbols(plugin: &str) -> Vec<&str> {
    let table = plugin.split("\nMESSAGES = ").nth(1).unwrap_or_default();
    let table = table.split("\n\n").next().unwrap_or_default();
    let symbol = |word: &&str| {
        word.len() > 7
            && word.as_bytes()[word.find('-').unwrap_or(0)] == b'-'
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    table.split('"').filter(symbol).collect()
}

/// The piece of a path, and the path in it.
fn piece_of(path: &str) -> Option<(usize, &str)> {
    let path = path.strip_prefix("./").unwrap_or(path);
    let (at, path) = path.split_once('/')?;
    Some((at.parse().ok()?, path))
}
