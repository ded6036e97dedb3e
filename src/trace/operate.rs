//! Operators on values that are known.

use ruff_python_ast::{CmpOp, Operator};

use super::machine::{Machine, Progress};
use super::value::Value;

impl<'p> Machine<'p> {
    /// `left op right`.
    pub(super) fn operate(&self, op: Operator, left: &Value<'p>, right: &Value<'p>) -> Value<'p> {
        match (op, left, right) {
            (Operator::Add, Value::Str(left), Value::Str(right))
                if left.len() + right.len() < 1 << 16 =>
            {
                Value::text(format!("{left}{right}"))
            }
            (Operator::Add, Value::Int(left), Value::Int(right)) => {
                Value::Int(left.wrapping_add(*right))
            }
            (Operator::Sub, Value::Int(left), Value::Int(right)) => {
                Value::Int(left.wrapping_sub(*right))
            }
            (Operator::Add, Value::List(one), Value::List(other)) => {
                let mut items = one.items.borrow().clone();
                items.extend(other.items.borrow().iter().cloned());
                match items.len() < 1 << 16 && one.exact.get() && other.exact.get() {
                    true => Value::list(items),
                    false => Value::open_list(Vec::new()),
                }
            }
            (Operator::Mod, Value::Str(pattern), value) => format_percent(pattern, value),
            _ => Value::Unknown,
        }
    }

    /// Whether `left op right` holds, if that can be told.
    pub(super) fn relate(&self, op: CmpOp, left: &Value<'p>, right: &Value<'p>) -> Option<bool> {
        match op {
            CmpOp::Eq => equal(left, right),
            CmpOp::NotEq => equal(left, right).map(|equal| !equal),
            CmpOp::Is => same(left, right),
            CmpOp::IsNot => same(left, right).map(|same| !same),
            CmpOp::Lt => order(left, right).map(|order| order.is_lt()),
            CmpOp::LtE => order(left, right).map(|order| order.is_le()),
            CmpOp::Gt => order(left, right).map(|order| order.is_gt()),
            CmpOp::GtE => order(left, right).map(|order| order.is_ge()),
            CmpOp::In => self.contains(right, left),
            CmpOp::NotIn => self.contains(right, left).map(|found| !found),
        }
    }

    fn contains(&self, whole: &Value<'p>, part: &Value<'p>) -> Option<bool> {
        match whole {
            Value::List(list) => {
                let items = list.items.borrow();
                any_equal(items.iter(), part, list.exact.get())
            }
            Value::Dict(dict) => {
                let pairs = dict.pairs.borrow();
                any_equal(pairs.iter().map(|(key, _)| key), part, dict.exact.get())
            }
            Value::Str(whole) => part.as_str().map(|part| whole.contains(part)),
            Value::External(name) if &**name == "os.environ" => {
                self.environment(part.as_str()?).map(|value| value.is_some())
            }
            Value::External(name) if &**name == "sys.modules" => self.is_loaded(part.as_str()?),
            _ => None,
        }
    }

    /// Whether a module is imported already, if that can be told.
    pub(super) fn is_loaded(&self, name: &str) -> Option<bool> {
        if self.tops.contains(super::finder::top(name)) {
            let found = self.world.finder.find(name);
            let progress = found.map(|id| self.state(id).progress);
            return Some(matches!(progress, Some(Progress::Started | Progress::Done)));
        }
        match name {
            "eventlet" => Some(self.with_eventlet),
            "sys" | "os" | "builtins" => Some(true),
            _ => self.foreign_tops.contains(name).then_some(true),
        }
    }

    /// The value of an environment variable: none if it is not set, and no answer if that differs from place to place.
    pub(super) fn environment(&self, name: &str) -> Option<Option<Value<'p>>> {
        const COMMON: [&str; 14] = [
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LC_ALL",
            "TERM",
            "PWD",
            "SHELL",
            "TMPDIR",
            "PYTHONPATH",
            "VIRTUAL_ENV",
            "HOSTNAME",
            "DISPLAY",
        ];
        let set = self.environ.iter().rev().find(|(known, _)| &**known == name);
        match set {
            Some((_, value)) => Some(Some(value.clone())),
            None if COMMON.contains(&name) => None,
            None => Some(None),
        }
    }
}

fn any_equal<'v, 'p: 'v>(
    items: impl Iterator<Item = &'v Value<'p>>,
    wanted: &Value<'p>,
    exact: bool,
) -> Option<bool> {
    let mut sure = exact;
    for item in items {
        match equal(item, wanted) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => sure = false,
        }
    }
    sure.then_some(false)
}

fn equal<'p>(left: &Value<'p>, right: &Value<'p>) -> Option<bool> {
    match (left, right) {
        (Value::Str(left), Value::Str(right)) => Some(left == right),
        (Value::List(_), Value::List(_)) => order(left, right).map(|order| order.is_eq()),
        (Value::Int(_) | Value::Bool(_), Value::Int(_) | Value::Bool(_)) => {
            Some(number(left)? == number(right)?)
        }
        _ => same(left, right).or_else(|| match (constant(left), constant(right)) {
            (true, true) => Some(false),
            _ => None,
        }),
    }
}

fn constant(value: &Value<'_>) -> bool {
    matches!(value, Value::None | Value::Bool(_) | Value::Int(_) | Value::Str(_) | Value::List(_))
}

fn number(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Bool(truth) => Some(i64::from(*truth)),
        _ => None,
    }
}

fn same<'p>(left: &Value<'p>, right: &Value<'p>) -> Option<bool> {
    match (left, right) {
        (Value::None, Value::None) => Some(true),
        (Value::Bool(left), Value::Bool(right)) => Some(left == right),
        (Value::Unknown | Value::Either(_) | Value::External(_), _)
        | (_, Value::Unknown | Value::Either(_) | Value::External(_)) => external(left, right),
        (Value::None, _) | (_, Value::None) => Some(false),
        (Value::Module(left), Value::Module(right)) => Some(left == right),
        _ => None,
    }
}

// Something of a third party's, by name, is not None.
fn external<'p>(left: &Value<'p>, right: &Value<'p>) -> Option<bool> {
    match (left, right) {
        (Value::External(name), Value::None) | (Value::None, Value::External(name)) => {
            (!name.contains('.')).then_some(false)
        }
        (Value::Either(all), other) | (other, Value::Either(all)) => {
            let first = same(all.first()?, other)?;
            all.iter().all(|one| same(one, other) == Some(first)).then_some(first)
        }
        _ => None,
    }
}

fn order(left: &Value<'_>, right: &Value<'_>) -> Option<std::cmp::Ordering> {
    match (left, right) {
        (Value::Str(left), Value::Str(right)) => Some(left.cmp(right)),
        (Value::List(left), Value::List(right)) => {
            let (one, other) = (left.items.borrow(), right.items.borrow());
            for (one, other) in one.iter().zip(other.iter()) {
                match order(one, other)? {
                    std::cmp::Ordering::Equal => {}
                    unequal => return Some(unequal),
                }
            }
            (left.exact.get() && right.exact.get()).then(|| one.len().cmp(&other.len()))
        }
        _ => Some(number(left)?.cmp(&number(right)?)),
    }
}

// `%s` and `%d` only.
fn format_percent<'p>(pattern: &str, value: &Value<'p>) -> Value<'p> {
    let values: Vec<Value<'p>> = match value {
        Value::List(list) if list.exact.get() => list.items.borrow().clone(),
        other => vec![other.clone()],
    };
    let mut values = values.into_iter();
    let mut out = String::new();
    let mut parts = pattern.split('%');
    out.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let value = match values.next() {
            Some(Value::Str(text)) => text.to_string(),
            Some(Value::Int(number)) => number.to_string(),
            _ => return Value::Unknown,
        };
        let Some(rest) = part.strip_prefix(['s', 'd']) else { return Value::Unknown };
        out.push_str(&value);
        out.push_str(rest);
    }
    Value::text(out)
}
