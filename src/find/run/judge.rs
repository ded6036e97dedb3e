//! Tests of values, where much cannot be known: yes, no, or who knows.

use ruff_python_ast::Expr;

use super::super::grammar::{Constant, Name, Resolve, Several, Test, Type};
use super::scan::Scan;
use super::shape::fits;
use crate::python::{self, Value, Written};

/// A thing that may be given or not.
#[derive(Debug, Clone)]
pub(in super::super) enum Candidate<'a> {
    /// It is not given.
    Absent,
    /// It may be given; nothing is known of it.
    Open,
    /// It is given as written.
    Given(Written<'a>),
    /// It is not given, which means this value.
    Default(Constant),
}

/// Whether a candidate passes a test; none where that cannot be told.
pub(in super::super) fn judge<'a>(
    test: &Test,
    candidate: &Candidate<'a>,
    scan: &Scan<'_, 'a>,
) -> Option<bool> {
    match candidate {
        Candidate::Absent => absent(test),
        Candidate::Open => open(test),
        Candidate::Default(constant) => {
            let constant = owned(constant);
            default(test, &constant, scan)
        }
        Candidate::Given(written) => {
            let values = scan.module.values(*written);
            either(values.iter().map(|value| given(test, *written, value, scan)))
        }
    }
}

/// Whether one of several answers is yes; none where one may be.
pub(in super::super) fn either(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(false);
    for answer in answers {
        match answer {
            Some(true) => return Some(true),
            None => result = None,
            Some(false) => {}
        }
    }
    result
}

/// Whether all answers are yes; none where one may not be.
pub(in super::super) fn both(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    either(answers.into_iter().map(|answer| answer.map(|yes| !yes))).map(|no| !no)
}

fn absent(test: &Test) -> Option<bool> {
    match test {
        Test::Absent => Some(true),
        Test::Not(test) => absent(test).map(|yes| !yes),
        Test::Any(tests) => either(tests.iter().map(absent)),
        Test::All(tests) => both(tests.iter().map(absent)),
        _ => Some(false),
    }
}

fn open(test: &Test) -> Option<bool> {
    match test {
        Test::Unknown => Some(true),
        Test::Not(test) => open(test).map(|yes| !yes),
        Test::Any(tests) => either(tests.iter().map(open)),
        Test::All(tests) => both(tests.iter().map(open)),
        _ => None,
    }
}

fn default(test: &Test, value: &python::Constant, scan: &Scan) -> Option<bool> {
    match test {
        Test::Absent => Some(true),
        Test::Truthy => Some(value.truth()),
        Test::Falsy => Some(!value.truth()),
        Test::Equals(wanted) => Some(wanted.iter().any(|wanted| equals(wanted, value))),
        Test::Matches(pattern) => match value {
            python::Constant::Str(text) => Some(pattern.is_match(text)),
            _ => Some(false),
        },
        Test::Not(test) => default(test, value, scan).map(|yes| !yes),
        Test::Any(tests) => either(tests.iter().map(|test| default(test, value, scan))),
        Test::All(tests) => both(tests.iter().map(|test| default(test, value, scan))),
        Test::Spells(names) => match value {
            python::Constant::Str(text) => Some(spells(names, text, scan)),
            _ => Some(false),
        },
        Test::Present
        | Test::Unknown
        | Test::Named(_)
        | Test::Refers(_)
        | Test::Calls(_)
        | Test::Type(_)
        | Test::Like(_) => Some(false),
    }
}

fn given<'a>(
    test: &Test,
    written: Written<'a>,
    value: &Value<'a>,
    scan: &Scan<'_, 'a>,
) -> Option<bool> {
    let expressions = [written, value.written];
    match test {
        Test::Absent => Some(false),
        Test::Present => Some(true),
        Test::Unknown => Some(!value.known),
        Test::Truthy => value.truth,
        Test::Falsy => value.truth.map(|truth| !truth),
        Test::Equals(wanted) => match &value.constant {
            Some(constant) => Some(wanted.iter().any(|wanted| equals(wanted, constant))),
            None => value.known.then_some(false),
        },
        Test::Matches(pattern) => match &value.constant {
            Some(python::Constant::Str(text)) => Some(pattern.is_match(text)),
            Some(_) => Some(false),
            None => value.known.then_some(false),
        },
        Test::Spells(names) => match &value.constant {
            Some(python::Constant::Str(text)) => Some(spells(names, text, scan)),
            Some(_) => Some(false),
            None => value.known.then_some(false),
        },
        Test::Named(names) => Some(scan.named(names, Resolve::Text, written).is_some()),
        Test::Refers(names) => {
            Some(expressions.iter().any(|written| scan.meant(names, *written).is_some()))
        }
        Test::Calls(names) => Some(expressions.iter().any(|written| match written.expr {
            Expr::Call(call) => {
                scan.meant(names, Written { expr: &call.func, ..*written }).is_some()
            }
            _ => false,
        })),
        Test::Type(types) => Some(
            expressions.iter().any(|written| types.iter().any(|kind| is_type(*kind, written.expr))),
        ),
        Test::Like(shapes) => {
            let fits = |written: &Written<'a>| {
                shapes.iter().any(|shape| fits(shape, *written, scan).is_some())
            };
            Some(expressions.iter().any(fits))
        }
        Test::Not(test) => given(test, written, value, scan).map(|yes| !yes),
        Test::Any(tests) => either(tests.iter().map(|test| given(test, written, value, scan))),
        Test::All(tests) => both(tests.iter().map(|test| given(test, written, value, scan))),
    }
}

fn spells(names: &Several<Name>, text: &str, scan: &Scan) -> bool {
    names.iter().any(|name| name.is_match(text, &scan.captures))
}

/// Whether a constant of a check is a constant of the code. `False` is not 0, but 1 is 1.0.
pub(in super::super) fn equals(wanted: &Constant, found: &python::Constant) -> bool {
    match (wanted, found) {
        (Constant::None, python::Constant::None) => true,
        (Constant::Bool(one), python::Constant::Bool(other)) => one == other,
        (Constant::Int(one), python::Constant::Int(other)) => one == other,
        (Constant::Float(one), python::Constant::Float(other)) => one == other,
        (Constant::Int(one), python::Constant::Float(other)) => *one as f64 == *other,
        (Constant::Float(one), python::Constant::Int(other)) => *one == *other as f64,
        (Constant::Str(one), python::Constant::Str(other)) => one == other,
        (Constant::Str(one), python::Constant::Bytes(other)) => one.as_bytes() == other.as_slice(),
        _ => false,
    }
}

fn owned(constant: &Constant) -> python::Constant {
    match constant {
        Constant::None => python::Constant::None,
        Constant::Bool(value) => python::Constant::Bool(*value),
        Constant::Int(value) => python::Constant::Int(*value),
        Constant::Float(value) => python::Constant::Float(*value),
        Constant::Str(value) => python::Constant::Str(value.clone()),
    }
}

fn is_type(kind: Type, expr: &Expr) -> bool {
    match kind {
        Type::Str => expr.is_string_literal_expr(),
        Type::Bytes => expr.is_bytes_literal_expr(),
        Type::Fstring => expr.is_f_string_expr() || expr.is_t_string_expr(),
        Type::Number => match expr {
            Expr::UnaryOp(operation) => {
                operation.operand.is_number_literal_expr() && !operation.op.is_not()
            }
            _ => expr.is_number_literal_expr(),
        },
        Type::Bool => expr.is_boolean_literal_expr(),
        Type::None => expr.is_none_literal_expr(),
        Type::List => expr.is_list_expr(),
        Type::Tuple => expr.is_tuple_expr(),
        Type::Dict => expr.is_dict_expr(),
        Type::Set => expr.is_set_expr(),
        Type::Comprehension => {
            expr.is_list_comp_expr()
                || expr.is_set_comp_expr()
                || expr.is_dict_comp_expr()
                || expr.is_generator_expr()
        }
        Type::Lambda => expr.is_lambda_expr(),
        Type::Call => expr.is_call_expr(),
        Type::Name => expr.is_name_expr() || expr.is_attribute_expr(),
        Type::Operation => expr.is_bin_op_expr(),
        Type::Comparison => expr.is_compare_expr(),
    }
}
