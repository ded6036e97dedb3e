//! Imports, in the order in which Python does them.

use std::rc::Rc;

use ruff_python_ast::{StmtImport, StmtImportFrom};
use ruff_text_size::TextRange;

use super::finder::{ModuleId, Origin, top};
use super::machine::{Frame, Import, Machine, Progress, Raised, ScopeKind, Site, State, Stop};
use super::statement::Flow;
use super::value::{ScopeId, Value};
use crate::python::ModuleName;

// What Python's own machinery for an import takes of its limit of nested calls.
const IMPORT_DEPTH: u32 = 4;
const DEEPEST: u32 = 1000;

/// What an import gives.
#[derive(Clone)]
pub(super) enum Target {
    Module(ModuleId),
    External(Rc<str>),
}

impl<'p> Target {
    pub(super) fn value(&self) -> Value<'p> {
        match self {
            Self::Module(id) => Value::Module(*id),
            Self::External(name) => Value::External(name.clone()),
        }
    }
}

impl<'p> Machine<'p> {
    /// Imports a module by its absolute name.
    pub(super) fn import_name(&mut self, name: &str) -> Result<Target, Stop> {
        if !self.is_followed(top(name)) {
            self.import_external(name)?;
            return Ok(Target::External(name.into()));
        }
        if let Some(id) = self.world.finder.find(name) {
            if !self.is_own(id) && !self.of_eventlet.contains(&id) {
                self.note_foreign(name, None);
                self.note_early(name);
            }
            self.import(id)?;
            return Ok(Target::Module(id));
        }
        if !self.tops.contains(top(name)) {
            self.import_not_installed(name)?;
            return Ok(Target::External(name.into()));
        }
        self.import_missing(name)
    }

    // The packages around a module are imported even where the module itself turns out not to exist.
    fn import_missing(&mut self, name: &str) -> Result<Target, Stop> {
        let ends = name.match_indices('.').map(|(at, _)| at);
        for end in ends {
            let Some(id) = self.world.finder.find(&name[..end]) else { break };
            self.import(id)?;
            let compiled = self.world.finder.get(id).origin == Origin::Compiled;
            if compiled || self.state(id).replaced.is_some() {
                return Ok(Target::External(name.into()));
            }
        }
        if self.provided.contains(name) {
            return Ok(Target::External(name.into()));
        }
        self.raise("ModuleNotFoundError", format!("there is no module `{name}`"))
    }

    /// Imports a module and the packages around it.
    pub(super) fn import(&mut self, id: ModuleId) -> Result<(), Stop> {
        match self.state(id).progress {
            Progress::Started | Progress::Done => return Ok(()),
            Progress::Failed(raised) => return Err(Stop::Raise(raised)),
            Progress::Absent => {}
        }
        let found = self.world.finder.get(id);
        if let Some(parent) = found.parent {
            self.step(|machine| machine.import(parent))?;
            // The package's own code may have imported it.
            match self.state(id).progress {
                Progress::Absent => {}
                Progress::Failed(raised) => return Err(Stop::Raise(raised)),
                _ => return Ok(()),
            }
        }
        self.note_import(id);
        let scope = self.open_scope(ScopeKind::Module, None);
        self.set_state(
            id,
            State { progress: Progress::Started, scope: Some(scope), replaced: None },
        );
        match &found.origin {
            Origin::Source(_) if !self.is_own(id) => self.run_foreign(id, scope, &found.name)?,
            Origin::Source(_) => self.step(|machine| machine.run_module(id, scope, &found.name))?,
            Origin::Compiled => self.scopes[scope.0 as usize].open = true,
            Origin::Namespace => {}
        }
        let state = State { progress: Progress::Done, ..self.state(id) };
        self.set_state(id, state);
        if let Some(parent) = found.parent
            && let Some(scope) = self.state(parent).scope
        {
            let segment = self.world.files.intern(found.segment());
            self.put(scope, segment, Some(Value::Module(id)));
        }
        Ok(())
    }

    fn note_import(&mut self, id: ModuleId) {
        let by = self.here();
        if self.is_own(id) {
            self.imports.push(Import { module: id, by });
            return;
        }
        if self.by_eventlet > 0 {
            self.of_eventlet.insert(id);
        }
        let name = self.world.finder.get(id).name.clone();
        self.note_foreign(&name, Some(id));
    }

    /// Runs the code of a module under a name.
    pub(super) fn run_module(
        &mut self,
        id: ModuleId,
        scope: ScopeId,
        name: &str,
    ) -> Result<(), Stop> {
        let found = self.world.finder.get(id);
        let Origin::Source(path) = &found.origin else { return Ok(()) };
        let code = match self.world.files.load(path) {
            Ok(code) => code,
            Err(why) => return self.fail(id, "ImportError", format!("`{}`: {why}", found.name)),
        };
        if let Some((line, what)) = &code.error {
            let reason = format!("{}:{line}: syntax error: {what}", code.path);
            return self.fail(id, "SyntaxError", reason);
        }
        self.put(scope, "__name__", Some(Value::text(name)));
        let package = match found.is_package {
            true => &*found.name,
            false => found.name.rsplit_once('.').map_or("", |(package, _)| package),
        };
        self.put(scope, "__package__", Some(Value::text(package)));
        self.put(scope, "__file__", Some(Value::Truth(true)));
        if found.is_package {
            self.put(scope, "__path__", Some(Value::Path(id)));
        }
        let depth = self.depth() + IMPORT_DEPTH;
        if depth > DEEPEST {
            return Err(Stop::Spent("its imports nest more deeply than Python allows".into()));
        }
        self.frames.push(Frame {
            module: id,
            site: Site::new(code, TextRange::default()),
            scope,
            call: None,
            maybe: self.maybe,
            returned: Vec::new(),
            assumes: false,
            depth,
            own: self.is_own(id),
        });
        let ran = self.block(code.parsed.suite());
        self.frames.pop();
        match ran?.end() {
            Ok(_) => Ok(()),
            Err(Stop::Raise(raised)) => {
                let state = State { progress: Progress::Failed(raised.clone()), ..self.state(id) };
                self.set_state(id, state);
                Err(Stop::Raise(raised))
            }
            Err(stop) => Err(stop),
        }
    }

    pub(super) fn depth(&self) -> u32 {
        self.frames.last().map_or(0, |frame| frame.depth)
    }

    fn fail(&mut self, id: ModuleId, class: &str, reason: String) -> Result<(), Stop> {
        let raised = Rc::new(Raised { class: Some(class.into()), reason: reason.into() });
        let state = State { progress: Progress::Failed(raised.clone()), ..self.state(id) };
        self.set_state(id, state);
        Err(Stop::Raise(raised))
    }

    // ---- statements

    pub(super) fn import_statement(&mut self, stmt: &'p StmtImport) -> Result<Flow, Stop> {
        for alias in &stmt.names {
            self.stand_at(stmt);
            let name = alias.name.as_str();
            let target = self.import_name(name)?;
            let scope = self.local();
            match &alias.asname {
                Some(asname) => self.assign(scope, asname.as_str(), Some(target.value())),
                None => {
                    let first = top(name);
                    let value = match self.is_followed(first).then(|| self.world.finder.find(first))
                    {
                        Some(Some(id)) => Value::Module(id),
                        _ => Value::external(first),
                    };
                    self.assign(scope, first, Some(value));
                }
            }
        }
        Ok(Flow::NEXT)
    }

    pub(super) fn import_from_statement(&mut self, stmt: &'p StmtImportFrom) -> Result<Flow, Stop> {
        let module = stmt.module.as_ref().map(|module| module.as_str());
        let name = match stmt.level {
            0 => module.unwrap_or("").to_owned(),
            level => match self.absolute(level, module) {
                Some(name) => name,
                None => {
                    return self
                        .raise("ImportError", "a relative import leaves the top-level package");
                }
            },
        };
        let target = self.import_name(&name)?;
        let scope = self.local();
        for alias in &stmt.names {
            self.stand_at(stmt);
            if alias.name.as_str() == "*" {
                self.import_star(&target)?;
                continue;
            }
            if let Target::External(module) = &target {
                self.note_early(&format!("{module}.{}", alias.name));
            }
            let value = self.member(&target, alias.name.as_str())?;
            if is_replaced(&name, alias.name.as_str()) {
                self.hold();
            }
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            self.assign(scope, bound.as_str(), Some(value));
        }
        Ok(Flow::NEXT)
    }

    /// Says that the module that runs holds on to something that a patch does not reach.
    pub(super) fn hold(&mut self) {
        if let Some(frame) = self.frames.last() {
            self.holding.insert(frame.module);
        }
    }

    /// The absolute name of a relative import in the module that runs.
    pub(super) fn absolute(&self, level: u32, module: Option<&str>) -> Option<String> {
        let found = self.world.finder.get(self.frames.last()?.module);
        let name = ModuleName { name: found.name.to_string(), is_package: found.is_package };
        name.relative(level, module)
    }

    /// What `from target import name` gives: an attribute, else a submodule.
    pub(super) fn member(&mut self, target: &Target, name: &'p str) -> Result<Value<'p>, Stop> {
        let id = match target {
            Target::External(module) => {
                return self.attribute(&Value::External(module.clone()), name);
            }
            Target::Module(id) => *id,
        };
        if let Some(value) = self.module_attribute(id, name)? {
            return Ok(value);
        }
        let found = self.world.finder.get(id);
        if self.world.follow && self.is_known_by_name(id) {
            // What it comes to is known, but whoever takes a submodule imports it.
            let whole = format!("{}.{name}", found.name);
            if let Some(child) = self.world.finder.find(&whole) {
                self.import(child)?;
            }
            return self.attribute(&Value::External(found.name.clone()), name);
        }
        if found.is_package
            && let Some(child) = self.world.finder.find(&format!("{}.{name}", found.name))
        {
            self.import(child)?;
            // The package may have put something else in its place meanwhile.
            return Ok(self.module_attribute(id, name)?.unwrap_or(Value::Module(child)));
        }
        let open = self.state(id).scope.is_none_or(|scope| self.scope(scope).open);
        let half = matches!(self.state(id).progress, Progress::Started);
        if self.catching > 0 && !open && !half {
            return self.raise("ImportError", format!("`{}` has no `{name}`", found.name));
        }
        Ok(Value::Unknown)
    }

    fn import_star(&mut self, target: &Target) -> Result<(), Stop> {
        let scope = self.local();
        let from = match target {
            Target::Module(id) => self.state(*id).scope,
            Target::External(_) => None,
        };
        let (Some(from), Target::Module(id)) = (from, target) else {
            self.scopes[scope.0 as usize].open = true;
            return Ok(());
        };
        let listed = match self.name_in(from, "__all__") {
            Some(Value::List(list)) => {
                let items = list.items.borrow();
                let names = items.iter().filter_map(|item| item.as_str());
                Some(names.map(|name| self.world.files.intern(name)).collect::<Vec<_>>())
            }
            _ => None,
        };
        let names: Vec<&'p str> = match listed {
            Some(names) => names,
            None => {
                let names = self.scope(from).names.keys();
                let mut names: Vec<_> =
                    names.copied().filter(|name| !name.starts_with('_')).collect();
                names.sort_unstable();
                names
            }
        };
        for name in names {
            let value = self.member(&Target::Module(*id), name)?;
            self.assign(scope, name, Some(value));
        }
        if self.scope(from).open {
            self.scopes[scope.0 as usize].open = true;
        }
        Ok(())
    }

    pub(super) fn local(&self) -> ScopeId {
        self.frames.last().map_or(ScopeId(0), |frame| frame.scope)
    }
}

/// Whether a patch may put something else in the place of a name: by its module, but for what it never replaces.
pub(crate) fn is_replaced(module: &str, name: &str) -> bool {
    const PATCHED: [&str; 9] =
        ["os", "select", "selectors", "socket", "ssl", "queue", "threading", "time", "subprocess"];
    PATCHED.contains(&module) && !(module == "os" && matches!(name, "path" | "environ" | "getenv"))
}
