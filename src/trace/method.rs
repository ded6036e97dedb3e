//! Methods of Python's own types.

use super::machine::{Machine, Stop};
use super::value::{Args, Value};

impl<'p> Machine<'p> {
    /// `value.name(…)` where the value is of one of Python's own types.
    pub(super) fn call_method(
        &mut self,
        value: &Value<'p>,
        name: &str,
        args: Args<'p>,
    ) -> Result<Value<'p>, Stop> {
        let first = args.positional.first().cloned();
        match value {
            Value::Str(text) => self.call_text_method(text, name, &args),
            Value::Config(section) => self.call_config(section, name, &args),
            Value::Plugin(target) if matches!(name, "load" | "resolve") => {
                self.load_plugin(&target.clone())
            }
            Value::Deferred(_) => Ok(self.finish(value.clone())?.unwrap_or(Value::Unknown)),
            Value::List(list) => match (name, first) {
                ("append" | "add" | "insert", Some(_)) => {
                    let item = args.positional.last().cloned().unwrap_or(Value::Unknown);
                    list.extend(vec![item], self.maybe == 0);
                    Ok(Value::None)
                }
                ("extend" | "update", Some(more)) => {
                    let (items, exact) = self.iterate(more)?;
                    list.extend(items, exact && self.maybe == 0);
                    Ok(Value::None)
                }
                ("copy", None) => {
                    Ok(Value::some_list(list.items.borrow().clone(), list.exact.get()))
                }
                ("count" | "index", _) => Ok(Value::Unknown),
                _ => {
                    list.exact.set(false);
                    Ok(Value::Unknown)
                }
            },
            Value::Dict(dict) => match (name, first) {
                ("get", Some(key)) => {
                    let default = args.positional.get(1).cloned().unwrap_or(Value::None);
                    let found = self.item(value, &key)?;
                    Ok(match found {
                        Value::Unknown if dict.exact.get() && key.as_str().is_some() => default,
                        found => found,
                    })
                }
                ("keys", None) => {
                    let (items, exact) = self.iterate(value.clone())?;
                    Ok(Value::some_list(items, exact))
                }
                ("values", None) => {
                    let pairs = dict.pairs.borrow();
                    let values = pairs.iter().map(|(_, value)| value.clone()).collect();
                    Ok(Value::some_list(values, dict.exact.get()))
                }
                ("items", None) => {
                    let pairs = dict.pairs.borrow();
                    let pairs = pairs.iter().map(|(k, v)| Value::list(vec![k.clone(), v.clone()]));
                    let pairs = pairs.collect();
                    Ok(Value::some_list(pairs, dict.exact.get()))
                }
                ("update", Some(Value::Dict(more))) => {
                    let pairs = more.pairs.borrow().clone();
                    dict.extend(pairs, more.exact.get() && self.maybe == 0);
                    Ok(Value::None)
                }
                ("setdefault", Some(key)) => {
                    let default = args.positional.get(1).cloned().unwrap_or(Value::None);
                    let found = self.item(value, &key)?;
                    if matches!(found, Value::Unknown) {
                        dict.extend(vec![(key, default.clone())], true);
                        return Ok(default);
                    }
                    Ok(found)
                }
                ("copy", None) => Ok(Value::dict(dict.pairs.borrow().clone(), dict.exact.get())),
                _ => {
                    dict.exact.set(false);
                    Ok(Value::Unknown)
                }
            },
            _ => Ok(Value::Unknown),
        }
    }

    fn call_text_method(
        &mut self,
        text: &str,
        name: &str,
        args: &Args<'p>,
    ) -> Result<Value<'p>, Stop> {
        let first = args.positional.first().and_then(Value::as_str);
        let split = |parts: Vec<&str>| Value::list(parts.into_iter().map(Value::text).collect());
        Ok(match (name, first) {
            ("lower" | "casefold", _) => Value::text(text.to_lowercase()),
            ("upper", _) => Value::text(text.to_uppercase()),
            ("strip", None) => Value::text(text.trim()),
            ("lstrip", None) => Value::text(text.trim_start()),
            ("rstrip", None) => Value::text(text.trim_end()),
            ("encode" | "decode", _) => Value::Truth(!text.is_empty()),
            ("startswith", Some(part)) => Value::Bool(text.starts_with(part)),
            ("endswith", Some(part)) => Value::Bool(text.ends_with(part)),
            ("isdigit", _) => {
                Value::Bool(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            }
            ("split", None) if args.positional.is_empty() => {
                split(text.split_whitespace().collect())
            }
            ("split", Some(by)) if args.positional.len() == 1 && !by.is_empty() => {
                split(text.split(by).collect())
            }
            ("rsplit" | "rpartition", Some(by)) if !by.is_empty() => match text.rsplit_once(by) {
                Some((head, tail)) if name == "rpartition" => split(vec![head, by, tail]),
                Some((head, tail)) => split(vec![head, tail]),
                None => Value::Unknown,
            },
            ("replace", Some(from)) => match args.positional.get(1).and_then(Value::as_str) {
                Some(to) if !from.is_empty() && to.len() < 64 => {
                    Value::text(text.replace(from, to))
                }
                _ => Value::Unknown,
            },
            ("format", _) => format_braces(text, args),
            ("join", _) => {
                let parts = args.positional.first().cloned().unwrap_or(Value::Unknown);
                let (items, exact) = self.iterate(parts)?;
                let words: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
                match words {
                    Some(words) if exact => Value::text(words.join(text)),
                    _ => Value::Unknown,
                }
            }
            _ => Value::Unknown,
        })
    }
}

// `{}`, `{0}` and `{name}` only.
fn format_braces<'p>(text: &str, args: &Args<'p>) -> Value<'p> {
    let mut out = String::new();
    let mut rest = text;
    let mut next = 0;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((field, after)) = after.split_once('}') else { return Value::Unknown };
        let value = match field {
            "" => {
                next += 1;
                args.positional.get(next - 1)
            }
            _ => match field.parse::<usize>() {
                Ok(at) => args.positional.get(at),
                Err(_) => args.keyword(field),
            },
        };
        let Some(value) = value.and_then(Value::as_str) else { return Value::Unknown };
        out.push_str(before);
        out.push_str(value);
        if out.len() > 1 << 16 {
            return Value::Unknown;
        }
        rest = after;
    }
    out.push_str(rest);
    Value::text(out)
}
