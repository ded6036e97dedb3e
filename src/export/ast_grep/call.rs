//! Calls, and how their arguments are written.

use serde_json::{Value, json};

use super::names::{NAMES, named, spellings};
use super::{any, drop_all};
use crate::export::losses::{Change, Losses, Seen};
use crate::find::{Arguments, Call, Choice, Constant, Resolve, Selector, Test, Type};
use crate::source::object::object;

const COMPUTED: &str = "values that are computed, and arguments that are unpacked";

pub(super) fn rule(call: &Call, losses: &mut Losses) -> Option<Value> {
    let mut rules = vec![json!({"kind": "call"})];
    match call.resolve {
        Resolve::Import if !call.name.is_empty() => {
            losses.miss(NAMES, Seen::WrittenOtherwise);
            losses.add("local functions of a name that is imported as well", Change::LastParts);
            rules.push(named(&spellings(&call.name, losses)?, Some("function")));
        }
        Resolve::Method => {
            let names: Vec<_> =
                call.name.iter().map(|name| name.as_str().replace('*', "\\w*")).collect();
            rules.push(json!({"has": {"field": "function", "regex": format!("\\.\\s*(?:{})$", names.join("|"))}}));
        }
        _ => return drop_all(losses, "it compares names as they are written"),
    }
    if call.positional.is_some() {
        losses.add("calls with another number of arguments", Change::Remove("call", "positional"));
    }
    if let Some(arguments) = &call.arguments {
        losses.miss(COMPUTED, Seen::ComputedArguments);
        losses.miss("numbers that are written otherwise, such as `0.0`", Seen::PointedNumber);
        losses.add(
            "calls that unpack an argument which is asked for",
            (Change::AnyArguments, Seen::Unpacked),
        );
        rules.extend(choices(arguments, call, losses));
    }
    Some(object! {"all": rules})
}

// None where nothing can be said of the arguments: then any will do.
fn choices(arguments: &Arguments, call: &Call, losses: &mut Losses) -> Option<Value> {
    let each: Vec<_> = arguments.choices().iter().map(|one| choice(one, call, losses)).collect();
    let each: Option<Vec<_>> = each.into_iter().collect();
    each.map(any)
}

fn choice(choice: &Choice, call: &Call, losses: &mut Losses) -> Option<Value> {
    let mut rules = Vec::new();
    let named: Vec<&str> = choice
        .tests
        .iter()
        .filter_map(|(selector, _)| match selector {
            Selector::Keyword(word) | Selector::Either(_, word) => Some(word.as_str()),
            _ => None,
        })
        .collect();
    for (selector, test) in &choice.tests {
        match test_of(selector, test, &named, call) {
            Some(rule) => rules.push(rule),
            None => losses.add(
                format!("calls whose argument `{selector}` has another value"),
                Change::AnyArgument(selector.to_string()),
            ),
        }
    }
    if let Some(not) = &choice.not {
        match losses.except_arguments(|losses| {
            losses.miss(COMPUTED, Seen::ComputedArguments);
            choices(not, call, losses)
        }) {
            Some(rule) => rules.push(object! {"not": rule}),
            None => losses
                .add("calls that are excepted by their arguments", Change::NoExceptedArguments),
        }
    }
    (!rules.is_empty()).then(|| object! {"all": rules})
}

/// A call that has an argument, written as one of these; any if there is none.
fn has(selector: &Selector, named: &[&str], value: Option<&str>) -> Value {
    let value =
        value.map(|value| json!({"has": {"field": "value", "regex": format!("^(?:{value})$")}}));
    let argument = |rule: Value| object! {"has": object! {"field": "arguments", "has": rule}};
    let keyword = |word: &str| {
        let name = json!({"has": {"field": "name", "regex": format!("^(?:{word})$")}});
        let all: Vec<_> =
            [json!({"kind": "keyword_argument"}), name].into_iter().chain(value.clone()).collect();
        argument(object! {"all": all})
    };
    let position = |at: Option<usize>| {
        let mut all = vec![json!({"not": {"kind": "keyword_argument"}})];
        all.extend(at.map(|at| json!({"nthChild": at + 1})));
        if let Some(value) = &value {
            all.push(json!({"regex": value["has"]["regex"]}));
        }
        argument(object! {"all": all})
    };
    match selector {
        Selector::Keyword(word) => keyword(word),
        Selector::Position(at) => position(Some(*at)),
        Selector::Either(at, word) => any(vec![position(Some(*at)), keyword(word)]),
        Selector::SomePositional => position(None),
        Selector::SomeKeyword => {
            let mut all = vec![json!({"kind": "keyword_argument"})];
            if !named.is_empty() {
                all.push(json!({"not": {"has": {"field": "name", "regex": format!("^(?:{})$", named.join("|"))}}}));
            }
            all.extend(value);
            argument(object! {"all": all})
        }
    }
}

fn test_of(selector: &Selector, test: &Test, named: &[&str], call: &Call) -> Option<Value> {
    let absent = || json!({"not": has(selector, named, None)});
    let default = match selector {
        Selector::Keyword(word) | Selector::Either(_, word) => call.defaults.get(word),
        _ => None,
    };
    Some(match test {
        Test::Absent => absent(),
        Test::Present => has(selector, named, None),
        Test::Falsy => has(
            selector,
            named,
            Some("False|None|0|0\\.0|\\[\\s*\\]|\\(\\s*\\)|\\{\\s*\\}|''|\"\""),
        ),
        Test::Truthy => has(selector, named, Some("True|[1-9]\\d*")),
        Test::Equals(constants) => {
            let values: Vec<String> = constants.iter().map(written).collect();
            let given = has(selector, named, Some(&values.join("|")));
            match default.filter(|default| constants.iter().any(|one| one == *default)) {
                Some(_) => any(vec![given, absent()]),
                None => given,
            }
        }
        Test::Type(types) if types.iter().all(|kind| *kind == Type::None) => {
            has(selector, named, Some("None"))
        }
        Test::Refers(names) if names.iter().all(|name| name.exact().is_some()) => {
            let values: Vec<_> = names
                .iter()
                .filter_map(|name| name.exact())
                .map(|name| name.replace('.', "\\."))
                .collect();
            has(selector, named, Some(&values.join("|")))
        }
        Test::Any(tests) => {
            let each: Option<Vec<_>> =
                tests.iter().map(|test| test_of(selector, test, named, call)).collect();
            any(each?)
        }
        _ => return None,
    })
}

fn written(constant: &Constant) -> String {
    match constant {
        Constant::None => "None".into(),
        Constant::Bool(true) => "True".into(),
        Constant::Bool(false) => "False".into(),
        Constant::Int(number) => regex::escape(&number.to_string()),
        Constant::Float(number) => regex::escape(&number.to_string()),
        Constant::Str(text) => format!("[bruBRU]*(?:\"{0}\"|'{0}')", regex::escape(text)),
    }
}
