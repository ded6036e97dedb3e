//! A baseline: the findings that were there when somebody began to look, so that only new ones count.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::found::Found;
use crate::model::{Id, Standing};

/// The version of the file.
const VERSION: u32 = 1;

/// The findings that are known already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: BTreeSet<Entry>,
}

/// One finding that is known already. Only the fingerprint counts; the rest is for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    guideline: Id,
    fingerprint: String,
}

/// What was looked at: entries about anything else say nothing new.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// Whether a path below the tree's root was among those to be checked.
    pub(super) paths: Vec<String>,
    /// The guidelines that were asked for; none for all.
    pub(super) select: Vec<Id>,
    /// Files that could not be read, as they are told from the root.
    pub(super) unread: BTreeSet<String>,
    /// Guidelines with a check that did not run.
    pub(super) not_run: BTreeSet<Id>,
}

impl Scope {
    /// Adds what was looked at elsewhere, for the same guidelines.
    pub(super) fn add(&mut self, other: Self) {
        self.paths.extend(other.paths);
        self.unread.extend(other.unread);
        self.not_run.extend(other.not_run);
    }

    fn has(&self, entry: &Entry) -> bool {
        let below = |path: &String| {
            path == "."
                || entry
                    .path
                    .strip_prefix(path.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.paths.iter().any(below)
            && (self.select.is_empty() || self.select.contains(&entry.guideline))
            && !self.unread.contains(&entry.path)
            && !self.not_run.contains(&entry.guideline)
    }
}

/// What an update of a baseline comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The baseline to be written.
    pub baseline: Baseline,
    /// How many findings are no longer there.
    pub gone: usize,
    /// How many findings were added.
    pub added: usize,
}

impl Baseline {
    /// Reads a baseline; none where there is no such file.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        let shown = path.display();
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read the baseline {shown}"));
            }
        };
        let baseline: Self = serde_json::from_slice(&bytes)
            .with_context(|| format!("{shown} is no baseline that `--update-baseline` wrote"))?;
        ensure!(
            baseline.version == VERSION,
            "the baseline {shown} has version {}; this program reads version {VERSION}",
            baseline.version
        );
        Ok(Some(baseline))
    }

    /// Writes it, whole or not at all.
    pub fn write(&self, path: &Path) -> Result<()> {
        let failed = || format!("cannot write the baseline {}", path.display());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
            .with_context(failed)?;
        let mut bytes = serde_json::to_vec_pretty(self).with_context(failed)?;
        bytes.push(b'\n');
        file.write_all(&bytes).with_context(failed)?;
        share(file.as_file()).with_context(failed)?;
        file.persist(path).with_context(failed)?;
        Ok(())
    }

    /// How many findings it has.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it has no findings.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Tells the findings that are known from those that are new.
    pub(super) fn mark(&self, found: &mut [Found]) {
        let known: BTreeSet<_> =
            self.findings.iter().map(|entry| entry.fingerprint.as_str()).collect();
        for found in found.iter_mut().map(|found| &mut found.finding) {
            if found.standing == Standing::New && known.contains(found.fingerprint.as_str()) {
                found.standing = Standing::Existing;
            }
        }
    }

    /// The baseline after a run: without what is gone and, where it may grow, with what is new.
    pub(super) fn updated(
        old: Option<&Self>,
        found: &[Found],
        scope: &Scope,
        grow: bool,
    ) -> Update {
        let open =
            found.iter().filter(|found| !matches!(found.finding.standing, Standing::Waived(_)));
        let now: BTreeSet<Entry> = open
            .map(|found| Entry {
                path: found.rooted.clone(),
                guideline: found.finding.guideline.clone(),
                fingerprint: found.finding.fingerprint.clone(),
            })
            .collect();
        let none = BTreeSet::new();
        let old = old.map_or(&none, |old| &old.findings);
        let kept = old.iter().filter(|entry| now.contains(entry) || !scope.has(entry));
        let mut findings: BTreeSet<_> = kept.cloned().collect();
        let gone = old.len() - findings.len();
        if grow {
            findings.extend(now);
        }
        let added = findings.len() + gone - old.len();
        Update { baseline: Self { version: VERSION, findings }, gone, added }
    }
}

/// A temporary file is for its owner only; a baseline is a file like others.
fn share(file: &std::fs::File) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    let _ = file;
    Ok(())
}
