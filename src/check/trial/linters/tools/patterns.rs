//! semgrep and ast-grep, which have a rule for each check.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rayon::prelude::*;
use serde_json::Value;

use super::{Files, Ran, Tool, piece_of};

/// Files that can lie in one folder, each with its piece.
type Layer<'f> = BTreeMap<&'f str, usize>;

/// Pieces whose files have different paths, such as all files of a source tree, share a folder.
fn layers<'f>(pieces: &Files<'f>) -> Vec<Layer<'f>> {
    let mut layers: Vec<Layer<'f>> = Vec::new();
    for (at, files) in pieces {
        let fits = |layer: &Layer<'_>| files.iter().all(|(path, _)| !layer.contains_key(path));
        let place = layers.iter().position(fits).unwrap_or(layers.len());
        if place == layers.len() {
            layers.push(Layer::new());
        }
        layers[place].extend(files.iter().map(|(path, _)| (*path, *at)));
    }
    layers
}

fn name(number: usize) -> String {
    format!("layer-{number}")
}

/// Puts the files of a layer into its folder.
fn lay(root: &Path, number: usize, files: &Layer<'_>) -> Result<PathBuf> {
    let folder = root.join(name(number));
    // Another layer of an earlier run is none of this one.
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for (path, at) in files {
        let place = folder.join(path);
        fs::create_dir_all(place.parent().unwrap_or(&folder))?;
        fs::hard_link(root.join(at.to_string()).join(path), place)?;
    }
    Ok(folder)
}

/// How many lines are between a place and the code there, if brackets around it begin on lines of their own: semgrep tells
/// of the brackets, we of the code.
fn lines_of_brackets(text: &str, offset: usize) -> usize {
    let rest = text.as_bytes().get(offset..).unwrap_or_default();
    let brackets =
        rest.iter().take_while(|byte| matches!(byte, b'(' | b' ' | b'\t' | b'\r' | b'\n'));
    brackets.filter(|byte| **byte == b'\n').count()
}

fn strange(linter: &str, path: &str) -> String {
    format!("{linter} tells of `{path}`, which is no file that it was given")
}

impl Tool {
    // Each folder is a project to it, and to look for the files of one costs more than to read them.
    pub(super) fn semgrep(&self, root: &Path, pieces: &Files<'_>, ran: &mut Ran) -> Result<()> {
        let layers = layers(pieces);
        let mut folders = BTreeMap::new();
        for (number, layer) in layers.iter().enumerate() {
            let folder = lay(root, number, layer)?;
            fs::create_dir_all(folder.join(".git"))?;
            folders.insert(name(number), layer);
        }
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
            // By itself it leaves out files of more than a million bytes.
            "--max-target-bytes=0",
        ]);
        command.args(["--config", "semgrep/rules"]).args(folders.keys());
        let said = self.json(&self.checked(&mut command, &[0, 1])?)?;
        let given = |path: &str| {
            let (folder, path) = path.split_once('/')?;
            Some(format!("{}/{path}", folders.get(folder)?.get(path)?))
        };
        for error in said["errors"].as_array().into_iter().flatten() {
            let path = error["path"]
                .as_str()
                .with_context(|| format!("semgrep refuses the rules: {error}"))?;
            let given = given(path).with_context(|| strange("semgrep", path))?;
            self.note(&given, 0, "", true, ran)?;
        }
        let texts = pieces.iter().flat_map(|(at, files)| {
            files.iter().map(move |(path, text)| (format!("{at}/{path}"), *text))
        });
        let texts: BTreeMap<String, &str> = texts.collect();
        for one in said["results"].as_array().context("semgrep says nothing of results")? {
            let (Some(id), Some(path), Some(line)) =
                (one["check_id"].as_str(), one["path"].as_str(), one["start"]["line"].as_u64())
            else {
                return self.unknown(&one.to_string());
            };
            let given = given(path).with_context(|| strange("semgrep", path))?;
            let offset = one["start"]["offset"].as_u64().unwrap_or_default() as usize;
            let text = texts.get(&given).copied().unwrap_or_default();
            let (line, before) = (line as usize, lines_of_brackets(text, offset));
            let rule = id.rsplit('.').next().unwrap_or(id);
            self.note(&given, line + before, rule, false, ran)?;
            if let Some((at, path)) = piece_of(&given).filter(|_| before > 0) {
                ran.brackets.insert((at, path.to_owned(), line + before, rule.to_owned()), line);
            }
        }
        Ok(())
    }

    // Its paths count from the folder of its settings, and to start it costs more than to read a file.
    pub(super) fn ast_grep(&self, root: &Path, pieces: &Files<'_>, ran: &mut Ran) -> Result<()> {
        let each: Vec<Result<Ran>> = layers(pieces)
            .par_iter()
            .enumerate()
            .map(|(number, layer)| self.ast_grep_layer(root, number, layer))
            .collect();
        for one in each {
            ran.found.extend(one?.found);
        }
        Ok(())
    }

    fn ast_grep_layer(&self, root: &Path, number: usize, files: &Layer<'_>) -> Result<Ran> {
        let folder = lay(root, number, files)?;
        fs::write(folder.join("sgconfig.yml"), "ruleDirs:\n- ../ast-grep/rules\n")?;
        let mut command = self.command();
        command.current_dir(&folder).args(["scan", "--json=stream"]);
        command.args(["--no-ignore", "hidden", "--no-ignore", "vcs"]);
        let said = self.checked(&mut command, &[0, 1])?;
        let mut ran = Ran::default();
        for line in String::from_utf8_lossy(&said.stdout).lines() {
            let one: Value =
                serde_json::from_str(line).with_context(|| format!("ast-grep says `{line}`"))?;
            let (Some(id), Some(path), Some(row)) = (
                one["ruleId"].as_str(),
                one["file"].as_str(),
                one["range"]["start"]["line"].as_u64(),
            ) else {
                return self.unknown(line).map(|()| ran);
            };
            let at = files.get(path).with_context(|| strange("ast-grep", path))?;
            self.note(&format!("{at}/{path}"), row as usize + 1, id, false, &mut ran)?;
        }
        Ok(ran)
    }

    /// Runs the tests that are exported with the rules; what the linter says of them, and whether all passed.
    pub(in super::super) fn own_tests(&self, root: &Path) -> Result<(bool, String)> {
        let mut command = self.command();
        match self.name {
            "semgrep" => {
                command.current_dir(root.join("semgrep")).args(["scan", "--test", "--metrics=off"]);
                command.args(["--disable-version-check", "--config", "rules", "tests"]);
            }
            _ => {
                command.current_dir(root.join("ast-grep")).args(["test", "--skip-snapshot-tests"]);
            }
        }
        let said = self.output(&mut command)?;
        let text = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
        // To find no tests is no failure to semgrep.
        let passed = said.status.success() && !text.contains("No unit tests found");
        Ok((passed, text))
    }
}
