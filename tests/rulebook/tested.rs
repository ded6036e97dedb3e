//! The tests that exported rules come with: they claim what a linter was seen to find, and nothing once that is stale.
//! The linters are stand-ins that find `print("working` and `text =`; `.ci/run` has the real ones.

use std::path::Path;
use std::process::Command;

use crate::support::{Book, Run, command};

/// Packages of both linters.
const WHEELS: &str = r#"
import sys, zipfile
LOOK = """import json, os, sys
RULE = 'RUL101-print-in-services'
def found():
    roots = [word for word in sys.argv if word.startswith('layer-')] or ['.']
    for folder, name in [(folder, name) for root in roots for folder, _, names in os.walk(root) for name in names]:
            path = os.path.relpath(os.path.join(folder, name), '.')
            if name.endswith('.py'):
                for row, line in enumerate(open(path)):
                    if 'print("working' in line or 'text =' in line:
                        yield path, row
def ast_grep():
    if '--version' in sys.argv:
        print('ast-grep 0.51.1')
    elif 'test' in sys.argv:
        print(os.environ['SAYS'])
        return int('ok' not in os.environ['SAYS'])
    else:
        for path, row in found():
            print(json.dumps({'ruleId': RULE, 'file': path, 'range': {'start': {'line': row}}}))
def semgrep():
    if '--version' in sys.argv:
        print('1.182.0')
    elif '--test' in sys.argv:
        print(os.environ['SAYS'])
    else:
        each = [{'check_id': RULE, 'path': path, 'start': {'line': row + 1}} for path, row in found()]
        print(json.dumps({'results': each, 'errors': []}))
"""
for name, version, program in [("ast-grep-cli", "0.51.1", "ast-grep"), ("semgrep", "1.182.0", "semgrep")]:
    module = program.replace("-", "_")
    info = name.replace("-", "_") + "-" + version + ".dist-info/"
    files = {
        f"{module}_stand_in.py": LOOK,
        info + "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        info + "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        info + "entry_points.txt": f"[console_scripts]\n{program} = {module}_stand_in:{module}\n",
    }
    files[info + "RECORD"] = "".join(f"{name},,\n" for name in [*files, info + "RECORD"])
    with zipfile.ZipFile(f"{sys.argv[1]}/{info[:-len('.dist-info/')]}-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
"#;

const TESTS: &str = "generated/exports/ast-grep/rule-tests/RUL101-print-in-services-test.yml";
const CHECK: &str = "checks/logging/print-in-services.yaml";

/// A folder with packages of the stand-ins.
fn packages() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new("python3").arg("-c").arg(WHEELS).arg(folder.path()).status();
    assert!(made.expect("Python runs").success());
    folder
}

fn run(book: &Book, packages: &Path, says: &str, args: &[&str]) -> Run {
    let output = command()
        .arg("--root")
        .arg(book.path(""))
        .args(["test", "--with"])
        .args(args)
        .arg("--cache")
        .arg(packages.join("cache"))
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", packages)
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
fn rules_come_with_tests_that_claim_what_was_seen_until_the_rule_is_another() {
    let (book, packages) = (Book::new(), packages());
    book.build();
    assert!(!book.path(TESTS).exists(), "nothing was seen yet");
    let recorded = run(&book, packages.path(), "", &["ast-grep,semgrep", "--record"]);
    assert!(recorded.err.contains("checks/tested.yaml is written"), "{}", recorded.err);
    book.build();
    assert_eq!(book.run(&["build", "--check", "--no-html"]).code, 0);

    let tests = book.read(TESTS);
    let (valid, invalid) = tests.split_once("invalid:").expect("both sides");
    assert!(valid.contains("misses line 1 below"), "{tests}");
    assert!(invalid.contains("should not find line 2 below"), "{tests}");
    assert!(invalid.contains(", bad\\nimport") || invalid.contains(", bad\\ndef run"), "{tests}");
    let semgrep = |at| {
        book.read(&format!("generated/exports/semgrep/tests/RUL101-print-in-services/{at:02}.py"))
    };
    let at = |text: &str, word: &str, next: &str| {
        let mut lines = text
            .lines()
            .skip_while(|line| line.trim() != format!("# {word}: RUL101-print-in-services"));
        assert!(lines.nth(1).is_some_and(|line| line.contains(next)), "{word}: {text}");
    };
    at(&semgrep(1), "ruleid", "print(\"working");
    assert!(!semgrep(2).contains("RUL101"), "the good code: {}", semgrep(2));
    at(&semgrep(3), "todook", "text = ");
    // A miss alone would be refused by semgrep.
    at(&semgrep(4), "todoruleid", "print(\"one\"");
    at(&semgrep(4), "ruleid", "print(\"working");

    book.replace(CHECK, "message: a", "message: A");
    book.build();
    assert!(book.path(TESTS).exists(), "words are no part of what is found");
    book.replace(CHECK, "name: print", "name: [print, input]");
    let built = book.build();
    assert!(built.err.contains("2 test(s) of exported rules are left out"), "{}", built.err);
    assert!(!book.path(TESTS).exists(), "nobody has run this rule");
    let check = book.run(&["build", "--check", "--no-html"]);
    assert_eq!(check.code, 1);
    let told = "checks/tested.yaml: ast-grep: RUL101-print-in-services is another rule";
    assert!(check.out.contains(told), "{}", check.out);
}

#[test]
fn code_that_was_not_run_is_told_and_is_no_test() {
    let (book, packages) = (Book::new(), packages());
    run(&book, packages.path(), "", &["ast-grep", "--record"]);
    book.replace(CHECK, "print(\"one\", file=None)", "print(\"none\", file=None)");
    book.build();
    assert!(!book.read(TESTS).contains("none"), "{}", book.read(TESTS));
    let check = book.run(&["build", "--check", "--no-html"]);
    assert_eq!(check.code, 1);
    assert!(
        check.out.contains("RUL101-print-in-services was not run on this: Case 2"),
        "{}",
        check.out
    );
}

#[test]
fn a_test_that_the_linter_does_not_pass_is_told_with_what_it_said() {
    let (book, packages) = (Book::new(), packages());
    run(&book, packages.path(), "", &["ast-grep,semgrep", "--record"]);
    let passed = run(&book, packages.path(), "ok. 1 passed", &["ast-grep"]);
    assert!(passed.err.contains("ast-grep, the rules' own tests: ok. 1 passed"), "{}", passed.err);
    let failed = run(&book, packages.path(), "0 passed, 1 noisy", &["ast-grep"]);
    assert_eq!(failed.code, 1);
    assert!(failed.out.contains("own tests do not pass"), "{}", failed.out);
    assert!(failed.out.contains("1 noisy"), "{}", failed.out);
    // semgrep is content where it finds no tests.
    let empty = run(&book, packages.path(), "No unit tests found", &["semgrep"]);
    assert_eq!(empty.code, 1);
    assert!(empty.out.contains("own tests do not pass"), "{}", empty.out);
}

#[test]
fn a_record_that_cannot_be_is_a_problem_with_a_place() {
    let book = Book::new();
    book.write(
        "checks/tested.yaml",
        "linters:\n  semgrep:\n    version: \"1\"\n    rules:\n      A:\n        rule: b\n        pieces:\n          c: 4 x\n",
    );
    let said = book.problems();
    assert!(
        said.contains("`x` is no line") && said.contains("write lines like `4 -7 +9`"),
        "{said}"
    );
    assert!(said.contains("checks/tested.yaml:8"), "{said}");
}
