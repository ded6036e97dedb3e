//! What the guide shows of an audit, and what it says when the kept data are wrong.

use std::fs;

use super::{audit, three};
use crate::check::Tree;
use crate::support::Book;

/// A rulebook with an audit of two releases of each of three projects.
fn recorded() -> (Book, Tree) {
    let (book, trees) = three();
    for name in ["clean", "loud", "gone"] {
        let text = book.read(&format!("projects/{name}.yaml"));
        let releases = "releases:\n- {release: '1.0', date: 2020-01-02}\n- {release: '2.0', date: 2022-03-04}\n";
        let browse = "browse_release: 'https://git.example/{release}/{path}#L{line}'\n";
        book.write(&format!("projects/{name}.yaml"), format!("{text}{browse}{releases}"));
    }
    trees.write("loud-1.0/loud/a.py", "x = 1\n").write("clean-1.0/clean/a.py", "x = 1\n");
    trees.write("loud/loud/<i>|`x`.py", "print('<b>')\n");
    let (code, _, err) = audit(&book, &trees, &["--history", "--record"]);
    assert_eq!(code, 1, "{err}");
    (book, trees)
}

#[test]
fn an_audit_has_its_pages_and_stands_on_those_of_guidelines() {
    let (book, _trees) = recorded();
    book.build();
    let index = book.read("generated/guide/audit/index.md");
    assert!(index.contains("4 releases of 3 projects"), "{index}");
    assert!(index.contains(">✗3</span><span class=\"words\">3 findings</span>"), "{index}");
    assert!(index.contains("- gone 2.0: nobody says where gone 2.0 is"), "{index}");
    assert!(index.contains("<svg "), "{index}");
    let loud = book.read("generated/guide/audit/loud.md");
    assert!(loud.contains("https://git.example/2.0/loud/a.py#L2"), "{loud}");
    assert!(loud.contains("https://git.example/2.0/loud/%3Ci%3E%7C%60x%60.py#L1"), "{loud}");
    assert!(loud.contains(r"[loud/\<i>\|`x`.py:1]"), "{loud}");
    let guideline = book.read("generated/guide/logging/print-in-services.md");
    assert!(guideline.contains("## Who complies"), "{guideline}");
    assert!(guideline.contains("- ✗ findings: [loud](../audit/loud.md) 2.0 (3)"), "{guideline}");
    let summary = book.read("generated/guide/SUMMARY.md");
    assert!(summary.contains("(audit/index.md)") && summary.contains("(audit/loud.md)"));
}

#[test]
fn a_rulebook_that_nobody_audited_says_nothing_of_audits() {
    let book = Book::new();
    book.build();
    assert!(!book.path("generated/guide/audit/index.md").exists());
    assert!(!book.read("generated/guide/SUMMARY.md").contains("Audit"));
}

#[test]
fn what_is_kept_is_small_survives_builds_and_makes_no_other_revision() {
    let (book, _trees) = recorded();
    let kept = book.read("generated/audit/loud.json");
    assert_eq!(kept.matches("\"message\"").count(), 4, "{kept}");
    book.build();
    book.build();
    assert_eq!(book.read("generated/audit/loud.json"), kept);
    assert_eq!(book.run(&["build", "--no-html", "--check"]).code, 0);
    let revision = |book: &Book| {
        let rules = book.read("generated/exports/rules.json");
        rules.lines().find(|line| line.contains("\"revision\"")).expect("it is there").to_owned()
    };
    let before = revision(&book);
    fs::remove_dir_all(book.path("generated/audit")).expect("it was there");
    book.build();
    assert_eq!(revision(&book), before);
    assert!(!book.path("generated/guide/audit/index.md").exists());
}

#[test]
fn data_that_are_wrong_are_problems_with_a_next_step() {
    let (book, _trees) = recorded();
    let whole = book.read("generated/audit/loud.json");
    book.write("generated/audit/loud.json", &whole[..whole.len() / 2]);
    let said = book.problems();
    assert!(said.contains("generated/audit/loud.json") && said.contains("--record"), "{said}");
    book.write("generated/audit/loud.json", whole.replacen("\"version\": 1", "\"version\": 7", 1));
    assert!(book.problems().contains("of format 7"));
    book.write("generated/audit/loud.json", whole.replace("RUL101", "RUL999"));
    assert!(book.problems().contains("there is no guideline `RUL999`"));
    book.write("generated/audit/loud.json", whole.replace("\"loud\"", "\"lout\""));
    assert!(book.problems().contains("did you mean"), "{}", book.problems());
    let at = whole.find("\"revision\": \"").expect("it is there") + 13;
    book.write("generated/audit/loud.json", format!("{}0000{}", &whole[..at], &whole[at + 4..]));
    assert!(book.problems().contains("run all parts with one rulebook"));
}

#[test]
fn the_checklist_of_a_project_says_what_the_audit_saw_of_its_newest_release() {
    let (book, _trees) = recorded();
    let list =
        |project: &str| book.run(&["checklist", "--project", project, "--format", "text"]).out;
    let loud = list("loud");
    assert!(loud.contains("The checks ran on release 2.0, in the audit of 2026-11-23."), "{loud}");
    assert!(loud.contains("[ ] RUL101") && loud.contains("(failed)"), "{loud}");
    assert!(
        loud.contains("Release 2.0 has 3 places: `loud/a.py` (2), `loud/<i>|'x'.py` (1)"),
        "{loud}"
    );
    let clean = list("clean");
    assert!(clean.contains("Its checks find nothing in release 2.0"), "{clean}");
    assert!(!clean.contains("failed"), "{clean}");
    // Nobody says where this one is, so nothing is known of it.
    assert!(list("gone").contains("(checks not run)"), "{}", list("gone"));
}
