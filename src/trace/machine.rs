//! The state of a program while it starts: what is imported, what names mean, where it is.
//!
//! Where a condition is not known, every branch is run from the same state and the states are joined; a branch that
//! patches or raises is undone, for what it imported was not imported where the program goes on.

use std::rc::Rc;

use ruff_text_size::{Ranged, TextRange};
use rustc_hash::{FxHashMap, FxHashSet};

use super::config::Section;
use super::finder::{ModuleId, Origin, top};
use super::library::Code;
use super::value::{ScopeId, Value};
use super::world::World;
use crate::python::level;
use crate::source::Place;

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
    memo: FxHashMap<(usize, ScopeId, u64), Value<'p>>,
    steps: u64,
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
            memo: FxHashMap::default(),
            steps,
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
        match self.steps.checked_sub(1) {
            Some(left) => self.steps = left,
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

    // ---- scopes

    pub(super) fn open_scope(&mut self, kind: ScopeKind, parent: Option<ScopeId>) -> ScopeId {
        self.scopes.push(Scope {
            kind,
            names: FxHashMap::default(),
            parent,
            globals: Vec::new(),
            nonlocals: Vec::new(),
            open: false,
            kept: kind != ScopeKind::Function,
        });
        ScopeId(self.scopes.len() as u32 - 1)
    }

    /// Gives a scope back, if nothing refers to it.
    pub(super) fn close_scope(&mut self, id: ScopeId) {
        if id.0 as usize + 1 == self.scopes.len() && !self.scopes[id.0 as usize].kept {
            self.scopes.pop();
        }
    }

    pub(super) fn keep(&mut self, id: ScopeId) {
        let mut next = Some(id);
        while let Some(id) = next {
            let scope = &mut self.scopes[id.0 as usize];
            if scope.kept && scope.kind == ScopeKind::Function {
                break;
            }
            scope.kept = true;
            next = scope.parent;
        }
    }

    pub(super) fn scope(&self, id: ScopeId) -> &Scope<'p> {
        &self.scopes[id.0 as usize]
    }

    pub(super) fn name_in(&self, id: ScopeId, name: &str) -> Option<&Value<'p>> {
        self.scopes[id.0 as usize].names.get(name)
    }

    /// What a name means in a scope and those around it; none if nothing defines it.
    pub(super) fn lookup(&self, id: ScopeId, name: &str) -> Option<&Value<'p>> {
        let mut scope = self.scope(id);
        loop {
            if let Some(value) = scope.names.get(name) {
                return Some(value);
            }
            loop {
                scope = self.scope(scope.parent?);
                if scope.kind != ScopeKind::Class {
                    break;
                }
            }
        }
    }

    /// The scope of the module around a scope.
    pub(super) fn module_scope(&self, mut id: ScopeId) -> ScopeId {
        while let Some(parent) = self.scope(id).parent {
            id = parent;
        }
        id
    }

    /// Gives a name in a scope a meaning, or takes it away.
    pub(super) fn put(&mut self, id: ScopeId, name: &'p str, value: Option<Value<'p>>) {
        let names = &mut self.scopes[id.0 as usize].names;
        let before = match value {
            Some(value) => names.insert(name, value),
            None => names.remove(name),
        };
        if self.maybe > 0 {
            self.journal.push(Undo::Name(id, name, before));
        }
    }

    /// Assigns to a name as a statement in this scope does.
    pub(super) fn assign(&mut self, id: ScopeId, name: &'p str, value: Option<Value<'p>>) {
        let scope = self.scope(id);
        let target = if scope.globals.contains(&name) {
            self.module_scope(id)
        } else if scope.nonlocals.contains(&name) {
            let outer = std::iter::successors(scope.parent, |id| self.scope(*id).parent);
            outer.into_iter().find(|id| self.name_in(*id, name).is_some()).unwrap_or(id)
        } else {
            id
        };
        self.put(target, name, value);
    }

    // ---- modules

    pub(super) fn state(&self, id: ModuleId) -> State<'p> {
        self.states.get(id.0 as usize).cloned().unwrap_or_default()
    }

    pub(super) fn set_state(&mut self, id: ModuleId, state: State<'p>) {
        let at = id.0 as usize;
        if self.states.len() <= at {
            self.states.resize(self.world.finder.count().max(at + 1), State::default());
        }
        let before = std::mem::replace(&mut self.states[at], state);
        if self.maybe > 0 {
            self.journal.push(Undo::Module(id, before));
        }
    }

    // ---- calls that were made before

    pub(super) fn remembered(&self, key: (usize, ScopeId, u64)) -> Option<Value<'p>> {
        self.memo.get(&key).cloned()
    }

    pub(super) fn remember(&mut self, key: (usize, ScopeId, u64), value: Value<'p>) {
        self.memo.insert(key, value);
        if self.maybe > 0 {
            self.journal.push(Undo::Memo(key));
        }
    }

    // ---- unknown conditions

    /// Runs every option from the state that there is now. Of those that `lives` says of that the program goes on,
    /// the states are joined; the others are undone.
    pub(super) fn fork<T>(
        &mut self,
        options: Vec<Fork<'_, 'p, T>>,
        lives: impl Fn(&T) -> bool,
    ) -> Result<Vec<T>, Stop> {
        let scopes = self.scopes.len() as u32;
        let mut results = Vec::new();
        let mut written: Vec<FxHashMap<(ScopeId, &'p str), Option<Value<'p>>>> = Vec::new();
        self.maybe += 1;
        for option in options {
            let mark = self.mark();
            let result = match option(self) {
                Ok(result) => result,
                Err(stop) => {
                    self.maybe -= 1;
                    return Err(stop);
                }
            };
            match lives(&result) {
                true => written.push(self.set_aside(mark.journal, scopes)),
                false => self.undo(&mark),
            }
            results.push(result);
        }
        self.maybe -= 1;
        self.join(written);
        if self.maybe == 0 {
            self.journal.clear();
        }
        Ok(results)
    }

    fn mark(&self) -> Mark {
        Mark {
            journal: self.journal.len(),
            imports: self.imports.len(),
            foreign: self.foreign.len(),
            made: self.made.len(),
            imported: self.imported.len(),
            environ: self.environ.len(),
        }
    }

    // Takes back the names that a branch wrote, and says what it wrote. What it imported stays imported.
    fn set_aside(
        &mut self,
        mark: usize,
        scopes: u32,
    ) -> FxHashMap<(ScopeId, &'p str), Option<Value<'p>>> {
        let mut written = FxHashMap::default();
        let mut rest = Vec::new();
        for undo in self.journal.drain(mark..).collect::<Vec<_>>().into_iter().rev() {
            match undo {
                // A scope that the branch made is its own.
                Undo::Name(scope, ..) if scope.0 >= scopes => {}
                Undo::Name(scope, name, before) => {
                    let names = &mut self.scopes[scope.0 as usize].names;
                    let now = match before {
                        Some(before) => names.insert(name, before),
                        None => names.remove(name),
                    };
                    written.entry((scope, name)).or_insert(now);
                }
                other => rest.push(other),
            }
        }
        self.journal.extend(rest.into_iter().rev());
        written
    }

    fn undo(&mut self, mark: &Mark) {
        for undo in self.journal.drain(mark.journal..).rev() {
            match undo {
                Undo::Name(scope, name, before) => {
                    let Some(scope) = self.scopes.get_mut(scope.0 as usize) else { continue };
                    match before {
                        Some(before) => scope.names.insert(name, before),
                        None => scope.names.remove(name),
                    };
                }
                Undo::Module(id, before) => self.states[id.0 as usize] = before,
                Undo::Memo(key) => drop(self.memo.remove(&key)),
            }
        }
        self.imports.truncate(mark.imports);
        for foreign in self.foreign.drain(mark.foreign..) {
            if foreign.first {
                self.foreign_tops.remove(top(&foreign.name));
            }
        }
        self.made.truncate(mark.made);
        self.imported.truncate(mark.imported);
        self.environ.truncate(mark.environ);
    }

    fn join(&mut self, written: Vec<FxHashMap<(ScopeId, &'p str), Option<Value<'p>>>>) {
        let mut keys: Vec<(ScopeId, &'p str)> =
            written.iter().flat_map(|one| one.keys().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        for (scope, name) in keys {
            let base = self.name_in(scope, name).cloned();
            let values: Vec<Value<'p>> = written
                .iter()
                .filter_map(|one| match one.get(&(scope, name)) {
                    Some(value) => value.clone(),
                    None => base.clone(),
                })
                .collect();
            let joined = (!values.is_empty()).then(|| Value::either(values));
            self.put(scope, name, joined);
        }
    }
}

/// One way on.
pub(super) type Fork<'f, 'p, T> = Box<dyn FnOnce(&mut Machine<'p>) -> Result<T, Stop> + 'f>;

struct Mark {
    journal: usize,
    imports: usize,
    foreign: usize,
    made: usize,
    imported: usize,
    environ: usize,
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
