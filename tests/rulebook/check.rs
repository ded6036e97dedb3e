//! `rulebook check` on trees of all sorts, against a rulebook whose one check flags `print`.

mod change;
mod command;
mod exceptions;
mod fix;
mod import;
mod input;
mod project;
mod startup;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::Book;

/// Somebody's code, in a folder that vanishes with it.
pub(crate) struct Tree {
    dir: tempfile::TempDir,
}

/// What `rulebook check --format json` said.
pub(crate) struct Report {
    pub(crate) code: i32,
    pub(crate) json: Value,
    pub(crate) err: String,
}

impl Tree {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self
    }

    pub(crate) fn check(&self, book: &Book, more: &[&str]) -> Report {
        check(book, &[self.dir.path()], more)
    }
}

pub(crate) fn check(book: &Book, paths: &[&Path], more: &[&str]) -> Report {
    let paths = paths.iter().map(|path| path.to_str().expect("a path in UTF-8"));
    let args: Vec<&str> = ["check", "--format", "json"]
        .into_iter()
        .chain(paths)
        .chain(more.iter().copied())
        .collect();
    let run = book.run(&args);
    let json = serde_json::from_str(&run.out).unwrap_or(Value::Null);
    Report { code: run.code, json, err: run.err }
}

impl Report {
    /// Each finding as `path:line:column id standing`.
    pub(crate) fn found(&self) -> Vec<String> {
        let findings = self.json["findings"].as_array().unwrap_or_else(|| panic!("{}", self.err));
        let words = |finding: &Value| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            let (line, column) = (&finding["line"], &finding["column"]);
            format!("{}:{line}:{column} {} {}", text("path"), text("guideline"), text("status"))
        };
        findings.iter().map(words).collect()
    }

    /// What was not run, as `path: reason`.
    pub(crate) fn not_run(&self) -> Vec<String> {
        let missed = self.json["not_run"].as_array().unwrap_or_else(|| panic!("{}", self.err));
        let words = |missed: &Value| {
            let text = |key: &str| missed[key].as_str().unwrap_or_default().to_owned();
            format!("{}: {}", text("path"), text("reason"))
        };
        missed.iter().map(words).collect()
    }

    pub(crate) fn fingerprints(&self) -> Vec<String> {
        let findings = self.json["findings"].as_array().expect("findings");
        findings.iter().map(|f| f["fingerprint"].as_str().expect("a fingerprint").into()).collect()
    }

    pub(crate) fn messages(&self) -> Vec<String> {
        let findings = self.json["findings"].as_array().expect("findings");
        findings.iter().map(|f| f["message"].as_str().expect("a message").into()).collect()
    }
}

#[test]
fn findings_have_their_places_and_the_program_says_so() {
    let (book, tree) = (Book::new(), Tree::new());
    tree.write("a/b.py", "def f():\n    print('ü', print)\n").write("c.py", "x = 1\n");
    let report = tree.check(&book, &[]);
    assert_eq!(report.found(), ["a/b.py:2:5 RUL101 new"]);
    assert_eq!(report.code, 1);
    assert_eq!(report.json["summary"]["files"], 2);
    assert_eq!(report.json["findings"][0]["end_column"], 22);
    tree.write("a/b.py", "");
    assert_eq!(tree.check(&book, &[]).code, 0);
}

#[test]
fn a_path_that_is_not_there_is_no_clean_run() {
    let book = Book::new();
    let report = check(&book, &[Path::new("/nowhere/at/all")], &[]);
    assert_eq!(report.code, 2);
    assert!(report.err.contains("cannot check /nowhere/at/all"), "{}", report.err);
}

#[test]
fn files_that_git_ignores_are_left_out_unless_they_are_named() {
    let (book, tree) = (Book::new(), Tree::new());
    tree.write(".gitignore", "build/\n*_pb2.py\n")
        .write("build/a.py", "print()\n")
        .write("b_pb2.py", "print()\n")
        .write(".hidden/c.py", "print()\n")
        .write("d.py", "print()\n");
    assert_eq!(tree.check(&book, &[]).found(), ["d.py:1:1 RUL101 new"]);
    let named = check(&book, &[&tree.path("b_pb2.py")], &[]);
    assert_eq!(named.found(), ["b_pb2.py:1:1 RUL101 new"]);
}

#[test]
fn python_programs_without_an_ending_are_python() {
    let (book, tree) = (Book::new(), Tree::new());
    tree.write("bin/one", "#!/usr/bin/env python3\nprint()\n")
        .write("bin/two", "#!/bin/sh\nprint()\n")
        .write("bin/three", "print()\n")
        .write("bin/four.txt", "#!/usr/bin/python\nprint()\n");
    let report = tree.check(&book, &[]);
    assert_eq!(report.found(), ["bin/one:2:1 RUL101 new"]);
    assert_eq!(report.json["summary"]["files"], 1);
}

#[test]
fn the_result_is_the_same_on_any_number_of_threads() {
    let (book, tree) = (Book::new(), Tree::new());
    for at in 0..200 {
        tree.write(&format!("p{}/m{at}.py", at % 7), format!("print({at})\n\nprint()\nprint()\n"));
    }
    let one = tree.check(&book, &["--threads", "1"]);
    assert_eq!(one.found().len(), 600);
    for threads in ["2", "7"] {
        assert_eq!(tree.check(&book, &["--threads", threads]).json, one.json);
    }
}

#[test]
fn trees_that_are_checked_side_by_side_are_told_as_if_one_came_after_the_other() {
    let (book, trees) = (Book::new(), Tree::new());
    let names: Vec<_> = (0..9).map(|at| format!("tree{at}")).collect();
    for (at, name) in names.iter().enumerate() {
        trees.write(&format!("{name}/setup.cfg"), format!("[metadata]\nname = {name}\n"));
        trees.write(&format!("{name}/broken.py"), "def f(:\n    print()\n");
        for file in 0..=at * 5 {
            trees.write(&format!("{name}/m{file}.py"), format!("print({file})\n"));
        }
    }
    let paths: Vec<_> = names.iter().rev().map(|name| trees.path(name)).collect();
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let one = check(&book, &paths, &["--threads", "1"]);
    assert_eq!(one.json["summary"]["files"], 9 + 9 + 5 * 36);
    assert_eq!(one.not_run().len(), 9, "{:?}", one.not_run());
    for threads in ["2", "4", "16"] {
        assert_eq!(check(&book, &paths, &["--threads", threads]).json, one.json);
    }
}

#[test]
fn a_fingerprint_outlives_lines_above_and_layout_but_not_a_move_to_another_function() {
    let (book, tree) = (Book::new(), Tree::new());
    let fingerprints = |text: &str| {
        tree.write("a.py", text);
        tree.check(&book, &[]).fingerprints()
    };
    let before = fingerprints("def f():\n    print('a', 1)\n    print('a', 1)\n");
    assert_ne!(before[0], before[1]);
    assert!(before.iter().all(|mark| mark.len() == 32));
    let moved = "import os\n\n# more\ndef g():\n    pass\n\ndef f():\n    x = 1\n    print('a',\n          1)\n    print('a', 1)\n";
    assert_eq!(fingerprints(moved), before);
    assert_ne!(fingerprints("def h():\n    print('a', 1)\n")[0], before[0]);
}

#[test]
fn some_guidelines_can_be_selected_by_any_of_their_names() {
    let (book, tree) = (Book::new(), Tree::new());
    tree.write("a.py", "print()\n");
    for name in ["RUL101", "rul101", "logging/print-in-services"] {
        assert_eq!(tree.check(&book, &["--select", name]).code, 1);
    }
    let unknown = tree.check(&book, &["--select", "RUL102"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean RUL101"), "{}", unknown.err);
}

#[test]
fn several_paths_are_told_from_the_folder_that_has_them_all() {
    let (book, tree) = (Book::new(), Tree::new());
    tree.write("x/a.py", "print()\n").write("x/y/b.py", "print()\n").write("x/z.py", "print()\n");
    let paths = [tree.path("x/y"), tree.path("x/a.py"), tree.path("x/y/b.py")];
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let report = check(&book, &paths, &[]);
    assert_eq!(report.found(), ["a.py:1:1 RUL101 new", "y/b.py:1:1 RUL101 new"]);
}
