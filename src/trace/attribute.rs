//! Attributes and items of values.

use std::rc::Rc;

use super::finder::ModuleId;
use super::machine::{Machine, Progress, Stop};
use super::value::{Binding, Class, Value};

// Base classes of base classes that are looked at.
const MOST_BASES: usize = 64;

impl<'p> Machine<'p> {
    /// `value.name`.
    pub(super) fn attribute(
        &mut self,
        value: &Value<'p>,
        name: &'p str,
    ) -> Result<Value<'p>, Stop> {
        match value {
            Value::Module(id) => {
                if let Some(value) = self.module_attribute(*id, name)? {
                    return Ok(value);
                }
                if self.world.follow && self.is_known_by_name(*id) {
                    let module = Value::External(self.world.finder.get(*id).name.clone());
                    return self.attribute(&module, name);
                }
                Ok(self.loaded_child(*id, name).map_or(Value::Unknown, Value::Module))
            }
            Value::Config(section) => Ok(self.option(section, name)),
            Value::External(module) if &**module == "oslo_config.cfg" && name == "CONF" => {
                Ok(Value::Config(self.options.clone()))
            }
            Value::External(module) if module.len() < 512 => {
                if let text @ Value::Str(_) = self.settle(value.clone()) {
                    return Ok(Value::Method(Rc::new((text, name))));
                }
                let name = format!("{module}.{name}");
                Ok(match self.put_in_place.get(&name) {
                    Some(value) => value.clone(),
                    None => Value::external(name),
                })
            }
            Value::Class(class) => {
                let found = self.class_attribute(class, name);
                match (found, name) {
                    (Some(found), _) => self.bound(found, None, class),
                    (None, "__name__") => Ok(Value::text(class.def.name.as_str())),
                    _ => Ok(Value::Unknown),
                }
            }
            Value::Instance(instance) => {
                if let Some(value) = self.name_in(instance.scope, name) {
                    return Ok(value.clone());
                }
                if name == "__class__" {
                    return Ok(Value::Class(instance.class.clone()));
                }
                if let Some(found) = self.class_attribute(&instance.class, name) {
                    return self.bound(found, Some(value), &instance.class);
                }
                match self.class_attribute(&instance.class, "__getattr__") {
                    Some(getter @ Value::Function(_)) => {
                        let args = vec![value.clone(), Value::text(name)];
                        self.call_with(getter, args)
                    }
                    _ => Ok(Value::Unknown),
                }
            }
            Value::Super(pair) => {
                let (class, this) = (&pair.0, &pair.1);
                for base in &class.bases {
                    if let Value::Class(base) = base
                        && let Some(found) = self.class_attribute(base, name)
                    {
                        return self.bound(found, Some(this), base);
                    }
                }
                Ok(Value::Unknown)
            }
            Value::Function(function) => Ok(match (name, function.body) {
                ("__name__", super::value::Body::Def(def)) => Value::text(def.name.as_str()),
                _ => Value::Unknown,
            }),
            Value::Either(values) => {
                let mut all = Vec::new();
                for value in values.iter() {
                    all.push(self.attribute(value, name)?);
                }
                Ok(Value::either(all))
            }
            Value::Str(_)
            | Value::List(_)
            | Value::Dict(_)
            | Value::Plugin(_)
            | Value::Deferred(_) => Ok(Value::Method(Rc::new((value.clone(), name)))),
            _ => Ok(Value::Unknown),
        }
    }

    fn loaded_child(&self, id: ModuleId, name: &str) -> Option<ModuleId> {
        let found = self.world.finder.get(id);
        let child = found.is_package.then(|| format!("{}.{name}", found.name))?;
        let child = self.world.finder.find(&child)?;
        matches!(self.state(child).progress, Progress::Started | Progress::Done).then_some(child)
    }

    /// What a module's name stands for, by its own code.
    pub(super) fn module_attribute(
        &mut self,
        id: ModuleId,
        name: &'p str,
    ) -> Result<Option<Value<'p>>, Stop> {
        if self.world.follow && self.is_known_by_name(id) {
            return Ok(None);
        }
        let state = self.state(id);
        if let Some(replaced) = state.replaced {
            return self.attribute(&replaced, name).map(Some);
        }
        let Some(scope) = state.scope else { return Ok(None) };
        if let Some(value) = self.name_in(scope, name) {
            return Ok(Some(value.clone()));
        }
        let getter = self.name_in(scope, "__getattr__").cloned();
        if let Some(getter @ Value::Function(_)) = getter
            && !name.starts_with("__")
        {
            return match self.call_with(getter, vec![Value::text(name)]) {
                Err(Stop::Raise(raised)) if raised.class.as_deref() == Some("AttributeError") => {
                    Ok(None)
                }
                other => other.map(Some),
            };
        }
        Ok(None)
    }

    /// What a class and its bases define under a name.
    pub(super) fn class_attribute(&self, class: &Rc<Class<'p>>, name: &str) -> Option<Value<'p>> {
        let mut left = vec![class.clone()];
        for _ in 0..MOST_BASES {
            let class = left.pop()?;
            if let Some(value) = self.name_in(class.scope, name) {
                return Some(value.clone());
            }
            for base in class.bases.iter().rev() {
                if let Value::Class(base) = base {
                    left.push(base.clone());
                }
            }
        }
        None
    }

    fn bound(
        &mut self,
        found: Value<'p>,
        this: Option<&Value<'p>>,
        class: &Rc<Class<'p>>,
    ) -> Result<Value<'p>, Stop> {
        if let Value::Either(values) = &found {
            let mut all = Vec::new();
            for value in values.iter() {
                all.push(self.bound(value.clone(), this, class)?);
            }
            return Ok(Value::either(all));
        }
        let Value::Function(function) = &found else { return Ok(found) };
        let first = match (function.binding, this) {
            (Binding::Plain, Some(this)) => this.clone(),
            (Binding::Class, _) => Value::Class(class.clone()),
            (Binding::Property, Some(this)) => {
                let args = vec![this.clone()];
                return self.call_with(found, args);
            }
            _ => return Ok(found),
        };
        Ok(Value::Bound(Rc::new((first, found))))
    }

    pub(super) fn set_attribute(&mut self, object: &Value<'p>, name: &'p str, value: Value<'p>) {
        let scope = match object {
            Value::External(module) if self.maybe == 0 => {
                self.put_in_place.insert(format!("{module}.{name}"), value);
                return;
            }
            Value::Module(id) => self.state(*id).scope,
            Value::Class(class) => Some(class.scope),
            Value::Instance(instance) => Some(instance.scope),
            _ => None,
        };
        if let Some(scope) = scope {
            self.put(scope, name, Some(value));
        }
    }

    // ---- items

    /// `value[key]`.
    pub(super) fn item(&mut self, value: &Value<'p>, key: &Value<'p>) -> Result<Value<'p>, Stop> {
        match (value, key) {
            (Value::List(list), Value::Int(at)) if list.exact.get() => {
                let items = list.items.borrow();
                let at = if *at < 0 { *at + items.len() as i64 } else { *at };
                let item = usize::try_from(at).ok().and_then(|at| items.get(at));
                Ok(item.cloned().unwrap_or(Value::Unknown))
            }
            (Value::Dict(dict), Value::Str(_) | Value::Int(_) | Value::Bool(_) | Value::None) => {
                let pairs = dict.pairs.borrow();
                let found = pairs.iter().rev().find(|(known, _)| known.shape() == key.shape());
                Ok(found.map_or(Value::Unknown, |(_, value)| value.clone()))
            }
            (Value::External(name), Value::Str(key)) if &**name == "os.environ" => {
                match self.environment(key) {
                    Some(Some(value)) => Ok(value),
                    Some(None) => self.raise("KeyError", format!("`{key}` is not set")),
                    None => Ok(Value::Unknown),
                }
            }
            (Value::External(name), Value::Str(key)) if &**name == "sys.modules" => {
                let own = self.tops.contains(super::finder::top(key));
                match self.world.finder.find(key).filter(|_| own) {
                    Some(id) => Ok(Value::Module(id)),
                    None if own => Ok(Value::Unknown),
                    None => Ok(Value::External(key.clone())),
                }
            }
            (Value::Either(values), _) => {
                let mut all = Vec::new();
                for value in values.iter() {
                    all.push(self.item(value, key)?);
                }
                Ok(Value::either(all))
            }
            _ => Ok(Value::Unknown),
        }
    }

    pub(super) fn set_item(&mut self, object: &Value<'p>, key: Value<'p>, value: Value<'p>) {
        match (object, key) {
            (Value::Dict(dict), key) => dict.extend(vec![(key, value)], true),
            (Value::List(list), _) => list.exact.set(false),
            (Value::External(name), Value::Str(key)) if &**name == "os.environ" => {
                self.environ.push((key, value));
            }
            (Value::External(name), Value::Str(key)) if &**name == "sys.modules" => {
                self.provide(&key, value);
            }
            _ => {}
        }
    }

    // `sys.modules[name] = value`.
    fn provide(&mut self, name: &str, value: Value<'p>) {
        self.provided.insert(name.to_owned());
        let Some(id) = self.world.finder.find(name) else { return };
        if matches!(value, Value::Module(other) if other == id) {
            return;
        }
        let mut state = self.state(id);
        state.replaced = Some(value);
        if matches!(state.progress, Progress::Absent) {
            state.progress = Progress::Done;
        }
        self.set_state(id, state);
    }

    /// The elements of a value, as far as they are known, and whether there are no others.
    pub(super) fn iterate(&mut self, value: Value<'p>) -> Result<(Vec<Value<'p>>, bool), Stop> {
        match self.settle(value) {
            Value::List(list) => Ok((list.items.borrow().clone(), list.exact.get())),
            Value::Dict(dict) => {
                let keys = dict.pairs.borrow().iter().map(|(key, _)| key.clone()).collect();
                Ok((keys, dict.exact.get()))
            }
            Value::Str(text) if text.len() < 64 => {
                Ok((text.chars().map(|letter| Value::text(letter.to_string())).collect(), true))
            }
            deferred @ Value::Deferred(_) => {
                let items = self.finish(deferred)?;
                Ok((items.into_iter().collect(), false))
            }
            _ => Ok((Vec::new(), false)),
        }
    }
}
