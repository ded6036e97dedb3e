//! Unknown conditions: every branch is run from the same state, and the states are joined.

use rustc_hash::FxHashMap;

use super::{Machine, Stop, Undo};
use crate::trace::finder::top;
use crate::trace::value::{ScopeId, Value};

impl<'p> Machine<'p> {
    /// Runs every option from the state that there is now. Of those that `lives` says of that the program goes on,
    /// the states are joined; the others are undone.
    pub(in crate::trace) fn fork<T>(
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
pub(in crate::trace) type Fork<'f, 'p, T> =
    Box<dyn FnOnce(&mut Machine<'p>) -> Result<T, Stop> + 'f>;

struct Mark {
    journal: usize,
    imports: usize,
    foreign: usize,
    made: usize,
    imported: usize,
    environ: usize,
}
