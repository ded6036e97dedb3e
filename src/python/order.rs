//! What runs before what.

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::frame::{FrameId, FrameKind};
use super::module::Module;
use super::names::Fuel;
use super::sites::{Definition, Site};

// Calls of calls of calls: further than this nobody reads.
const FARTHEST: usize = 4;

impl<'a> Module<'a> {
    /// Whether two frames are branches of the same construct of which only one runs.
    pub fn excludes(&self, one: FrameId, other: FrameId) -> bool {
        let Some((one, other)) = self.parting(one, other) else {
            return false;
        };
        let (one, other) = (self.frame(one).kind, self.frame(other).kind);
        let branches = |kind: &FrameKind| {
            matches!(kind, FrameKind::If(..) | FrameKind::Choice(..) | FrameKind::Case(..))
        };
        let handled = matches!(one, FrameKind::Except(..) | FrameKind::TryElse(_))
            && matches!(other, FrameKind::Except(..) | FrameKind::TryElse(_));
        // What has the same owner is of the same construct.
        (handled || branches(&one)) && one.owner() == other.owner()
    }

    // The two frames, around the given ones, in which their ways part.
    fn parting(&self, one: FrameId, other: FrameId) -> Option<(FrameId, FrameId)> {
        let (mut one, mut other) = (one, other);
        while self.frame(one).depth > self.frame(other).depth {
            let parent = self.frame(one).parent?;
            if parent == other {
                return None;
            }
            one = parent;
        }
        while self.frame(other).depth > self.frame(one).depth {
            let parent = self.frame(other).parent?;
            if parent == one {
                return None;
            }
            other = parent;
        }
        while one != other {
            let parents = (self.frame(one).parent?, self.frame(other).parent?);
            if parents.0 == parents.1 {
                return Some((one, other));
            }
            (one, other) = parents;
        }
        None
    }

    /// Whether what stands at `first` runs before what stands at `second`, in some run of the program.
    pub fn runs_before(&self, first: (Site, usize), second: (Site, usize)) -> bool {
        self.precedes(first, second, FARTHEST, &Fuel::new())
    }

    // A function's body runs where the function is called.
    fn precedes(
        &self,
        first: (Site, usize),
        second: (Site, usize),
        far: usize,
        fuel: &Fuel,
    ) -> bool {
        let one = self.function(first.0.frame);
        let other = self.function(second.0.frame);
        if one == other {
            return self.falls_through(first, second);
        }
        if !fuel.burn() {
            return false;
        }
        let encloses = |outer: FrameId, inner: (Site, usize)| self.is_around(outer, inner.0.frame);
        if let Some(one) = one.filter(|one| far > 0 && !encloses(*one, second))
            && self.calls_of(one).any(|call| self.precedes(call, second, far - 1, fuel))
        {
            return true;
        }
        let Some(other) = other.filter(|other| !encloses(*other, first)) else {
            return false;
        };
        let outer = self.outermost_within(other, one);
        let mut calls = self.calls_of(outer).peekable();
        match calls.peek() {
            Some(_) if far > 0 => calls.any(|call| self.precedes(first, call, far - 1, fuel)),
            // Without a call here, it runs when everything around it is done.
            _ => match one {
                None => true,
                Some(one) => encloses(one, second) && first.1 < second.1,
            },
        }
    }

    // The function around `inner` whose definition stands directly in the function `outer`, or in the module.
    fn outermost_within(&self, inner: FrameId, outer: Option<FrameId>) -> FrameId {
        let functions =
            self.around(inner).filter(|(_, frame)| frame.kind.is_function()).map(|(id, _)| id);
        functions.take_while(|id| Some(*id) != outer).last().unwrap_or(inner)
    }

    /// Where a function is called by its plain name, but for calls from within itself.
    pub(super) fn calls_of(&self, function: FrameId) -> impl Iterator<Item = (Site, usize)> {
        let def = self.defs.iter().find(|def| def.body == function);
        let name = def.and_then(|def| match def.what {
            Definition::Function(function) => Some(function.name.as_str()),
            _ => None,
        });
        let calls = name.and_then(|name| self.calls_by_name.get(name)).into_iter().flatten();
        calls.filter_map(move |at| {
            let node = &self.nodes[*at as usize];
            let recursive = self.is_around(function, node.site.frame);
            (!recursive).then(|| (node.site, node.expr.range().start().to_usize()))
        })
    }

    // Within one function, or outside all: text order, unless branches exclude each other or leave in between.
    fn falls_through(&self, first: (Site, usize), second: (Site, usize)) -> bool {
        if first.1 >= second.1 || self.excludes(first.0.frame, second.0.frame) {
            return false;
        }
        let leaves =
            self.around(first.0.frame).take_while(|(id, _)| !self.is_around(*id, second.0.frame));
        !leaves
            .into_iter()
            .any(|(_, frame)| !matches!(frame.kind, FrameKind::Try(_)) && self.ends(frame.suite))
    }

    /// Whether a block never reaches its end.
    pub(super) fn ends(&self, suite: &[Stmt]) -> bool {
        match suite.last() {
            Some(Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_)) => true,
            Some(Stmt::Expr(last)) => match &*last.value {
                Expr::Call(call) => super::dotted_text(&call.func).is_some_and(|name| {
                    matches!(name.as_str(), "sys.exit" | "os._exit" | "exit" | "quit")
                }),
                _ => false,
            },
            _ => false,
        }
    }
}
