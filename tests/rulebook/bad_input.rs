//! Whatever is wrong with a rulebook, its author is told where, what and what to do next, and nothing is written.

use std::time::Instant;

use insta::assert_snapshot;

use crate::support::Book;

const GUIDELINE: &str = "guidelines/logging/print-in-services.yaml";
const CHECK: &str = "checks/logging/print-in-services.yaml";
const PROJECT: &str = "projects/example.yaml";

#[test]
fn an_unknown_key_gets_a_suggestion() {
    let book = Book::new();
    book.replace(GUIDELINE, "summary:", "sumary:");
    assert_snapshot!(book.problems());
}

#[test]
fn an_unknown_key_in_a_check_is_found_where_it_is() {
    let book = Book::new();
    book.replace(CHECK, "    name: print", "    nmae: print");
    assert_snapshot!(book.problems());
}

#[test]
fn an_unknown_kind_of_check_is_told_with_the_kinds_there_are() {
    let book = Book::new();
    book.replace(CHECK, "  call:", "  kall:");
    assert_snapshot!(book.problems());
}

#[test]
fn a_wrong_type_names_what_is_there_and_what_is_expected() {
    let book = Book::new();
    book.replace(GUIDELINE, "revision: 1", "revision: first")
        .replace(GUIDELINE, "since: first", "since: 2024.2")
        .replace(GUIDELINE, "tags: [operations]", "tags: operations");
    assert_snapshot!(book.problems());
}

#[test]
fn a_duplicate_key_is_refused_at_the_second_one() {
    let book = Book::new();
    book.replace(GUIDELINE, "level: should", "level: should\nlevel: must");
    assert_snapshot!(book.problems());
}

#[test]
fn a_duplicate_id_names_the_first_owner_and_a_free_id() {
    let book = Book::new();
    let text = book.read(GUIDELINE);
    book.write("guidelines/logging/second.yaml", text);
    assert_snapshot!(book.problems());
}

#[test]
fn dangling_references_are_told_with_the_nearest_name() {
    let book = Book::new();
    book.replace(GUIDELINE, "effort: minutes", "effort: minutes\nrelated: [RUL102]")
        .replace(
            GUIDELINE,
            "checks: [logging/print-in-services]",
            "checks: [logging/print-in-service]",
        )
        .replace(PROJECT, "profiles: [services]", "profiles: [service]");
    assert_snapshot!(book.problems());
}

#[test]
fn a_link_in_prose_that_leads_nowhere_has_its_place_in_the_block() {
    let book = Book::new();
    book.replace(
        GUIDELINE,
        "  Use `logging.getLogger",
        "  See [the other](logging/other) and [here](introduction#nowhere).\n  Use `logging.getLogger",
    );
    assert_snapshot!(book.problems());
}

#[test]
fn dates_are_real_dates() {
    let book = Book::new();
    book.replace(GUIDELINE, "date: 2026-11-23", "date: 2026-02-30");
    assert_snapshot!("not in the calendar", book.problems());
    book.replace(GUIDELINE, "date: 2026-02-30", "date: 23.11.2026");
    assert_snapshot!("another order", book.problems());
}

#[test]
fn an_empty_file_says_so() {
    let book = Book::new();
    book.write(GUIDELINE, "").write(CHECK, "# only a comment\n");
    assert_snapshot!(book.problems());
}

#[test]
fn a_tab_cannot_indent() {
    let book = Book::new();
    book.replace(GUIDELINE, "  Use `logging", "\tUse `logging");
    assert_snapshot!("in a block of text", book.problems());
    book.write(CHECK, "find:\n\tcall:\n\t\tname: print\nmessage: x\n");
    assert_snapshot!("before a key", book.problems());
}

#[test]
fn a_file_that_is_not_utf_8_says_which_byte() {
    let book = Book::new();
    let mut bytes = book.read(GUIDELINE).into_bytes();
    let at = bytes.windows(5).position(|w| w == b"level").expect("a level");
    bytes[at] = 0xff;
    book.write(GUIDELINE, bytes);
    assert_snapshot!(book.problems());
}

#[test]
fn a_byte_order_mark_and_windows_line_endings_are_fine() {
    let book = Book::new();
    let text = format!("\u{feff}{}", book.read(GUIDELINE).replace('\n', "\r\n"));
    book.write(GUIDELINE, text);
    book.build();
}

#[test]
fn an_alias_bomb_is_refused_at_once() {
    let book = Book::new();
    let mut bomb = String::from("x-0: &a0 [1,1,1,1,1,1,1,1,1]\n");
    for level in 1..12 {
        let names = vec![format!("*a{}", level - 1); 9].join(",");
        bomb.push_str(&format!("x-{level}: &a{level} [{names}]\n"));
    }
    book.write(GUIDELINE, format!("{bomb}{}", book.read(GUIDELINE)));
    assert_snapshot!(book.problems());
}

#[test]
fn a_hundred_thousand_brackets_are_answered_at_once() {
    let book = Book::new();
    book.write(GUIDELINE, format!("why: {}\n", "[".repeat(100_000)));
    let start = Instant::now();
    let problems = book.problems();
    // Not a measurement: a quadratic reader takes half a minute.
    assert!(start.elapsed().as_secs() < 10, "took {:?}", start.elapsed());
    assert_snapshot!(problems);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_rulebook_is_not_followed() {
    let book = Book::new();
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret.yaml"), "id: RUL999\n").expect("a file");
    let link = |to: &std::path::Path, from: &str| {
        std::os::unix::fs::symlink(to, book.path(from)).expect("a link")
    };
    link(&outside.path().join("secret.yaml"), "guidelines/logging/secret.yaml");
    link(outside.path(), "guidelines/elsewhere");
    link(&book.path("guidelines"), "guidelines/round");
    assert_snapshot!(book.problems());
}

#[test]
fn a_reference_cannot_leave_its_folder() {
    let book = Book::new();
    book.replace(GUIDELINE, "checks: [logging/print-in-services]", "checks: [../../etc/passwd]");
    assert_snapshot!(book.problems());
}

#[test]
fn a_file_of_fifty_megabytes_is_not_read() {
    let book = Book::new();
    book.write(GUIDELINE, "a".repeat(50 << 20));
    assert_snapshot!(book.problems());
}

#[test]
fn all_mistakes_of_all_files_are_told_in_one_run() {
    let book = Book::new();
    book.replace(GUIDELINE, "level: should", "level: shuld")
        .replace(GUIDELINE, "status: active", "state: active")
        .replace(GUIDELINE, "  path: worker/run.py", "  paht: worker/run.py")
        .replace(GUIDELINE, "- ask: Does", "- aks: Does")
        .replace(CHECK, "cases:", "case:")
        .replace(PROJECT, "kind: service", "kind: servise");
    assert_snapshot!(book.problems());
}

#[test]
fn a_life_is_coherent() {
    let book = Book::new();
    book.replace(GUIDELINE, "status: active", "status: superseded");
    assert_snapshot!("superseded says nothing", book.problems());
    book.replace(
        GUIDELINE,
        "revision: 1",
        "lifecycle: {since: second, reason: Logging is not what it was.}\nrevision: 1",
    );
    assert_snapshot!("superseded has no successor", book.problems());
    book.replace(GUIDELINE, "status: superseded", "status: active");
    assert_snapshot!("active has an end", book.problems());
}

#[test]
fn revisions_and_changes_agree() {
    let book = Book::new();
    book.replace(GUIDELINE, "revision: 1\n", "revision: 3\n").replace(
        GUIDELINE,
        "text: First edition.}",
        "text: First edition.}\n- {revision: 1, date: 2026-11-22, kind: stricter, text: All of it.}",
    );
    assert_snapshot!(book.problems());
}

#[test]
fn words_come_from_the_vocabulary() {
    let book = Book::new();
    book.replace(GUIDELINE, "tags: [operations]", "tags: [operation, speed]").replace(
        GUIDELINE,
        "  kind: [service]",
        "  kind: [service]\n  facts: {colour: [red]}\n  paths: {include: ['a[']}\n  diff: '('",
    );
    assert_snapshot!(book.problems());
}

#[test]
fn examples_are_there_or_a_reason() {
    let book = Book::new();
    book.replace(GUIDELINE, "examples:", "x-examples:");
    assert_snapshot!("none", book.problems());
    book.replace(GUIDELINE, "x-examples:", "no_examples: It is about people.\nexamples:");
    assert_snapshot!("both", book.problems());
}

#[test]
fn a_waiver_is_complete() {
    let book = Book::new();
    book.write(
        "projects/waivers/example.yaml",
        "project: example\nwaivers:\n- guideline: RUL100\n  scope: {}\n  reason: Later.\n  owner: A\n  approver: B\n  created: 2026-12-01\n  until: 2026-11-30\n",
    );
    assert_snapshot!("incoherent", book.problems());
    book.write(
        "projects/waivers/example.yaml",
        "project: example\nwaivers:\n- guideline: RUL101\n  scope: {paths: ['a/**']}\n",
    );
    assert_snapshot!("incomplete", book.problems());
}

#[test]
fn a_published_id_stays() {
    let book = Book::new();
    book.write(
        "generated/exports/ids.json",
        "{\"version\": 1, \"ids\": {\"RUL100\": \"logging/old\"}}\n",
    );
    let run = book.run(&["build", "--no-html"]);
    assert_eq!(run.code, 2);
    assert_snapshot!("gone", run.err);
    book.write(
        "generated/exports/ids.json",
        "{\"version\": 1, \"ids\": {\"RUL101\": \"logging/old\"}}\n",
    );
    let run = book.run(&["build", "--no-html"]);
    assert_eq!(run.code, 2);
    assert_snapshot!("renamed without an alias", run.err);
    book.replace(GUIDELINE, "effort: minutes", "effort: minutes\naliases: [logging/old]");
    book.build();
}

#[test]
fn settings_are_checked_too() {
    let book = Book::new();
    book.replace("book.toml", "renderers = []", "renderers = []\nurll = \"x\"");
    assert_snapshot!("unknown", book.problems());
    book.replace("book.toml", "\nurll = \"x\"", "").replace(
        "book.toml",
        "src = \"generated/guide\"",
        "src = \"src\"",
    );
    assert_snapshot!("source", book.problems());
}

#[test]
fn a_folder_without_a_rulebook_says_how_to_start_one() {
    let book = Book::new();
    std::fs::remove_file(book.path("book.toml")).expect("a book.toml");
    let run = book.run(&["build"]);
    assert_eq!(run.code, 2);
    assert_snapshot!(run.err);
}

#[test]
fn what_a_terminal_would_obey_is_not_repeated_to_it() {
    let book = Book::new();
    book.replace(GUIDELINE, "level: should", "\"le\\u001b[31mvel\": should");
    let problems = book.problems();
    assert!(!problems.contains('\u{1b}'), "{problems:?}");
}

#[test]
fn a_template_that_asks_for_what_is_not_there_is_told_with_its_place() {
    let book = Book::new();
    let template = "theme/templates/guideline.md.hbs";
    let good = book.read(template);
    for (case, from, to) in [
        ("template variable", "{{inline title}}", "{{inline titel}}"),
        ("template helper", "{{inline title}}", "{{inlin title}}"),
        ("template partial", "{{> file}}", "{{> fill}}"),
        ("template block", "{{/if}}", ""),
        ("template syntax", "{{inline title}}", "{{inline title"),
    ] {
        book.write(template, good.replacen(from, to, 1));
        assert_snapshot!(case, book.problems());
    }
    book.write(template, good);
    book.build();
}

#[test]
fn a_template_that_a_rulebook_has_not_is_that_of_the_program() {
    let book = Book::new();
    std::fs::remove_dir_all(book.path("theme/templates")).expect("the templates");
    book.build();
}
