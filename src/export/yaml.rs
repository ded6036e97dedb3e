//! JSON values as YAML for other tools: blocks, and every string quoted, so that none can be taken for anything else.

use std::fmt::Write as _;

use serde_json::Value;

/// A document.
pub(super) fn document(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text
}

// What follows `key:` or `-`, with its line ending.
fn block(value: &Value, indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    match value {
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let begin = out.len();
                block(item, indent + 2, out);
                // The first line of a list or map stands beside its dash, in the room of its margin.
                let room = out.len() - begin - out[begin..].trim_start_matches(' ').len();
                out.replace_range(begin..begin + room, &format!("{margin}- "));
            }
        }
        Value::Object(map) if !map.is_empty() => {
            for (key, item) in map {
                let nested = matches!(item, Value::Array(items) if !items.is_empty())
                    || matches!(item, Value::Object(items) if !items.is_empty());
                let _ = write!(out, "{margin}{key}:{}", if nested { "\n" } else { " " });
                block(item, if nested { indent + 2 } else { 0 }, out);
            }
        }
        Value::String(text) => {
            let _ = writeln!(out, "{margin}{}", quoted(text));
        }
        plain => {
            let _ = writeln!(out, "{margin}{plain}");
        }
    }
}

/// A string in double quotes; what YAML does not print is escaped.
pub(super) fn quoted(text: &str) -> String {
    super::quoted::quoted(text, |code| format!("\\U{code:08x}"))
}
