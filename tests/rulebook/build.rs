//! `rulebook build` writes everything whole or not at all, only what is its own, and always the same bytes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::{Book, command, tree};

const GUIDELINE: &str = "guidelines/logging/print-in-services.yaml";

/// The committed outputs: all of generated/ but the HTML and what locks it.
fn outputs(book: &Book) -> Vec<(String, Vec<u8>)> {
    let ours = |path: &str| !path.starts_with("book/") && !path.starts_with('.');
    tree(&book.path("generated")).into_iter().filter(|(path, _)| ours(path)).collect()
}

/// What `build --check` says is stale.
fn stale(book: &Book) -> BTreeSet<String> {
    let run = book.run(&["build", "--check"]);
    assert_eq!(run.code, i32::from(!run.out.is_empty()), "{}", run.err);
    let path = |line: &str| line.split(": ").next().map(|path| path.replacen("generated/", "", 1));
    run.out.lines().filter_map(path).collect()
}

#[test]
fn a_build_is_up_to_date_until_a_source_changes() {
    let book = Book::new();
    assert!(!stale(&book).is_empty(), "nothing has been built yet");
    book.build();
    assert_eq!(stale(&book), BTreeSet::new());
    assert!(book.build().err.contains("up to date"), "a second build has nothing to do");
    fs::remove_file(book.path("generated/.fresh")).expect("the word that the build left");
    assert!(
        book.build().err.contains("0 files written"),
        "and without that word it writes nothing"
    );
}

#[test]
fn check_names_exactly_the_files_that_a_build_then_changes() {
    let fields = [
        ("title: Services tell", "title: All services tell"),
        ("level: should", "level: must"),
        ("since: first", "since: zeroth"),
        ("tags: [operations]", "tags: []"),
        ("summary: A service", "summary: Each service"),
        ("  What `print` writes", "  All that `print` writes"),
        ("  Use `logging", "  Do use `logging"),
        ("  Command-line programs", "  All command-line programs"),
        ("- title: A worker", "- title: The worker"),
        ("print(\"working on\", job)", "print(\"at work on\", job)"),
        ("LOG.info(", "LOG.debug("),
        ("- ask: Does", "- ask: Do you think that"),
        ("title: \"Logging HOWTO", "title: \"The Logging HOWTO"),
        ("effort: minutes", "effort: hours"),
        ("text: First edition.", "text: The first edition."),
        ("  kind: [service]", "  kind: [tool]"),
        ("status: active", "status: draft"),
        ("id: RUL101", "id: RUL100"),
    ];
    for (from, to) in fields {
        let book = Book::new();
        book.build();
        let before = outputs(&book);
        book.replace(GUIDELINE, from, to);
        if to.starts_with("id:") {
            // A changed id is a new guideline, and what was published would have to stay.
            book.replace("guidelines/introduction.md", "[RUL101]", "[RUL100]");
            fs::remove_file(book.path("generated/exports/ids.json")).expect("the list of ids");
        }
        let named = stale(&book);
        book.build();
        let after = outputs(&book);
        let changed: BTreeSet<String> = before
            .iter()
            .filter(|file| !after.contains(file))
            .chain(after.iter().filter(|file| !before.contains(file)))
            .map(|(path, _)| path.clone())
            .collect();
        let ids_only = |path: &String| to.starts_with("id:") && path == "exports/ids.json";
        let differ: Vec<_> =
            named.symmetric_difference(&changed).filter(|path| !ids_only(path)).collect();
        assert!(differ.is_empty(), "{to}: named and changed differ in {differ:?}");
        assert!(named.contains("exports/rules.json"), "{to}: {named:?}");
    }
}

#[test]
fn a_build_writes_the_exports_that_are_wanted_and_removes_the_others() {
    let book = Book::new();
    book.build();
    let exports = |book: &Book| {
        let all = outputs(book).into_iter().map(|(path, _)| path);
        all.filter(|path| path.starts_with("exports/")).collect::<BTreeSet<_>>()
    };
    let all = exports(&book);
    book.replace(
        "book.toml",
        "[preprocessor.rulebook]\n",
        "[preprocessor.rulebook]\nexports = [\"csv\", \"ruff\"]\n",
    );
    let mut named = stale(&book);
    assert!(named.remove("manifest.txt"), "it lists what there is: {named:?}");
    book.build();
    let (csv, ruff) = ("exports/checklist.csv".to_owned(), "exports/ruff/ruff.toml".to_owned());
    let few = BTreeSet::from([csv.clone(), "exports/ids.json".to_owned(), ruff]);
    assert_eq!(exports(&book), few);
    assert_eq!(named, all.difference(&few).cloned().collect());
    book.replace("book.toml", "\"ruff\"", "\"rufff\"").replace(
        "guidelines/logging/print-in-services.yaml",
        "level: should",
        "level: shoud",
    );
    let run = book.run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(
        run.err.contains("there is no export `rufff`") && run.err.contains("did you mean `ruff`?"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("shoud") && run.err.contains("2 problems"),
        "all that is wrong is told at once: {}",
        run.err
    );
    assert!(book.path(&format!("generated/{csv}")).exists(), "and nothing is lost");
}

#[test]
fn what_was_changed_by_hand_is_seen_and_mended() {
    let book = Book::new();
    book.build();
    let page = "generated/guide/introduction.md";
    let good = book.read(page);
    book.write(page, "by hand");
    assert_eq!(stale(&book), BTreeSet::from(["guide/introduction.md".to_owned()]));
    book.build();
    assert_eq!(book.read(page), good);
    fs::remove_file(book.path(page)).expect("a page");
    assert_eq!(stale(&book), BTreeSet::from(["guide/introduction.md".to_owned()]));
}

#[test]
fn a_build_without_html_leaves_the_book_to_the_next_one() {
    let book = Book::new();
    book.run(&["build"]);
    book.replace("guidelines/introduction.md", "This is what", "That is what");
    book.build();
    assert!(book.read("generated/book/introduction.html").contains("This is what"));
    book.run(&["build"]);
    assert!(book.read("generated/book/introduction.html").contains("That is what"));
    book.replace("theme/rulebook.css", ".level", ".level-of-old, .level");
    assert!(book.run(&["build"]).err.contains("index.html: written"), "the theme is a source too");
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let (one, other) = (Book::new(), Book::new());
    one.run(&["build"]);
    other.run(&["build"]);
    assert_eq!(outputs(&one), outputs(&other));
    let html = |book: &Book| tree(&book.path("generated/book"));
    let differ: Vec<_> = html(&one)
        .into_iter()
        .zip(html(&other))
        .filter(|(a, b)| a != b && a.0 != ".rulebook-key")
        .map(|(a, _)| a.0)
        .collect();
    assert_eq!(differ, Vec::<String>::new());
}

#[test]
fn what_no_longer_belongs_goes_and_what_is_not_ours_stays() {
    let book = Book::new();
    book.write("projects/second.yaml", book.read("projects/example.yaml"));
    book.build();
    book.write("generated/guide/notes-of-mine.txt", "keep").write("generated/mine/too.txt", "keep");
    assert!(book.path("generated/checklists/second.md").exists());
    fs::remove_file(book.path("projects/second.yaml")).expect("a project");
    assert!(stale(&book).contains("checklists/second.md"));
    book.build();
    assert!(!book.path("generated/checklists/second.md").exists());
    assert_eq!(book.read("generated/guide/notes-of-mine.txt"), "keep");
    assert_eq!(book.read("generated/mine/too.txt"), "keep");
}

#[test]
fn a_file_of_the_users_is_never_overwritten() {
    let book = Book::new();
    book.build();
    book.write("generated/checklists/third.md", "mine");
    book.write("projects/third.yaml", book.read("projects/example.yaml"));
    let run = book.run(&["build", "--no-html"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("generated/checklists/third.md is not a file that a build wrote"),
        "{}",
        run.err
    );
    assert_eq!(book.read("generated/checklists/third.md"), "mine");
}

#[test]
fn a_folder_called_book_that_we_did_not_make_is_left_alone() {
    let book = Book::new();
    book.write("generated/book/novel.txt", "Chapter 1");
    let run = book.run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("is not a folder that a build made"), "{}", run.err);
    assert_eq!(book.read("generated/book/novel.txt"), "Chapter 1");
}

#[test]
fn files_that_others_put_into_the_book_stay_in_it() {
    let book = Book::new();
    assert_eq!(book.run(&["build"]).code, 0);
    book.write("generated/book/CNAME", "guide.example.org");
    for round in ["One", "Two", "Three"] {
        book.write("guidelines/introduction.md", format!("# Introduction\n\n{round}.\n"));
        assert_eq!(book.run(&["build"]).code, 0);
        assert!(book.read("generated/book/introduction.html").contains(round));
        assert_eq!(book.read("generated/book/CNAME"), "guide.example.org");
    }
}

#[test]
fn builds_at_the_same_time_wait_for_each_other() {
    let book = Book::new();
    let root = book.path("");
    let spawn = || {
        Command::new(env!("CARGO_BIN_EXE_rulebook"))
            .arg("--root")
            .arg(&root)
            .arg("build")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    };
    let builds: Vec<_> = (0..4).map(|_| spawn()).collect();
    for build in builds {
        let output = build.wait_with_output().expect("the program ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(stale(&book), BTreeSet::new());
    assert!(book.path("generated/book/index.html").exists());
}

#[test]
fn a_killed_build_leaves_every_file_whole() {
    let book = Book::new();
    for project in 0..60 {
        book.write(&format!("projects/project-{project}.yaml"), book.read("projects/example.yaml"));
    }
    book.build();
    let old = outputs(&book);
    book.replace(GUIDELINE, "summary: A service", "summary: Each service");
    let fresh = Book::new();
    for entry in ["guidelines", "projects"] {
        for (path, bytes) in tree(&book.path(entry)) {
            fresh.write(&format!("{entry}/{path}"), bytes);
        }
    }
    fresh.build();
    let new = outputs(&fresh);
    for delay in (0..40).map(|step| Duration::from_micros(500 * step)) {
        let mut build = Command::new(env!("CARGO_BIN_EXE_rulebook"))
            .arg("--root")
            .arg(book.path(""))
            .args(["build", "--no-html", "--quiet"])
            .spawn()
            .expect("the program starts");
        thread::sleep(delay);
        let _ = build.kill();
        build.wait().expect("the program ends");
        for file in outputs(&book) {
            assert!(
                old.contains(&file) || new.contains(&file),
                "{} is neither old nor new after {delay:?}",
                file.0
            );
        }
        // Back to the old state for the next kill.
        for (path, bytes) in &old {
            book.write(&format!("generated/{path}"), bytes);
        }
    }
    book.build();
    assert_eq!(outputs(&book), new);
    let left: Vec<_> = tree(&book.path("generated"))
        .into_iter()
        .filter(|(path, _)| path.starts_with(".staging"))
        .collect();
    assert!(left.is_empty(), "a later build removes what a killed one left");
}

#[test]
fn an_output_folder_that_cannot_be_written_is_an_error_with_its_path() {
    let book = Book::new();
    book.write("generated", "a file where a folder should be");
    let run = book.run(&["build"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("cannot write ROOT/generated"), "{}", run.err);
    assert_eq!(book.read("generated"), "a file where a folder should be");
}

/// Runs a shell script in a mount namespace of its own, where it may mount.
#[cfg(target_os = "linux")]
fn in_own_mounts(script: &str, dir: &Path) -> std::process::Output {
    Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-euc", script])
        .env("RULEBOOK", env!("CARGO_BIN_EXE_rulebook"))
        .env("DIR", dir)
        .output()
        .expect("unshare of util-linux runs")
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_previous_output_whole() {
    let book = Book::new();
    fs::create_dir(book.path("generated")).expect("a folder");
    let script = r#"
        mount -t tmpfs -o size=2m tmpfs "$DIR/generated"
        "$RULEBOOK" --root "$DIR" build --no-html --quiet
        (cd "$DIR/generated" && find . -type f -exec sha256sum {} + | sort) > "$DIR/before"
        head -c 4000000 /dev/zero | tr '\0' 'x' > "$DIR/generated/filler" || true
        sed -i 's/summary: A service/summary: Each service/' "$DIR/guidelines/logging/print-in-services.yaml"
        code=0
        "$RULEBOOK" --root "$DIR" build --no-html --quiet 2> "$DIR/said" || code=$?
        rm "$DIR/generated/filler"
        (cd "$DIR/generated" && find . -type f -exec sha256sum {} + | sort) > "$DIR/after"
        "$RULEBOOK" --root "$DIR" build --no-html --quiet
        "$RULEBOOK" --root "$DIR" build --check --quiet
        exit $code
    "#;
    let output = in_own_mounts(script, &book.path(""));
    let said = fs::read_to_string(book.path("said")).unwrap_or_default();
    assert_eq!(output.status.code(), Some(2), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("No space left on device"), "{said}");
    assert_eq!(book.read("before"), book.read("after"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_disk_is_an_error_with_its_path() {
    let book = Book::new();
    fs::create_dir(book.path("generated")).expect("a folder");
    let script =
        r#"mount -t tmpfs -o ro tmpfs "$DIR/generated"; exec "$RULEBOOK" --root "$DIR" build"#;
    let output = in_own_mounts(script, &book.path(""));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write") && said.contains("Read-only file system"), "{said}");
}

#[test]
fn init_overwrites_nothing() {
    let book = Book::new();
    let before = tree(&book.path(""));
    let root = book.path("");
    let again =
        command().args(["init".as_ref(), root.as_os_str()]).output().expect("the program runs");
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("nothing was written"));
    assert_eq!(before, tree(&root));
}
