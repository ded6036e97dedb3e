//! Text of one kind inside text of another: a line in Markdown, a table's cell, a block of code, HTML.

use std::fmt::Write as _;

use crate::model::markdown::{Piece, pieces};
pub(crate) use crate::model::markdown::{inline, plain};

/// A line as a cell of a Markdown table: like [`inline`], and no bar in it ends the cell.
pub(crate) fn cell(line: &str) -> String {
    inline(line).replace('|', "\\|")
}

/// Code as a fenced block of Markdown whose fence no run of backticks in the code ends.
pub(crate) fn fence(code: &str, language: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    let end = if code.is_empty() || code.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{code}{end}{fence}")
}

/// A line as HTML, `code` as an element.
pub(crate) fn html_inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for piece in pieces(line) {
        // Writing to a String does not fail.
        let _ = match piece {
            Piece::Words(text) => write!(out, "{}", html(text)),
            Piece::Code(_, text) => write!(out, "<code>{}</code>", html(text)),
        };
    }
    out
}

/// Text as HTML, in an element or in an attribute.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    // All that is replaced is ASCII, so that each place is between two characters; most text has none of it.
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_what_its_author_wrote() {
        assert_eq!(
            inline("`sleep(0)` is *not* a yield_point_"),
            "`sleep(0)` is \\*not\\* a yield_point\\_"
        );
        assert_eq!(inline("x < y & [z] &amp;"), "x \\< y & \\[z\\] \\&amp;");
        assert_eq!(inline("# no heading"), "\\# no heading");
        assert_eq!(inline("one ` tick"), "one \\` tick");
        assert_eq!(inline("``a ` b`` and `*`"), "``a ` b`` and `*`");
    }

    #[test]
    fn a_bar_does_not_end_a_cell_not_even_in_code() {
        assert_eq!(cell("`a|b` or c|d"), "`a\\|b` or c\\|d");
        assert_eq!(cell("two\nlines"), "two lines");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fence("x = 1", "python"), "```python\nx = 1\n```");
        assert_eq!(fence("```\n````\n", ""), "`````\n```\n````\n`````");
    }

    #[test]
    fn html_keeps_code_and_nothing_else() {
        assert_eq!(html_inline("`a<b` & \"c\""), "<code>a&lt;b</code> &amp; &quot;c&quot;");
        assert_eq!(plain("Use `x` now"), "Use x now");
    }
}
