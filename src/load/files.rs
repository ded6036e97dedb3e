//! The files of a rulebook: on disk, or carried by the binary.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use include_dir::{Dir, DirEntry, include_dir};
use rayon::prelude::*;
use walkdir::{DirEntry as Entry, WalkDir};

use super::problem::Problem;
use crate::source::Lines;

/// The folders that a rulebook is read from.
const FOLDERS: [&str; 3] = ["guidelines", "checks", "projects"];

/// The ids that were ever published, as the last build wrote them.
pub(super) const PUBLISHED: &str = "generated/exports/ids.json";

/// What `rulebook prove` measured. No build writes it, so it is a source.
pub const RECORD: &str = "generated/evidence.json";

/// What `rulebook audit --record` found: a file for each project. No build writes them, so they are a source.
pub const AUDITS: &str = "generated/audit";

/// Everything that a rulebook is read from: files, and folders with all that is in them.
pub fn sources() -> Vec<&'static str> {
    [&["book.toml", PUBLISHED, RECORD, AUDITS][..], &FOLDERS].concat()
}

/// No YAML file, page or picture of a guide is larger; what is, is there by mistake.
const MOST_BYTES: u64 = 2 << 20;

static GUIDELINES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/guidelines");
static CHECKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/checks");
static PROJECTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/projects");
static AUDIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/generated/audit");
static EVIDENCE: &[u8] = include_bytes!("../../generated/evidence.json");
static BOOK: &[u8] = include_bytes!("../../book.toml");

/// Where a rulebook comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A folder with a book.toml.
    Folder(PathBuf),
    /// The Eventlet rulebook that the binary carries.
    BuiltIn,
}

/// One file of a rulebook.
#[derive(Debug)]
pub struct File {
    /// Its path from the root, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// A hash of its bytes.
    pub hash: blake3::Hash,
}

/// What an origin holds: its files sorted by path, and what is wrong with those that could not be read.
#[derive(Debug)]
pub struct Files {
    /// The files that could be read.
    pub files: Vec<File>,
    /// What is wrong with the others.
    pub problems: Vec<Problem>,
}

impl File {
    fn new(path: String, bytes: Vec<u8>) -> Self {
        let hash = blake3::hash(&bytes);
        Self { path, bytes, hash }
    }

    /// The file as text, without a byte order mark.
    pub(super) fn text(&self) -> Result<&str, Problem> {
        let text = std::str::from_utf8(&self.bytes).map_err(|error| {
            let shown = String::from_utf8_lossy(&self.bytes);
            let place = Lines::new(&shown).place(error.valid_up_to());
            let byte = self.bytes[error.valid_up_to()];
            let what = format!("the byte 0x{byte:02x} here is not UTF-8");
            Problem::at(&self.path, &shown, place, what, "save the file as UTF-8")
        })?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }
}

impl Files {
    /// The text of one of them, if there is any.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path)?.text().ok()
    }

    /// Files that were read elsewhere, by path from the root.
    pub fn of(files: Vec<(String, Vec<u8>)>) -> Self {
        let mut files: Vec<_> =
            files.into_iter().map(|(path, bytes)| File::new(path, bytes)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files, problems: Vec::new() }
    }
}

impl Origin {
    /// The nearest folder with a book.toml, from `start` upwards.
    pub fn nearest(start: &Path) -> Option<Self> {
        let start = fs::canonicalize(start).ok()?;
        let root = start.ancestors().find(|folder| folder.join("book.toml").is_file())?;
        Some(Self::Folder(root.to_owned()))
    }

    /// The folder, if the rulebook is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(root) => Some(root),
            Self::BuiltIn => None,
        }
    }

    /// The text of one file of the rulebook, such as book.toml.
    pub fn read(&self, path: &str) -> anyhow::Result<String> {
        match self {
            Self::Folder(root) => {
                let path = root.join(path);
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
            }
            Self::BuiltIn => built_in()
                .into_iter()
                .find(|file| file.path == path)
                .and_then(|file| String::from_utf8(file.bytes).ok())
                .with_context(|| format!("the built-in rulebook has no {path}")),
        }
    }

    /// Reads all its files.
    ///
    /// # Errors
    /// If there is no such folder.
    pub fn files(&self) -> anyhow::Result<Files> {
        match self {
            Self::Folder(root) => on_disk(root),
            Self::BuiltIn => Ok(Files { files: built_in(), problems: Vec::new() }),
        }
    }
}

/// The files of the rulebook that the binary carries, sorted by path.
fn built_in() -> Vec<File> {
    let mut files = vec![File::new("book.toml".into(), BOOK.to_vec())];
    files.push(File::new(RECORD.into(), EVIDENCE.to_vec()));
    gather(AUDITS, &AUDIT, &mut files);
    for (folder, dir) in FOLDERS.iter().zip([&GUIDELINES, &CHECKS, &PROJECTS]) {
        gather(folder, dir, &mut files);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn gather(folder: &str, dir: &Dir<'_>, files: &mut Vec<File>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(inner) => gather(folder, inner, files),
            DirEntry::File(file) => files.push(File::new(
                format!("{folder}/{}", slashed(file.path())),
                file.contents().to_vec(),
            )),
        }
    }
}

fn on_disk(root: &Path) -> anyhow::Result<Files> {
    let real_root = fs::canonicalize(root)
        .with_context(|| format!("cannot find the rulebook's folder {}", root.display()))?;
    let mut paths = vec![root.join("book.toml")];
    let mut problems = Vec::new();
    paths.extend(
        [PUBLISHED, RECORD].map(|path| root.join(path)).into_iter().filter(|p| p.is_file()),
    );
    for folder in FOLDERS.into_iter().chain([AUDITS]) {
        walk(root, &real_root, folder, &mut paths, &mut problems);
    }
    // Reading waits for the disk more than it computes, and the files are many and small.
    let read: Vec<_> = paths.par_iter().map(|path| read(root, path)).collect();
    let mut files = Vec::with_capacity(read.len());
    for one in read {
        match one {
            Ok(file) => files.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Files { files, problems })
}

fn walk(
    root: &Path,
    real_root: &Path,
    folder: &str,
    paths: &mut Vec<PathBuf>,
    problems: &mut Vec<Problem>,
) {
    let start = root.join(folder);
    if !start.exists() {
        return;
    }
    let visible =
        |entry: &Entry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    let mut entries = WalkDir::new(&start).follow_links(true).into_iter();
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) if !visible(&entry) => skip(&mut entries, &entry),
            Ok(entry) if leaves(&entry, real_root) => {
                let path = relative(root, entry.path());
                let next = "copy what it points to into the rulebook, or remove the link";
                problems.push(Problem::of_file(&path, "this link leads out of the rulebook", next));
                skip(&mut entries, &entry);
            }
            Ok(entry) if entry.file_type().is_file() => paths.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => problems.push(unwalkable(root, &error)),
        }
    }
}

fn skip(entries: &mut walkdir::IntoIter, entry: &Entry) {
    if entry.file_type().is_dir() {
        entries.skip_current_dir();
    }
}

fn leaves(entry: &Entry, real_root: &Path) -> bool {
    entry.path_is_symlink()
        && fs::canonicalize(entry.path()).is_ok_and(|target| !target.starts_with(real_root))
}

fn unwalkable(root: &Path, error: &walkdir::Error) -> Problem {
    let path = error.path().map_or_else(String::new, |path| relative(root, path));
    if error.loop_ancestor().is_some() {
        return Problem::of_file(&path, "this link leads round in a circle", "remove the link");
    }
    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    let next = "see to its permissions, or remove it";
    Problem::of_file(&path, format!("this cannot be read: {why}"), next)
}

fn read(root: &Path, path: &Path) -> Result<File, Problem> {
    let name = relative(root, path);
    let cannot = |error: std::io::Error| {
        let (what, next) = if error.kind() == std::io::ErrorKind::NotFound && name == "book.toml" {
            ("there is no book.toml".to_owned(), "start a rulebook with `rulebook init`")
        } else {
            (format!("this cannot be read: {error}"), "see to its permissions, or remove it")
        };
        Problem::of_file(&name, what, next)
    };
    let open = fs::File::open(path).map_err(cannot)?;
    let size = open.metadata().map_err(cannot)?.len();
    if size > MOST_BYTES {
        let what =
            format!("this file has {} MB, and {} MB is the most", size >> 20, MOST_BYTES >> 20);
        return Err(Problem::of_file(&name, what, "split it, or keep it outside the rulebook"));
    }
    // One byte more than the file has: the reader sees its end without asking for room, or once more for the size.
    let mut bytes = Vec::with_capacity(size as usize + 1);
    open.take(MOST_BYTES).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(File::new(name, bytes))
}

fn relative(root: &Path, path: &Path) -> String {
    slashed(path.strip_prefix(root).unwrap_or(path))
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
