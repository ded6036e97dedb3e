//! What an installer, or the builder of a wheel, wrote: `*.dist-info`, `*.egg-info`, `*.data/scripts`, `*.pth`.

use std::path::{Path, PathBuf};

use super::Declared;
use crate::find::EntryKind;
use crate::model::Step;
use crate::trace::entry::{EntryPoint, Start};
use crate::trace::ini;
use crate::trace::tree::Tree;

// Path files of editable installs have a few lines.
const MOST_LINES: usize = 256;

pub(super) fn read(tree: &dyn Tree, root: &Path, declared: &mut Declared) {
    let mut names: Vec<String> = tree.list(root).into_iter().map(|(name, _)| name).collect();
    names.sort();
    let several = names.iter().filter(|name| name.ends_with(".dist-info")).count() > 1;
    for name in &names {
        if name.ends_with(".dist-info") || name.ends_with(".egg-info") {
            declared.installed |= name.ends_with(".dist-info");
            let packages = if several { owned(tree, root, name, declared) } else { Vec::new() };
            metadata(tree, root, name, &packages, declared);
        } else if name.ends_with(".data") {
            scripts(tree, root, &format!("{name}/scripts"), declared);
        } else if name.ends_with(".pth") || name.ends_with(".egg-link") {
            paths(tree, root, name, declared);
        } else if name.starts_with("__editable___") && name.ends_with("_finder.py") {
            mapping(tree, root, name, declared);
        }
    }
}

fn metadata(
    tree: &dyn Tree,
    root: &Path,
    folder: &str,
    packages: &[String],
    declared: &mut Declared,
) {
    let path = format!("{folder}/entry_points.txt");
    let Some(text) = declared.text(tree, root, &path) else { return };
    let (items, odd) = ini::read(&text);
    for line in odd {
        declared.skip(&path, format!("line {line} is no entry point"));
    }
    for item in items {
        let value = item.lines.first().map_or("", |(_, value)| value);
        let text = format!("{} = {value}", item.key);
        let place = Step { path: path.clone(), line: item.line, text: text.clone() };
        declared.entry(&item.section, &text, place, packages);
    }
}

// The top-level names of one distribution of several in the same folder.
fn owned(tree: &dyn Tree, root: &Path, folder: &str, declared: &mut Declared) -> Vec<String> {
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let listed = declared.text(tree, root, &format!("{folder}/top_level.txt")).map(words);
    if let Some(listed) = listed.filter(|listed| !listed.is_empty()) {
        return listed;
    }
    let record = declared.text(tree, root, &format!("{folder}/RECORD")).unwrap_or_default();
    let mut names: Vec<String> = record
        .lines()
        .filter_map(|line| line.split(',').next())
        .filter_map(|path| match path.split_once('/') {
            Some((top, _)) => Some(top.to_owned()),
            None => path.strip_suffix(".py").map(str::to_owned),
        })
        .filter(|name| !name.contains('.') && name != "__pycache__")
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Python files that are installed as programs.
pub(super) fn scripts(tree: &dyn Tree, root: &Path, folder: &str, declared: &mut Declared) {
    let mut names: Vec<String> =
        tree.list(&root.join(folder)).into_iter().map(|(name, _)| name).collect();
    names.sort();
    for name in names {
        script(tree, root, &format!("{folder}/{name}"), declared);
    }
}

/// One file that is installed as a program, if it is Python.
pub(super) fn script(tree: &dyn Tree, root: &Path, path: &str, declared: &mut Declared) {
    if !tree.is_file(&root.join(path)) {
        return;
    }
    let Some(text) = declared.text(tree, root, path) else { return };
    let first = text.lines().next().unwrap_or("");
    let is_python = path.ends_with(".py") || (first.starts_with("#!") && first.contains("python"));
    if !is_python {
        return;
    }
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    let place = Step { path: path.to_owned(), line: 1, text: first.to_owned() };
    // pbr writes a whole program for each of these; what it imports is the entry point.
    let generated = ["wsgi_scripts", "console_scripts", "gui_scripts"]
        .into_iter()
        .find(|group| text.contains(&format!("PBR Generated from '{group}'")));
    let imported = text.lines().find_map(|line| line.strip_prefix("from ")?.split_once(" import "));
    if let (Some(group), Some((module, attribute))) = (generated, imported) {
        let line = format!("{name} = {}:{}", module.trim(), attribute.trim());
        return declared.entry(group, &line, place, &[]);
    }
    declared.add(EntryPoint {
        name,
        kind: EntryKind::Script,
        target: path.to_owned(),
        start: Start::File(path.to_owned()),
        idle: false,
        declared: Some(place),
        packages: Vec::new(),
    });
}

// Folders that an editable install adds to the path.
fn paths(tree: &dyn Tree, root: &Path, name: &str, declared: &mut Declared) {
    let Some(text) = declared.text(tree, root, name) else { return };
    for line in text.lines().take(MOST_LINES) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || line.starts_with("import ") {
            continue;
        }
        let folder = root.join(line);
        if tree.is_folder(&folder) {
            declared.roots.push(folder);
        }
    }
}

// `MAPPING: dict[str, str] = {'pkg': '/src/pkg'}` of setuptools' editable installs.
fn mapping(tree: &dyn Tree, root: &Path, name: &str, declared: &mut Declared) {
    let Some(text) = declared.text(tree, root, name) else { return };
    let Some(line) = text.lines().find(|line| line.starts_with("MAPPING")) else { return };
    let mut strings = line.split(['\'', '"']).skip(1).step_by(2);
    while let (Some(package), Some(folder)) = (strings.next(), strings.next()) {
        let folder = PathBuf::from(folder);
        let parent =
            folder.parent().filter(|_| folder.ends_with(package) && tree.is_folder(&folder));
        if let Some(parent) = parent {
            declared.roots.push(root.join(parent));
        }
    }
}
