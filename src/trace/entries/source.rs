//! What developers write: `setup.cfg` and `pyproject.toml`.

use std::path::Path;

use toml::{Table, Value};

use super::{Declared, installed};
use crate::model::Step;
use crate::trace::ini;
use crate::trace::tree::Tree;

pub(super) fn read(tree: &dyn Tree, root: &Path, declared: &mut Declared) {
    setup_cfg(tree, root, declared);
    pyproject(tree, root, declared);
    if tree.is_folder(&root.join("src")) && !tree.is_file(&root.join("src/__init__.py")) {
        declared.roots.push(root.join("src"));
    }
}

fn setup_cfg(tree: &dyn Tree, root: &Path, declared: &mut Declared) {
    const PATH: &str = "setup.cfg";
    let Some(text) = declared.text(tree, root, PATH) else { return };
    let (items, _) = ini::read(&text);
    for item in items {
        match (item.section.as_str(), item.key.as_str()) {
            ("entry_points" | "options.entry_points", group) => {
                for (line, text) in &item.lines {
                    let place = Step { path: PATH.into(), line: *line, text: text.clone() };
                    declared.entry(group, text, place, &[]);
                }
            }
            ("files" | "options", "scripts") => {
                for (_, path) in &item.lines {
                    // A pattern is of no help without the files; a path must stay in the tree.
                    if !path.starts_with('/') && !path.split('/').any(|part| part == "..") {
                        installed::script(tree, root, path, declared);
                    }
                }
            }
            ("files" | "options", "packages") => {
                let names = item.lines.iter().map(|(_, name)| name.trim_end_matches('/'));
                let tops = names.filter_map(|name| name.split(['.', '/']).next());
                declared.packages.extend(tops.map(str::to_owned));
            }
            _ => {}
        }
    }
}

fn pyproject(tree: &dyn Tree, root: &Path, declared: &mut Declared) {
    const PATH: &str = "pyproject.toml";
    let Some(text) = declared.text(tree, root, PATH) else { return };
    let table = match text.parse::<Table>() {
        Ok(table) => table,
        Err(error) => return declared.skip(PATH, format!("it is no TOML: {}", error.message())),
    };
    let at = |path: &[&str]| {
        let mut value = table.get(*path.first()?)?;
        for key in &path[1..] {
            value = value.as_table()?.get(*key)?;
        }
        value.as_table()
    };
    let groups = [
        ("console_scripts", at(&["project", "scripts"])),
        ("gui_scripts", at(&["project", "gui-scripts"])),
        ("console_scripts", at(&["tool", "poetry", "scripts"])),
    ];
    for (group, table) in groups {
        entries(&text, group, table, declared);
    }
    for path in [&["project", "entry-points"][..], &["tool", "poetry", "plugins"][..]] {
        for (group, table) in at(path).into_iter().flatten() {
            entries(&text, group, table.as_table(), declared);
        }
    }
    let setuptools = table.get("tool").and_then(|tool| tool.get("setuptools"));
    if let Some(scripts) = setuptools.and_then(|tool| tool.get("script-files")) {
        for path in scripts.as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !path.starts_with('/') && !path.split('/').any(|part| part == "..") {
                installed::script(tree, root, path, declared);
            }
        }
    }
}

fn entries(text: &str, group: &str, table: Option<&Table>, declared: &mut Declared) {
    for (name, target) in table.into_iter().flatten() {
        // poetry also writes `{reference = "module:function", type = "console"}`.
        let target = match target {
            Value::String(target) => Some(target.as_str()),
            Value::Table(table) => {
                table.get("reference").or_else(|| table.get("callable")).and_then(Value::as_str)
            }
            _ => None,
        };
        let Some(target) = target else {
            declared.skip("pyproject.toml", format!("`{name}` is no entry point"));
            continue;
        };
        let is_it = |line: &&str| {
            let key = line.split('=').next().unwrap_or("").trim();
            key.trim_matches(['"', '\'']) == name && line.contains(target)
        };
        let line = text.lines().position(|line| is_it(&line)).map_or(1, |at| at + 1);
        let shown = text.lines().nth(line - 1).unwrap_or("").trim().to_owned();
        let place = Step { path: "pyproject.toml".into(), line, text: shown };
        declared.entry(group, &format!("{name} = {target}"), place, &[]);
    }
}
