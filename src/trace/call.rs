//! Calls of functions and classes whose code is followed.

use std::cell::Cell;
use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall, Parameters};
use ruff_text_size::{Ranged, TextSize};

use super::machine::{Frame, Machine, ScopeKind, Site, Stop};
use super::value::{Args, Body, Class, Deferred, Function, Instance, ScopeId, Value};

// Python's own limit of nested calls.
const DEEPEST: u32 = 1000;
// A function that is called again from within itself with the same arguments does no more than the last time.
const MOST_SAME: usize = 3;
const MOST_NESTED: usize = 30;

impl<'p> Machine<'p> {
    pub(super) fn call_expression(&mut self, call: &'p ExprCall) -> Result<Value<'p>, Stop> {
        let callee = self.eval(&call.func)?;
        let args = self.arguments(&call.arguments)?;
        if let (Expr::Name(name), true) = (&*call.func, call.arguments.is_empty())
            && name.id == "super"
        {
            return Ok(self.super_object());
        }
        let before = self.frames.last().map(|frame| frame.site);
        let at = match &*call.func {
            // Before 3.8 Python was still on the line of the last argument.
            _ if self.world.minor < 8 && !call.arguments.is_empty() => last_argument(call),
            // Python says of a method that it is called on the line of its name.
            Expr::Attribute(attribute) => attribute.attr.range().start(),
            other => other.range().start(),
        };
        if let Some(frame) = self.frames.last_mut() {
            frame.site.stand(call.range());
            frame.site.at = at.to_usize();
        }
        let value = self.step(|machine| machine.call(callee, args))?;
        if let (Some(frame), Some(before)) = (self.frames.last_mut(), before) {
            frame.site = before;
        }
        Ok(value)
    }

    pub(super) fn call_with(
        &mut self,
        callee: Value<'p>,
        positional: Vec<Value<'p>>,
    ) -> Result<Value<'p>, Stop> {
        let args = Args { positional, ..Args::default() };
        self.step(|machine| machine.call(callee, args))
    }

    /// Calls a value.
    pub(super) fn call(&mut self, callee: Value<'p>, args: Args<'p>) -> Result<Value<'p>, Stop> {
        match callee {
            Value::Function(function) => {
                self.beyond(function.module, |machine| machine.call_function(&function, args))
            }
            Value::Bound(pair) => {
                let mut args = args;
                args.positional.insert(0, pair.0.clone());
                self.step(|machine| machine.call(pair.1.clone(), args))
            }
            Value::Partial(partial) => {
                let mut all = partial.1.clone();
                all.positional.extend(args.positional);
                all.keywords.retain(|(name, _)| !args.keywords.iter().any(|(new, _)| new == name));
                all.keywords.extend(args.keywords);
                all.open |= args.open;
                self.step(|machine| machine.call(partial.0.clone(), all))
            }
            Value::Class(class) => self.instantiate(&class, args),
            Value::Instance(instance) => match self.class_attribute(&instance.class, "__call__") {
                Some(method @ (Value::Function(_) | Value::Either(_))) => {
                    let mut args = args;
                    args.positional.insert(0, Value::Instance(instance));
                    self.step(|machine| machine.call(method, args))
                }
                _ => Ok(Value::Unknown),
            },
            Value::External(name) => self.call_external(&name, args),
            Value::Method(pair) => self.call_method(&pair.0, pair.1, args),
            Value::Either(values) => {
                let mut options: Vec<super::machine::Fork<'_, 'p, Result<Value<'p>, Stop>>> =
                    Vec::new();
                for value in values.iter() {
                    let args = args.clone();
                    options.push(Box::new(move |machine| {
                        match machine.step(|machine| machine.call(value.clone(), args)) {
                            Err(Stop::Spent(why)) => Err(Stop::Spent(why)),
                            other => Ok(other),
                        }
                    }));
                }
                self.choose(options)
            }
            _ => Ok(Value::Unknown),
        }
    }

    fn call_function(
        &mut self,
        function: &Rc<Function<'p>>,
        args: Args<'p>,
    ) -> Result<Value<'p>, Stop> {
        if function.generator {
            let started = Cell::new(false);
            let function = function.clone();
            return Ok(Value::Deferred(Rc::new(Deferred { function, args, started })).bounded());
        }
        let mut returned = self.run_function(function, args)?;
        Ok(match returned.len() {
            0 => Value::None,
            1 => returned.swap_remove(0),
            _ => Value::either(returned),
        })
    }

    /// What a generator or coroutine gives, if it is one; its code runs once.
    pub(super) fn finish(&mut self, value: Value<'p>) -> Result<Option<Value<'p>>, Stop> {
        let Value::Deferred(deferred) = value else { return Ok(None) };
        if deferred.started.replace(true) {
            return Ok(None);
        }
        let args = deferred.args.clone();
        let returned = self.step(|machine| machine.run_function(&deferred.function, args))?;
        Ok((!returned.is_empty()).then(|| Value::either(returned)))
    }

    // Runs a function's body and gives what it returned, or yielded.
    fn run_function(
        &mut self,
        function: &Rc<Function<'p>>,
        args: Args<'p>,
    ) -> Result<Vec<Value<'p>>, Stop> {
        let at = match function.body {
            Body::Def(def) => std::ptr::from_ref(def) as usize,
            Body::Lambda(lambda) => std::ptr::from_ref(lambda) as usize,
        };
        let call = (at, args.shape());
        let key = (at, function.scope, call.1);
        if let Some(known) = self.remembered(key) {
            return Ok(vec![known]);
        }
        if let Some(value) = self.is_recursion(call)? {
            return Ok(vec![value]);
        }
        let depth = self.depth() + 1;
        if depth > DEEPEST {
            return Err(Stop::Spent("its calls nest more deeply than Python allows".into()));
        }
        let scope = self.open_scope(ScopeKind::Function, Some(function.scope));
        self.bind(function, scope, args);
        self.frames.push(Frame {
            module: function.module,
            site: Site::new(function.code, function.body.range()),
            scope,
            call: Some(call),
            maybe: self.maybe,
            returned: Vec::new(),
            assumes: false,
            depth,
            own: self.is_own(function.module),
        });
        let ran = self.run_body(function);
        let frame = self.frames.pop();
        self.close_scope(scope);
        ran?;
        let mut returned = frame.map(|frame| frame.returned).unwrap_or_default();
        if returned.is_empty() {
            returned.push(Value::None);
        }
        if !function.generator {
            let value = Value::either(returned);
            self.remember(key, value.clone());
            return Ok(vec![value]);
        }
        Ok(returned)
    }

    fn run_body(&mut self, function: &Function<'p>) -> Result<(), Stop> {
        match function.body {
            Body::Def(def) => {
                let body = self.world.files.body(function.code, def);
                self.block(body)?.end()
            }
            Body::Lambda(lambda) => {
                let value = self.eval(&lambda.body)?;
                if let Some(frame) = self.frames.last_mut() {
                    frame.returned.push(value);
                }
                Ok(())
            }
        }
    }

    // Some value where running the function again from within itself tells nothing new.
    fn is_recursion(&self, call: (usize, u64)) -> Result<Option<Value<'p>>, Stop> {
        let same_function = |frame: &&Frame<'p>| frame.call.is_some_and(|(at, _)| at == call.0);
        let running = self.frames.iter().filter(same_function);
        let (mut same, mut nested, mut first) = (0, 0, None);
        for frame in running {
            nested += 1;
            if frame.call == Some(call) {
                same += 1;
                first = first.or(Some(frame.maybe));
            }
        }
        if same >= MOST_SAME {
            return match first == Some(self.maybe) {
                true => Err(Stop::Spent(
                    format!("{}: a function calls itself without end", self.place()).into(),
                )),
                false => Ok(Some(Value::Unknown)),
            };
        }
        // Under unknown conditions a recursion would unfold as deeply as Python allows, and tell nothing more.
        let uncertain = self.frames.last().is_some_and(|frame| frame.maybe > 0) || self.maybe > 0;
        Ok((nested >= MOST_NESTED && uncertain).then_some(Value::Unknown))
    }

    fn bind(&mut self, function: &Function<'p>, scope: ScopeId, args: Args<'p>) {
        let parameters: Option<&'p Parameters> = match function.body {
            Body::Def(def) => Some(&def.parameters),
            Body::Lambda(lambda) => lambda.parameters.as_deref(),
        };
        let Some(parameters) = parameters else { return };
        let mut positional = args.positional.into_iter();
        let mut keywords = args.keywords;
        let names = parameters.posonlyargs.iter().chain(&parameters.args);
        let by_name = parameters.kwonlyargs.iter().map(|parameter| (parameter, false));
        for (parameter, may_be_positional) in names.map(|one| (one, true)).chain(by_name) {
            let name = parameter.name().as_str();
            let given = may_be_positional.then(|| positional.next()).flatten();
            let given = given.or_else(|| {
                let at = keywords.iter().position(|(keyword, _)| &**keyword == name)?;
                Some(keywords.swap_remove(at).1)
            });
            let default = || {
                let known = function.defaults.iter().find(|(known, _)| *known == name);
                known.map(|(_, value)| value.clone()).filter(|_| !args.open)
            };
            let value = given.or_else(default).unwrap_or(Value::Unknown);
            self.put(scope, name, Some(value));
        }
        if let Some(rest) = &parameters.vararg {
            let rest_values: Vec<Value<'p>> = positional.collect();
            let value = Value::some_list(rest_values, !args.open);
            self.put(scope, rest.name().as_str(), Some(value));
        }
        if let Some(rest) = &parameters.kwarg {
            let pairs = keywords.into_iter().map(|(name, value)| (Value::Str(name), value));
            let value = Value::dict(pairs.collect(), !args.open);
            self.put(scope, rest.name().as_str(), Some(value));
        }
    }

    // ---- classes

    fn instantiate(&mut self, class: &Rc<Class<'p>>, args: Args<'p>) -> Result<Value<'p>, Stop> {
        if let Some(new @ Value::Function(_)) = self.class_attribute(class, "__new__") {
            let mut args = args.clone();
            args.positional.insert(0, Value::Class(class.clone()));
            let made = self.step(|machine| machine.call(new, args))?;
            if !matches!(made, Value::Unknown | Value::None | Value::Instance(_)) {
                return Ok(made);
            }
        }
        let scope = self.open_scope(ScopeKind::Module, None);
        let instance = Value::Instance(Rc::new(Instance { class: class.clone(), scope }));
        if let Some(init @ (Value::Function(_) | Value::Either(_))) =
            self.class_attribute(class, "__init__")
        {
            let mut args = args;
            args.positional.insert(0, instance.clone());
            self.step(|machine| machine.call(init, args))?;
        }
        Ok(instance)
    }

    /// Calls what base classes want to be called when a class derives from them.
    pub(super) fn subclassed(&mut self, class: &Rc<Class<'p>>) -> Result<(), Stop> {
        for base in &class.bases {
            if let Value::Class(base) = base
                && let Some(hook @ Value::Function(_)) =
                    self.class_attribute(base, "__init_subclass__")
            {
                self.call_with(hook, vec![Value::Class(class.clone())])?;
                break;
            }
        }
        Ok(())
    }

    // `super()` in a method: its class is the one whose body defined the function that runs.
    fn super_object(&self) -> Value<'p> {
        let Some(frame) = self.frames.last() else { return Value::Unknown };
        let this = self.first_argument(frame.scope);
        let (Some(this), Some(parent)) = (this, self.scope(frame.scope).parent) else {
            return Value::Unknown;
        };
        let class = match &this {
            Value::Instance(instance) => &instance.class,
            Value::Class(class) => class,
            _ => return Value::Unknown,
        };
        let mut left = vec![class.clone()];
        while let Some(class) = left.pop() {
            if class.scope == parent {
                return Value::Super(Rc::new((class, this)));
            }
            left.extend(class.bases.iter().filter_map(|base| match base {
                Value::Class(base) => Some(base.clone()),
                _ => None,
            }));
        }
        Value::Unknown
    }

    fn first_argument(&self, scope: ScopeId) -> Option<Value<'p>> {
        ["self", "cls"].iter().find_map(|name| self.name_in(scope, name)).cloned()
    }

    /// What `with manager` binds.
    pub(super) fn enter(&mut self, manager: Value<'p>) -> Result<Value<'p>, Stop> {
        match &manager {
            Value::Instance(instance) => match self.class_attribute(&instance.class, "__enter__") {
                Some(enter @ (Value::Function(_) | Value::Either(_))) => {
                    self.call_with(enter, vec![manager])
                }
                _ => Ok(Value::Unknown),
            },
            Value::Deferred(_) => Ok(self.finish(manager)?.unwrap_or(Value::Unknown)),
            _ => Ok(Value::Unknown),
        }
    }
}

fn last_argument(call: &ExprCall) -> TextSize {
    let positional = call.arguments.args.iter().map(|argument| argument.range().start());
    let keywords = call.arguments.keywords.iter().map(|keyword| keyword.value.range().start());
    positional.chain(keywords).fold(call.func.range().start(), TextSize::max)
}
