//! The requirements that a change adds, takes away or changes.

use std::collections::{BTreeMap, BTreeSet};

use super::change::File;
use crate::model::applies::change::{Changed, Required};

/// Requirements by name, as they are written.
type Listed = BTreeMap<String, BTreeSet<String>>;

/// The names of the requirements that are other ones than before, each with a changed line that names it.
pub(super) fn requirements(file: &File, changed: &[Changed]) -> Vec<Required> {
    let Some(read) = reader(&file.path) else { return Vec::new() };
    let text = |bytes: &Option<Vec<u8>>, gone: bool| match bytes {
        Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        // What is not there is known by its changed lines.
        None => {
            let own = changed.iter().filter(|line| line.gone == gone);
            own.map(|line| format!("{}\n", line.text)).collect()
        }
    };
    let (before, after) = (read(&text(&file.before, true)), read(&text(&file.after, false)));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differs = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    let line = |name: &String| {
        let named = |line: &&Changed| normal(&line.text).contains(name.as_str());
        let found = changed.iter().filter(|line| !line.gone).find(named);
        found.or_else(|| changed.iter().find(named)).or(changed.first()).map_or(1, |line| line.line)
    };
    let told = |name: &String| {
        let new = !before.contains_key(name);
        Required { name: name.clone(), new, line: line(name) }
    };
    differs.map(told).collect()
}

/// How a file tells requirements, if it does.
fn reader(path: &str) -> Option<fn(&str) -> Listed> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let folder = path.rsplit('/').nth(1).unwrap_or("");
    match name {
        "setup.cfg" => Some(of_setup),
        "pyproject.toml" => Some(of_pyproject),
        _ if name.ends_with(".txt")
            && (name.contains("requirements") || folder == "requirements") =>
        {
            Some(of_lines)
        }
        _ => None,
    }
}

fn of_lines(text: &str) -> Listed {
    let mut all = Listed::new();
    text.lines().for_each(|line| add(&mut all, line));
    all
}

/// The indented lines below the keys that list requirements.
fn of_setup(text: &str) -> Listed {
    let mut all = Listed::new();
    let (mut section, mut lists) = (String::new(), false);
    for line in text.lines() {
        if let Some(name) = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.trim().to_owned();
            lists = false;
        } else if line.starts_with([' ', '\t']) {
            if lists {
                add(&mut all, line);
            }
        } else if let Some((key, value)) = line.split_once('=') {
            let extras = matches!(section.as_str(), "extras" | "options.extras_require");
            lists = extras || matches!(key.trim(), "install_requires" | "requires_dist");
            if lists {
                add(&mut all, value);
            }
        }
    }
    all
}

fn of_pyproject(text: &str) -> Listed {
    let mut all = Listed::new();
    let Ok(table) = text.parse::<toml::Table>() else { return all };
    let Some(project) = table.get("project") else { return all };
    let mut lists: Vec<&toml::Value> = project.get("dependencies").into_iter().collect();
    let optional = project.get("optional-dependencies").and_then(toml::Value::as_table);
    lists.extend(optional.into_iter().flat_map(|table| table.values()));
    for line in
        lists.iter().filter_map(|list| list.as_array()).flatten().filter_map(toml::Value::as_str)
    {
        add(&mut all, line);
    }
    all
}

fn add(all: &mut Listed, line: &str) {
    let line = line.split('#').next().unwrap_or("").trim();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = line.find(|c| !is_name(c)).unwrap_or(line.len());
    if end > 0 && line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        let rest: String = line[end..].split_whitespace().collect();
        all.entry(normal(&line[..end])).or_default().insert(rest);
    }
}

/// A name as indexes compare it, but with the dots that people write.
fn normal(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differs(path: &str, before: &str, after: &str) -> Vec<String> {
        let mut file = File::default();
        file.path = path.into();
        (file.before, file.after) = (Some(before.into()), Some(after.into()));
        requirements(&file, &[]).into_iter().map(|one| one.name).collect()
    }

    #[test]
    fn only_requirements_that_differ_are_told_whatever_file_lists_them() {
        let (before, after) =
            ("eventlet>=0.26 # MIT\nsix\n", "eventlet>=0.30 # MIT\nsix  # BSD\noslo.db\n");
        assert_eq!(differs("requirements.txt", before, after), ["eventlet", "oslo.db"]);
        assert_eq!(differs("doc/requirements.txt", before, before), [""; 0]);
        assert_eq!(differs("notes.txt", before, after), [""; 0]);
        let setup = |more: &str| {
            format!(
                "[metadata]\nname = x\n[extras]\nmysql =\n  PyMySQL>=1{more}\n[entry_points]\nconsole_scripts =\n    a = b:c{more}\n"
            )
        };
        assert_eq!(differs("setup.cfg", &setup(""), &setup("\n  eventlet")), ["eventlet"]);
        let project =
            |more: &str| format!("[project]\nname = \"x\"\ndependencies = [\"a>=1\"{more}]\n");
        assert_eq!(
            differs("pyproject.toml", &project(""), &project(", \"Eventlet\"")),
            ["eventlet"]
        );
    }
}
