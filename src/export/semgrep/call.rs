//! Calls, and what their arguments evaluate to.

use serde_json::{Value, json};

use super::{OTHER_NAMES, either, names};
use crate::export::losses::{Change, Losses, Seen};
use crate::find::{Arguments, Call, Choice, Constant, Resolve, Selector, Several, Test, Type};

const OPEN: &str = "arguments that are put together elsewhere";

pub(super) fn patterns(call: &Call, losses: &mut Losses) -> Option<Vec<Value>> {
    let mut patterns = match call.resolve {
        Resolve::Import if !call.name.is_empty() => {
            losses.miss(OTHER_NAMES, Seen::NoImport);
            vec![either(names(&call.name, "(...)", losses)?)]
        }
        Resolve::Method => {
            let each = call
                .name
                .iter()
                .map(|name| vec![json!({"pattern": format!("$OBJ.{}(...)", name.as_str())})]);
            vec![either(each.collect())]
        }
        _ => return super::drop_all(losses, "it compares names as they are written"),
    };
    if call.positional.is_some() {
        losses.add("calls with another number of arguments", Change::Remove("call", "positional"));
    }
    if let Some(arguments) = &call.arguments {
        losses.miss(
            "values that are computed, and lists of arguments that are put together elsewhere",
            Seen::ComputedArguments,
        );
        patterns.extend(choices(arguments, call, losses));
    }
    Some(patterns)
}

// None where nothing can be said of the arguments: then any will do.
fn choices(arguments: &Arguments, call: &Call, losses: &mut Losses) -> Option<Value> {
    let each: Vec<_> = arguments.choices().iter().map(|one| choice(one, call, losses)).collect();
    (!each.iter().any(Vec::is_empty)).then(|| either(each))
}

fn choice(choice: &Choice, call: &Call, losses: &mut Losses) -> Vec<Value> {
    let mut patterns = Vec::new();
    for (selector, test) in &choice.tests {
        let tested = test_of(selector, test, call, losses);
        match tested {
            Some(more) => patterns.push(more),
            None => losses.add(
                format!("calls whose argument `{selector}` has another value"),
                Change::AnyArgument(selector.to_string()),
            ),
        }
        if *selector == Selector::SomeKeyword {
            for (other, _) in &choice.tests {
                if let Selector::Keyword(word) | Selector::Either(_, word) = other {
                    losses.add(
                        format!("calls in which `{word}` alone is so"),
                        Change::AnyArgument(other.to_string()),
                    );
                }
            }
        }
    }
    if let Some(not) = &choice.not {
        losses.add(OPEN, (Change::NoExceptedArguments, Seen::Unpacked));
        if let Some(inner) = losses.except_arguments(|losses| choices(not, call, losses)) {
            patterns.push(not_this(inner));
        } else {
            losses.add("calls that are excepted by their arguments", Change::NoExceptedArguments);
        }
    }
    patterns
}

/// What must not match: only plain patterns can be negated one by one.
fn not_this(inner: Value) -> Value {
    json!({"pattern-not": {"patterns": [inner]}})
}

fn with(selector: &Selector, value: &str) -> Vec<String> {
    let by_position = |at: usize| {
        let before: String = (0..at).map(|at| format!("$P{at}, ")).collect();
        format!("$F({before}{value}, ...)")
    };
    match selector {
        Selector::Keyword(word) => vec![format!("$F(..., {word}={value}, ...)")],
        Selector::Position(at) => vec![by_position(*at)],
        Selector::Either(at, word) => {
            vec![by_position(*at), format!("$F(..., {word}={value}, ...)")]
        }
        Selector::SomePositional => vec![format!("$F(..., {value}, ...)")],
        Selector::SomeKeyword => vec![format!("$F(..., $K={value}, ...)")],
    }
}

fn some(selector: &Selector, values: &[&str]) -> Value {
    let patterns = values.iter().flat_map(|value| with(selector, value));
    either(patterns.map(|one| vec![json!({"pattern": one})]).collect())
}

fn test_of(selector: &Selector, test: &Test, call: &Call, losses: &mut Losses) -> Option<Value> {
    let by_default = match selector {
        Selector::Keyword(word) | Selector::Either(_, word) => call.defaults.get(word),
        _ => None,
    };
    match test {
        Test::Absent => Some(absent(selector)),
        Test::Present => Some(some(selector, &["$V"])),
        Test::Falsy => Some(some(selector, &["False", "None", "0", "[]", "()", "{}", "''"])),
        Test::Truthy => {
            losses.miss("values that are neither `True` nor 1", Seen::ComputedArguments);
            Some(some(selector, &["True", "1"]))
        }
        Test::Equals(constants) => {
            let values: Vec<String> = constants.iter().map(written).collect();
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let given = some(selector, &values);
            Some(match by_default.filter(|default| constants.iter().any(|one| one == *default)) {
                Some(_) => either(vec![vec![given], vec![absent(selector)]]),
                None => given,
            })
        }
        Test::Type(types) if is_none(types) => Some(some(selector, &["None"])),
        Test::Refers(names) if names.iter().all(|name| name.exact().is_some()) => {
            let values: Vec<&str> = names.iter().filter_map(|name| name.exact()).collect();
            Some(some(selector, &values))
        }
        Test::Any(tests) => {
            let each: Option<Vec<_>> = tests
                .iter()
                .map(|test| Some(vec![test_of(selector, test, call, losses)?]))
                .collect();
            Some(either(each?))
        }
        _ => None,
    }
}

fn is_none(types: &Several<Type>) -> bool {
    types.iter().all(|kind| *kind == Type::None)
}

/// Not given at all.
fn absent(selector: &Selector) -> Value {
    let patterns = with(selector, "$V").into_iter().map(|one| json!({"pattern-not": one}));
    let mut all = vec![json!({"pattern": "$F(...)"})];
    all.extend(patterns);
    json!({"patterns": all})
}

fn written(constant: &Constant) -> String {
    match constant {
        Constant::None => "None".into(),
        Constant::Bool(true) => "True".into(),
        Constant::Bool(false) => "False".into(),
        Constant::Int(number) => number.to_string(),
        Constant::Float(number) => number.to_string(),
        Constant::Str(text) => crate::export::python::literal(&json!(text), 0),
    }
}
