//! A rulebook in a temporary folder, to be spoiled and built.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// A rulebook of one guideline, as `rulebook init` writes it, in a folder that vanishes with it.
pub(crate) struct Book {
    dir: tempfile::TempDir,
}

/// What a run of the program said and how it ended.
pub(crate) struct Run {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

impl Book {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let book = Self { dir };
        let run = book.run_in(Path::new("."), &["init", &book.path("").to_string_lossy()]);
        assert_eq!(run.code, 0, "{}", run.err);
        book
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.dir.path().to_owned() } else { self.dir.path().join(path) }
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self
    }

    /// Replaces text in a file; the text must be there.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, text.replacen(from, to, 1))
    }

    /// Runs the program on this rulebook.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        let root = self.path("");
        let mut all = vec!["--root", root.to_str().expect("a path in UTF-8")];
        all.extend(args);
        self.run_in(Path::new("."), &all)
    }

    pub(crate) fn run_in(&self, dir: &Path, args: &[&str]) -> Run {
        let output = command().current_dir(dir).args(args).output().expect("the program runs");
        let root = self.path("").to_string_lossy().into_owned();
        let words = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace(&root, "ROOT");
        Run {
            out: words(output.stdout),
            err: words(output.stderr),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// The problems that `rulebook build` reports; it must report some, and must have written nothing.
    pub(crate) fn problems(&self) -> String {
        let run = self.run(&["build", "--no-html"]);
        assert_eq!(run.code, 2, "expected problems\n{}{}", run.out, run.err);
        assert!(!self.path("generated/guide").exists(), "half an output was written");
        run.err
    }

    /// Builds without HTML; it must succeed.
    pub(crate) fn build(&self) -> Run {
        let run = self.run(&["build", "--no-html"]);
        assert_eq!(run.code, 0, "{}", run.err);
        run
    }
}

/// The program, without colour and without the caller's settings.
pub(crate) fn command() -> Command {
    let mut command = Command::cargo_bin("rulebook").expect("the program");
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, with its bytes, sorted by path.
pub(crate) fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("a readable tree");
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).expect("below the folder");
            files.push((
                path.to_string_lossy().into_owned(),
                fs::read(entry.path()).expect("readable"),
            ));
        }
    }
    files
}
