//! A patch and the files on disk: the one that it leads from, the one that it leads to, or neither.

use std::path::{Component, Path};

use super::change::File;
use crate::check::git;
use crate::source::patch::{Hunk, Kind};

/// Fills in the texts of a file of a patch, where the file on disk is what the patch leads to or leads from.
pub(super) fn find_texts(file: &mut File, top: &Path) {
    if file.patch.is_link() || file.patch.binary {
        return;
    }
    let read = |name: &Option<Vec<u8>>| {
        let path = git::path(name.as_deref()?);
        // Whatever a patch says, only files below the tree are read.
        let is_inside = path.components().all(|part| matches!(part, Component::Normal(_)));
        let path = top.join(path);
        let is_file =
            is_inside && std::fs::symlink_metadata(&path).is_ok_and(|known| known.is_file());
        if is_file { std::fs::read(path).ok() } else { None }
    };
    let hunks = &file.patch.hunks;
    if file.patch.old.is_none() {
        file.after = turned(&[], hunks, true);
        return;
    }
    // The tree may have the change already, as it has after `git am`.
    let after = read(&file.patch.new);
    if let Some(text) = after
        && let Some(before) = turned(&text, hunks, false)
    {
        (file.before, file.after) = (Some(before), Some(text));
        return;
    }
    if let Some(text) = read(&file.patch.old)
        && let Some(after) = turned(&text, hunks, true)
    {
        file.after = file.patch.new.is_some().then_some(after);
        file.before = Some(text);
    }
}

/// A text with a patch made, or taken back; none if it is not the text that the patch is about.
fn turned(text: &[u8], hunks: &[Hunk], forward: bool) -> Option<Vec<u8>> {
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let ending: &[u8] = match lines.first() {
        Some(first) if first.ends_with(b"\r\n") => b"\r\n",
        _ => b"\n",
    };
    let bare = |line: &[u8]| -> Vec<u8> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        line.strip_suffix(b"\r").unwrap_or(line).to_vec()
    };
    let mut made = Vec::new();
    let mut at = 0;
    for hunk in hunks {
        let has_own = hunk.side(!forward).next().is_some();
        let start = if forward { hunk.starts.0 } else { hunk.starts.1 };
        let start = if has_own { start.checked_sub(1)? } else { start };
        lines.get(at..start)?.iter().for_each(|line| made.extend_from_slice(line));
        at = start;
        for line in &hunk.lines {
            let comes = if forward { Kind::Added } else { Kind::Removed };
            if line.kind == comes {
                made.extend_from_slice(line.text.strip_suffix(b"\r").unwrap_or(&line.text));
                made.extend_from_slice(ending);
                continue;
            }
            let there = lines.get(at)?;
            if bare(there) != bare(&line.text) {
                return None;
            }
            if line.kind == Kind::Context {
                made.extend_from_slice(there);
            }
            at += 1;
        }
    }
    lines.get(at..)?.iter().for_each(|line| made.extend_from_slice(line));
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::patch;

    #[test]
    fn a_patch_is_made_and_taken_back_only_on_the_text_that_it_is_about() {
        let old = b"a\nb\nc\nd\n";
        let new = b"a\nB\nc\nd\ne\n";
        let patch = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+B\n@@ -4 +4,2 @@\n d\n+e\n";
        let files = patch::read(patch.as_bytes()).expect("a patch");
        let hunks = &files[0].hunks;
        assert_eq!(turned(old, hunks, true).as_deref(), Some(&new[..]));
        assert_eq!(turned(new, hunks, false).as_deref(), Some(&old[..]));
        assert_eq!(turned(new, hunks, true), None);
        assert_eq!(turned(b"", hunks, true), None);
        let windows = turned(b"a\r\nb\r\nc\r\nd\r\n", hunks, true);
        assert_eq!(windows.as_deref(), Some(&b"a\r\nB\r\nc\r\nd\r\ne\r\n"[..]));
        let empty = patch::read(b"--- a/x\n+++ b/x\n@@ -2,0 +3,1 @@\n+z\n@@ -4 +5,0 @@\n-d\n")
            .expect("one");
        assert_eq!(turned(old, &empty[0].hunks, true).as_deref(), Some(&b"a\nb\nz\nc\n"[..]));
    }
}
