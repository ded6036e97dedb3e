//! The files of a change.

use std::path::{Component, Path};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, bail};
use regex::Regex;

use super::place::encoded;
use super::server::{Change, Gerrit};
use super::wire::{Chunk, Diff, File};
use crate::forge::about::{Mark, Sort};
use crate::review;
use crate::source::patch::{FilePatch, Hunk, Kind, Line};

/// The largest file that is fetched.
const MOST_BYTES: i64 = 4 << 20;

/// The most files that are fetched although a guideline asks only for changed lines, in whatever file.
const MOST_OTHERS: usize = 100;

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
    /// Fetches the files of a change as they are before and after it; one by one, only those that these marks ask for.
    ///
    /// # Errors
    /// If the server does not answer, or git cannot fetch.
    pub fn fetch(&self, change: &Change, source: Source, marks: &[Mark]) -> Result<Fetched> {
        let (mut fetched, folder) = match source {
            Source::Rest => (self.by_rest(change, marks)?, None),
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
    fn by_rest(&self, change: &Change, marks: &[Mark]) -> Result<review::Change> {
        let asked = Wanted::new(marks);
        let mut read = review::Change::default();
        let (mut wanted, mut others) = (Vec::new(), Vec::new());
        for (path, file) in &change.files {
            if !path.starts_with('/') && !is_inside(path) {
                read.notes.push(format!("{path}: its name leads out of the tree"));
            } else if file.size > MOST_BYTES && is_regular(path, file) {
                read.notes.push(format!("{path}: it has {} bytes", file.size));
            } else if is_readable(path, file) {
                let list = if asked.names(path) { &mut wanted } else { &mut others };
                list.push((path, file));
            }
        }
        let bytes: i64 = others.iter().map(|(_, file)| file.size).sum();
        if asked.others && others.len() <= MOST_OTHERS && bytes <= 4 * MOST_BYTES {
            wanted.append(&mut others);
        } else if asked.others {
            read.notes.push(format!(
                "{} files that are no code were not looked at: they are too many or too large",
                others.len()
            ));
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
        let mut file = review::change::File::new(patch);
        (file.before, file.after) = (before, after);
        Ok(file)
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

/// Whether a file can be looked at at all.
fn is_readable(path: &str, file: &File) -> bool {
    is_regular(path, file) && file.size <= MOST_BYTES
}

/// Which files checks and questions can be about.
#[derive(Debug)]
struct Wanted {
    named: Vec<Regex>,
    /// Whether a guideline asks for lines of any file.
    others: bool,
}

impl Wanted {
    fn new(marks: &[Mark]) -> Self {
        let named = marks.iter().filter_map(Mark::paths);
        let others = |mark: &Mark| mark.paths.is_none() && mark.sort.is_none();
        Self {
            named: named.filter_map(|pattern| Regex::new(&pattern).ok()).collect(),
            others: marks.iter().any(others),
        }
    }

    /// Whether a file of this name is code, declares something, or is named by a guideline.
    fn names(&self, path: &str) -> bool {
        [Sort::Python, Sort::Declaring].iter().any(|sort| sort.is(path))
            || self.named.iter().any(|pattern| pattern.is_match(path))
    }
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
    fn only_what_can_be_looked_at_is_fetched() {
        let file =
            |new_mode, binary, size| File { status: None, old_path: None, new_mode, binary, size };
        let plain = file(Some(0o100_644), false, 10);
        assert!(is_readable("a.py", &plain));
        assert!(is_readable("a.py", &file(None, false, 10)), "what goes can break things");
        assert!(!is_readable("/COMMIT_MSG", &plain));
        assert!(!is_readable("link", &file(Some(0o120_000), false, 10)));
        assert!(!is_readable("module", &file(Some(0o160_000), false, 10)));
        assert!(!is_readable("a.py", &file(None, true, 10)));
        assert!(!is_readable("a.py", &file(None, false, MOST_BYTES + 1)));
        let tox = Mark { paths: Some(vec!["**/tox.ini".into()]), ..Mark::default() };
        let asked = Wanted::new(&[tox]);
        for path in ["a.py", "bin/nova-api", "setup.cfg", "test-requirements.txt", "tox.ini"] {
            assert!(asked.names(path), "{path}");
        }
        assert!(!asked.names("doc/index.rst") && !asked.others);
        assert!(Wanted::new(&[Mark::default()]).others);
    }
}
