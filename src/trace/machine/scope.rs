//! Names and modules, and what they mean by now.

use rustc_hash::FxHashMap;

use super::{Machine, Scope, ScopeKind, State, Undo};
use crate::trace::finder::ModuleId;
use crate::trace::value::{ScopeId, Value};

impl<'p> Machine<'p> {
    pub(in crate::trace) fn open_scope(
        &mut self,
        kind: ScopeKind,
        parent: Option<ScopeId>,
    ) -> ScopeId {
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
    pub(in crate::trace) fn close_scope(&mut self, id: ScopeId) {
        if id.0 as usize + 1 == self.scopes.len() && !self.scopes[id.0 as usize].kept {
            self.scopes.pop();
        }
    }

    pub(in crate::trace) fn keep(&mut self, id: ScopeId) {
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

    pub(in crate::trace) fn scope(&self, id: ScopeId) -> &Scope<'p> {
        &self.scopes[id.0 as usize]
    }

    pub(in crate::trace) fn name_in(&self, id: ScopeId, name: &str) -> Option<&Value<'p>> {
        self.scopes[id.0 as usize].names.get(name)
    }

    /// What a name means in a scope and those around it; none if nothing defines it.
    pub(in crate::trace) fn lookup(&self, id: ScopeId, name: &str) -> Option<&Value<'p>> {
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
    pub(in crate::trace) fn module_scope(&self, mut id: ScopeId) -> ScopeId {
        while let Some(parent) = self.scope(id).parent {
            id = parent;
        }
        id
    }

    /// Gives a name in a scope a meaning, or takes it away.
    pub(in crate::trace) fn put(&mut self, id: ScopeId, name: &'p str, value: Option<Value<'p>>) {
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
    pub(in crate::trace) fn assign(
        &mut self,
        id: ScopeId,
        name: &'p str,
        value: Option<Value<'p>>,
    ) {
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

    pub(in crate::trace) fn state(&self, id: ModuleId) -> State<'p> {
        self.states.get(id.0 as usize).cloned().unwrap_or_default()
    }

    pub(in crate::trace) fn set_state(&mut self, id: ModuleId, state: State<'p>) {
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

    pub(in crate::trace) fn remembered(&self, key: (usize, ScopeId, u64)) -> Option<Value<'p>> {
        self.memo.get(&key).cloned()
    }

    pub(in crate::trace) fn remember(&mut self, key: (usize, ScopeId, u64), value: Value<'p>) {
        self.memo.insert(key, value);
        if self.maybe > 0 {
            self.journal.push(Undo::Memo(key));
        }
    }
}
