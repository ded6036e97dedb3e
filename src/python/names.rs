//! What a name in the code refers to.

use std::cell::Cell;
use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::Ranged;

use super::frame::{FrameId, FrameKind};
use super::module::Module;
use super::scope::{Binding, BindingKind, MODULE_SCOPE, ScopeId, ScopeKind};
use super::sites::Written;
use super::stdlib::is_builtin;

// No dotted name is longer, and no name has more meanings that matter.
const LONGEST: usize = 64;
const LONGEST_NAME: usize = 1000;
const MOST: usize = 16;

/// How much following of names one question may cost.
pub(super) struct Fuel(Cell<u32>);

impl Fuel {
    pub(super) fn new() -> Self {
        Self(Cell::new(512))
    }

    pub(super) fn burn(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }
}

/// What an expression may refer to.
#[derive(Debug, Clone)]
pub struct Referent<'a> {
    /// The full dotted name.
    pub name: String,
    /// Calls of `functools.partial` on the way, from the inside out, with the frame of each.
    pub partials: Vec<(&'a ExprCall, FrameId)>,
}

impl PartialEq for Referent<'_> {
    fn eq(&self, other: &Self) -> bool {
        let calls = |referent: &Self| {
            referent.partials.iter().map(|(call, _)| std::ptr::from_ref(*call)).collect::<Vec<_>>()
        };
        self.name == other.name && calls(self) == calls(other)
    }
}

impl Referent<'_> {
    fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), partials: Vec::new() }
    }
}

// Each meaning once, and not too many: alternatives of alternatives would double at every step.
fn distinct(mut all: Vec<Referent<'_>>) -> Vec<Referent<'_>> {
    let mut at = 0;
    while at < all.len().min(MOST) {
        if all[..at].contains(&all[at]) {
            all.remove(at);
        } else {
            at += 1;
        }
    }
    all.truncate(MOST);
    all
}

/// The dotted name of an expression as it is written, if it is one.
pub(crate) fn dotted_text(expr: &Expr) -> Option<String> {
    let mut parts = Vec::new();
    let mut at = expr;
    while let Expr::Attribute(attribute) = at {
        parts.push(attribute.attr.as_str());
        at = &attribute.value;
        if parts.len() > LONGEST {
            return None;
        }
    }
    let Expr::Name(name) = at else { return None };
    parts.push(name.id.as_str());
    parts.reverse();
    Some(parts.join("."))
}

impl<'a> Module<'a> {
    /// Everything that an expression may refer to, as far as that can be told.
    pub fn referents(&self, written: Written<'a>) -> Rc<[Referent<'a>]> {
        let key = std::ptr::from_ref(written.expr);
        if let Some(known) = self.referents.borrow().get(&key) {
            return known.clone();
        }
        let found: Rc<[Referent<'a>]> = self.follow(written, &Fuel::new()).into();
        self.referents.borrow_mut().insert(key, found.clone());
        found
    }

    pub(super) fn follow(&self, written: Written<'a>, fuel: &Fuel) -> Vec<Referent<'a>> {
        if let Some(known) = self.referents.borrow().get(&std::ptr::from_ref(written.expr)) {
            return known.to_vec();
        }
        let mut attributes: Vec<&str> = Vec::new();
        let mut at = written.expr;
        while let Expr::Attribute(attribute) = at {
            attributes.push(attribute.attr.as_str());
            at = &attribute.value;
            if attributes.len() > LONGEST {
                return Vec::new();
            }
        }
        let root = Written { expr: at, ..written };
        let mut roots = distinct(self.follow_root(root, fuel));
        if !attributes.is_empty() {
            // An attribute of a partial object is none of the function.
            roots.retain(|root| root.partials.is_empty());
            for root in &mut roots {
                for attribute in attributes.iter().rev() {
                    root.name.push('.');
                    root.name.push_str(attribute);
                }
            }
        }
        roots.retain(|root| root.name.len() < LONGEST_NAME && root.partials.len() < MOST);
        roots
    }

    fn follow_root(&self, written: Written<'a>, fuel: &Fuel) -> Vec<Referent<'a>> {
        if !fuel.burn() {
            return Vec::new();
        }
        let inner = |expr: &'a Expr| Written { expr, ..written };
        match written.expr {
            Expr::Name(name) => self.follow_name(name.id.as_str(), written, fuel),
            Expr::Named(named) => self.follow(inner(&named.value), fuel),
            Expr::If(choice) => {
                let mut both = self.follow(inner(&choice.body), fuel);
                both.extend(self.follow(inner(&choice.orelse), fuel));
                both
            }
            Expr::BoolOp(operation) => operation
                .values
                .iter()
                .flat_map(|value| self.follow(inner(value), fuel))
                .take(MOST)
                .collect(),
            Expr::Call(call) => self.follow_call(call, written.frame, fuel),
            Expr::Subscript(subscript) => match &*subscript.slice {
                Expr::StringLiteral(key)
                    if self.is_named(inner(&subscript.value), "sys.modules", fuel) =>
                {
                    vec![Referent::named(key.value.to_str())]
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    pub(super) fn is_named(&self, written: Written<'a>, name: &str, fuel: &Fuel) -> bool {
        self.follow(written, fuel)
            .iter()
            .any(|referent| referent.name == name && referent.partials.is_empty())
    }

    // Calls whose result has a name: dynamic imports, getattr, partial.
    fn follow_call(&self, call: &'a ExprCall, frame: FrameId, fuel: &Fuel) -> Vec<Referent<'a>> {
        let Some(first) = call.arguments.args.first() else {
            return Vec::new();
        };
        let callees = self.follow(Written { expr: &call.func, frame }, fuel);
        let string = |at: usize| match call.arguments.args.get(at) {
            Some(Expr::StringLiteral(string)) => Some(string.value.to_str()),
            _ => None,
        };
        let mut found = Vec::new();
        for callee in callees {
            match callee.name.as_str() {
                "importlib.import_module" | "oslo_utils.importutils.import_module" => {
                    found.extend(string(0).map(Referent::named));
                }
                "builtins.__import__" => {
                    let top = string(0).and_then(|module| module.split('.').next());
                    found.extend(top.map(Referent::named));
                }
                "builtins.getattr" => {
                    let objects = self.follow(Written { expr: first, frame }, fuel);
                    let attribute = string(1);
                    found.extend(objects.into_iter().filter_map(|object| {
                        Some(Referent::named(format!("{}.{}", object.name, attribute?)))
                    }));
                }
                "functools.partial" => {
                    let functions = self.follow(Written { expr: first, frame }, fuel);
                    found.extend(functions.into_iter().map(|mut function| {
                        function.partials.push((call, frame));
                        function
                    }));
                }
                _ => {}
            }
        }
        found
    }

    fn follow_name(&self, name: &'a str, written: Written<'a>, fuel: &Fuel) -> Vec<Referent<'a>> {
        let at = written.expr.range().start().to_usize();
        let Some((scope, bindings)) = self.lookup(name, written.frame, at) else {
            return self.unbound(name, written.frame);
        };
        let mut found = Vec::new();
        for binding in bindings {
            match &binding.kind {
                BindingKind::Import(name) => found.push(Referent::named(name.as_str())),
                BindingKind::Assign(value) => {
                    let value = Written { expr: value, frame: binding.frame };
                    let meant = self.follow(value, fuel);
                    if meant.is_empty() {
                        found.extend(self.own_name(name, scope));
                    }
                    found.extend(meant);
                }
                BindingKind::Def => found.extend(self.own_name(name, scope)),
                BindingKind::Opaque => {}
            }
            if found.len() >= MOST {
                break;
            }
        }
        found
    }

    // A name of the module itself, as other modules would import it.
    fn own_name(&self, name: &str, scope: ScopeId) -> Option<Referent<'a>> {
        let module = self.name.as_ref().filter(|_| scope == MODULE_SCOPE)?;
        Some(Referent::named(format!("{}.{name}", module.name)))
    }

    // A name that nothing in the file binds comes from a star import or is built in.
    fn unbound(&self, name: &str, frame: FrameId) -> Vec<Referent<'a>> {
        let scopes = std::iter::successors(Some(self.frame(frame).scope), |id| {
            self.scopes[id.0 as usize].parent
        });
        let stars = scopes.flat_map(|id| self.scopes[id.0 as usize].stars.iter());
        let mut found: Vec<_> =
            stars.map(|module| Referent::named(format!("{module}.{name}"))).take(MOST).collect();
        if is_builtin(name) {
            found.push(Referent::named(format!("builtins.{name}")));
        }
        found
    }

    /// The bindings of a name that may reach a place, and their scope; none if nothing binds it.
    pub(super) fn lookup(
        &self,
        name: &str,
        frame: FrameId,
        at: usize,
    ) -> Option<(ScopeId, Vec<&Binding<'a>>)> {
        let mut id = self.frame(frame).scope;
        let mut crossed = false;
        loop {
            let scope = &self.scopes[id.0 as usize];
            let in_class = scope.kind == ScopeKind::Class;
            // A class body falls through to names outside until it binds its own.
            let visible = |bindings: &&Vec<Binding>| {
                !in_class || (!crossed && bindings.iter().any(|binding| binding.from <= at))
            };
            if scope.globals.contains(name) {
                (id, crossed) = (MODULE_SCOPE, true);
                if let Some(bindings) = self.scopes[0].bindings.get(name) {
                    return Some((id, self.reaching(bindings, frame, at, crossed)));
                }
                return None;
            }
            if let Some(bindings) = scope.bindings.get(name).filter(visible) {
                let reaching = self.reaching(bindings, frame, at, crossed);
                if !reaching.is_empty() || !in_class {
                    return Some((id, reaching));
                }
            }
            crossed |= scope.kind == ScopeKind::Function;
            id = scope.parent?;
        }
    }

    // From a function inside, all bindings may reach; in the same run of code, those before, back to the first that
    // no branch leaves out.
    fn reaching<'m>(
        &'m self,
        bindings: &'m [Binding<'a>],
        frame: FrameId,
        at: usize,
        crossed: bool,
    ) -> Vec<&'m Binding<'a>> {
        let before = if crossed {
            bindings.len()
        } else {
            bindings.partition_point(|binding| binding.from <= at)
        };
        let mut found = Vec::new();
        for binding in bindings[..before].iter().rev() {
            if !crossed && self.excludes(binding.frame, frame) {
                continue;
            }
            found.push(binding);
            if found.len() >= MOST || self.is_unconditional(binding.frame, frame) {
                return found;
            }
        }
        if before == 0 && !crossed {
            found.extend(bindings.iter().take(MOST));
        }
        found
    }

    // Whether code in `binding` has always run when code in `frame` runs later.
    fn is_unconditional(&self, binding: FrameId, frame: FrameId) -> bool {
        use super::frame::FrameKind::{
            Annotation, Arguments, Comprehension, Decorator, Finally, With,
        };
        let transparent = |kind: &FrameKind| {
            matches!(
                kind,
                With(_) | Finally(_) | Arguments(_) | Comprehension | Annotation | Decorator
            )
        };
        let mut blocks = self.around(binding).filter(|(_, frame)| !transparent(&frame.kind));
        blocks.next().is_some_and(|(block, _)| self.is_around(block, frame))
    }
}
