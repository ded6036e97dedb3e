//! Python's built-in functions.

use std::rc::Rc;

use super::machine::{Machine, Stop};
use super::value::{Args, Binding, Value};

impl<'p> Machine<'p> {
    pub(super) fn call_builtin(&mut self, name: &str, args: Args<'p>) -> Result<Value<'p>, Stop> {
        let first = args.positional.first().cloned();
        match (name, first) {
            ("__import__", _) => self.dunder_import(&args),
            ("exec", _) => self.run_text(&args),
            ("execfile", _) => self.run_text(&Args::default()),
            ("eval", Some(Value::Str(_))) => Ok(Value::Unknown),
            ("eval", _) => self.run_text(&Args::default()),
            ("exit" | "quit", _) => self.raise("SystemExit", "the program ends"),
            ("staticmethod", Some(value)) => Ok(rebound(value, Binding::Static)),
            ("classmethod", Some(value)) => Ok(rebound(value, Binding::Class)),
            ("property", Some(value)) => Ok(rebound(value, Binding::Property)),
            ("getattr", Some(object)) => self.getattr(&object, &args),
            ("hasattr", Some(object)) => self.hasattr(&object, &args),
            ("setattr", Some(object)) => {
                match (args.positional.get(1), args.positional.get(2)) {
                    (Some(Value::Str(name)), Some(value)) => {
                        let name = self.world.files.intern(name);
                        self.set_attribute(&object, name, value.clone());
                    }
                    _ => self.opened(&object),
                }
                Ok(Value::None)
            }
            ("globals" | "locals" | "vars", None) => {
                // What is done with it cannot be seen.
                let scope = self.module_scope(self.local());
                self.scopes[scope.0 as usize].open = true;
                Ok(Value::Unknown)
            }
            ("bool", Some(value)) => {
                Ok(self.settle(value).truth().map_or(Value::Unknown, Value::Bool))
            }
            ("str", Some(value @ Value::Str(_))) | ("int", Some(value @ Value::Int(_))) => {
                Ok(value)
            }
            ("str", Some(Value::Int(number))) => Ok(Value::text(number.to_string())),
            ("int", Some(Value::Str(text))) => {
                Ok(text.trim().parse().map_or(Value::Unknown, Value::Int))
            }
            ("len", Some(Value::Str(text))) => Ok(Value::Int(text.chars().count() as i64)),
            ("len", Some(Value::List(list))) if list.exact.get() => {
                Ok(Value::Int(list.items.borrow().len() as i64))
            }
            ("list" | "tuple" | "set" | "frozenset", None) => Ok(Value::list(Vec::new())),
            ("dict", first @ (None | Some(Value::Dict(_)))) => {
                let (mut pairs, mut exact) = (Vec::new(), !args.open);
                if let Some(Value::Dict(first)) = first {
                    pairs = first.pairs.borrow().clone();
                    exact &= first.exact.get();
                }
                let more = args.keywords.iter().map(|(k, v)| (Value::Str(k.clone()), v.clone()));
                pairs.extend(more);
                Ok(Value::dict(pairs, exact))
            }
            (
                "list" | "tuple" | "set" | "frozenset" | "sorted" | "reversed" | "iter",
                Some(value),
            ) => {
                let (items, exact) = self.iterate(value)?;
                Ok(Value::some_list(items, exact))
            }
            ("enumerate", Some(value)) => {
                let (items, exact) = self.iterate(value)?;
                let pairs = items.into_iter().enumerate();
                let pairs = pairs.map(|(at, item)| Value::list(vec![Value::Int(at as i64), item]));
                let pairs = pairs.collect();
                Ok(Value::some_list(pairs, exact))
            }
            ("map" | "filter", Some(callee)) => {
                let over = args.positional.get(1).cloned().unwrap_or(Value::Unknown);
                let (items, exact) = self.iterate(over)?;
                let mut results = Vec::new();
                for item in items.into_iter().take(500) {
                    results.push(self.call_with(callee.clone(), vec![item])?);
                }
                Ok(Value::some_list(results, exact))
            }
            ("next", Some(value)) => Ok(self.finish(value)?.unwrap_or(Value::Unknown)),
            ("callable", Some(Value::Function(_) | Value::Class(_) | Value::Bound(_))) => {
                Ok(Value::Bool(true))
            }
            ("type", Some(Value::Instance(instance))) if args.positional.len() == 1 => {
                Ok(Value::Class(instance.class.clone()))
            }
            ("range", _) => Ok(range(&args)),
            ("super", Some(Value::Class(class))) => Ok(match args.positional.get(1) {
                Some(this) => Value::Super(Rc::new((class, this.clone()))),
                None => Value::Unknown,
            }),
            _ => Ok(Value::Unknown),
        }
    }

    fn getattr(&mut self, object: &Value<'p>, args: &Args<'p>) -> Result<Value<'p>, Stop> {
        let Some(name) = args.positional.get(1).and_then(Value::as_str) else {
            return Ok(Value::Unknown);
        };
        let name = self.world.files.intern(name);
        match (object, args.positional.get(2)) {
            // A third party's name may be missing, and then the default is used.
            (Value::External(_), Some(default)) => {
                let value = self.attribute(object, name)?;
                Ok(Value::either([value, default.clone()]))
            }
            (_, Some(default)) => {
                let value = self.attribute(object, name)?;
                Ok(match (self.has(object, name), value) {
                    (Some(false), _) => default.clone(),
                    (_, Value::Unknown) => Value::Unknown,
                    (_, value) => value,
                })
            }
            (_, None) => self.attribute(object, name),
        }
    }

    fn hasattr(&mut self, object: &Value<'p>, args: &Args<'p>) -> Result<Value<'p>, Stop> {
        let Some(name) = args.positional.get(1).and_then(Value::as_str) else {
            return Ok(Value::Unknown);
        };
        Ok(self.has(object, name).map_or(Value::Unknown, Value::Bool))
    }

    fn has(&self, object: &Value<'p>, name: &str) -> Option<bool> {
        match object {
            Value::Module(id) => {
                let scope = self.scope(self.state(*id).scope?);
                match scope.names.contains_key(name) {
                    true => Some(true),
                    false if scope.open || scope.names.contains_key("__getattr__") => None,
                    false => Some(false),
                }
            }
            Value::Class(class) => self.class_attribute(class, name).map(|_| true),
            Value::Instance(instance) => {
                let own = self.name_in(instance.scope, name).is_some();
                (own || self.class_attribute(&instance.class, name).is_some()).then_some(true)
            }
            _ => None,
        }
    }

    fn opened(&mut self, object: &Value<'p>) {
        let scope = match object {
            Value::Module(id) => self.state(*id).scope,
            Value::Class(class) => Some(class.scope),
            _ => None,
        };
        if let Some(scope) = scope {
            self.scopes[scope.0 as usize].open = true;
        }
    }
}

fn rebound(value: Value<'_>, binding: Binding) -> Value<'_> {
    match value {
        Value::Function(function) => {
            let mut function = (*function).clone();
            function.binding = binding;
            Value::Function(Rc::new(function))
        }
        other => other,
    }
}

fn range<'p>(args: &Args<'p>) -> Value<'p> {
    let number = |at: usize| match args.positional.get(at) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    };
    let (start, end) = match (args.positional.len(), number(0), number(1)) {
        (1, Some(end), _) => (0, end),
        (2, Some(start), Some(end)) => (start, end),
        _ => return Value::Unknown,
    };
    match end.checked_sub(start) {
        Some(length) if length <= 1000 => Value::list((start..end).map(Value::Int).collect()),
        _ => Value::open_list(Vec::new()),
    }
}
