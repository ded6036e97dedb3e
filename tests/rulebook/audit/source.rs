//! Where releases come from: a package index over HTTP, archives of all sorts, and a repository of git.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::{Arc, Mutex};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::Book;

/// A package index on this machine; it counts what it is asked for.
pub(super) struct Index {
    pub(super) url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Index {
    /// Serves these pages and files, by path.
    fn new(files: BTreeMap<String, Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/simple", listener.local_addr().expect("an address"));
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
                    request.push(byte[0]);
                }
                let request = String::from_utf8_lossy(&request).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                let (status, body) = match files.get(&path) {
                    Some(body) => ("200 OK", body.as_slice()),
                    None => ("404 Not Found", &b"no"[..]),
                };
                log.lock().expect("a log").push(path);
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
                );
                let _ = stream.write_all(head.as_bytes());
                let _ = stream.write_all(body);
            }
        });
        Self { url, asked }
    }

    /// Serves one release of the package `thing`.
    pub(super) fn of(name: &str, archive: &[u8]) -> Self {
        Self::lying(name, archive, &sha256(archive))
    }

    fn lying(name: &str, archive: &[u8], hash: &str) -> Self {
        let page = json!({"files": [{
            "filename": name, "url": format!("../../files/{name}"), "hashes": {"sha256": hash},
        }]});
        let files = [
            ("/simple/thing/".to_owned(), page.to_string().into_bytes()),
            (format!("/files/{name}"), archive.to_vec()),
        ];
        Self::new(files.into())
    }

    fn count(&self, part: &str) -> usize {
        self.asked.lock().expect("a log").iter().filter(|path| path.contains(part)).count()
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A rulebook with one project, whose release 1.0 is on an index.
pub(super) fn book(release: &str) -> Book {
    let book = Book::new();
    let text = book.read("projects/example.yaml");
    book.write(
        "projects/example.yaml",
        format!(
            "{text}distribution: Thing\nbrowse_release: 'https://git.example/{{release}}/{{path}}#L{{line}}'\nreleases:\n- {release}\n"
        ),
    );
    book
}

/// What an audit says of the project, and what it is told as if it is not run.
fn audited(book: &Book, index: &str) -> (Value, String) {
    let cache = book.path("cache");
    let mut command = crate::support::command();
    command.env("XDG_CACHE_HOME", &cache).arg("--root").arg(book.path(""));
    command.args(["audit", "--format", "json", "--no-memory", "--index", index]);
    let output = command.output().expect("the program runs");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_ne!(output.status.code(), Some(2), "{err}");
    let audit: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let one = audit["releases"][0].clone();
    let reason = one["outcome"]["not_run"].as_str().unwrap_or_default().to_owned();
    (one, reason)
}

pub(super) const ONE: &str = "{release: '1.0', date: 2020-01-02}";

/// An archive with one entry of some kind, made byte by byte: good libraries refuse to write bad ones.
fn tar(entries: &[(&str, tar::EntryType, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (path, kind, contents) in entries {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_mode(0o644);
        header.set_entry_type(*kind);
        header.set_size(contents.len() as u64);
        if kind.is_symlink() || kind.is_hard_link() {
            header.set_link_name("/etc/passwd").expect("a short name");
            header.set_size(0);
        }
        header.set_cksum();
        bytes.extend_from_slice(header.as_bytes());
        if header.size().expect("a size") > 0 {
            bytes.extend_from_slice(contents);
            bytes.resize(bytes.len().div_ceil(512) * 512, 0);
        }
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

pub(super) fn file(path: &str, contents: &[u8]) -> Vec<u8> {
    gz(&tar(&[(path, tar::EntryType::Regular, contents)]))
}

pub(super) const NAME: &str = "thing-1.0.tar.gz";

#[test]
fn a_release_comes_from_an_index_and_its_findings_lead_to_their_lines() {
    let archive = file("thing-1.0/thing/a.py", b"print(1)\n");
    let index = Index::of(NAME, &archive);
    let book = book(ONE);
    let (one, reason) = audited(&book, &index.url);
    assert_eq!(reason, "");
    assert_eq!(one["source"], format!("sha256 {}", sha256(&archive)));
    assert_eq!(one["date"], "2020-01-02");
    assert_eq!(one["browse"], "https://git.example/1.0/{path}#L{line}");
    assert_eq!(one["outcome"]["seen"]["findings"][0]["path"], "thing/a.py");
    // The second audit asks what there is, and fetches nothing.
    audited(&book, &index.url);
    assert_eq!((index.count("/simple/"), index.count("/files/")), (2, 1));
}

#[test]
fn what_was_kept_and_is_spoiled_is_fetched_again() {
    let archive = file("thing-1.0/a.py", b"print(1)\n");
    let index = Index::of(NAME, &archive);
    let book = book(ONE);
    audited(&book, &index.url);
    let kept = book.path("cache/rulebook/archives").join(sha256(&archive));
    std::fs::write(&kept, &archive[..10]).expect("room");
    let (one, _) = audited(&book, &index.url);
    assert!(one["outcome"]["seen"].is_object(), "{one}");
    assert_eq!(index.count("/files/"), 2);
}

#[test]
fn a_zip_is_an_archive_too() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("thing-1.0/a.py", zip::write::SimpleFileOptions::default()).expect("memory");
    zip.write_all(b"print(1)\n").expect("memory");
    let bytes = zip.finish().expect("memory").into_inner();
    let (one, reason) = audited(&book(ONE), &Index::of("thing-1.0.zip", &bytes).url);
    assert_eq!(reason, "");
    assert_eq!(one["outcome"]["seen"]["files"], 1);
}

#[test]
fn projects_that_vanished_were_renamed_or_have_no_source_are_told() {
    let nothing = Index::new(BTreeMap::new());
    assert!(
        audited(&book(ONE), &nothing.url).1.contains("has no package thing; if it was renamed")
    );
    let other = Index::of("thing-2.0.tar.gz", b"");
    let (_, reason) = audited(&book(ONE), &other.url);
    assert!(reason.contains("has no release 1.0 of Thing; the newest it has is 2.0"), "{reason}");
    let built = Index::of("thing-1.0-py3-none-any.whl", b"");
    assert!(audited(&book(ONE), &built.url).1.contains("only what was built from it"));
    let page = [("/simple/thing/".to_owned(), b"<html>".to_vec())];
    assert!(audited(&book(ONE), &Index::new(page.into()).url).1.contains("PEP 691"));
}

#[test]
fn an_archive_that_is_another_than_the_index_says_is_not_read() {
    let archive = file("thing-1.0/a.py", b"print(1)\n");
    let index = Index::lying(NAME, &archive, &"0".repeat(64));
    assert!(audited(&book(ONE), &index.url).1.contains("has another SHA-256"));
    let index = Index::lying(NAME, &archive, "none");
    assert!(audited(&book(ONE), &index.url).1.contains("gives no SHA-256"));
}

#[test]
fn corrupt_archives_are_told() {
    let whole = file("thing-1.0/a.py", b"print(1)\n");
    for bytes in
        [&whole[..whole.len() / 2], b"not gzip at all", b"", &gz(b"not tar".repeat(200).as_slice())]
    {
        let (one, reason) = audited(&book(ONE), &Index::of(NAME, bytes).url);
        assert!(reason.contains("corrupt") || reason.contains("empty"), "{one}");
    }
    let (_, reason) = audited(&book(ONE), &Index::of("thing-1.0.zip", b"PK\x05\x06nothing").url);
    assert!(reason.contains("corrupt"), "{reason}");
}

#[test]
fn nothing_leads_out_of_an_archive() {
    for path in ["../evil.py", "thing-1.0/../../evil.py", "/tmp/evil.py"] {
        let (one, reason) = audited(&book(ONE), &Index::of(NAME, &file(path, b"x = 1\n")).url);
        assert!(reason.contains("leads out of it"), "{path}: {one}");
    }
    let good: (&str, _, &[u8]) = ("thing-1.0/a.py", tar::EntryType::Regular, b"x = 1\n");
    for kind in
        [tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Char, tar::EntryType::Fifo]
    {
        let archive = gz(&tar(&[good, ("thing-1.0/b.py", kind, b"")]));
        let (one, _) = audited(&book(ONE), &Index::of(NAME, &archive).url);
        assert_eq!(one["outcome"]["seen"]["files"], 1, "{kind:?}: {one}");
    }
}

#[test]
fn a_bomb_does_not_go_off() {
    let zeros = vec![0; 70 << 20];
    let archive = gz(&tar(&[("thing-1.0/a.py", tar::EntryType::Regular, &zeros)]));
    assert!(archive.len() < 1 << 20, "it is no bomb");
    let (_, reason) = audited(&book(ONE), &Index::of(NAME, &archive).url);
    assert!(reason.contains("as only a bomb does"), "{reason}");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.py", zip::write::SimpleFileOptions::default()).expect("memory");
    zip.write_all(&zeros).expect("memory");
    let bytes = zip.finish().expect("memory").into_inner();
    let (_, reason) = audited(&book(ONE), &Index::of("thing-1.0.zip", &bytes).url);
    assert!(reason.contains("as only a bomb does"), "{reason}");
}

#[test]
fn a_header_that_promises_a_gigabyte_is_not_believed() {
    let mut header = tar::Header::new_gnu();
    header.set_path("thing-1.0/a.py").expect("a short name");
    header.set_size(1 << 30);
    header.set_cksum();
    let (_, reason) = audited(&book(ONE), &Index::of(NAME, &gz(header.as_bytes())).url);
    assert!(reason.contains("corrupt"), "{reason}");
}

#[test]
fn an_index_that_cannot_be_asked_is_told_without_its_password() {
    let (_, reason) = audited(&book(ONE), "http://user:secret@127.0.0.1:1/simple");
    assert!(reason.contains("cannot be asked"), "{reason}");
    assert!(!reason.contains("secret"), "{reason}");
}

/// A repository whose tag 1.0 prints, and whose newest commit does not.
fn repository(folder: &std::path::Path) {
    let git = |args: &[&str]| {
        let run = Command::new("git")
            .args(["-c", "user.name=n", "-c", "user.email=e@example.org", "-C"])
            .arg(folder)
            .args(args)
            .output()
            .expect("git");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    };
    std::fs::create_dir_all(folder).expect("room");
    git(&["init", "--quiet"]);
    std::fs::write(folder.join("a.py"), "print(1)\n").expect("room");
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "one"]);
    git(&["tag", "1.0"]);
    std::fs::write(folder.join("a.py"), "x = 1\n").expect("room");
    git(&["commit", "--quiet", "-a", "-m", "two"]);
}

#[test]
fn a_release_comes_from_a_repository() {
    let folder = tempfile::tempdir().expect("a folder");
    repository(folder.path());
    let book = book("{release: '1.0', date: 2020-01-02, git: true}");
    let place = folder.path().to_str().expect("a path");
    let old = "repository: https://git.example.org/example";
    book.replace("projects/example.yaml", old, &format!("repository: file://{place}"));
    let (one, reason) = audited(&book, "http://127.0.0.1:1/simple");
    assert_eq!(reason, "");
    assert!(one["source"].as_str().expect("a commit").starts_with("commit "), "{one}");
    assert_eq!(one["outcome"]["seen"]["guidelines"]["RUL101"]["findings"], 1);
    book.replace("projects/example.yaml", "release: '1.0'", "release: '--upload-pack=x'");
    assert!(audited(&book, "http://127.0.0.1:1/simple").1.contains("is no name of a tag"));
    book.replace("projects/example.yaml", "release: '--upload-pack=x'", "release: '3.0'");
    assert!(audited(&book, "http://127.0.0.1:1/simple").1.contains("git cannot fetch 3.0"));
}

#[test]
fn a_checkout_on_this_machine_is_read_at_the_tag_and_its_lines_are_those_of_the_commit() {
    let trees = tempfile::tempdir().expect("a folder");
    repository(&trees.path().join("example"));
    let book = book(ONE);
    let browse = "browse: 'https://git.example/commit/{commit}/{path}#L{line}'\nbrowse_release:";
    book.replace("projects/example.yaml", "browse_release:", browse);
    let audited = || {
        let place = trees.path().to_str().expect("a path");
        let run =
            book.run(&["audit", "--offline", "--no-memory", "--format", "json", "--trees", place]);
        let audit: Value = serde_json::from_str(&run.out).expect("JSON");
        audit["releases"][0].clone()
    };
    let one = audited();
    let source = one["source"].as_str().expect("a commit");
    let commit = source.strip_prefix("commit ").expect("a commit");
    assert_eq!(one["browse"], format!("https://git.example/commit/{commit}/{{path}}#L{{line}}"));
    assert_eq!(one["outcome"]["seen"]["guidelines"]["RUL101"]["findings"], 1);
    // Without its tag, what the checkout happens to be at does not pass for the release.
    book.replace("projects/example.yaml", "release: '1.0'", "release: '3.0'");
    let reason = audited()["outcome"]["not_run"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("example has no tag 3.0"), "{reason}");
}

#[test]
fn a_tree_without_a_version_is_the_newest_release_and_no_older_one() {
    let trees = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(trees.path().join("example")).expect("room");
    std::fs::write(trees.path().join("example/a.py"), "x = 1\n").expect("room");
    let book =
        book("{release: '2015.1.0', date: 2015-04-30}\n- {release: '12.0', date: 2015-10-15}");
    let place = trees.path().to_str().expect("a path");
    let run = book.run(&["audit", "--offline", "--no-memory", "--history", "--trees", place]);
    let line = |release: &str| run.out.lines().find(|line| line.contains(release)).expect("a line");
    assert!(line("2015.1.0").contains("not run: there is no tree"), "{}", run.out);
    assert!(line("12.0").contains("0 findings"), "{}", run.out);
}
