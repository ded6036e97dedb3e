//! Text of a module with code, strings and comments told apart.

use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use super::module::Module;
use super::span;
use crate::source::Span;

/// A comment, from its `#` to the end of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment<'a> {
    /// Its text.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
}

/// A statement, or the header of one, as one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogicalLine {
    /// Its text: comments left out, contents of strings replaced by `xxx`, line breaks by single spaces.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    // For each piece of the text, where it begins there and in the file.
    pieces: Vec<(usize, usize)>,
}

impl LogicalLine {
    /// Where an offset of the line's text stands in the file.
    pub fn offset(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.pieces
            .get(piece)
            .map_or(self.span.start, |(start, from)| from + at.saturating_sub(*start))
    }
}

impl<'a> Module<'a> {
    fn tokens(&self) -> impl Iterator<Item = (TokenKind, Span)> {
        let tokens = self.parsed.tokens().into_iter().flat_map(|tokens| tokens.iter());
        tokens.map(|token| (token.kind(), span(token.range())))
    }

    /// All comments.
    pub fn comments(&self) -> impl Iterator<Item = Comment<'a>> {
        let comments = self.tokens().filter(|(kind, _)| *kind == TokenKind::Comment);
        comments
            .map(|(_, span)| Comment { text: self.text().get(span.clone()).unwrap_or(""), span })
    }

    /// The text with comments and the contents of strings blanked out, byte for byte as long as before.
    pub fn code(&self) -> String {
        let mut bytes = self.text().as_bytes().to_vec();
        for (kind, span) in self.tokens() {
            let inside = match kind {
                TokenKind::Comment => span,
                TokenKind::String => contents(self.text(), &span),
                TokenKind::FStringMiddle | TokenKind::TStringMiddle => span,
                _ => continue,
            };
            let blank = |byte: &mut u8| {
                if !matches!(byte, b'\n' | b'\r') {
                    *byte = b' ';
                }
            };
            bytes[inside].iter_mut().for_each(blank);
        }
        // Whole tokens were replaced by spaces, so the text is still UTF-8.
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// All logical lines.
    pub fn logical_lines(&self) -> Vec<LogicalLine> {
        let mut lines = Vec::new();
        let mut line = LogicalLine { text: String::new(), span: 0..0, pieces: Vec::new() };
        for (kind, span) in self.tokens() {
            match kind {
                TokenKind::Comment
                | TokenKind::NonLogicalNewline
                | TokenKind::Indent
                | TokenKind::Dedent => {}
                TokenKind::Newline | TokenKind::EndOfFile => {
                    if !line.text.is_empty() {
                        lines.push(std::mem::replace(
                            &mut line,
                            LogicalLine { text: String::new(), span: 0..0, pieces: Vec::new() },
                        ));
                    }
                }
                _ => self.add_token(&mut line, kind, span),
            }
        }
        lines
    }

    fn add_token(&self, line: &mut LogicalLine, kind: TokenKind, span: Span) {
        if line.text.is_empty() {
            line.span = span.clone();
        } else {
            line.text.push_str(gap(self.text(), line.span.end, span.start));
        }
        line.span.end = span.end;
        line.pieces.push((line.text.len(), span.start));
        let text = self.text().get(span.clone()).unwrap_or("");
        match kind {
            TokenKind::String => {
                let inside = contents(self.text(), &span);
                line.text.push_str(&text[..inside.start - span.start]);
                line.text.extend(std::iter::repeat_n('x', inside.len()));
                line.text.push_str(&text[inside.end - span.start..]);
            }
            TokenKind::FStringMiddle | TokenKind::TStringMiddle => {
                line.text.extend(std::iter::repeat_n('x', text.len()));
            }
            _ => line.text.push_str(text),
        }
    }
}

// Blanks between tokens stay as they are on one line; a line break inside a statement is one blank, or none next to
// a bracket.
fn gap(text: &str, from: usize, to: usize) -> &str {
    let between = text.get(from..to).unwrap_or("");
    if !between.contains(['\n', '\r', '#']) {
        return between;
    }
    let opened = text[..from].ends_with(['(', '[', '{']);
    let closes = text[to..].starts_with([')', ']', '}', ',']);
    if opened || closes { "" } else { " " }
}

// The inside of a string token, without prefix and quotes.
fn contents(text: &str, span: &Span) -> Span {
    let token = text.get(span.clone()).unwrap_or("");
    let Some(open) = token.find(['"', '\'']) else {
        return span.end..span.end;
    };
    let quote = &token[open..=open];
    let triple = quote.repeat(3);
    let quotes = if token[open..].starts_with(&triple) && token.len() >= open + 6 { 3 } else { 1 };
    let start = (open + quotes).min(token.len());
    let closed = token.len() >= start + quotes && token.ends_with(&quote.repeat(quotes));
    let end = if closed { token.len() - quotes } else { token.len() };
    span.start + start..span.start + end.max(start)
}
