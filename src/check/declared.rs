//! What a tree declares of itself: its name, its version and what it requires.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pep440_rs::VersionSpecifiers;

use crate::model::project::normal;

/// The largest file of metadata that is read.
const MOST_BYTES: u64 = 1 << 20;

/// What a tree declares of itself. Distributions are in small letters, as they are written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Declared {
    /// What it calls itself, the most telling first.
    pub(super) names: Vec<String>,
    /// Its version.
    pub(super) version: Option<String>,
    /// The distributions that it requires.
    pub(super) uses: BTreeSet<String>,
    /// The versions of them, and of `python`, where it says which.
    pub(super) versions: BTreeMap<String, VersionSpecifiers>,
}

impl Declared {
    /// Reads what a tree's root declares. Where several distributions lie side by side, that of `package` counts.
    pub(super) fn read(root: &Path, package: &str) -> Self {
        let metadata = metadata(root, package).and_then(|path| read(&path));
        Self::of(&|path| read(&root.join(path)), metadata.as_deref())
    }

    /// What files at a tree's root declare, and the core metadata beside them.
    pub(super) fn of(text: &dyn Fn(&str) -> Option<String>, metadata: Option<&str>) -> Self {
        let mut declared = Self::default();
        if let Some(text) = text(".gitreview") {
            let project = value(&text, "gerrit", "project");
            let last = project.and_then(|path| path.trim_end_matches(".git").rsplit('/').next());
            declared.names.extend(last.map(normal));
        }
        if let Some(text) = text("PKG-INFO") {
            declared.read_headers(&text);
        }
        if let Some(text) = metadata {
            declared.read_headers(text);
        }
        if let Some(text) = text("setup.cfg") {
            declared.read_setup(&text);
        }
        if let Some(table) = text("pyproject.toml").and_then(|text| text.parse().ok()) {
            declared.read_pyproject(&table);
        }
        if let Some(text) = text("requirements.txt") {
            text.lines().for_each(|line| declared.require(line));
        }
        declared
    }

    /// The core metadata of a distribution: headers until the first blank line.
    fn read_headers(&mut self, text: &str) {
        for line in text.lines().take_while(|line| !line.trim().is_empty()) {
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match key {
                "Name" => self.names.push(normal(value)),
                "Version" => self.version = Some(value.to_owned()),
                "Requires-Dist" => self.require(value),
                "Requires-Python" => self.require(&format!("python{value}")),
                _ => {}
            }
        }
    }

    fn read_setup(&mut self, text: &str) {
        self.names.extend(value(text, "metadata", "name").map(normal));
        for key in ["python-requires", "python_requires"] {
            for section in ["metadata", "options"] {
                if let Some(versions) = value(text, section, key) {
                    self.require(&format!("python{versions}"));
                }
            }
        }
    }

    fn read_pyproject(&mut self, table: &toml::Table) {
        let Some(project) = table.get("project").and_then(toml::Value::as_table) else { return };
        let text = |key: &str| project.get(key).and_then(toml::Value::as_str);
        self.names.extend(text("name").map(normal));
        if let Some(versions) = text("requires-python") {
            self.require(&format!("python{versions}"));
        }
        let listed = project.get("dependencies").and_then(toml::Value::as_array);
        for requirement in listed.into_iter().flatten().filter_map(toml::Value::as_str) {
            self.require(requirement);
        }
    }

    /// One requirement, as in `requirements.txt` and in metadata.
    fn require(&mut self, line: &str) {
        let line = line.split(" #").next().unwrap_or("");
        let (requirement, marker) = line.split_once(';').unwrap_or((line, ""));
        let requirement = requirement.trim();
        if marker.contains("extra") || !requirement.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            return;
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let end = requirement.find(|c| !is_name(c)).unwrap_or(requirement.len());
        let (name, rest) = requirement.split_at(end);
        let name = name.to_lowercase();
        let rest = rest.trim_start();
        if rest.starts_with("://") {
            return;
        }
        let rest = match rest.strip_prefix('[') {
            Some(extras) => extras.split_once(']').map_or("", |(_, rest)| rest),
            None => rest,
        };
        let versions = rest.trim().trim_start_matches('(').trim_end_matches(')').trim();
        if name != "python" {
            self.uses.insert(name.clone());
        }
        if let Ok(versions) = versions.parse::<VersionSpecifiers>()
            && !versions.is_empty()
        {
            self.versions.entry(name).or_insert(versions);
        }
    }
}

fn read(path: &Path) -> Option<String> {
    let known = fs::metadata(path).ok()?;
    if !known.is_file() || known.len() > MOST_BYTES {
        return None;
    }
    Some(String::from_utf8_lossy(&fs::read(path).ok()?).into_owned())
}

/// The core metadata beside the code, of the one distribution there or of the one that the package belongs to.
fn metadata(root: &Path, package: &str) -> Option<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root).ok()?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let inner = match name.rsplit_once('.') {
            Some((_, "dist-info")) => "METADATA",
            Some((_, "egg-info")) => "PKG-INFO",
            _ => continue,
        };
        let distribution =
            normal(name.split(['-']).next().unwrap_or(&name).trim_end_matches(".egg-info"));
        found.push((distribution, entry.path().join(inner)));
    }
    found.sort();
    match &found[..] {
        [(_, path)] => Some(path.clone()),
        many => {
            let own = many.iter().find(|(name, _)| *name == normal(package));
            own.map(|(_, path)| path.clone())
        }
    }
}

/// The value of a key in a section of a file in the manner of `setup.cfg`.
fn value<'t>(text: &'t str, section: &str, key: &str) -> Option<&'t str> {
    let mut here = false;
    for line in text.lines() {
        let line = line.trim_end();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            here = name.trim() == section;
        } else if here
            && let Some((name, value)) = line.split_once(['=', ':'])
            && name.trim() == key
        {
            return Some(value.trim());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_read_as_people_write_them() {
        let mut declared = Declared::default();
        for line in [
            "# a comment",
            "-r other.txt",
            "eventlet!=0.18.3,!=0.20.1,>=0.18.2 # MIT",
            "oslo.service[threading] (>=1.24)",
            "Foo_Bar",
            "pytest>=3 ; extra == 'test'",
            "https://example.org/x.whl",
            "python>=3.8",
            "greenlet==broken",
            "dnspython>=1.15 ; python_version < '3.9'",
        ] {
            declared.require(line);
        }
        let uses: Vec<_> = declared.uses.iter().map(String::as_str).collect();
        assert_eq!(uses, ["dnspython", "eventlet", "foo_bar", "greenlet", "oslo.service"]);
        let versions: Vec<_> = declared.versions.keys().map(String::as_str).collect();
        assert_eq!(versions, ["dnspython", "eventlet", "oslo.service", "python"]);
        assert_eq!(declared.versions["oslo.service"].to_string(), ">=1.24");
    }

    #[test]
    fn sections_and_keys_of_a_setup_file() {
        let text = "[global]\nname = no\n[metadata]\nsummary = x\nname = nova\n[files]\nname: no\n";
        assert_eq!(value(text, "metadata", "name"), Some("nova"));
        assert_eq!(value(text, "gerrit", "project"), None);
    }
}
