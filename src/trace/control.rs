//! Conditions, loops and exceptions: where the program goes on.

use ruff_python_ast::{
    ElifElseClause, ExceptHandler, Expr, Stmt, StmtFor, StmtIf, StmtMatch, StmtTry, StmtWhile,
    StmtWith,
};

use super::machine::{Fork, Machine, Raised, Stop};
use super::statement::Flow;
use super::value::Value;
use crate::python::dotted_text;

// Rounds of one loop that are followed one by one.
const MOST_ROUNDS: usize = 1000;
const MOST_UNBOUNDED: usize = 64;

// What the standard library's exceptions derive from, as far as programs tell them apart at start-up.
const PARENTS: [(&str, &str); 16] = [
    ("ModuleNotFoundError", "ImportError"),
    ("ImportError", "Exception"),
    ("AttributeError", "Exception"),
    ("KeyError", "LookupError"),
    ("IndexError", "LookupError"),
    ("LookupError", "Exception"),
    ("AssertionError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("RuntimeError", "Exception"),
    ("SyntaxError", "Exception"),
    ("ValueError", "Exception"),
    ("TypeError", "Exception"),
    ("StopIteration", "Exception"),
    ("Exception", "BaseException"),
    ("SystemExit", "BaseException"),
];

#[derive(Clone, Copy, PartialEq)]
enum Catches {
    Yes,
    No,
    Maybe,
}

impl<'p> Machine<'p> {
    /// Runs ways on of which one is taken, nobody knows which.
    fn ways(&mut self, options: Vec<Fork<'_, 'p, Flow>>) -> Result<Flow, Stop> {
        let flows = self.fork(options, Flow::lives)?;
        Ok(flows.into_iter().reduce(Flow::with).unwrap_or(Flow::NEXT))
    }

    pub(super) fn if_statement(&mut self, stmt: &'p StmtIf) -> Result<Flow, Stop> {
        self.branch(&stmt.test, &stmt.body, &stmt.elif_else_clauses)
    }

    fn branch(
        &mut self,
        test: &'p Expr,
        body: &'p [Stmt],
        clauses: &'p [ElifElseClause],
    ) -> Result<Flow, Stop> {
        let value = self.eval(test)?;
        match self.settle(value).truth() {
            Some(true) => self.block(body),
            Some(false) => self.otherwise(clauses),
            None => self.ways(vec![
                Box::new(move |machine| machine.block(body)),
                Box::new(move |machine| machine.caught(|machine| machine.otherwise(clauses))),
            ]),
        }
    }

    fn otherwise(&mut self, clauses: &'p [ElifElseClause]) -> Result<Flow, Stop> {
        match clauses.split_first() {
            None => Ok(Flow::NEXT),
            Some((clause, rest)) => match &clause.test {
                None => self.block(&clause.body),
                Some(test) => self.step(|machine| machine.branch(test, &clause.body, rest)),
            },
        }
    }

    pub(super) fn match_statement(&mut self, stmt: &'p StmtMatch) -> Result<Flow, Stop> {
        self.eval(&stmt.subject)?;
        let mut options: Vec<Fork<'_, 'p, Flow>> = Vec::new();
        for case in &stmt.cases {
            options.push(Box::new(|machine| machine.block(&case.body)));
        }
        let sure = stmt
            .cases
            .last()
            .is_some_and(|case| case.guard.is_none() && case.pattern.is_irrefutable());
        if !sure {
            options.push(Box::new(|_| Ok(Flow::NEXT)));
        }
        self.ways(options)
    }

    // ---- loops

    pub(super) fn while_statement(&mut self, stmt: &'p StmtWhile) -> Result<Flow, Stop> {
        let mut all = Flow::NEXT;
        for _ in 0..MOST_UNBOUNDED {
            let value = self.eval(&stmt.test)?;
            match self.settle(value).truth() {
                Some(true) => {}
                Some(false) => return Ok(all.with(self.block(&stmt.orelse)?)),
                None => {
                    let flow = self.ways(vec![
                        Box::new(|machine| machine.block(&stmt.body)),
                        Box::new(|_| Ok(Flow::NEXT)),
                    ])?;
                    return Ok(all.with(end_of_loop(flow)));
                }
            }
            let flow = self.block(&stmt.body)?;
            let breaks = flow.has(&Flow::BREAK);
            let again = flow.has(&Flow::NEXT) || flow.has(&Flow::CONTINUE);
            all = all.without(&Flow::NEXT).with(end_of_round(flow));
            if breaks {
                return Ok(all.with(Flow::NEXT));
            }
            if !again {
                return Ok(all);
            }
        }
        // Python would go round and round; a program that serves does.
        Ok(all.without(&Flow::NEXT).with(Flow::STUCK))
    }

    pub(super) fn for_statement(&mut self, stmt: &'p StmtFor) -> Result<Flow, Stop> {
        let value = self.eval(&stmt.iter)?;
        let (items, exact) = self.iterate(value)?;
        let mut all = Flow::NEXT;
        let mut may_break = false;
        for item in items.into_iter().take(MOST_ROUNDS) {
            self.store(&stmt.target, item)?;
            let flow = self.block(&stmt.body)?;
            let breaks = flow.has(&Flow::BREAK);
            let again = flow.has(&Flow::NEXT) || flow.has(&Flow::CONTINUE);
            all = all.without(&Flow::NEXT).with(end_of_round(flow));
            match (breaks, again) {
                (true, false) => return Ok(all.with(Flow::NEXT)),
                (false, false) => return Ok(all),
                (_, true) => all = all.with(Flow::NEXT),
            }
            may_break |= breaks;
        }
        if !exact {
            let flow = self.ways(vec![
                Box::new(|machine| {
                    machine.caught(|machine| {
                        machine.store(&stmt.target, Value::Unknown)?;
                        machine.block(&stmt.body)
                    })
                }),
                Box::new(|_| Ok(Flow::NEXT)),
            ])?;
            all = all.with(end_of_loop(flow));
        }
        let flow = match may_break && !stmt.orelse.is_empty() {
            true => self.ways(vec![
                Box::new(|machine| machine.block(&stmt.orelse)),
                Box::new(|_| Ok(Flow::NEXT)),
            ])?,
            false => self.block(&stmt.orelse)?,
        };
        Ok(all.without(&Flow::NEXT).with(flow))
    }

    pub(super) fn with_statement(&mut self, stmt: &'p StmtWith) -> Result<Flow, Stop> {
        let mut suppresses = false;
        for item in &stmt.items {
            suppresses |= self.is_suppress(&item.context_expr)?;
            let manager = self.eval(&item.context_expr)?;
            let entered = self.enter(manager)?;
            if let Some(target) = &item.optional_vars {
                self.store(target, entered)?;
            }
        }
        self.catching += u32::from(suppresses);
        let ran = self.block(&stmt.body);
        self.catching -= u32::from(suppresses);
        let flow = ran?;
        match suppresses && flow.raised().is_some() {
            true => Ok(flow.without_raise().with(Flow::NEXT)),
            false => Ok(flow),
        }
    }

    fn is_suppress(&mut self, expr: &'p Expr) -> Result<bool, Stop> {
        let Expr::Call(call) = expr else { return Ok(false) };
        let callee = self.eval(&call.func)?;
        Ok(matches!(&callee, Value::External(name) if &**name == "contextlib.suppress"))
    }

    // ---- exceptions

    pub(super) fn try_statement(&mut self, stmt: &'p StmtTry) -> Result<Flow, Stop> {
        let missing = Raised { class: Some("ModuleNotFoundError".into()), reason: "".into() };
        let catches = stmt.handlers.iter().any(|handler| catch(handler, &missing) != Catches::No);
        self.catching += u32::from(catches);
        let ran = self.block(&stmt.body);
        self.catching -= u32::from(catches);
        let flow = self.handled(stmt, ran?)?;
        if stmt.finalbody.is_empty() || !(flow.lives() || flow.raised().is_some()) {
            return Ok(flow);
        }
        let last = self.block(&stmt.finalbody)?;
        match last.has(&Flow::NEXT) {
            true => Ok(flow.with(last.without(&Flow::NEXT))),
            false => Ok(last),
        }
    }

    fn handled(&mut self, stmt: &'p StmtTry, flow: Flow) -> Result<Flow, Stop> {
        let Some(raised) = flow.raised().cloned() else {
            return match flow.has(&Flow::NEXT) {
                true => Ok(flow.without(&Flow::NEXT).with(self.block(&stmt.orelse)?)),
                false => Ok(flow),
            };
        };
        let mut options: Vec<Fork<'_, 'p, Flow>> = Vec::new();
        let mut escapes = true;
        for handler in &stmt.handlers {
            let catches = catch(handler, &raised);
            if catches != Catches::No {
                options.push(Box::new(move |machine| machine.handler(handler)));
            }
            if catches == Catches::Yes {
                escapes = false;
                break;
            }
        }
        if escapes {
            let raised = raised.clone();
            options.push(Box::new(move |_| Ok(Flow::raise(raised))));
        }
        let goes_on = flow.has(&Flow::NEXT);
        let others = flow.without_raise().without(&Flow::NEXT);
        if goes_on {
            options.push(Box::new(|machine| machine.block(&stmt.orelse)));
        } else if !others.is_nowhere() {
            let others = others.clone();
            options.push(Box::new(move |_| Ok(others)));
        }
        let after = match options.len() {
            1 => options.remove(0)(self)?,
            _ => self.ways(options)?,
        };
        Ok(others.with(after))
    }

    fn handler(&mut self, handler: &'p ExceptHandler) -> Result<Flow, Stop> {
        let ExceptHandler::ExceptHandler(handler) = handler;
        if let Some(name) = &handler.name {
            let scope = self.local();
            self.assign(scope, name.as_str(), Some(Value::Unknown));
        }
        self.block(&handler.body)
    }
}

fn end_of_round(flow: Flow) -> Flow {
    flow.without(&Flow::NEXT).without(&Flow::CONTINUE).without(&Flow::BREAK)
}

fn end_of_loop(flow: Flow) -> Flow {
    end_of_round(flow).with(Flow::NEXT)
}

fn catch(handler: &ExceptHandler, raised: &Raised) -> Catches {
    let ExceptHandler::ExceptHandler(handler) = handler;
    let Some(caught) = &handler.type_ else { return Catches::Yes };
    let one = |expr: &Expr| {
        let Some(name) = dotted_text(expr) else { return Catches::Maybe };
        let name = name.rsplit('.').next().unwrap_or(&name);
        match &raised.class {
            None if matches!(name, "Exception" | "BaseException") => Catches::Yes,
            None => Catches::Maybe,
            Some(class) => catch_name(name, class),
        }
    };
    let all: Vec<Catches> = match &**caught {
        Expr::Tuple(tuple) => tuple.elts.iter().map(one).collect(),
        other => vec![one(other)],
    };
    match all {
        all if all.contains(&Catches::Yes) => Catches::Yes,
        all if all.contains(&Catches::Maybe) => Catches::Maybe,
        _ => Catches::No,
    }
}

fn catch_name(caught: &str, raised: &str) -> Catches {
    let mut class = raised;
    loop {
        if class == caught {
            return Catches::Yes;
        }
        match PARENTS.iter().find(|(child, _)| *child == class) {
            Some((_, parent)) => class = parent,
            // A class of somebody else's is an ordinary exception as a rule.
            None if class == raised && caught == "Exception" => return Catches::Yes,
            None if class == raised && caught == "BaseException" => return Catches::Yes,
            None if class == raised => return Catches::Maybe,
            None => return Catches::No,
        }
    }
}
