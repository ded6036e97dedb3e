//! For people: each finding with its lines of code, what leads to it, and where to read more; then the numbers.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::plain::{code, count, printable};
use super::{Reporter, View};
use crate::model::finding::Finding;
use crate::model::{self, Standing};
use crate::source::{Lines, Place};

pub(super) const REPORTER: Reporter = Reporter {
    name: "text",
    about: "For people: code, reason and link; waived and existing ones with --verbose",
    report,
};

/// More lines than this are not shown of one finding.
const LINES: usize = 6;
/// A line with more characters than this is not shown whole.
const WIDE: usize = 1000;
/// More things that could not be looked at are only counted, unless the user wants to see all.
const MISSED: usize = 20;

fn report(view: &View<'_>) -> Vec<u8> {
    let mut out = String::new();
    for in_file in view.report.findings.chunk_by(|a, b| a.path == b.path) {
        let shown = |finding: &&Finding| view.verbose || finding.standing == Standing::New;
        let mut shown = in_file.iter().filter(shown).peekable();
        let Some(first) = shown.peek() else { continue };
        let text = (view.source)(&first.path);
        let lines = text.as_deref().map(Lines::new);
        for finding in shown {
            let _ = writeln!(out, "{}\n", render(view, finding, lines.as_ref()));
        }
    }
    not_run(&mut out, view);
    let _ = writeln!(out, "{}", summary(view));
    out.into_bytes()
}

/// A finding as people read it. A renderer's bug must never cost the user the message itself.
fn render(view: &View<'_>, finding: &Finding, lines: Option<&Lines<'_>>) -> String {
    let drawn = || drawn(view, finding, lines);
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(drawn)).unwrap_or_else(|_| {
        let Place { line, column } = finding.start;
        let (path, message) = (printable(&finding.path), printable(&finding.message));
        format!("{path}:{line}:{column}: {} {message}", finding.guideline)
    })
}

fn drawn(view: &View<'_>, finding: &Finding, lines: Option<&Lines<'_>>) -> String {
    let mut title = level(finding.level)
        .primary_title(printable(&finding.message))
        .id(finding.guideline.as_str());
    let url = view.url(finding);
    if let Some(url) = &url {
        title = title.id_url(printable(url));
    }
    let path = printable(&finding.path);
    let Place { line, column } = finding.start;
    let origin = || Origin::path(path.clone()).line(line).char_column(column);
    let mut group = Group::with_title(title);
    group = match lines.and_then(|lines| Excerpt::of(finding, lines)) {
        Some(excerpt) => {
            let mark = AnnotationKind::Primary.span(excerpt.from..excerpt.to);
            let snippet = Snippet::source(excerpt.text).line_start(line).annotation(mark);
            // The renderer counts columns in the excerpt, which need not begin where the line does.
            if excerpt.cut {
                group.element(origin()).element(snippet)
            } else {
                group.element(snippet.path(path))
            }
        }
        None => group.element(origin()),
    };
    if !finding.chain.is_empty() {
        group = group.element(Level::NOTE.message(chain(finding)));
    }
    if let Some(standing) = standing(finding) {
        group = group.element(Level::NOTE.message(standing));
    }
    let help = url
        .map_or_else(|| format!("rulebook explain {}", finding.guideline), |url| printable(&url));
    group = group.element(Level::HELP.message(help));
    let renderer = if view.color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(view.width.unwrap_or(100).max(40)).render(&[group])
}

fn level(level: model::Level) -> Level<'static> {
    match level {
        model::Level::Must => Level::ERROR,
        model::Level::Should => Level::WARNING,
        model::Level::May => Level::NOTE,
    }
}

/// The places that lead to a finding, one on a line.
fn chain(finding: &Finding) -> String {
    let mut lines = "what leads to it:".to_owned();
    for step in &finding.chain {
        let text: String = code(&step.text).replace('\t', " ").chars().take(120).collect();
        let _ = write!(lines, "\n  {}:{}: {text}", printable(&step.path), step.line);
    }
    lines
}

/// Why a finding need not be dealt with now.
fn standing(finding: &Finding) -> Option<String> {
    match &finding.standing {
        Standing::New => None,
        Standing::Existing => Some("it was there before".into()),
        Standing::Waived(reason) => {
            let mut said = "waived".to_owned();
            if let Some(until) = reason.until {
                let _ = write!(said, " until {until}");
            }
            if let Some(approver) = &reason.approver {
                let _ = write!(said, " by {}", printable(approver));
            }
            Some(format!("{said}: {}", printable(&reason.text)))
        }
    }
}

/// The lines of a finding, safe to show.
struct Excerpt {
    text: String,
    /// The byte offsets of what to mark.
    from: usize,
    to: usize,
    /// Whether the first line lacks its beginning.
    cut: bool,
}

impl Excerpt {
    /// Cuts them from a file; nothing if the file no longer has such a line.
    fn of(finding: &Finding, lines: &Lines<'_>) -> Option<Self> {
        let (start, end) = (finding.start, finding.end);
        if start.line > lines.count() {
            return None;
        }
        // Nobody reads a line of a megabyte: the renderer trims to the terminal, and this bounds its work.
        let skipped = if start.column > WIDE { start.column - WIDE / 2 } else { 0 };
        let part: String = lines.line(start.line).chars().skip(skipped).take(2 * WIDE).collect();
        let mut text = code(&part);
        let from = offset(&text, start.column - 1 - skipped);
        let last = end.line.clamp(start.line, lines.count());
        let to = if last == start.line && end.line == start.line {
            offset(&text, end.column.max(start.column + 1) - 1 - skipped)
        } else if last - start.line >= LINES {
            text.trim_end().len()
        } else {
            for line in start.line + 1..=last {
                text.push('\n');
                text.extend(code(lines.line(line)).chars().take(WIDE));
            }
            let begin = text.rfind('\n').map_or(0, |at| at + 1);
            begin + offset(&text[begin..], end.column - 1)
        };
        Some(Self { text, from, to: to.max(from), cut: skipped > 0 })
    }
}

/// The byte offset of a character in a text, clamped to the text.
fn offset(text: &str, at: usize) -> usize {
    text.char_indices().nth(at).map_or(text.len(), |(offset, _)| offset)
}

/// What could not be looked at.
fn not_run(out: &mut String, view: &View<'_>) {
    let missed = view.missed();
    let shown = if view.verbose { missed.len() } else { missed.len().min(MISSED) };
    for missed in &missed[..shown] {
        let _ = writeln!(out, "not run: {}", missed.sentence());
    }
    if shown < missed.len() {
        let _ = writeln!(out, "not run: {} more; --verbose shows them", missed.len() - shown);
    }
    if !missed.is_empty() {
        out.push('\n');
    }
}

/// The numbers in one line.
fn summary(view: &View<'_>) -> String {
    let report = view.report;
    let new: Vec<_> = view.new_findings().collect();
    let mut said = match new.len() {
        0 => "No findings".to_owned(),
        number => {
            let levels = model::Level::ALL.iter().filter_map(|level| {
                let number = new.iter().filter(|finding| finding.level == *level).count();
                (number > 0).then(|| format!("{number} {}", level.as_str()))
            });
            format!("{} ({})", count(number, "finding"), levels.collect::<Vec<_>>().join(", "))
        }
    };
    let _ = write!(said, " in {}", count(report.files, "file"));
    let more = [
        (view.existing(), "there before"),
        (report.waived(), "waived"),
        (report.partly, "read only in part"),
        (view.missed().len(), "not run"),
    ];
    for (number, what) in more.into_iter().filter(|(number, _)| *number > 0) {
        let _ = write!(said, "; {number} {what}");
    }
    said
}
