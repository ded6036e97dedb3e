//! Quotes: where prose takes its words from what was measured, so that the two cannot disagree.
//!
//! ```text
//! {{versions EVIDENCE}}            the versions that it was seen with
//! {{outcome EVIDENCE "RUN"}}       what the run came to, such as "blocks"
//! {{detail EVIDENCE "RUN"}}        what the program said it saw, such as "no ticks"
//! {{seen EVIDENCE "RUN"}}          both
//! {{seen EVIDENCE "RUN" with SET}} the same of one version set
//! {{rows FIELD EVIDENCE …}}        the rows of a table: each run, and a column for each evidence
//! {{audit FIGURE …}}               a figure of the last audit, such as {{audit breaking EVT101 2020}}; its kinds are
//!                                  in `figures`, and {{audit names …}} tells the projects instead of counting them
//! ```
//!
//! `\{{` is no quote.

use std::collections::BTreeMap;

use super::Name;
use super::audit::Audit;
use super::evidence::{Program, Proofs, Seen};
use crate::source::Span;

mod figures;
mod words;

pub use figures::{FIGURES, figure};
pub use words::{and, outcome, versions};

/// What is said where nothing was measured, or the program has changed since.
pub const NOT_MEASURED: &str = "not measured";

/// The words that a quote can begin with.
pub const FIELDS: [&str; 6] = ["versions", "outcome", "detail", "seen", "rows", "audit"];

/// Which part of what was seen is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The outcome.
    Outcome,
    /// The detail; the outcome where there is none.
    Detail,
    /// The outcome, and the detail in brackets.
    Seen,
}

/// A quote, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quote<'a> {
    /// The versions.
    Versions(&'a str),
    /// One run.
    Run {
        /// What is said of it.
        part: Part,
        /// The evidence.
        evidence: &'a str,
        /// The run, by its name.
        run: String,
        /// The version set, if one is meant.
        set: Option<&'a str>,
    },
    /// The rows of a table.
    Rows(Part, Vec<&'a str>),
    /// A figure of the last audit.
    Audit(Vec<&'a str>),
}

/// A mistake in a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It begins with no known word.
    Field(String),
    /// Something is missing, or is too much.
    Shape,
    /// There is no such figure of an audit.
    Figure(String),
    /// There is no such evidence.
    Evidence(String),
    /// The evidence has no such run.
    Run(String, String),
    /// There is no such version set, or the evidence is not run with it.
    Set(String),
}

/// What stands in a text between `{{` and `}}`, and where; `\{{` and mdBook's own `{{#…}}` are left out.
pub fn find(text: &str) -> Vec<(Span, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").map(|at| from + at) {
        let inner = start + 2;
        let Some(end) = text[inner..].find("}}").map(|at| inner + at) else { break };
        let is_other = text[..start].ends_with('\\') || text[inner..].starts_with('#');
        if !is_other {
            found.push((start..end + 2, &text[inner..end]));
        }
        from = if is_other { inner } else { end + 2 };
    }
    found
}

impl<'a> Quote<'a> {
    /// Reads what stands between the braces.
    pub fn parse(text: &'a str) -> Result<Self, Wrong> {
        let (plain, run, set) = match (text.find('"'), text.rfind('"')) {
            (Some(first), Some(last)) if first < last => {
                // A line of YAML may end within a name.
                let run: Vec<&str> = text[first + 1..last].split_whitespace().collect();
                (&text[..first], Some(run.join(" ")), text[last + 1..].trim())
            }
            _ => (text, None, ""),
        };
        let words: Vec<&str> = plain.split_whitespace().collect();
        let set = match set.split_whitespace().collect::<Vec<_>>()[..] {
            [] => None,
            ["with", set] => Some(set),
            _ => return Err(Wrong::Shape),
        };
        match (&words[..], run) {
            (["audit", words @ ..], None) => Ok(Self::Audit(words.to_vec())),
            (["versions", evidence], None) => Ok(Self::Versions(evidence)),
            (["rows", field, evidence @ ..], None) if !evidence.is_empty() => {
                Ok(Self::Rows(part(field)?, evidence.to_vec()))
            }
            ([field, evidence], Some(run)) => {
                Ok(Self::Run { part: part(field)?, evidence, run, set })
            }
            ([field, ..], _) if !FIELDS.contains(field) => Err(Wrong::Field((*field).to_owned())),
            _ => Err(Wrong::Shape),
        }
    }
}

fn part(field: &str) -> Result<Part, Wrong> {
    match field {
        "outcome" => Ok(Part::Outcome),
        "detail" => Ok(Part::Detail),
        "seen" => Ok(Part::Seen),
        _ if FIELDS.contains(&field) => Err(Wrong::Shape),
        _ => Err(Wrong::Field(field.to_owned())),
    }
}

impl Proofs {
    /// The words that a quote stands for.
    pub fn quoted(&self, audit: Option<&Audit>, quote: &Quote<'_>) -> Result<String, Wrong> {
        match quote {
            Quote::Audit(words) => figure(audit, words),
            Quote::Versions(evidence) => {
                let program = self.program(evidence)?;
                let runs = program.evidence.runs.iter();
                let seen: Vec<&Seen> = runs.flat_map(|run| self.seen(program, run)).collect();
                Ok(match seen.is_empty() {
                    true => NOT_MEASURED.to_owned(),
                    false => versions(seen.iter().copied(), false),
                })
            }
            Quote::Run { part, evidence, run, set } => {
                self.of_run(self.program(evidence)?, run, *part, *set)
            }
            Quote::Rows(part, evidence) => self.rows(*part, evidence),
        }
    }

    fn program(&self, name: &str) -> Result<&Program, Wrong> {
        let mut programs = self.programs.iter();
        let found = programs.find(|(known, _)| known.as_str() == name);
        found.map(|(_, program)| program).ok_or_else(|| Wrong::Evidence(name.to_owned()))
    }

    fn of_run(
        &self,
        program: &Program,
        run: &str,
        part: Part,
        set: Option<&str>,
    ) -> Result<String, Wrong> {
        let evidence = &program.evidence;
        let unknown = || Wrong::Run(evidence.name.to_string(), run.to_owned());
        let found = evidence.runs.iter().find(|known| known.name.as_str() == run);
        let mut seen = self.seen(program, found.ok_or_else(unknown)?);
        if let Some(set) = set {
            let is_run_with = |known: &Name| {
                known.as_str() == set && (evidence.sets.is_empty() || evidence.sets.contains(known))
            };
            if !self.sets.keys().any(is_run_with) {
                return Err(Wrong::Set(set.to_owned()));
            }
            seen.retain(|seen| seen.set.as_str() == set);
        }
        Ok(said(&seen, part))
    }

    fn rows(&self, part: Part, names: &[&str]) -> Result<String, Wrong> {
        let programs: Vec<&Program> =
            names.iter().map(|name| self.program(name)).collect::<Result<_, _>>()?;
        let mut runs: Vec<&str> = Vec::new();
        for run in programs.iter().flat_map(|program| &program.evidence.runs) {
            if !runs.contains(&run.name.as_str()) {
                runs.push(&run.name);
            }
        }
        let cell = |program: &&Program, run: &str| {
            self.of_run(program, run, part, None).unwrap_or_default()
        };
        let row = |run: &&str| {
            let cells: Vec<String> = programs.iter().map(|program| cell(program, run)).collect();
            format!("| {} | {} |", run.replace('|', "\\|"), cells.join(" | "))
        };
        Ok(runs.iter().map(row).collect::<Vec<_>>().join("\n"))
    }
}

/// One thing if it is the same with all versions, else what most of them have in common, and who differs.
fn said(seen: &[&Seen], part: Part) -> String {
    let mut groups: BTreeMap<String, Vec<&Seen>> = BTreeMap::new();
    for seen in seen {
        groups.entry(of_one(seen, part)).or_default().push(seen);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, seen)| std::cmp::Reverse(seen.len()));
    let Some(((most, _), others)) = groups.split_first() else { return NOT_MEASURED.to_owned() };
    let others = others
        .iter()
        .map(|(words, seen)| format!("; with {}: {words}", versions(seen.iter().copied(), false)));
    std::iter::once(most.clone()).chain(others).collect()
}

fn of_one(seen: &Seen, part: Part) -> String {
    match (part, seen.detail.as_str()) {
        (Part::Outcome, _) | (_, "") => outcome(seen),
        (Part::Detail, detail) => plain(detail),
        (Part::Seen, detail) => format!("{} ({})", outcome(seen), plain(detail)),
    }
}

/// Words of a program, such as `__builtin__`, as Markdown that shows them as they are.
fn plain(detail: &str) -> String {
    let escaped = |c: char| match c {
        '_' | '*' | '[' | ']' | '<' | '>' | '|' | '`' | '\\' => vec!['\\', c],
        c => vec![c],
    };
    detail.chars().flat_map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_read_as_they_are_written() {
        let parsed = Quote::parse("detail a/b \"`x()`,\n  then `y`\" with new");
        let run = "`x()`, then `y`".to_owned();
        let set = Some("new");
        assert_eq!(parsed, Ok(Quote::Run { part: Part::Detail, evidence: "a/b", run, set }));
        assert_eq!(Quote::parse("versions a/b"), Ok(Quote::Versions("a/b")));
        assert_eq!(
            Quote::parse(" rows outcome a/b c/d "),
            Ok(Quote::Rows(Part::Outcome, vec!["a/b", "c/d"]))
        );
    }

    #[test]
    fn what_is_wrong_with_a_quote_is_told() {
        for (text, wrong) in [
            ("outcom a/b \"x\"", Wrong::Field("outcom".into())),
            ("a/b", Wrong::Field("a/b".into())),
            ("rows many a/b", Wrong::Field("many".into())),
            ("", Wrong::Shape),
            ("outcome a/b", Wrong::Shape),
            ("rows seen", Wrong::Shape),
            ("versions a/b \"x\"", Wrong::Shape),
            ("outcome a/b \"x\" on new", Wrong::Shape),
            ("outcome a/b \"", Wrong::Shape),
        ] {
            assert_eq!(Quote::parse(text), Err(wrong), "{text}");
        }
    }

    #[test]
    fn braces_that_are_no_quote_are_left_alone() {
        let found = |text| find(text).into_iter().map(|(_, inner)| inner).collect::<Vec<_>>();
        assert_eq!(found("a {{b}} c {{d\ne}}"), ["b", "d\ne"]);
        assert!(found(r"a \{{b}} {{#include x}} {{ and }").is_empty());
        assert_eq!(found(r"\{{a}} {{b}}"), ["b"]);
    }
}
