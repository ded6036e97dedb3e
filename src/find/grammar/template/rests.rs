//! Where `$...` may stand.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Arguments, Comprehension, Expr};

use super::Template;

const MOST: usize = 2;

/// Looks at all `$...` of an expression; says what is wrong with the first that could never match anything.
pub(super) fn look(expr: &Expr) -> Result<(), &'static str> {
    let mut rests = Rests { mistake: None };
    rests.visit_expr(expr);
    rests.mistake.map_or(Ok(()), Err)
}

/// Whether an item of a list is `$...`, with or without a star.
pub(crate) fn is_rest(expr: &Expr) -> bool {
    let expr = match expr {
        Expr::Starred(starred) => &*starred.value,
        _ => expr,
    };
    matches!(expr, Expr::Name(name) if Template::is_rest(name.id.as_str()))
}

struct Rests {
    mistake: Option<&'static str>,
}

impl Rests {
    fn list(&mut self, items: &[Expr]) {
        if items.iter().filter(|item| is_rest(item)).count() > MOST {
            self.mistake = Some("a list takes at most two `$...`");
        } else if items.windows(2).any(|pair| pair.iter().all(is_rest)) {
            self.mistake = Some("two `$...` side by side say no more than one");
        }
        items.iter().filter(|item| !is_rest(item)).for_each(|item| self.visit_expr(item));
    }
}

impl<'t> Visitor<'t> for Rests {
    fn visit_expr(&mut self, expr: &'t Expr) {
        match expr {
            Expr::List(list) => self.list(&list.elts),
            Expr::Tuple(tuple) => self.list(&tuple.elts),
            Expr::Set(set) => self.list(&set.elts),
            Expr::BoolOp(operation) => self.list(&operation.values),
            expr if is_rest(expr) => {
                self.mistake = Some("`$...` stands among arguments or elements only");
            }
            _ => visitor::walk_expr(self, expr),
        }
    }

    fn visit_arguments(&mut self, arguments: &'t Arguments) {
        self.list(&arguments.args);
        arguments.keywords.iter().for_each(|keyword| self.visit_keyword(keyword));
    }

    fn visit_comprehension(&mut self, comprehension: &'t Comprehension) {
        self.visit_expr(&comprehension.target);
        self.visit_expr(&comprehension.iter);
        self.list(&comprehension.ifs);
    }
}
