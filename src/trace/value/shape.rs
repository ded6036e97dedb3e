//! What a function can tell apart of its arguments.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rustc_hash::FxHasher;

use super::{Args, Body, Value};

impl Value<'_> {
    /// A number that is the same for values that a function cannot tell apart.
    pub(in crate::trace) fn shape(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.hash_shape(&mut hasher, 3);
        hasher.finish()
    }

    fn hash_shape(&self, to: &mut FxHasher, depth: usize) {
        std::mem::discriminant(self).hash(to);
        match self {
            Self::Unknown | Self::None => {}
            Self::Truth(truth) | Self::Bool(truth) => truth.hash(to),
            Self::Int(number) => number.hash(to),
            Self::Str(text) | Self::External(text) | Self::Plugin(text) => text.hash(to),
            Self::List(list) if depth > 0 && list.items.borrow().len() <= 64 => {
                list.exact.get().hash(to);
                list.items.borrow().iter().for_each(|item| item.hash_shape(to, depth - 1));
            }
            Self::List(list) => Rc::as_ptr(list).hash(to),
            Self::Dict(dict) => Rc::as_ptr(dict).hash(to),
            Self::Config(section) => (Rc::as_ptr(&section.config), &section.group).hash(to),
            Self::Setting(setting) => Rc::as_ptr(setting).hash(to),
            Self::Module(id) | Self::Path(id) => id.0.hash(to),
            Self::Function(function) => {
                let at: *const () = match function.body {
                    Body::Def(def) => std::ptr::from_ref(def).cast(),
                    Body::Lambda(lambda) => std::ptr::from_ref(lambda).cast(),
                };
                (at, function.scope).hash(to);
            }
            Self::Class(class) => class.scope.hash(to),
            Self::Instance(instance) => instance.scope.hash(to),
            Self::Bound(pair) => {
                pair.0.hash_shape(to, depth.saturating_sub(1));
                pair.1.hash_shape(to, depth.saturating_sub(1));
            }
            Self::Partial(partial) => Rc::as_ptr(partial).hash(to),
            Self::Deferred(deferred) => Rc::as_ptr(deferred).hash(to),
            Self::Super(pair) => pair.1.hash_shape(to, depth.saturating_sub(1)),
            Self::Method(pair) => {
                pair.0.hash_shape(to, depth.saturating_sub(1));
                pair.1.hash(to);
            }
            Self::Either(values) => {
                values.iter().for_each(|value| value.hash_shape(to, depth.saturating_sub(1)));
            }
        }
    }
}

impl Args<'_> {
    pub(in crate::trace) fn shape(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.open.hash(&mut hasher);
        for value in &self.positional {
            value.hash_shape(&mut hasher, 3);
        }
        for (name, value) in &self.keywords {
            name.hash(&mut hasher);
            value.hash_shape(&mut hasher, 3);
        }
        hasher.finish()
    }
}
