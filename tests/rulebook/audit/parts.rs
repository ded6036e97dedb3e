//! Shards, putting them together, and comparing two audits.

use std::fs;

use super::{audit, three};
use crate::check::Tree;
use crate::support::{Book, Run};

fn part(book: &Book, trees: &Tree, shard: &str) -> String {
    let name = format!("part-{}.json", shard.replace('/', "-"));
    let (code, out, err) = audit(book, trees, &["--shard", shard, "--format", "json"]);
    assert_ne!(code, 2, "{err}");
    trees.write(&name, out);
    trees.path(&name).to_str().expect("a path").to_owned()
}

fn merge(book: &Book, parts: &[&str]) -> Run {
    book.run(&[&["audit", "merge", "--format", "json"][..], parts].concat())
}

#[test]
fn parts_put_together_are_the_same_bytes_as_one_run() {
    let (book, trees) = three();
    let whole = audit(&book, &trees, &["--format", "json"]).1;
    for of in 1..=5 {
        let parts: Vec<_> = (1..=of).map(|at| part(&book, &trees, &format!("{at}/{of}"))).collect();
        let mut given: Vec<&str> = parts.iter().map(String::as_str).collect();
        given.reverse();
        given.push(&parts[0]);
        let merged = merge(&book, &given);
        assert_eq!(merged.out, whole, "{of} parts");
        assert_eq!(merged.code, 0, "{}", merged.err);
    }
}

#[test]
fn a_part_that_is_missing_is_told_and_so_is_one_that_is_given_twice() {
    let (book, trees) = three();
    let (one, two) = (part(&book, &trees, "1/2"), part(&book, &trees, "2/2"));
    let merged = merge(&book, &[&one]);
    assert_eq!(merged.code, 1);
    assert!(merged.err.contains("missing: gone"), "{}", merged.err);
    let merged = merge(&book, &[&one, &two, &two]);
    assert_eq!(merged.code, 0);
    assert!(merged.err.contains("all of it is in the other parts"), "{}", merged.err);
}

#[test]
fn a_part_of_another_rulebook_is_refused() {
    let (book, trees) = three();
    let one = part(&book, &trees, "1/2");
    book.replace("projects/loud.yaml", "title: loud", "title: Loud");
    let two = part(&book, &trees, "2/2");
    let merged = merge(&book, &[&one, &two]);
    assert_eq!(merged.code, 2);
    assert!(merged.err.contains("run all parts with one rulebook"), "{}", merged.err);
}

#[test]
fn a_part_that_was_cut_off_is_told_with_its_place() {
    let (book, trees) = three();
    let one = part(&book, &trees, "1/1");
    let text = fs::read_to_string(&one).expect("it is there");
    for cut in [0, 1, text.len() / 2, text.len() - 3] {
        fs::write(&one, &text[..cut]).expect("room");
        let merged = merge(&book, &[&one]);
        assert_eq!(merged.code, 2, "cut after {cut}");
        assert!(merged.err.contains("is no whole audit"), "{}", merged.err);
    }
    fs::write(&one, text.replacen("\"version\": 1", "\"version\": 9", 1)).expect("room");
    assert!(merge(&book, &[&one]).err.contains("an audit of format 9"));
}

#[test]
fn shards_that_are_none_are_refused() {
    let (book, trees) = three();
    for wrong in ["0/2", "3/2", "1", "a/b", "1/0", "-1/2", "1/2/3"] {
        let (code, _, err) = audit(&book, &trees, &["--shard", wrong]);
        assert_eq!(code, 2, "{wrong}: {err}");
    }
}

#[test]
fn more_shards_than_projects_leave_some_with_nothing_to_do() {
    let (book, trees) = three();
    let part = part(&book, &trees, "7/9");
    let merged = merge(&book, &[&part]);
    assert_eq!(merged.code, 1);
    assert!(merged.out.contains("\"releases\": []"), "{}", merged.out);
}

#[test]
fn what_got_worse_is_told_with_its_places_and_fails() {
    let (book, trees) = three();
    let write = |name: &str| {
        trees.write(name, audit(&book, &trees, &["clean", "loud", "--format", "json"]).1);
        trees.path(name).to_str().expect("a path").to_owned()
    };
    let before = write("before.json");
    trees.write("clean/clean/a.py", "print(1)\n");
    trees.write("loud/loud/a.py", "print(1)\n");
    let now = write("now.json");
    let diff = |old: &str, new: &str| book.run(&["audit", "diff", old, new]);
    let run = diff(&before, &now);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("worse RUL101"), "{}", run.out);
    assert!(run.out.contains("new: clean/a.py:1"), "{}", run.out);
    assert!(run.out.contains("better RUL101"), "{}", run.out);
    let same = diff(&now, &now);
    assert_eq!((same.code, same.out.as_str()), (0, "2 projects are as before\n"));
    fs::remove_file(trees.path("clean/clean/a.py")).expect("it was there");
    fs::remove_file(trees.path("clean/setup.py")).expect("it was there");
    let lost = diff(&now, &write("lost.json"));
    assert_eq!(lost.code, 1);
    assert!(lost.out.contains("worse: it could not be looked at"), "{}", lost.out);
}
