//! A change: where it comes from, and the files that it touches, before and after.

use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use super::blobs::{Blobs, Shared};
use crate::check::git::{self, git};
use crate::source::patch::{self, FilePatch, Hunk, Kind};
use crate::source::plain::printable;

/// Where a change comes from.
#[derive(Debug, Clone)]
pub enum Source<'a> {
    /// A range of commits, or everything since a commit, in the repository around the folder.
    Range(&'a str),
    /// A patch.
    Patch(&'a [u8]),
}

/// A change.
#[derive(Debug, Default)]
pub struct Change {
    /// What it is called: the range, or the patch's file.
    pub label: String,
    /// The root of the project on disk, or a bare repository; none where the patch is all there is.
    pub root: Option<PathBuf>,
    /// The commits that it goes between; no end where it ends with what is on disk.
    pub ends: Option<(String, Option<String>)>,
    /// The files that it touches, by path.
    pub files: Vec<File>,
    /// The messages of its commits, or the head of the patch.
    pub messages: String,
    /// What could not be looked at, and what else is worth knowing.
    pub notes: Vec<String>,
    /// What git keeps; none where there is no repository, or only a patch is asked about.
    pub(super) blobs: Option<Shared>,
}

/// A file that a change touches.
#[derive(Debug, Default)]
pub struct File {
    /// Its path after the change or, where it goes away, before it.
    pub path: String,
    /// What the change does to it.
    pub patch: FilePatch,
    /// Its text before and after, where the whole of it is known.
    pub before: Option<Vec<u8>>,
    /// The same after the change.
    pub after: Option<Vec<u8>>,
    // How many lines come and go, as git counts them.
    counts: (usize, usize),
}

impl File {
    /// The path before, where it was another one.
    pub fn moved_from(&self) -> Option<String> {
        let old = String::from_utf8_lossy(self.patch.old.as_deref()?).into_owned();
        (self.patch.new.is_some() && old != self.path).then_some(old)
    }

    /// Whether its text is not all there although it has lines that change.
    pub fn is_fragment(&self) -> bool {
        let has = !self.patch.is_link() && !self.patch.binary && !self.patch.hunks.is_empty();
        let after = self.patch.new.is_some() && self.after.is_none();
        has && (after || self.patch.old.is_some() && self.before.is_none())
    }

    /// The lines that come, as numbers after the change, joined where they touch.
    pub fn added(&self) -> impl Iterator<Item = Range<usize>> {
        self.patch.hunks.iter().flat_map(Hunk::added).filter(|lines| !lines.is_empty())
    }

    /// Whether one of the lines comes; the last one is included.
    pub fn brings(&self, first: usize, last: usize) -> bool {
        // Where lines only go, what stands around them is as it is because of the change.
        let mut added = self.patch.hunks.iter().flat_map(Hunk::added);
        added.any(|own| own.start <= last && first < own.end)
    }

    /// How many lines come and go, with those that only end otherwise.
    pub fn counts(&self) -> (usize, usize) {
        self.counts
    }

    /// A file of which nothing is known but what is done to it.
    pub fn new(patch: FilePatch) -> Self {
        let path = String::from_utf8_lossy(patch.path()).into_owned();
        let lines = patch.hunks.iter().flat_map(|hunk| &hunk.lines);
        let counts = lines.fold((0, 0), |(come, go), line| match line.kind {
            Kind::Added => (come + 1, go),
            Kind::Removed => (come, go + 1),
            Kind::Context => (come, go),
        });
        Self { path, patch, before: None, after: None, counts }
    }
}

impl Change {
    /// A file by its path after the change or, where it goes away, before it.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Reads a change in the repository around a folder.
    ///
    /// # Errors
    /// If there is no such range, or the patch cannot be read.
    pub fn read(folder: &Path, source: &Source<'_>) -> Result<Self> {
        let mut change = match source {
            Source::Range(range) => Self::of_range(folder, range)?,
            Source::Patch(patch) => Self::of_patch(folder, patch)?,
        };
        change.files.sort_by(|a, b| a.path.cmp(&b.path));
        for file in &change.files {
            if file.patch.is_link() {
                change
                    .notes
                    .push(format!("{} is a link or another repository", printable(&file.path)));
            }
        }
        Ok(change)
    }

    fn of_range(folder: &Path, range: &str) -> Result<Self> {
        let ends = Ends::of(folder, range)?;
        let mut args = vec!["--unified=0", "--find-renames", "--full-index", &*ends.base];
        args.extend(ends.end.as_deref());
        args.push("--");
        let (patch, messages) = std::thread::scope(|scope| {
            let messages = scope.spawn(|| ends.messages());
            let patch = git(&ends.top, &git::diff(&args));
            (patch, messages.join().unwrap_or_default())
        });
        let patch = patch.with_context(|| format!("git cannot tell what `{range}` changes"))?;
        let patches = patch::read(&patch).context("git wrote a patch that cannot be read")?;
        let mut blobs = Blobs::open(&ends.top)?;
        let mut files: Vec<File> = patches.into_iter().map(File::new).collect();
        let mut notes = Vec::new();
        for file in &mut files {
            let Some((old, new)) = file.patch.blobs.clone().filter(|_| !file.patch.is_link())
            else {
                continue;
            };
            let is_there = |blob: &str| blob.bytes().any(|digit| digit != b'0');
            if is_there(&old) && file.patch.old.is_some() {
                file.before = blobs.read(&old);
            }
            if let Some(name) = &file.patch.new {
                file.after = match &ends.end {
                    Some(_) => blobs.read(&new),
                    None => std::fs::read(ends.top.join(git::path(name))).ok(),
                };
            }
        }
        if ends.end.is_none() {
            notes.extend(untracked(&ends.top));
        }
        Ok(Self {
            label: range.to_owned(),
            root: Some(ends.top),
            ends: Some((ends.base, ends.end)),
            files,
            messages,
            notes,
            blobs: Some(blobs.shared()),
        })
    }

    /// A patch, with the files of the tree around the folder as far as they are those that it is about.
    fn of_patch(folder: &Path, bytes: &[u8]) -> Result<Self> {
        let patches = patch::read(bytes)?;
        ensure!(
            !patches.is_empty() || bytes.trim_ascii().is_empty(),
            "this is no patch: no line begins with `diff --git`, or with `---` before one with `+++`"
        );
        let top = git(folder, &["rev-parse", "--show-toplevel"]).ok();
        let top = top.map(|top| git::path(top.strip_suffix(b"\n").unwrap_or(&top)));
        let top = top.unwrap_or_else(|| folder.to_owned());
        let mut files: Vec<File> = Vec::new();
        for patch in patches {
            // Several patches in one mail may touch a file again; lines are told from the last of them.
            let mut file = File::new(patch);
            super::apply::find_texts(&mut file, &top);
            files.push(file);
        }
        let fits = files.iter().any(|file| file.after.is_some() || file.before.is_some());
        let mut notes = Vec::new();
        let missing = files.iter().filter(|file| file.is_fragment()).count();
        if missing > 0 && missing == files.len() {
            notes.push(
                "none of its files is here as the patch has them, so that it may be of something else; only the patch's own lines are looked at"
                    .into(),
            );
        } else if missing > 0 {
            notes.push(format!(
                "{missing} of {} files are not here as the patch has them; of these only the patch's own lines are looked at",
                files.len()
            ));
        }
        let head = bytes.windows(11).position(|at| at == b"diff --git ").unwrap_or(0);
        let messages = String::from_utf8_lossy(&bytes[..head]).into_owned();
        Ok(Self { root: fits.then_some(top), files, messages, notes, ..Self::default() })
    }
}

/// What of the work on disk is no part of a change because git does not know of it.
fn untracked(top: &Path) -> Option<String> {
    let others =
        git(top, &["ls-files", "--others", "--exclude-standard", "-z", "--", "*.py"]).ok()?;
    let count = others.iter().filter(|byte| **byte == 0).count();
    let s = if count == 1 { " is" } else { "s are" };
    (count > 0).then(|| {
        format!("{count} file{s} not part of it until `git add --intent-to-add` names them")
    })
}

/// The commits that a range goes between.
struct Ends {
    top: PathBuf,
    base: String,
    end: Option<String>,
}

impl Ends {
    fn of(folder: &Path, range: &str) -> Result<Self> {
        ensure!(
            !range.is_empty() && !range.starts_with('-') && !range.contains(char::is_whitespace),
            "`{}` is no range of commits; write one such as HEAD~1 or main...HEAD",
            printable(range)
        );
        let here = git(folder, &["rev-parse", "--is-bare-repository", "--show-cdup", "--git-dir"])
            .with_context(|| format!("{} is in no repository of git", folder.display()))?;
        let text = String::from_utf8_lossy(&here).into_owned();
        let is_bare = text.starts_with("true");
        let cdup = text.lines().nth(1).unwrap_or_default();
        let top = if is_bare { folder.to_owned() } else { folder.join(cdup) };
        let top = top.canonicalize().unwrap_or(top);
        let or_head =
            |name: &str| if name.is_empty() { "HEAD".to_owned() } else { name.to_owned() };
        let (base, end) = if let Some((from, to)) = range.split_once("...") {
            let (from, to) =
                (commit(&top, &or_head(from), range)?, commit(&top, &or_head(to), range)?);
            let base = git(&top, &["merge-base", &from, &to]).map_err(|_| {
                anyhow::anyhow!("`{range}` has no commit in common here{}", shallow(&top))
            })?;
            (String::from_utf8_lossy(&base).trim().to_owned(), Some(to))
        } else if let Some((from, to)) = range.split_once("..") {
            (commit(&top, &or_head(from), range)?, Some(commit(&top, &or_head(to), range)?))
        } else if let Some(one) = range.strip_suffix("^!") {
            let end = commit(&top, one, range)?;
            (parent(&top, &end)?, Some(end))
        } else {
            (commit(&top, range, range)?, None)
        };
        if end.is_none() && is_bare {
            bail!(
                "a bare repository has no files on disk; name both ends, such as {range}^..{range}"
            );
        }
        Ok(Self { top, base, end })
    }

    fn messages(&self) -> String {
        let range = format!("{}..{}", self.base, self.end.as_deref().unwrap_or("HEAD"));
        let text = git(&self.top, &["log", "--format=%B", "--max-count=200", &range, "--"]);
        text.map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default()
    }
}

fn commit(top: &Path, name: &str, range: &str) -> Result<String> {
    let asked = format!("{name}^{{commit}}");
    match git(top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &asked]) {
        Ok(hash) => Ok(String::from_utf8_lossy(&hash).trim().to_owned()),
        Err(_) if git(top, &["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() => {
            bail!(
                "the repository has no commit yet, so there is no change of one; give a patch with --patch"
            )
        }
        Err(_) => bail!(
            "there is no commit `{}` here, which `{}` names{}",
            printable(name),
            printable(range),
            shallow(top)
        ),
    }
}

/// The first parent of a commit: for a merge, what it was merged into. The first commit of all has an empty tree.
fn parent(top: &Path, end: &str) -> Result<String> {
    let parents = git(top, &["rev-list", "--parents", "--max-count=1", end, "--"])?;
    let parents = String::from_utf8_lossy(&parents).into_owned();
    if let Some(parent) = parents.split_whitespace().nth(1) {
        return Ok(parent.to_owned());
    }
    let more = shallow(top);
    ensure!(more.is_empty(), "what came before {end} is not here{more}");
    let empty = git(top, &["hash-object", "-t", "tree", "/dev/null"])?;
    Ok(String::from_utf8_lossy(&empty).trim().to_owned())
}

/// What may be the reason for a missing commit.
fn shallow(top: &Path) -> &'static str {
    let is = git(top, &["rev-parse", "--is-shallow-repository"]);
    match is {
        Ok(is) if is.starts_with(b"true") => {
            "; the clone is shallow, and `git fetch --unshallow` or `--deepen` gets more"
        }
        _ => "",
    }
}
