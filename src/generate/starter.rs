//! What `rulebook init` writes: the rulebook of examples/starter/, the theme, and the binding of schemas to editors.

use include_dir::{Dir, include_dir};
use serde_json::{Map, Value, json};

use crate::export::schemas::FILE_TYPES;
use crate::model::Output;

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples/starter");
static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/theme");

/// The files of a new rulebook, with paths from its root.
pub fn files() -> Vec<Output> {
    let mut files = Vec::new();
    gather(&STARTER, "", &mut files);
    gather(&THEME, "theme/", &mut files);
    files.push(Output::json(".vscode/settings.json", &editor_settings()));
    for file in &mut files {
        // Files that begin with a dot would be the repository's own if they had their names there.
        if matches!(file.path.as_str(), "gitignore" | "gitattributes") {
            file.path.insert(0, '.');
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn gather(dir: &Dir<'_>, prefix: &str, files: &mut Vec<Output>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.push(Output { path: format!("{prefix}{path}"), bytes: file.contents().to_vec() });
    }
    for inner in dir.dirs() {
        gather(inner, prefix, files);
    }
}

/// The settings with which the YAML language server finds the schemas.
pub fn editor_settings() -> Value {
    let yaml =
        FILE_TYPES.iter().filter(|kind| kind.files.iter().any(|glob| glob.ends_with(".yaml")));
    let schemas: Map<String, Value> = yaml
        .map(|kind| (format!("./generated/schemas/{}.schema.json", kind.name), json!(kind.files)))
        .collect();
    json!({ "yaml.schemas": schemas })
}
