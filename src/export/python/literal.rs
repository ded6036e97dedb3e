//! JSON values as literals of Python.

use serde_json::Value;

const WIDTH: usize = 118;

/// A value as Python writes it, on one line where it fits.
pub(in crate::export) fn literal(value: &Value, indent: usize) -> String {
    let line = on_one_line(value);
    if indent + line.chars().count() < WIDTH {
        return line;
    }
    let inner = " ".repeat(indent + 1);
    match value {
        Value::Array(items) => {
            let lines = items.iter().map(|item| format!("{inner}{},\n", literal(item, indent + 1)));
            format!("[\n{}{}]", lines.collect::<String>(), " ".repeat(indent))
        }
        Value::Object(map) => {
            let lines = map.iter().map(|(key, item)| {
                format!("{inner}{}: {},\n", quoted(key), literal(item, indent + 1))
            });
            format!("{{\n{}{}}}", lines.collect::<String>(), " ".repeat(indent))
        }
        _ => line,
    }
}

fn on_one_line(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(on_one_line).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let items: Vec<_> = map
                .iter()
                .map(|(key, item)| format!("{}: {}", quoted(key), on_one_line(item)))
                .collect();
            format!("{{{}}}", items.join(", "))
        }
    }
}

/// A string; whatever does not print, or would turn the line around, is escaped.
pub(in crate::export) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
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
