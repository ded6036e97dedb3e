//! What calls of the standard library, and of loaders that everybody uses, come to.

use std::rc::Rc;

use super::import::Target;
use super::machine::{Machine, Made, Reached, Stop};
use super::value::{Args, Binding, Value};

impl<'p> Machine<'p> {
    /// A name of Python's own whose value is known, as that value.
    pub(super) fn settle(&self, value: Value<'p>) -> Value<'p> {
        let Value::External(name) = &value else { return value };
        let minor = i64::from(self.world.minor);
        match &**name {
            "os.name" => Value::text("posix"),
            "sys.platform" => Value::text("linux"),
            "sys.version_info" => Value::list(vec![
                Value::Int(3),
                Value::Int(minor),
                Value::Int(9),
                Value::text("final"),
                Value::Int(0),
            ]),
            "sys.version_info.major" => Value::Int(3),
            "sys.version_info.minor" => Value::Int(minor),
            "sys.maxsize" => Value::Int(i64::MAX),
            "sys.hexversion" => Value::Int((3 << 24) | (minor << 16) | (9 << 8) | 0xf0),
            "sys.byteorder" => Value::text("little"),
            "sys.implementation.name" => Value::text("cpython"),
            "sys.flags.optimize" => Value::Int(0),
            "os.sep" | "os.path.sep" => Value::text("/"),
            "os.linesep" => Value::text("\n"),
            "typing.TYPE_CHECKING" | "typing_extensions.TYPE_CHECKING" => Value::Bool(false),
            "six.PY2" => Value::Bool(false),
            "six.PY3" | "six.PY34" => Value::Bool(true),
            _ => value,
        }
    }

    /// Calls something that is not followed.
    pub(super) fn call_external(&mut self, name: &str, args: Args<'p>) -> Result<Value<'p>, Stop> {
        if self.world.is_sought(name) {
            return self.reach(&args);
        }
        if self.world.is_primitive(name)
            && let Some(by) = self.here()
        {
            self.made.push(Made { what: name.into(), by });
            self.hold();
        }
        if let Some(builtin) = name.strip_prefix("builtins.") {
            return self.call_builtin(builtin, args);
        }
        if let Some(value) = super::config::made(name, &args) {
            return Ok(value);
        }
        match name {
            "importlib.import_module" => self.import_call(&args, true),
            "oslo_utils.importutils.import_module"
            | "oslo_utils.importutils.import_class"
            | "oslo_utils.importutils.import_object"
            | "oslo_utils.importutils.try_import"
            | "pydoc.locate" => self.import_by_loader(name, &args),
            "os.getenv" | "os.environ.get" | "os.environ.pop" | "os.environ.setdefault" => {
                Ok(self.environment_call(name, &args))
            }
            "functools.partial" | "functools.partialmethod" => Ok(partial(args)),
            "platform.system" => Ok(Value::text("Linux")),
            "platform.python_implementation" => Ok(Value::text("CPython")),
            "platform.python_version_tuple" => {
                let minor = self.world.minor.to_string();
                Ok(Value::list(vec![Value::text("3"), Value::text(minor), Value::text("9")]))
            }
            "sys.exit" | "os._exit" => self.raise("SystemExit", "the program ends"),
            "asyncio.run" | "asyncio.get_event_loop.run_until_complete" => {
                match args.positional.first().cloned() {
                    Some(value) => Ok(self.finish(value)?.unwrap_or(Value::Unknown)),
                    None => Ok(Value::Unknown),
                }
            }
            "runpy.run_module" => self.import_call(&args, false),
            "pkgutil.iter_modules" | "pkgutil.walk_packages" => Ok(self.submodules(&args)),
            "importlib.util.find_spec" | "importlib.find_loader" | "pkgutil.find_loader" => {
                let own = args.positional.first().and_then(Value::as_str);
                let own = own.filter(|name| self.tops.contains(super::finder::top(name)));
                Ok(match own.map(|name| self.world.finder.find(name).is_some()) {
                    Some(true) => Value::Truth(true),
                    Some(false) => Value::None,
                    None => Value::Unknown,
                })
            }
            "six.exec_" => self.run_text(&args),
            "strutils.bool_from_string" | "oslo_utils.strutils.bool_from_string" => {
                Ok(bool_from_string(&args))
            }
            "pkg_resources.iter_entry_points" => Ok(self.plugins(&args)),
            "importlib.metadata.entry_points" | "importlib_metadata.entry_points" => {
                let group = args.keyword("group").cloned();
                let args = Args { positional: group.into_iter().collect(), ..Args::default() };
                Ok(self.plugins(&args))
            }
            _ if name.starts_with("stevedore.") => self.load_plugins(name, &args),
            // Nobody knows what it is, but whose it is.
            _ if name.len() < 256 => Ok(Value::external(format!("{name}()"))),
            _ => Ok(Value::Unknown),
        }
    }

    // The call that the trace looks for.
    fn reach(&mut self, args: &Args<'p>) -> Result<Value<'p>, Stop> {
        let arguments = args.keywords.iter().map(|(name, value)| (name.to_string(), value.clone()));
        let assumed = self.running().any(|frame| frame.assumes);
        self.reached.push(Reached {
            stack: self.frames.iter().map(|frame| (frame.module, frame.site)).collect(),
            arguments: arguments.collect(),
            imports: self.imports.clone(),
            foreign: self.foreign.clone(),
            made: self.made.clone(),
            imported: self.imported.clone(),
            maybe: self.maybe > 0,
            assumed,
            unseen: self.unseen.len(),
            main: self.main,
        });
        Err(Stop::Called)
    }

    // ---- imports by name

    fn import_call(&mut self, args: &Args<'p>, relative: bool) -> Result<Value<'p>, Stop> {
        let names = args.get(0, "name").cloned().unwrap_or(Value::Unknown);
        let mut all = Vec::new();
        for name in names.alternatives() {
            let Some(name) = name.as_str() else {
                self.note_unseen_import();
                return Ok(Value::Unknown);
            };
            let level = name.bytes().take_while(|byte| *byte == b'.').count();
            let absolute = match (level, relative) {
                (0, _) => Some(name.to_owned()),
                (level, true) => {
                    let package = args.get(1, "package").and_then(Value::as_str);
                    package.and_then(|package| below(package, level, &name[level..]))
                }
                _ => None,
            };
            match absolute {
                Some(name) => all.push(self.import_name(&name)?.value()),
                None => self.note_unseen_import(),
            }
        }
        Ok(Value::either(all))
    }

    // A loader of a third party imports on the project's behalf: what it loads is the project's, itself or not.
    fn import_by_loader(&mut self, loader: &str, args: &Args<'p>) -> Result<Value<'p>, Stop> {
        let Some(name) = args.positional.first().and_then(Value::as_str) else {
            self.note_unseen_import();
            return Ok(Value::Unknown);
        };
        if !self.tops.contains(super::finder::top(name)) {
            return Ok(Value::external(name));
        }
        let name = name.to_owned();
        let value = match loader.ends_with("module") || loader.ends_with("try_import") {
            true if loader.ends_with("try_import") => match self.import_name(&name) {
                Err(Stop::Raise(_)) => return Ok(Value::None),
                other => other?.value(),
            },
            true => self.import_name(&name)?.value(),
            false => self.load_object(&name.replace(':', "."))?,
        };
        match loader.ends_with("import_object") {
            true => {
                let rest = Args { positional: args.positional[1..].to_vec(), ..args.clone() };
                self.step(|machine| machine.call(value, rest))
            }
            false => Ok(value),
        }
    }

    fn load_object(&mut self, name: &str) -> Result<Value<'p>, Stop> {
        let Some((module, attribute)) = name.rsplit_once('.') else { return Ok(Value::Unknown) };
        let target = self.import_name(module)?;
        let attribute = self.world.files.intern(attribute);
        self.member(&target, attribute)
    }

    fn note_unseen_import(&mut self) {
        let note = format!("{}: the name of an imported module is not known", self.place());
        if self.notes.len() < 64 && !self.notes.iter().any(|known| **known == *note) {
            self.notes.push(note.into());
        }
    }

    /// `__import__(name, globals, locals, fromlist, level)`.
    fn dunder_import(&mut self, args: &Args<'p>) -> Result<Value<'p>, Stop> {
        let Some(name) = args.get(0, "name").and_then(Value::as_str).map(str::to_owned) else {
            self.note_unseen_import();
            return Ok(Value::Unknown);
        };
        let target = self.import_name(&name)?;
        let (listed, _) = match args.get(3, "fromlist").cloned() {
            Some(list) => self.iterate(list)?,
            None => (Vec::new(), true),
        };
        if listed.is_empty() {
            let first = super::finder::top(&name);
            return Ok(match (target, self.world.finder.find(first)) {
                (Target::Module(_), Some(id)) => Value::Module(id),
                _ => Value::external(first),
            });
        }
        for item in listed {
            if let Some(member) = item.as_str() {
                let member = self.world.files.intern(member);
                self.member(&target, member)?;
            }
        }
        Ok(target.value())
    }

    fn submodules(&self, args: &Args<'p>) -> Value<'p> {
        let path = args.get(0, "path");
        let package = match path {
            Some(Value::Path(id)) => *id,
            // A list with the package's folder, computed from `__file__` or `__path__`.
            Some(Value::List(_)) => match self.frames.last() {
                Some(frame) if self.world.finder.get(frame.module).is_package => frame.module,
                _ => return Value::Unknown,
            },
            _ => return Value::Unknown,
        };
        let prefix = args.get(1, "prefix").and_then(Value::as_str).unwrap_or("");
        let modules = self.world.finder.submodules(package);
        let items = modules.into_iter().map(|(name, is_package)| {
            let name = Value::text(format!("{prefix}{name}"));
            Value::list(vec![Value::Unknown, name, Value::Bool(is_package)])
        });
        Value::list(items.collect())
    }

    // ---- plugins

    fn plugins(&self, args: &Args<'p>) -> Value<'p> {
        let Some(group) = args.positional.first().and_then(Value::as_str) else {
            return Value::Unknown;
        };
        let known = self.world.plugins.get(group);
        let targets = known.into_iter().flat_map(|group| group.values());
        Value::open_list(targets.map(|target| Value::Plugin(target.as_str().into())).collect())
    }

    // A manager of plugins imports those of its namespace as it is made.
    fn load_plugins(&mut self, manager: &str, args: &Args<'p>) -> Result<Value<'p>, Stop> {
        let Some(Value::Str(group)) = args.get(0, "namespace") else { return Ok(Value::Unknown) };
        let Some(group) = self.world.plugins.get(&**group).cloned() else {
            return Ok(Value::Unknown);
        };
        let class = manager.rsplit('.').next().unwrap_or(manager);
        let names = match class {
            "ExtensionManager" | "DispatchExtensionManager" | "EnabledExtensionManager" => None,
            "NameDispatchExtensionManager" => None,
            "DriverManager" | "HookManager" => args.get(1, "name").cloned(),
            "NamedExtensionManager" => args.get(1, "names").cloned(),
            _ => return Ok(Value::Unknown),
        };
        let wanted: Vec<String> = match names {
            None if class.ends_with("ExtensionManager") && class != "NamedExtensionManager" => {
                group.keys().cloned().collect()
            }
            Some(Value::Str(name)) => vec![name.to_string()],
            Some(list) => {
                let (items, _) = self.iterate(list)?;
                items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
            }
            None => Vec::new(),
        };
        for target in wanted.iter().filter_map(|name| group.get(name)) {
            // A plugin that cannot be loaded is left out.
            match self.load_plugin(target) {
                Err(Stop::Raise(_)) | Ok(_) => {}
                Err(stop) => return Err(stop),
            }
        }
        Ok(Value::Unknown)
    }

    pub(super) fn load_plugin(&mut self, target: &str) -> Result<Value<'p>, Stop> {
        let (module, attribute) = target.split_once(':').unwrap_or((target, ""));
        let imported = self.import_name(module.trim())?;
        let mut value = imported.value();
        for part in attribute.split('.').filter(|part| !part.is_empty()) {
            let part = self.world.files.intern(part.trim());
            value = self.attribute(&value, part)?;
        }
        Ok(value)
    }

    // ---- the environment

    fn environment_call(&mut self, name: &str, args: &Args<'p>) -> Value<'p> {
        let default = args.positional.get(1).or_else(|| args.keyword("default")).cloned();
        let default = default.unwrap_or(Value::None);
        let Some(key) = args.positional.first().and_then(Value::as_str) else {
            return Value::Unknown;
        };
        match self.environment(key) {
            Some(Some(value)) => value,
            Some(None) => {
                if name.ends_with("setdefault") {
                    self.environ.push((key.into(), default.clone()));
                }
                default
            }
            None => Value::Unknown,
        }
    }

    // ---- code made at run time

    /// `exec(text)`.
    pub(super) fn run_text(&mut self, args: &Args<'p>) -> Result<Value<'p>, Stop> {
        let place = self.place();
        let Some(text) = args.positional.first().and_then(Value::as_str) else {
            let what = format!("{place}: it runs code that is made at run time");
            self.unseen.push(what.into());
            return Ok(Value::Unknown);
        };
        let code = match self.world.files.made(text, &place) {
            Ok(code) if code.error.is_none() => code,
            _ => return self.raise("SyntaxError", "the code that it runs is no Python"),
        };
        self.block(code.parsed.suite())?.end()?;
        Ok(Value::None)
    }
}

fn partial<'p>(args: Args<'p>) -> Value<'p> {
    let mut positional = args.positional.into_iter();
    match positional.next() {
        Some(callee) => {
            let rest =
                Args { positional: positional.collect(), ..args_of(args.keywords, args.open) };
            Value::Partial(Rc::new((callee, rest))).bounded()
        }
        None => Value::Unknown,
    }
}

fn args_of<'p>(keywords: Vec<(Rc<str>, Value<'p>)>, open: bool) -> Args<'p> {
    Args { positional: Vec::new(), keywords, open }
}

fn bool_from_string<'p>(args: &Args<'p>) -> Value<'p> {
    let word = match args.positional.first() {
        Some(Value::Bool(truth)) => return Value::Bool(*truth),
        Some(Value::Str(text)) => text.trim().to_lowercase(),
        Some(Value::None) => "none".to_owned(),
        Some(Value::Int(number)) => number.to_string(),
        _ => return Value::Unknown,
    };
    match word.as_str() {
        "1" | "t" | "true" | "on" | "y" | "yes" => Value::Bool(true),
        "0" | "f" | "false" | "off" | "n" | "no" => Value::Bool(false),
        _ => args.keyword("default").cloned().unwrap_or(Value::Bool(false)),
    }
}

// The module that dots and a name mean, seen from a package.
fn below(package: &str, level: usize, rest: &str) -> Option<String> {
    let mut parts: Vec<&str> = package.split('.').collect();
    parts.truncate(parts.len().checked_sub(level - 1)?);
    parts.extend((!rest.is_empty()).then_some(rest));
    (!parts.is_empty()).then(|| parts.join("."))
}

impl<'p> Machine<'p> {
    fn call_builtin(&mut self, name: &str, args: Args<'p>) -> Result<Value<'p>, Stop> {
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
