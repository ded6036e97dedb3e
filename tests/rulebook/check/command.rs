//! External programs as checks: they may hang, flood, lie and die.

use std::time::{Duration, Instant};

use super::{Report, Tree};
use crate::support::Book;

const CHECK: &str = "checks/logging/print-in-services.yaml";

fn book(command: &str) -> Book {
    let book = Book::new();
    book.write(CHECK, format!("find:\n  command:\n{command}message: a program says {{message}}\n"));
    book
}

/// A shell script as a check, run on a tree of two files.
fn shell(script: &str, more: &str) -> Report {
    let book = book(&format!(
        "    argv: [sh, -c, {}]\n    output: json-lines\n{more}",
        serde_json::to_string(script).expect("JSON")
    ));
    tree().check(&book, &[])
}

fn tree() -> Tree {
    let tree = Tree::new();
    tree.write("a.py", "x = 1\n\n\ny = 2\n").write("doc/b.txt", "one\ntwo\n");
    tree
}

fn not_run(script: &str, more: &str) -> String {
    let report = shell(script, more);
    assert_eq!((report.code, report.found()), (0, vec![]), "{:?}", report.not_run());
    let [one] = &report.not_run()[..] else { panic!("{:?}", report.not_run()) };
    one.clone()
}

#[test]
fn what_a_program_tells_are_findings() {
    let script = r#"echo '{"path": "a.py", "line": 4, "column": 5, "message": "so"}'; echo '{"path": "./doc/b.txt", "line": 2}'; exit 1"#;
    let report = shell(script, "");
    assert_eq!(report.found(), ["a.py:4:5 RUL101 new", "doc/b.txt:2:1 RUL101 new"]);
    assert_eq!(report.messages()[0], "a program says so");
    assert_eq!(report.json["summary"]["files"], 1);
}

#[test]
fn something_can_be_told_of_an_empty_file() {
    let tree = Tree::new();
    tree.write("a.py", "").write("b.py", "# only a comment\n");
    let script = r#"for f in a b; do echo "{\"path\": \"$f.py\", \"line\": 1}"; done"#;
    let argv = serde_json::to_string(&["sh", "-c", script]).expect("JSON");
    let report = tree.check(&book(&format!("    argv: {argv}\n    output: json-lines\n")), &[]);
    assert_eq!(report.found(), ["a.py:1:1 RUL101 new", "b.py:1:1 RUL101 new"]);
    assert_eq!(report.not_run(), Vec::<String>::new());
}

#[test]
fn a_program_gets_files_and_root_as_arguments_and_no_shell() {
    let script = r#"for f in "$@"; do printf '{"path": "%s", "line": 1}\n' "$f"; done"#;
    let argv = serde_json::to_string(&["sh", "-c", script, "{root}", "{files}"]).expect("JSON");
    let report = tree().check(&book(&format!("    argv: {argv}\n    output: json-lines\n")), &[]);
    assert_eq!(report.found(), ["a.py:1:1 RUL101 new"]);
    let only = format!("    argv: {argv}\n    output: json-lines\n    files: ['doc/*.txt']\n");
    assert_eq!(tree().check(&book(&only), &[]).found(), ["doc/b.txt:1:1 RUL101 new"]);
    let none = "    argv: [/nowhere/program]\n    output: sarif\n    files: ['*.c']\n";
    assert_eq!(tree().check(&book(none), &[]).not_run(), Vec::<String>::new());
}

#[test]
fn exceptions_hold_for_programs_too() {
    let tree = Tree::new();
    tree.write("a.py", "x = 1  # rulebook: allow RUL101: known\n");
    let book =
        book("    argv: [echo, '{\"path\": \"a.py\", \"line\": 1}']\n    output: json-lines\n");
    let report = tree.check(&book, &[]);
    assert_eq!(report.found(), ["a.py:1:1 RUL101 waived"]);
}

#[test]
fn a_program_that_hangs_is_stopped_with_all_that_it_started() {
    let start = Instant::now();
    let told = not_run("sleep 600 & echo $! > pid; sleep 600", "    timeout: 1\n");
    assert_eq!(told, ".: it was stopped after 1 s");
    let told = not_run("sleep 600 & exit 0", "    timeout: 1\n");
    assert_eq!(told, ".: it was stopped after 1 s", "what it started holds its output");
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_program_that_floods_is_stopped() {
    assert_eq!(not_run("yes", ""), ".: it was stopped after 16 MiB of output");
    let told = not_run("yes >&2", "    timeout: 1\n");
    assert_eq!(told, ".: it was stopped after 1 s");
}

#[test]
fn a_program_that_talks_nonsense_is_not_believed() {
    let told = not_run("echo '{\"path\": \"a.py\", \"line\": 1}'; echo hello", "");
    assert!(told.contains("line 2 of its output is not understood"), "{told}");
    let told = not_run("echo '{\"path\": \"../../etc/passwd\", \"line\": 1}'", "");
    assert!(told.contains("outside of the tree"), "{told}");
    let report = shell("echo '{\"path\": \"gone.py\", \"line\": 7}'", "");
    assert_eq!(report.not_run(), ["gone.py: it vanished while the tree was read"]);
    let report = shell("echo '{\"path\": \"a.py\", \"line\": 99999, \"column\": 99999}'", "");
    assert_eq!(report.found(), ["a.py:5:1 RUL101 new"], "the end of the file");
}

#[test]
fn a_program_that_fails_is_told_with_its_last_words() {
    assert_eq!(not_run("echo no >&2; exit 3", ""), ".: it ended with exit code 3: no");
    assert_eq!(not_run("kill -9 $$", ""), ".: it was killed");
    let book = book("    argv: [/nowhere/program]\n    output: sarif\n");
    let report = tree().check(&book, &[]);
    assert_eq!(
        report.not_run(),
        [".: `/nowhere/program` cannot be started: no such file or directory"]
    );
    let log = r#"{"version": "2.1.0", "runs": []}"#;
    let told = shell(&format!("echo '{log}'"), "").not_run();
    assert!(told[0].contains("line 1 of its output"), "{told:?}");
}

#[test]
fn a_file_that_vanishes_is_told() {
    let report = shell("rm a.py", "");
    assert_eq!(report.code, 0);
    assert_eq!(report.not_run(), ["a.py: it vanished while the tree was read"]);
    assert_eq!(report.json["summary"]["files"], 0);
}
