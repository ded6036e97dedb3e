//! The files of a change.

use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, bail};

use super::place::encoded;
use super::server::{Change, Gerrit};
use super::wire::{Chunk, Diff, File};
use crate::forge::look::{Touched, Tree};

/// Files that tell what a project is made of; they are read even where they are no code.
const DECLARING: [&str; 4] = ["setup.cfg", "setup.py", "pyproject.toml", "PKG-INFO"];

/// The largest file that is fetched.
const MOST_BYTES: i64 = 4 << 20;

/// How many files are fetched at once.
const AT_ONCE: usize = 6;

/// The type bits of a file's mode, and a regular file's.
const TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;

/// Where a change's files come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Only those that it touched, one by one.
    Rest,
    /// The whole tree, by git; checks that follow imports need it.
    Git,
}

impl Gerrit {
    /// Fetches the files of a change as they are after it.
    ///
    /// # Errors
    /// If the server does not answer, or git cannot fetch.
    pub fn fetch(&self, change: &Change, source: Source) -> Result<Tree> {
        let mut tree = Tree::new()?;
        if source == Source::Git {
            self.check_out(change, &tree)?;
            tree.whole = true;
        }
        let wanted: Vec<_> =
            change.files.iter().filter(|(path, file)| is_wanted(path, file)).collect();
        for (path, file) in &change.files {
            if file.size > MOST_BYTES && is_regular(path, file) {
                tree.missed.push((path.clone(), format!("it has {} bytes", file.size)));
            }
        }
        let (next, results) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE.min(wanted.len()) {
                scope.spawn(|| {
                    while let Some((path, file)) = wanted.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        let fetched = self.file(change, path, file.size, source);
                        let failed = fetched.is_err();
                        results
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner)
                            .push(((*path).clone(), fetched));
                        if failed {
                            // The others would fail in the same way, each after all its tries.
                            next.store(usize::MAX / 2, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        let results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (path, fetched) in results {
            let (bytes, touched) = fetched?;
            match bytes {
                Some(bytes) => tree.put(&path, &bytes, touched)?,
                None => drop(tree.files.insert(path, touched)),
            }
        }
        Ok(tree)
    }

    /// A file's text and the lines that the change added to it.
    fn file(
        &self,
        change: &Change,
        path: &str,
        size: i64,
        source: Source,
    ) -> Result<(Option<Vec<u8>>, Touched)> {
        let base =
            format!("/changes/{}/revisions/{}/files/{}", change.id, change.commit, encoded(path));
        let diff: Diff = self.get(&format!("{base}/diff?context=0&whitespace=IGNORE_NONE"))?;
        let bytes = match source {
            Source::Rest => Some(self.bytes(&format!("{base}/content"), size)?),
            Source::Git => None,
        };
        Ok((bytes, touched(&diff.content)))
    }

    /// Fetches the commit alone, without history. git finds credentials in its own way.
    fn check_out(&self, change: &Change, tree: &Tree) -> Result<()> {
        let Some(revision) = change.info.revisions.get(&change.commit) else {
            bail!("the server names no ref of the current patch set");
        };
        let url = format!("{}{}", self.client.base(), self.path(&format!("/{}", change.project())));
        let fetch = ["fetch", "--quiet", "--depth=1", "--no-tags", &url, &revision.reference];
        let steps: [&[&str]; 3] =
            [&["init", "--quiet"], &fetch, &["checkout", "--quiet", "--force", "FETCH_HEAD"]];
        for step in steps {
            let output = Command::new("git")
                .args(["-c", "core.hooksPath=/dev/null", "-c", "core.symlinks=false", "-C"])
                .arg(tree.root())
                .args(step)
                .env("GIT_TERMINAL_PROMPT", "0")
                .output()?;
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr);
                bail!(
                    "git {} {}: {}",
                    step[0],
                    revision.reference,
                    said.lines().last().unwrap_or("failed")
                );
            }
        }
        Ok(())
    }
}

fn is_regular(path: &str, file: &File) -> bool {
    let there = !matches!(file.status.as_deref(), Some("D"));
    let mode = file.new_mode.unwrap_or(REGULAR);
    there && !path.starts_with('/') && !file.binary && mode & TYPE == REGULAR
}

/// Whether a check or a question can be about a file: code, programs without an ending, and what declares things.
fn is_wanted(path: &str, file: &File) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = name.ends_with(".py")
        || !name.contains('.')
        || DECLARING.contains(&name)
        || (name.contains("requirements") && name.ends_with(".txt"));
    kind && is_regular(path, file) && file.size <= MOST_BYTES
}

/// The names of files that [`is_wanted`] wants, as one pattern that fits whole paths.
pub(super) fn wanted() -> String {
    let declaring = DECLARING.map(|name| name.replace('.', "[.]")).join("|");
    format!("^(.*/)?([^/]*[.]py|[^/.]+|{declaring}|[^/]*requirements[^/]*[.]txt)$")
}

/// The lines on the new side that a diff adds.
fn touched(chunks: &[Chunk]) -> Touched {
    let mut touched = Touched::default();
    let mut line = 1;
    for chunk in chunks {
        let added = chunk.b.len();
        if added > 0 && !chunk.common && !chunk.due_to_rebase {
            touched.added.push(line..line + added);
        }
        line += chunk.ab.len() + added + chunk.skip;
    }
    touched
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_on_the_new_side() {
        let text = r#"[{"skip": 3}, {"a": ["x"], "b": ["y", "z"]}, {"ab": ["q"]}, {"a": ["gone"]},
            {"skip": 2}, {"a": ["  i"], "b": ["i"], "common": true}, {"b": ["r"], "due_to_rebase": true}, {"b": ["n"]}]"#;
        let chunks: Vec<Chunk> = serde_json::from_str(text).expect("chunks");
        assert_eq!(touched(&chunks).added, [4..6, 11..12]);
    }

    #[test]
    fn a_requirement_is_about_the_files_that_are_looked_at() {
        let pattern = regex::Regex::new(&wanted()).expect("a pattern");
        let file = File { status: None, new_mode: None, binary: false, size: 1 };
        let paths = [
            "a.py",
            "nova/a.py",
            "bin/nova-api",
            "tox",
            "setup.cfg",
            "x/setup.cfg",
            "pyproject.toml",
            "requirements.txt",
            "x/test-requirements.txt",
            "doc/index.rst",
            "a.pyc",
            "setup.cfg.in",
            "x.d/y.z",
            "x.d/y",
            "requirements/a.txt",
            "notes.txt",
            "PKG-INFO",
            ".py",
            ".zuul.yaml",
        ];
        for path in paths {
            assert_eq!(pattern.is_match(path), is_wanted(path, &file), "{path}");
        }
    }

    #[test]
    fn only_what_can_be_looked_at_is_fetched() {
        let file = |status: Option<&str>, new_mode, binary| File {
            status: status.map(str::to_owned),
            new_mode,
            binary,
            size: 10,
        };
        let plain = file(None, Some(0o100_644), false);
        for path in ["a.py", "bin/nova-api", "setup.cfg", "test-requirements.txt"] {
            assert!(is_wanted(path, &plain), "{path}");
        }
        assert!(!is_wanted("doc/index.rst", &plain));
        assert!(!is_wanted("/COMMIT_MSG", &plain));
        assert!(!is_wanted("a.py", &file(Some("D"), None, false)));
        assert!(!is_wanted("link", &file(None, Some(0o120_000), false)));
        assert!(!is_wanted("module", &file(None, Some(0o160_000), false)));
        assert!(!is_wanted("a.py", &file(None, None, true)));
    }
}
