//! Changes that nobody hopes for.

use super::Repo;

const SLEEPS: &str = "import time\n\ndef wait():\n    time.sleep(1)\n";

#[test]
fn deletions_binary_files_and_modes_are_told_without_being_read_as_code() {
    let repo = Repo::new();
    repo.write("gone.py", SLEEPS)
        .write("bin.dat", b"\0\x01SWITCH")
        .write("run.py", "print(1)\n")
        .commit();
    repo.git(&["rm", "-q", "gone.py"]);
    repo.git(&["update-index", "--chmod=+x", "run.py"]);
    repo.write("bin.dat", b"\0\x02SWITCH");
    repo.git(&["add", "bin.dat"]);
    repo.git(&["commit", "-q", "-m", "x"]);
    let list = repo.list("HEAD^!");
    // Code that sleeps and goes is worth the question; what only gets another mode is not.
    assert_eq!(list.told(), ["RUL102 person", "  Is the sleep needed?"]);
    assert_eq!(list.item("RUL102")["places"][0]["gone"], true);
}

#[test]
fn a_merge_is_compared_with_what_it_was_merged_into() {
    let repo = Repo::new();
    repo.write("a.py", "A = 1\n").commit();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("b.py", SLEEPS).commit();
    repo.git(&["checkout", "-q", "main"]);
    repo.write("c.py", "print(1)\n").commit();
    repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    assert_eq!(repo.list("HEAD^!").told(), ["RUL102 person", "  Is the sleep needed?"]);
    let combined = repo.git(&["show", "--cc", "HEAD"]);
    assert!(!combined.is_empty());
}

#[test]
fn another_repository_inside_is_told_and_not_read() {
    let (inner, repo) = (Repo::new(), Repo::new());
    inner.write("a.py", SLEEPS).commit();
    repo.write("x.py", "A = 1\n").commit();
    repo.git(&["submodule", "--quiet", "add", inner.path().to_str().expect("UTF-8"), "inner"]);
    repo.commit();
    let list = repo.list("HEAD^!");
    assert_eq!(list.told(), Vec::<String>::new());
    assert!(list.notes().contains("inner is a link or another repository"), "{}", list.notes());
}

#[test]
fn ranges_that_cannot_be_are_refused_with_a_reason() {
    let repo = Repo::new();
    let refused = |args: &[&str]| {
        let run = repo.run(&[&["checklist"], args].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}");
        run.err
    };
    assert!(refused(&["--change", "HEAD"]).contains("has no commit yet"));
    repo.write("a.py", "A = 1\n").commit();
    assert!(refused(&["--change", "nothing..HEAD"]).contains("there is no commit `nothing` here"));
    assert!(refused(&["--change=--output=x"]).contains("no range of commits"));
    assert!(refused(&["--change", "a b"]).contains("no range of commits"));
    assert!(refused(&["--change", "\u{1b}[31mx"]).contains("there is no commit `\u{fffd}[31mx`"));
    assert!(refused(&["--patch", "/nowhere/x.patch"]).contains("cannot read the patch"));
    assert_eq!(
        repo.list("HEAD^!").told(),
        Vec::<String>::new(),
        "the first commit of all has an empty tree before it"
    );
}

#[test]
fn a_shallow_clone_says_how_to_get_what_it_lacks() {
    let repo = Repo::new();
    repo.write("a.py", "A = 1\n").commit();
    repo.write("a.py", "A = 2\n").commit();
    let clone = Repo::new();
    let url = format!("file://{}", repo.path().display());
    clone.git(&["fetch", "-q", "--depth=1", &url, "main"]);
    clone.git(&["checkout", "-q", "FETCH_HEAD"]);
    for range in ["HEAD^!", "HEAD~1..HEAD"] {
        let run = clone.run(&["checklist", "--change", range]);
        assert_eq!(run.code, 2, "{range}");
        assert!(run.err.contains("git fetch --unshallow"), "{range}: {}", run.err);
    }
}

#[test]
fn a_patch_with_other_ends_of_lines_is_the_same_patch() {
    let repo = Repo::new();
    repo.write("a.py", SLEEPS).commit();
    repo.write("a.py", SLEEPS.replace('1', "2")).commit();
    let patch = repo.git(&["diff", "HEAD~1"]);
    let list = repo.list_of_patch(patch.as_bytes(), &repo.path());
    let mailed = repo.list_of_patch(patch.replace('\n', "\r\n").as_bytes(), &repo.path());
    assert_eq!(list.json["items"], mailed.json["items"]);
    assert_eq!(list.told()[0], "RUL102 person");
}

#[test]
fn a_patch_of_another_project_is_looked_at_by_its_own_lines() {
    let (repo, other) = (Repo::new(), Repo::new());
    repo.write("a.py", "A = 1\n").commit();
    other.write("a.py", SLEEPS).commit();
    other.write("a.py", SLEEPS.replace('1', "2")).commit();
    let patch = other.git(&["diff", "-U9", "HEAD~1"]);
    let list = repo.list_of_patch(patch.as_bytes(), &repo.path());
    assert!(list.notes().contains("none of its files is here"), "{}", list.notes());
    assert_eq!(list.told(), ["RUL102 person", "  Is the sleep needed?"]);
}

#[test]
fn what_is_no_patch_is_refused_and_nothing_outside_the_tree_is_read() {
    let repo = Repo::new();
    repo.write("a.py", "A = 1\n").commit();
    repo.write("../no.patch", "words\n");
    let run = repo.run(&[
        "checklist",
        "--patch",
        repo.path().join("../no.patch").to_str().expect("UTF-8"),
    ]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("this is no patch"), "{}", run.err);
    let out = "--- a/../../../etc/passwd\n+++ b/../../../etc/passwd\n@@ -1 +1 @@\n-root\n+SWITCH\n";
    let list = repo.list_of_patch(out.as_bytes(), &repo.path());
    assert!(list.notes().contains("none of its files is here"), "{}", list.notes());
}

#[test]
fn names_and_messages_steer_no_terminal_and_end_no_code() {
    let repo = Repo::new();
    let name = "a\u{1b}[2J`<b>\u{202e}.py";
    repo.write("x.py", "A = 1\n").commit();
    repo.write(name, SLEEPS).commit_as("x\n\nGuideline-Answer: \u{1b}[31m\n");
    for format in ["markdown", "text", "html"] {
        let run = repo.run(&["checklist", "--change", "HEAD^!", "--format", format]);
        assert!(run.out.contains("time.sleep"), "{}", run.out);
        assert!(!run.out.contains(['\u{1b}', '\u{202e}']), "{format}: {:?}", run.out);
        assert!(!run.out.contains("`<b>"), "{format}: {:?}", run.out);
    }
}

#[test]
fn a_hundred_thousand_lines_are_read() {
    let repo = Repo::new();
    let lines: String = (0..50_000).map(|at| format!("A{at} = {at}\n")).collect();
    repo.write("a.py", &lines).write("d.txt", &lines).commit();
    repo.write("a.py", lines.replace(" = ", " = 1 + ") + SLEEPS)
        .write("d.txt", lines.replace(" = ", " = 1 + "))
        .commit();
    assert_eq!(repo.list("HEAD^!").told(), ["RUL102 person", "  Is the sleep needed?"]);
}

#[test]
fn work_in_a_folder_below_the_root_is_told_from_the_root() {
    let repo = Repo::new();
    repo.write("pkg/deep/a.py", "A = 1\n").commit();
    repo.write("pkg/deep/a.py", SLEEPS).commit();
    let root = repo.book.path("");
    let run = repo.book.run_in(
        &repo.path().join("pkg/deep"),
        &[
            "--root",
            root.to_str().expect("UTF-8"),
            "checklist",
            "--change",
            "HEAD^!",
            "--format",
            "json",
            "--project",
            "example",
        ],
    );
    assert!(run.out.contains("\"pkg/deep/a.py\""), "{}{}", run.out, run.err);
}

#[test]
fn a_file_that_becomes_a_link_or_code_that_becomes_binary_is_no_code() {
    let repo = Repo::new();
    repo.write("a.py", "A = 1\n").write("b.py", "A = 1\n").commit();
    std::fs::remove_file(repo.path().join("a.py")).expect("it was there");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", repo.path().join("a.py")).expect("a link");
    repo.write("b.py", b"print(1)\0\n").commit();
    let list = repo.list("HEAD^!");
    assert!(!list.json.to_string().contains("root:"), "{}", list.json);
    assert!(list.notes().contains("a.py is a link or another repository"), "{}", list.notes());
}

#[test]
fn an_octopus_merge_and_the_end_of_a_range_that_is_a_tag_are_read() {
    let repo = Repo::new();
    repo.write("a.py", "A = 1\n").commit();
    for side in ["one", "two"] {
        repo.git(&["checkout", "-q", "-b", side, "main"]);
        repo.write(&format!("{side}.py"), SLEEPS).commit();
    }
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "--no-ff", "-m", "both", "one", "two"]);
    repo.git(&["tag", "-a", "-m", "x", "v1"]);
    assert_eq!(repo.list("v1^!").told(), ["RUL102 person", "  Is the sleep needed?"]);
    assert_eq!(repo.list("v1~1..v1").json["items"], repo.list("v1^!").json["items"]);
}

#[test]
fn a_change_without_lines_asks_nothing() {
    let repo = Repo::new();
    repo.write("a.py", SLEEPS).commit();
    repo.git(&["update-index", "--chmod=+x", "a.py"]);
    repo.git(&["commit", "-q", "-m", "mode"]);
    repo.git(&["commit", "-q", "--allow-empty", "-m", "nothing"]);
    assert_eq!(repo.list("HEAD^!").told(), Vec::<String>::new());
    assert_eq!(repo.list("HEAD~1^!").told(), Vec::<String>::new());
    assert_eq!(repo.list_of_patch(b"", &repo.path()).told(), Vec::<String>::new());
}

#[test]
fn a_rename_with_a_change_is_read_under_the_new_name() {
    let repo = Repo::new();
    let rest: String = (0..40).map(|at| format!("A{at} = {at}\n")).collect();
    repo.write("old.py", format!("{rest}{SLEEPS}")).commit();
    repo.git(&["mv", "old.py", "new.py"]);
    repo.write("new.py", format!("{rest}{}", SLEEPS.replace("(1)", "(2)"))).commit();
    let list = repo.list("HEAD^!");
    assert_eq!(list.told(), ["RUL102 person", "  Is the sleep needed?"]);
    assert_eq!(list.item("RUL102")["places"][0]["path"], "new.py");
}

#[test]
fn lines_that_only_end_otherwise_are_nobodys_item() {
    let repo = Repo::new();
    repo.write("a.py", format!("{SLEEPS}print(1)")).commit();
    repo.write("a.py", format!("{SLEEPS}print(1)\n")).commit();
    assert_eq!(repo.list("HEAD^!").told(), Vec::<String>::new(), "the last line got an end");
    let windows = format!("{SLEEPS}print(1)\n").replace('\n', "\r\n");
    repo.write("a.py", &windows).commit();
    assert_eq!(repo.list("HEAD^!").told(), Vec::<String>::new(), "all lines end otherwise");
    repo.write("a.py", SLEEPS.replace("(1)", "(2)") + "print(1)\n").commit();
    let list = repo.list("HEAD^!");
    assert_eq!(list.told(), ["RUL102 person", "  Is the sleep needed?"], "and one says more");
    assert_eq!(list.item("RUL102")["places"][0]["line"], 4);
    let run = repo.run(&["checklist", "--change", "HEAD^!"]);
    assert!(run.out.contains("(1 file, +5 \u{2212}5)"), "counted as git does: {}", run.out);
}
