//! Calls, and what their arguments evaluate to.

use serde_json::{Value, json};

use super::{either, names, other_names};
use crate::export::losses::{Change, Losses, Seen};
use crate::find::{
    Arguments, Call, Choice, Constant, Name, Resolve, Selector, Several, Test, Type,
};

const OPEN: &str = "arguments that are put together elsewhere";
const COMPUTED: &str =
    "values that are computed, and lists of arguments that are put together elsewhere";

pub(super) fn patterns(call: &Call, losses: &mut Losses) -> Option<Vec<Value>> {
    let mut patterns = match call.resolve {
        Resolve::Import if !call.name.is_empty() => {
            other_names(losses);
            losses.add(
                "local functions of a name that a star import may give as well",
                (Change::LastParts, Seen::StarImport),
            );
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
        losses.miss(COMPUTED, Seen::ComputedArguments);
        losses.miss("numbers that are written otherwise, such as `0.0`", Seen::PointedNumber);
        losses.add(
            "calls that unpack an argument which is asked for",
            (Change::AnyArguments, Seen::Unpacked),
        );
        let callee = Callee { call, names: written_names(call) };
        patterns.extend(callee.choices(arguments, losses));
    }
    Some(patterns)
}

/// A call whose arguments are asked for. Its name stands in each pattern: a call in its arguments is another one.
struct Callee<'c> {
    call: &'c Call,
    names: Vec<String>,
}

fn written_names(call: &Call) -> Vec<String> {
    let of = |name: &Name| {
        let name = name.as_str();
        let (before, last) = name.rsplit_once('.').unwrap_or(("", name));
        match last {
            _ if call.resolve == Resolve::Method => vec![format!("$OBJ.{name}")],
            "**" => ["", ".$X", ".$X.$Y"].map(|more| format!("{before}{more}")).into(),
            last if last.contains('*') => vec![format!("{before}.$X")],
            _ => vec![name.to_owned()],
        }
    };
    call.name.iter().flat_map(of).collect()
}

impl Callee<'_> {
    // None where nothing can be said of the arguments: then any will do.
    fn choices(&self, arguments: &Arguments, losses: &mut Losses) -> Option<Value> {
        let each: Vec<_> = arguments.choices().iter().map(|one| self.choice(one, losses)).collect();
        (!each.iter().any(Vec::is_empty)).then(|| either(each))
    }

    fn choice(&self, choice: &Choice, losses: &mut Losses) -> Vec<Value> {
        let mut patterns = Vec::new();
        for (selector, test) in &choice.tests {
            let tested = self.test_of(selector, test, losses);
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
            let inner = losses.except_arguments(|losses| {
                losses.miss(COMPUTED, Seen::ComputedArguments);
                self.choices(not, losses)
            });
            if let Some(inner) = inner {
                patterns.push(not_this(inner));
            } else {
                losses
                    .add("calls that are excepted by their arguments", Change::NoExceptedArguments);
            }
        }
        patterns
    }

    fn with(&self, selector: &Selector, value: &str) -> Vec<String> {
        let by_position = |at: usize| {
            let before: String = (0..at).map(|at| format!("$P{at}, ")).collect();
            format!("({before}{value}, ...)")
        };
        let by_keyword = |word: &str| format!("(..., {word}={value}, ...)");
        let arguments = match selector {
            Selector::Keyword(word) => vec![by_keyword(word)],
            Selector::Position(at) => vec![by_position(*at)],
            Selector::Either(at, word) => vec![by_position(*at), by_keyword(word)],
            Selector::SomePositional => vec![format!("(..., {value}, ...)")],
            Selector::SomeKeyword => vec![by_keyword("$K")],
        };
        let of =
            |name: &String| arguments.iter().map(|one| format!("{name}{one}")).collect::<Vec<_>>();
        self.names.iter().flat_map(of).collect()
    }

    fn some(&self, selector: &Selector, values: &[&str]) -> Value {
        let patterns = values.iter().flat_map(|value| self.with(selector, value));
        either(patterns.map(|one| vec![json!({"pattern": one})]).collect())
    }

    fn test_of(&self, selector: &Selector, test: &Test, losses: &mut Losses) -> Option<Value> {
        let by_default = match selector {
            Selector::Keyword(word) | Selector::Either(_, word) => self.call.defaults.get(word),
            _ => None,
        };
        match test {
            Test::Absent => Some(self.absent(selector)),
            Test::Present => Some(self.some(selector, &["$V"])),
            Test::Falsy => {
                Some(self.some(selector, &["False", "None", "0", "[]", "()", "{}", "''"]))
            }
            Test::Truthy => {
                losses.miss("values that are neither `True` nor 1", Seen::ComputedArguments);
                Some(self.some(selector, &["True", "1"]))
            }
            Test::Equals(constants) => {
                let values: Vec<String> = constants.iter().map(written).collect();
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                let given = self.some(selector, &values);
                Some(
                    match by_default.filter(|default| constants.iter().any(|one| one == *default)) {
                        Some(_) => either(vec![vec![given], vec![self.absent(selector)]]),
                        None => given,
                    },
                )
            }
            Test::Type(types) if is_none(types) => Some(self.some(selector, &["None"])),
            Test::Refers(names) if names.iter().all(|name| name.exact().is_some()) => {
                let values: Vec<&str> = names.iter().filter_map(|name| name.exact()).collect();
                Some(self.some(selector, &values))
            }
            Test::Any(tests) => {
                let each: Option<Vec<_>> = tests
                    .iter()
                    .map(|test| Some(vec![self.test_of(selector, test, losses)?]))
                    .collect();
                Some(either(each?))
            }
            _ => None,
        }
    }

    /// Not given at all.
    fn absent(&self, selector: &Selector) -> Value {
        let patterns = self.with(selector, "$V").into_iter().map(|one| json!({"pattern-not": one}));
        let any = self.names.iter().map(|name| vec![json!({"pattern": format!("{name}(...)")})]);
        let mut all = vec![either(any.collect())];
        all.extend(patterns);
        json!({"patterns": all})
    }
}

/// What must not match: only plain patterns can be negated one by one.
fn not_this(inner: Value) -> Value {
    json!({"pattern-not": {"patterns": [inner]}})
}

fn is_none(types: &Several<Type>) -> bool {
    types.iter().all(|kind| *kind == Type::None)
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
