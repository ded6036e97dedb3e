//! Checks of the kind `startup` on whole trees, beside checks that read one file at a time.

use super::{Report, Tree};
use crate::support::Book;

const LOCAL: &str = "checks/logging/print-in-services.yaml";
const PACKAGING: &str = "[metadata]\nname = app\n\n[files]\npackages =\n    app\n\n[entry_points]\n\
                         console_scripts =\n    app-one = app.cmd.one:main\n    app-two = app.cmd.two:main\n";

/// A rulebook with this check beside one that flags the call in any file, both of one guideline.
fn book(startup: &str) -> Book {
    let book = Book::new();
    book.replace(LOCAL, "    name: print\n", "    name: eventlet.monkey_patch\n");
    book.write("checks/logging/early.yaml", format!("find:\n  startup:\n{startup}"));
    book.replace(
        "guidelines/logging/print-in-services.yaml",
        "checks: [logging/print-in-services]",
        "checks: [logging/print-in-services, logging/early]",
    );
    book
}

fn check(title: &str, more: &str) -> String {
    format!("{more}message: \"{title}\"\nconfidence: high\n")
}

/// Two programs whose package patches.
fn app(patching: &str) -> Tree {
    let tree = Tree::new();
    tree.write("setup.cfg", PACKAGING)
        .write("app/__init__.py", "import lib\nfrom app import state\n")
        .write("app/state.py", "import threading\n\n\nLOCK = [\n    threading.Lock()]\n")
        .write("app/cmd/__init__.py", patching)
        .write("app/cmd/one.py", "def main(): pass\n")
        .write("app/cmd/two.py", "def main(): pass\n");
    tree
}

fn messages(report: &Report) -> Vec<&str> {
    let findings = report.json["findings"].as_array().expect("findings");
    findings.iter().filter_map(|finding| finding["message"].as_str()).collect()
}

#[test]
fn a_message_names_the_programs_and_what_came_before() {
    let book = book(&check(
        "{entries} ({count}): {before} before {call}",
        "    call: eventlet.monkey_patch\n    verdict: late\n",
    ));
    book.replace(LOCAL, "name: eventlet.monkey_patch", "name: nothing");
    let report =
        app("import eventlet\nif True:\n    eventlet; eventlet.monkey_patch()\n").check(&book, &[]);
    assert_eq!(report.found(), ["app/cmd/__init__.py:3:15 RUL101 new"]);
    assert_eq!(messages(&report), ["app-one and app-two (2): lib before app/cmd/__init__.py:3"]);
    let chain = report.json["findings"][0]["chain"].as_array().expect("a chain");
    assert_eq!(chain[0]["text"], "import lib");
}

#[test]
fn one_place_is_one_finding_of_a_guideline_and_the_most_telling_stays() {
    let late = check("late", "    call: eventlet.monkey_patch\n    verdict: late\n");
    let tree = app("import eventlet\neventlet.monkey_patch(\n    os=False)\n");
    let report = tree.check(&book(&late), &[]);
    assert_eq!(report.found(), ["app/cmd/__init__.py:2:1 RUL101 new"]);
    assert_eq!(messages(&report), ["late"], "the one with a chain");
    let report = tree.check(&book(&late.replace("confidence", "level: may\nconfidence")), &[]);
    assert_eq!(messages(&report).len(), 1);
    assert_ne!(messages(&report), ["late"], "the more binding one");
}

#[test]
fn what_is_made_before_is_found_where_it_is_made() {
    let book = book(&check(
        "{made} of {entries} before {call}",
        "    call: eventlet.monkey_patch\n    made: [threading.Lock]\n",
    ));
    book.replace(LOCAL, "name: eventlet.monkey_patch", "name: nothing");
    let report = app("import eventlet\neventlet.monkey_patch()\n").check(&book, &[]);
    assert_eq!(report.found(), ["app/state.py:5:5 RUL101 new"]);
    let message = "threading.Lock of app-one and app-two before app/cmd/__init__.py:2";
    assert_eq!(messages(&report), [message]);
    assert!(app("pass\n").check(&book, &[]).found().is_empty(), "nothing is called");
}

#[test]
fn a_program_that_cannot_start_is_a_finding_or_else_not_run() {
    let tree = app("import eventlet\neventlet.monkey_patch()\n");
    tree.write("setup.cfg", format!("{PACKAGING}    app-three = app.three:main\n"));
    let late = check("late", "    call: eventlet.monkey_patch\n    verdict: late\n");
    let report = tree.check(&book(&late), &[]);
    assert_eq!(report.found(), ["app/cmd/__init__.py:2:1 RUL101 new"]);
    let reason = "it cannot follow app-three: the entry point: there is no module `app.three`";
    assert_eq!(report.not_run(), [format!("setup.cfg: {reason}")]);
    let dead = check("{entries}: {reason}", "    call: eventlet.monkey_patch\n    dead: true\n");
    let report = tree.check(&book(&dead), &[]);
    assert_eq!(report.not_run(), [""; 0]);
    assert_eq!(messages(&report)[1], "app-three: there is no module `app.three`");
    assert_eq!(report.found()[1], "setup.cfg:12:1 RUL101 new");
}

#[test]
fn a_startup_check_says_what_it_looks_for() {
    for (more, problem) in [
        ("", "say what is a finding: `verdict`, `made`, `imported` or `dead: true`"),
        ("    made: x\n    every: true\n", "`every` is about outcomes"),
    ] {
        let run =
            book(&check("x", &format!("    call: eventlet.monkey_patch\n{more}"))).run(&["build"]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(problem), "{}", run.err);
    }
}
