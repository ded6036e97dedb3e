//! How often findings were right: recorded, shown, and stale once the check has changed.

use crate::support::Book;

const CHECK: &str = "checks/logging/print-in-services.yaml";
const PAGE: &str = "generated/guide/logging/print-in-services.md";

fn book(figures: &str) -> Book {
    let book = Book::new();
    book.write(
        "checks/measured.yaml",
        format!(
            "date: 2026-11-23\nhow: By reading\ntrees:\n  nova: [1.0.0, 2.0.0]\nchecks:\n  \
             logging/print-in-services:\n    find: \"0\"\n{figures}"
        ),
    );
    book
}

/// The hash that the check has now, as `build --check` tells it.
fn up_to_date(book: &Book) {
    let told = book.run(&["build", "--check", "--no-html"]).out;
    let hash = told.split("write `find: ").nth(1).and_then(|rest| rest.split('`').next());
    let hash = hash.unwrap_or_else(|| panic!("{told}")).to_owned();
    book.replace("checks/measured.yaml", "find: \"0\"", &format!("find: \"{hash}\""));
}

#[test]
fn the_page_says_how_many_findings_were_right_and_where() {
    let figures = "    findings: 9\n    places: 7\n    read: 5\n    wrong:\n    - {count: 2, why: It is a tool}\n";
    let book = book(figures);
    up_to_date(&book);
    book.build();
    let page = book.read(PAGE);
    let wanted = "Precision: 3 of 5 findings, drawn at random from 7, were right when they were read on 2026-11-23 \
                  (9 in all versions).";
    assert!(page.contains(wanted), "{page}");
    assert!(page.contains("Wrong 2 times: It is a tool."), "{page}");
    assert!(page.contains("in these source trees: nova 1.0.0, 2.0.0."), "{page}");
    let rules: serde_json::Value =
        serde_json::from_str(&book.read("generated/exports/rules.json")).expect("JSON");
    assert_eq!(rules["checks"][0]["precision"]["right"], 3);
    assert_eq!(rules["checks"][0]["precision"]["stale"], false);
    assert_eq!(rules["measured"]["trees"]["nova"][1], "2.0.0");
}

#[test]
fn a_check_that_changed_has_no_figures_and_the_build_says_so() {
    let book = book("    findings: 1\n    places: 1\n    read: 1\n");
    up_to_date(&book);
    book.build();
    assert_eq!(book.run(&["build", "--check", "--no-html"]).code, 0);
    book.replace(CHECK, "message: a", "message: A");
    book.build();
    assert!(book.read(PAGE).contains("Precision: 1 of 1"), "words are no change of what is found");
    book.replace(CHECK, "name: print", "name: [print, input]");
    let run = book.build();
    assert!(run.err.contains("1 check(s) have changed since they were measured"), "{}", run.err);
    let page = book.read(PAGE);
    assert!(!page.contains("Precision") && !page.contains("nova 1.0.0"), "{page}");
    assert!(page.contains(
        "It looks for something else than when its findings were last judged, on 2026-11-23."
    ));
    let check = book.run(&["build", "--check", "--no-html"]);
    assert_eq!(check.code, 1);
    assert!(
        check.out.contains("logging/print-in-services looks for something else"),
        "{}",
        check.out
    );
}

#[test]
fn figures_that_cannot_be_are_problems_with_a_place() {
    let problems = |figures: &str| book(figures).problems();
    let said = problems("    findings: 1\n    places: 2\n    read: 1\n");
    assert!(said.contains("2 different places are more than 1 findings"), "{said}");
    assert!(said.contains("checks/measured.yaml:9:13"), "{said}");
    let said = problems("    findings: 2\n    places: 1\n    read: 2\n");
    assert!(said.contains("2 that were read are more than 1 different places"), "{said}");
    let said =
        problems("    findings: 1\n    places: 1\n    read: 1\n    wrong: [{count: 2, why: x}]\n");
    assert!(said.contains("2 wrong ones are more than 1 that were read"), "{said}");
    let said = problems("    findings: 1\n    places: 1\n    read: 0\n");
    assert!(said.contains("nothing was read"), "{said}");
    let book = book("    findings: 0\n    places: 0\n    read: 0\n");
    book.replace("checks/measured.yaml", "print-in-services", "print-in-service");
    let said = book.problems();
    assert!(said.contains("there is no check `logging/print-in-service`"), "{said}");
    assert!(said.contains("did you mean `logging/print-in-services`?"), "{said}");
    assert!(said.contains("checks/measured.yaml:6:3"), "{said}");
}
