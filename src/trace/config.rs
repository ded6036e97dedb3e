//! Options of oslo.config: until somebody configures a program, each has its default.
//!
//! Programs decide by options whether to patch, so a branch on an option is one on its default; what hangs on one is
//! told to be conditional.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::machine::{Machine, Stop};
use super::value::{Args, Value};

/// The group and the name of an option.
type OptionKey = (Rc<str>, Rc<str>);

/// A set of options.
#[derive(Default)]
pub(super) struct Config<'p> {
    // By group and name; options outside of a group have the group "".
    defaults: RefCell<FxHashMap<OptionKey, Value<'p>>>,
    groups: RefCell<FxHashMap<Rc<str>, ()>>,
}

/// A set of options, or one group of them.
#[derive(Clone)]
pub(super) struct Section<'p> {
    pub(super) config: Rc<Config<'p>>,
    pub(super) group: Rc<str>,
}

/// What a call of oslo.config makes, if it is of interest.
pub(super) fn made<'p>(name: &str, args: &Args<'p>) -> Option<Value<'p>> {
    let what =
        name.strip_prefix("oslo_config.cfg.").or_else(|| name.strip_prefix("oslo.config.cfg."))?;
    let first = args.get(0, "name").and_then(Value::as_str);
    match what {
        "ConfigOpts" => Some(Value::Config(Section { config: Rc::default(), group: "".into() })),
        "OptGroup" => first.map(Value::text),
        _ if what.ends_with("Opt") => {
            let name = args.keyword("dest").and_then(Value::as_str).or(first)?.replace('-', "_");
            let default = match args.open {
                true => Value::Unknown,
                false => args.keyword("default").cloned().unwrap_or(Value::None),
            };
            Some(Value::Setting(Rc::new((name.into(), default.bounded()))))
        }
        _ => None,
    }
}

/// Whether this name of a set of options is one of its methods.
fn is_method(name: &str) -> bool {
    matches!(
        name,
        "register_opt"
            | "register_opts"
            | "register_cli_opt"
            | "register_cli_opts"
            | "register_group"
            | "set_default"
            | "set_override"
            | "clear_override"
            | "import_opt"
            | "import_group"
            | "unregister_opt"
            | "unregister_opts"
            | "reset"
            | "clear"
            | "find_file"
    )
}

impl<'p> Machine<'p> {
    /// `section.name`.
    pub(super) fn option(&mut self, section: &Section<'p>, name: &'p str) -> Value<'p> {
        if is_method(name) {
            return Value::Method(Rc::new((Value::Config(section.clone()), name)));
        }
        let key = (section.group.clone(), Rc::from(name));
        let found = section.config.defaults.borrow().get(&key).cloned();
        match found {
            Some(value) => {
                self.running().for_each(|frame| frame.assumes = true);
                value
            }
            None if section.group.is_empty()
                && section.config.groups.borrow().contains_key(name) =>
            {
                Value::Config(Section { config: section.config.clone(), group: name.into() })
            }
            None => Value::Unknown,
        }
    }

    /// A method of a set of options.
    pub(super) fn call_config(
        &mut self,
        section: &Section<'p>,
        name: &str,
        args: &Args<'p>,
    ) -> Result<Value<'p>, Stop> {
        let group = match args.get(1, "group") {
            Some(Value::Str(group)) => group.clone(),
            Some(Value::None) | None => section.group.clone(),
            Some(_) => return Ok(Value::Unknown),
        };
        let config = &section.config;
        match name {
            "register_opt" | "register_cli_opt" => {
                if let Some(Value::Setting(setting)) = args.get(0, "opt") {
                    config.register(group, &setting.0, setting.1.clone());
                }
            }
            "register_opts" | "register_cli_opts" => {
                let all = args.get(0, "opts").cloned().unwrap_or(Value::Unknown);
                for one in self.iterate(all)?.0 {
                    if let Value::Setting(setting) = one {
                        config.register(group.clone(), &setting.0, setting.1.clone());
                    }
                }
            }
            "set_default" | "set_override" => {
                let group = match args.get(2, "group") {
                    Some(Value::Str(group)) => group.clone(),
                    _ => section.group.clone(),
                };
                if let Some(Value::Str(option)) = args.get(0, "name") {
                    let value = args.get(1, "default").or_else(|| args.keyword("override"));
                    let value = value.cloned().unwrap_or(Value::Unknown);
                    config.defaults.borrow_mut().insert((group, option.clone()), value);
                }
            }
            // The module that registers the option is imported for it.
            "import_opt" | "import_group" => {
                if let Some(module) = args.get(1, "module_str").and_then(Value::as_str) {
                    let module = module.to_owned();
                    self.import_name(&module)?;
                }
            }
            _ => {}
        }
        Ok(Value::None)
    }
}

impl<'p> Config<'p> {
    fn register(&self, group: Rc<str>, name: &Rc<str>, default: Value<'p>) {
        self.groups.borrow_mut().insert(group.clone(), ());
        self.defaults.borrow_mut().entry((group, name.clone())).or_insert(default);
    }
}
