//! What a change brought, and what a baseline knows.

use std::process::Command;

use super::{Report, Tree};
use crate::support::Book;

/// A tree under git, with a committer of its own and no settings of the user's.
struct Repository(Tree);

impl Repository {
    fn new() -> Self {
        let repository = Self(Tree::new());
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    fn git(&self, args: &[&str]) {
        let mut command = Command::new("git");
        command.current_dir(self.0.path("")).args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
        ]);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        let output = command.args(args).output().expect("git runs");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "x"]);
    }

    fn diff(&self, range: &str) -> Report {
        self.0.check(&Book::new(), &["--diff", range])
    }
}

#[test]
fn only_what_a_change_adds_is_new_and_only_its_files_are_read() {
    let repo = Repository::new();
    repo.0.write("a.py", "print(1)\nx = 1\n").write("b.py", "print(2)\n").commit_to(&repo);
    repo.0.write("a.py", "print(1)\nx = 1\nprint(3,\n      4)\n").write("c.py", "print(5)\n");
    repo.commit();
    let report = repo.diff("HEAD~1");
    assert_eq!(
        report.found(),
        ["a.py:1:1 RUL101 existing", "a.py:3:1 RUL101 new", "c.py:1:1 RUL101 new"]
    );
    assert_eq!(report.json["summary"]["files"], 2);
    assert_eq!(report.code, 1);
    assert_eq!(repo.diff("HEAD~1..HEAD").json, report.json);
    assert_eq!(repo.diff("HEAD~1...").json, report.json);
    assert_eq!(repo.diff("HEAD^!").json, report.json);
    let none = repo.diff("HEAD");
    assert_eq!((none.code, none.found()), (0, vec![]));
}

impl Tree {
    fn commit_to(&self, repo: &Repository) {
        repo.commit();
    }
}

#[test]
fn a_changed_line_of_a_longer_statement_is_enough() {
    let repo = Repository::new();
    repo.0.write("a.py", "print(1,\n      2,\n      3)\n").commit_to(&repo);
    repo.0.write("a.py", "print(1,\n      5,\n      3)\n");
    assert_eq!(repo.diff("HEAD").found(), ["a.py:1:1 RUL101 new"]);
}

#[test]
fn renames_deletions_and_binary_files() {
    let repo = Repository::new();
    repo.0.write("old.py", "print(1)\nx = 1\ny = 2\nz = 3\n").write("gone.py", "print()\n");
    repo.0.write("bin.py", b"print()\0\n").write("nöw \"q\".py", "x = 1\n").commit_to(&repo);
    repo.git(&["mv", "old.py", "new.py"]);
    repo.git(&["rm", "-q", "gone.py"]);
    repo.0.write("bin.py", b"print()\0\nprint()\n").write("nöw \"q\".py", "x = 1\nprint()\n");
    repo.commit();
    let report = repo.diff("HEAD~1");
    let found = report.found();
    assert!(found.contains(&"new.py:1:1 RUL101 existing".into()), "{found:?}");
    assert!(found.contains(&"nöw \"q\".py:2:1 RUL101 new".into()), "{found:?}");
    assert!(found.contains(&"bin.py:1:1 RUL101 new".into()), "{found:?}");
    assert!(!found.iter().any(|line| line.contains("gone") || line.contains("old")), "{found:?}");
}

#[test]
fn a_part_of_a_tree_gets_its_part_of_a_change() {
    let repo = Repository::new();
    repo.0.write("x/a.py", "\n").write("y/b.py", "\n").commit_to(&repo);
    repo.0.write("x/a.py", "print()\n").write("y/b.py", "print()\n");
    let report = super::check(&Book::new(), &[&repo.0.path("x")], &["--diff", "HEAD"]);
    assert_eq!(report.found(), ["a.py:1:1 RUL101 new"]);
}

#[test]
fn a_users_settings_of_git_change_nothing() {
    let repo = Repository::new();
    repo.0.write("a.py", "x = 1\n").commit_to(&repo);
    repo.0.write("a.py", "x = 1\nprint()\n").write(".gitattributes", "*.py diff=x\n");
    for setting in [
        ["diff.noprefix", "true"],
        ["diff.mnemonicPrefix", "true"],
        ["color.ui", "always"],
        ["diff.external", "false"],
        ["diff.x.textconv", "false"],
        ["diff.x.command", "false"],
        ["core.pager", "false"],
        ["diff.context", "9"],
        ["diff.interHunkContext", "9"],
        ["diff.relative", "true"],
        ["core.quotePath", "false"],
    ] {
        repo.git(&["config", setting[0], setting[1]]);
    }
    assert_eq!(repo.diff("HEAD").found(), ["a.py:2:1 RUL101 new"]);
}

#[test]
fn what_git_cannot_tell_is_an_error() {
    let told = |report: Report| {
        assert_eq!(report.code, 2, "{}", report.json);
        report.err
    };
    let tree = Tree::new();
    tree.write("a.py", "print()\n");
    let said = told(tree.check(&Book::new(), &["--diff", "HEAD"]));
    assert!(said.contains("is in no repository"), "{said}");
    let repo = Repository::new();
    repo.0.write("a.py", "print()\n");
    let said = told(repo.diff("HEAD"));
    assert!(said.contains("has none yet"), "{said}");
    repo.commit();
    let said = told(repo.diff("nowhere..HEAD"));
    assert!(said.contains("cannot tell what `nowhere..HEAD` changes"), "{said}");
    let said = told(repo.0.check(&Book::new(), &["--diff=--output=x"]));
    assert!(said.contains("no range of commits"), "{said}");
    repo.0.write("a.py", "print(2)\n");
    repo.commit();
    repo.0.write("a.py", "print(3)\n");
    let said = told(repo.diff("HEAD~1..HEAD"));
    assert!(said.contains("a.py on disk is not what it is in HEAD"), "{said}");
}

#[test]
fn a_baseline_knows_what_was_there_and_only_shrinks() {
    let (book, tree) = (Book::new(), Tree::new());
    tree.write("a.py", "print(1)\nprint(2)\n").write("b/c.py", "print(3)\n");
    let file = book.path("baseline.json");
    let file = file.to_str().expect("UTF-8");
    let run = |more: &[&str]| {
        let args: Vec<_> = ["--baseline", file].iter().chain(more).copied().collect();
        tree.check(&book, &args)
    };
    let missing = run(&[]);
    assert!(missing.code == 2 && missing.err.contains("--update-baseline"), "{}", missing.err);
    assert_eq!(run(&["--update-baseline"]).code, 0);
    let first = book.read("baseline.json");
    let known = run(&[]);
    assert_eq!((known.code, &known.found()[0][..]), (0, "a.py:1:1 RUL101 existing"));

    tree.write("a.py", "# moved\nprint(2)\nprint(4)\n");
    let grown = run(&["--update-baseline"]);
    assert_eq!(grown.code, 1);
    assert!(grown.found().contains(&"a.py:3:1 RUL101 new".into()), "{:?}", grown.found());
    assert!(grown.err.contains("2 known, 1 gone, 0 added"), "{}", grown.err);
    assert!(book.read("baseline.json").len() < first.len());
    assert_eq!(run(&["--update-baseline", "--force"]).code, 0);
    assert_eq!(run(&[]).code, 0);

    let before = book.read("baseline.json");
    assert_eq!(run(&["--update-baseline"]).code, 0);
    assert_eq!(book.read("baseline.json"), before, "the same bytes");
}

#[test]
fn a_baseline_keeps_what_this_run_did_not_look_at() {
    let (book, tree) = (Book::new(), Tree::new());
    tree.write("setup.cfg", "").write("a.py", "print(1)\n").write("b/c.py", "print(3)\n");
    let file = book.path("baseline.json");
    let file = file.to_str().expect("UTF-8");
    tree.check(&book, &["--baseline", file, "--update-baseline"]);
    let before = book.read("baseline.json");
    let part = |path: &str| {
        super::check(&book, &[&tree.path(path)], &["--baseline", file, "--update-baseline"])
    };
    assert_eq!(part("b").code, 0);
    assert_eq!(book.read("baseline.json"), before);
    tree.write("b/c.py", "\n");
    part("b");
    let after = book.read("baseline.json");
    assert!(after.contains("a.py") && !after.contains("b/c.py"), "{after}");
}

#[test]
fn a_file_that_is_no_baseline_is_an_error() {
    let (book, tree) = (Book::new(), Tree::new());
    tree.write("a.py", "print(1)\n");
    book.write("baseline.json", "{\"version\": 1")
        .write("two.json", "{\"version\": 2, \"findings\": []}");
    for (file, words) in [("baseline.json", "is no baseline"), ("two.json", "has version 2")] {
        let path = book.path(file);
        let report = tree.check(&book, &["--baseline", path.to_str().expect("UTF-8")]);
        assert_eq!(report.code, 2);
        assert!(report.err.contains(words), "{}", report.err);
    }
}
