//! `rulebook new`: scaffold a guideline and its check.

use std::fs;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use super::{Outcome, Root};
use crate::generate::{self, scaffold};
use crate::model::Name;

/// Start a guideline with its check, as a draft that builds
#[derive(Debug, Args)]
pub(super) struct New {
    /// Its name: TOPIC/WORDS-JOINED-BY-DASHES, the words naming the offence
    #[arg(value_name = "TOPIC/NAME")]
    name: String,
}

impl New {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let name: Name = self.name.parse().map_err(|what: String| anyhow::anyhow!(what))?;
        if name.folder().is_empty() {
            bail!("`{name}` lies in no topic; write TOPIC/{name}");
        }
        let folder = root.folder()?;
        let (origin, rulebook) = root.load()?;
        let files = scaffold::files(&rulebook, &name, &generate::templates(&origin)?)?;
        for file in &files {
            let path = folder.join(&file.path);
            if path.exists() {
                bail!("{} is there already; nothing was written", path.display());
            }
        }
        for file in &files {
            let path = folder.join(&file.path);
            let parent = path.parent().unwrap_or(&folder);
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(&path, &file.bytes))
                .with_context(|| format!("cannot write {}", path.display()))?;
            root.console.status(&format!("{}", path.display()));
        }
        root.console.status("next: replace every TODO, then set `status: active`; `rulebook serve` shows it meanwhile");
        Ok(Outcome::Clean)
    }
}
