//! Data flows one way: a module uses lower floors only, never a sibling on its own floor.

use std::collections::BTreeMap;
use std::fs;

use regex::Regex;

use crate::support::repository;

/// The floors as src/lib.rs draws them: module → floor.
fn floors() -> BTreeMap<String, u32> {
    let text = fs::read_to_string(repository().join("src/lib.rs")).expect("src/lib.rs");
    let line = Regex::new(r"(?m)^//! (\d) +((?:[a-z]+ )*[a-z]+)(?:  |$)").expect("a pattern");
    let mut floors = BTreeMap::new();
    for found in line.captures_iter(&text) {
        let floor: u32 = found[1].parse().expect("a number");
        floors.extend(found[2].split(' ').map(|module| (module.to_owned(), floor)));
    }
    floors
}

#[test]
fn every_module_uses_lower_floors_only() {
    let floors = floors();
    let path = Regex::new(r"\bcrate::(?:\{([^}]*)\}|([a-z_]+))").expect("a pattern");
    let mut wrong = Vec::new();
    for entry in walkdir::WalkDir::new(repository().join("src")) {
        let entry = entry.expect("a readable tree");
        let file = entry
            .path()
            .strip_prefix(repository().join("src"))
            .expect("below src")
            .to_string_lossy()
            .into_owned();
        if !file.ends_with(".rs") || matches!(file.as_str(), "lib.rs" | "main.rs") {
            continue;
        }
        let module = file.split(['/', '.']).next().expect("a name").to_owned();
        let Some(floor) = floors.get(&module) else {
            wrong.push(format!("{file}: `{module}` is on no floor; draw it in src/lib.rs"));
            continue;
        };
        let text = fs::read_to_string(entry.path()).expect("readable");
        for (at, line) in
            text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            for found in path.captures_iter(line) {
                let group = found.get(1).or_else(|| found.get(2)).map_or("", |m| m.as_str());
                for used in group.split(',').filter_map(|part| part.trim().split("::").next()) {
                    let below = floors.get(used).is_some_and(|below| below < floor);
                    if used != module && !used.is_empty() && !below {
                        wrong.push(format!(
                            "{file}:{}: `{module}` (floor {floor}) uses `{used}`",
                            at + 1
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "a module may use lower floors only:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_crate_is_drawn() {
    let floors = floors();
    let text = fs::read_to_string(repository().join("src/lib.rs")).expect("src/lib.rs");
    let declared = Regex::new(r"(?m)^pub mod ([a-z]+);").expect("a pattern");
    for module in declared.captures_iter(&text) {
        assert!(floors.contains_key(&module[1]), "`{}` is on no floor", &module[1]);
    }
}

#[test]
fn one_file_names_the_yaml_crate() {
    let mut named = Vec::new();
    for (path, bytes) in crate::support::tree(&repository().join("src")) {
        if String::from_utf8_lossy(&bytes).contains("serde_saphyr") {
            named.push(path);
        }
    }
    assert_eq!(named, ["load/yaml.rs"]);
}
