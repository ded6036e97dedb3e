//! Imports by name: what a program hands to a loader, and the plugins that loaders find.

use super::import::Target;
use super::machine::{Machine, Stop};
use super::value::{Args, Value};

impl<'p> Machine<'p> {
    pub(super) fn import_call(
        &mut self,
        args: &Args<'p>,
        relative: bool,
    ) -> Result<Value<'p>, Stop> {
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
    pub(super) fn import_by_loader(
        &mut self,
        loader: &str,
        args: &Args<'p>,
    ) -> Result<Value<'p>, Stop> {
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
        // Of third parties' code nobody asked more than what it imports for certain.
        if self.frames.last().is_some_and(|frame| !frame.own) {
            return;
        }
        self.note(format!("{}: the name of an imported module is not known", self.place()));
    }

    /// Says what could not be seen and most likely does not matter.
    pub(super) fn note(&mut self, note: String) {
        if self.notes.len() < 64 && !self.notes.iter().any(|known| **known == *note) {
            self.notes.push(note.into());
        }
    }

    /// `__import__(name, globals, locals, fromlist, level)`.
    pub(super) fn dunder_import(&mut self, args: &Args<'p>) -> Result<Value<'p>, Stop> {
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

    pub(super) fn submodules(&self, args: &Args<'p>) -> Value<'p> {
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

    pub(super) fn plugins(&self, args: &Args<'p>) -> Value<'p> {
        let Some(group) = args.positional.first().and_then(Value::as_str) else {
            return Value::Unknown;
        };
        let known = self.world.plugins.get(group);
        let targets = known.into_iter().flat_map(|group| group.values());
        Value::open_list(targets.map(|target| Value::Plugin(target.as_str().into())).collect())
    }

    // A manager of plugins imports those of its namespace as it is made.
    pub(super) fn load_plugins(
        &mut self,
        manager: &str,
        args: &Args<'p>,
    ) -> Result<Value<'p>, Stop> {
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
}

// The module that dots and a name mean, seen from a package.
fn below(package: &str, level: usize, rest: &str) -> Option<String> {
    let mut parts: Vec<&str> = package.split('.').collect();
    parts.truncate(parts.len().checked_sub(level - 1)?);
    parts.extend((!rest.is_empty()).then_some(rest));
    (!parts.is_empty()).then(|| parts.join("."))
}
