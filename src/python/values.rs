//! What an expression evaluates to.

use ruff_python_ast::{BoolOp, Expr, Number, Operator, UnaryOp};
use ruff_text_size::Ranged;

use super::module::Module;
use super::names::Fuel;
use super::scope::BindingKind;
use super::sites::Written;

const MOST: usize = 16;

/// A constant of Python.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A whole number that is not huge.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Str(String),
    /// A string of bytes.
    Bytes(Vec<u8>),
}

/// One thing that an expression may evaluate to.
#[derive(Debug, Clone)]
pub struct Value<'a> {
    /// The expression that gives the value, after names were followed.
    pub written: Written<'a>,
    /// The value, if it is a constant.
    pub constant: Option<Constant>,
    /// Whether it counts as true, if that can be told.
    pub truth: Option<bool>,
    /// Whether anything is known of it.
    pub known: bool,
}

impl Constant {
    /// Whether it counts as true in a test.
    pub fn truth(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Str(value) => !value.is_empty(),
            Self::Bytes(value) => !value.is_empty(),
        }
    }
}

impl<'a> Value<'a> {
    fn unknown(written: Written<'a>) -> Self {
        Self { written, constant: None, truth: None, known: false }
    }

    fn constant(written: Written<'a>, constant: Constant) -> Self {
        let truth = Some(constant.truth());
        Self { written, constant: Some(constant), truth, known: true }
    }

    // Something that is no constant but was made by this very expression.
    fn made(written: Written<'a>, truth: Option<bool>) -> Self {
        Self { written, constant: None, truth, known: true }
    }
}

impl<'a> Module<'a> {
    /// Everything that an expression may evaluate to.
    pub fn values(&self, written: Written<'a>) -> Vec<Value<'a>> {
        self.evaluate(written, &Fuel::new())
    }

    pub(super) fn evaluate(&self, written: Written<'a>, fuel: &Fuel) -> Vec<Value<'a>> {
        if !fuel.burn() {
            return vec![Value::unknown(written)];
        }
        let inner = |expr: &'a Expr| Written { expr, ..written };
        let one = |value: Value<'a>| vec![value];
        match written.expr {
            Expr::Name(name) => self.evaluate_name(name.id.as_str(), written, fuel),
            Expr::Named(named) => self.evaluate(inner(&named.value), fuel),
            Expr::If(choice) => self.evaluate_choice(choice, written, fuel),
            Expr::UnaryOp(operation) => {
                let operands = self.evaluate(inner(&operation.operand), fuel);
                operands.into_iter().map(|operand| unary(operation.op, operand, written)).collect()
            }
            Expr::BoolOp(operation) => {
                self.evaluate_bool(operation.op, &operation.values, written, fuel)
            }
            Expr::BinOp(operation) if operation.op == Operator::Add => {
                let pair = (
                    self.evaluate(inner(&operation.left), fuel),
                    self.evaluate(inner(&operation.right), fuel),
                );
                match (pair.0.as_slice(), pair.1.as_slice()) {
                    ([left], [right]) => one(add(left, right, written)),
                    _ => one(Value::unknown(written)),
                }
            }
            Expr::Call(call)
                if call.arguments.args.len() == 1 && call.arguments.keywords.is_empty() =>
            {
                match self.is_named(inner(&call.func), "builtins.bool", fuel) {
                    true => {
                        let values = self.evaluate(inner(&call.arguments.args[0]), fuel);
                        values.into_iter().map(|value| from_truth(value.truth, written)).collect()
                    }
                    false => one(Value::unknown(written)),
                }
            }
            _ => one(literal(written)),
        }
    }

    fn evaluate_name(&self, name: &str, written: Written<'a>, fuel: &Fuel) -> Vec<Value<'a>> {
        let at = written.expr.range().start().to_usize();
        let bindings =
            self.lookup(name, written.frame, at).map(|(_, bindings)| bindings).unwrap_or_default();
        let mut values = Vec::new();
        for binding in &bindings {
            match binding.kind {
                BindingKind::Assign(value) => {
                    let mut found =
                        self.evaluate(Written { expr: value, frame: binding.frame }, fuel);
                    // A list or dict may have been changed since.
                    found
                        .iter_mut()
                        .filter(|value| value.constant.is_none())
                        .for_each(|value| value.truth = None);
                    values.extend(found);
                }
                _ => values.push(Value::unknown(written)),
            }
            if values.len() >= MOST {
                break;
            }
        }
        if values.is_empty() {
            values.push(Value::unknown(written));
        }
        values
    }

    fn evaluate_choice(
        &self,
        choice: &'a ruff_python_ast::ExprIf,
        written: Written<'a>,
        fuel: &Fuel,
    ) -> Vec<Value<'a>> {
        let inner = |expr: &'a Expr| Written { expr, ..written };
        let tests = self.evaluate(inner(&choice.test), fuel);
        let may =
            |wanted: bool| tests.iter().any(|test| test.truth.is_none_or(|truth| truth == wanted));
        let mut values = Vec::new();
        if may(true) {
            values.extend(self.evaluate(inner(&choice.body), fuel));
        }
        if may(false) {
            values.extend(self.evaluate(inner(&choice.orelse), fuel));
        }
        values.truncate(MOST);
        values
    }

    // `a or b` is a where a is true, else b.
    fn evaluate_bool(
        &self,
        op: BoolOp,
        operands: &'a [Expr],
        written: Written<'a>,
        fuel: &Fuel,
    ) -> Vec<Value<'a>> {
        let stops = op == BoolOp::Or;
        let mut values = Vec::new();
        for (at, operand) in operands.iter().enumerate() {
            let last = at + 1 == operands.len();
            let found = self.evaluate(Written { expr: operand, ..written }, fuel);
            let goes_on = found.iter().any(|value| value.truth != Some(stops));
            values.extend(found.into_iter().filter(|value| last || value.truth != Some(!stops)));
            if !goes_on || values.len() >= MOST {
                break;
            }
        }
        values
    }
}

fn from_truth<'a>(truth: Option<bool>, written: Written<'a>) -> Value<'a> {
    truth.map_or_else(
        || Value::unknown(written),
        |truth| Value::constant(written, Constant::Bool(truth)),
    )
}

fn unary<'a>(op: UnaryOp, operand: Value<'a>, written: Written<'a>) -> Value<'a> {
    match (op, operand.constant) {
        (UnaryOp::Not, _) => from_truth(operand.truth.map(|truth| !truth), written),
        (UnaryOp::USub, Some(Constant::Int(number))) => {
            Value::constant(written, Constant::Int(number.wrapping_neg()))
        }
        (UnaryOp::USub, Some(Constant::Float(number))) => {
            Value::constant(written, Constant::Float(-number))
        }
        (UnaryOp::UAdd, Some(number @ (Constant::Int(_) | Constant::Float(_)))) => {
            Value::constant(written, number)
        }
        _ => Value::unknown(written),
    }
}

fn add<'a>(left: &Value<'a>, right: &Value<'a>, written: Written<'a>) -> Value<'a> {
    match (&left.constant, &right.constant) {
        (Some(Constant::Str(left)), Some(Constant::Str(right)))
            if left.len() + right.len() < 1 << 16 =>
        {
            Value::constant(written, Constant::Str(format!("{left}{right}")))
        }
        (Some(Constant::Int(left)), Some(Constant::Int(right))) => {
            Value::constant(written, Constant::Int(left.wrapping_add(*right)))
        }
        _ => Value::unknown(written),
    }
}

fn literal(written: Written<'_>) -> Value<'_> {
    let elements = |elements: &[Expr]| match elements.iter().all(Expr::is_starred_expr) {
        true if elements.is_empty() => Some(false),
        true => None,
        false => Some(true),
    };
    match written.expr {
        Expr::NoneLiteral(_) => Value::constant(written, Constant::None),
        Expr::BooleanLiteral(literal) => Value::constant(written, Constant::Bool(literal.value)),
        Expr::StringLiteral(literal) => {
            Value::constant(written, Constant::Str(literal.value.to_str().to_owned()))
        }
        Expr::BytesLiteral(literal) => {
            Value::constant(written, Constant::Bytes(literal.value.bytes().collect()))
        }
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(number) => match number.as_i64() {
                Some(number) => Value::constant(written, Constant::Int(number)),
                None => Value::made(written, Some(true)),
            },
            Number::Float(number) => Value::constant(written, Constant::Float(*number)),
            Number::Complex { .. } => Value::made(written, None),
        },
        Expr::List(list) => Value::made(written, elements(&list.elts)),
        Expr::Tuple(tuple) => Value::made(written, elements(&tuple.elts)),
        Expr::Set(set) => Value::made(written, elements(&set.elts)),
        Expr::Dict(dict) => {
            let unpacked = dict.items.iter().all(|item| item.key.is_none());
            let truth =
                if dict.items.is_empty() { Some(false) } else { (!unpacked).then_some(true) };
            Value::made(written, truth)
        }
        Expr::Lambda(_) | Expr::EllipsisLiteral(_) => Value::made(written, Some(true)),
        Expr::ListComp(_)
        | Expr::SetComp(_)
        | Expr::DictComp(_)
        | Expr::FString(_)
        | Expr::TString(_) => Value::made(written, None),
        Expr::Generator(_) => Value::made(written, Some(true)),
        _ => Value::unknown(written),
    }
}
