//! Regular expressions that mean the same in Rust and elsewhere.

use std::convert::Infallible;

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    AssertionKind, Ast, ClassSet, ClassSetItem, GroupKind, LiteralKind, Visitor, visit,
};

use crate::find::{Arguments, Condition, Docstring, Inside, Pattern, Test};

/// Whether a regular expression means the same to Python and PCRE, once `$` is written as the very end.
pub(in crate::export) fn is_portable(pattern: &Pattern) -> bool {
    let Ok(ast) = Parser::new().parse(pattern.as_str()) else {
        return false;
    };
    visit(&ast, Portable { is: true }).unwrap_or(false)
}

struct Portable {
    is: bool,
}

impl Visitor for Portable {
    type Output = bool;
    type Err = Infallible;

    fn finish(self) -> Result<bool, Infallible> {
        Ok(self.is)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Infallible> {
        self.is &= match ast {
            // Flags are the same only at the very beginning.
            Ast::Flags(flags) => flags.span.start.offset == 0 && flags.flags.items.len() == 1,
            Ast::Group(group) => {
                !matches!(&group.kind, GroupKind::NonCapturing(flags) if !flags.items.is_empty())
            }
            Ast::Assertion(assertion) => matches!(
                assertion.kind,
                AssertionKind::StartLine
                    | AssertionKind::EndLine
                    | AssertionKind::StartText
                    | AssertionKind::WordBoundary
                    | AssertionKind::NotWordBoundary
            ),
            Ast::Literal(literal) => matches!(
                literal.kind,
                LiteralKind::Verbatim | LiteralKind::Meta | LiteralKind::Special(_)
            ),
            Ast::ClassUnicode(_) => false,
            Ast::ClassBracketed(class) => !matches!(class.kind, ClassSet::BinaryOp(_)),
            _ => true,
        };
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Infallible> {
        self.is &= !matches!(
            item,
            ClassSetItem::Ascii(_) | ClassSetItem::Unicode(_) | ClassSetItem::Bracketed(_)
        );
        Ok(())
    }
}

/// The regular expressions of a condition itself.
pub(in crate::export) fn patterns(condition: &Condition) -> Vec<&Pattern> {
    match condition {
        Condition::Literal(literal) => literal.matches.iter().collect(),
        Condition::Text(text) => std::iter::once(&text.matches).chain(&text.unless).collect(),
        Condition::GuardedBy(guard) => guard.env.iter().collect(),
        Condition::Call(call) => call.arguments.iter().flat_map(of_arguments).collect(),
        Condition::Expr(expr) => expr.holes.values().flat_map(of_test).collect(),
        Condition::Assign(assign) => assign.value.iter().flat_map(of_test).collect(),
        Condition::Inside(Inside::Function(function)) => function.name.iter().collect(),
        Condition::Inside(Inside::Class(class)) => class.name.iter().collect(),
        Condition::Inside(Inside::If(stmt)) => stmt.test.iter().collect(),
        Condition::Def(def) => {
            let docstring = def.docstring.iter().filter_map(|docstring| match docstring {
                Docstring::Matches(pattern) => Some(pattern),
                _ => None,
            });
            let parameter = def.parameter.iter();
            let tests = parameter.clone().flat_map(|parameter| &parameter.default);
            let named = parameter.flat_map(|parameter| &parameter.name);
            def.name.iter().chain(docstring).chain(named).chain(tests.flat_map(of_test)).collect()
        }
        _ => Vec::new(),
    }
}

fn of_arguments(arguments: &Arguments) -> Vec<&Pattern> {
    let choices = arguments.choices().iter();
    choices
        .flat_map(|choice| {
            let tested = choice.tests.iter().flat_map(|(_, test)| of_test(test));
            tested.chain(choice.not.iter().flat_map(of_arguments))
        })
        .collect()
}

fn of_test(test: &Test) -> Vec<&Pattern> {
    match test {
        Test::Matches(pattern) => vec![pattern],
        Test::Not(test) => of_test(test),
        Test::Any(tests) | Test::All(tests) => tests.iter().flat_map(of_test).collect(),
        _ => Vec::new(),
    }
}
