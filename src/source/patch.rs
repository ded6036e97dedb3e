//! Patches: what git writes, what `diff -u` writes, and what mails carry, read line by line.
//!
//! The crates that read patches take one file at a time, or know no renames, binary files, modes and quoted names, so
//! this is ours. Lines of files are counted, never recognised: whatever they look like, they cannot pass for headers.

use std::ops::Range;

/// What a patch does to one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilePatch {
    /// Its path before, as bytes; none where it is new.
    pub old: Option<Vec<u8>>,
    /// Its path after; none where it goes away.
    pub new: Option<Vec<u8>>,
    /// Its mode before and after, as far as the patch tells.
    pub modes: (Option<u32>, Option<u32>),
    /// What git calls the bytes before and after, as far as the patch tells.
    pub blobs: Option<(String, String)>,
    /// Whether its bytes are not told.
    pub binary: bool,
    /// What changes, by line.
    pub hunks: Vec<Hunk>,
}

/// Lines that change together, with those around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hunk {
    /// The first line before and after, from 1; the one before it where there are none.
    pub starts: (usize, usize),
    /// The lines, in order.
    pub lines: Vec<Line>,
}

/// One line of a hunk, without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What happens to it.
    pub kind: Kind,
    /// Its bytes.
    pub text: Vec<u8>,
}

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It stays.
    Context,
    /// It goes.
    Removed,
    /// It comes.
    Added,
}

/// Why a patch cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the patch: {what}")]
pub struct Unreadable {
    /// The line of the patch, from 1.
    pub line: usize,
    /// What is wrong, as a part of a sentence.
    pub what: &'static str,
}

// The mode of a link to a commit of another repository.
const SUBMODULE: u32 = 0o160_000;
const SYMLINK: u32 = 0o120_000;

impl FilePatch {
    /// Where the file is after the patch, or was before it.
    pub fn path(&self) -> &[u8] {
        self.new.as_deref().or(self.old.as_deref()).unwrap_or_default()
    }

    /// Whether this is a folder of another repository, or a link: no file with lines of its own.
    pub fn is_link(&self) -> bool {
        [self.modes.0, self.modes.1]
            .into_iter()
            .flatten()
            .any(|mode| matches!(mode & 0o170_000, SUBMODULE | SYMLINK))
    }

    /// Whether only the mode or the name is another.
    pub fn changes_no_line(&self) -> bool {
        !self.binary && self.hunks.is_empty()
    }
}

impl Hunk {
    /// The lines on one side with their numbers: before the patch, or after it.
    pub fn side(&self, after: bool) -> impl Iterator<Item = (usize, &Line)> {
        let (skip, start) = match after {
            true => (Kind::Removed, self.starts.1),
            false => (Kind::Added, self.starts.0),
        };
        let own = self.lines.iter().filter(move |line| line.kind != skip);
        own.enumerate().map(move |(at, line)| (start + at, line))
    }

    /// The numbers of the lines that come, joined where they touch; an empty range where lines only go.
    pub fn added(&self) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut at = self.starts.1;
        for line in &self.lines {
            match line.kind {
                Kind::Context => at += 1,
                Kind::Removed => {
                    if ranges.last().is_none_or(|last| last.end != at) {
                        ranges.push(at..at);
                    }
                }
                Kind::Added => {
                    match ranges.last_mut() {
                        Some(last) if last.end == at => last.end += 1,
                        _ => ranges.push(at..at + 1),
                    }
                    at += 1;
                }
            }
        }
        ranges
    }
}

/// Reads a patch. What stands before the first file, such as the head of a mail, is passed over.
///
/// # Errors
/// If a hunk is cut short or its head makes no sense, or if the patch compares with several commits at once.
pub fn read(patch: &[u8]) -> Result<Vec<FilePatch>, Unreadable> {
    let patch = patch.strip_suffix(b"\n").unwrap_or(patch);
    let mut reader = Reader { lines: patch.split(|byte| *byte == b'\n').collect(), at: 0 };
    let mut files: Vec<FilePatch> = Vec::new();
    // Whether the file at hand may still get a head; after its hunks, `---` begins another one.
    let mut open = false;
    while let Some(line) = reader.next() {
        let head = line.strip_suffix(b"\r").unwrap_or(line);
        if let Some(names) = head.strip_prefix(b"diff --git ") {
            let (old, new) = both_names(names);
            files.push(FilePatch { old, new, ..FilePatch::default() });
            open = true;
        } else if head.starts_with(b"diff --cc ") || head.starts_with(b"diff --combined ") {
            let what = "it compares a merge with several commits; compare it with one of them";
            return Err(reader.wrong(what));
        } else if head.starts_with(b"--- ") && reader.peek().is_some_and(|l| l.starts_with(b"+++ "))
        {
            let new = reader.next().unwrap_or_default();
            let (old, new) = (name_of(&head[4..], b"a/"), name_of(&new[4..], b"b/"));
            match files.last_mut().filter(|file| open && file.hunks.is_empty()) {
                Some(file) => (file.old, file.new) = (old, new),
                None => files.push(FilePatch { old, new, ..FilePatch::default() }),
            }
            open = true;
        } else if let Some(file) = files.last_mut().filter(|_| open) {
            if let Some(rest) = head.strip_prefix(b"@@ -") {
                let hunk = reader.hunk(rest)?;
                file.hunks.push(hunk);
            } else {
                header(file, head);
            }
        }
    }
    // Whoever made the patch may have put them in another order; their numbers say where they belong.
    files.iter_mut().for_each(|file| file.hunks.sort_by_key(|hunk| hunk.starts));
    Ok(files)
}

/// A line between `diff --git` and the first hunk.
fn header(file: &mut FilePatch, head: &[u8]) {
    let after = |key: &[u8]| head.strip_prefix(key);
    if let Some(name) = after(b"rename from ").or(after(b"copy from ")) {
        file.old = Some(unquoted(name));
    } else if let Some(name) = after(b"rename to ").or(after(b"copy to ")) {
        file.new = Some(unquoted(name));
    } else if let Some(mode) = after(b"old mode ") {
        file.modes.0 = octal(mode);
    } else if let Some(mode) = after(b"new mode ") {
        file.modes.1 = octal(mode);
    } else if let Some(mode) = after(b"new file mode ") {
        file.modes.1 = octal(mode);
        file.old = None;
    } else if let Some(mode) = after(b"deleted file mode ") {
        file.modes.0 = octal(mode);
        file.new = None;
    } else if let Some(hashes) = after(b"index ") {
        // `index 1234..5678 100644`, where the mode stays.
        let text = String::from_utf8_lossy(hashes);
        let (both, mode) = text.split_once(' ').unwrap_or((&text, ""));
        file.blobs = both.split_once("..").map(|(old, new)| (old.to_owned(), new.to_owned()));
        if let Some(mode) = octal(mode.as_bytes()) {
            file.modes = (Some(mode), Some(mode));
        }
    } else if head.starts_with(b"Binary files ") || head.starts_with(b"GIT binary patch") {
        file.binary = true;
    }
}

fn octal(text: &[u8]) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(text).ok()?.trim(), 8).ok()
}

struct Reader<'p> {
    lines: Vec<&'p [u8]>,
    at: usize,
}

impl<'p> Reader<'p> {
    fn next(&mut self) -> Option<&'p [u8]> {
        let line = self.lines.get(self.at).copied();
        self.at += 1;
        line
    }

    fn peek(&self) -> Option<&'p [u8]> {
        self.lines.get(self.at).copied()
    }

    fn wrong(&self, what: &'static str) -> Unreadable {
        Unreadable { line: self.at, what }
    }

    /// The lines of a hunk, as many as its head `@@ -a,b +c,d @@` says.
    fn hunk(&mut self, head: &[u8]) -> Result<Hunk, Unreadable> {
        let (old, new) = ranges(head)
            .ok_or_else(|| self.wrong("this is no head of a hunk such as `@@ -1,2 +1,3 @@`"))?;
        let mut hunk = Hunk { starts: (old.0, new.0), lines: Vec::new() };
        let (mut removed, mut added) = (old.1, new.1);
        // The ends of lines were changed on the way where even the head's is.
        let mailed = self.lines[self.at - 1].ends_with(b"\r");
        while removed > 0 || added > 0 {
            let Some(line) = self.next() else {
                return Err(self.wrong("the patch ends within a hunk"));
            };
            let line = if mailed { line.strip_suffix(b"\r").unwrap_or(line) } else { line };
            let kind = match line.first() {
                Some(b'+') if added > 0 => Kind::Added,
                Some(b'-') if removed > 0 => Kind::Removed,
                // Editors take away the blank that stands for an empty line.
                Some(b' ') | None if added > 0 && removed > 0 => Kind::Context,
                Some(b'\\') => continue,
                _ => return Err(self.wrong("this line belongs to no hunk; the patch was changed")),
            };
            added -= usize::from(kind != Kind::Removed);
            removed -= usize::from(kind != Kind::Added);
            hunk.lines.push(Line { kind, text: line.get(1..).unwrap_or_default().to_vec() });
        }
        Ok(hunk)
    }
}

/// `a,b +c,d @@`: where lines go and how many, and where lines come and how many.
fn ranges(head: &[u8]) -> Option<((usize, usize), (usize, usize))> {
    let text = String::from_utf8_lossy(head);
    let (old, rest) = text.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let range = |words: &str| -> Option<(usize, usize)> {
        let (start, count) = words.split_once(',').unwrap_or((words, "1"));
        Some((start.parse::<u32>().ok()? as usize, count.parse::<u32>().ok()? as usize))
    };
    Some((range(old)?, range(new)?))
}

/// The names in `a/x b/x`. Names with blanks are told apart by being the same; other heads follow where they are not.
fn both_names(names: &[u8]) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    if names.starts_with(b"\"") || names.ends_with(b"\"") {
        let cut = match names.strip_prefix(b"\"") {
            Some(inner) => closing(inner).map(|at| at + 2),
            None => names.iter().position(|byte| *byte == b'"').map(|at| at - 1),
        };
        let Some((old, new)) = cut.and_then(|at| names.split_at_checked(at)) else {
            return (None, None);
        };
        return (name_of(old, b"a/"), name_of(new.trim_ascii_start(), b"b/"));
    }
    let half = names.len() / 2;
    let (old, new) = match names.get(half) {
        Some(b' ') if names.len() % 2 == 1 => (&names[..half], &names[half + 1..]),
        _ => return (None, None),
    };
    (name_of(old, b"a/"), name_of(new, b"b/"))
}

/// Where the quotation mark is that ends a name.
fn closing(inner: &[u8]) -> Option<usize> {
    let mut escaped = false;
    inner.iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    })
}

/// A name as heads write it; none for `/dev/null`.
fn name_of(written: &[u8], prefix: &[u8]) -> Option<Vec<u8>> {
    let written = written.strip_suffix(b"\r").unwrap_or(written);
    // A tab ends a name with blanks in it, and comes before the time that `diff -u` writes.
    let end = match written.first() {
        Some(b'"') => written.len(),
        _ => written.iter().position(|byte| *byte == b'\t').unwrap_or(written.len()),
    };
    let name = unquoted(written[..end].strip_suffix(b"\t").unwrap_or(&written[..end]));
    if name == b"/dev/null" {
        return None;
    }
    Some(name.strip_prefix(prefix).map_or_else(|| name.clone(), <[u8]>::to_vec))
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

    fn told(patch: &str) -> Vec<String> {
        let word = |name: &Option<Vec<u8>>| match name {
            Some(name) => String::from_utf8_lossy(name).into_owned(),
            None => "-".into(),
        };
        let files = read(patch.as_bytes()).expect("a patch");
        let told = files.iter().map(|file| {
            let added: Vec<_> = file.hunks.iter().flat_map(Hunk::added).collect();
            let binary = if file.binary { " binary" } else { "" };
            let link = if file.is_link() { " link" } else { "" };
            format!("{} > {} {added:?}{binary}{link}", word(&file.old), word(&file.new))
        });
        told.collect()
    }

    #[test]
    fn every_sort_of_file_that_git_tells_of() {
        let patch = "From 0 Mon\nSubject: --- a/x\n\nAn --- a/y\n---\n a.py | 2 +\n\
            diff --git a/a.py b/a.py\nindex 1..2 100644\n--- a/a.py\n+++ b/a.py\n@@ -1 +1,2 @@\n-x\n+++ b/not.py\n+y\n@@ -9,3 +10 @@ def f\n-a\n-b\n c\n\
            diff --git a/old b.py b/new b.py\nsimilarity index 100%\nrename from old b.py\nrename to new b.py\n\
            diff --git a/gone.py b/gone.py\ndeleted file mode 100644\n--- a/gone.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n\
            diff --git a/x b/x\nBinary files a/x and b/x differ\n\
            diff --git a/run b/run\nold mode 100644\nnew mode 100755\n\
            diff --git a/lib b/lib\nindex 1..2 160000\n--- a/lib\n+++ b/lib\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n\
            diff --git \"a/\\303\\274 \\\"q\\\".py\" \"b/\\303\\274 \\\"q\\\".py\"\nnew file mode 100644\n--- /dev/null\n+++ \"b/\\303\\274 \\\"q\\\".py\"\n@@ -0,0 +1 @@\n+z\n\\ No newline at end of file\n-- \n2.1\n";
        assert_eq!(
            told(patch),
            [
                "a.py > a.py [1..3, 10..10]",
                "old b.py > new b.py []",
                "gone.py > - [0..0]",
                "x > x [] binary",
                "run > run []",
                "lib > lib [1..2] link",
                "- > ü \"q\".py [1..2]",
            ]
        );
    }

    #[test]
    fn patches_of_other_programs_and_of_mails_with_other_ends_of_lines() {
        let plain = "--- nova/a.py\t2026-01-01 00:00\n+++ nova/a.py\t2026-01-02\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n--- b.py\n+++ b.py\n@@ -1 +1 @@\n-a\n+b\n";
        assert_eq!(told(plain), ["nova/a.py > nova/a.py [2..3]", "b.py > b.py [1..2]"]);
        let mailed = plain.replace('\n', "\r\n");
        assert_eq!(told(&mailed), told(plain));
        assert_eq!(
            read(mailed.as_bytes()).map(|f| f[0].hunks.clone()),
            read(plain.as_bytes()).map(|f| f[0].hunks.clone())
        );
        assert_eq!(told(""), Vec::<String>::new());
        assert_eq!(told("no patch\n@@ -1 +1 @@\n"), Vec::<String>::new());
    }

    #[test]
    fn a_patch_that_was_cut_or_changed_is_told_by_its_line() {
        let wrong = |patch: &str| read(patch.as_bytes()).expect_err("no patch").to_string();
        let head = "--- a/x\n+++ b/x\n";
        assert!(wrong(&format!("{head}@@ -1,9 +1 @@\n-a\n")).contains("line 5"));
        assert!(
            wrong(&format!("{head}@@ -1 @@\n")).starts_with("line 3 of the patch: this is no head")
        );
        assert!(wrong(&format!("{head}@@ -1,2 +1,2 @@\n a\nzzz\n")).contains("was changed"));
        assert!(wrong("diff --cc a.py\n").contains("several commits"));
        assert!(wrong(&format!("{head}@@ -1 +99999999999999999999 @@\n")).contains("no head"));
    }
}
