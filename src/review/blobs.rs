//! What git keeps, read through one process of it however many files are asked for.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};

use crate::check::git;

/// More than this of one file is not read.
const MOST_BYTES: u64 = 16 << 20;

/// A running `git cat-file --batch`.
#[derive(Debug)]
pub(super) struct Blobs {
    child: Child,
    asks: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Blobs {
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let mut child = git::command(folder)
            .args(["cat-file", "--batch"])
            // What a partial clone lacks is told as lacking, not fetched from wherever.
            .env("GIT_NO_LAZY_FETCH", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot run git")?;
        let asks = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("git has no output")?);
        Ok(Self { child, asks, answers })
    }

    /// One that several threads ask.
    pub(super) fn shared(self) -> Shared {
        Shared(Mutex::new(self))
    }

    /// The bytes of a file by its hash, or by `commit:path`; none where git has no such file.
    pub(super) fn read(&mut self, name: &str) -> Option<Vec<u8>> {
        // A line break would ask for something else.
        if name.contains('\n') {
            return None;
        }
        let asks = self.asks.as_mut()?;
        writeln!(asks, "{name}").and_then(|()| asks.flush()).ok()?;
        let mut head = String::new();
        self.answers.read_line(&mut head).ok()?;
        // `<hash> blob <size>`, or `<name> missing` where the name may have blanks.
        let mut words = head.trim_end().rsplitn(3, ' ');
        let (size, kind) = (words.next()?, words.next()?);
        let size: u64 = size.parse().ok()?;
        let mut bytes = Vec::new();
        let mut body = (&mut self.answers).take(size);
        (&mut body).take(MOST_BYTES + 1).read_to_end(&mut bytes).ok()?;
        std::io::copy(&mut body, &mut std::io::sink()).ok()?;
        self.answers.read_exact(&mut [0]).ok()?;
        (kind == "blob" && size <= MOST_BYTES).then_some(bytes)
    }
}

/// What git keeps, for several threads.
#[derive(Debug)]
pub(super) struct Shared(Mutex<Blobs>);

impl Shared {
    /// The bytes of a file by its hash, or by `commit:path`; none where git has no such file.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).read(name)
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        self.asks = None;
        // It ends by itself when nobody asks any more.
        let _ = self.child.wait();
    }
}
