//! `rulebook init`: start a rulebook.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use super::Outcome;
use super::console::Console;
use crate::export::schemas;
use crate::generate::starter;

/// Start a rulebook: a working example that builds and passes
#[derive(Debug, Args)]
pub(super) struct Init {
    /// Where
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

impl Init {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let files = starter::files();
        let there: Vec<_> =
            files.iter().filter(|file| self.dir.join(&file.path).exists()).collect();
        if let Some(first) = there.first() {
            bail!(
                "{} is there already ({} such); nothing was written: choose another folder",
                self.dir.join(&first.path).display(),
                there.len()
            );
        }
        for file in &files {
            let path = self.dir.join(&file.path);
            let parent = path.parent().unwrap_or(&self.dir);
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(&path, &file.bytes))
                .with_context(|| format!("cannot write {}", path.display()))?;
            console.detail(&format!("{}", path.display()));
        }
        let dir = self.dir.display();
        console.status(&format!(
            "a rulebook of one guideline is in {dir} ({} files, {} schemas for editors)\n\
             next: rulebook --root {dir} build\n      rulebook --root {dir} serve\n      rulebook --root {dir} new TOPIC/NAME",
            files.len(),
            schemas::FILE_TYPES.len(),
        ));
        Ok(Outcome::Clean)
    }
}
