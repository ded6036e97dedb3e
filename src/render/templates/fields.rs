//! Which names the views offered to templates while tests ran: theme/README.md lists them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde::Serialize;
use serde_json::Value;

static SEEN: Mutex<BTreeMap<String, BTreeSet<String>>> = Mutex::new(BTreeMap::new());

/// Keeps the names of a view.
pub(super) fn note(template: &str, view: &impl Serialize) {
    let view = serde_json::to_value(view).expect("a view");
    let mut seen = SEEN.lock().expect("no test died here");
    gather("", &view, seen.entry(template.to_owned()).or_default());
}

/// The names that a template was offered; items of lists are marked by `[]`.
pub(in crate::render) fn of(template: &str) -> Vec<String> {
    let seen = SEEN.lock().expect("no test died here");
    seen.get(template).into_iter().flatten().cloned().collect()
}

fn gather(prefix: &str, value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let name =
                    if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                gather(&name, inner, names);
                let leaf = !matches!(inner, Value::Object(_) | Value::Array(_));
                if leaf {
                    names.insert(name);
                }
            }
        }
        Value::Array(items) => {
            let name = format!("{prefix}[]");
            if items.iter().all(|item| !item.is_object()) {
                names.insert(name.clone());
            }
            items.iter().for_each(|item| gather(&name, item, names));
        }
        _ => {}
    }
}
