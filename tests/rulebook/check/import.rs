//! `rulebook check --from`: what other linters have reported, as findings about guidelines.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{command, repository};

const CODE: &str =
    "import subprocess\n\n\ndef run(𐐀):\n    return '𐐀', subprocess.check_output(𐐀)\n";

struct Seen {
    code: i32,
    out: String,
    err: String,
}

/// Runs `rulebook check --from FORMAT` on a report in a folder with one file of code.
fn import(format: &str, report: &str, more: &[&str]) -> Seen {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("a b.py"), CODE).expect("written");
    run(dir.path(), &[&["--from", format, "-"], more].concat(), report)
}

fn run(dir: &Path, args: &[&str], input: &str) -> Seen {
    let root = repository();
    let mut command = command();
    command.current_dir(dir).args(["--root", root.to_str().expect("a path"), "check"]);
    let output = command.args(args).write_stdin(input).output().expect("the program runs");
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Seen {
        code: output.status.code().unwrap_or(-1),
        out: words(output.stdout),
        err: words(output.stderr),
    }
}

fn findings(seen: &Seen) -> Vec<Value> {
    let told: Value = serde_json::from_str(&seen.out)
        .unwrap_or_else(|error| panic!("{error}: {}{}", seen.out, seen.err));
    told["findings"].as_array().expect("findings").clone()
}

fn place(finding: &Value) -> (&str, &str, u64, u64, u64) {
    let number = |key: &str| finding[key].as_u64().expect("a number");
    let text = |key: &str| finding[key].as_str().expect("a text");
    (text("guideline"), text("path"), number("line"), number("column"), number("end_column"))
}

#[test]
fn lines_of_flake8() {
    let report = "a b.py:5:17: EVT202 stops every thread\n./a b.py:1:1: evt203 twice\na b.py:1:80: E501 line too long\nb/c:d.py:7:1: EVT101\n3\n";
    let seen = import("flake8", report, &["--format", "json"]);
    assert_eq!(seen.code, 1, "{}", seen.err);
    let found = findings(&seen);
    assert_eq!(place(&found[0]), ("EVT203", "a b.py", 1, 1, 18));
    assert_eq!(place(&found[1]), ("EVT202", "a b.py", 5, 17, 43));
    assert_eq!(place(&found[2]), ("EVT101", "b/c:d.py", 7, 1, 1));
    assert_eq!(found[1]["message"], "stops every thread");
    assert!(seen.err.contains("1 finding about no guideline: E501 (1)"), "{}", seen.err);
}

#[test]
fn json_of_ruff_with_our_id_in_a_ban() {
    let one = |code: Value, message: &str| json!({"code": code, "message": message, "filename": "a b.py", "location": {"row": 1, "column": 8}, "end_location": {"row": 1, "column": 18}});
    let all = [
        one(json!("TID251"), "`subprocess` is banned: EVT203 it is native"),
        one(json!("TID251"), "`cgi` is banned: it is old"),
        one(json!("invalid-syntax"), "no end of the string"),
    ];
    let lines = all.iter().map(|one| format!("{one}\n")).collect::<String>();
    for report in [json!(all).to_string(), lines] {
        let seen = import("ruff", &report, &["--format", "json"]);
        assert_eq!(findings(&seen).len(), 1, "{}", seen.err);
        assert_eq!(place(&findings(&seen)[0]), ("EVT203", "a b.py", 1, 8, 18));
        assert!(seen.err.contains("TID251 (1)"), "{}", seen.err);
        assert!(seen.out.contains("no end of the string"), "what could not be looked at is told");
    }
}

#[test]
fn json_of_semgrep_with_the_path_of_its_configuration_before_the_id() {
    let one = |id: &str, path: &str| json!({"check_id": id, "path": path, "start": {"line": 5, "col": 12}, "end": {"line": 5, "col": 20}, "extra": {"message": "m"}});
    let report = json!({
        "results": [one("tmp.exports.EVT202", "a b.py"), one("x.EVT202-check-output", "a b.py"), one("EVT9.x", "a b.py"), one("EVT202", "/elsewhere/b.py")],
        "errors": [{"message": "Syntax\n error", "path": "a b.py"}],
    });
    let seen = import("semgrep", &report.to_string(), &["--format", "json"]);
    assert_eq!(findings(&seen).len(), 2, "{}", seen.err);
    assert!(seen.err.contains("EVT9.x (1)"), "{}", seen.err);
    assert!(seen.err.contains("1 finding in files outside of this folder"), "{}", seen.err);
    assert!(seen.out.contains("Syntax error"), "{}", seen.out);
}

#[test]
fn columns_of_sarif_count_units_of_utf16_unless_it_says_otherwise() {
    for (kind, column) in
        [(json!(null), 17), (json!("utf16CodeUnits"), 17), (json!("unicodeCodePoints"), 18)]
    {
        let report = json!({"version": "2.1.0", "runs": [{
            "tool": {"driver": {"name": "other", "rules": [{"id": "X1"}, {"id": "EVT202"}]}},
            "columnKind": kind,
            "results": [{"ruleIndex": 1, "message": {"text": "m"}, "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": "a%20b.py"}, "region": {"startLine": 5, "startColumn": 18}}}]}],
        }]});
        let seen = import("sarif", &report.to_string(), &["--format", "json"]);
        assert_eq!(place(&findings(&seen)[0]), ("EVT202", "a b.py", 5, column, 43), "{}", seen.err);
    }
}

#[test]
fn our_own_sarif_comes_back_as_the_same_findings() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("a b.py"), CODE).expect("written");
    fs::write(
        dir.path().join("c.py"),
        "import os\nos.system('x')  # rulebook: allow EVT202: a test\nos.system('y')\n",
    )
    .expect("written");
    let first = |format: &str| run(dir.path(), &[".", "--format", format], "").out;
    let (told, sarif) = (first("json"), first("sarif"));
    let again = run(dir.path(), &["--from", "sarif", "-", "--format", "json"], &sarif);
    let shown = |told: &str| {
        let told: Value = serde_json::from_str(told).expect("JSON");
        let keys = [
            "guideline",
            "check",
            "level",
            "path",
            "line",
            "column",
            "end_line",
            "end_column",
            "message",
            "status",
        ];
        let pick = |finding: &Value| keys.map(|key| finding[key].clone());
        told["findings"].as_array().expect("findings").iter().map(pick).collect::<Vec<_>>()
    };
    assert!(shown(&told).len() >= 3, "{told}");
    assert_eq!(shown(&told), shown(&again.out));
}

#[test]
fn a_project_decides_what_binds_and_what_is_waived() {
    let report = "a b.py:5:17: EVT101 m\na b.py:5:17: EVT501 m\n";
    let seen = import("flake8", report, &["--project", "neutron", "--format", "concise"]);
    assert!(seen.out.contains("EVT501") && !seen.out.contains("EVT101"), "{}", seen.out);
    assert!(seen.err.contains("1 finding about guidelines that do not bind here"), "{}", seen.err);
    let seen = import("flake8", report, &["--select", "EVT101", "--format", "concise"]);
    assert!(seen.out.contains("EVT101") && !seen.out.contains("EVT501"), "{}", seen.out);
}

#[test]
fn every_format_tells_what_was_imported() {
    for format in
        ["text", "concise", "json", "sarif", "rdjson", "gitlab", "github", "junit", "zuul"]
    {
        let seen = import("flake8", "a b.py:5:17: EVT202 stops\n", &["--format", format]);
        assert_eq!(seen.code, 1, "{format}: {}", seen.err);
        assert!(seen.out.contains("EVT202"), "{format}: {}", seen.out);
    }
    assert_eq!(import("flake8", "", &[]).code, 0);
}

#[test]
fn a_report_that_is_none_is_told_with_the_place() {
    for (format, report, told) in [
        ("sarif", "{\n\"runs\": 3}", "standard input:2:9: this is no SARIF log: invalid type"),
        ("sarif", "", "standard input:1:1: this is no SARIF log: EOF"),
        ("ruff", "[{\"code\": 1}]", "standard input:1:11: this is no list of ruff's findings"),
        (
            "ruff",
            "{\"code\": null}\n",
            "standard input:1:14: this is no finding of ruff's: missing field `message`",
        ),
        ("semgrep", "[]", "standard input:1:2: this is no report of semgrep's"),
        (
            "flake8",
            "a.py:1:1: E1 x\nTraceback (most recent call last):\n",
            "standard input:2:1: this is no `path:line:column: CODE message`",
        ),
        ("flake8", "a.py:0:1: E1 x\n", "standard input:1:1: this is no"),
    ] {
        let seen = import(format, report, &[]);
        assert_eq!(seen.code, 2, "{report}");
        assert!(seen.err.contains(told), "{report}: {}", seen.err);
        assert_eq!(seen.out, "");
    }
    let seen = run(&repository(), &["--from", "flake8", "no-such-file"], "");
    assert!(seen.code == 2 && seen.err.contains("cannot read no-such-file"), "{}", seen.err);
    let seen = run(&repository(), &["--from", "pylint", "-"], "");
    assert!(
        seen.code == 2 && seen.err.contains("possible values: sarif, flake8, ruff, semgrep"),
        "{}",
        seen.err
    );
}
