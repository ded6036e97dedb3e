//! What an identifier may stand for, wherever in a module it is written: a quick no to most questions about names.

use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall};
use rustc_hash::{FxHashMap, FxHashSet};

use super::module::Module;
use super::names::Fuel;
use super::scope::{Binding, BindingKind};
use super::sites::Written;
use super::stdlib::is_builtin;

/// The functions whose results have names.
const GIVERS: [&str; 5] = [
    "builtins.__import__",
    "builtins.getattr",
    "functools.partial",
    "importlib.import_module",
    "oslo_utils.importutils.import_module",
];

/// What is known about identifiers, each found out when it is first asked for.
#[derive(Default)]
pub(super) struct Meanings<'a> {
    known: FxHashMap<&'a str, Meaning>,
    // Where identifiers are bound: the number of the scope, and the place in its list.
    bound: Option<FxHashMap<&'a str, Vec<u32>>>,
}

/// All that an identifier stands for somewhere in a module; at one place it is some of it at most.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// Whether it may be what the module itself calls so.
    pub own: bool,
    /// Dotted names of other things.
    pub others: Rc<[String]>,
}

/// The identifier that a dotted name begins with, if the expression is one.
pub(crate) fn root_of(expr: &Expr) -> &Expr {
    let mut at = expr;
    while let Expr::Attribute(attribute) = at {
        at = &attribute.value;
    }
    at
}

impl<'a> Module<'a> {
    /// All that an identifier stands for.
    pub fn meaning(&self, identifier: &'a str) -> Meaning {
        if let Some(known) = self.meanings.borrow().known.get(identifier) {
            return known.clone();
        }
        let mut names: Vec<String> =
            self.stars().map(|module| format!("{module}.{identifier}")).collect();
        if is_builtin(identifier) {
            names.push(format!("builtins.{identifier}"));
        }
        let mut bindings = self.bindings(identifier).peekable();
        let own = bindings.peek().is_some();
        for binding in bindings {
            match binding.kind {
                BindingKind::Import(ref name) => names.push(name.clone()),
                BindingKind::Assign(expr) if !self.may_have_name(expr) => {}
                BindingKind::Assign(expr) => {
                    let value = Written { expr, frame: binding.frame };
                    names.extend(self.follow(value, &Fuel::new()).into_iter().map(|r| r.name));
                }
                BindingKind::Def | BindingKind::Opaque => {}
            }
        }
        names.sort_unstable();
        names.dedup();
        let meaning = Meaning { own, others: names.into() };
        self.meanings.borrow_mut().known.insert(identifier, meaning.clone());
        meaning
    }

    /// The dotted name of what the module itself calls so, if its own name is known.
    pub fn name_here(&self, identifier: &str) -> Option<String> {
        self.name.as_ref().map(|own| format!("{}.{identifier}", own.name))
    }

    // What most values are tells that nothing has to be followed.
    fn may_have_name(&self, value: &'a Expr) -> bool {
        match root_of(value) {
            Expr::Name(_) | Expr::Named(_) | Expr::If(_) | Expr::BoolOp(_) => true,
            Expr::Subscript(item) => item.slice.is_string_literal_expr(),
            Expr::Call(call) => self.may_give_name(call),
            _ => false,
        }
    }

    /// Whether the result of a call may have a name, as that of `getattr(threading, "Lock")` has.
    pub fn may_give_name(&self, call: &'a ExprCall) -> bool {
        !call.arguments.args.is_empty() && begins_with(&call.func, self.known_givers())
    }

    /// Whether a call of something that begins with an identifier may have a name.
    pub fn may_give(&self, identifier: &str) -> bool {
        self.known_givers().contains(identifier)
    }

    fn known_givers(&self) -> &FxHashSet<&'a str> {
        self.givers.get_or_init(|| self.givers())
    }

    // The identifiers that may lead to such a function: imports of it and of what it is in, and what these are given to.
    fn givers(&self) -> FxHashSet<&'a str> {
        let leads = |name: &str| {
            GIVERS.iter().any(|giver| {
                giver
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        let mut givers: FxHashSet<&'a str> = ["__import__", "getattr"].into_iter().collect();
        let mut assigned: Vec<(&'a str, &'a Expr)> = Vec::new();
        let all = self.scopes.iter().flat_map(|scope| &scope.bindings);
        for (identifier, binding) in all.flat_map(|(id, all)| all.iter().map(move |b| (*id, b))) {
            match &binding.kind {
                BindingKind::Import(name) if leads(name) => drop(givers.insert(identifier)),
                BindingKind::Assign(value) => assigned.push((identifier, *value)),
                _ => {}
            }
        }
        // A module's own functions have its name before them.
        let own = self.name.iter().map(|own| own.name.as_str());
        for module in self.stars().chain(own).filter(|module| leads(module)) {
            let within = |giver: &&'static str| giver.strip_prefix(module)?.strip_prefix('.');
            givers.extend(GIVERS.iter().filter_map(within));
        }
        let mut before = 0;
        while before < givers.len() {
            before = givers.len();
            assigned.retain(|(identifier, value)| {
                let gives = begins_with(value, &givers);
                if gives {
                    givers.insert(identifier);
                }
                !gives
            });
        }
        givers
    }

    fn stars(&self) -> impl Iterator<Item = &str> {
        let all = || {
            let scopes = self.scopes.iter().enumerate();
            scopes.filter(|(_, scope)| !scope.stars.is_empty()).map(|(at, _)| at).collect()
        };
        let starred: &Vec<usize> = self.starred.get_or_init(all);
        starred.iter().flat_map(|at| self.scopes[*at].stars.iter().map(String::as_str))
    }

    fn bindings(&self, identifier: &'a str) -> impl Iterator<Item = &Binding<'a>> {
        let scopes = {
            let mut meanings = self.meanings.borrow_mut();
            let bound = meanings.bound.get_or_insert_with(|| {
                let mut bound: FxHashMap<&'a str, Vec<u32>> = FxHashMap::default();
                for (at, scope) in self.scopes.iter().enumerate() {
                    for identifier in scope.bindings.keys() {
                        bound.entry(identifier).or_default().push(at as u32);
                    }
                }
                bound
            });
            bound.get(identifier).cloned().unwrap_or_default()
        };
        scopes.into_iter().flat_map(move |at| &self.scopes[at as usize].bindings[identifier])
    }
}

// Whether one of these identifiers stands at the beginning of what an expression may come to.
fn begins_with(expr: &Expr, identifiers: &FxHashSet<&str>) -> bool {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match root_of(expr) {
            Expr::Name(name) if identifiers.contains(name.id.as_str()) => return true,
            Expr::Call(call) => open.push(&call.func),
            Expr::Named(named) => open.push(&named.value),
            Expr::If(choice) => open.extend([&*choice.body, &*choice.orelse]),
            Expr::BoolOp(operation) => open.extend(&operation.values),
            // What is taken from `sys.modules` may be anything.
            Expr::Subscript(_) => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::{ModuleName, Parsed};

    const TRICKY: &str = "\
import eventlet, functools as ft
import importlib
from eventlet.green import *
from . import patching as own
gt = eventlet.greenthread if eventlet else None
lock = getattr(eventlet.green, 'threading').Lock
give = importlib.import_module
time = give('eventlet.green.time')
pool = ft.partial(eventlet.GreenPool, 10)
def eventlet_pool(eventlet, size=pool):
    global later
    later = own.later or eventlet.later
    return lambda: (walrus := time).sleep(size)
print(eventlet_pool, 1)
class Service:
    spawn = eventlet.spawn
    def start(self):
        try:
            from six.moves import queue as eventlet
        except ImportError:
            eventlet = __import__('queue')
        return [spawn(eventlet.Queue, print, later, gt.sleep) for spawn in (self.spawn,)]
";

    fn with_module<T>(text: &str, run: impl FnOnce(&Module<'_>) -> T) -> T {
        let parsed = Parsed::new(text).unwrap();
        let name = ModuleName { name: "nova.service".to_owned(), is_package: false };
        run(&Module::new(&parsed, Some(name)))
    }

    #[test]
    fn whatever_an_expression_refers_to_begins_as_its_identifier_may() {
        with_module(TRICKY, |module| {
            let mut told = 0;
            for node in module.nodes() {
                let Expr::Name(root) = root_of(node.expr) else { continue };
                let meaning = module.meaning(&root.id);
                let own = meaning.own.then(|| module.name_here(&root.id)).flatten();
                let meanings: Vec<&String> = meaning.others.iter().chain(&own).collect();
                for referent in module.referents(node.written()).iter() {
                    told += 1;
                    let begins = |name: &&String| referent.name.starts_with(name.as_str());
                    assert!(meanings.iter().any(begins), "{} from {}", referent.name, root.id);
                }
            }
            assert!(told > 30, "{told}");
        });
    }

    #[test]
    fn a_call_that_gives_a_name_is_never_ruled_out() {
        with_module(TRICKY, |module| {
            let calls = module.calls().filter_map(|node| match node.expr {
                Expr::Call(call) => Some((call, node)),
                _ => None,
            });
            let (giving, others): (Vec<_>, Vec<_>) =
                calls.partition(|(_, node)| !module.referents(node.written()).is_empty());
            assert!(giving.iter().all(|(call, _)| module.may_give_name(call)));
            assert_eq!(giving.len(), 4);
            assert!(others.iter().any(|(call, _)| !module.may_give_name(call)));
        });
    }
}
