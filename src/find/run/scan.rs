//! One module under one check.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ruff_python_ast::Expr;
use rustc_hash::FxHashMap;

use super::super::grammar::{At, Name, Resolve, Several, is_plain};
use super::super::{Condition, Find};
use super::Context;
use crate::python::{ByRoot, Module, Node, Referent, Site, Written, dotted_text, root_of, span_of};
use crate::source::Span;

const LONGEST_CAPTURE: usize = 200;

/// A place while conditions on it are tested.
#[derive(Debug, Clone)]
pub(in super::super) struct Hit {
    /// The code itself.
    pub(in super::super) span: Span,
    /// What to point at.
    pub(in super::super) report: Span,
    /// Where it stands; none for text, which is looked up by its span.
    pub(in super::super) site: Site,
    pub(in super::super) captures: BTreeMap<String, String>,
    /// Where the code is that the holes of a shape stand for.
    pub(in super::super) holes: BTreeMap<String, Span>,
    pub(in super::super) chain: Vec<Span>,
    lines: Span,
    is_text: bool,
}

impl Hit {
    pub(in super::super) fn new(span: Span, site: Site) -> Self {
        let lines = 0..0;
        Self {
            report: span.clone(),
            span,
            site,
            captures: BTreeMap::new(),
            holes: BTreeMap::new(),
            chain: Vec::new(),
            lines,
            is_text: false,
        }
    }

    /// A place in text, found by looking at a piece of it.
    pub(in super::super) fn in_text(span: Span, piece: Span, site: Site, text: &str) -> Self {
        let before = text.get(..piece.start).unwrap_or("");
        let after = text.get(piece.end..).unwrap_or("");
        let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let end = after.find(['\n', '\r']).map_or(text.len(), |at| piece.end + at);
        let lines = start..end;
        Self { lines, is_text: true, ..Self::new(span, site) }
    }

    pub(in super::super) fn of(node: &Node, at: At, module: &Module) -> Self {
        let mut hit = Self::new(span_of(node.expr), node.site);
        if at == At::Statement {
            hit.report = module.statement_span(node.site.stmt);
        }
        hit
    }

    /// Whether this is the same place as another. Text is the same place as code on the same lines.
    pub(in super::super) fn covers(&self, other: &Self) -> bool {
        self.span == other.span
            || (self.is_text
                && self.lines.start < other.span.end
                && other.span.start < self.lines.end)
    }

    pub(in super::super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.capture(name, value);
        self
    }

    /// Remembers a part of the place for messages, which have no use for a whole page.
    pub(in super::super) fn capture(&mut self, name: &str, value: impl Into<String>) {
        let mut value = value.into();
        value.truncate(value.floor_char_boundary(LONGEST_CAPTURE));
        self.captures.insert(name.to_owned(), value);
    }
}

type Cache = Rc<RefCell<FxHashMap<*const (), Rc<[Hit]>>>>;

/// Which identifiers of a module can stand for some names, each found out once.
pub(in super::super) struct Beginnings<'s, 'a> {
    scan: &'s Scan<'s, 'a>,
    names: &'s Several<Name>,
    // The first segments of the names, each once; none if one may begin with anything.
    firsts: Option<BTreeSet<&'s str>>,
    // Whether one may begin as the module's own name does.
    own: bool,
    known: RefCell<FxHashMap<&'a str, bool>>,
}

impl<'s, 'a> Beginnings<'s, 'a> {
    /// Whether an expression can have one of the names, as far as the identifier tells that it begins with.
    pub(in super::super) fn allow(&self, expr: &'a Expr) -> bool {
        match root_of(expr) {
            Expr::Name(name) => self.may_be(&name.id),
            Expr::Call(call) => self.scan.module.may_give_name(call),
            _ => true,
        }
    }

    fn may_be(&self, identifier: &'a str) -> bool {
        let may = || self.scan.may_stand_for(self, identifier);
        *self.known.borrow_mut().entry(identifier).or_insert_with(may)
    }

    /// Some nodes of the module, but for those that begin with an identifier which can neither stand for one of the names
    /// nor lead to a function that gives them.
    pub(in super::super) fn among(
        &self,
        all: &ByRoot<'a>,
    ) -> impl Iterator<Item = &'s Node<'a>> + use<'s, 'a> {
        let module = self.scan.module;
        let chosen = all.chosen(|root| self.may_be(root) || module.may_give(root));
        chosen.into_iter().map(|at| &module.nodes()[at])
    }
}

/// One module under one check, with what the path captured.
pub(in super::super) struct Scan<'s, 'a> {
    pub(in super::super) module: &'s Module<'a>,
    pub(in super::super) context: &'s Context,
    pub(in super::super) captures: BTreeMap<String, String>,
    // Conditions ask for the same places again for each hit.
    cache: Cache,
}

impl<'s, 'a> Scan<'s, 'a> {
    pub(in super::super) fn new(module: &'s Module<'a>, context: &'s Context) -> Self {
        Self { module, context, captures: BTreeMap::new(), cache: Cache::default() }
    }

    /// The same module, where a path gave captures a meaning.
    pub(in super::super) fn capturing(&self, captures: BTreeMap<String, String>) -> Self {
        let mut all = self.captures.clone();
        all.extend(captures);
        Self {
            module: self.module,
            context: self.context,
            captures: all,
            cache: self.cache.clone(),
        }
    }

    /// The places of a kind.
    pub(in super::super) fn places(&self, find: &Find) -> Vec<Hit> {
        find.kind().places(self)
    }

    /// The places of a kind, found once for all hits.
    pub(in super::super) fn known_places(&self, find: &Find) -> Rc<[Hit]> {
        self.remembered(std::ptr::from_ref(find).cast(), || self.places(find))
    }

    pub(in super::super) fn remembered(
        &self,
        key: *const (),
        places: impl FnOnce() -> Vec<Hit>,
    ) -> Rc<[Hit]> {
        if let Some(known) = self.cache.borrow().get(&key) {
            return known.clone();
        }
        let found: Rc<[Hit]> = places().into();
        self.cache.borrow_mut().insert(key, found.clone());
        found
    }

    /// Whether a condition holds for a place.
    pub(in super::super) fn holds(&self, condition: &Condition, hit: &mut Hit) -> bool {
        condition.as_item().holds(hit, self)
    }

    /// Whether code never runs, because only type checkers read it.
    pub(in super::super) fn is_dead(&self, site: Site) -> bool {
        self.module.is_type_checking(site.frame)
    }

    /// What an expression refers to, in the words that check authors use, where one of the names means it.
    pub(in super::super) fn meant(
        &self,
        names: &Several<Name>,
        written: Written<'a>,
    ) -> Option<(String, Referent<'a>)> {
        if let Expr::Attribute(attribute) = written.expr
            && !self.may_end(names, attribute.attr.as_str())
        {
            return None;
        }
        let referents = self.module.referents(written);
        referents.iter().find_map(|referent| {
            let name = self.context.same_as.canonical(&referent.name);
            // Whoever writes `print` means the builtin function.
            let builtin = name.strip_prefix("builtins.");
            names
                .allows(|wanted| {
                    wanted.is_match(&name, &self.captures) || builtin == Some(wanted.as_str())
                })
                .then(|| (name.into_owned(), referent.clone()))
        })
    }

    /// Which identifiers can stand for these names.
    pub(in super::super) fn beginnings<'n>(
        &'n self,
        names: &'n Several<Name>,
    ) -> Beginnings<'n, 'a> {
        let first = |name: &'n Name| {
            let first = name.as_str().split('.').next().unwrap_or_default();
            is_plain(first).then_some(first)
        };
        let firsts: Option<BTreeSet<&str>> = names.iter().map(first).collect();
        // Where nothing is asked for, everything is meant.
        let firsts = firsts.filter(|firsts| !firsts.is_empty());
        // A module may be called as a builtin one, and what is in it may be the project's own name for something.
        let own = self.module.name().is_some_and(|own| {
            let package = own.name.split('.').next().unwrap_or_default();
            matches!(package, "" | "builtins")
                || firsts.as_ref().is_none_or(|firsts| firsts.contains(package))
                || self.context.same_as.touch(&own.name)
        });
        Beginnings { scan: self, names, firsts, own, known: RefCell::default() }
    }

    fn may_stand_for(&self, wanted: &Beginnings<'_, 'a>, identifier: &'a str) -> bool {
        let begins = |root: &str| {
            let first = root.split('.').next().unwrap_or_default();
            (first.is_empty() || wanted.firsts.as_ref().is_none_or(|firsts| firsts.contains(first)))
                && wanted.names.allows(|name| name.may_begin(root))
        };
        let may_begin = |root: &str| {
            begins(root)
                || root.strip_prefix("builtins.").is_some_and(begins)
                || self.context.same_as.touch(root)
        };
        let meaning = self.module.meaning(identifier);
        meaning.others.iter().any(|root| may_begin(root))
            || (meaning.own && wanted.own)
                && self.module.name_here(identifier).is_some_and(|root| may_begin(&root))
    }

    // An attribute keeps its name, whatever it is an attribute of, unless the project has its own name for it: most
    // code is told apart by this alone.
    fn may_end(&self, names: &Several<Name>, attribute: &str) -> bool {
        names.allows(|name| name.may_end(attribute)) || self.context.same_as.have_end(attribute)
    }

    /// The name by which an expression is one of these, compared as asked.
    pub(in super::super) fn named(
        &self,
        names: &Several<Name>,
        resolve: Resolve,
        written: Written<'a>,
    ) -> Option<String> {
        match resolve {
            Resolve::Import => self.meant(names, written).map(|(name, _)| name),
            Resolve::Text => {
                let text = dotted_text(written.expr)?;
                names.allows(|wanted| wanted.is_match(&text, &self.captures)).then_some(text)
            }
            Resolve::Method => {
                let text = attributes(written.expr);
                let meant = names.allows(|wanted| {
                    text.contains('.') && wanted.is_suffix_of(&text, &self.captures)
                });
                meant.then(|| text.rsplit('.').next().unwrap_or(&text).to_owned())
            }
        }
    }

    /// Whether one of these names occurs in an expression, or in what its names stand for.
    pub(in super::super) fn mentions(&self, names: &Several<Name>, test: Written<'a>) -> bool {
        let parts = self.module.parts(test);
        parts.into_iter().any(|part| {
            matches!(part.expr, Expr::Name(_) | Expr::Attribute(_))
                && self.meant(names, part).is_some()
        })
    }
}

// The attributes at the end of an expression, behind `?` if they are taken of something that has no name.
fn attributes(expr: &Expr) -> String {
    dotted_text(expr).unwrap_or_else(|| {
        let mut parts = Vec::new();
        let mut at = expr;
        while let Expr::Attribute(attribute) = at {
            parts.push(attribute.attr.as_str());
            at = &attribute.value;
            if parts.len() > 8 {
                break;
            }
        }
        parts.push("?");
        parts.reverse();
        parts.join(".")
    })
}
