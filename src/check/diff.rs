//! What a change added, as git tells it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use super::git::{diff, git, path};
use crate::source::patch;

/// The files of a change, with the lines that it added.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// By absolute path.
    pub(super) files: BTreeMap<PathBuf, Added>,
}

/// The lines of a file that a change added or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Added {
    /// All, as far as can be told.
    All,
    /// These, from 1.
    Lines(Vec<Range<usize>>),
}

impl Added {
    /// Whether one of the lines of a range was added; the range includes its end.
    pub(super) fn touches(&self, first: usize, last: usize) -> bool {
        match self {
            Self::All => true,
            Self::Lines(lines) => lines.iter().any(|own| own.start <= last && first < own.end),
        }
    }
}

impl Change {
    /// The change that a range of commits, or everything since a commit, makes to the repository around a folder.
    pub(super) fn read(folder: &Path, range: &str) -> Result<Self> {
        ensure!(
            !range.is_empty() && !range.starts_with('-'),
            "`{range}` is no range of commits; write one such as HEAD~1 or main...HEAD"
        );
        let top = git(folder, &["rev-parse", "--show-toplevel"]).with_context(|| {
            format!("--diff asks git, and {} is in no repository of it", folder.display())
        })?;
        let top = path(top.strip_suffix(b"\n").unwrap_or(&top));
        if git(&top, &["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() {
            bail!("--diff compares commits, and the repository has none yet");
        }
        let patch = git(&top, &diff(&["--unified=0", "--find-renames", range, "--"]))
            .with_context(|| format!("git cannot tell what `{range}` changes"))?;
        let change = parse(&top, &patch)?;
        change.is_checked_out(&top, range)?;
        Ok(change)
    }

    /// A range that ends with a commit is about that commit's files; those on disk must be the same.
    fn is_checked_out(&self, top: &Path, range: &str) -> Result<()> {
        let end = match (range.split_once(".."), range.strip_suffix("^!")) {
            (Some((_, end)), _) => end.trim_start_matches('.'),
            (None, Some(commit)) => commit,
            (None, None) => return Ok(()),
        };
        let end = if end.is_empty() { "HEAD" } else { end };
        let names = git(top, &diff(&["--name-only", "-z", "--no-renames", end, "--"]))?;
        let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        let mut names = names.map(|name| top.join(path(name)));
        if let Some(other) = names.find(|name| self.files.contains_key(name)) {
            let shown = other.strip_prefix(top).unwrap_or(&other).display().to_string();
            bail!(
                "{shown} on disk is not what it is in {end}; check out {end}, or give a range without an end"
            );
        }
        Ok(())
    }
}

/// The files that a patch leaves, with what it adds to them.
fn parse(top: &Path, patch: &[u8]) -> Result<Change> {
    let files = patch::read(patch).context("git wrote a patch that cannot be read")?;
    let mut change = Change::default();
    for file in files {
        let Some(name) = &file.new else { continue };
        let added = match file.binary {
            true => Added::All,
            false => Added::Lines(file.hunks.iter().flat_map(patch::Hunk::added).collect()),
        };
        change.files.insert(top.join(path(name)), added);
    }
    Ok(change)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(patch: &str, name: &str) -> Option<Added> {
        let change = parse(Path::new("/top"), patch.as_bytes()).expect("a change");
        change.files.get(&Path::new("/top").join(name)).cloned()
    }

    #[test]
    fn added_lines_of_every_sort_of_patch() {
        let patch = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1,2 @@\n-x\n+++ b/not.py\n+y\n@@ -9,2 +9,0 @@ def f\n-a\n-b\n\
            diff --git a/old.py b/new.py\nrename from old.py\nrename to new.py\n\
            diff --git a/gone.py b/gone.py\n--- a/gone.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\
            diff --git a/x b/x\nBinary files a/x and b/x differ\n\
            diff --git \"a/\\303\\274 \\\"q\\\".py\" \"b/\\303\\274 \\\"q\\\".py\"\n--- /dev/null\n+++ \"b/\\303\\274 \\\"q\\\".py\"\n@@ -0,0 +1 @@\n+z\n\\ No newline at end of file\n";
        assert_eq!(lines(patch, "a.py"), Some(Added::Lines(vec![1..3, 9..9])));
        assert_eq!(lines(patch, "not.py"), None);
        assert_eq!(lines(patch, "new.py"), Some(Added::Lines(vec![])));
        assert_eq!(lines(patch, "gone.py"), None);
        assert_eq!(lines(patch, "x"), Some(Added::All));
        assert_eq!(
            lines(patch, "ü \"q\".py"),
            Some(Added::Lines(vec![Range { start: 1, end: 2 }]))
        );
    }

    #[test]
    fn a_range_touches_what_it_shares_a_line_with() {
        let added = Added::Lines(vec![3..5, 9..9]);
        assert!(added.touches(1, 3) && added.touches(4, 4) && added.touches(1, 20));
        assert!(!added.touches(5, 8) && !added.touches(9, 9) && !added.touches(1, 2));
    }
}
