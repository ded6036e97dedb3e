//! What is committed here is true: the rulebook, its outputs, its schemas, its documents.

use std::fs;
use std::path::Path;
use std::process::Command;

use regex::Regex;
use rulebook::export::{EXPORTERS, schemas};
use rulebook::generate::starter;
use serde_json::Value;

use crate::support::{Book, command, repository, tree};

fn run(args: &[&str]) -> (i32, String, String) {
    let output = command().current_dir(repository()).args(args).output().expect("the program runs");
    let words = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(-1), words(output.stdout), words(output.stderr))
}

#[test]
fn generated_is_what_a_build_writes() {
    let (code, stale, said) = run(&["build", "--check"]);
    assert_eq!(code, 0, "run `cargo run -- build` and commit what it writes:\n{stale}{said}");
}

#[test]
fn every_yaml_file_passes_its_schema() {
    for folder in ["", "examples/starter", "examples/openstack-hacking"] {
        let root = repository().join(folder);
        for kind in schemas::FILE_TYPES.iter().filter(|kind| kind.name != "rules") {
            let schema = schemas::schemas()
                .into_iter()
                .find(|file| file.path == format!("schemas/{}.schema.json", kind.name))
                .expect("a schema");
            let schema: Value = serde_json::from_slice(&schema.bytes).expect("JSON");
            let validator = jsonschema::draft202012::new(&schema).expect("a valid schema");
            for path in files_of(&root, kind.files) {
                let text = fs::read_to_string(&path).expect("readable");
                let value: Value = serde_saphyr::from_str(&text).expect("YAML");
                let wrong: Vec<_> = validator
                    .iter_errors(&value)
                    .map(|e| format!("{}: {e}", e.instance_path()))
                    .collect();
                assert!(wrong.is_empty(), "{}: {}", path.display(), wrong.join("\n"));
            }
        }
    }
}

fn files_of(root: &Path, globs: &[&str]) -> Vec<std::path::PathBuf> {
    let set = |wanted: bool| {
        let mut set = globset::GlobSetBuilder::new();
        for glob in globs.iter().filter(|glob| glob.starts_with('!') != wanted) {
            let mut glob = globset::GlobBuilder::new(glob.trim_start_matches('!'));
            glob.literal_separator(true);
            set.add(glob.build().expect("a glob"));
        }
        set.build().expect("globs")
    };
    let (include, exclude) = (set(true), set(false));
    ["guidelines", "checks", "projects"]
        .iter()
        .filter(|folder| root.join(folder).is_dir())
        .flat_map(|folder| {
            let files = tree(&root.join(folder));
            files.into_iter().map(move |(path, _)| format!("{folder}/{path}"))
        })
        .filter(|path| include.is_match(path) && !exclude.is_match(path))
        .map(|path| root.join(path))
        .collect()
}

#[test]
fn rules_json_passes_its_schema() {
    let read = |path: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(repository().join(path)).expect("readable"))
            .expect("JSON")
    };
    let validator = jsonschema::draft202012::new(&read("generated/schemas/rules.schema.json"))
        .expect("a schema");
    let rules = read("generated/exports/rules.json");
    let wrong: Vec<_> =
        validator.iter_errors(&rules).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_outside_tool_lists_every_guideline_with_level_status_and_url() {
    let output = Command::new("python3")
        .arg(repository().join("tests/read_rules.py"))
        .arg(repository().join("generated/exports/rules.json"))
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8(output.stdout).expect("UTF-8");
    let files = files_of(&repository(), &["guidelines/*/*.yaml", "!guidelines/*/topic.yaml"]);
    assert_eq!(listed.lines().count(), files.len());
    for line in listed.lines() {
        let [id, level, status, url] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        assert!(matches!(level, "must" | "should" | "may") && !status.is_empty(), "{line}");
        let page = url.replace(".html", ".md");
        assert!(
            repository().join("generated/guide").join(page).exists(),
            "{id} is said to be at {url}"
        );
    }
}

#[test]
fn editors_are_bound_to_the_schemas() {
    let committed =
        fs::read_to_string(repository().join(".vscode/settings.json")).expect("settings");
    let committed: Value = serde_json::from_str(&committed).expect("JSON");
    assert_eq!(committed, starter::editor_settings());
}

#[test]
fn every_exporter_is_in_the_table_and_in_the_help() {
    let files = tree(&repository().join("src/export"));
    let exporters = files
        .iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("const EXPORTER: Exporter"));
    assert_eq!(exporters.count(), EXPORTERS.len());
    let (code, help, _) = run(&["export", "--help"]);
    assert_eq!(code, 0);
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for exporter in EXPORTERS {
        let line = format!("{} {}", exporter.name, exporter.about);
        assert!(help.contains(&line), "{line}");
    }
}

#[test]
fn explain_answers_to_ids_names_and_misspellings() {
    for word in ["EVT103", "evt103", "eventlet/native-threads-left"] {
        let (code, text, said) = run(&["explain", word]);
        assert_eq!(code, 0, "{said}");
        assert!(text.contains("EVT103") && text.contains("thread=False"), "{text}");
    }
    let (code, _, said) = run(&["explain", "eventlet/native-thread-left"]);
    assert_eq!(code, 2);
    assert!(said.contains("did you mean eventlet/native-threads-left"), "{said}");
}

#[test]
fn the_binary_carries_the_rulebook() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let output = command()
        .current_dir(elsewhere.path())
        .args(["explain", "EVT103"])
        .output()
        .expect("the program runs");
    assert!(output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("built-in Eventlet rulebook"), "{said}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("EVT103"));
}

#[test]
fn checklists_come_in_every_format_and_never_call_not_run_a_pass() {
    for format in ["markdown", "html", "json", "text"] {
        let (code, text, said) = run(&["checklist", "--project", "nova", "--format", format]);
        assert_eq!(code, 0, "{said}");
        assert!(text.contains("EVT501"), "{format}: {text}");
    }
    let (_, json, _) = run(&["checklist", "--project", "nova", "--format", "json"]);
    let list: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(list["version"], 1);
    for item in list["items"].as_array().expect("items") {
        let notes = item["notes"].to_string();
        match item["state"].as_str() {
            Some("person" | "not_run") => {}
            Some("fail") => assert!(notes.contains("Release "), "{item}"),
            Some("pass") => assert!(notes.contains("find nothing in release"), "{item}"),
            _ => panic!("{item}"),
        }
    }
}

#[test]
fn a_project_that_left_eventlet_gets_another_checklist() {
    let ids = |project: &str| -> Vec<String> {
        let (_, json, _) = run(&["checklist", "--project", project, "--format", "json"]);
        let list: Value = serde_json::from_str(&json).expect("JSON");
        let items = list["items"].as_array().expect("items");
        items.iter().filter_map(|item| item["guideline"].as_str().map(str::to_owned)).collect()
    };
    let (swift, neutron) = (ids("swift"), ids("neutron"));
    assert!(swift.contains(&"EVT101".to_owned()), "{swift:?}");
    assert!(!neutron.contains(&"EVT101".to_owned()), "{neutron:?}");
    assert!(!neutron.is_empty());
}

#[test]
fn documents_name_only_files_that_exist() {
    let link = Regex::new(r"\]\(([^)#:]+)\)|`((?:src|tests|benches|theme|examples|guidelines|projects|generated)/[A-Za-z0-9_./-]+)`").expect("a pattern");
    for document in ["README.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(repository().join(document)).expect("readable");
        for found in link.captures_iter(&text) {
            let path = found.get(1).or_else(|| found.get(2)).map_or("", |m| m.as_str());
            let built = path.starts_with("generated/book");
            assert!(built || repository().join(path).exists(), "{document} names {path}");
        }
    }
}

#[test]
fn the_manual_and_completions_know_every_command() {
    let (_, help, _) = run(&["--help"]);
    let (code, manual, _) = run(&["manual"]);
    assert_eq!(code, 0);
    let (code, completions, _) = run(&["completions", "bash"]);
    assert_eq!(code, 0);
    let commands = Regex::new(r"(?m)^  ([a-z]+)  ").expect("a pattern");
    for name in commands.captures_iter(&help) {
        assert!(manual.contains(&name[1]) && completions.contains(&name[1]), "{}", &name[1]);
    }
}

#[test]
fn a_new_guideline_is_a_draft_that_builds_and_has_to_be_finished() {
    let book = Book::new();
    let run = book.run(&["new", "logging/secrets-in-messages"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let path = "guidelines/logging/secrets-in-messages.yaml";
    assert!(book.read(path).starts_with("id: RUL102\n"), "{}", book.read(path));
    book.build();
    assert_eq!(book.run(&["new", "logging/secrets-in-messages"]).code, 2, "nothing is overwritten");
    assert_eq!(
        book.run(&["new", "storage/first-words"]).code,
        0,
        "a topic that is new gets a file too"
    );
    assert!(book.read("guidelines/storage/first-words.yaml").starts_with("id: RUL201\n"));
    book.replace(path, "status: draft", "status: active");
    let run = book.run(&["build", "--no-html"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`why` has a TODO"), "{}", run.err);
}
