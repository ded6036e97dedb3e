//! JSON values as literals of Python.

use serde_json::Value;

use crate::source::plain::has_none;

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
                out.push_str(&quoted(key));
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
        Value::String(text) => out.push_str(&quoted(text)),
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
                out.push_str(&quoted(key));
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
pub(in crate::export) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    if has_none(text.as_bytes(), |byte| {
        !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\')
    }) {
        out.push_str(text);
        out.push('"');
        return out;
    }
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            ' '..='~' => out.push(c),
            _ if c.is_alphanumeric() => out.push(c),
            c if (c as u32) < 0x100 => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if (c as u32) < 0x1_0000 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push_str(&format!("\\U{:08x}", c as u32)),
        }
    }
    out.push('"');
    out
}
