//! What a change added, as git tells it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

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

/// Options without which a user's settings would change what git writes or run programs.
fn diff<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec![
        "diff",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-relative",
        "--ignore-submodules",
        "--src-prefix=a/",
        "--dst-prefix=b/",
    ];
    all.extend(more);
    all
}

fn git(folder: &Path, args: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new("git")
        .arg("--no-pager")
        .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=true", "-C"])
        .arg(folder)
        .args(args)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .output()
        .context("cannot run git")?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("git gave no reason");
    bail!("{}", first.trim_start_matches("fatal: "))
}

fn path(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        PathBuf::from(OsString::from_vec(bytes.to_vec()))
    }
    #[cfg(not(unix))]
    PathBuf::from(OsString::from(String::from_utf8_lossy(bytes).into_owned()))
}

/// Reads a patch without context. Lines of files are skipped by their number, whatever they look like.
fn parse(top: &Path, patch: &[u8]) -> Result<Change> {
    let mut change = Change::default();
    let mut file: Option<(PathBuf, Vec<Range<usize>>)> = None;
    let mut lines = patch.split(|byte| *byte == b'\n');
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix(b"+++ ") {
            // A tab ends a name with blanks in it.
            let name = unquoted(name.strip_suffix(b"\t").unwrap_or(name));
            file = name.strip_prefix(b"b/").map(|name| (top.join(path(name)), Vec::new()));
            if let Some((name, _)) = &file {
                change.files.insert(name.clone(), Added::Lines(Vec::new()));
            }
        } else if let Some(name) = line.strip_prefix(b"rename to ") {
            // A file that was only moved has no further lines.
            change.files.insert(top.join(path(&unquoted(name))), Added::Lines(Vec::new()));
        } else if line.starts_with(b"Binary files ") {
            if let Some(name) = line.strip_suffix(b" differ").and_then(binary) {
                change.files.insert(top.join(path(&name)), Added::All);
            }
        } else if line.starts_with(b"@@ ") {
            let (removed, added) = hunk(line).context("git wrote a patch that cannot be read")?;
            for _ in 0..removed + added.len() {
                lines.next();
            }
            if let Some((name, all)) = &mut file {
                all.push(added);
                change.files.insert(name.clone(), Added::Lines(all.clone()));
            }
        }
    }
    Ok(change)
}

/// The new name in `Binary files a/x and b/x`.
fn binary(line: &[u8]) -> Option<Vec<u8>> {
    let quoted = line.ends_with(b"\"");
    let mark: &[u8] = if quoted { b" and \"b/" } else { b" and b/" };
    let at = line.windows(mark.len()).rposition(|part| part == mark)?;
    let name = unquoted(&line[at + 5..]);
    name.strip_prefix(b"b/").map(<[u8]>::to_vec)
}

/// `@@ -a,b +c,d @@`: how many lines go, and which come.
fn hunk(line: &[u8]) -> Option<(usize, Range<usize>)> {
    let text = String::from_utf8_lossy(line);
    let mut words = text.split(' ').skip(1);
    let mut range = |sign: char| -> Option<(usize, usize)> {
        let word = words.next()?.strip_prefix(sign)?;
        let (start, count) = word.split_once(',').unwrap_or((word, "1"));
        Some((start.parse().ok()?, count.parse().ok()?))
    };
    let ((_, removed), (start, added)) = (range('-')?, range('+')?);
    Some((removed, start..start + added))
}

/// A name as git writes it: in quotes and with escapes where it has unusual characters.
fn unquoted(name: &[u8]) -> Vec<u8> {
    let Some(inner) = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")) else {
        return name.to_vec();
    };
    let mut bytes = Vec::new();
    let mut rest = inner;
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'\\' {
            bytes.push(*first);
            continue;
        }
        let octal = tail.get(..3).and_then(|code| std::str::from_utf8(code).ok());
        if let Some(code) = octal.and_then(|code| u8::from_str_radix(code, 8).ok()) {
            bytes.push(code);
            rest = &tail[3..];
        } else if let [escape, tail @ ..] = tail {
            let plain = b"abtnvfr".iter().position(|letter| letter == escape);
            bytes.push(plain.map_or(*escape, |at| b"\x07\x08\t\n\x0b\x0c\r"[at]));
            rest = tail;
        }
    }
    bytes
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
