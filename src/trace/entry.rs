//! Entry points, and what came of tracing them.

use std::collections::BTreeMap;

use crate::find::{EntryKind, Verdict};
use crate::model::Step;
use crate::source::Place;

/// A way into a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPoint {
    /// Its name, such as `nova-compute`.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// What it starts: `module:function`, a module, or a file.
    pub target: String,
    /// How it starts.
    pub start: Start,
    /// Whether it is a package of tests without a test module, so that no test runner begins with it.
    pub idle: bool,
    /// The place that declares it, where there is one.
    pub declared: Option<Step>,
    /// The top-level names of the distribution that it belongs to; without any, those of the whole tree.
    pub packages: Vec<String>,
}

/// How an entry point starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// A module is imported, and a function in it called.
    Function {
        /// The module.
        module: String,
        /// The function, perhaps an attribute of an attribute.
        attribute: String,
    },
    /// A module is imported.
    Import(String),
    /// A module is run as a program, as with `python -m`.
    Module(String),
    /// A file is run as a program; its path from the root of the tree.
    File(String),
}

/// What came of tracing an entry point.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The entry point.
    pub point: EntryPoint,
    /// What happens while it is imported.
    pub import: Outcome,
    /// What happens in its main function, if the call was not made for sure before. Less certain.
    pub main: Option<Outcome>,
    /// Why it cannot start, where it names something that does not exist.
    pub dead: Option<String>,
    /// The files of modules that it imports, read or not, from the root: what decides how it starts.
    pub files: Vec<String>,
}

/// What happens up to the first call that the trace looks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What came before the call.
    pub verdict: Verdict,
    /// The places where the call may be made first; several where a condition is not known.
    pub calls: Vec<Call>,
    /// Whether there is a way past all of them.
    pub conditional: bool,
    /// Modules of the project that are imported before, in order.
    pub project_before: Vec<Imported>,
    /// Those of them that are not on the call's own import stack, nor packages around it.
    pub project_extra: Vec<String>,
    /// Those of them that hold on to something that a patch does not reach: a name, a lock, a thread.
    pub project_holding: Vec<String>,
    /// Top-level names of third parties that the project's code imports before, in order.
    pub third_party_before: Vec<Imported>,
    /// All modules of third parties that are imported before, in order, where their code is followed.
    pub third_party_modules: Vec<Imported>,
    /// Native locks, threads and queues that are made before, in order.
    pub made_before: Vec<Made>,
    /// Modules of third parties that should come later and are imported before, in order; all of them where there is
    /// no call.
    pub imported_before: Vec<Made>,
    /// Why nothing can be said, where that is so.
    pub reason: Option<String>,
    /// What could not be seen, and most likely does not matter.
    pub notes: Vec<String>,
}

/// One place where the call is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The imports and calls that lead there; the last is the call itself.
    pub chain: Vec<Step>,
    /// Where it begins and ends in its file.
    pub span: (Place, Place),
    /// Its keyword arguments, evaluated.
    pub arguments: BTreeMap<String, Argument>,
}

/// What an argument evaluates to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string.
    Str(String),
    /// Something else, or nothing that could be told.
    Unknown,
}

/// Something that was imported or made, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its dotted name.
    pub name: String,
    /// The place that did it first; none for the start of the program itself.
    pub by: Option<Step>,
    /// The file of the module, where it has one that was read.
    pub path: Option<String>,
}

/// A lock, thread or queue that was made before, or a module that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What it is, and the place that made it.
    pub what: Imported,
    /// Where that begins and ends in its file.
    pub span: (Place, Place),
}

impl Entry {
    /// The outcome that says most: of the import, or else of the main function if the call is made there.
    pub fn outcome(&self) -> &Outcome {
        match &self.main {
            Some(main) if self.import.calls.is_empty() && !main.calls.is_empty() => main,
            _ => &self.import,
        }
    }

    /// Whether [`Entry::outcome`] is about the main function.
    pub fn is_in_main(&self) -> bool {
        !std::ptr::eq(self.outcome(), &self.import)
    }
}

// A chain of imports is not longer than Python allows.
const LONGEST: usize = 400;

impl Outcome {
    /// The places that lead to an import, first to last: who imported it, who imported that, and so on.
    pub fn chain_to(&self, imported: &Imported) -> Vec<Step> {
        let mut chain = Vec::new();
        let mut by = imported.by.as_ref();
        while let Some(step) = by.filter(|_| chain.len() < LONGEST) {
            chain.push(step.clone());
            by = self.module_at(&step.path).and_then(|module| module.by.as_ref());
        }
        chain.reverse();
        chain
    }

    fn module_at(&self, path: &str) -> Option<&Imported> {
        let all = self.project_before.iter().chain(&self.third_party_modules);
        all.into_iter().find(|one| one.path.as_deref() == Some(path))
    }

    /// The modules of third parties that are there because the project imports this one.
    pub fn brought_by(&self, direct: &Imported) -> Vec<&str> {
        let is_it = |module: &&Imported| match &direct.by {
            Some(by) => module.by.as_ref() == Some(by) || self.chain_to(module).contains(by),
            None => false,
        };
        self.third_party_modules.iter().filter(is_it).map(|module| module.name.as_str()).collect()
    }

    /// The keyword arguments that the call has wherever it may be made.
    pub fn arguments(&self) -> impl Iterator<Item = (&String, &Argument)> {
        let (first, others) = match self.calls.split_first() {
            Some((first, others)) => (Some(first), others),
            None => (None, &[][..]),
        };
        let all = first.into_iter().flat_map(|call| &call.arguments);
        all.filter(|(name, value)| {
            others.iter().all(|call| call.arguments.get(*name) == Some(value))
        })
    }
}

impl Call {
    /// The place of the call.
    pub fn site(&self) -> Option<&Step> {
        self.chain.last()
    }
}
