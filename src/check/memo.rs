//! Remembering what was found in a file, so that the same bytes are never parsed twice.
//!
//! What is found in a file depends on its bytes, its path, the checks, and what these ask of the project around it. A
//! key is a hash of all that, so that nothing in memory ever has to be thrown away for being out of date.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::found::Found;
use super::look::Looked;
use super::plan::{Plan, Planned};
use super::walk::File;
use crate::find;
use crate::model::{Id, Name, NotRun};

/// What a file, with all that its findings depend on, is known by.
pub type Key = [u8; 32];

/// A memory of what was found in files. It may forget at any time.
pub trait Memo: Sync {
    /// What was kept under a key.
    fn get(&self, key: &Key) -> Option<Vec<u8>>;
    /// Keeps something under a key.
    fn put(&self, key: Key, value: Vec<u8>);
    /// Which tree is looked at, if the memory is for several that lie at the same paths, such as releases.
    fn tree(&self) -> &str {
        ""
    }
}

impl std::fmt::Debug for dyn Memo + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memo")
    }
}

/// A memory, and what keys of a tree are made of.
#[derive(Debug)]
pub(super) struct Remembers<'a> {
    pub(super) memo: &'a dyn Memo,
    /// What all keys have in common.
    tree: blake3::Hash,
    /// What those have in common that depend on a check.
    checks: BTreeMap<Name, blake3::Hash>,
}

/// What is kept of a file.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    found: std::borrow::Cow<'a, [Found]>,
    not_run: Option<NotRun>,
    partly: bool,
    unsure: Vec<Id>,
}

impl<'a> Remembers<'a> {
    pub(super) fn new(memo: &'a dyn Memo, plan: &Plan<'_>) -> Self {
        let of = |one: &Planned<'_>| (one.check.name.clone(), digest(one, &plan.context));
        Self { memo, tree: common(plan), checks: plan.checks.iter().map(of).collect() }
    }

    /// What all keys begin with that depend on these checks.
    fn hasher<'c>(&self, checks: impl Iterator<Item = &'c Planned<'c>>) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.tree.as_bytes());
        for digest in checks.filter_map(|planned| self.checks.get(&planned.check.name)) {
            hasher.update(digest.as_bytes());
        }
        hasher
    }

    /// What a file is known by for these checks. Others have nothing to say about its bytes, so that two releases that
    /// differ for them alone share what was found.
    pub(super) fn key(&self, file: &File, bytes: &[u8], checks: &[&Planned<'_>]) -> Key {
        let mut hasher = self.hasher(checks.iter().copied());
        for path in [&file.rooted, &file.shown] {
            hasher.update(path.as_bytes()).update(&[0]);
        }
        *hasher.update(bytes).finalize().as_bytes()
    }

    /// What something else is known by that depends on these checks and on what they ask of the project.
    pub(super) fn key_of<'c>(
        &self,
        about: &str,
        checks: impl Iterator<Item = &'c Planned<'c>>,
    ) -> Key {
        *self.hasher(checks).update(about.as_bytes()).finalize().as_bytes()
    }

    /// What was found in a file, if it is remembered. What cannot be read was written by somebody else.
    pub(super) fn recall(&self, key: &Key) -> Option<Looked> {
        let kept: Kept<'_> = serde_json::from_slice(&self.memo.get(key)?).ok()?;
        Some(Looked {
            found: kept.found.into_owned(),
            not_run: kept.not_run,
            read: true,
            parsed: true,
            partly: kept.partly,
            unsure: kept.unsure,
            bytes: 0,
        })
    }

    pub(super) fn keep(&self, key: Key, looked: &Looked) {
        let kept = Kept {
            found: (&looked.found[..]).into(),
            not_run: looked.not_run.clone(),
            partly: looked.partly,
            unsure: looked.unsure.clone(),
        };
        // Our own types have nothing that cannot be written.
        if let Ok(bytes) = serde_json::to_vec(&kept) {
            self.memo.put(key, bytes);
        }
    }
}

/// A hash of what may matter for any check, whatever it asks.
fn common(plan: &Plan<'_>) -> blake3::Hash {
    let context = &plan.context;
    let ids = (&plan.guidelines, &plan.complete);
    let all = format!("{:?} {:?} {ids:?}", context.packages, context.same_as);
    blake3::hash(all.as_bytes())
}

/// A hash of a check, of what it is for, and of the answers to what it asks of the project: two releases that answer
/// alike share what was found, whatever else they declare.
fn digest(planned: &Planned<'_>, context: &find::Context) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let mut add = |part: &str| {
        hasher.update(part.as_bytes()).update(&[0]);
    };
    let check = serde_json::to_value(planned.check).unwrap_or_default();
    add(&check.to_string());
    for (guideline, level) in &planned.guidelines {
        add(&format!("{} {} {level:?}", guideline.id, guideline.name));
    }
    let mut answers = Vec::new();
    ask(&check, context, &mut answers);
    add(&format!("{answers:?}"));
    hasher.finalize()
}

/// The answers to what a check asks of the project, read from what it is written as: a kind of check that asks for
/// something else changes this file, too, or its answers are part of no key.
fn ask(value: &Value, context: &find::Context, answers: &mut Vec<bool>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let inner = inner.clone();
                match key.as_str() {
                    "requires" => {
                        let asked = serde_json::from_value::<find::Requires>(inner);
                        answers.extend(asked.map(|asked| asked.fits(context)));
                    }
                    "project" => {
                        let asked = serde_json::from_value::<find::Project>(inner);
                        answers.extend(asked.map(|asked| asked.fits(context.project.as_ref())));
                    }
                    _ => {}
                }
            }
            fields.values().for_each(|inner| ask(inner, context, answers));
        }
        Value::Array(items) => items.iter().for_each(|item| ask(item, context, answers)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Mutex;

    use super::*;
    use crate::check::{Checked, Request, run};
    use crate::load::{Origin, load};
    use crate::model::Rulebook;

    #[derive(Default)]
    struct Counting {
        kept: Mutex<HashMap<Key, Vec<u8>>>,
        found: Mutex<usize>,
        made: Mutex<usize>,
    }

    impl Memo for Counting {
        fn get(&self, key: &Key) -> Option<Vec<u8>> {
            let value = self.kept.lock().unwrap().get(key).cloned();
            *self.found.lock().unwrap() += usize::from(value.is_some());
            value
        }

        fn put(&self, key: Key, value: Vec<u8>) {
            self.kept.lock().unwrap().insert(key, value);
            *self.made.lock().unwrap() += 1;
        }
    }

    impl Counting {
        /// How many files were remembered in a run, and how many are known after it.
        fn run(&self, book: &Rulebook, tree: &tempfile::TempDir) -> (usize, usize, Checked) {
            let request = Request {
                paths: &[tree.path().to_owned()],
                project: None,
                diff: None,
                baseline: None,
                select: &[],
                threads: 1,
                today: "2026-11-23".parse().unwrap(),
                rooted: true,
                memo: Some(self),
            };
            let checked = run(book, &request).unwrap();
            let found = std::mem::take(&mut *self.found.lock().unwrap());
            (found, self.kept.lock().unwrap().len(), checked)
        }
    }

    fn tree(requires: &str) -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        std::fs::write(tree.path().join("a.py"), "import eventlet\neventlet.sleep(0)\n").unwrap();
        std::fs::write(tree.path().join("b.py"), "import os\n").unwrap();
        std::fs::write(tree.path().join("c.py"), "import eventlet  # rulebook: allow EVT501\n")
            .unwrap();
        std::fs::write(
            tree.path().join("d.py"),
            "from eventlet import monkey_patch as p\np(subprocess=False)\n",
        )
        .unwrap();
        std::fs::write(tree.path().join("requirements.txt"), requires).unwrap();
        tree
    }

    #[test]
    fn a_file_is_remembered_until_something_that_its_findings_depend_on_is_another() {
        let book = load(&Origin::BuiltIn).unwrap();
        let memo = Counting::default();
        let (found, known, first) = memo.run(&book, &tree("eventlet>=0.30\n"));
        // Two files and what programs import. The file that nothing can be in is not parsed, and what a comment allows
        // depends on the day.
        assert_eq!((found, known), (0, 3));
        let (found, known, second) = memo.run(&book, &tree("eventlet>=0.30\n"));
        assert_eq!((found, known), (3, 3));
        assert_eq!(first.report, second.report);
        // No check asks for this one's version.
        assert_eq!(memo.run(&book, &tree("eventlet>=0.30\nrequests>=2\n")).0, 3);
        // Checks ask for this one's, and are told the same.
        assert_eq!(memo.run(&book, &tree("eventlet>=0.31\n")).0, 3);
        // One check is told something else, and has nothing to say about the first file.
        let (found, known, third) = memo.run(&book, &tree("eventlet<0.19\n"));
        assert_eq!((found, known), (2, 4));
        assert_eq!(first.report.findings.len(), third.report.findings.len() + 1);
    }

    #[test]
    fn what_programs_import_is_followed_again_when_anything_that_was_looked_at_is_another() {
        let book = load(&Origin::BuiltIn).unwrap();
        let memo = Counting::default();
        let tree = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = tree.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let packaging = "[metadata]\nname = zun\n[files]\npackages =\n    zun\n[entry_points]\nconsole_scripts =\n    zun-api = zun.api:main\n";
        let late = "import zun.options\nimport requests\nimport eventlet\neventlet.monkey_patch()\n\n\ndef main():\n    pass\n";
        write("setup.cfg", packaging);
        write("zun/__init__.py", "");
        write("zun/options.py", "");
        write("zun/api.py", late);
        let is_late = |checked: &Checked| {
            checked
                .report
                .findings
                .iter()
                .any(|found| found.check.as_str() == "eventlet/patch-first-startup")
        };
        let run = || {
            let (_, _, checked) = memo.run(&book, &tree);
            (std::mem::take(&mut *memo.made.lock().unwrap()), checked)
        };
        let (made, first) = run();
        assert!(made > 0 && is_late(&first));
        let (made, second) = run();
        assert_eq!((made, &first.report), (0, &second.report));
        // Another text, and a file that is new where it was looked for.
        write("zun/options.py", "import os\n");
        assert_eq!(run().0, 1);
        write("requests.py", "");
        let (made, checked) = run();
        assert!(made > 0 && !is_late(&checked));
        write("setup.cfg", &packaging.replace("zun.api:main", "zun:main"));
        assert!(!is_late(&memo.run(&book, &tree).2));
    }
}
