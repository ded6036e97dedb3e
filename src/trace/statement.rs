//! Statements, run one after the other.

use std::rc::Rc;

use ruff_python_ast::{
    Decorator, Expr, Stmt, StmtAnnAssign, StmtAugAssign, StmtClassDef, StmtFunctionDef, StmtRaise,
};
use ruff_text_size::Ranged;

use super::machine::{Machine, Raised, ScopeKind, Stop};
use super::value::{Binding, Body, Class, Function, Value};
use crate::python::{dotted_text, is_stdlib};

/// Where a program may go on after a statement.
#[derive(Clone)]
pub(super) struct Flow {
    bits: u8,
    raised: Option<Rc<Raised>>,
}

impl Flow {
    /// With the next statement.
    pub(super) const NEXT: Self = Self::of(1);
    /// After the call of the function that it is in.
    pub(super) const RETURN: Self = Self::of(2);
    pub(super) const BREAK: Self = Self::of(4);
    pub(super) const CONTINUE: Self = Self::of(8);
    /// Nowhere: the call that the trace looks for was made.
    pub(super) const CALLED: Self = Self::of(16);
    /// Nowhere: it never ends.
    pub(super) const STUCK: Self = Self::of(32);
    const RAISE: u8 = 64;

    const fn of(bits: u8) -> Self {
        Self { bits, raised: None }
    }

    pub(super) fn raise(raised: Rc<Raised>) -> Self {
        Self { bits: Self::RAISE, raised: Some(raised) }
    }

    pub(super) fn has(&self, other: &Self) -> bool {
        self.bits & other.bits != 0
    }

    /// The exception that may be on its way.
    pub(super) fn raised(&self) -> Option<&Rc<Raised>> {
        self.raised.as_ref()
    }

    pub(super) fn with(mut self, other: Self) -> Self {
        self.bits |= other.bits;
        self.raised = self.raised.or(other.raised);
        self
    }

    pub(super) fn without(mut self, other: &Self) -> Self {
        self.bits &= !other.bits;
        self
    }

    pub(super) fn without_raise(mut self) -> Self {
        self.bits &= !Self::RAISE;
        self.raised = None;
        self
    }

    /// Whether nothing is known to go on.
    pub(super) fn is_nowhere(&self) -> bool {
        self.bits == 0
    }

    /// Whether the program may go on at all.
    pub(super) fn lives(&self) -> bool {
        self.bits & 15 != 0
    }

    /// Why the program does not go on, if it does not.
    pub(super) fn end(self) -> Result<(), Stop> {
        match self.raised {
            _ if self.bits & 15 != 0 => Ok(()),
            Some(raised) if self.bits & Self::RAISE != 0 => Err(Stop::Raise(raised)),
            _ if self.has(&Self::STUCK) => Err(Stop::Stuck),
            _ => Err(Stop::Called),
        }
    }
}

impl<'p> Machine<'p> {
    /// Runs statements. Only what ends the whole trace is an error here.
    pub(super) fn block(&mut self, stmts: &'p [Stmt]) -> Result<Flow, Stop> {
        let mut all = Flow::NEXT;
        for stmt in stmts {
            if let Some(frame) = self.frames.last_mut() {
                frame.site.stand(stmt.range());
            }
            let flow = self.caught(|machine| machine.statement(stmt))?;
            all = all.without(&Flow::NEXT).with(flow.clone());
            if !flow.has(&Flow::NEXT) {
                break;
            }
        }
        Ok(all)
    }

    /// A run whose exceptions are a way on.
    pub(super) fn caught(
        &mut self,
        run: impl FnOnce(&mut Self) -> Result<Flow, Stop>,
    ) -> Result<Flow, Stop> {
        match self.step(run) {
            Err(Stop::Called) => Ok(Flow::CALLED),
            Err(Stop::Stuck) => Ok(Flow::STUCK),
            Err(Stop::Raise(raised)) => Ok(Flow::raise(raised)),
            other => other,
        }
    }

    fn statement(&mut self, stmt: &'p Stmt) -> Result<Flow, Stop> {
        match stmt {
            Stmt::Import(stmt) => return self.import_statement(stmt),
            Stmt::ImportFrom(stmt) => return self.import_from_statement(stmt),
            Stmt::Expr(stmt) => drop(self.eval(&stmt.value)?),
            Stmt::Assign(stmt) => {
                let value = self.eval(&stmt.value)?;
                for target in &stmt.targets {
                    self.store(target, value.clone())?;
                }
            }
            Stmt::AnnAssign(stmt) => self.annotated(stmt)?,
            Stmt::AugAssign(stmt) => self.augmented(stmt)?,
            Stmt::FunctionDef(def) => self.define_function(def)?,
            Stmt::ClassDef(def) => self.define_class(def)?,
            Stmt::If(stmt) => return self.if_statement(stmt),
            Stmt::Try(stmt) => return self.try_statement(stmt),
            Stmt::For(stmt) => return self.for_statement(stmt),
            Stmt::While(stmt) => return self.while_statement(stmt),
            Stmt::With(stmt) => return self.with_statement(stmt),
            Stmt::Match(stmt) => return self.match_statement(stmt),
            Stmt::Raise(stmt) => return self.raise_statement(stmt),
            Stmt::Return(stmt) => {
                let value = match &stmt.value {
                    Some(value) => self.eval(value)?,
                    None => Value::None,
                };
                if let Some(frame) = self.frames.last_mut() {
                    frame.returned.push(value);
                }
                return Ok(Flow::RETURN);
            }
            Stmt::Assert(stmt) => {
                let value = self.eval(&stmt.test)?;
                if self.settle(value).truth() == Some(false) {
                    return self.raise("AssertionError", "an assertion does not hold");
                }
            }
            Stmt::Delete(stmt) => {
                for target in &stmt.targets {
                    if let Expr::Name(name) = target {
                        let scope = self.local();
                        self.assign(scope, name.id.as_str(), None);
                    }
                }
            }
            Stmt::Global(stmt) => {
                let scope = self.local();
                let names = stmt.names.iter().map(|name| name.as_str());
                self.scopes[scope.0 as usize].globals.extend(names);
            }
            Stmt::Nonlocal(stmt) => {
                let scope = self.local();
                let names = stmt.names.iter().map(|name| name.as_str());
                self.scopes[scope.0 as usize].nonlocals.extend(names);
            }
            Stmt::TypeAlias(stmt) => self.store(&stmt.name, Value::Unknown)?,
            Stmt::Break(_) => return Ok(Flow::BREAK),
            Stmt::Continue(_) => return Ok(Flow::CONTINUE),
            Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {}
        }
        Ok(Flow::NEXT)
    }

    fn annotated(&mut self, stmt: &'p StmtAnnAssign) -> Result<(), Stop> {
        let Some(value) = &stmt.value else { return Ok(()) };
        let value = self.eval(value)?;
        self.store(&stmt.target, value)
    }

    fn augmented(&mut self, stmt: &'p StmtAugAssign) -> Result<(), Stop> {
        let before = self.eval(&stmt.target)?;
        let by = self.eval(&stmt.value)?;
        let after = self.operate(stmt.op, &before, &by);
        self.store(&stmt.target, after)
    }

    fn raise_statement(&mut self, stmt: &'p StmtRaise) -> Result<Flow, Stop> {
        let Some(exc) = &stmt.exc else {
            let reason = format!("{}: an exception is raised again", self.place());
            return Err(Stop::Raise(Rc::new(Raised { class: None, reason: reason.into() })));
        };
        self.eval(exc)?;
        let named = match &**exc {
            Expr::Call(call) => dotted_text(&call.func),
            other => dotted_text(other),
        };
        let class = named.as_deref().and_then(|name| name.rsplit('.').next()).map(Rc::from);
        let what = class.as_deref().unwrap_or("an exception");
        let reason = format!("{}: {what} is raised", self.place());
        Err(Stop::Raise(Rc::new(Raised { class, reason: reason.into() })))
    }

    // ---- definitions

    fn define_function(&mut self, def: &'p StmtFunctionDef) -> Result<(), Stop> {
        let function = self.function(Body::Def(def))?;
        let value = self.decorate(&def.decorator_list, Value::Function(Rc::new(function)))?;
        let scope = self.local();
        self.assign(scope, def.name.as_str(), Some(value));
        Ok(())
    }

    /// A function or lambda, made here.
    pub(super) fn function(&mut self, body: Body<'p>) -> Result<Function<'p>, Stop> {
        let parameters = match body {
            Body::Def(def) => Some(&*def.parameters),
            Body::Lambda(lambda) => lambda.parameters.as_deref(),
        };
        let mut defaults = Vec::new();
        for parameter in parameters.into_iter().flat_map(|all| all.iter_non_variadic_params()) {
            if let Some(default) = parameter.default() {
                defaults.push((parameter.name().as_str(), self.eval(default)?.bounded()));
            }
        }
        let scope = self.local();
        self.keep(scope);
        let generator = match body {
            Body::Def(def) => def.is_async || super::generator::yields(&def.body),
            Body::Lambda(_) => false,
        };
        let frame = self.frames.last();
        let (module, code) = match frame {
            Some(frame) => (frame.module, frame.site.code),
            None => return Err(Stop::Spent("a function stands outside of a module".into())),
        };
        Ok(Function {
            body,
            scope,
            module,
            code,
            defaults: defaults.into(),
            binding: Binding::Plain,
            generator,
        })
    }

    fn define_class(&mut self, def: &'p StmtClassDef) -> Result<(), Stop> {
        let mut bases = Vec::new();
        if let Some(arguments) = &def.arguments {
            for base in &arguments.args {
                bases.push(self.eval(base)?.bounded());
            }
            for keyword in &arguments.keywords {
                self.eval(&keyword.value)?;
            }
        }
        let outer = self.local();
        self.keep(outer);
        let scope = self.open_scope(ScopeKind::Class, Some(outer));
        if let Some(frame) = self.frames.last_mut() {
            frame.scope = scope;
        }
        let ran = self.block(&def.body);
        if let Some(frame) = self.frames.last_mut() {
            frame.scope = outer;
        }
        ran?.end()?;
        let class = Rc::new(Class { def, scope, bases });
        self.stand_at(def);
        self.subclassed(&class)?;
        let value = self.decorate(&def.decorator_list, Value::Class(class))?;
        self.assign(outer, def.name.as_str(), Some(value));
        Ok(())
    }

    // A decorator whose result is not known may give back what it decorates, in a wrapping.
    fn decorate(
        &mut self,
        decorators: &'p [Decorator],
        mut value: Value<'p>,
    ) -> Result<Value<'p>, Stop> {
        let mut callees = Vec::new();
        for decorator in decorators {
            callees.push((decorator, self.eval(&decorator.expression)?));
        }
        for (decorator, callee) in callees.into_iter().rev() {
            self.stand_at(decorator);
            let decorated = self.call_with(callee.clone(), vec![value.clone()])?;
            value = match (decorated, &value, &callee) {
                (Value::Unknown | Value::External(_), Value::Class(_), _) => continue,
                // Python's own decorators wrap.
                (_, _, Value::External(name))
                    if is_stdlib(name) && !name.starts_with("builtins") =>
                {
                    continue;
                }
                (Value::Unknown | Value::External(_), ..) => Value::either([value, Value::Unknown]),
                (decorated, ..) => decorated,
            };
        }
        Ok(value)
    }
}
