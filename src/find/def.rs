//! Definitions of functions and classes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::Count;
use super::grammar::{Name, Pattern, Resolve, Several, Test, is_default};
use super::run::{
    Candidate, Hit, Literals, Places, Scan, all, anchors_of_literals, anchors_of_names,
    anchors_of_test, judge, of_names, of_pattern, of_resolved,
};
use crate::python::{Anchors, DefSite, Definition, Equivalents, FrameKind, Node, Written, span_of};
use ruff_python_ast::{Expr, Parameters};

/// A definition of a function or class. All given keys must hold; the place is its name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Def {
    /// What is defined; without it, functions and methods.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub kind: Several<DefKind>,
    /// A regular expression found in its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Pattern>,
    /// Whether it is an `async def`.
    #[serde(rename = "async", skip_serializing_if = "Option::is_none")]
    pub is_async: Option<bool>,
    /// Its decorators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decorators: Option<Decorators>,
    /// It has a parameter like this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<Parameter>,
    /// How many parameters it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Count>,
    /// Classes that the class derives from, one of them.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub bases: Several<Name>,
    /// Its docstring.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docstring: Option<Docstring>,
    /// Whether the file uses it outside its own body: its name in the function, class or module around it, and for
    /// what is in a class also any attribute of that name. A lambda has no name, so nothing is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<bool>,
}

/// What is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DefKind {
    /// A function outside a class.
    Function,
    /// A function directly in a class.
    Method,
    /// A class.
    Class,
    /// A lambda.
    Lambda,
}

/// Decorators of a definition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Decorators {
    /// One of these decorates it.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub any: Several<Name>,
    /// None of these decorates it.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub none: Several<Name>,
    /// These decorate it, each somewhere above the next.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Name>,
    /// How names are compared.
    #[serde(skip_serializing_if = "is_default")]
    pub resolve: Resolve,
}

/// A parameter of a function. All given keys must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Parameter {
    /// A regular expression found in its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Pattern>,
    /// Its position from 0, among the parameters that can be passed by position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
    /// How it is passed.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub kind: Several<ParameterKind>,
    /// What its default is like; `absent` means that it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Test>,
    /// Whether it is annotated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotated: Option<bool>,
}

/// How a parameter is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// By position, perhaps also by keyword.
    Positional,
    /// By keyword only.
    Keyword,
    /// `*args`.
    Args,
    /// `**kwargs`.
    Kwargs,
}

/// What is asked of a docstring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Docstring {
    /// There is none.
    Absent,
    /// There is one.
    Present,
    /// There is one that this regular expression finds.
    Matches(Pattern),
}

impl Places for Def {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        scan.module.defs().iter().filter_map(|def| self.place(def, scan)).collect()
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        let named = self.name.as_ref().map_or(Literals::Anything, of_pattern);
        let decorated = self.decorators.as_ref().map_or(Literals::Anything, |decorators| {
            of_resolved(&decorators.any, decorators.resolve, same_as)
        });
        all([named, decorated, of_names(&self.bases, same_as)])
            .or(|| Literals::of_words(["def", "class", "lambda"].map(str::to_owned)))
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        let default = self.parameter.as_ref().and_then(|parameter| parameter.default.as_ref());
        match (&self.decorators, default) {
            // What it says of itself stands in its body, and what uses it, anywhere.
            _ if self.docstring.is_some() || self.used.is_some() => Anchors::Anywhere,
            _ if !self.bases.is_empty() => anchors_of_names(&self.bases, Resolve::Import, same_as),
            (Some(decorators), _) => anchors_of_names(&decorators.any, decorators.resolve, same_as),
            (None, Some(test)) => anchors_of_test(test, same_as),
            (None, None) => {
                let name = self.name.as_ref().map(of_pattern);
                name.map_or(Anchors::Anywhere, |name| anchors_of_literals(&name))
            }
        }
    }

    fn names(&self) -> Vec<&Name> {
        let decorators = self
            .decorators
            .iter()
            .flat_map(|all| all.any.iter().chain(&all.none).chain(&all.order));
        let default = self.parameter.iter().filter_map(|parameter| parameter.default.as_ref());
        self.bases.iter().chain(decorators).chain(default.flat_map(Test::names)).collect()
    }
}

impl Def {
    fn place(&self, def: &DefSite, scan: &Scan) -> Option<Hit> {
        let (name, span, kind) = match def.what {
            Definition::Function(function) => {
                let method = matches!(scan.module.frame(def.site.frame).kind, FrameKind::Class(_));
                let kind = if method { DefKind::Method } else { DefKind::Function };
                (function.name.as_str(), span_of(&function.name), kind)
            }
            Definition::Class(class) => (class.name.as_str(), span_of(&class.name), DefKind::Class),
            Definition::Lambda(lambda) => ("<lambda>", span_of(lambda), DefKind::Lambda),
        };
        let sort = match self.kind.is_empty() {
            true => matches!(kind, DefKind::Function | DefKind::Method),
            false => self.kind.allows(|wanted| *wanted == kind),
        };
        let meant = sort
            && self.name.as_ref().is_none_or(|pattern| pattern.is_match(name))
            && self.is_async.is_none_or(|wanted| {
                wanted == matches!(def.what, Definition::Function(f) if f.is_async)
            })
            && self.decorators.as_ref().is_none_or(|decorators| decorators.allow(def, scan))
            && (self.bases.is_empty() || has_base(&self.bases, def, scan))
            && self.signature(def, scan)
            && self.docstring.as_ref().is_none_or(|wanted| wanted.allows(def, scan))
            && self.used.is_none_or(|wanted| is_used(def, scan) == Some(wanted))
            && !scan.is_dead(def.site);
        meant.then(|| Hit::new(span, def.site).with("name", name))
    }

    fn signature(&self, def: &DefSite, scan: &Scan) -> bool {
        if self.parameter.is_none() && self.parameters.is_none() {
            return true;
        }
        let parameters = match def.what {
            Definition::Function(function) => Some(&*function.parameters),
            Definition::Lambda(lambda) => lambda.parameters.as_deref(),
            Definition::Class(_) => return false,
        };
        let count = parameters.map_or(0, |parameters| parameters.len());
        self.parameters.is_none_or(|wanted| wanted.allows(count))
            && self
                .parameter
                .as_ref()
                .is_none_or(|wanted| parameters.is_some_and(|all| wanted.is_among(all, def, scan)))
    }
}

impl Parameter {
    fn is_among(&self, all: &Parameters, def: &DefSite, scan: &Scan) -> bool {
        let positional = all.posonlyargs.iter().chain(&all.args);
        let positional = positional
            .enumerate()
            .map(|(at, one)| (Some(at), ParameterKind::Positional, &one.parameter, one.default()));
        let keyword = all
            .kwonlyargs
            .iter()
            .map(|one| (None, ParameterKind::Keyword, &one.parameter, one.default()));
        let args = all.vararg.iter().map(|one| (None, ParameterKind::Args, &**one, None));
        let kwargs = all.kwarg.iter().map(|one| (None, ParameterKind::Kwargs, &**one, None));
        positional.chain(keyword).chain(args).chain(kwargs).any(|(at, kind, parameter, default)| {
            self.name.as_ref().is_none_or(|pattern| pattern.is_match(parameter.name.as_str()))
                && self.position.is_none_or(|wanted| at == Some(wanted))
                && self.kind.allows(|wanted| *wanted == kind)
                && self.annotated.is_none_or(|wanted| wanted == parameter.annotation.is_some())
                && self.default.as_ref().is_none_or(|test| self.defaults(test, default, def, scan))
        })
    }

    fn defaults(&self, test: &Test, default: Option<&Expr>, def: &DefSite, scan: &Scan) -> bool {
        // The tree outlives the scan; the node is looked up to tell the compiler so.
        let node = default.and_then(|default| {
            scan.module.nodes_in(&span_of(default)).find(|node| std::ptr::eq(node.expr, default))
        });
        let candidate = match (default, node) {
            (Some(_), Some(node)) => {
                Candidate::Given(Written { expr: node.expr, frame: def.site.frame })
            }
            (Some(_), None) => Candidate::Open,
            (None, _) => Candidate::Absent,
        };
        judge(test, &candidate, scan) == Some(true)
    }
}

impl Decorators {
    fn allow(&self, def: &DefSite, scan: &Scan) -> bool {
        let decorators = match def.what {
            Definition::Function(function) => &function.decorator_list,
            Definition::Class(class) => &class.decorator_list,
            Definition::Lambda(_) => return false,
        };
        let is = |names: &Several<Name>, decorator: &ruff_python_ast::Decorator| {
            is_named(names, self.resolve, &decorator.expression, def, scan)
        };
        let position = |name: &Name| {
            decorators.iter().position(|decorator| is(&Several::of([name.clone()]), decorator))
        };
        (self.any.is_empty() || decorators.iter().any(|decorator| is(&self.any, decorator)))
            && (self.none.is_empty()
                || !decorators.iter().any(|decorator| is(&self.none, decorator)))
            && self.order.windows(2).all(|pair| match (position(&pair[0]), position(&pair[1])) {
                (Some(above), Some(below)) => above < below,
                _ => false,
            })
            && (self.order.len() != 1 || position(&self.order[0]).is_some())
    }
}

impl Docstring {
    fn allows(&self, def: &DefSite, scan: &Scan) -> bool {
        let found = scan.module.docstrings().iter().find(|doc| doc.frame == def.body);
        match (self, found) {
            (Self::Absent, found) => found.is_none(),
            (Self::Present, found) => found.is_some(),
            (Self::Matches(pattern), Some(found)) => pattern.is_match(found.string.value.to_str()),
            (Self::Matches(_), None) => false,
        }
    }
}

// Whether an expression of a definition's header, or what it calls, has one of these names.
fn is_named(
    names: &Several<Name>,
    resolve: Resolve,
    expr: &Expr,
    def: &DefSite,
    scan: &Scan,
) -> bool {
    let target = match expr {
        Expr::Call(call) => &*call.func,
        other => other,
    };
    let nodes = scan.module.nodes_in(&span_of(target)).find(|node| std::ptr::eq(node.expr, target));
    nodes.is_some_and(|node| {
        scan.named(names, resolve, Written { expr: node.expr, frame: def.site.frame }).is_some()
    })
}

fn has_base(names: &Several<Name>, def: &DefSite, scan: &Scan) -> bool {
    let Definition::Class(class) = def.what else {
        return false;
    };
    class.bases().iter().any(|base| is_named(names, Resolve::Import, base, def, scan))
}

// Whether the file reads the name of a definition anywhere but in its body; none where it has no name.
fn is_used(def: &DefSite, scan: &Scan) -> Option<bool> {
    let name = match def.what {
        Definition::Function(function) => function.name.as_str(),
        Definition::Class(class) => class.name.as_str(),
        Definition::Lambda(_) => return None,
    };
    let module = scan.module;
    let owner = module.owner(def.site.frame);
    let in_class = matches!(module.frame(owner).kind, FrameKind::Class(_));
    let reads = |node: &Node| {
        let named = match node.expr {
            Expr::Name(found) => {
                found.ctx.is_load() && found.id == name && module.is_around(owner, node.site.frame)
            }
            Expr::Attribute(found) => {
                in_class && found.ctx.is_load() && found.attr.as_str() == name
            }
            _ => false,
        };
        named && !module.is_around(def.body, node.site.frame)
    };
    Some(module.nodes().iter().any(reads))
}
