//! `rulebook test --with`: a linter that is missing, of another version, crashes or says something new is told of, and
//! never passes. Pip is the real one; what it installs is a stand-in that does as `SAYS` tells it.

use std::path::Path;
use std::process::Command;

use crate::support::{Book, Run, command, repository};

/// A package `ruff` of the version that is asked for, and a program in it.
const WHEEL: &str = r#"
import sys, zipfile
info = "ruff-0.17.6.dist-info/"
files = {
    "ruff_stand_in.py": "import os, sys\ndef main():\n    version = '--version' in sys.argv\n"
        "    says = os.environ['SAYS']\n    if version:\n        print('ruff', '0.1.0' if says == 'old' else '0.17.6')\n"
        "        return 0\n    if 'rule' in sys.argv:\n        print(os.environ['RULES'])\n        return 0\n"
        "    if says == 'crash':\n        print('it burns', file=sys.stderr)\n        return 101\n"
        "    print({'nothing': '[]'}.get(says, says))\n    return 0\n",
    info + "METADATA": "Metadata-Version: 2.1\nName: ruff\nVersion: 0.17.6\n",
    info + "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    info + "entry_points.txt": "[console_scripts]\nruff = ruff_stand_in:main\n",
}
files[info + "RECORD"] = "".join(f"{name},,\n" for name in [*files, info + "RECORD"])
with zipfile.ZipFile(sys.argv[1] + "/ruff-0.17.6-py3-none-any.whl", "w") as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
"#;

/// The proof with the stand-in; pip finds packages in the folder and nowhere else.
fn prove(folder: &Path, says: &str, with: &[&str]) -> Run {
    let output = command()
        .arg("--root")
        .arg(repository())
        .args(["test", "--with"])
        .args(with)
        .arg("--cache")
        .arg(folder.join("cache"))
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", folder)
        .env("SAYS", says)
        .output()
        .expect("the program runs");
    Run {
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().expect("a code"),
    }
}

#[test]
fn a_linter_that_has_no_rules_is_told_with_those_that_have() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = prove(folder.path(), "", &["rubocop"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no rules for `rubocop`; there are some for flake8"), "{}", run.err);
}

#[test]
fn a_linter_that_cannot_be_had_is_told_with_the_command_that_installs_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = prove(folder.path(), "", &["ruff"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`pip install ruff==0.17.6`"), "{}", run.err);
}

#[test]
fn a_linter_that_is_another_crashes_or_says_something_new_never_passes() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new("python3").arg("-c").arg(WHEEL).arg(folder.path()).status();
    assert!(made.expect("Python runs").success());
    for (says, told) in [
        ("old", "these rules are for 0.17.6; `pip install ruff==0.17.6` installs it"),
        ("crash", "it burns"),
        ("words", "writes what is no JSON: `words"),
        (r#"{"findings": []}"#, "ruff writes no list"),
        (r#"[{"place": 1}]"#, "which nobody here understands"),
    ] {
        let run = prove(folder.path(), says, &["ruff"]);
        assert_eq!(run.code, 2, "{says}: {}", run.out);
        assert!(run.err.contains(told), "{says}: {}", run.err);
    }
}

#[test]
fn a_linter_that_finds_nothing_is_found_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new("python3").arg("-c").arg(WHEEL).arg(folder.path()).status();
    assert!(made.expect("Python runs").success());
    let run = prove(folder.path(), "nothing", &["ruff"]);
    // All of its rules may miss something, but none everything.
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("EVT501: the rule finds none of the"), "{}", run.out);
}

#[test]
fn rules_that_a_guideline_points_to_and_the_newest_ruff_no_longer_has_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new("python3").arg("-c").arg(WHEEL).arg(folder.path()).status();
    assert!(made.expect("Python runs").success());
    let book = Book::new();
    let why = "no level and no module, and";
    let more = "no level and no module (ruff: `T201`, `ANN101`, `TRY200`, `TCH001`), and";
    book.replace("guidelines/logging/print-in-services.yaml", why, more);
    let output = command()
        .arg("--root")
        .arg(book.path(""))
        .args(["test", "--with", "ruff", "--latest", "--cache"])
        .arg(folder.path().join("cache"))
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", folder.path())
        .env("SAYS", "nothing")
        // As ruff 0.17 says it, and as older ones do.
        .env(
            "RULES",
            r#"[{"code": "T201", "status": {"Stable": {"since": "v0.0.57"}}},
                {"code": "ANN101", "status": {"Removed": {"since": "0.8.0"}}},
                {"code": "TRY200", "status": "Removed"}]"#,
        )
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}{}", String::from_utf8_lossy(&output.stderr));
    for told in [
        "RUL101: `ANN101` was removed from ruff",
        "RUL101: `TRY200` was removed from ruff",
        "RUL101: `TCH001` is no rule of the newest ruff",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains("T201`"), "{said}");
}
