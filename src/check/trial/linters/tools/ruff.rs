//! ruff, which bans names.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::{Ran, Tool};
use crate::model::Rulebook;

impl Tool {
    pub(super) fn ruff(
        &self,
        book: &Rulebook,
        root: &Path,
        files: &[String],
        ran: &mut Ran,
    ) -> Result<()> {
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
}
