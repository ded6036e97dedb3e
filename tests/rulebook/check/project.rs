//! Which project a tree is, and what that means for the checks.

use super::Tree;
use crate::support::Book;

/// A rulebook whose guideline binds services only, and whose one project is a library: what is flagged was not
/// recognized.
fn library() -> Book {
    let book = Book::new();
    book.replace(
        "projects/example.yaml",
        "kind: service",
        "kind: library\ndistribution: Ex_ample.dist",
    );
    book
}

fn is_known(files: &[(&str, &str)]) -> bool {
    let tree = Tree::new();
    tree.write("a.py", "print()\n");
    for (path, text) in files {
        tree.write(path, text);
    }
    match tree.check(&library(), &[]).code {
        0 => true,
        1 => false,
        code => panic!("exit code {code}"),
    }
}

#[test]
fn a_project_is_known_by_what_its_tree_says() {
    assert!(!is_known(&[]));
    assert!(is_known(&[(
        ".gitreview",
        "[gerrit]\nhost=review.example.org\nproject=group/example.git\n"
    )]));
    assert!(is_known(&[("setup.cfg", "[metadata]\nname = example\n")]));
    assert!(is_known(&[("pyproject.toml", "[project]\nname = \"Example\"\n")]));
    assert!(is_known(&[("PKG-INFO", "Metadata-Version: 2.1\nName: ex-ample.dist\nVersion: 1\n")]));
    assert!(is_known(&[("example.egg-info/PKG-INFO", "Name: example\n\nName: other\n")]));
    assert!(is_known(&[("example-1.0.dist-info/METADATA", "Name: example\nVersion: 1.0\n")]));
    assert!(!is_known(&[("setup.cfg", "[metadata]\nname = other\n[x]\nname = example\n")]));
    assert!(!is_known(&[("pyproject.toml", "this is [ no TOML")]));
    assert!(!is_known(&[("setup.cfg", "\u{0}\u{ff}")]));
}

#[test]
fn a_project_can_be_named() {
    let (book, tree) = (library(), Tree::new());
    tree.write("a.py", "print()\n");
    assert_eq!(tree.check(&book, &["--project", "example"]).code, 0);
    let unknown = tree.check(&book, &["--project", "exmaple"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("there is no project `exmaple`; there are example"),
        "{}",
        unknown.err
    );
}

#[test]
fn a_part_of_a_tree_belongs_to_its_project_and_paths_go_by_its_root() {
    let (book, tree) = (Book::new(), Tree::new());
    book.replace(
        "checks/logging/print-in-services.yaml",
        "find:\n  call:\n    name: print\n",
        "find:\n  all:\n  - call: {name: print}\n  - path: {include: ['pkg/cmd/*.py']}\n",
    )
    .replace(
        "checks/logging/print-in-services.yaml",
        "- flag: |",
        "- path: pkg/cmd/x.py\n  flag: |",
    );
    tree.write("setup.cfg", "[metadata]\nname = x\n")
        .write("pkg/cmd/a.py", "print()\n")
        .write("pkg/b.py", "print()\n");
    assert_eq!(tree.check(&book, &[]).found(), ["pkg/cmd/a.py:1:1 RUL101 new"]);
    let whole = tree.check(&book, &[]).fingerprints();
    let part = super::check(&book, &[&tree.path("pkg/cmd")], &[]);
    assert_eq!(part.found(), ["a.py:1:1 RUL101 new"]);
    assert_eq!(part.fingerprints(), whole);
}

#[test]
fn versions_are_those_of_the_tree() {
    let (book, tree) = (Book::new(), Tree::new());
    book.replace(
        "checks/logging/print-in-services.yaml",
        "find:\n  call:\n    name: print\n",
        "find:\n  all:\n  - call: {name: print}\n  - requires: {eventlet: '<0.20'}\n",
    );
    tree.write("a.py", "print()\n");
    assert_eq!(tree.check(&book, &[]).code, 1, "a tree that declares nothing may run with any");
    tree.write("requirements.txt", "# x\neventlet>=0.30.1 # MIT\n");
    assert_eq!(tree.check(&book, &[]).code, 0);
    tree.write("requirements.txt", "eventlet>=0.18.2,!=0.18.3\n");
    assert_eq!(tree.check(&book, &[]).code, 1);
    book.replace(
        "projects/example.yaml",
        "kind: service",
        "kind: service\nversions: {eventlet: '>=0.30'}\nas_of: {version: '2.0', date: 2026-01-01}",
    );
    tree.write("PKG-INFO", "Name: example\nVersion: 2.0\nRequires-Dist: eventlet (<0.19)\n");
    assert_eq!(tree.check(&book, &[]).code, 0, "the release whose facts were recorded");
    tree.write("PKG-INFO", "Name: example\nVersion: 1.0\nRequires-Dist: eventlet (<0.19)\n");
    assert_eq!(tree.check(&book, &[]).code, 1, "another release");
}

#[test]
fn an_earlier_release_is_checked_by_what_held_then() {
    let (book, tree) = (Book::new(), Tree::new());
    book.write(
        "projects/profiles/none.yaml",
        "title: None\nsummary: It takes nothing.\ninclude: {}\n",
    );
    book.replace(
        "projects/example.yaml",
        "profiles: [services]",
        "profiles: [services]\nas_of: {version: '3.0', date: 2026-01-01}\nearlier:\n\
         - {before: '2.0', profiles: [none]}\n- {before: 1.0.0, profiles: [services]}",
    );
    tree.write("a.py", "print()\n");
    for (version, code) in [("3.0", 1), ("2.0.0", 1), ("2.0.0rc1", 0), ("1.10", 0), ("0.9", 1)] {
        tree.write("PKG-INFO", format!("Name: example\nVersion: {version}\n"));
        assert_eq!(tree.check(&book, &[]).code, code, "{version}");
    }
    book.replace("projects/example.yaml", "profiles: [none]", "profiles: [no]");
    let run = book.run(&["build"]);
    assert!(run.err.contains("there is no profile `no`"), "{}", run.err);
}
