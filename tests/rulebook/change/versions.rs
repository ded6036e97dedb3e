//! What changed in meaning between two versions of a rulebook.

use std::process::Command;

use crate::support::Book;

const GUIDELINE: &str = "guidelines/logging/print-in-services.yaml";

fn git(book: &Book, args: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(book.path("")).args([
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
    ]);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    assert!(command.args(args).status().expect("git runs").success(), "{args:?}");
}

fn kept() -> Book {
    let book = Book::new();
    git(&book, &["init", "-q", "-b", "main"]);
    commit(&book);
    book
}

fn commit(book: &Book) {
    git(book, &["add", "-A"]);
    git(book, &["commit", "-q", "-m", "x"]);
}

#[test]
fn words_may_change_and_what_is_asked_needs_a_revision() {
    let book = kept();
    let run = book.run(&["changes", "HEAD.."]);
    assert_eq!((run.code, run.out.as_str()), (0, "no guideline changed\n"), "{}", run.err);
    book.replace(GUIDELINE, "or nothing at all.", "or nothing.");
    let run = book.run(&["changes", "HEAD.."]);
    assert_eq!(run.code, 0);
    assert!(run.out.starts_with("editorial RUL101"), "{}", run.out);
    book.replace(GUIDELINE, "choose the level by", "take the level from");
    let run = book.run(&["changes", "HEAD.."]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("WRONG: its guidance changed, and its revision did not"),
        "{}",
        run.out
    );
    book.replace(GUIDELINE, "revision: 1\nchanges", "revision: 2\nchanges");
    book.replace(
        GUIDELINE,
        "First edition.}",
        "First edition.}\n- {revision: 2, date: 2026-11-24, kind: stricter, text: More.}",
    );
    let run = book.run(&["changes", "HEAD.."]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(
        run.out.starts_with("stricter  RUL101") && run.out.contains("stricter: More."),
        "{}",
        run.out
    );
}

#[test]
fn between_two_commits_an_id_that_is_gone_is_wrong_and_an_alias_keeps_it() {
    let book = kept();
    book.replace(GUIDELINE, "id: RUL101", "id: RUL109");
    commit(&book);
    let run = book.run(&["changes", "HEAD~1..HEAD"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.out.contains("vanished  RUL101") && run.out.contains("new       RUL109"),
        "{}",
        run.out
    );
    book.replace(GUIDELINE, "id: RUL109", "id: RUL109\naliases: [RUL101]");
    commit(&book);
    let run = book.run(&["changes", "HEAD~2..HEAD"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("RUL101 is now an alias of RUL109"), "{}", run.out);
}

#[test]
fn a_project_hears_what_newly_binds_it_and_what_is_newly_found() {
    let book = kept();
    book.replace(GUIDELINE, "level: should", "level: must");
    book.replace(GUIDELINE, "revision: 1\nchanges", "revision: 2\nchanges");
    book.replace(
        GUIDELINE,
        "First edition.}",
        "First edition.}\n- {revision: 2, date: 2026-11-24, kind: stricter, text: More.}",
    );
    book.write("tree/setup.cfg", "").write("tree/a.py", "print(1)\n");
    let tree = book.path("tree").to_string_lossy().into_owned();
    let run = book.run(&["changes", "HEAD..", "--project", "example", "--tree", &tree]);
    assert!(run.out.contains("RUL101 is must for it, and was should"), "{}{}", run.out, run.err);
    assert!(!run.out.contains("newly found"), "{}", run.out);
    for (range, why) in
        [("HEAD", "no range of two versions"), ("nothing..", "there is no commit `nothing` here")]
    {
        let run = book.run(&["changes", range]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(why), "{}", run.err);
    }
}

#[test]
fn other_words_for_the_same_are_no_change_where_the_log_says_so() {
    let book = kept();
    book.replace(GUIDELINE, "choose the level by", "take the level from");
    let run = book.run(&["changes", "HEAD.."]);
    assert!(run.code == 1 && run.out.contains("add an `editorial` entry"), "{}", run.out);
    book.replace(
        GUIDELINE,
        "First edition.}",
        "First edition.}\n- {revision: 1, date: 2026-11-24, kind: editorial, text: Plainer words.}",
    );
    let run = book.run(&["changes", "HEAD.."]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.starts_with("editorial RUL101"), "{}", run.out);
    assert!(run.out.contains("editorial: Plainer words."), "{}", run.out);
    // What was said before explains nothing that comes later, and no words make another level the same.
    commit(&book);
    book.replace(GUIDELINE, "take the level from", "find the level in");
    assert_eq!(book.run(&["changes", "HEAD.."]).code, 1);
    book.replace(GUIDELINE, "find the level in", "take the level from");
    book.replace(GUIDELINE, "level: should", "level: must");
    book.replace(
        GUIDELINE,
        "Plainer words.}",
        "Plainer words.}\n- {revision: 1, date: 2026-11-24, kind: editorial, text: Again.}",
    );
    let run = book.run(&["changes", "HEAD.."]);
    assert!(run.code == 1 && run.out.contains("WRONG: its level changed"), "{}", run.out);
}

#[test]
fn an_older_version_may_break_laws_and_the_newer_one_may_not() {
    let book = kept();
    let sound = book.read(GUIDELINE);
    book.replace(GUIDELINE, "checks: [", "checks: [gone, ");
    commit(&book);
    book.write(GUIDELINE, &sound);
    commit(&book);
    let run = book.run(&["changes", "HEAD~1..HEAD"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(
        run.err.contains("the rulebook of HEAD~1 has 1 problem for this version"),
        "{}",
        run.err
    );
    let run = book.run(&["changes", "HEAD~1..HEAD", "--project", "example"]);
    assert!(run.code == 2 && run.err.contains("has 1 problem"), "{}", run.err);
    let run = book.run(&["changes", "HEAD..HEAD~1"]);
    assert!(run.code == 2 && run.err.contains("has 1 problem"), "{}", run.err);
}
