//! flake8 and pylint, which run our plugin.

use std::path::Path;

use anyhow::Result;

use super::{Ran, Tool};

impl Tool {
    pub(super) fn flake8(&self, root: &Path, files: &[String], ran: &mut Ran) -> Result<()> {
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

    pub(super) fn pylint(&self, root: &Path, files: &[String], ran: &mut Ran) -> Result<()> {
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
