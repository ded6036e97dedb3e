//! The checklist of one change: what is on it, what is not, and what people have answered.

mod answers;
mod input;
mod plan;
mod relevance;
mod starts;
mod versions;

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::support::Book;

/// A guideline without a check whose questions ask for all sorts of things in a change.
const ASKING: &str = r#"id: RUL102
title: Workers sleep for a reason
level: must
status: active
since: first
revision: 1
changes:
- {revision: 1, date: 2026-11-23, kind: new, text: First edition.}
summary: A worker that sleeps says why.
why: Text.
guidance: Say why.
no_examples: It is about people.
review:
- ask: Is the sleep needed?
  when: {calls: time.sleep}
- ask: Is the switch documented?
  when: {diff: 'SWITCH'}
- ask: Is the new requirement free?
  when: {new_dependencies: "*"}
- ask: Does the program start quickly?
  when: {paths: {include: ["**/cmd/**"]}, at_import: true}
"#;

/// A repository of a project `example`, with a committer of its own and no settings of the user's.
pub(crate) struct Repo {
    pub(crate) book: Book,
    dir: tempfile::TempDir,
}

impl Repo {
    pub(crate) fn new() -> Self {
        let book = Book::new();
        book.write("guidelines/logging/sleeping-workers.yaml", ASKING);
        let repo = Self { book, dir: tempfile::tempdir().expect("a folder") };
        repo.git(&["init", "-q", "-b", "main"]);
        repo
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().to_owned()
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        let mut command = Command::new("git");
        command.current_dir(self.dir.path()).args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "protocol.file.allow=always",
        ]);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        let output = command.args(args).output().expect("git runs");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
        self
    }

    pub(crate) fn commit(&self) -> &Self {
        self.commit_as("x")
    }

    pub(crate) fn commit_as(&self, message: &str) -> &Self {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self
    }

    pub(crate) fn run(&self, args: &[&str]) -> crate::support::Run {
        let root = self.book.path("");
        let path = self.path();
        let mut all = vec!["--root", root.to_str().expect("UTF-8")];
        all.extend(args);
        all.extend(["--project", "example", path.to_str().expect("UTF-8")]);
        self.book.run_in(std::path::Path::new("."), &all)
    }

    /// The checklist of a range, as JSON.
    pub(crate) fn list(&self, range: &str) -> List {
        self.list_of(&["--change", range])
    }

    pub(crate) fn list_of(&self, args: &[&str]) -> List {
        let mut all = vec!["checklist"];
        all.extend(args);
        all.extend(["--format", "json"]);
        let run = self.run(&all);
        assert!(run.code < 2, "{}", run.err);
        List { json: serde_json::from_str(&run.out).expect("JSON"), code: run.code }
    }

    /// The checklist of a patch on standard input, in a folder.
    pub(crate) fn list_of_patch(&self, patch: &[u8], folder: &std::path::Path) -> List {
        let root = self.book.path("");
        let mut command = crate::support::command();
        command.arg("--root").arg(root).args([
            "checklist",
            "--patch",
            "-",
            "--format",
            "json",
            "--project",
            "example",
        ]);
        let output = command.arg(folder).write_stdin(patch).output().expect("the program runs");
        let code = output.status.code().unwrap_or(-1);
        assert!(code < 2, "{}", String::from_utf8_lossy(&output.stderr));
        List { json: serde_json::from_slice(&output.stdout).expect("JSON"), code }
    }
}

/// A checklist as JSON tells it.
pub(crate) struct List {
    pub(crate) json: Value,
    pub(crate) code: i32,
}

impl List {
    /// `ID state`, and for each finding and question a line below it.
    pub(crate) fn told(&self) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
        let mut told = Vec::new();
        for item in self.json["items"].as_array().expect("items") {
            told.push(format!("{} {}", text(&item["guideline"]), text(&item["state"])));
            for finding in item["findings"].as_array().expect("findings") {
                let when = if finding["introduced"] == true { "new" } else { "old" };
                told.push(format!("  {when} {}:{}", text(&finding["path"]), finding["line"]));
            }
            for question in item["questions"].as_array().expect("questions") {
                told.push(format!("  {}", text(&question["ask"])));
            }
        }
        told
    }

    pub(crate) fn item(&self, id: &str) -> &Value {
        let items = self.json["items"].as_array().expect("items");
        items
            .iter()
            .find(|item| item["guideline"] == id)
            .unwrap_or_else(|| panic!("no {id} in {:?}", self.told()))
    }

    pub(crate) fn notes(&self) -> String {
        self.json["notes"].to_string()
    }
}
