//! Taking something out: an argument, a name of an import, a statement.

use ruff_python_ast::{Expr, ExprCall, Stmt};

use super::{Change, Match, has_comment, own_lines};
use crate::python::{Module, Site, span_of};
use crate::source::Span;

/// A call without one of its keywords.
pub(super) fn argument(
    module: &Module,
    call: &ExprCall,
    name: &str,
) -> Result<Vec<Change>, String> {
    let mut keywords = call.arguments.keywords.iter();
    let keyword = keywords
        .find(|keyword| keyword.arg.as_ref().is_some_and(|arg| arg.as_str() == name))
        .ok_or_else(|| format!("`{name}` is not written in the call"))?;
    if !is_constant(&keyword.value) {
        return Err(format!("the value of `{name}` is no plain constant"));
    }
    Ok(vec![listed(module, &span_of(keyword))?])
}

fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::UnaryOp(operation) => operation.operand.is_number_literal_expr(),
        Expr::FString(_) | Expr::TString(_) => false,
        _ => expr.is_literal_expr(),
    }
}

/// A list, in brackets or not, without one of its members and the comma beside it.
pub(super) fn listed(module: &Module, member: &Span) -> Result<Change, String> {
    let text = module.text();
    let blank = |c: char| c.is_whitespace() || c == '\\';
    let before = text[..member.start].trim_end_matches(blank);
    let after = text[member.end..].trim_start_matches(blank);
    let next = text.len() - after.len();
    let span = if before.ends_with(',') {
        before.len() - 1..member.end
    } else if let Some(rest) = after.strip_prefix(',') {
        let rest = rest.trim_start_matches(blank);
        let closes = rest.starts_with([')', ']', '}']);
        let start =
            if closes && before.ends_with(['(', '[', '{']) { before.len() } else { member.start };
        start..text.len() - rest.len()
    } else if before.ends_with(['(', '[', '{']) {
        before.len()..next
    } else {
        return Err("what stands around it is not understood".into());
    };
    if has_comment(module, &span) {
        return Err("a comment would be lost".into());
    }
    Ok(Change::new(span, ""))
}

/// A text without the statement that is nothing but the place.
pub(super) fn statement(module: &Module, found: &Match) -> Result<Vec<Change>, String> {
    let site = module.site_at(found.code.start);
    match module.stmt(site.stmt) {
        Stmt::Expr(stmt) if span_of(&*stmt.value) == found.code => {}
        _ => return Err("its value is used".into()),
    }
    Ok(vec![whole(module, site)?])
}

/// A text without a statement; `pass` stands for it where nothing else would be left in its block.
pub(super) fn whole(module: &Module, site: Site) -> Result<Change, String> {
    let span = span_of(module.stmt(site.stmt));
    if has_comment(module, &span) {
        return Err("a comment would be lost".into());
    }
    let (frame, _) = module.position(site.stmt);
    let block = module.frame(frame);
    if block.suite.len() == 1 && block.parent.is_some() {
        return Ok(Change::new(span, "pass"));
    }
    let lines = own_lines(module.text(), &span).ok_or("something else stands on its line")?;
    Ok(Change::new(lines, ""))
}
