//! What an expression evaluates to, as far as a trace cares.

mod shape;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ruff_python_ast::{ExprLambda, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::config::Section;
use super::finder::ModuleId;
use super::library::Code;

/// The number of a scope of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ScopeId(pub(super) u32);

/// A value, cheap to clone.
#[derive(Clone)]
pub(super) enum Value<'p> {
    /// Anything.
    Unknown,
    /// A value of which only the truth is known.
    Truth(bool),
    None,
    Bool(bool),
    Int(i64),
    Str(Rc<str>),
    /// A list, tuple or set.
    List(Rc<Items<'p>>),
    Dict(Rc<Pairs<'p>>),
    /// A module whose code is followed.
    Module(ModuleId),
    /// A module that is not followed, or something in one, by its dotted name.
    External(Rc<str>),
    Function(Rc<Function<'p>>),
    Class(Rc<Class<'p>>),
    Instance(Rc<Instance<'p>>),
    /// A function with its first argument.
    Bound(Rc<(Value<'p>, Value<'p>)>),
    /// A callable with some of its arguments.
    Partial(Rc<(Value<'p>, Args<'p>)>),
    /// A call of a generator or coroutine function that runs when somebody asks for its values.
    Deferred(Rc<Deferred<'p>>),
    /// `super()` in a method of this class, on this object.
    Super(Rc<(Rc<Class<'p>>, Value<'p>)>),
    /// A method of a value that is itself no class of ours: `"a".lower`, `os.environ.get`.
    Method(Rc<(Value<'p>, &'p str)>),
    /// An entry point that a plugin loader found: `module:attribute`.
    Plugin(Rc<str>),
    /// A set of options of oslo.config, or a group of them.
    Config(Section<'p>),
    /// An option of oslo.config: its name and default.
    Setting(Rc<(Rc<str>, Value<'p>)>),
    /// A module's `__path__`.
    Path(ModuleId),
    /// One of several.
    Either(Rc<[Value<'p>]>),
}

/// The elements of a list, in order.
pub(super) struct Items<'p> {
    pub(super) items: RefCell<Vec<Value<'p>>>,
    nesting: Cell<u32>,
    /// Whether there are no others.
    pub(super) exact: Cell<bool>,
}

/// The entries of a dict, in order.
pub(super) struct Pairs<'p> {
    pub(super) pairs: RefCell<Vec<(Value<'p>, Value<'p>)>>,
    nesting: Cell<u32>,
    /// Whether there are no others.
    pub(super) exact: Cell<bool>,
}

/// The code of a function.
#[derive(Clone, Copy)]
pub(super) enum Body<'p> {
    Def(&'p StmtFunctionDef),
    Lambda(&'p ExprLambda),
}

impl Ranged for Body<'_> {
    fn range(&self) -> TextRange {
        match self {
            Self::Def(def) => def.range(),
            Self::Lambda(lambda) => lambda.range(),
        }
    }
}

/// How a function is bound when it is taken from an object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    Plain,
    Static,
    Class,
    Property,
}

/// A function of code that is followed.
#[derive(Clone)]
pub(super) struct Function<'p> {
    pub(super) body: Body<'p>,
    /// The scope it was defined in.
    pub(super) scope: ScopeId,
    pub(super) module: ModuleId,
    pub(super) code: &'p Code<'p>,
    /// The defaults of its parameters, by name.
    pub(super) defaults: Rc<[(&'p str, Value<'p>)]>,
    pub(super) binding: Binding,
    pub(super) generator: bool,
}

/// A class of code that is followed.
pub(super) struct Class<'p> {
    pub(super) def: &'p StmtClassDef,
    pub(super) scope: ScopeId,
    pub(super) bases: Vec<Value<'p>>,
}

/// An object of a class of code that is followed.
pub(super) struct Instance<'p> {
    pub(super) class: Rc<Class<'p>>,
    pub(super) scope: ScopeId,
}

/// A call that has not run yet.
pub(super) struct Deferred<'p> {
    pub(super) function: Rc<Function<'p>>,
    pub(super) args: Args<'p>,
    pub(super) started: Cell<bool>,
}

/// The arguments of a call.
#[derive(Clone, Default)]
pub(super) struct Args<'p> {
    pub(super) positional: Vec<Value<'p>>,
    pub(super) keywords: Vec<(Rc<str>, Value<'p>)>,
    /// Whether there may be others.
    pub(super) open: bool,
}

// More alternatives than this are no knowledge.
const MOST: usize = 12;
const MOST_NESTED: u32 = 100;

impl<'p> Value<'p> {
    pub(super) fn text(text: impl AsRef<str>) -> Self {
        Self::Str(Rc::from(text.as_ref()))
    }

    pub(super) fn external(name: impl AsRef<str>) -> Self {
        Self::External(Rc::from(name.as_ref()))
    }

    /// A list, tuple or set of these and no others.
    pub(super) fn list(items: Vec<Self>) -> Self {
        Self::some_list(items, true)
    }

    /// A list of these and perhaps others.
    pub(super) fn open_list(items: Vec<Self>) -> Self {
        Self::some_list(items, false)
    }

    pub(super) fn some_list(items: Vec<Self>, exact: bool) -> Self {
        let Some(nesting) = nesting_of(items.iter()) else { return Self::Unknown };
        let (items, exact) = (RefCell::new(items), Cell::new(exact));
        Self::List(Rc::new(Items { items, nesting: Cell::new(nesting), exact }))
    }

    pub(super) fn dict(pairs: Vec<(Self, Self)>, exact: bool) -> Self {
        let values = pairs.iter().flat_map(|(key, value)| [key, value]);
        let Some(nesting) = nesting_of(values) else { return Self::Unknown };
        let (pairs, exact) = (RefCell::new(pairs), Cell::new(exact));
        Self::Dict(Rc::new(Pairs { pairs, nesting: Cell::new(nesting), exact }))
    }

    /// The value, unless others nest too deeply in it: they are dropped recursively, so that must be bounded.
    pub(super) fn bounded(self) -> Self {
        match self.nesting(&mut 256) < MOST_NESTED {
            true => self,
            false => Self::Unknown,
        }
    }

    // How deeply values nest in it, as far as the fuel goes.
    fn nesting(&self, fuel: &mut u32) -> u32 {
        *fuel = fuel.saturating_sub(1);
        if *fuel == 0 {
            return MOST_NESTED;
        }
        let deepest = |values: &[Self], fuel: &mut u32| {
            values.iter().map(|value| value.nesting(fuel)).max().unwrap_or(0)
        };
        match self {
            Self::List(list) => list.nesting.get(),
            Self::Dict(dict) => dict.nesting.get(),
            Self::Bound(pair) => 1 + pair.0.nesting(fuel).max(pair.1.nesting(fuel)),
            Self::Partial(pair) => 1 + pair.0.nesting(fuel).max(pair.1.nesting(fuel)),
            Self::Deferred(deferred) => 1 + deferred.args.nesting(fuel),
            Self::Super(pair) => 1 + pair.1.nesting(fuel),
            Self::Method(pair) => 1 + pair.0.nesting(fuel),
            Self::Setting(pair) => 1 + pair.1.nesting(fuel),
            Self::Class(class) => 1 + deepest(&class.bases, fuel),
            Self::Function(function) => {
                let defaults = function.defaults.iter();
                1 + defaults.map(|(_, value)| value.nesting(fuel)).max().unwrap_or(0)
            }
            Self::Either(values) => 1 + deepest(values, fuel),
            _ => 0,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it counts as true, if that can be told.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::None => Some(false),
            Self::Truth(truth) | Self::Bool(truth) => Some(*truth),
            Self::Int(number) => Some(*number != 0),
            Self::Str(text) => Some(!text.is_empty()),
            Self::List(list) => match list.items.borrow().is_empty() {
                false => Some(true),
                true => list.exact.get().then_some(false),
            },
            Self::Dict(dict) => match dict.pairs.borrow().is_empty() {
                false => Some(true),
                true => dict.exact.get().then_some(false),
            },
            Self::Module(_) | Self::Function(_) | Self::Class(_) | Self::Bound(_) => Some(true),
            Self::Either(values) => {
                let first = values.first()?.truth()?;
                values.iter().all(|value| value.truth() == Some(first)).then_some(first)
            }
            _ => None,
        }
    }

    /// All that it may be.
    pub(super) fn alternatives(&self) -> &[Self] {
        match self {
            Self::Either(values) => values,
            other => std::slice::from_ref(other),
        }
    }

    /// One value that may be any of these.
    pub(super) fn either(values: impl IntoIterator<Item = Self>) -> Self {
        let mut all: Vec<Self> = Vec::new();
        for value in values {
            for one in value.alternatives() {
                if !all.iter().any(|known| known.shape() == one.shape()) {
                    all.push(one.clone());
                }
            }
        }
        match all.len() {
            0 => Self::Unknown,
            1 => all.remove(0),
            n if n > MOST => Self::Unknown,
            _ => Self::Either(all.into()),
        }
    }
}

// How deeply a list nests that holds these; none if that is too deep.
fn nesting_of<'v, 'p: 'v>(values: impl Iterator<Item = &'v Value<'p>>) -> Option<u32> {
    let nesting = 1 + values.map(|value| value.nesting(&mut 256)).max().unwrap_or(0);
    (nesting <= MOST_NESTED).then_some(nesting)
}

impl<'p> Items<'p> {
    /// Adds elements, as far as they can be told.
    pub(super) fn extend(&self, more: Vec<Value<'p>>, exact: bool) {
        match nesting_of(more.iter()) {
            Some(nesting) => {
                self.nesting.set(self.nesting.get().max(nesting));
                self.items.borrow_mut().extend(more);
            }
            None => self.exact.set(false),
        }
        self.exact.set(self.exact.get() && exact);
    }
}

impl<'p> Pairs<'p> {
    /// Adds entries, as far as they can be told.
    pub(super) fn extend(&self, more: Vec<(Value<'p>, Value<'p>)>, exact: bool) {
        match nesting_of(more.iter().flat_map(|(key, value)| [key, value])) {
            Some(nesting) => {
                self.nesting.set(self.nesting.get().max(nesting));
                self.pairs.borrow_mut().extend(more);
            }
            None => self.exact.set(false),
        }
        self.exact.set(self.exact.get() && exact);
    }
}

impl<'p> Args<'p> {
    fn nesting(&self, fuel: &mut u32) -> u32 {
        let keywords = self.keywords.iter().map(|(_, value)| value);
        let all = self.positional.iter().chain(keywords);
        all.map(|value| value.nesting(fuel)).max().unwrap_or(0)
    }

    pub(super) fn keyword(&self, name: &str) -> Option<&Value<'p>> {
        self.keywords.iter().find(|(keyword, _)| &**keyword == name).map(|(_, value)| value)
    }

    /// The argument that is at this position or has this name.
    pub(super) fn get(&self, at: usize, name: &str) -> Option<&Value<'p>> {
        self.positional.get(at).or_else(|| self.keyword(name))
    }
}
