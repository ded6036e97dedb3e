//! Disks that are full in the middle of an audit: a small one in memory, in a name space of its own.

use std::path::Path;
use std::process::{Command, Output};

use super::source::{Index, NAME, ONE, book, file};
use super::three;

/// Runs the program with a folder on a disk of so many kB; none where the system has no such name spaces for users.
fn on_a_small_disk(
    folder: &Path,
    kilobytes: u32,
    environment: &[(&str, &Path)],
    arguments: &[&str],
) -> Option<Output> {
    std::fs::create_dir_all(folder).expect("room");
    let small = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]);
        command.arg(folder).arg(format!("size={kilobytes}k"));
        command
    };
    let mount = "mount -t tmpfs -o \"$2\" none \"$1\"";
    if !small(mount).output().is_ok_and(|probe| probe.status.success()) {
        eprintln!("this system lets nobody mount a small disk: not tried");
        return None;
    }
    let mut command = small(&format!("{mount} && shift 2 && exec \"$@\""));
    command.arg(crate::support::command().get_program()).args(arguments);
    for (name, value) in environment {
        command.env(name, value);
    }
    Some(command.output().expect("it runs"))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// More Python than the small disk has room for; packed, it fits.
fn large() -> Vec<u8> {
    file("thing-1.0/a.py", &b"print(1)\n".repeat(300_000))
}

#[test]
fn no_room_to_unpack_a_release_ends_the_audit_and_says_so() {
    let index = Index::of(NAME, &large());
    let book = book(ONE);
    let (root, cache, small) = (book.path(""), book.path("cache"), book.path("small"));
    let root = root.to_str().expect("a path");
    let arguments = ["--root", root, "audit", "--no-memory", "--index", &index.url];
    let environment = [("TMPDIR", small.as_path()), ("XDG_CACHE_HOME", cache.as_path())];
    let Some(output) = on_a_small_disk(&small, 512, &environment, &arguments) else { return };
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("cannot audit example 1.0"), "{}", said(&output));
    assert!(said(&output).contains("a file of its archive cannot be written"), "{}", said(&output));
    assert!(said(&output).contains("No space left on device"), "{}", said(&output));
    assert!(output.stdout.is_empty(), "half an audit was printed");
}

#[test]
fn no_room_to_keep_an_archive_ends_the_audit_and_says_so() {
    let noise: Vec<u8> =
        (0..600_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let index = Index::of(NAME, &file("thing-1.0/noise", &noise));
    let book = book(ONE);
    let (root, small) = (book.path(""), book.path("small"));
    let root = root.to_str().expect("a path");
    let arguments = ["--root", root, "audit", "--no-memory", "--index", &index.url];
    let environment = [("XDG_CACHE_HOME", small.as_path())];
    let Some(output) = on_a_small_disk(&small, 256, &environment, &arguments) else { return };
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("the archive cannot be kept"), "{}", said(&output));
    assert!(said(&output).contains("No space left on device"), "{}", said(&output));
}

#[test]
fn no_room_to_remember_is_told_and_the_audit_is_as_good() {
    let (book, trees) = three();
    for at in 0..200 {
        trees.write(&format!("loud/loud/m{at}.py"), format!("print({at})\n"));
    }
    let (root, trees, small) = (book.path(""), trees.path(""), book.path("small"));
    let [root, trees, memory] = [&root, &trees, &small].map(|path| path.to_str().expect("a path"));
    let common = ["--root", root, "audit", "--offline", "--date", "2026-11-23", "--trees", trees];
    let arguments = [&common[..], &["--format", "json", "--memory", memory]].concat();
    let Some(output) = on_a_small_disk(&small, 4, &[], &arguments) else { return };
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("cannot keep what was found in"), "{}", said(&output));
    let mut command = crate::support::command();
    let whole = command.args([&common[..], &["--format", "json", "--no-memory"]].concat());
    assert_eq!(output.stdout, whole.output().expect("it runs").stdout);
}

#[test]
fn no_room_for_the_audit_itself_leaves_no_file_that_looks_whole() {
    let (book, trees) = three();
    for at in 0..300 {
        trees.write(&format!("loud/loud/m{at}.py"), format!("print({at})\n"));
    }
    let (root, trees, small) = (book.path(""), trees.path(""), book.path("small"));
    let [root, trees, out] = [&root, &trees, &small].map(|path| path.to_str().expect("a path"));
    // What is on the disk is listed before it goes away.
    let script = "\"$@\"; code=$?; find \"$OUT\" -type f; exit $code";
    std::fs::create_dir_all(&small).expect("room");
    let program = crate::support::command().get_program().to_owned();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c"]);
    command.arg(format!("mount -t tmpfs -o size=64k none \"$OUT\" || exit 77; {script}"));
    command.arg("sh").arg(program).args(["--root", root, "audit", "--offline", "--no-memory"]);
    command.args(["--trees", trees, "--out", out]).env("OUT", out);
    let Ok(output) = command.output() else { return };
    if output.status.code() == Some(77) || said(&output).contains("unshare:") {
        eprintln!("this system lets nobody mount a small disk: not tried");
        return;
    }
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("audit.json"), "{}", said(&output));
    assert!(said(&output).contains("No space left on device"), "{}", said(&output));
    let left = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!left.contains("audit.json"), "{left}");
}
