//! A mistake in a template, told in one sentence with the next step.

use std::collections::BTreeSet;
use std::fmt;

use handlebars::{RenderError, RenderErrorReason, TemplateError, TemplateErrorReason};
use serde_json::Value;

/// A mistake in a template.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file.
    pub template: String,
    /// The line, from 1; 0 where it is not known.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to do next.
    pub next: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.template)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}; {}", self.what, self.next)
    }
}

impl std::error::Error for Mistake {}

/// The helpers that a template can call, ours and those of Handlebars.
const HELPERS: [&str; 22] = [
    "inline", "cell", "fence", "slug", "plain", "indent", "html", "links", "badge", "join", "if",
    "unless", "each", "with", "lookup", "eq", "ne", "and", "or", "not", "len", "gt",
];

impl Mistake {
    /// A template that Handlebars cannot read.
    pub(super) fn in_syntax(shown: &str, error: &TemplateError) -> Self {
        let (line, column) = error.pos().unwrap_or_default();
        let what = match error.reason() {
            TemplateErrorReason::InvalidSyntax(_) => "this is no template syntax".to_owned(),
            other => other.to_string().replace('"', "`"),
        };
        let next = "look for a missing quote, parenthesis or brace here".to_owned();
        Self { template: shown.to_owned(), line, column, what, next }
    }

    /// A template that asks for something that is not there.
    pub(super) fn while_rendering(
        shown: &str,
        error: &RenderError,
        view: Option<&Value>,
        templates: &[&str],
        source: Option<&str>,
    ) -> Self {
        let (what, next) = match error.reason() {
            RenderErrorReason::MissingVariable(path) => missing_variable(path.as_deref(), view),
            RenderErrorReason::ParamNotFoundForName(..)
            | RenderErrorReason::ParamNotFoundForIndex(..)
                if argument(source, error).is_some() =>
            {
                missing_variable(argument(source, error), view)
            }
            RenderErrorReason::PartialNotFound(name)
            | RenderErrorReason::TemplateNotFound(name) => (
                format!("there is no template `{name}`"),
                nearest(name, templates.iter().copied()).unwrap_or_else(|| {
                    format!("add theme/templates/{name}.hbs, or delete this line")
                }),
            ),
            RenderErrorReason::HelperNotFound(name) => (
                format!("there is no helper `{name}`"),
                nearest(name, HELPERS.into_iter())
                    .unwrap_or_else(|| "theme/README.md lists the helpers".to_owned()),
            ),
            other => (
                other.to_string().replace('"', "`"),
                "theme/README.md says how helpers are called".to_owned(),
            ),
        };
        let (line, column) = (error.line_no.unwrap_or(0), error.column_no.unwrap_or(0));
        Self { template: shown.to_owned(), line, column, what, next }
    }
}

/// What a helper was called with where the error is: Handlebars only says which of its parameters has no value.
fn argument<'a>(source: Option<&'a str>, error: &RenderError) -> Option<&'a str> {
    let line = source?.lines().nth(error.line_no?.checked_sub(1)?)?;
    let call = line.get(error.column_no?.checked_sub(1)?..)?.split("}}").next()?;
    let argument = call.trim_start_matches(['{', '#', '~', '(']).split_whitespace().nth(1)?;
    argument.starts_with(|c: char| c.is_alphabetic() || c == '.').then_some(argument)
}

fn missing_variable(path: Option<&str>, view: Option<&Value>) -> (String, String) {
    let path = path.unwrap_or("this name");
    let mut known = BTreeSet::new();
    if let Some(view) = view {
        names_in(view, &mut known);
    }
    let last = path.rsplit(['.', '/']).next().unwrap_or(path);
    let next = nearest(last, known.iter().map(String::as_str))
        .unwrap_or_else(|| "theme/README.md lists what templates can use".to_owned());
    (format!("there is no `{path}` here"), next)
}

/// All names that occur in a view, at any depth.
fn names_in(view: &Value, names: &mut BTreeSet<String>) {
    match view {
        Value::Object(fields) => {
            for (name, inner) in fields {
                names.insert(name.clone());
                names_in(inner, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names_in(item, names)),
        _ => {}
    }
}

fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let best = known
        .filter(|candidate| *candidate != word)
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .min()?;
    (best.0 <= 1.max(word.len() / 3)).then(|| format!("did you mean `{}`?", best.1))
}
