//! The dotted names of modules.

use ruff_python_stdlib::identifiers::is_identifier;

/// The dotted name of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleName {
    /// The name, `nova.cmd` for `nova/cmd/__init__.py`.
    pub name: String,
    /// Whether it is a package, which changes what relative imports mean.
    pub is_package: bool,
}

impl ModuleName {
    /// The name that a file has by its path from the root of its tree; none if the path cannot be imported.
    pub fn of_path(path: &str) -> Option<Self> {
        let path = path.strip_suffix(".py")?;
        let path = path.strip_prefix("src/").unwrap_or(path);
        let (path, is_package) = match path.strip_suffix("/__init__") {
            Some(package) => (package, true),
            None => (path, false),
        };
        let mut segments = path.split('/');
        segments.all(is_identifier).then(|| Self { name: path.replace('/', "."), is_package })
    }

    /// The absolute name of what `from <dots><module> import …` names in this module; none if that leaves the top.
    pub fn relative(&self, level: u32, module: Option<&str>) -> Option<String> {
        let mut base: Vec<&str> = self.name.split('.').collect();
        let up = if self.is_package { level.checked_sub(1)? } else { level };
        base.truncate(base.len().checked_sub(up as usize)?);
        base.extend(module);
        (!base.is_empty()).then(|| base.join("."))
    }
}
