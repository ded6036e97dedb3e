//! The arguments that reach a function in the end.

use ruff_python_ast::{Expr, ExprCall, ExprDict};
use ruff_text_size::Ranged;

use super::frame::FrameId;
use super::module::Module;
use super::names::Fuel;
use super::scope::{BindingKind, ScopeId};
use super::sites::Written;

/// The arguments of a call, `*` and `**` unpacked as far as that can be told.
#[derive(Debug, Clone, Default)]
pub struct Args<'a> {
    /// Positional arguments.
    pub positional: Vec<Written<'a>>,
    /// Keyword arguments, each name once.
    pub keywords: Vec<Keyword<'a>>,
    /// Whether there may be further positional arguments.
    pub open_positional: bool,
    /// Whether there may be further keyword arguments.
    pub open_keywords: bool,
}

/// A keyword argument.
#[derive(Debug, Clone)]
pub struct Keyword<'a> {
    /// The keyword.
    pub name: String,
    /// What may be passed, none where it may be left out.
    pub values: Vec<Option<Written<'a>>>,
}

// A dict as keyword arguments; none if its keys cannot be known.
type Mapping<'a> = Option<Vec<Keyword<'a>>>;

impl<'a> Args<'a> {
    fn set(&mut self, keyword: Keyword<'a>) {
        match self.keywords.iter_mut().find(|other| other.name == keyword.name) {
            Some(other) => *other = keyword,
            None => self.keywords.push(keyword),
        }
    }

    /// The keyword argument of this name.
    pub fn keyword(&self, name: &str) -> Option<&Keyword<'a>> {
        self.keywords.iter().find(|keyword| keyword.name == name)
    }
}

impl<'a> Module<'a> {
    /// The arguments of a call, after those that calls of `functools.partial` hold already.
    pub fn arguments(
        &self,
        partials: &[(&'a ExprCall, FrameId)],
        call: Option<(&'a ExprCall, FrameId)>,
    ) -> Args<'a> {
        let fuel = Fuel::new();
        let mut args = Args::default();
        for (partial, frame) in partials {
            self.add_arguments(partial, *frame, 1, &mut args, &fuel);
        }
        if let Some((call, frame)) = call {
            self.add_arguments(call, frame, 0, &mut args, &fuel);
        }
        args
    }

    fn add_arguments(
        &self,
        call: &'a ExprCall,
        frame: FrameId,
        skip: usize,
        args: &mut Args<'a>,
        fuel: &Fuel,
    ) {
        for argument in call.arguments.args.iter().skip(skip) {
            match argument {
                Expr::Starred(starred) => match &*starred.value {
                    Expr::List(ruff_python_ast::ExprList { elts, .. })
                    | Expr::Tuple(ruff_python_ast::ExprTuple { elts, .. })
                        if !elts.iter().any(Expr::is_starred_expr) =>
                    {
                        args.positional.extend(elts.iter().map(|expr| Written { expr, frame }));
                    }
                    _ => args.open_positional = true,
                },
                expr if !args.open_positional => args.positional.push(Written { expr, frame }),
                _ => {}
            }
        }
        for keyword in &call.arguments.keywords {
            let value = Written { expr: &keyword.value, frame };
            match &keyword.arg {
                Some(name) => {
                    args.set(Keyword { name: name.as_str().to_owned(), values: vec![Some(value)] })
                }
                None => match self.mapping(value, fuel) {
                    Some(mapping) => mapping.into_iter().for_each(|keyword| args.set(keyword)),
                    None => args.open_keywords = true,
                },
            }
        }
    }

    fn mapping(&self, written: Written<'a>, fuel: &Fuel) -> Mapping<'a> {
        if !fuel.burn() {
            return None;
        }
        let inner = |expr: &'a Expr| Written { expr, ..written };
        match written.expr {
            Expr::Dict(dict) => self.mapping_of_dict(dict, written.frame, fuel),
            Expr::Call(call) if self.is_named(inner(&call.func), "builtins.dict", fuel) => {
                let mut args = Args::default();
                for base in &call.arguments.args {
                    self.mapping(inner(base), fuel)?
                        .into_iter()
                        .for_each(|keyword| args.set(keyword));
                }
                self.add_arguments(call, written.frame, call.arguments.args.len(), &mut args, fuel);
                (!args.open_keywords).then_some(args.keywords)
            }
            Expr::If(choice) => {
                let both = [
                    self.mapping(inner(&choice.body), fuel)?,
                    self.mapping(inner(&choice.orelse), fuel)?,
                ];
                Some(either(both.into_iter().collect()))
            }
            Expr::BinOp(operation) if operation.op == ruff_python_ast::Operator::BitOr => {
                let mut args = Args::default();
                for side in [&operation.left, &operation.right] {
                    self.mapping(inner(side), fuel)?
                        .into_iter()
                        .for_each(|keyword| args.set(keyword));
                }
                Some(args.keywords)
            }
            Expr::Named(named) => self.mapping(inner(&named.value), fuel),
            Expr::Name(name) => self.mapping_of_name(name.id.as_str(), written, fuel),
            _ => None,
        }
    }

    fn mapping_of_dict(&self, dict: &'a ExprDict, frame: FrameId, fuel: &Fuel) -> Mapping<'a> {
        let mut args = Args::default();
        for item in &dict.items {
            let value = Written { expr: &item.value, frame };
            match &item.key {
                Some(Expr::StringLiteral(key)) => {
                    args.set(Keyword {
                        name: key.value.to_str().to_owned(),
                        values: vec![Some(value)],
                    });
                }
                Some(_) => return None,
                None => {
                    self.mapping(value, fuel)?.into_iter().for_each(|keyword| args.set(keyword))
                }
            }
        }
        Some(args.keywords)
    }

    fn mapping_of_name(&self, name: &str, written: Written<'a>, fuel: &Fuel) -> Mapping<'a> {
        let at = written.expr.range().start().to_usize();
        let (scope, bindings) = self.lookup(name, written.frame, at)?;
        let mut alternatives = Vec::new();
        for binding in bindings {
            let BindingKind::Assign(value) = binding.kind else {
                return None;
            };
            alternatives.push(self.mapping(Written { expr: value, frame: binding.frame }, fuel)?);
        }
        let mut mapping = either(alternatives);
        for change in self.changes(name, scope) {
            let (key, value) =
                (change.key?, change.value.map(|expr| Written { expr, frame: change.frame }));
            match mapping.iter_mut().find(|keyword| keyword.name == key) {
                Some(keyword) => keyword.values.push(value),
                None => mapping.push(Keyword { name: key.to_owned(), values: vec![None, value] }),
            }
        }
        Some(mapping)
    }

    // Changes of the dict that `name` stands for in `scope`, made anywhere that sees the same name.
    fn changes(
        &self,
        name: &str,
        scope: ScopeId,
    ) -> impl Iterator<Item = &super::scope::Change<'a>> {
        let named = move |change: &&super::scope::Change<'a>| {
            let sees = self.lookup(name, change.frame, usize::MAX).map(|(scope, _)| scope);
            change.name == name && sees == Some(scope)
        };
        self.scopes
            .iter()
            .flat_map(|scope| &scope.changes)
            .filter(move |change| change.name == name)
            .filter(named)
    }
}

// One of several dicts: a keyword that one of them lacks may be left out.
fn either(alternatives: Vec<Vec<Keyword<'_>>>) -> Vec<Keyword<'_>> {
    let mut merged: Vec<Keyword> = Vec::new();
    for (at, alternative) in alternatives.into_iter().enumerate() {
        for keyword in
            merged.iter_mut().filter(|known| !alternative.iter().any(|new| new.name == known.name))
        {
            keyword.values.push(None);
        }
        for keyword in alternative {
            match merged.iter_mut().find(|known| known.name == keyword.name) {
                Some(known) => known.values.extend(keyword.values),
                None => {
                    let mut values = keyword.values;
                    values.extend((at > 0).then_some(None));
                    merged.push(Keyword { name: keyword.name, values });
                }
            }
        }
    }
    merged
}
