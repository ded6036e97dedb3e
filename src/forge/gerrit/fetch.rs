//! The files of a change.

use std::path::{Component, Path};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, bail};

use super::place::encoded;
use super::server::{Change, Gerrit};
use super::wire::{Chunk, Diff, File};
use crate::review;
use crate::source::patch::{FilePatch, Hunk, Kind, Line};

/// Files that tell what a project is made of; they are read even where they are no code.
const DECLARING: [&str; 4] = ["setup.cfg", "setup.py", "pyproject.toml", "PKG-INFO"];

/// The largest file that is fetched.
const MOST_BYTES: i64 = 4 << 20;

/// How many files are fetched at once.
const AT_ONCE: usize = 6;

/// The type bits of a file's mode, and a regular file's.
const TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;

/// Where a change's files come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Only those that it touched, one by one.
    Rest,
    /// The whole tree and the one before it, by git; checks that follow imports need them.
    Git,
}

/// A change, with what it is read from.
#[derive(Debug)]
pub struct Fetched {
    /// The change.
    pub change: review::Change,
    /// The repository that it is in, removed when this is dropped.
    _folder: Option<tempfile::TempDir>,
}

impl Gerrit {
    /// Fetches the files of a change as they are before and after it.
    ///
    /// # Errors
    /// If the server does not answer, or git cannot fetch.
    pub fn fetch(&self, change: &Change, source: Source) -> Result<Fetched> {
        let (mut fetched, folder) = match source {
            Source::Rest => (self.by_rest(change)?, None),
            Source::Git => {
                let folder = tempfile::Builder::new().prefix("rulebook-change-").tempdir();
                let folder = folder.context("cannot make a temporary folder")?;
                (self.by_git(change, folder.path())?, Some(folder))
            }
        };
        fetched.label = format!("patch set {}", change.patch_set);
        fetched.files.sort_by(|a, b| a.path.cmp(&b.path));
        fetched.notes.sort();
        Ok(Fetched { change: fetched, _folder: folder })
    }

    /// Only the files that a check or a question can be about, one by one.
    fn by_rest(&self, change: &Change) -> Result<review::Change> {
        let mut read = review::Change::default();
        let mut wanted = Vec::new();
        for (path, file) in &change.files {
            if !path.starts_with('/') && !is_inside(path) {
                read.notes.push(format!("{path}: its name leads out of the tree"));
            } else if file.size > MOST_BYTES && is_regular(path, file) {
                read.notes.push(format!("{path}: it has {} bytes", file.size));
            } else if is_wanted(path, file) {
                wanted.push((path, file));
            }
        }
        let (next, results) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE.min(wanted.len()) {
                scope.spawn(|| {
                    while let Some((path, file)) = wanted.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        let fetched = self.file(change, path, file);
                        let failed = fetched.is_err();
                        results
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner)
                            .push(fetched);
                        if failed {
                            // The others would fail in the same way, each after all its tries.
                            next.store(usize::MAX / 2, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        let results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        read.files = results.into_iter().collect::<Result<_>>()?;
        Ok(read)
    }

    /// A file before and after the change. The server is asked for one text and what changes: the other follows.
    fn file(&self, change: &Change, path: &str, file: &File) -> Result<review::change::File> {
        let base =
            format!("/changes/{}/revisions/{}/files/{}", change.id, change.commit, encoded(path));
        let diff = || -> Result<Diff> {
            self.get(&format!("{base}/diff?context=0&whitespace=IGNORE_NONE"))
        };
        let content = || self.bytes(&format!("{base}/content"), file.size);
        let (old, new) = (file.old_path.as_deref().unwrap_or(path), path);
        let (before, after, hunks) = match file.status.as_deref() {
            // A copy is a new file, whatever it was made of.
            Some("A" | "C") => {
                let after = content()?;
                let hunks = added(&after);
                (None, Some(after), hunks)
            }
            Some("D") => {
                let (before, hunks) = patched(&diff()?.content, &[]);
                (Some(before), None, hunks)
            }
            _ => {
                let (diff, after) = (diff()?, content()?);
                let (before, hunks) = patched(&diff.content, &after);
                (Some(before), Some(after), hunks)
            }
        };
        let patch = FilePatch {
            old: before.is_some().then(|| old.as_bytes().to_vec()),
            new: after.is_some().then(|| new.as_bytes().to_vec()),
            modes: (None, file.new_mode),
            hunks,
            ..FilePatch::default()
        };
        Ok(review::change::File { path: path.to_owned(), patch, before, after })
    }

    /// The commit and the one before it, without more of their history. git finds credentials in its own way.
    fn by_git(&self, change: &Change, folder: &Path) -> Result<review::Change> {
        let Some(revision) = change.info.revisions.get(&change.commit) else {
            bail!("the server names no ref of the current patch set");
        };
        let url = format!("{}{}", self.client.base(), self.path(&format!("/{}", change.project())));
        let fetch = ["fetch", "--quiet", "--depth=2", "--no-tags", &url, &revision.reference];
        let steps: [&[&str]; 2] = [&["init", "--quiet"], &fetch];
        for step in steps {
            let output = Command::new("git")
                .args(["-c", "core.hooksPath=/dev/null", "-C"])
                .arg(folder)
                .args(step)
                .env("GIT_TERMINAL_PROMPT", "0")
                .output()?;
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr);
                bail!(
                    "git {} {}: {}",
                    step[0],
                    revision.reference,
                    said.lines().last().unwrap_or("failed")
                );
            }
        }
        let mut read = review::Change::read(folder, &review::Source::Range("FETCH_HEAD^!"))?;
        // Of a merge, the server tells only what it changes itself.
        read.files.retain(|file| change.files.contains_key(&file.path));
        Ok(read)
    }
}

/// Whether a name is one of a file below a folder.
fn is_inside(path: &str) -> bool {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    !path.is_empty() && Path::new(path).components().all(plain)
}

fn is_regular(path: &str, file: &File) -> bool {
    let mode = file.new_mode.unwrap_or(REGULAR);
    !path.starts_with('/') && !file.binary && mode & TYPE == REGULAR
}

/// Whether a check or a question can be about a file: code, programs without an ending, and what declares things.
fn is_wanted(path: &str, file: &File) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = name.ends_with(".py")
        || !name.contains('.')
        || DECLARING.contains(&name)
        || (name.contains("requirements") && name.ends_with(".txt"));
    kind && is_regular(path, file) && file.size <= MOST_BYTES
}

/// The names of files that [`is_wanted`] wants, as one pattern that fits whole paths.
pub(super) fn wanted() -> String {
    let declaring = DECLARING.map(|name| name.replace('.', "[.]")).join("|");
    format!("^(.*/)?([^/]*[.]py|[^/.]+|{declaring}|[^/]*requirements[^/]*[.]txt)$")
}

/// All lines of a new file.
fn added(after: &[u8]) -> Vec<Hunk> {
    let lines: Vec<Line> = lines(after).map(|line| told(Kind::Added, line)).collect();
    if lines.is_empty() { Vec::new() } else { vec![Hunk { starts: (0, 1), lines }] }
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
}

fn told(kind: Kind, line: &[u8]) -> Line {
    Line { kind, text: line.strip_suffix(b"\n").unwrap_or(line).to_vec() }
}

/// The text before a change, and what the change does to it by line. Lines that come are taken from the file, which
/// the server may have told in another encoding than it has.
fn patched(chunks: &[Chunk], after: &[u8]) -> (Vec<u8>, Vec<Hunk>) {
    let mut now = lines(after);
    let (mut before, mut hunks) = (Vec::new(), Vec::new());
    let mut starts = (1, 1);
    for chunk in chunks {
        // What another change did, or what differs in blanks alone while these are not asked for, stays as it is.
        let is_own = !chunk.common && !chunk.due_to_rebase;
        let same = chunk.ab.len() + chunk.skip + if is_own { 0 } else { chunk.b.len() };
        now.by_ref().take(same).for_each(|line| before.extend_from_slice(line));
        starts = (starts.0 + same, starts.1 + same);
        if !is_own || chunk.a.len() + chunk.b.len() == 0 {
            continue;
        }
        let mut all = Vec::new();
        for line in &chunk.a {
            before.extend_from_slice(line.as_bytes());
            before.push(b'\n');
            all.push(told(Kind::Removed, line.as_bytes()));
        }
        all.extend(now.by_ref().take(chunk.b.len()).map(|line| told(Kind::Added, line)));
        // A side without lines is told by the line before it.
        let side = |start: usize, own: &[String]| start - usize::from(own.is_empty());
        let own = (side(starts.0, &chunk.a), side(starts.1, &chunk.b));
        hunks.push(Hunk { starts: own, lines: all });
        starts = (starts.0 + chunk.a.len(), starts.1 + chunk.b.len());
    }
    now.for_each(|line| before.extend_from_slice(line));
    (before, hunks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_before_follows_from_what_changes() {
        let text = r#"[{"skip": 3}, {"a": ["x"], "b": ["y", "z"]}, {"ab": ["q"]}, {"a": ["gone"]},
            {"skip": 2}, {"a": ["  i"], "b": ["i"], "common": true}, {"b": ["r"], "due_to_rebase": true}, {"b": ["n"]}]"#;
        let chunks: Vec<Chunk> = serde_json::from_str(text).expect("chunks");
        let after = "1\n2\n3\ny\nz\nq\n7\n8\ni\nr\nn\nlast\n";
        let (before, hunks) = patched(&chunks, after.as_bytes());
        let added: Vec<_> =
            hunks.iter().flat_map(Hunk::added).filter(|own| !own.is_empty()).collect();
        assert_eq!(added, [4..6, 11..12]);
        assert_eq!(String::from_utf8_lossy(&before), "1\n2\n3\nx\nq\ngone\n7\n8\ni\nr\nlast\n");
        let starts: Vec<_> = hunks.iter().map(|hunk| hunk.starts).collect();
        assert_eq!(starts, [(4, 4), (6, 6), (10, 11)]);
    }

    #[test]
    fn a_requirement_is_about_the_files_that_are_looked_at() {
        let pattern = regex::Regex::new(&wanted()).expect("a pattern");
        let file = File { status: None, old_path: None, new_mode: None, binary: false, size: 1 };
        let paths = [
            "a.py",
            "nova/a.py",
            "bin/nova-api",
            "tox",
            "setup.cfg",
            "x/setup.cfg",
            "pyproject.toml",
            "requirements.txt",
            "x/test-requirements.txt",
            "doc/index.rst",
            "a.pyc",
            "setup.cfg.in",
            "x.d/y.z",
            "x.d/y",
            "requirements/a.txt",
            "notes.txt",
            "PKG-INFO",
            ".py",
            ".zuul.yaml",
        ];
        for path in paths {
            assert_eq!(pattern.is_match(path), is_wanted(path, &file), "{path}");
        }
    }

    #[test]
    fn only_what_can_be_looked_at_is_fetched() {
        let file = |status: Option<&str>, new_mode, binary| File {
            status: status.map(str::to_owned),
            old_path: None,
            new_mode,
            binary,
            size: 10,
        };
        let plain = file(None, Some(0o100_644), false);
        for path in ["a.py", "bin/nova-api", "setup.cfg", "test-requirements.txt"] {
            assert!(is_wanted(path, &plain), "{path}");
        }
        assert!(!is_wanted("doc/index.rst", &plain));
        assert!(!is_wanted("/COMMIT_MSG", &plain));
        assert!(is_wanted("a.py", &file(Some("D"), None, false)), "what goes can break things");
        assert!(!is_wanted("link", &file(None, Some(0o120_000), false)));
        assert!(!is_wanted("module", &file(None, Some(0o160_000), false)));
        assert!(!is_wanted("a.py", &file(None, None, true)));
    }
}
