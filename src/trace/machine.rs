//! The state of a program while it starts: what is imported, what names mean, where it is.
//!
//! Where a condition is not known, every branch is run from the same state and the states are joined; a branch that
//! patches or raises is undone, for what it imported was not imported where the program goes on.

mod fork;
mod scope;

use std::rc::Rc;

use ruff_text_size::{Ranged, TextRange};
use rustc_hash::{FxHashMap, FxHashSet};

use super::config::Section;
use super::finder::{ModuleId, Origin};
use super::library::Code;
use super::value::{ScopeId, Value};
use super::world::World;
use crate::python::level;
use crate::source::Place;

pub(super) use fork::Fork;

// Statements and calls of third parties' code that are followed for one entry point.
const FOREIGN_STEPS: u64 = 1_000_000;

/// Why an expression has no value.
#[derive(Clone)]
pub(super) enum Stop {
    /// The call that the trace looks for was made: what comes later is of no interest.
    Called,
    /// An exception.
    Raise(Rc<Raised>),
    /// It never ends.
    Stuck,
    /// The program cannot be followed any further.
    Spent(Rc<str>),
}

/// An exception.
pub(super) struct Raised {
    /// The name of its class, if it is known.
    pub(super) class: Option<Rc<str>>,
    /// Why, for people.
    pub(super) reason: Rc<str>,
}

/// A place in code.
#[derive(Clone, Copy)]
pub(super) struct Site<'p> {
    pub(super) code: &'p Code<'p>,
    /// Where Python says that it is.
    pub(super) at: usize,
    /// The statement or call.
    pub(super) span: TextRange,
}

/// A module body or function that runs.
pub(super) struct Frame<'p> {
    /// The module that the code belongs to.
    pub(super) module: ModuleId,
    pub(super) site: Site<'p>,
    pub(super) scope: ScopeId,
    /// The function and the shape of its arguments; none for a module.
    pub(super) call: Option<(usize, u64)>,
    /// How many unknown conditions it was entered under.
    pub(super) maybe: u32,
    pub(super) returned: Vec<Value<'p>>,
    /// Whether it, or a function that it called, took an option to have its default.
    pub(super) assumes: bool,
    /// How much of Python's own limit is used up to here.
    pub(super) depth: u32,
    /// Whether it is the project's own code.
    pub(super) own: bool,
}

/// What a scope belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Module,
    Class,
    Function,
}

/// Names and what they mean.
pub(super) struct Scope<'p> {
    pub(super) kind: ScopeKind,
    pub(super) names: FxHashMap<&'p str, Value<'p>>,
    pub(super) parent: Option<ScopeId>,
    /// Names that belong to the module.
    pub(super) globals: Vec<&'p str>,
    /// Names that belong to a function around.
    pub(super) nonlocals: Vec<&'p str>,
    /// Whether there may be names that were not seen.
    pub(super) open: bool,
    /// Whether something else refers to it, so that it has to stay.
    pub(super) kept: bool,
}

/// How far a module's import has come.
#[derive(Clone, Default)]
pub(super) enum Progress {
    #[default]
    Absent,
    Started,
    Done,
    Failed(Rc<Raised>),
}

/// A module of the program.
#[derive(Clone, Default)]
pub(super) struct State<'p> {
    pub(super) progress: Progress,
    pub(super) scope: Option<ScopeId>,
    /// What the module put in its own place in `sys.modules`.
    pub(super) replaced: Option<Value<'p>>,
}

/// A module of the project that was imported.
#[derive(Clone)]
pub(super) struct Import<'p> {
    pub(super) module: ModuleId,
    /// Where it was asked for; none for the entry point's own.
    pub(super) by: Option<Site<'p>>,
}

/// A module of a third party that was imported.
#[derive(Clone)]
pub(super) struct Foreign<'p> {
    pub(super) name: Rc<str>,
    pub(super) by: Option<Site<'p>>,
    /// The module, where its code is followed.
    pub(super) module: Option<ModuleId>,
    /// Whether this is the first import of its top-level name by the project's own code.
    pub(super) first: bool,
}

/// A lock, thread or queue that was made, or a module that was imported.
#[derive(Clone)]
pub(super) struct Made<'p> {
    pub(super) what: Rc<str>,
    pub(super) by: Site<'p>,
}

/// Something to take back.
enum Undo<'p> {
    Name(ScopeId, &'p str, Option<Value<'p>>),
    Module(ModuleId, State<'p>),
    Memo((usize, ScopeId, u64)),
}

/// A call that the trace looks for, as it was reached.
pub(super) struct Reached<'p> {
    /// The modules and functions on the way, outermost first.
    pub(super) stack: Vec<(ModuleId, Site<'p>)>,
    pub(super) arguments: Vec<(String, Value<'p>)>,
    pub(super) imports: Vec<Import<'p>>,
    pub(super) foreign: Vec<Foreign<'p>>,
    pub(super) made: Vec<Made<'p>>,
    /// Modules that should not be imported before, each where it was imported first.
    pub(super) imported: Vec<Made<'p>>,
    /// Whether it hangs on a condition that is not known.
    pub(super) maybe: bool,
    /// Whether it hangs on an option that was taken to have its default.
    pub(super) assumed: bool,
    /// What could not be seen before.
    pub(super) unseen: usize,
    /// Whether that was in the main function.
    pub(super) main: bool,
}

/// One run of a program's start.
pub(super) struct Machine<'p> {
    pub(super) world: Rc<World<'p>>,
    /// The top-level names of the project.
    pub(super) tops: Rc<FxHashSet<String>>,
    pub(super) scopes: Vec<Scope<'p>>,
    pub(super) frames: Vec<Frame<'p>>,
    states: Vec<State<'p>>,
    journal: Vec<Undo<'p>>,
    /// How many unknown conditions the program is under.
    pub(super) maybe: u32,
    /// How many `try` statements around catch an ImportError.
    pub(super) catching: u32,
    pub(super) imports: Vec<Import<'p>>,
    pub(super) foreign: Vec<Foreign<'p>>,
    /// Top-level names of third parties that the project's own code imports.
    pub(super) foreign_tops: FxHashSet<Rc<str>>,
    pub(super) made: Vec<Made<'p>>,
    /// Modules that should not be imported before, each where it was imported first.
    pub(super) imported: Vec<Made<'p>>,
    /// Modules that took a name out of a module that a patch replaces, or made a lock, thread or queue.
    pub(super) holding: FxHashSet<ModuleId>,
    pub(super) environ: Vec<(Rc<str>, Value<'p>)>,
    /// The options that all of a program shares.
    pub(super) options: Section<'p>,
    /// Whether eventlet is imported.
    pub(super) with_eventlet: bool,
    /// What the program put in the place of other people's things.
    pub(super) put_in_place: FxHashMap<String, Value<'p>>,
    /// Modules that the program puts into `sys.modules` itself.
    pub(super) provided: FxHashSet<String>,
    pub(super) reached: Vec<Reached<'p>>,
    /// What could not be seen, so that the outcome is no knowledge.
    pub(super) unseen: Vec<Rc<str>>,
    /// What could not be seen and most likely does not matter.
    pub(super) notes: Vec<Rc<str>>,
    /// Whether the main function runs.
    pub(super) main: bool,
    /// How many imports around are eventlet's own, which are no matter of the project.
    pub(super) by_eventlet: u32,
    /// The modules that were imported there.
    pub(super) of_eventlet: FxHashSet<ModuleId>,
    memo: FxHashMap<(usize, ScopeId, u64), Value<'p>>,
    steps: u64,
    /// The steps that code of third parties may take, where it is followed.
    foreign_steps: u64,
}

impl<'p> Machine<'p> {
    pub(super) fn new(world: Rc<World<'p>>, tops: Rc<FxHashSet<String>>, steps: u64) -> Self {
        Self {
            world,
            tops,
            scopes: Vec::new(),
            frames: Vec::new(),
            states: Vec::new(),
            journal: Vec::new(),
            maybe: 0,
            catching: 0,
            imports: Vec::new(),
            foreign: Vec::new(),
            foreign_tops: FxHashSet::default(),
            made: Vec::new(),
            imported: Vec::new(),
            holding: FxHashSet::default(),
            environ: Vec::new(),
            options: Section { config: Rc::default(), group: "".into() },
            with_eventlet: false,
            put_in_place: FxHashMap::default(),
            provided: FxHashSet::default(),
            reached: Vec::new(),
            unseen: Vec::new(),
            notes: Vec::new(),
            main: false,
            by_eventlet: 0,
            of_eventlet: FxHashSet::default(),
            memo: FxHashMap::default(),
            steps,
            foreign_steps: FOREIGN_STEPS,
        }
    }

    /// Allows this many steps from here.
    pub(super) fn refuel(&mut self, steps: u64) {
        self.steps = steps;
    }

    /// Takes one step, on a new piece of stack if need be.
    pub(super) fn step<T>(
        &mut self,
        run: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let own = self.frames.last().is_none_or(|frame| frame.own);
        let steps = if own { &mut self.steps } else { &mut self.foreign_steps };
        match steps.checked_sub(1) {
            Some(left) => *steps = left,
            None => return Err(Stop::Spent("it takes too many steps to follow".into())),
        }
        level(|| run(self))
    }

    pub(super) fn here(&self) -> Option<Site<'p>> {
        self.frames.last().map(|frame| frame.site)
    }

    /// Says where the program is.
    pub(super) fn stand_at(&mut self, node: &impl Ranged) {
        if let Some(frame) = self.frames.last_mut() {
            frame.site.stand(node.range());
        }
    }

    /// The place where the program is, for people.
    pub(super) fn place(&self) -> String {
        self.here().map_or_else(|| "the entry point".to_owned(), |site| site.shown())
    }

    pub(super) fn raise<T>(&self, class: &str, what: impl AsRef<str>) -> Result<T, Stop> {
        let reason = format!("{}: {}", self.place(), what.as_ref()).into();
        Err(Stop::Raise(Rc::new(Raised { class: Some(class.into()), reason })))
    }

    /// The file of a module, from the root of the tree.
    pub(super) fn path_of(&self, module: ModuleId) -> Option<String> {
        match &self.world.finder.get(module).origin {
            Origin::Source(path) => Some(self.world.files.shown(path)),
            _ => None,
        }
    }

    /// The functions that run, innermost first, down to the module that called them.
    pub(super) fn running(&mut self) -> impl Iterator<Item = &mut Frame<'p>> {
        let functions = self.frames.iter().rev().take_while(|frame| frame.call.is_some()).count();
        self.frames.iter_mut().rev().take(functions + 1)
    }

    /// Whether a module belongs to the project.
    pub(super) fn is_own(&self, module: ModuleId) -> bool {
        let found = self.world.finder.get(module);
        found.top() == "__main__" || self.tops.contains(found.top())
    }
}

impl<'p> Site<'p> {
    pub(super) fn new(code: &'p Code<'p>, span: TextRange) -> Self {
        Self { code, at: span.start().to_usize(), span }
    }

    pub(super) fn stand(&mut self, span: TextRange) {
        (self.at, self.span) = (span.start().to_usize(), span);
    }

    /// Where its statement or call begins and ends.
    pub(super) fn span(&self) -> (Place, Place) {
        let lines = &self.code.lines;
        (lines.place(self.span.start().to_usize()), lines.place(self.span.end().to_usize()))
    }

    /// `path:line`.
    pub(super) fn shown(&self) -> String {
        format!("{}:{}", self.code.path, self.line())
    }

    /// The line, from 1.
    pub(super) fn line(&self) -> usize {
        self.code.lines.place(self.at).line
    }

    /// The line's text, without blanks around it.
    pub(super) fn text(&self) -> &str {
        let lines = &self.code.lines;
        lines.line(lines.place(self.at).line).trim()
    }
}
