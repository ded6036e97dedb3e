//! Comprehensions and generator expressions, element by element as far as the elements are known.

use ruff_python_ast::{Comprehension, Expr};

use super::machine::{Machine, ScopeKind, Stop};
use super::value::{ScopeId, Value};

// Elements of one comprehension that are looked at one by one.
const MOST_ELEMENTS: usize = 500;

impl<'p> Machine<'p> {
    pub(super) fn comprehension(
        &mut self,
        elements: &[&'p Expr],
        generators: &'p [Comprehension],
    ) -> Result<Value<'p>, Stop> {
        let outer = self.local();
        self.keep(outer);
        let first = match generators.first() {
            Some(generator) => self.eval(&generator.iter)?,
            None => Value::Unknown,
        };
        let scope = self.open_scope(ScopeKind::Function, Some(outer));
        self.set_local(scope);
        let mut found = Vec::new();
        let ran = self.rounds(elements, generators, Some(first), &mut found);
        self.set_local(outer);
        self.close_scope(scope);
        let exact = ran?;
        Ok(Value::some_list(found, exact))
    }

    fn rounds(
        &mut self,
        elements: &[&'p Expr],
        generators: &'p [Comprehension],
        first: Option<Value<'p>>,
        found: &mut Vec<Value<'p>>,
    ) -> Result<bool, Stop> {
        let Some((generator, rest)) = generators.split_first() else {
            for element in elements {
                let value = self.eval(element)?;
                found.push(value);
            }
            return Ok(true);
        };
        let value = match first {
            Some(first) => first,
            None => self.eval(&generator.iter)?,
        };
        let (mut items, mut exact) = self.iterate(value)?;
        if items.len() > MOST_ELEMENTS {
            items.truncate(MOST_ELEMENTS);
            exact = false;
        }
        let unknown = (!exact).then_some(Value::Unknown);
        for item in items.into_iter().chain(unknown) {
            self.store(&generator.target, item)?;
            let mut holds = Some(true);
            for test in &generator.ifs {
                let value = self.eval(test)?;
                let value = self.settle(value);
                holds = if holds == Some(true) { value.truth() } else { holds };
            }
            exact &= holds.is_some();
            if holds != Some(false) && found.len() <= MOST_ELEMENTS {
                exact &= self.step(|machine| machine.rounds(elements, rest, None, found))?;
            }
        }
        Ok(exact)
    }

    pub(super) fn set_local(&mut self, scope: ScopeId) {
        if let Some(frame) = self.frames.last_mut() {
            frame.scope = scope;
        }
    }
}
