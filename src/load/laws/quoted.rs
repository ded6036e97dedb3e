//! Measured numbers stand in the evidence and nowhere else.

use std::sync::LazyLock;

use regex::Regex;

use super::links::{Prose, prose};
use super::{Draft, Problem};
use crate::model::quote;

/// Numbers that only a measurement can have given: those of the hub's ticks, wherever they stand, and in a paragraph
/// that speaks of measuring also durations, sizes, and shares of tries.
static TICKS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(\d+|no|twenty)( to \d+| of \d+)* ticks?\b"));
static MEASURES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b\d+(\.\d+)?( to \d+(\.\d+)?)?[  ]?(s|ms|µs|seconds?|milliseconds?|minutes?|[KMG]i?B|times as)\b|\b\d+ of \d+\b|\b\d+ inside at once\b",
    )
});
/// A cell of a table that is a number and nothing else.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\**\d+(\.\d+)?( to \d+)?\**$"));
/// Code is not said to be measured.
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)```.*?```|`[^`]*`"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern that is part of the program")
}

/// Where a rulebook has evidence, prose quotes what was measured instead of repeating it. What this cannot see: numbers
/// in words, outcomes ("hangs"), and durations in paragraphs that do not say that they were measured.
pub(super) fn measured_numbers_are_quoted(draft: &Draft, problems: &mut Vec<Problem>) {
    if draft.rulebook.proofs.programs.is_empty() {
        return;
    }
    for prose in prose(&draft.rulebook) {
        let Prose { path, pointer, text } = &prose;
        let written = draft.written.get(&(path.clone(), pointer.clone()));
        let text = written.map_or(*text, String::as_str);
        for (offset, number) in typed(text) {
            let what = format!("`{number}` is a measured number that was typed by hand");
            let next = "quote the evidence, such as `{{detail EVIDENCE \"RUN\"}}`, or say it without a number";
            problems.push(draft.in_text(path, pointer, text, offset, &what, next));
        }
    }
}

/// Each measured number in a text that is no quote: its place and itself.
fn typed(text: &str) -> Vec<(usize, &str)> {
    let hidden = hidden(text);
    let mut found = Vec::new();
    let mut start = 0;
    let mut measured = false;
    for block in hidden.split_inclusive("\n\n") {
        let is_table = block.starts_with('|');
        // A table belongs to the paragraph before it.
        measured = speaks_of_measuring(block) || (is_table && measured);
        let patterns = [Some(&*TICKS), measured.then_some(&*MEASURES)];
        for number in patterns.into_iter().flatten().flat_map(|p| p.find_iter(block)) {
            found.push((start + number.start(), number.len()));
        }
        if measured && is_table {
            found.extend(cells(block).into_iter().map(|(at, length)| (start + at, length)));
        }
        start += block.len();
    }
    found.sort_unstable();
    found.into_iter().map(|(at, length)| (at, &text[at..at + length])).collect()
}

/// The cells of a table that are numbers.
fn cells(table: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    for cell in table.split_inclusive(['|', '\n']) {
        let inner = cell.trim_end_matches(['|', '\n']);
        let number = inner.trim();
        if NUMBER.is_match(number) {
            found.push((at + inner.len() - inner.trim_start().len(), number.len()));
        }
        at += cell.len();
    }
    found
}

/// The text with code and quotes blotted out, so that what is left keeps its place.
fn hidden(text: &str) -> String {
    let mut hidden = text.to_owned();
    let quotes = quote::find(text).into_iter().map(|(span, _)| span);
    let code = CODE.find_iter(text).map(|code| code.range());
    for span in quotes.chain(code) {
        let blot: String =
            text[span.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { '#' }).collect();
        hidden.replace_range(span, &blot);
    }
    hidden
}

fn speaks_of_measuring(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| {
        matches!(word, "measured" | "Measured" | "measuring" | "Measuring" | "measurement")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<&str> {
        typed(text).into_iter().map(|(_, number)| number).collect()
    }

    #[test]
    fn numbers_that_were_measured_are_seen_where_they_are_typed() {
        assert_eq!(numbers("it lets them run (20 of 20 ticks)"), ["20 of 20 ticks"]);
        assert_eq!(numbers("Measured: it took 20 to 26 milliseconds."), ["20 to 26 milliseconds"]);
        assert_eq!(
            numbers("Measured with x.\n\n| a | ticks |\n| --- | --- |\n| b | **0** |\n"),
            ["**0**"]
        );
        assert_eq!(numbers("Measured; more than one in 99 of 200 runs"), ["99 of 200"]);
        assert_eq!(
            numbers("measured: ended after 0.7 seconds, 3 inside at once"),
            ["0.7 seconds", "3 inside at once"]
        );
    }

    #[test]
    fn quotes_code_and_what_is_not_said_to_be_measured_are_left_alone() {
        assert!(
            numbers("Measured: {{detail a/b \"20 ticks\"}}, `sleep(3 s)`, eventlet 0.41.3")
                .is_empty()
        );
        assert!(numbers("Wait at most 30 seconds.\n\n| limit |\n| --- |\n| 30 |\n").is_empty());
        assert!(numbers("Measured.\n\nAnother paragraph: 5 seconds.").is_empty());
    }
}
