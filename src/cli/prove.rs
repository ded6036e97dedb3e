//! `rulebook prove`: run the evidence programs.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use super::{Outcome, Root};
use crate::load::files::RECORD;
use crate::model::Record;
use crate::prove::{self, Proof, Wanted};

/// Run the programs that show the guide's claims about run time to be true
#[derive(Debug, Args)]
pub(super) struct Prove {
    /// Names of evidence, or ids or names of guidelines [default: all]
    #[arg(value_name = "CLAIM")]
    names: Vec<String>,
    /// Only with these version sets
    #[arg(long, value_name = "SET", value_delimiter = ',')]
    versions: Vec<String>,
    /// Where virtual environments are kept [default: rulebook/prove in the user's cache]
    #[arg(long, value_name = "DIR", env = "RULEBOOK_CACHE")]
    cache: Option<PathBuf>,
    /// Only say whether the claims hold, and leave generated/evidence.json as it is
    #[arg(long)]
    check: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Prove {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (origin, rulebook) = root.load()?;
        // Programs run in folders of their own, from where a relative path would lead elsewhere.
        let cache = std::path::absolute(self.cache.map_or_else(|| super::cache("prove"), Ok)?)
            .context("cannot tell where the cache is")?;
        let wanted = Wanted { names: self.names, sets: self.versions, cache };
        let console = root.console;
        let proof = prove::prove(&rulebook, &wanted, &|text| console.detail(text))?;
        if let Some(folder) = origin.folder().filter(|_| !self.check) {
            write(&folder.join(RECORD), &prove::merged(&rulebook.proofs, &proof))?;
        }
        let text = match self.format {
            Format::Text => text(&proof),
            Format::Json => json(&proof)?,
        };
        console.data(text.as_bytes())?;
        console.status(&format!(
            "{} runs: {} as expected, {} not; {} not run",
            proof.seen.len() + proof.broken.len() - seen_and_broken(&proof),
            proof.seen.len() - seen_and_broken(&proof),
            proof.broken.len(),
            proof.not_run.len()
        ));
        Ok(if proof.broken.is_empty() { Outcome::Clean } else { Outcome::Found })
    }
}

/// How many of the broken runs came to a result at all.
fn seen_and_broken(proof: &Proof) -> usize {
    let same = |seen: &crate::model::evidence::Seen| {
        proof.broken.iter().any(|broken| {
            (&broken.evidence, &broken.run, &broken.set) == (&seen.evidence, &seen.run, &seen.set)
        })
    };
    proof.seen.iter().filter(|seen| same(seen)).count()
}

/// Writes the record beside its place and renames it, so that a kill leaves the old one whole.
fn write(path: &Path, record: &Record) -> Result<()> {
    let folder = path.parent().context("the record has no folder")?;
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("cannot write {}", path.display()))?;
    serde_json::to_writer_pretty(&mut file, record)?;
    std::io::Write::write_all(&mut file, b"\n")?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    file.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

fn text(proof: &Proof) -> String {
    let mut lines = String::new();
    for seen in &proof.seen {
        let (evidence, run, set) = (&seen.evidence, &seen.run, &seen.set);
        let detail = match seen.detail.as_str() {
            "" => String::new(),
            detail => format!(" ({detail})"),
        };
        let before = match seen.before.as_slice() {
            [] => String::new(),
            before => format!("; not stable, tried before: {}", before.join(", ")),
        };
        lines
            .push_str(&format!("{evidence}: {run}: {} with {set}{detail}{before}\n", seen.outcome));
    }
    for unseen in &proof.not_run {
        let (evidence, set) = (&unseen.evidence, &unseen.set);
        lines.push_str(&format!("{evidence}: not run with {set}: {}\n", unseen.reason));
    }
    for broken in &proof.broken {
        let (evidence, run, set) = (&broken.evidence, &broken.run, &broken.set);
        let (expected, seen) = (&broken.expected, &broken.seen);
        lines.push_str(&format!(
            "{evidence}: {run} with {set} no longer holds: expected {expected}, seen: {seen}\n"
        ));
    }
    lines
}

fn json(proof: &Proof) -> Result<String> {
    let broken = proof.broken.iter().map(|broken| {
        serde_json::json!({"evidence": broken.evidence, "run": broken.run, "set": broken.set,
            "expected": broken.expected, "seen": broken.seen})
    });
    let all = serde_json::json!({"version": 1, "seen": proof.seen, "not_run": proof.not_run,
        "broken": broken.collect::<Vec<_>>()});
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}
