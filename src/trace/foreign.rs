//! Modules of third parties.

use super::finder::{ModuleId, top};
use super::machine::{Foreign, Machine, Made, Stop};
use super::value::{ScopeId, Value};
use crate::python::{is_stdlib, is_stdlib_of};

// Loaded by `import eventlet`, so no matter of the project once that is done.
const WITH_EVENTLET: [&str; 8] =
    ["dns", "six", "monotonic", "OpenSSL", "cryptography", "idna", "enum34", "cffi"];

// What calls of these come to is known, so that nobody has to run their code for it: it is followed for what it
// imports. With stevedore goes all that is below it.
const KNOWN_BY_NAME: [&str; 8] = [
    "oslo_config.cfg",
    "oslo_utils.importutils",
    "oslo_utils.strutils",
    "pkg_resources",
    "importlib_metadata",
    "typing_extensions",
    "futurist",
    "six",
];

impl<'p> Machine<'p> {
    /// Whether what a module of a third party offers is known without running its code.
    pub(super) fn is_known_by_name(&self, id: ModuleId) -> bool {
        let name = &*self.world.finder.get(id).name;
        (KNOWN_BY_NAME.contains(&name) || top(name) == "stevedore") && !self.is_own(id)
    }

    /// Runs the code of a third party's module. The programs that are traced do start, so what seems to keep it from
    /// its end is something that was not understood, unless somebody is there to catch that it cannot be imported.
    pub(super) fn run_foreign(
        &mut self,
        id: ModuleId,
        scope: ScopeId,
        name: &str,
    ) -> Result<(), Stop> {
        let whole = self.beyond(id, |machine| {
            machine.step(|machine| machine.run_module(id, scope, name))?;
            Ok(Value::None)
        });
        match whole {
            Ok(Value::None) => Ok(()),
            Err(Stop::Raise(raised)) => {
                let missing = matches!(
                    raised.class.as_deref(),
                    Some("ImportError" | "ModuleNotFoundError" | "SyntaxError")
                );
                if missing && self.catching > 0 {
                    return Err(Stop::Raise(raised));
                }
                self.scopes[scope.0 as usize].open = true;
                Ok(())
            }
            Ok(_) => {
                self.scopes[scope.0 as usize].open = true;
                Ok(())
            }
            Err(stop) => Err(stop),
        }
    }

    /// Runs code of a module on behalf of what runs now. Where the project's own code calls that of a third party
    /// and that cannot be followed to its end, the project goes on with a value that nobody knows.
    pub(super) fn beyond(
        &mut self,
        module: ModuleId,
        run: impl FnOnce(&mut Self) -> Result<Value<'p>, Stop>,
    ) -> Result<Value<'p>, Stop> {
        let leaves = self.world.follow
            && self.frames.last().is_none_or(|frame| frame.own)
            && !self.is_own(module);
        if !leaves {
            return run(self);
        }
        let (frames, maybe, catching) = (self.frames.len(), self.maybe, self.catching);
        let (scope, by_eventlet) = (self.local(), self.by_eventlet);
        match run(self) {
            Err(Stop::Spent(_)) => {
                self.frames.truncate(frames);
                (self.maybe, self.catching, self.by_eventlet) = (maybe, catching, by_eventlet);
                self.set_local(scope);
                Ok(Value::Unknown)
            }
            other => other,
        }
    }

    /// Imports a module that is not among the installed ones.
    pub(super) fn import_not_installed(&mut self, name: &str) -> Result<(), Stop> {
        let first = top(name);
        // A package may make modules as it is imported, as six does.
        let made = self.provided.contains(name) || matches!(first, "six" | "pkg_resources");
        if self.catching > 0 && !made {
            return self.raise("ModuleNotFoundError", format!("`{name}` is not installed"));
        }
        if let Some(id) = self.world.finder.find(first) {
            self.note_foreign(first, None);
            return self.import(id);
        }
        self.import_external(name)
    }

    // What `import eventlet` itself loads is no matter of the project, whoever wants it later.
    fn import_eventlet(&mut self, name: &str) -> Result<(), Stop> {
        let Some(id) = self.world.finder.find(name).filter(|_| self.world.follow) else {
            return Ok(());
        };
        self.by_eventlet += 1;
        let imported = self.import(id);
        self.by_eventlet -= 1;
        match imported {
            Err(Stop::Raise(raised)) if self.catching == 0 => drop(raised),
            other => return other,
        }
        Ok(())
    }

    /// Whether imports of this top-level name are followed into code.
    pub(super) fn is_followed(&self, top: &str) -> bool {
        if self.tops.contains(top) {
            return true;
        }
        let others = top != "greenlet" && (top != "eventlet" || self.by_eventlet > 0);
        self.world.follow && !is_stdlib(top) && others
    }

    pub(super) fn import_external(&mut self, name: &str) -> Result<(), Stop> {
        let first = top(name);
        let minor = self.world.minor;
        // No table of modules has this one, and every version.
        if first == "__future__" || is_stdlib_of(minor, first) {
            return Ok(());
        }
        if is_stdlib(first) && first != "distutils" {
            // It belongs to another version of Python.
            if self.catching > 0 {
                return self.raise(
                    "ModuleNotFoundError",
                    format!("Python 3.{minor} has no module `{name}`"),
                );
            }
            return Ok(());
        }
        if matches!(first, "eventlet" | "greenlet") {
            self.with_eventlet |= first == "eventlet";
            return self.import_eventlet(name);
        }
        self.note_foreign(name, None);
        self.note_early(name);
        Ok(())
    }

    /// Notes the first import of a module that should come later, if it is one.
    pub(super) fn note_early(&mut self, name: &str) {
        let known = self.imported.iter().any(|one| &*one.what == name);
        if !known
            && self.world.is_early(name)
            && let Some(by) = self.here()
        {
            self.imported.push(Made { what: name.into(), by });
        }
    }

    // Only the project's own first import of each top-level name counts; of modules that are followed, each is kept.
    pub(super) fn note_foreign(&mut self, name: &str, module: Option<ModuleId>) {
        let first = top(name);
        if self.by_eventlet > 0 || (self.with_eventlet && WITH_EVENTLET.contains(&first)) {
            return;
        }
        if let Some(module) = module {
            let (name, by) = (name.into(), self.here());
            self.foreign.push(Foreign { name, by, module: Some(module), first: false });
            return;
        }
        let direct = self.frames.last().is_none_or(|frame| frame.own);
        if direct && self.foreign_tops.insert(first.into()) {
            let (name, by) = (name.into(), self.here());
            self.foreign.push(Foreign { name, by, module: None, first: true });
        }
    }
}
