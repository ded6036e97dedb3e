//! JSON values as literals of Python.

use serde_json::Value;

const WIDTH: usize = 118;

/// A value as Python writes it, on one line where it fits.
pub(in crate::export) fn literal(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    write(value, indent, &mut out);
    out
}

fn write(value: &Value, indent: usize, out: &mut String) {
    let begin = out.len();
    let fits = on_one_line(value, begin + 4 * WIDTH, out);
    if fits && indent + out[begin..].chars().count() < WIDTH {
        return;
    }
    let margin = |out: &mut String, by| out.extend(std::iter::repeat_n(' ', by));
    match value {
        Value::Array(items) => {
            out.truncate(begin);
            out.push_str("[\n");
            for item in items {
                margin(out, indent + 1);
                write(item, indent + 1, out);
                out.push_str(",\n");
            }
            margin(out, indent);
            out.push(']');
        }
        Value::Object(map) => {
            out.truncate(begin);
            out.push_str("{\n");
            for (key, item) in map {
                margin(out, indent + 1);
                quoted(key, out);
                out.push_str(": ");
                write(item, indent + 1, out);
                out.push_str(",\n");
            }
            margin(out, indent);
            out.push('}');
        }
        _ => {}
    }
}

/// Writes a value on one line. A list or map that goes on beyond `limit`, a length of `out`, is given up.
fn on_one_line(value: &Value, limit: usize, out: &mut String) -> bool {
    let inner = |at: usize, out: &mut String| {
        if at > 0 {
            out.push_str(", ");
        }
        out.len() <= limit
    };
    match value {
        Value::Null => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => quoted(text, out),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if !inner(at, out) || !on_one_line(item, limit, out) {
                    return false;
                }
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            for (at, (key, item)) in map.iter().enumerate() {
                if !inner(at, out) {
                    return false;
                }
                quoted(key, out);
                out.push_str(": ");
                if !on_one_line(item, limit, out) {
                    return false;
                }
            }
            out.push('}');
        }
    }
    true
}

/// A string; whatever does not print, or would turn the line around, is escaped.
fn quoted(text: &str, out: &mut String) {
    crate::export::quoted::quoted(text, out, |code| match code {
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    });
}
