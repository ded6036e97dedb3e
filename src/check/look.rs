//! Looking at one file. Whatever is in it, the run goes on.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::fs::{self, OpenOptions};
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::comments::Comments;
use super::fix::{self, Offer};
use super::found::{Flag, Found, found};
use super::memo::Remembers;
use super::plan::{Plan, Planned, Sifted, Way};
use super::room::Room;
use super::told::Told;
use super::walk::{File, FileKind, said};
use crate::find;
use crate::model::{Date, Id, NotRun, Rulebook};
use crate::python::{self, Anchors, Imports, LARGEST, Module, ModuleName, Parsed};
use crate::source::Lines;

/// How much of a file without an ending is read to see whether it is Python.
const FIRST_LINE: usize = 128;

/// How many bytes must be left out of a text for that to be worth it.
const LEAST: usize = 256;

thread_local! {
    /// Room for the bytes of a file. Workers are made by the hundred, and each would look for room anew.
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// What came of looking at a file.
#[derive(Debug, Default)]
pub(super) struct Looked {
    pub(super) found: Vec<Found>,
    pub(super) not_run: Option<NotRun>,
    pub(super) read: bool,
    pub(super) parsed: bool,
    pub(super) partly: bool,
    /// The guidelines of which nobody can say that nothing is here, since the file could not be read whole.
    pub(super) unsure: Vec<Id>,
    pub(super) bytes: u64,
}

/// One of the workers, with what it uses again for every file.
#[derive(Debug, Clone)]
pub(super) struct Worker<'w, 'r> {
    pub(super) rulebook: &'r Rulebook,
    pub(super) plan: &'w Plan<'r>,
    pub(super) today: Date,
    context: find::Context,
    bytes: Vec<u8>,
    remembers: Option<&'w Remembers<'w>>,
    room: Option<&'w Room>,
}

impl<'w, 'r> Worker<'w, 'r> {
    pub(super) fn new(rulebook: &'r Rulebook, plan: &'w Plan<'r>, today: Date) -> Self {
        let context = plan.context.clone();
        Self { rulebook, plan, today, context, bytes: Vec::new(), remembers: None, room: None }
    }

    /// The same, with a memory.
    pub(super) fn remembering(self, remembers: Option<&'w Remembers<'w>>) -> Self {
        Self { remembers, ..self }
    }

    /// The same, parsing as much at a time as others leave room for.
    pub(super) fn sharing(self, room: &'w Room) -> Self {
        Self { room: Some(room), ..self }
    }

    /// Looks at a file, and at what external programs told of it.
    pub(super) fn look(&mut self, file: &File, told: &[Told<'w, 'r>]) -> Looked {
        self.caught(file, told, None)
    }

    /// Looks at a file that need not be on disk.
    pub(super) fn look_into(&mut self, file: &File, bytes: &[u8], told: &[Told<'w, 'r>]) -> Looked {
        self.caught(file, told, Some(bytes))
    }

    fn caught(&mut self, file: &File, told: &[Told<'w, 'r>], given: Option<&[u8]>) -> Looked {
        self.bytes = SPARE.take();
        let looked = catch_unwind(AssertUnwindSafe(|| self.look_at(file, told, given)));
        SPARE.set(std::mem::take(&mut self.bytes));
        let looked =
            looked.unwrap_or_else(|panic| Err(format!("a check failed: {}", words(&*panic))));
        looked.unwrap_or_else(|reason| Looked {
            not_run: Some(NotRun { check: None, path: file.shown.clone(), reason }),
            unsure: self.plan.guidelines.iter().map(|id| (*id).clone()).collect(),
            ..Looked::default()
        })
    }

    fn look_at(
        &mut self,
        file: &File,
        told: &[Told<'w, 'r>],
        given: Option<&[u8]>,
    ) -> Result<Looked, String> {
        let skipped = file.kind == FileKind::Other && told.is_empty();
        let read = |worker: &mut Self| match given {
            Some(bytes) => worker.take(file, bytes),
            None => worker.read(file),
        };
        if skipped || !read(self)? {
            return Ok(Looked::default());
        }
        let mut looked = Looked {
            read: file.kind != FileKind::Other,
            bytes: self.bytes.len() as u64,
            ..Looked::default()
        };
        let Sifted { checks, anchors, speaks, imports } = match file.kind {
            FileKind::Other => Sifted::default(),
            _ => self.plan.sift(&self.bytes, &file.rooted),
        };
        if checks.is_empty() && told.is_empty() && !speaks {
            return Ok(looked);
        }
        // What a comment allows depends on the day, and what was told, on other files.
        let remembers = self.remembers.filter(|_| !speaks && told.is_empty());
        let key = remembers.map(|remembers| (remembers, remembers.key(file, &self.bytes, &checks)));
        if let Some(known) = key.as_ref().and_then(|(remembers, key)| remembers.recall(key)) {
            return Ok(Looked { bytes: looked.bytes, ..known });
        }
        let decoded = python::decode(&self.bytes);
        let lines = Lines::new(&decoded.text);
        let mut flags: Vec<Flag<'_, 'r>> = told.iter().map(|told| told.flag(&lines)).collect();
        if file.kind == FileKind::Other {
            looked.found = found(file, &decoded.text, &lines, None, flags);
            return Ok(looked);
        }
        // What comments allow, and what others told, may be anywhere.
        let in_part = told.is_empty() && !speaks && decoded.notice.is_none();
        // What was found out of the bytes holds for the text if they are the same.
        let imports = imports.filter(|_| matches!(decoded.text, Cow::Borrowed(_)));
        let sketch = in_part
            .then(|| sketch(&decoded.text, &file.rooted, &checks, &anchors, LEAST, imports))
            .flatten();
        // What is left of a text is little.
        let room = self.room.filter(|_| sketch.is_none());
        let _place = room.map(|room| room.enter(decoded.text.len()));
        let parsed = match &sketch {
            Some(text) => Parsed::shallow(text),
            None => Parsed::new(&decoded.text),
        };
        let parsed = parsed.map_err(|refusal| refusal.to_string())?;
        let module = Module::new(&parsed, ModuleName::of_path(&file.rooted));
        self.context.path.clone_from(&file.rooted);
        flags.extend(checks.iter().flat_map(|planned| planned.run(&module, &self.context)));
        looked.parsed = true;
        looked.found = found(file, &decoded.text, &lines, Some(&module), flags);
        if !looked.found.is_empty() && checks.iter().any(|planned| planned.mends()) {
            let read = Some(blake3::hash(&self.bytes));
            looked.found.iter_mut().for_each(|found| found.read = read);
        }
        let first_error = parsed.errors().next();
        looked.partly = first_error.is_some() || decoded.notice.is_some();
        if speaks || !looked.found.is_empty() {
            let mut comments = Comments::read(&module, &lines, self.rulebook);
            comments.waive(&mut looked.found, self.today);
            let whole = !looked.partly;
            looked.found.extend(comments.upkeep(file, &lines, self.plan, self.today, whole));
        }
        let reason = first_error.map(|(at, error)| {
            format!("it was read in part, line {}: {error}", lines.place(at).line)
        });
        looked.not_run = decoded.notice.or(reason).map(|reason| NotRun {
            check: None,
            path: file.shown.clone(),
            reason,
        });
        if looked.not_run.is_some() {
            let ids = checks.iter().flat_map(|planned| &planned.guidelines);
            looked.unsure = ids.map(|(guideline, _)| guideline.id.clone()).collect();
        }
        if let Some((remembers, key)) = key {
            remembers.keep(key, &looked);
        }
        Ok(looked)
    }

    /// Puts a file that was read elsewhere into the buffer; false if it is not to be looked at.
    fn take(&mut self, file: &File, bytes: &[u8]) -> Result<bool, String> {
        if file.kind == FileKind::Script && !is_python(&bytes[..bytes.len().min(FIRST_LINE)]) {
            return Ok(false);
        }
        if bytes.len() > LARGEST {
            return Err(python::Refusal::TooLarge.to_string());
        }
        self.bytes.clear();
        self.bytes.extend_from_slice(bytes);
        Ok(true)
    }

    /// Reads a file into the buffer; false if it is not to be looked at.
    fn read(&mut self, file: &File) -> Result<bool, String> {
        self.bytes.clear();
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => "it vanished while the tree was read".to_owned(),
            _ => format!("it cannot be read: {}", said(&error)),
        };
        let mut options = OpenOptions::new();
        options.read(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            // What was a file a moment ago may be a pipe by now, and opening one waits for a writer.
            options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
        }
        let mut open = options.open(&file.path).map_err(failed)?;
        let known: fs::Metadata = open.metadata().map_err(failed)?;
        if !known.is_file() {
            return Err("it is no regular file".into());
        }
        if file.kind == FileKind::Script {
            let start = open.by_ref().take(FIRST_LINE as u64);
            { start }.read_to_end(&mut self.bytes).map_err(failed)?;
            if !is_python(&self.bytes) {
                return Ok(false);
            }
        }
        let too_large = || python::Refusal::TooLarge.to_string();
        if known.len() > LARGEST as u64 {
            return Err(too_large());
        }
        // It may have grown since.
        open.take(LARGEST as u64 + 1).read_to_end(&mut self.bytes).map_err(failed)?;
        if self.bytes.len() > LARGEST { Err(too_large()) } else { Ok(true) }
    }
}

/// A text without what cannot matter for checks, if at least so many bytes can go. Where something is mended, all uses
/// of a name matter.
pub(super) fn sketch<'t>(
    text: &'t str,
    rooted: &str,
    checks: &[&Planned<'_>],
    anchors: &[&Anchors],
    least: usize,
    imports: Option<Imports<'t>>,
) -> Option<String> {
    if checks.iter().any(|planned| planned.mends()) {
        return None;
    }
    python::sketch(text, rooted, anchors, least, imports)
}

impl<'r> Planned<'r> {
    /// The places that the check flags in a module.
    pub(super) fn run<'p>(&'p self, module: &Module, context: &find::Context) -> Vec<Flag<'p, 'r>> {
        let Way::Modules(program) = &self.way else { return Vec::new() };
        let found = program.run(module, context);
        let offers = self.offers(module, &found, context);
        let flag = |(found, offer): (find::Match, Option<Offer>)| Flag {
            planned: self,
            span: found.span,
            captures: found.captures,
            chain: found.chain,
            way: Vec::new(),
            offer,
        };
        found.into_iter().zip(offers).map(flag).collect()
    }

    /// Whether it may offer to mend what it finds.
    fn mends(&self) -> bool {
        !self.check.fixes.is_empty()
    }

    /// What the check finds in a module.
    pub(super) fn matches(&self, module: &Module, context: &find::Context) -> Vec<find::Match> {
        match &self.way {
            Way::Modules(program) => program.run(module, context),
            _ => Vec::new(),
        }
    }

    /// For each place, what to write instead; for the first ones only where there are very many. A file that was read in
    /// part is left as it is.
    fn offers(
        &self,
        module: &Module,
        found: &[find::Match],
        context: &find::Context,
    ) -> Vec<Option<Offer>> {
        let none = !self.mends() || !module.is_sound();
        let most = if none { 0 } else { fix::most_offers(module.text().len()) };
        let offer = |at| (at < most).then(|| fix::offer(self, module, found, at, context))?;
        (0..found.len()).map(offer).collect()
    }
}

/// Whether the first line hands a file to Python.
pub(super) fn is_python(start: &[u8]) -> bool {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or(start);
    line.starts_with(b"#!") && line.windows(6).any(|word| word == b"python")
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("it gave no reason")
        .to_owned()
}
