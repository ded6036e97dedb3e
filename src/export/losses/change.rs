//! Changes of a check that make it say what a linter's rule says.
//!
//! They are made in the check as it is written in YAML, kind by kind, on the side of a negation on which the loss is.

use serde_json::{Map, Value, json};

use super::{Exception, Sign};
use crate::find::{Condition, Find};

/// A change of everything of its sort in a check.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::export) enum Change {
    /// Without conditions of this kind.
    Without(&'static str),
    /// Without exceptions of this kind; without any if it is empty.
    WithoutNot(&'static str),
    /// A kind without this key.
    Remove(&'static str, &'static str),
    /// A kind with this key, written as JSON.
    Set(&'static str, &'static str, &'static str),
    /// Calls without the test of this argument.
    AnyArgument(String),
    /// Calls with any arguments.
    AnyArguments,
    /// Calls without the arguments that they must not have.
    NoExceptedArguments,
    /// Names also as they are written, wherever they come from.
    AsWritten,
    /// Names also by their last parts, as they are written.
    LastParts,
    /// A name called, used or imported, in whatever way.
    Mentions,
    /// Names without what stands for more names.
    Plain,
    /// `**` stands for two names at most.
    Shallow,
    /// Classes by the last part of their name.
    AnyModule,
    /// `*` of a path stands for several folders too.
    DeepPaths,
}

/// A check in which some losses are made good for the linter: it says what the rule says, were these its only losses.
pub(super) fn changed<'s>(find: &Find, signs: impl IntoIterator<Item = &'s Sign>) -> Option<Find> {
    let mut value = serde_json::to_value(find).ok()?;
    let mut made: Vec<&Sign> = Vec::new();
    for sign in signs {
        // A change that is made twice is the same change.
        if made.iter().any(|one| one.changes_like(sign)) {
            continue;
        }
        value = part(value, false, sign)?;
        made.push(sign);
    }
    serde_json::from_value(value).ok()
}

/// One condition; none where nothing is asked any more.
fn part(value: Value, negated: bool, sign: &Sign) -> Option<Value> {
    let Value::Object(map) = &value else { return Some(value) };
    let Some((kind, body)) = map.iter().next() else { return Some(value) };
    let body = match kind.as_str() {
        "all" => {
            let items = items(body).filter_map(|item| part(item, negated, sign));
            return Some(json!({"all": items.collect::<Vec<_>>()}));
        }
        "any" => {
            if matches!(sign.change, Some(Change::Without("any")))
                && negated == sign.negated
                && items(body).any(|item| !finds_places(&item))
            {
                return None;
            }
            // What is always so in one way need not be asked.
            let items: Option<Vec<_>> = items(body).map(|item| part(item, negated, sign)).collect();
            return items.map(|items| json!({ "any": items }));
        }
        "not" | "file_lacks" => {
            if sign.takes_away(kind, body, negated) {
                return None;
            }
            part(body.clone(), !negated, sign).unwrap_or_else(|| body.clone())
        }
        "file_has" => part(body.clone(), negated, sign)?,
        "before" | "after" => {
            let mut order = body.clone();
            if let Some(find) = order.get_mut("find") {
                *find = part(find.take(), negated, sign)?;
            }
            order
        }
        "inside" if body.get("match").is_some() => {
            json!({"match": part(body["match"].clone(), negated, sign)?})
        }
        _ => body.clone(),
    };
    sign.at(kind, body, negated)
}

/// Whether an item gives places, rather than being a mere condition.
fn finds_places(item: &Value) -> bool {
    serde_json::from_value::<Condition>(item.clone()).is_ok_and(|item| item.finds_places())
}

fn items(list: &Value) -> impl Iterator<Item = Value> {
    list.as_array().into_iter().flatten().cloned()
}

impl Sign {
    fn changes_like(&self, other: &Self) -> bool {
        let change = |sign: &Self| (sign.change.clone(), sign.negated, sign.exception.clone());
        change(self) == change(other)
    }

    /// Whether an exception is not there for the linter.
    fn takes_away(&self, kind: &str, body: &Value, negated: bool) -> bool {
        if let Some(Change::WithoutNot(what)) = &self.change {
            let meant = kind == "not" && (what.is_empty() || body.get(what).is_some());
            return meant && negated == self.negated;
        }
        // What the linter does not see of an exception excepts nothing.
        match (&self.change, &self.exception) {
            (None, Some(Exception::Condition(exception))) if self.negated != negated => {
                let same: Option<Condition> = serde_json::from_value(body.clone()).ok();
                same.as_ref() == Some(&**exception)
            }
            _ => false,
        }
    }

    /// A kind as the linter takes it.
    fn at(&self, kind: &str, body: Value, negated: bool) -> Option<Value> {
        let same = |body: Value| Some(json!({ kind: body }));
        if kind == "path" {
            return same(match self.change {
                Some(Change::Without("path")) if negated == self.negated => return None,
                Some(Change::DeepPaths) => {
                    deep(body, if negated == self.negated { "include" } else { "exclude" })
                }
                _ => body,
            });
        }
        let body = match kind {
            "call" => self.call(body, negated),
            _ => body,
        };
        let Some(change) = self.change.as_ref().filter(|_| negated == self.negated) else {
            return same(body);
        };
        let named = matches!(kind, "call" | "use");
        match change {
            Change::Without(what) if *what == kind => None,
            Change::Remove(what, key) if *what == kind => same(without(body, key)),
            Change::Set(what, key, value) if *what == kind => {
                same(with(body, key, serde_json::from_str(value).unwrap_or_default()))
            }
            Change::AsWritten if named || kind == "expr" => {
                let written = json!({ kind: with(body.clone(), "resolve", json!("text")) });
                Some(json!({"any": [{kind: body}, written]}))
            }
            // A call by its name as it is written is around a place too.
            Change::AsWritten if kind == "inside" && body.get("arguments").is_some() => {
                let end = |name: &str| {
                    let last = name.rsplit('.').next().filter(|last| !last.contains('*'));
                    [Some(name), last].into_iter().flatten().map(|it| format!("**.{it}")).collect()
                };
                let names = of_key(body.clone(), "arguments", &end);
                let call = json!({"name": names["arguments"], "resolve": "text"});
                Some(json!({"any": [{kind: body}, {kind: {"match": {"call": call}}}]}))
            }
            Change::LastParts if named => {
                let last = with(names(body.clone(), &last_parts), "resolve", json!("text"));
                Some(json!({"any": [{kind: body}, {kind: last}]}))
            }
            Change::Mentions if named || kind == "import" => Some(mentions(kind, body)),
            Change::Plain if named || kind == "import" => same(names(body, &plain)),
            Change::Shallow if named => same(names(body, &shallow)),
            Change::Shallow if kind == "inside" => same(of_key(body, "arguments", &shallow)),
            Change::Remove("function", key) if kind == "inside" => match body.get("function") {
                Some(function) => same(json!({"function": without(function.clone(), key)})),
                None => same(body),
            },
            Change::AnyModule if kind == "inside" => match body.get("class") {
                Some(class) => {
                    let last = |name: &str| {
                        vec![format!("**.{}", name.rsplit('.').next().unwrap_or(name))]
                    };
                    same(json!({"class": of_key(class.clone(), "base", &last)}))
                }
                None => same(body),
            },
            _ => same(body),
        }
    }

    /// The arguments of a call, and those that it must not have.
    fn call(&self, mut call: Value, negated: bool) -> Value {
        let Some(arguments) = call.get_mut("arguments").map(Value::take) else { return call };
        let arguments = match &self.change {
            Some(Change::AnyArguments) if negated == self.negated => {
                return without(call, "arguments");
            }
            _ => self.arguments(arguments, negated),
        };
        match arguments {
            Some(arguments) => with(call, "arguments", arguments),
            None => without(call, "arguments"),
        }
    }

    // None where any will do.
    fn arguments(&self, arguments: Value, negated: bool) -> Option<Value> {
        let choices = match arguments {
            Value::Array(choices) => choices,
            one => vec![one],
        };
        let mut changed = Vec::new();
        for mut choice in choices {
            if let Some(not) = choice.get_mut("not").map(Value::take) {
                let gone = match (&self.change, &self.exception) {
                    (Some(Change::NoExceptedArguments), _) => negated == self.negated,
                    (None, Some(Exception::Arguments)) => negated != self.negated,
                    _ => false,
                };
                let not = if gone { None } else { self.arguments(not, !negated) };
                choice = match not {
                    Some(not) => with(choice, "not", not),
                    None => without(choice, "not"),
                };
            }
            if let Some(Change::AnyArgument(selector)) = &self.change
                && negated == self.negated
            {
                choice = without(choice, selector);
            }
            if choice.as_object().is_none_or(Map::is_empty) {
                return None;
            }
            changed.push(choice);
        }
        Some(Value::Array(changed))
    }
}

fn with(mut body: Value, key: &str, value: Value) -> Value {
    if let Value::Object(map) = &mut body {
        map.insert(key.to_owned(), value);
    }
    body
}

fn without(mut body: Value, key: &str) -> Value {
    if let Value::Object(map) = &mut body {
        map.remove(key);
    }
    body
}

type Rename<'r> = &'r dyn Fn(&str) -> Vec<String>;

/// A kind with other names.
fn names(body: Value, rename: Rename<'_>) -> Value {
    let key = if body.get("module").is_some() { "module" } else { "name" };
    of_key(body, key, rename)
}

fn of_key(mut body: Value, key: &str, rename: Rename<'_>) -> Value {
    if let Some(names) = body.get_mut(key) {
        let all: Vec<_> = match &*names {
            Value::Array(names) => {
                names.iter().filter_map(Value::as_str).flat_map(rename).collect()
            }
            name => name.as_str().into_iter().flat_map(rename).collect(),
        };
        *names = json!(all);
    }
    body
}

/// `b.c` and `c` of `a.b.c`.
fn last_parts(name: &str) -> Vec<String> {
    let parts: Vec<_> = name.split('.').collect();
    let from = |at: usize| parts[at..].join(".");
    let telling = |at: &usize| !matches!(parts[*at], "**") && parts[*at..] != ["*"];
    let last: Vec<_> = (1..parts.len()).filter(telling).map(from).collect();
    if last.is_empty() { vec![name.to_owned()] } else { last }
}

fn plain(name: &str) -> Vec<String> {
    let name = name.strip_suffix(".**").or_else(|| name.strip_suffix(".*")).unwrap_or(name);
    if name.contains(['*', '<']) { Vec::new() } else { vec![name.to_owned()] }
}

fn shallow(name: &str) -> Vec<String> {
    match name.strip_suffix(".**") {
        Some(name) => ["", ".*", ".*.*"].map(|more| format!("{name}{more}")).into(),
        None => vec![name.to_owned()],
    }
}

const ROLES: [&str; 7] = ["call", "decorator", "base", "except", "annotation", "store", "value"];

/// A name called, used or imported, in whatever way, as a ban of the name takes it.
fn mentions(kind: &str, body: Value) -> Value {
    let bare = names(body.clone(), &|name: &str| {
        let below = name.ends_with(".**").then(|| name.to_owned());
        plain(name).into_iter().chain(below).collect()
    });
    let member = bare.get("member").cloned();
    let key = if kind == "import" { "module" } else { "name" };
    let mut names = bare.get(key).cloned().unwrap_or_default();
    if let Some(member) = member {
        let list = |value: &Value| match value {
            Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            one => one.as_str().map(str::to_owned).into_iter().collect::<Vec<_>>(),
        };
        let members = list(&member);
        let each = list(&names);
        names = json!(
            each.iter()
                .flat_map(|module| members.iter().map(move |member| format!("{module}.{member}")))
                .collect::<Vec<_>>()
        );
    }
    json!({"any": [
        {kind: body},
        {"use": {"name": names, "role": ROLES}},
        {"import": {"module": names, "type_checking": "include"}},
    ]})
}

/// Globs whose `*` crosses folders.
fn deep(body: Value, key: &str) -> Value {
    of_key(body, key, &|glob: &str| {
        let parts = glob.split('/').collect::<Vec<_>>();
        let Some((last, folders)) = parts.split_last() else { return vec![glob.to_owned()] };
        let folders = folders.iter().map(|part| match *part {
            "*" => "*/**".to_owned(),
            part if part.contains('*') && part != "**" => format!("{part}/**"),
            part => part.to_owned(),
        });
        vec![folders.chain([(*last).to_owned()]).collect::<Vec<_>>().join("/")]
    })
}
