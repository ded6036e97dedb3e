//! JSON values as YAML for other tools: blocks, and every string quoted, so that none can be taken for anything else.

use std::fmt::Write as _;

use serde_json::Value;

/// A document.
pub(super) fn document(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, false, &mut text);
    text
}

// What follows `key:` or `-`, with its line ending; whether its first line has begun, beside such a dash.
fn block(value: &Value, indent: usize, begun: bool, out: &mut String) {
    let margin = |first: bool, out: &mut String| {
        if !(first && begun) {
            out.extend(std::iter::repeat_n(' ', indent));
        }
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            for (at, item) in items.iter().enumerate() {
                margin(at == 0, out);
                out.push_str("- ");
                block(item, indent + 2, true, out);
            }
        }
        Value::Object(map) if !map.is_empty() => {
            for (at, (key, item)) in map.iter().enumerate() {
                margin(at == 0, out);
                out.push_str(key);
                let nested = matches!(item, Value::Array(items) if !items.is_empty())
                    || matches!(item, Value::Object(items) if !items.is_empty());
                out.push_str(if nested { ":\n" } else { ": " });
                block(item, indent + 2, !nested, out);
            }
        }
        Value::String(text) => {
            margin(true, out);
            quoted(text, out);
            out.push('\n');
        }
        plain => {
            margin(true, out);
            let _ = writeln!(out, "{plain}");
        }
    }
}

/// Writes a string in double quotes; what YAML does not print is escaped.
pub(super) fn quoted(text: &str, out: &mut String) {
    super::quoted::quoted(text, out, |code| format!("\\U{code:08x}"));
}
