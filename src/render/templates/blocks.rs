//! Whether the blocks of a template are balanced.
//!
//! Handlebars notices an open block at the end of the file only, and then tells the rules of its grammar. A person
//! wants to know which block it is.

use super::Mistake;
use crate::source::Lines;

/// A tag of a template.
struct Tag<'a> {
    at: usize,
    /// What is between the braces.
    inside: &'a str,
}

/// The first mistake in a template's tags and blocks.
pub(super) fn mistake_in(shown: &str, text: &str) -> Option<Mistake> {
    let place = |at: usize| Lines::new(text).place(at);
    let mistake = |at: usize, what: String, next: String| {
        let place = place(at);
        Some(Mistake {
            template: shown.to_owned(),
            line: place.line,
            column: place.column,
            what,
            next,
        })
    };
    let tags = match tags(text) {
        Ok(tags) => tags,
        Err(at) => {
            return mistake(at, "this tag is not closed".into(), "write `}}` at its end".into());
        }
    };
    let mut open: Vec<(&str, usize)> = Vec::new();
    for tag in tags {
        match tag.inside.chars().next() {
            Some('#') => open.push((block_name(&tag.inside[1..]), tag.at)),
            Some('/') => {
                let name = tag.inside[1..].trim();
                match open.pop() {
                    Some((opened, _)) if opened == name => {}
                    Some((opened, at)) => {
                        let line = place(at).line;
                        let what =
                            format!("`{{{{/{name}}}}}` closes `{{{{#{opened}}}}}` of line {line}");
                        return mistake(
                            tag.at,
                            what,
                            format!("close it with `{{{{/{opened}}}}}` first"),
                        );
                    }
                    None => {
                        let what = format!("`{{{{/{name}}}}}` closes nothing");
                        let next = format!(
                            "delete it, or open the block with `{{{{#{name} …}}}}` before it"
                        );
                        return mistake(tag.at, what, next);
                    }
                }
            }
            _ => {}
        }
    }
    let (name, at) = open.pop()?;
    let what = format!("the block `{{{{#{name}}}}}` is not closed");
    mistake(at, what, format!("write `{{{{/{name}}}}}` where it ends"))
}

/// The length from which on a piece ends where it can.
const PIECE: usize = 128;

/// The parts of a template whose blocks are balanced, each of which can be read by itself: it ends with a line that
/// closes a block and holds nothing else, and no tag on one side takes blanks away on the other.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for tag in tags(text).unwrap_or_default() {
        match tag.inside.chars().next() {
            Some('#') => depth += 1,
            Some('/') => depth = depth.saturating_sub(1),
            _ => continue,
        }
        let rest = &text[tag.at..];
        let Some((line, next)) = rest.split_once('\n') else { break };
        let closes = line.starts_with("{{/") && line.find("}}") == Some(line.len() - 2);
        let begins = text[..tag.at].ends_with('\n');
        let apart = !line.ends_with("~}}")
            && next.starts_with(|c: char| !c.is_whitespace())
            && !next.starts_with("{{~");
        let end = tag.at + line.len() + 1;
        if depth == 0 && closes && begins && apart && end - from >= PIECE {
            pieces.push(&text[from..end]);
            from = end;
        }
    }
    pieces.push(&text[from..]);
    pieces
}

/// The name that closes a block: `if` of `#if x`, `x` of the partial block `#> x` and of the decorator `#*inline`.
fn block_name(inside: &str) -> &str {
    let inside = inside.trim_start_matches(['>', '*', '^']).trim_start();
    let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    inside[..end].trim_matches('"')
}

/// The tags of a template, without comments and without what is escaped; or where one begins that never ends.
fn tags(text: &str) -> Result<Vec<Tag<'_>>, usize> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find("{{") {
        let at = from + found;
        if text[..at].ends_with('\\') {
            from = at + 2;
            continue;
        }
        let body = &text[at + 2..];
        let trimmed = body.trim_start_matches('~');
        let closing = if trimmed.starts_with("!--") { "--" } else { "" };
        let braces = if body.starts_with('{') { "}}}" } else { "}}" };
        let end = if closing.is_empty() {
            body.find(braces)
        } else {
            body.find("--}}").or_else(|| body.find("--~}}")).map(|end| end + 2)
        };
        let end = end.ok_or(at)?;
        if !trimmed.starts_with('!') {
            let inside = body[..end].trim_start_matches(['{', '~']).trim_end_matches('~').trim();
            tags.push(Tag { at, inside });
        }
        from = at + 2 + end + braces.len();
    }
    Ok(tags)
}
