//! Expressions by the identifier that they begin with: most checks ask for few identifiers, and most modules have few.

use ruff_python_ast::Expr;
use rustc_hash::FxHashMap;

use super::meanings::root_of;
use super::module::Module;

/// Some of the nodes of a module, by the identifier that they begin with.
#[derive(Default)]
pub struct ByRoot<'a> {
    known: FxHashMap<&'a str, Vec<u32>>,
    // Those that begin with anything else.
    others: Vec<u32>,
}

impl<'a> ByRoot<'a> {
    fn add(&mut self, at: u32, beginning: &'a Expr) {
        match root_of(beginning) {
            Expr::Name(name) => self.known.entry(&name.id).or_default().push(at),
            _ => self.others.push(at),
        }
    }

    /// The numbers of the nodes that begin with wanted identifiers, or with none, in their order.
    pub fn chosen(&self, wanted: impl Fn(&'a str) -> bool) -> Vec<usize> {
        let known = self.known.iter().filter(|(root, _)| wanted(root));
        let mut chosen: Vec<usize> =
            known.flat_map(|(_, all)| all).chain(&self.others).map(|at| *at as usize).collect();
        chosen.sort_unstable();
        chosen
    }
}

impl<'a> Module<'a> {
    /// All calls, by the beginnings of what is called.
    pub fn calls_by_root(&self) -> &ByRoot<'a> {
        self.calls_by_root.get_or_init(|| {
            let mut all = ByRoot::default();
            for at in &self.calls {
                if let Expr::Call(call) = self.nodes[*at as usize].expr {
                    all.add(*at, &call.func);
                }
            }
            all
        })
    }

    /// All identifiers, attributes and calls. Calls count as if they began with no identifier: what they come to may have
    /// any name.
    pub fn names_by_root(&self) -> &ByRoot<'a> {
        self.names_by_root.get_or_init(|| {
            let mut all = ByRoot::default();
            for (at, node) in self.nodes.iter().enumerate() {
                match node.expr {
                    Expr::Name(_) | Expr::Attribute(_) => all.add(at as u32, node.expr),
                    Expr::Call(_) => all.others.push(at as u32),
                    _ => {}
                }
            }
            all
        })
    }
}
