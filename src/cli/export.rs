//! `rulebook export`: the rulebook in the formats of other tools.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use super::{Outcome, Root};
use crate::export::{EXPORTERS, Exporter, exporter};
use crate::generate;

/// Write the rulebook in the formats of other tools
#[derive(Debug, Args)]
#[command(after_help = targets())]
pub(super) struct Export {
    /// What to export [default: everything]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// Where to; without it a single file goes to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// The table of exporters, for the help.
fn targets() -> String {
    let lines = EXPORTERS.iter().map(|e| format!("  {:<12} {}\n", e.name, e.about));
    format!("Targets:\n{}", lines.collect::<String>())
}

impl Export {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let chosen = self.chosen()?;
        let (_, rulebook) = root.load()?;
        let Some(out) = &self.out else {
            let files: Vec<_> =
                chosen.iter().flat_map(|exporter| (exporter.export)(&rulebook)).collect();
            let [only] = &files[..] else {
                bail!("there are {} files to write; say where with --out DIR", files.len());
            };
            root.console.data(&only.bytes)?;
            return Ok(Outcome::Clean);
        };
        // Each is written as it is made: all of them at once would take several times the memory.
        let mut folders = BTreeSet::new();
        generate::exports(&rulebook, chosen, &mut |files| {
            let mut written = Vec::with_capacity(files.len());
            for file in &files {
                let path = out.join(&file.path);
                let parent = path.parent().unwrap_or(out);
                let failed = || format!("cannot write {}", path.display());
                if !folders.contains(parent) {
                    fs::create_dir_all(parent).with_context(failed)?;
                    folders.insert(parent.to_owned());
                }
                fs::write(&path, &file.bytes).with_context(failed)?;
                written.push(path.display().to_string());
            }
            if !written.is_empty() {
                root.console.status(&written.join("\n"));
            }
            Ok(())
        })?;
        Ok(Outcome::Clean)
    }

    fn chosen(&self) -> Result<Vec<&'static Exporter>> {
        if self.targets.is_empty() {
            return Ok(EXPORTERS.iter().collect());
        }
        let known = || EXPORTERS.iter().map(|e| e.name).collect::<Vec<_>>().join(", ");
        let find = |name: &String| {
            exporter(name)
                .with_context(|| format!("there is no target `{name}`; there are {}", known()))
        };
        self.targets.iter().map(find).collect()
    }
}
