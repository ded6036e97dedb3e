//! What calls of the standard library, and of loaders that everybody uses, come to.

use std::rc::Rc;

use super::machine::{Machine, Made, Reached, Stop};
use super::value::{Args, Value};

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
            match self.frames.last().is_none_or(|frame| frame.own) {
                true => self.unseen.push(what.into()),
                // Third parties' own helpers: what they make is no import, as far as was ever seen.
                false => self.note(what),
            }
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
