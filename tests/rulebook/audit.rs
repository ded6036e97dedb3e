//! `rulebook audit` over small projects, against the rulebook of `rulebook init`, whose one check flags `print`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::check::Tree;
use crate::support::Book;

mod guide;
mod parts;
mod room;
mod source;

/// A rulebook of three projects, and the trees of two of them.
pub(crate) fn three() -> (Book, Tree) {
    let (book, trees) = (Book::new(), Tree::new());
    let text = book.read("projects/example.yaml");
    fs::remove_file(book.path("projects/example.yaml")).expect("it was there");
    for name in ["clean", "loud", "gone"] {
        book.write(&format!("projects/{name}.yaml"), text.replace("Example", name));
    }
    trees.write("clean/setup.py", "").write("clean/clean/a.py", "x = 1\n");
    trees.write("loud/setup.py", "").write("loud/loud/a.py", "print(1)\nprint(2)\n");
    trees.write("loud/loud/b.py", "print(3)  # noqa\n");
    (book, trees)
}

pub(crate) fn audit(book: &Book, trees: &Tree, more: &[&str]) -> (i32, String, String) {
    let trees = trees.path("");
    let args = ["audit", "--offline", "--date", "2026-11-23", "--trees"];
    let trees = trees.to_str().expect("a path in UTF-8");
    let run = book.run(&[&args[..], &[trees, "--no-memory"], more].concat());
    (run.code, run.out, run.err)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What an audit says of a project.
fn of<'a>(audit: &'a Value, project: &str) -> &'a Value {
    let releases = audit["releases"].as_array().expect("releases");
    releases.iter().find(|one| one["project"] == project).expect("the project")
}

#[test]
fn each_project_is_told_with_what_it_keeps_and_what_it_breaks() {
    let (book, trees) = three();
    let (code, out, err) = audit(&book, &trees, &["--format", "json"]);
    assert_eq!(code, 1, "{err}");
    let audit = json(&out);
    let loud = &of(&audit, "loud")["outcome"]["seen"];
    assert_eq!(loud["files"], 3);
    assert_eq!(loud["guidelines"]["RUL101"]["state"], "fail");
    assert_eq!(loud["guidelines"]["RUL101"]["findings"], 2);
    assert_eq!(loud["guidelines"]["RUL101"]["waived"], 1);
    assert_eq!(loud["findings"][1]["path"], "loud/a.py");
    assert_eq!(loud["findings"][1]["line"], 2);
    let clean = &of(&audit, "clean")["outcome"]["seen"];
    assert_eq!(clean["guidelines"]["RUL101"]["clean"], true);
    assert_eq!(clean["findings"], Value::Array(Vec::new()));
}

#[test]
fn a_project_that_cannot_be_had_is_not_run_and_never_passes() {
    let (book, trees) = three();
    let (code, out, _) = audit(&book, &trees, &["gone"]);
    assert_eq!(code, 1);
    assert!(out.contains("gone") && out.contains("not run: "), "{out}");
    let (_, out, _) = audit(&book, &trees, &["gone", "--format", "csv"]);
    let row = out.lines().nth(1).expect("a row");
    assert!(row.starts_with("gone,") && row.contains(",not_run,"), "{row}");
}

#[test]
fn a_project_without_python_is_not_run() {
    let (book, trees) = three();
    trees.write("gone/README", "nothing here");
    let (code, out, _) = audit(&book, &trees, &["gone"]);
    assert_eq!(code, 1);
    assert!(out.contains("not run: there is no Python file in it"), "{out}");
}

#[test]
fn clean_projects_alone_make_a_clean_audit() {
    let (book, trees) = three();
    assert_eq!(audit(&book, &trees, &["clean"]).0, 0);
    assert_eq!(audit(&book, &trees, &["nobody"]).0, 2);
}

#[test]
fn a_file_that_was_read_in_part_makes_no_pass() {
    let (book, trees) = three();
    trees.write("clean/clean/b.py", "print = 3\ndef f(:\n");
    let (_, out, _) = audit(&book, &trees, &["clean", "--format", "json"]);
    let told = json(&out);
    let seen = &of(&told, "clean")["outcome"]["seen"]["guidelines"]["RUL101"];
    assert_eq!(seen["state"], "not_run");
    assert!(seen["why"].as_str().expect("a reason").contains("clean/b.py"), "{seen}");
    // What has no word of what is looked for holds none of it, however broken it is.
    trees.write("clean/clean/b.py", "def f(:\n");
    let (_, out, _) = audit(&book, &trees, &["clean", "--format", "json"]);
    let audit = json(&out);
    assert_ne!(of(&audit, "clean")["outcome"]["seen"]["guidelines"]["RUL101"]["state"], "not_run");
}

#[test]
fn a_tree_is_its_own_root_whatever_lies_around_it() {
    let (book, trees) = three();
    trees.write(".git/HEAD", "").write("setup.py", "").write("gone/x.py", "print(1)\n");
    let (_, out, _) = audit(&book, &trees, &["gone", "--format", "json"]);
    assert_eq!(of(&json(&out), "gone")["outcome"]["seen"]["findings"][0]["path"], "x.py");
}

#[test]
fn what_is_remembered_changes_nothing_and_is_used() {
    let (book, trees) = three();
    let memory = trees.path("memory");
    let run = |more: &[&str]| {
        let (trees, memory) = (trees.path(""), memory.to_str().expect("a path"));
        let args = ["audit", "--offline", "--date", "2026-11-23", "--format", "json", "--memory"];
        let trees = ["--trees", trees.to_str().expect("a path")];
        book.run(&[&args[..], &[memory], &trees, more].concat())
    };
    let (first, second) = (run(&[]), run(&[]));
    assert_eq!(first.out, second.out);
    assert_eq!(first.out, audit(&book, &trees, &["--format", "json"]).1);
    let file = memory.join("loud.memory");
    let kept = fs::read(&file).expect("it was kept");
    // Another rulebook asks for something else, and gets it.
    book.replace("checks/logging/print-in-services.yaml", "name: print", "name: int");
    book.replace("checks/logging/print-in-services.yaml", "cases:", "x-cases:");
    trees.write("loud/loud/a.py", "print(1)\nint(2)\n");
    let third = book.run(&["test"]);
    assert_ne!(third.code, 2, "{}", third.err);
    let other = run(&["loud"]);
    let audit = json(&other.out);
    let found = of(&audit, "loud")["outcome"]["seen"]["findings"].as_array().expect("a list").len();
    assert_eq!(found, 1, "{}", other.out);
    // A file that was spoiled is as good as none.
    fs::write(&file, &kept[..kept.len() / 2]).expect("room");
    assert_eq!(run(&["loud"]).out, other.out);
}

#[test]
fn audits_at_once_share_what_is_remembered_and_may_lose_it() {
    let (book, trees) = three();
    for at in 0..40 {
        trees.write(&format!("loud/loud/m{at}.py"), format!("print({at})\n"));
    }
    let whole = audit(&book, &trees, &["--format", "json"]).1;
    let memory = trees.path("memory");
    let one = || {
        let mut command = crate::support::command();
        command.arg("--root").arg(book.path("")).args(["audit", "--offline"]);
        command.args(["--date", "2026-11-23", "--format", "json", "--trees"]);
        command.arg(trees.path("")).arg("--memory").arg(&memory);
        command.output().expect("it runs")
    };
    for round in 0..4 {
        std::thread::scope(|scope| {
            let started: Vec<_> = (0..3).map(|_| scope.spawn(one)).collect();
            // Somebody tidies up while they run.
            if round % 2 == 0 {
                let _ = fs::remove_dir_all(&memory);
            }
            for one in started {
                let output = one.join().expect("it ends");
                assert_eq!(output.status.code(), Some(1));
                assert_eq!(String::from_utf8_lossy(&output.stdout), whole);
            }
        });
    }
    assert!(memory.join("loud.memory").is_file());
}

#[test]
fn all_formats_are_written_into_a_folder() {
    let (book, trees) = three();
    let out = trees.path("out");
    let (code, _, err) = audit(&book, &trees, &["--out", out.to_str().expect("a path")]);
    assert_eq!(code, 1, "{err}");
    let has = |path: &str| out.join(path).is_file();
    assert!(
        has("audit.json") && has("cells.csv") && has("findings.csv") && has("sarif/loud.sarif")
    );
    let sarif = json(&fs::read_to_string(out.join("sarif/loud.sarif")).expect("it is there"));
    assert_eq!(sarif["runs"][0]["results"].as_array().expect("results").len(), 3);
    let gone = json(&fs::read_to_string(out.join("sarif/gone.sarif")).expect("it is there"));
    assert_eq!(gone["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn markdown_stands_alone_and_leads_to_the_lines() {
    let (book, trees) = three();
    let text = book.read("projects/loud.yaml");
    let browse = "browse_release: 'https://git.example/{release}/{path}#L{line}'\n";
    book.write("projects/loud.yaml", format!("{text}{browse}"));
    trees.write("loud/loud/<i>|`x`.py", "print('<b>')\n");
    let (_, out, _) = audit(&book, &trees, &["--format", "markdown"]);
    assert!(
        out.starts_with("# Audit\n\n3 releases of 3 projects, looked at on 2026-11-23"),
        "{out}"
    );
    assert!(out.contains("| clean | newest | 0 | ✓? |"), "{out}");
    assert!(out.contains("| loud | newest | 3 | ✗3 |"), "{out}");
    assert!(out.contains("\n## loud newest\n"), "{out}");
    let place = r"| RUL101 should | [loud/\<i>\|`x`.py:1](<https://git.example/newest/loud/%3Ci%3E%7C%60x%60.py#L1>) |";
    assert!(out.contains(place), "{out}");
    assert!(out.contains("(waived: "), "{out}");
    assert!(out.contains("## gone newest\n\nNot run: "), "{out}");
    let folder = trees.path("out");
    audit(&book, &trees, &["--out", folder.to_str().expect("a path")]);
    let page = fs::read_to_string(folder.join("markdown/loud.md")).expect("it is there");
    assert!(page.starts_with("# loud newest\n") && page.contains(place), "{page}");
    assert!(folder.join("markdown/README.md").is_file());
}

#[test]
fn no_room_to_write_leaves_what_was_there() {
    let (book, trees) = three();
    let out = trees.path("out");
    trees.write("out", "a file where a folder should be");
    let (code, _, err) = audit(&book, &trees, &["--out", out.to_str().expect("a path")]);
    assert_eq!(code, 2);
    assert!(err.contains("cannot write"), "{err}");
    assert!(Path::new(&out).is_file());
}
