//! Tests that decide whether a place runs.

use ruff_python_ast::{Expr, Stmt};

use super::frame::{FrameId, FrameKind};
use super::module::Module;
use super::names::Fuel;
use super::scope::BindingKind;
use super::sites::{Site, Written};
use ruff_text_size::Ranged;

// Calls of calls: further than this nobody reads.
const FARTHEST: usize = 3;

/// A test that decides whether a place runs.
pub type Guard<'a> = Written<'a>;

impl<'a> Module<'a> {
    /// The tests that decide whether a place runs, inside its function and around it.
    ///
    /// A function that is called at one place in the file runs when that place does.
    pub fn guards(&self, site: Site) -> Vec<Guard<'a>> {
        let mut guards = Vec::new();
        let mut at = Some(site);
        for _ in 0..FARTHEST {
            let Some(site) = at else { break };
            self.guards_around(site, &mut guards);
            at = self.function(site.frame).and_then(|function| {
                let mut calls = self.calls_of(function);
                let (call, _) = calls.next()?;
                calls.next().is_none().then_some(call)
            });
        }
        guards
    }

    fn guards_around(&self, site: Site, guards: &mut Vec<Guard<'a>>) {
        for (id, frame) in self.around(site.frame) {
            let outer = frame.parent.unwrap_or(id);
            let mut add = |expr: &'a Expr| guards.push(Written { expr, frame: outer });
            match frame.kind {
                FrameKind::If(stmt, branch) => {
                    add(&stmt.test);
                    stmt.elif_else_clauses
                        .iter()
                        .take(branch)
                        .flat_map(|clause| &clause.test)
                        .for_each(add);
                }
                FrameKind::Choice(choice, _) => add(&choice.test),
                FrameKind::Operand(operation, at) => operation.values[..at].iter().for_each(add),
                FrameKind::While(stmt, true) => add(&stmt.test),
                FrameKind::Case(stmt, at) => {
                    add(&stmt.subject);
                    stmt.cases[at]
                        .guard
                        .iter()
                        .for_each(|guard| guards.push(Written { expr: guard, frame: id }));
                }
                _ => {}
            }
        }
        self.earlier_exits(site, guards);
    }

    // `if …: return` and `assert …` before the place, in its block or a block around it.
    fn earlier_exits(&self, site: Site, guards: &mut Vec<Guard<'a>>) {
        let mut stmt = Some(site.stmt);
        while let Some(id) = stmt {
            let (frame, position) = self.position(id);
            for earlier in &self.frame(frame).suite[..position] {
                match earlier {
                    Stmt::If(earlier) => {
                        let mut bodies = vec![&*earlier.body];
                        bodies.extend(earlier.elif_else_clauses.iter().map(|clause| &*clause.body));
                        if bodies.into_iter().any(|body| self.ends(body)) {
                            let tests =
                                earlier.elif_else_clauses.iter().flat_map(|clause| &clause.test);
                            guards.extend(
                                std::iter::once(&*earlier.test)
                                    .chain(tests)
                                    .map(|expr| Written { expr, frame }),
                            );
                        }
                    }
                    Stmt::Assert(earlier) => guards.push(Written { expr: &earlier.test, frame }),
                    _ => {}
                }
            }
            stmt = self.frame(frame).stmt;
        }
    }

    /// The expressions that a test is made of, and those that its names stand for.
    pub fn parts(&self, test: Written<'a>) -> Vec<Written<'a>> {
        let mut parts = Vec::new();
        self.add_parts(test, &mut parts, &Fuel::new(), 3);
        parts
    }

    fn add_parts(&self, test: Written<'a>, parts: &mut Vec<Written<'a>>, fuel: &Fuel, far: usize) {
        for node in self.nodes_in(&super::span_of(test.expr)) {
            parts.push(node.written());
            let Expr::Name(name) = node.expr else {
                continue;
            };
            if far == 0 || !fuel.burn() {
                continue;
            }
            let at = name.range().start().to_usize();
            let bindings =
                self.lookup(name.id.as_str(), node.site.frame, at).map(|(_, bindings)| bindings);
            for binding in bindings.into_iter().flatten() {
                if let BindingKind::Assign(value) = binding.kind {
                    self.add_parts(
                        Written { expr: value, frame: binding.frame },
                        parts,
                        fuel,
                        far - 1,
                    );
                }
            }
        }
    }

    /// The names of the environment variables that an expression reads; a name that is not constant is given as it is
    /// written.
    pub fn environment(&self, written: Written<'a>) -> Option<String> {
        let inner = |expr: &'a Expr| Written { expr, ..written };
        let named = |expr: &'a Expr, names: &[&str]| {
            let referents = self.referents(inner(expr));
            referents.iter().any(|referent| names.contains(&referent.name.as_str()))
        };
        let key = match written.expr {
            Expr::Call(call) => {
                let readers = [
                    "os.getenv",
                    "os.getenvb",
                    "os.environ.get",
                    "os.environ.pop",
                    "os.environ.setdefault",
                ];
                call.arguments.args.first().filter(|_| named(&call.func, &readers))?
            }
            Expr::Subscript(subscript) => {
                Some(&*subscript.slice).filter(|_| named(&subscript.value, &["os.environ"]))?
            }
            Expr::Compare(compare) => {
                let compared = compare.comparators.iter().any(|expr| named(expr, &["os.environ"]));
                Some(&*compare.left).filter(|_| compared)?
            }
            _ => return None,
        };
        let constant = self.values(inner(key)).into_iter().find_map(|value| value.constant);
        Some(match constant {
            Some(super::Constant::Str(name)) => name,
            _ => self.text_of(key).to_owned(),
        })
    }

    /// The frame's innermost function, class or the module.
    pub fn owner(&self, frame: FrameId) -> FrameId {
        let owners = |kind: &FrameKind| {
            kind.is_function() || matches!(kind, FrameKind::Class(_) | FrameKind::Module)
        };
        self.around(frame).find(|(_, frame)| owners(&frame.kind)).map_or(frame, |(id, _)| id)
    }
}
