//! Text, where no meaning of the code is asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Pattern, is_default};
use super::run::{Hit, Literals, Places, Scan, of_pattern, words_of_pattern};
use crate::python::{Equivalents, Module};
use crate::source::Span;

/// Text that a regular expression finds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What is looked at, piece by piece.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: TextOn,
    /// The regular expression.
    pub matches: Pattern,
    /// A regular expression that the same piece must not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<Pattern>,
}

/// The pieces of a file that a regular expression looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TextOn {
    /// Each line as it is.
    #[default]
    Line,
    /// Each line, comments and the contents of strings blanked out.
    Code,
    /// Each statement as one line: comments left out, contents of strings replaced by `xxx`, as pycodestyle does.
    LogicalLine,
    /// Each comment, from its `#`.
    Comment,
    /// The whole file as one text.
    File,
}

impl Places for Text {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        let module = scan.module;
        match self.on {
            TextOn::Line => self.in_lines(module.text(), module),
            TextOn::Code => self.in_lines(&module.code(), module),
            TextOn::File => self
                .in_piece(module.text())
                .map(|span| self.hit(span, 0..module.text().len(), module))
                .into_iter()
                .collect(),
            TextOn::Comment => {
                let found = module.comments().filter_map(|comment| {
                    let span = self.in_piece(comment.text)?;
                    let (start, end) =
                        (comment.span.start + span.start, comment.span.start + span.end);
                    Some(self.hit(start..end, comment.span, module))
                });
                found.collect()
            }
            TextOn::LogicalLine => {
                let found = module.logical_lines().into_iter().filter_map(|line| {
                    let span = self.in_piece(&line.text)?;
                    let (start, end) = (line.offset(span.start), line.offset(span.end));
                    Some(self.hit(start..end.max(start), line.span.clone(), module))
                });
                found.collect()
            }
        }
    }

    fn literals(&self, _same_as: &Equivalents) -> Literals {
        match self.on {
            TextOn::LogicalLine => words_of_pattern(&self.matches),
            // What was blanked out is in no file.
            TextOn::Code => words_of_pattern(&self.matches),
            _ => of_pattern(&self.matches),
        }
    }
}

impl Text {
    fn in_piece(&self, piece: &str) -> Option<Span> {
        let found = self.matches.regex().find(piece)?.range();
        let excepted = self.unless.as_ref().is_some_and(|unless| unless.is_match(piece));
        (!excepted).then_some(found)
    }

    fn in_lines(&self, text: &str, module: &Module) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive(['\n', '\r']) {
            if let Some(found) = self.in_piece(line.trim_end_matches(['\n', '\r'])) {
                hits.push(self.hit(
                    start + found.start..start + found.end,
                    start..start + line.len(),
                    module,
                ));
            }
            start += line.len();
        }
        hits
    }

    fn hit(&self, span: Span, piece: Span, module: &Module) -> Hit {
        let text = module.text().get(span.clone()).unwrap_or("").to_owned();
        let site = module.site_at(span.start);
        Hit::in_text(span, piece, site, module.text()).with("text", text)
    }
}
