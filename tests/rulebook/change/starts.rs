//! What a change does to the start of programs.

use super::Repo;

const GUIDELINE: &str = r#"id: RUL103
title: Patching comes first
level: must
status: active
since: first
revision: 1
changes:
- {revision: 1, date: 2026-11-23, kind: new, text: First edition.}
summary: Programs patch before they import anything else.
why: Text.
guidance: Patch first.
no_examples: It takes several files.
checks: [first]
"#;

const CHECK: &str = r#"find:
  startup:
    call: eventlet.monkey_patch
    verdict: late
    entries: console_scripts
message: "{entries} imports {before} before the patch"
confidence: high
limits: It needs a whole tree.
cases:
- title: Something comes first
  flag:
    setup.cfg: |
      [metadata]
      name = app
      [entry_points]
      console_scripts =
          app = app.main:main
    app/__init__.py: ""
    app/main.py: |
      import requests
      import eventlet
      eventlet.monkey_patch()
- title: Nothing comes first
  pass:
    setup.cfg: |
      [metadata]
      name = app
      [entry_points]
      console_scripts =
          app = app.main:main
    app/__init__.py: ""
    app/main.py: |
      import eventlet
      eventlet.monkey_patch()
"#;

const SETUP: &str = "[metadata]\nname = app\n[entry_points]\nconsole_scripts =\n    app = app.main:main\n    tool = app.tool:main\n";
const PATCHES: &str = "import eventlet\neventlet.monkey_patch()\nfrom app import work\n\ndef main():\n    work.go()\n";

/// A project of two programs; both patch first.
fn project() -> Repo {
    let repo = Repo::new();
    repo.book.write("guidelines/logging/first.yaml", GUIDELINE);
    repo.book.write("checks/first.yaml", CHECK);
    repo.write("setup.cfg", SETUP)
        .write("app/__init__.py", "")
        .write("app/base.py", "A = 1\n")
        .write("app/work.py", "def go():\n    pass\n")
        .write("app/main.py", format!("import app.base\n{PATCHES}"))
        .write("app/tool.py", PATCHES)
        .commit();
    repo
}

fn told(repo: &Repo, range: &str) -> (Option<serde_json::Value>, String) {
    let list = repo.list(range);
    let items = list.json["items"].as_array().expect("items");
    (items.iter().find(|item| item["guideline"] == "RUL103").cloned(), list.notes())
}

#[test]
fn an_import_far_from_the_patch_is_told_with_the_way_to_it() {
    let repo = project();
    repo.write("app/base.py", "A = 1\nimport requests\n").commit();
    let (item, _) = told(&repo, "HEAD^!");
    let item = item.expect("an item");
    assert_eq!(item["state"], "fail", "{item:#}");
    assert_eq!(item["places"][0]["path"], "app/base.py");
    assert_eq!(item["places"][0]["line"], 2);
    let finding = &item["findings"][0];
    assert_eq!((&finding["path"], &finding["line"]), (&"app/main.py".into(), &3.into()));
    assert_eq!(finding["introduced"], true);
    assert_eq!(
        item["notes"][0],
        "the start of app now imports requests before the patch at app/main.py:3 (app/main.py:1 \u{2192} app/base.py:2)"
    );
}

#[test]
fn what_was_late_before_is_nobodys_item_until_it_gets_worse_and_what_gets_better_is_told() {
    let repo = project();
    repo.write("app/base.py", "import requests\n").commit();
    repo.write("app/base.py", "import requests\n\nB = 2\n").commit();
    assert!(told(&repo, "HEAD^!").0.is_none());
    repo.write("app/base.py", "import requests\nimport yaml\n\nB = 2\n").commit();
    let item = told(&repo, "HEAD^!").0.expect("it got worse");
    assert_eq!(item["state"], "fail");
    assert!(
        item["notes"][0].as_str().expect("a note").contains("now imports yaml before"),
        "{item:#}"
    );
    repo.write("app/base.py", "B = 2\n").commit();
    let (item, notes) = told(&repo, "HEAD^!");
    assert!(item.is_none_or(|item| item["state"] == "pass"));
    assert!(
        notes.contains("the start of app no longer imports requests and yaml before"),
        "{notes}"
    );
}

#[test]
fn a_call_that_moves_or_goes_is_told() {
    let repo = project();
    repo.write("app/tool.py", "from app import work\n\ndef main():\n    work.go()\n").commit();
    let (_, notes) = told(&repo, "HEAD^!");
    assert!(
        notes.contains("the start of tool is not patched any more; it was, at app/tool.py:2"),
        "{notes}"
    );
    repo.write("app/tool.py", "import app.patched\n\ndef main():\n    pass\n")
        .write("app/patched.py", "import eventlet\neventlet.monkey_patch()\n")
        .commit();
    let (_, notes) = told(&repo, "HEAD^!");
    assert!(notes.contains("the start of tool is patched now, at app/patched.py:2"), "{notes}");
}

#[test]
fn it_is_the_same_for_commits_the_working_tree_and_a_patch() {
    let repo = project();
    repo.write("app/base.py", "A = 1\nimport requests\n");
    let (on_disk, _) = told(&repo, "HEAD");
    let patch = repo.git(&["diff"]);
    let of_patch = repo.list_of_patch(patch.as_bytes(), &repo.path());
    assert_eq!(of_patch.item("RUL103")["notes"], on_disk.clone().expect("an item")["notes"]);
    repo.git(&["checkout", "-q", "app/base.py"]);
    let of_patch = repo.list_of_patch(patch.as_bytes(), &repo.path());
    assert_eq!(of_patch.item("RUL103")["notes"], on_disk.clone().expect("an item")["notes"]);
    repo.write("app/base.py", "A = 1\nimport requests\n").commit();
    // What is on disk has nothing to do with what happened between commits.
    repo.write("app/main.py", "import yaml\n").commit();
    assert_eq!(told(&repo, "HEAD~2..HEAD~1").0, on_disk);
}

#[test]
fn a_module_that_is_moved_removed_or_shadowed_is_followed_on_both_sides() {
    let repo = project();
    repo.write("app/base/__init__.py", "import requests\n").commit();
    let item = told(&repo, "HEAD^!").0.expect("a package comes before a module of its name");
    assert!(
        item["notes"][0].as_str().expect("a note").contains("app/base/__init__.py:1"),
        "{item:#}"
    );
    repo.git(&["rm", "-q", "-r", "app/base"]);
    repo.commit();
    assert!(told(&repo, "HEAD^!").1.contains("no longer imports requests"));
}

#[test]
fn what_no_program_imports_and_what_says_nothing_of_imports_is_not_followed_for_nothing() {
    let repo = project();
    repo.write("app/other.py", "import requests\n").commit();
    let (item, notes) = told(&repo, "HEAD^!");
    assert!(item.is_none() && notes == "[]", "{notes}");
    repo.write("app/test_other.py", "import requests\nimport eventlet\neventlet.monkey_patch()\n")
        .commit();
    let (_, notes) = told(&repo, "HEAD^!");
    assert_eq!(notes, "[]");
}

/// The guideline, with a question that following the start of programs answers and one that it does not.
fn asking() -> Repo {
    let repo = project();
    let questions = r#"review:
- ask: Does nothing come before the patch?
  startup: true
  when: {at_import: true}
- ask: Does a test prove it?
  when: {at_import: true}
"#;
    repo.book.write("guidelines/logging/first.yaml", GUIDELINE.to_owned() + questions);
    repo
}

#[test]
fn nobody_is_asked_what_following_both_sides_answers() {
    let repo = asking();
    let asked = |range: &str| {
        let told = repo.list(range).told();
        told.into_iter().filter(|line| line.starts_with("  D")).collect::<Vec<_>>()
    };
    repo.write("app/base.py", "A = 1\nB = set()\n").commit();
    assert_eq!(asked("HEAD^!"), ["  Does a test prove it?"]);
    let notes = repo.list("HEAD^!").notes();
    assert!(
        notes.contains("followed before the change and after it; nothing of it got"),
        "{notes}"
    );
    repo.write("app/base.py", "import requests\nB = set()\n").commit();
    let both = ["  Does nothing come before the patch?", "  Does a test prove it?"];
    assert_eq!(asked("HEAD^!"), both, "it got worse");
    repo.write("setup.cfg", SETUP.replace("app.tool", "app.nowhere")).commit();
    repo.write("app/base.py", "import requests\nB = dict()\n").commit();
    assert_eq!(asked("HEAD^!"), both, "one of the programs cannot be followed");
    repo.write("setup.cfg", SETUP).commit();
    repo.write("app/__init__.py", "C = set()\n").commit();
    assert_eq!(asked("HEAD^!"), ["  Does a test prove it?"]);
    repo.write("apart/__init__.py", "C = set()\n").commit();
    assert_eq!(asked("HEAD^!"), ["  Does a test prove it?"], "no program imports it");
    repo.git(&["rm", "-q", "setup.cfg"]);
    repo.commit();
    repo.write("app/base.py", "D = set()\n").commit();
    assert_eq!(asked("HEAD^!"), both, "there is no program to follow");
    let patch = repo.git(&["diff", "HEAD^!"]);
    let elsewhere = Repo::new();
    elsewhere
        .book
        .write("guidelines/logging/first.yaml", repo.book.read("guidelines/logging/first.yaml"));
    elsewhere.book.write("checks/first.yaml", CHECK);
    let list = elsewhere.list_of_patch(patch.as_bytes(), &elsewhere.path());
    let asks = "  Does nothing come before the patch?";
    assert!(list.told().iter().any(|line| line == asks), "nobody followed: {:?}", list.told());
}
