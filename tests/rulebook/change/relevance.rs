//! What is on the list, and what is left out.

use proptest::prelude::*;
use regex::Regex;

use super::Repo;

const LOOP: &str = "import time\n\ndef wait():\n    time.sleep(1)\n\ndef other():\n    return 1\n";

#[test]
fn a_finding_that_the_change_brings_fails_the_item_and_one_that_was_there_does_not() {
    let repo = Repo::new();
    repo.write("a.py", "def f():\n    print(1)\n\ndef g():\n    print(2)\n").commit();
    repo.write("a.py", "def f():\n    print(1)\n    print(3)\n\ndef g():\n    print(2)\n").commit();
    let list = repo.list("HEAD^!");
    assert_eq!(
        list.told(),
        [
            "RUL101 fail",
            "  old a.py:2",
            "  new a.py:3",
            "  Does every new message have the level that tells an operator whether to act?"
        ]
    );
    assert_eq!(list.code, 1);
}

#[test]
fn what_moves_is_not_new() {
    let repo = Repo::new();
    repo.write("old.py", "def f():\n    print(1)\n\ndef rest():\n    a = 1\n    return a\n")
        .commit();
    repo.git(&["mv", "old.py", "new.py"]);
    repo.commit();
    assert_eq!(repo.list("HEAD^!").told(), Vec::<String>::new());
    repo.write(
        "new.py",
        "import os\n\n\ndef f():\n    print(1)\n\ndef rest():\n    a = 1\n    return a\n",
    )
    .commit();
    assert_eq!(repo.list("HEAD^!").told(), Vec::<String>::new());
    assert_eq!(repo.list("HEAD^!").code, 0);
}

#[test]
fn a_question_is_asked_where_the_function_that_changes_does_what_it_is_about_and_nowhere_else() {
    let repo = Repo::new();
    repo.write("a.py", LOOP).commit();
    repo.write("a.py", LOOP.replace("return 1", "return 2")).commit();
    assert_eq!(repo.list("HEAD^!").told(), Vec::<String>::new());
    repo.write("a.py", LOOP.replace("    time.sleep(1)", "    a = 1\n    time.sleep(1)")).commit();
    let list = repo.list("HEAD^!");
    assert_eq!(list.told(), ["RUL102 person", "  Is the sleep needed?"]);
    let place = &list.item("RUL102")["places"][0];
    assert_eq!((place["path"].as_str(), place["line"].as_u64()), (Some("a.py"), Some(5)));
    assert!(place["why"].as_str().is_some_and(|why| why.contains("time.sleep")), "{place}");
}

#[test]
fn what_stands_in_strings_is_no_code_where_only_code_is_asked_for() {
    let repo = Repo::new();
    let asks = super::ASKING.replace("diff: 'SWITCH'", "code: 'spawn\\w*\\('");
    repo.book.write("guidelines/logging/sleeping-workers.yaml", &asks);
    repo.write("a.py", "A = 1\n").commit();
    let said =
        "LOG.info('it will spawn(1)',\n    \"\"\"or\n    spawn(2)\"\"\", f'or spawn({1})')\n";
    repo.write("a.py", said).commit();
    assert_eq!(repo.list("HEAD^!").told(), Vec::<String>::new());
    repo.write("a.py", format!("{said}LOG.info(f'it is {{spawn(3)}}')\n")).commit();
    let list = repo.list("HEAD^!");
    assert_eq!(list.told(), ["RUL102 person", "  Is the switch documented?"]);
    assert_eq!(list.item("RUL102")["places"][0]["line"], 4);
}

#[test]
fn findings_that_say_the_same_are_told_once_with_their_places() {
    let repo = Repo::new();
    let old: String = (0..8).map(|at| format!("    print({at})\n")).collect();
    repo.write("a.py", format!("def f():\n{old}")).commit();
    let new = "    print(8)\n    print(9)\n";
    repo.write("a.py", format!("def f():\n{old}{new}")).write("b.py", "print(1)\n").commit();
    let told = |format: &str| {
        let run = repo.run(&["checklist", "--change", "HEAD^!", "--format", format]);
        let lines = run.out.lines().filter(|line| line.contains("a.py")).map(str::trim);
        lines
            .map(|line| line.split(" a service").next().unwrap_or(line).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told("markdown"),
        [
            "- `a.py:10`, `:11`, `b.py:1`",
            "- was there before: `a.py:2`, `:3`, `:4`, `:5`, `:6` and 3 more"
        ]
    );
    assert!(told("text")[0].starts_with("a.py:10, :11, b.py:1:"), "{:?}", told("text"));
    assert!(told("html")[0].contains(">a.py:10, :11, b.py:1</span>"), "{:?}", told("html"));
}

#[test]
fn comments_and_docstrings_make_no_change_relevant() {
    let repo = Repo::new();
    repo.write("x/cmd/run.py", "\"\"\"A.\"\"\"\nA = 1\n").commit();
    repo.write("x/cmd/run.py", "\"\"\"SWITCH print().\"\"\"\n# SWITCH print()\nA = 1\n").commit();
    assert_eq!(repo.list("HEAD^!").told(), Vec::<String>::new());
    repo.write("x/cmd/run.py", "\"\"\"SWITCH print().\"\"\"\nA = \"SWITCH\"\n").commit();
    assert_eq!(
        repo.list("HEAD^!").told(),
        ["RUL102 person", "  Is the switch documented?", "  Does the program start quickly?"]
    );
}

#[test]
fn code_in_a_function_does_not_run_on_import() {
    let repo = Repo::new();
    repo.write("x/cmd/run.py", "def f():\n    return 1\n").commit();
    repo.write("x/cmd/run.py", "def f():\n    return 2\n").commit();
    assert_eq!(repo.list("HEAD^!").told(), Vec::<String>::new());
}

#[test]
fn only_a_requirement_that_was_not_there_is_new() {
    let repo = Repo::new();
    repo.write("requirements.txt", "six>=1\n").commit();
    repo.write("requirements.txt", "# about six\nsix>=2\n").commit();
    assert_eq!(repo.list("HEAD^!").told(), Vec::<String>::new());
    repo.write("requirements.txt", "six>=2\nfoo\n").commit();
    assert_eq!(repo.list("HEAD^!").told(), ["RUL102 person", "  Is the new requirement free?"]);
}

#[test]
fn what_is_not_committed_and_what_a_range_says_come_to_the_same() {
    let repo = Repo::new();
    repo.write("a.py", LOOP).commit();
    repo.write("a.py", LOOP.replace("sleep(1)", "sleep(2)"));
    let list = repo.list_of(&["--change", "HEAD"]).told();
    assert_eq!(list, ["RUL102 person", "  Is the sleep needed?"]);
    repo.commit();
    for range in ["HEAD^!", "HEAD~1..HEAD", "HEAD~1..", "HEAD~1...HEAD", "HEAD~1"] {
        assert_eq!(repo.list(range).told(), list, "{range}");
    }
}

#[test]
fn a_patch_counts_as_a_commit_where_the_tree_is_there_before_or_after_it() {
    let repo = Repo::new();
    repo.write("a.py", LOOP).commit();
    repo.write("a.py", LOOP.replace("sleep(1)", "sleep(2)\n    print(1)")).commit();
    let patch = repo.git(&["format-patch", "--stdout", "-1"]);
    let expected = repo.list("HEAD^!").told();
    assert_eq!(expected[0], "RUL102 person");
    assert!(expected.contains(&"RUL101 fail".to_owned()), "{expected:?}");
    assert_eq!(repo.list_of_patch(patch.as_bytes(), &repo.path()).told(), expected);
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    assert_eq!(repo.list_of_patch(patch.as_bytes(), &repo.path()).told(), expected);
}

#[test]
fn a_patch_without_its_tree_never_passes_what_it_cannot_see() {
    let repo = Repo::new();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let patch = "--- a/a.py\n+++ b/a.py\n@@ -10,2 +10,3 @@ def f():\n     a = 1\n+    print(a)\n     return a\n";
    let list = repo.list_of_patch(patch.as_bytes(), elsewhere.path());
    assert_eq!(list.told(), ["RUL101 not_run"]);
    assert!(list.notes().contains("none of its files is here"), "{}", list.notes());
}

/// A change made of pieces, each of which is or is not there.
fn pieces() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..4_usize, 0..6_usize), 1..8)
}

const FILES: [&str; 4] = ["a.py", "x/cmd/b.py", "tests/test_c.py", "doc/d.rst"];
const TEXTS: [&str; 6] = [
    "def f():\n    return 1\n",
    "SWITCH = 1\n",
    "def g():\n    print(1)\n",
    "import time\n\ndef h():\n    time.sleep(1)\n",
    "# SWITCH\n",
    "VALUE = 2\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_is_left_out_is_irrelevant_and_the_order_of_files_and_hunks_says_nothing(pieces in pieces()) {
        let repo = Repo::new();
        let mut patches = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for (file, text) in &pieces {
            if !seen.insert(*file) {
                continue;
            }
            let (file, text) = (FILES[*file], TEXTS[*text]);
            let added: String = text.lines().map(|line| format!("+{line}\n")).collect();
            patches.push((file, text, format!("diff --git a/{file} b/{file}\nnew file mode 100644\n--- /dev/null\n+++ b/{file}\n@@ -0,0 +1,{} @@\n{added}", text.lines().count())));
        }
        let forward: String = patches.iter().map(|(_, _, patch)| patch.as_str()).collect();
        let backward: String = patches.iter().rev().map(|(_, _, patch)| patch.as_str()).collect();
        let list = repo.list_of_patch(forward.as_bytes(), &repo.path());
        prop_assert_eq!(&list.json["items"], &repo.list_of_patch(backward.as_bytes(), &repo.path()).json["items"]);
        // What the questions ask for, looked for in the plainest way.
        let out = |id: &str| list.json["left_out"].as_array().expect("a list").iter().any(|one| one["guideline"] == id);
        let comments = Regex::new("#.*").expect("a pattern");
        let mut asked = false;
        let mut prints = false;
        for (file, text, _) in &patches {
            let is_python = file.ends_with(".py");
            let code = if is_python { comments.replace_all(text, "").into_owned() } else { (*text).to_owned() };
            asked |= code.contains("SWITCH") || is_python && code.contains("time.sleep");
            asked |= file.contains("/cmd/") && code.lines().any(|line| !line.starts_with([' ', 'd']) && !line.trim().is_empty());
            prints |= is_python && code.contains("print(");
        }
        prop_assert_eq!(out("RUL102"), !asked, "{}", forward);
        prop_assert_eq!(out("RUL101"), !prints, "{}", forward);
    }
}

/// A file of twelve functions, and what becomes of each.
fn edits() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..5_usize, 12)
}

/// One function: as it is, or with one of the changes that a guideline asks for or does not.
fn function(at: usize, edit: usize) -> String {
    let body = match edit {
        0 => "    return 1\n",
        1 => "    return 2\n",
        2 => "    print(1)\n    return 1\n",
        3 => "    time.sleep(1)\n    return 1\n",
        _ => "    # SWITCH, and no print(1)\n    return 1\n",
    };
    format!("def f{at}(a):\n    a += {at}\n    b = a\n    c = b\n{body}\n\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn each_hunk_says_the_same_alone_and_with_the_others(edits in edits()) {
        let text = |edits: &dyn Fn(usize) -> usize| -> String {
            let functions: String = (0..12).map(|at| function(at, edits(at))).collect();
            format!("import time\n\n\n{functions}")
        };
        let repo = Repo::new();
        repo.write("a.py", text(&|_| 0)).commit();
        let all = {
            repo.write("a.py", text(&|at| edits[at]));
            repo.list("HEAD")
        };
        let ids = |list: &super::List| -> std::collections::BTreeSet<String> {
            let items = list.json["items"].as_array().expect("items");
            items.iter().map(|item| format!("{} {}", item["guideline"], item["state"])).collect()
        };
        let mut one_by_one = std::collections::BTreeSet::new();
        for kind in 1..5 {
            let Some(only) = edits.iter().position(|edit| *edit == kind) else { continue };
            repo.write("a.py", text(&|at| if at == only { edits[at] } else { 0 }));
            let own = repo.list("HEAD");
            let found = ids(&own);
            // What is asked of a hunk is asked because of that hunk.
            for item in own.json["items"].as_array().expect("items") {
                for place in item["places"].as_array().expect("places") {
                    let line = place["line"].as_u64().expect("a line") as usize;
                    let first = text(&|_| 0).lines().position(|l| l.starts_with(&format!("def f{only}("))).expect("it is there") + 1;
                    prop_assert!((first..first + 8).contains(&line), "{place} is not in f{only}");
                }
            }
            one_by_one.extend(found);
        }
        prop_assert_eq!(ids(&all), one_by_one);
    }

    #[test]
    fn hunks_of_one_file_may_come_in_any_order(edits in edits()) {
        let repo = Repo::new();
        let base: String = (0..12).map(|at| function(at, 0)).collect();
        let text: String = (0..12).map(|at| function(at, edits[at])).collect();
        repo.write("a.py", &base).commit();
        repo.write("a.py", &text);
        let patch = repo.git(&["diff", "-U1"]);
        let Some(start) = patch.find("@@ ") else { return Ok(()) };
        let (head, body) = patch.split_at(start);
        let mut hunks: Vec<&str> = body.split_inclusive('\n').fold(Vec::new(), |mut hunks, line| {
            let at = line.as_ptr() as usize - body.as_ptr() as usize;
            match hunks.last_mut() {
                Some(last) if !line.starts_with("@@ ") => {
                    let begin = last.as_ptr() as usize - body.as_ptr() as usize;
                    *last = &body[begin..at + line.len()];
                }
                _ => hunks.push(line),
            }
            hunks
        });
        repo.git(&["checkout", "-q", "--", "a.py"]);
        let forward = repo.list_of_patch(patch.as_bytes(), &repo.path());
        hunks.reverse();
        let backward = format!("{head}{}", hunks.concat());
        let other = repo.list_of_patch(backward.as_bytes(), &repo.path());
        prop_assert_eq!(&forward.json["items"], &other.json["items"]);
        prop_assert_eq!(&forward.json["left_out"], &other.json["left_out"]);
    }
}
