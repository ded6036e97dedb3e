//! Expressions, evaluated for what they call and import on the way.

use std::rc::Rc;

use ruff_python_ast::{
    BoolOp, Expr, ExprBoolOp, ExprCompare, ExprFString, FStringPart, InterpolatedStringElement,
    Number, UnaryOp,
};

use super::machine::{Fork, Machine, Stop};
use super::value::{Body, Value};
use crate::python::{is_builtin, level};

/// A value, or why there is none on one way on.
type Tried<'p> = Result<Value<'p>, Stop>;

impl<'p> Machine<'p> {
    pub(super) fn eval(&mut self, expr: &'p Expr) -> Result<Value<'p>, Stop> {
        match expr {
            Expr::Name(name) => Ok(self.name(name.id.as_str())),
            Expr::StringLiteral(text) => Ok(Value::text(text.value.to_str())),
            Expr::NoneLiteral(_) => Ok(Value::None),
            Expr::BooleanLiteral(literal) => Ok(Value::Bool(literal.value)),
            Expr::NumberLiteral(literal) => Ok(match &literal.value {
                Number::Int(number) => number.as_i64().map_or(Value::Truth(true), Value::Int),
                Number::Float(number) => Value::Truth(*number != 0.0),
                Number::Complex { .. } => Value::Unknown,
            }),
            Expr::BytesLiteral(bytes) => Ok(Value::Truth(bytes.value.bytes().next().is_some())),
            Expr::EllipsisLiteral(_) => Ok(Value::Truth(true)),
            _ => level(|| self.eval_deep(expr)),
        }
    }

    fn eval_deep(&mut self, expr: &'p Expr) -> Result<Value<'p>, Stop> {
        match expr {
            Expr::Attribute(attribute) => {
                let value = self.eval(&attribute.value)?;
                self.attribute(&value, attribute.attr.as_str())
            }
            Expr::Call(call) => self.call_expression(call),
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::List(list) => self.elements(&list.elts),
            Expr::Tuple(tuple) => self.elements(&tuple.elts),
            Expr::Set(set) => self.elements(&set.elts),
            Expr::Dict(dict) => {
                let mut pairs = Vec::new();
                let mut exact = true;
                for item in &dict.items {
                    match &item.key {
                        Some(key) => {
                            let key = self.eval(key)?;
                            pairs.push((key, self.eval(&item.value)?));
                        }
                        None => match self.eval(&item.value)? {
                            Value::Dict(dict) => {
                                exact &= dict.exact.get();
                                pairs.extend(dict.pairs.borrow().iter().cloned());
                            }
                            _ => exact = false,
                        },
                    }
                }
                Ok(Value::dict(pairs, exact))
            }
            Expr::Named(named) => {
                let value = self.eval(&named.value)?;
                self.store(&named.target, value.clone())?;
                Ok(value)
            }
            Expr::BoolOp(operation) => self.bool_op(operation, 0),
            Expr::Compare(compare) => self.compare(compare),
            Expr::UnaryOp(operation) => {
                let operand = self.eval(&operation.operand)?;
                let operand = self.settle(operand);
                Ok(match (operation.op, &operand) {
                    (UnaryOp::Not, _) => {
                        operand.truth().map_or(Value::Unknown, |truth| Value::Bool(!truth))
                    }
                    (UnaryOp::USub, Value::Int(number)) => Value::Int(number.wrapping_neg()),
                    _ => Value::Unknown,
                })
            }
            Expr::BinOp(operation) => {
                let left = self.eval(&operation.left)?;
                let right = self.eval(&operation.right)?;
                Ok(self.operate(operation.op, &left, &right))
            }
            Expr::If(choice) => {
                let test = self.eval(&choice.test)?;
                match self.settle(test).truth() {
                    Some(true) => self.eval(&choice.body),
                    Some(false) => self.eval(&choice.orelse),
                    None => self.choose(vec![
                        Box::new(|machine| machine.tried(&choice.body)),
                        Box::new(|machine| machine.tried(&choice.orelse)),
                    ]),
                }
            }
            Expr::Lambda(lambda) => {
                let function = self.function(Body::Lambda(lambda))?;
                Ok(Value::Function(Rc::new(function)))
            }
            Expr::ListComp(comp) => self.comprehension(&[&comp.elt], &comp.generators),
            Expr::SetComp(comp) => self.comprehension(&[&comp.elt], &comp.generators),
            Expr::Generator(comp) => self.comprehension(&[&comp.elt], &comp.generators),
            Expr::DictComp(comp) => {
                let elements: Vec<&'p Expr> =
                    comp.key.as_deref().into_iter().chain([&*comp.value]).collect();
                self.comprehension(&elements, &comp.generators)?;
                Ok(Value::Unknown)
            }
            Expr::FString(text) => self.format_string(text),
            Expr::Await(inner) => {
                let value = self.eval(&inner.value)?;
                Ok(self.finish(value)?.unwrap_or(Value::Unknown))
            }
            Expr::Yield(inner) => {
                let value = match &inner.value {
                    Some(value) => self.eval(value)?,
                    None => Value::None,
                };
                if let Some(frame) = self.frames.last_mut() {
                    frame.returned.push(value);
                }
                Ok(Value::Unknown)
            }
            Expr::YieldFrom(inner) => {
                let value = self.eval(&inner.value)?;
                let (items, _) = self.iterate(value)?;
                if let Some(frame) = self.frames.last_mut() {
                    frame.returned.extend(items);
                }
                Ok(Value::Unknown)
            }
            Expr::Starred(inner) => self.eval(&inner.value),
            Expr::Slice(slice) => {
                for part in [&slice.lower, &slice.upper, &slice.step].into_iter().flatten() {
                    self.eval(part)?;
                }
                Ok(Value::Unknown)
            }
            _ => Ok(Value::Unknown),
        }
    }

    fn format_string(&mut self, text: &'p ExprFString) -> Result<Value<'p>, Stop> {
        let mut whole = Some(String::new());
        for part in &text.value {
            let FStringPart::FString(part) = part else {
                let FStringPart::Literal(literal) = part else { continue };
                whole = whole.map(|whole| whole + &literal.value);
                continue;
            };
            for element in &part.elements {
                let piece = match element {
                    InterpolatedStringElement::Literal(literal) => Some(literal.value.to_string()),
                    InterpolatedStringElement::Interpolation(inner) => {
                        match self.eval(&inner.expression)? {
                            Value::Str(text) => Some(text.to_string()),
                            Value::Int(number) => Some(number.to_string()),
                            _ => None,
                        }
                    }
                };
                whole = whole.zip(piece).map(|(whole, piece)| whole + &piece);
            }
        }
        Ok(whole.map_or(Value::Unknown, Value::text))
    }

    fn name(&self, name: &str) -> Value<'p> {
        if let Some(value) = self.lookup(self.local(), name) {
            return value.clone();
        }
        let module = self.module_scope(self.local());
        match name {
            "__debug__" => Value::Bool(true),
            _ if !self.scope(module).open && is_builtin(name) => {
                Value::external(format!("builtins.{name}"))
            }
            _ => Value::Unknown,
        }
    }

    fn elements(&mut self, elements: &'p [Expr]) -> Result<Value<'p>, Stop> {
        let mut items = Vec::with_capacity(elements.len());
        let mut exact = true;
        for element in elements {
            match element {
                Expr::Starred(starred) => {
                    let value = self.eval(&starred.value)?;
                    let (more, all) = self.iterate(value)?;
                    items.extend(more);
                    exact &= all;
                }
                _ => items.push(self.eval(element)?),
            }
        }
        Ok(Value::some_list(items, exact))
    }

    // ---- unknown conditions

    fn tried(&mut self, expr: &'p Expr) -> Result<Tried<'p>, Stop> {
        let tried = self.eval(expr);
        match tried {
            Err(Stop::Spent(why)) => Err(Stop::Spent(why)),
            other => Ok(other),
        }
    }

    /// The value of one of several ways on of which nobody knows which is taken.
    pub(super) fn choose(
        &mut self,
        options: Vec<Fork<'_, 'p, Tried<'p>>>,
    ) -> Result<Value<'p>, Stop> {
        let results = self.fork(options, Result::is_ok)?;
        let mut stop = None;
        let mut values = Vec::new();
        for result in results {
            match result {
                Ok(value) => values.push(value),
                Err(other) => stop = stop.or(Some(other)),
            }
        }
        match (values.is_empty(), stop) {
            (true, Some(stop)) => Err(stop),
            _ => Ok(Value::either(values)),
        }
    }

    fn bool_op(&mut self, operation: &'p ExprBoolOp, at: usize) -> Result<Value<'p>, Stop> {
        let Some(operand) = operation.values.get(at) else { return Ok(Value::Unknown) };
        let value = self.eval(operand)?;
        if at + 1 == operation.values.len() {
            return Ok(value);
        }
        let value = self.settle(value);
        let stops = operation.op == BoolOp::Or;
        match value.truth() {
            Some(truth) if truth == stops => Ok(value),
            Some(_) => level(|| self.bool_op(operation, at + 1)),
            None => {
                let mut results = self.fork(
                    vec![
                        Box::new(|machine| match level(|| machine.bool_op(operation, at + 1)) {
                            Err(Stop::Spent(why)) => Err(Stop::Spent(why)),
                            other => Ok(other),
                        }),
                        Box::new(|_| Ok(Ok(Value::Unknown))),
                    ],
                    Result::is_ok,
                )?;
                Ok(match results.swap_remove(0) {
                    // `unknown and False` is false whatever the unknown is.
                    Ok(rest) if rest.truth() == Some(stops) => Value::Truth(stops),
                    Ok(rest) => Value::either([value, rest]),
                    Err(_) => value,
                })
            }
        }
    }

    fn compare(&mut self, compare: &'p ExprCompare) -> Result<Value<'p>, Stop> {
        let left = self.eval(&compare.left)?;
        let mut left = self.settle(left);
        let mut result = Some(true);
        for (op, right) in compare.ops.iter().zip(&compare.comparators) {
            let right = self.eval(right)?;
            let right = self.settle(right);
            result = match (result, self.relate(*op, &left, &right)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
            left = right;
        }
        Ok(result.map_or(Value::Unknown, Value::Bool))
    }
}
