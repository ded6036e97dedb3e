//! What may stay: comments in the code, and the rulebook's waivers.

use super::{Report, Tree};
use crate::support::Book;

fn one(text: &str) -> Report {
    let tree = Tree::new();
    tree.write("a.py", text);
    tree.check(&Book::new(), &[])
}

fn found(text: &str) -> Vec<String> {
    one(text).found()
}

#[test]
fn a_comment_on_the_line_or_above_allows() {
    let waived = |text: &str, at: &str| {
        assert_eq!(found(text), [format!("a.py:{at} RUL101 waived")], "{text}");
    };
    waived("print()  # rulebook: allow RUL101: a tool prints\n", "1:1");
    waived("# rulebook: allow RUL101 until 2999-12-31: a tool prints\nprint()\n", "2:1");
    waived("# rulebook: allow rul101: x\n# and why\nprint()\n", "3:1");
    waived("print(1,\n      2)  #rulebook:allow logging/print-in-services : x\n", "1:1");
    waived("# rulebook: allow RUL101, RUL101: x\nx = [1,\n     print()]\n", "3:6");
}

#[test]
fn a_waived_finding_is_no_failure_and_keeps_its_reason() {
    let report = one("print()  # rulebook: allow RUL101 until 2999-12-31: a tool prints\n");
    assert_eq!(report.code, 0);
    let waiver = &report.json["findings"][0]["waiver"];
    assert_eq!(waiver["reason"], "a tool prints");
    assert_eq!(waiver["until"], "2999-12-31");
    assert_eq!(report.json["summary"]["waived"], 1);
}

#[test]
fn a_comment_elsewhere_or_in_a_string_allows_nothing() {
    assert_eq!(
        found("# rulebook: allow RUL101: x\n\nprint()\n"),
        ["a.py:1:1 RBK002 new", "a.py:3:1 RUL101 new"]
    );
    assert_eq!(found("'# rulebook: allow RUL101: x'\nprint('# noqa')\n"), ["a.py:2:1 RUL101 new"]);
    assert_eq!(
        found("x = 1  # rulebook: allow RUL101: x\nprint()\n"),
        ["a.py:1:8 RBK002 new", "a.py:2:1 RUL101 new"]
    );
}

#[test]
fn exceptions_are_kept_in_order() {
    let both = |line: &str, upkeep: &str| {
        let report = one(&format!("print()  # rulebook: {line}\n"));
        let upkeep = format!("a.py:1:10 {upkeep} new");
        assert_eq!(report.found(), ["a.py:1:1 RUL101 new", upkeep.as_str()], "{line}");
        report.messages()[1].clone()
    };
    assert!(both("allow RUL101", "RBK001").contains("no reason"));
    assert!(both("allow RUL101:  ", "RBK001").contains("no reason"));
    assert!(both("allow RUL101 until 2020-02-29: x", "RBK003").contains("2020-02-29"));
    assert!(both("allow RUL999: x", "RBK004").contains("`RUL999`"));
    assert!(both("alow RUL101: x", "RBK005").contains("cannot be read"));
    assert!(both("allow RUL101 until 2026-02-30: x", "RBK005").contains("calendar"));
    assert!(both("allow RUL101 until tomorrow: x", "RBK005").contains("cannot be read"));
    assert_eq!(found("x = 1  # rulebook: allow RUL101: x\n"), ["a.py:1:8 RBK002 new"]);
}

#[test]
fn noqa_is_honoured_as_flake8_does() {
    for comment in
        ["# noqa", "# NOQA", "#noqa", "# noqa: RUL101", "# noqa:E501,RUL101", "# noqa: E501 RUL1"]
    {
        assert_eq!(
            found(&format!("print()  {comment}\n")),
            ["a.py:1:1 RUL101 waived"],
            "{comment}"
        );
    }
    assert_eq!(found("print()  # noqa: E501\n"), ["a.py:1:1 RUL101 new"]);
    assert_eq!(found("print(1,\n      2)  # noqa: RUL101\n"), ["a.py:1:1 RUL101 waived"]);
    assert_eq!(found("# noqa\nprint()\n"), ["a.py:2:1 RUL101 new"]);
}

const WAIVERS: &str = "projects/waivers/example.yaml";

fn waivers(scope: &str, until: &str) -> String {
    format!(
        "project: example\nwaivers:\n- guideline: RUL101\n  scope: {scope}\n  reason: It is a tool.\n  owner: Ada\n  approver: Bo\n  until: {until}\n"
    )
}

/// A tree of the project `example`, where a waiver has this scope and end.
fn waived(scope: &str, until: &str) -> Report {
    let (book, tree) = (Book::new(), Tree::new());
    book.write(WAIVERS, waivers(scope, until));
    tree.write("setup.cfg", "[metadata]\nname = example\n")
        .write("tool/a.py", "class C:\n    def f(self):\n        print()\n")
        .write("tool/deep/b.py", "print()\n");
    tree.check(&book, &[])
}

#[test]
fn waivers_hold_where_their_scope_says() {
    let standing = |scope: &str| -> Vec<String> {
        let found = waived(scope, "2999-01-01").found();
        found.iter().map(|line| line.rsplit(' ').next().unwrap_or("").to_owned()).collect()
    };
    assert_eq!(standing("{paths: ['tool/*.py']}"), ["waived", "new"]);
    assert_eq!(standing("{paths: ['tool/**']}"), ["waived", "waived"]);
    assert_eq!(standing("{symbols: [tool.a.C]}"), ["waived", "new"]);
    assert_eq!(standing("{symbols: [tool.a.C.f]}"), ["waived", "new"]);
    assert_eq!(standing("{symbols: [tool.a.C.g, tool.a.C2]}"), ["new", "new"]);
    assert_eq!(standing("{paths: ['**'], symbols: [tool.deep]}"), ["new", "waived"]);
    let mark = waived("{paths: [none]}", "2999-01-01").fingerprints().remove(1);
    assert_eq!(standing(&format!("{{fingerprints: ['{mark}']}}")), ["new", "waived"]);
}

#[test]
fn a_waiver_that_ran_out_or_is_not_needed_is_told() {
    let over = waived("{paths: ['tool/**']}", "2020-01-01");
    assert_eq!(
        over.found(),
        ["tool/a.py:3:9 RBK006 new", "tool/a.py:3:9 RUL101 new", "tool/deep/b.py:1:1 RUL101 new"]
    );
    assert!(over.messages()[0].contains("ended with 2020-01-01"), "{:?}", over.messages());
    let unused = waived("{paths: ['nowhere/**']}", "2999-01-01");
    assert!(
        unused.err.contains("note: projects/waivers/example.yaml: the waiver of RUL101"),
        "{}",
        unused.err
    );
    assert_eq!(unused.json["findings"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_was_not_asked_for_is_not_called_unused() {
    let (book, tree) = (Book::new(), Tree::new());
    book.write(WAIVERS, waivers("{paths: ['b.py']}", "2999-01-01"));
    tree.write("setup.cfg", "[metadata]\nname = example\n")
        .write("part/a.py", "x = 1\n")
        .write("b.py", "print()\n");
    let part = super::check(&book, &[&tree.path("part")], &[]);
    assert!(!part.err.contains("waiver"), "{}", part.err);
    assert_eq!(tree.check(&book, &[]).found(), ["b.py:1:1 RUL101 waived"]);
}
