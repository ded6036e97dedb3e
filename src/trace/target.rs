//! Where values go: the targets of assignments and the arguments of calls; and parts of values.

use ruff_python_ast::{Expr, ExprSubscript, Number};

use super::machine::{Machine, Stop};
use super::value::{Args, Value};
use crate::python::level;

impl<'p> Machine<'p> {
    pub(super) fn subscript(&mut self, subscript: &'p ExprSubscript) -> Result<Value<'p>, Stop> {
        let value = self.eval(&subscript.value)?;
        let value = self.settle(value);
        if let Expr::Slice(slice) = &*subscript.slice {
            self.eval(&subscript.slice)?;
            let bound = |part: &Option<Box<Expr>>| match part.as_deref() {
                Some(Expr::NumberLiteral(number)) => match &number.value {
                    Number::Int(number) => number.as_i64(),
                    _ => None,
                },
                _ => None,
            };
            return Ok(match (&value, &slice.lower, bound(&slice.upper)) {
                (Value::List(list), None, Some(upper)) if list.exact.get() && upper >= 0 => {
                    Value::list(list.items.borrow().iter().take(upper as usize).cloned().collect())
                }
                _ => Value::Unknown,
            });
        }
        let key = self.eval(&subscript.slice)?;
        let key = self.settle(key);
        self.item(&value, &key)
    }

    /// Binds a target.
    pub(super) fn store(&mut self, target: &'p Expr, value: Value<'p>) -> Result<(), Stop> {
        match target {
            Expr::Name(name) => {
                let scope = self.local();
                self.assign(scope, name.id.as_str(), Some(value));
            }
            Expr::Tuple(tuple) => self.store_several(&tuple.elts, value)?,
            Expr::List(list) => self.store_several(&list.elts, value)?,
            Expr::Starred(starred) => level(|| self.store(&starred.value, Value::Unknown))?,
            Expr::Attribute(attribute) => {
                let object = self.eval(&attribute.value)?;
                self.set_attribute(&object, attribute.attr.as_str(), value);
            }
            Expr::Subscript(subscript) => {
                let object = self.eval(&subscript.value)?;
                let key = self.eval(&subscript.slice)?;
                self.set_item(&object, key, value);
            }
            _ => {}
        }
        Ok(())
    }

    fn store_several(&mut self, targets: &'p [Expr], value: Value<'p>) -> Result<(), Stop> {
        let items = match &value {
            Value::List(list) if list.exact.get() => list.items.borrow().clone(),
            _ => Vec::new(),
        };
        let starred = targets.iter().any(Expr::is_starred_expr);
        for (at, target) in targets.iter().enumerate() {
            let item = (!starred).then(|| items.get(at).cloned()).flatten();
            level(|| self.store(target, item.unwrap_or(Value::Unknown)))?;
        }
        Ok(())
    }

    /// The arguments of a call, evaluated.
    pub(super) fn arguments(
        &mut self,
        arguments: &'p ruff_python_ast::Arguments,
    ) -> Result<Args<'p>, Stop> {
        let mut args = Args::default();
        for argument in &arguments.args {
            match argument {
                Expr::Starred(starred) => {
                    let value = self.eval(&starred.value)?;
                    let (items, exact) = self.iterate(value)?;
                    args.positional.extend(items);
                    args.open |= !exact;
                }
                _ => {
                    let value = self.eval(argument)?;
                    args.positional.push(self.settle(value));
                }
            }
        }
        for keyword in &arguments.keywords {
            let value = self.eval(&keyword.value)?;
            let value = self.settle(value);
            match (&keyword.arg, value) {
                (Some(name), value) => args.keywords.push((name.as_str().into(), value)),
                (None, Value::Dict(dict)) => {
                    args.open |= !dict.exact.get();
                    for (key, value) in dict.pairs.borrow().iter() {
                        if let Value::Str(key) = key {
                            args.keywords.retain(|(name, _)| name != key);
                            args.keywords.push((key.clone(), value.clone()));
                        }
                    }
                }
                (None, _) => args.open = true,
            }
        }
        Ok(args)
    }
}
