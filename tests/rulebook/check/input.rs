//! Whatever lies in a tree, the run goes on, and what was not looked at is told.

use std::fs;
use std::time::Instant;

use super::{Report, Tree};
use crate::support::Book;

fn one(text: impl AsRef<[u8]>) -> Report {
    let tree = Tree::new();
    tree.write("a.py", text).write("z.py", "print()\n");
    let report = tree.check(&Book::new(), &[]);
    assert!(report.found().contains(&"z.py:1:1 RUL101 new".into()), "the run did not go on");
    report
}

fn found_in_a(text: impl AsRef<[u8]>) -> Vec<String> {
    one(text).found().into_iter().filter(|found| found.starts_with("a.py")).collect()
}

#[test]
fn text_in_all_its_forms() {
    assert_eq!(found_in_a("\u{feff}print()\n"), ["a.py:1:1 RUL101 new"], "byte order mark");
    assert_eq!(found_in_a("x = 1\r\n\r\nprint()\r\n"), ["a.py:3:1 RUL101 new"], "CRLF");
    assert_eq!(found_in_a("x = 1\rprint()\r"), ["a.py:2:1 RUL101 new"], "CR");
    assert_eq!(found_in_a("x = 1\n\x0c\nprint()\n"), ["a.py:3:1 RUL101 new"], "form feed");
    assert_eq!(found_in_a("print()"), ["a.py:1:1 RUL101 new"], "no end of line");
    assert_eq!(found_in_a(b"# coding: latin-1\nx = '\xe4'; print()\n"), ["a.py:2:10 RUL101 new"]);
    assert_eq!(found_in_a(""), Vec::<String>::new());
}

#[test]
fn text_that_is_not_what_it_says_is_checked_as_far_as_it_goes() {
    let report = one(b"x = '\xe4'; print()\n");
    assert_eq!(report.found()[0], "a.py:1:10 RUL101 new");
    assert_eq!(report.not_run(), ["a.py: it is not UTF-8 and declares no encoding"]);
}

#[test]
fn python_2_is_checked_for_what_parses_and_listed() {
    let report = one("try:\n    print('x')\nexcept E, e:\n    exec 'y'\nprint('z')\n");
    assert_eq!(report.found()[..2], ["a.py:2:5 RUL101 new", "a.py:5:1 RUL101 new"]);
    assert!(
        report.not_run()[0].starts_with("a.py: it was read in part, line 4"),
        "{:?}",
        report.not_run()
    );
}

#[test]
fn truncated_and_binary_files() {
    one("def f(:\n    print(\"abc");
    one("print('''");
    one(b"print()\0\0\0");
    let noise: Vec<u8> =
        (0u32..100_000).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    one([b"print".as_slice(), &noise].concat());
    one([&[0xff, 0xfe], b"p\0r\0i\0n\0t\0".as_slice()].concat());
}

#[test]
fn deep_nesting_is_refused_or_survived() {
    let many = 100_000;
    let deep = [
        format!("print({}{})", "[".repeat(many), "]".repeat(many)),
        format!("print({}1)", "-".repeat(many)),
        format!("print({}1)", "not ".repeat(many)),
        format!("print(a{})", ".b".repeat(many)),
        format!("print(f{})", "()".repeat(many)),
        format!("print({}1)", "1 if x else ".repeat(many)),
        format!("print({}1)", "1 + ".repeat(many)),
        format!("print({}1)", "lambda: ".repeat(many)),
        format!("print({}", "(".repeat(many)),
        format!("print(f'{}')", "{f\"".repeat(many)),
    ];
    let (book, tree) = (Book::new(), Tree::new());
    for (at, text) in deep.iter().enumerate() {
        tree.write(&format!("deep{at}.py"), text);
    }
    let indented: String = (0..500).map(|at| format!("{}if x:\n", " ".repeat(at))).collect();
    tree.write("indented.py", format!("{indented}{}print()\n", " ".repeat(500)));
    tree.write("z.py", "print()\n");
    let start = Instant::now();
    let report = tree.check(&book, &[]);
    assert_eq!(report.code, 1, "{}", report.err);
    let (found, not_run) = (report.found(), report.not_run());
    assert!(found.contains(&"z.py:1:1 RUL101 new".into()), "{found:?}");
    for at in 0..deep.len() {
        let name = format!("deep{at}.py:");
        let told = |all: &[String]| all.iter().any(|line| line.starts_with(&name));
        assert!(told(&found) || told(&not_run), "{name} passed silently");
    }
    // Not a measurement: what is quadratic takes minutes.
    assert!(start.elapsed().as_secs() < 60, "took {:?}", start.elapsed());
}

#[test]
fn fifty_megabytes_in_one_line_are_not_read() {
    let report = one("print(); ".repeat((50 << 20) / 9));
    assert_eq!(report.not_run(), ["a.py: the file has more than 4 MiB"]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_pipes_not_waited_for() {
    use std::os::unix::fs::symlink;
    let (book, tree) = (Book::new(), Tree::new());
    tree.write("real/a.py", "print()\n");
    symlink("..", tree.path("real/round")).expect("a link");
    symlink("real", tree.path("again")).expect("a link");
    symlink("real/a.py", tree.path("same.py")).expect("a link");
    symlink("nowhere", tree.path("dangling.py")).expect("a link");
    let pipe = |name: &str| {
        let made = std::process::Command::new("mkfifo").arg(tree.path(name)).status();
        assert!(made.expect("mkfifo runs").success());
    };
    pipe("pipe.py");
    pipe("pipe");
    let report = tree.check(&book, &[]);
    assert_eq!(report.found(), ["real/a.py:1:1 RUL101 new"]);
    assert_eq!(report.not_run(), Vec::<String>::new());
    let named = super::check(&book, &[&tree.path("pipe.py")], &[]);
    assert_eq!(named.not_run(), ["pipe.py: it is no regular file"]);
    assert_eq!(super::check(&book, &[&tree.path("again")], &[]).found(), ["a.py:1:1 RUL101 new"]);
    assert_eq!(super::check(&book, &[&tree.path("dangling.py")], &[]).code, 2);
}

/// Root reads everything, so that the test has to be somebody else.
#[cfg(target_os = "linux")]
#[test]
fn folders_and_files_that_cannot_be_read_are_told() {
    use std::os::unix::fs::PermissionsExt;
    let (book, tree) = (Book::new(), Tree::new());
    tree.write("shut/a.py", "print()\n").write("b.py", "print()\n").write("c.py", "print()\n");
    let mode = |path: &str, mode| {
        fs::set_permissions(tree.path(path), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    mode("", 0o755);
    mode("shut", 0o000);
    mode("b.py", 0o000);
    let program = tree.path("rulebook");
    fs::copy(env!("CARGO_BIN_EXE_rulebook"), &program).expect("a copy");
    fs::set_permissions(book.path(""), fs::Permissions::from_mode(0o755)).expect("a mode");
    let mut command = std::process::Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
    command.arg("--root").arg(book.path("")).args(["check", "--format", "json"]).arg(tree.path(""));
    let output = command.output().expect("setpriv of util-linux runs");
    mode("shut", 0o755);
    let json = serde_json::from_slice(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    let json = json.unwrap_or_else(|error| panic!("{error}: {err}"));
    let report = Report { code: output.status.code().unwrap_or(-1), json, err };
    assert_eq!(report.found(), ["c.py:1:1 RUL101 new"]);
    assert_eq!(
        report.not_run(),
        [
            "b.py: it cannot be read: permission denied",
            "shut: it cannot be listed: permission denied"
        ]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf_8_or_would_be_obeyed_by_a_terminal() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let (book, tree) = (Book::new(), Tree::new());
    fs::write(tree.path("").join(OsStr::from_bytes(b"bad\xff.py")), "print()\n").expect("a file");
    tree.write("esc\u{1b}[31m\u{7}.py", "print()\n").write("new\nline.py", "print('\u{1b}[0m')\n");
    let report = tree.check(&book, &[]);
    assert_eq!(report.found().len(), 3);
    assert!(report.found()[0].starts_with("bad\u{fffd}.py:1:1"), "{:?}", report.found());
    for format in ["text", "concise"] {
        let path = tree.path("");
        let run = book.run(&["check", "--format", format, path.to_str().expect("UTF-8")]);
        assert_eq!(run.code, 1, "{}", run.err);
        assert!(
            !run.out.contains('\u{1b}') && !run.out.contains('\u{7}'),
            "{format}: {:?}",
            run.out
        );
    }
}
