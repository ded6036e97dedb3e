//! The words of a summary and of remarks. Servers show them as Markdown; pure text reads as well.

use std::fmt::Write as _;

use super::look::{Item, Review};
use super::plan::{Remark, Subject, mark};
use super::ticks::{self, Answers, Entry, Verdict};
use crate::model::finding::Fix;
use crate::model::{Finding, Rulebook, State};
use crate::source::{Lines, Place};

/// How many places of an item are named.
const MOST_PLACES: usize = 3;

/// How many sentences beside the items are told.
const MOST_NOTES: usize = 5;

/// What a summary is made of.
pub(super) struct Parts<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) review: &'a Review,
    pub(super) subject: &'a Subject,
    /// The entries, each with the index of its item.
    pub(super) items: &'a [(Entry, usize)],
    /// Findings for which there is no room on the lines.
    pub(super) rest: &'a [&'a Finding],
    pub(super) answers: &'a Answers,
}

/// A summary, at most `limit` characters long; its last line is for us and always complete.
pub(super) fn text(parts: &Parts<'_>, limit: usize) -> String {
    let entries: Vec<Entry> = parts.items.iter().map(|(entry, _)| entry.clone()).collect();
    let last = ticks::line(&entries);
    let mut text = format!("**rulebook**: {}\n", headline(parts));
    let mut left = 0;
    let room = limit.saturating_sub(last.chars().count() + 400);
    for (entry, at) in parts.items {
        let words = item(parts, entry, &parts.review.items[*at]);
        if text.chars().count() + words.chars().count() > room {
            left += 1;
        } else {
            text.push_str(&words);
        }
    }
    let mut sections = Vec::new();
    if left > 0 {
        sections.push(format!("And {left} more, which did not fit here.\n"));
    }
    if !parts.rest.is_empty() {
        let lines = parts.rest.iter().map(|one| {
            format!(
                "- `{}:{}`: {} {}",
                one.path,
                one.start.line,
                one.guideline,
                plain(&one.message)
            )
        });
        sections.push(list("Not shown on the lines:", lines.collect()));
    }
    if !parts.review.notes.is_empty() {
        sections.push(notes(&parts.review.notes));
    }
    if !parts.answers.unclear.is_empty() {
        let lines = parts.answers.unclear.iter().rev().take(3).map(|one| format!("- {one}"));
        sections.push(list("Not understood:", lines.collect()));
    }
    for section in sections {
        add(&mut text, &section, room);
    }
    if let Some(example) = example(parts) {
        let _ = write!(text, "\nAnswer by a reply, such as `{} {example}`.\n", ticks::WORD);
    }
    text + "\n" + &last
}

/// Adds whole lines, as long as there is room.
fn add(text: &mut String, section: &str, room: usize) {
    text.push('\n');
    let mut used = text.chars().count();
    let lines: Vec<&str> = section.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        used += line.chars().count() + 1;
        if used > room {
            let _ = writeln!(text, "… and {} more", lines.len() - at);
            return;
        }
        let _ = writeln!(text, "{line}");
    }
}

fn list(title: &str, lines: Vec<String>) -> String {
    format!("{title}\n\n{}\n", lines.join("\n"))
}

fn notes(all: &[String]) -> String {
    let mut lines: Vec<_> =
        all.iter().take(MOST_NOTES).map(|one| format!("- {}", plain(one))).collect();
    if all.len() > MOST_NOTES {
        lines.push(format!("- and {} more", all.len() - MOST_NOTES));
    }
    list("Worth knowing:", lines)
}

fn headline(parts: &Parts<'_>) -> String {
    let count = |wanted: State| {
        parts.items.iter().filter(|(entry, _)| parts.answers.state(entry) == wanted).count()
    };
    let (fail, person) = (count(State::Fail), count(State::Person));
    let what = match (parts.items.len(), fail, person) {
        (0, ..) => "nothing to answer any more".to_owned(),
        (all, 0, 0) => format!("{}, all answered", counted(all, "item")),
        (all, fail, 0) => format!("{fail} of {} to be mended", counted(all, "item")),
        (all, 0, person) => format!("{person} of {} to be answered", counted(all, "item")),
        (all, fail, person) => {
            format!("{fail} of {} to be mended, {person} to be answered", counted(all, "item"))
        }
    };
    let files = counted(parts.review.looked.len(), "file");
    format!("{what} ({}, {files}).", parts.subject.called)
}

fn item(parts: &Parts<'_>, entry: &Entry, item: &Item) -> String {
    let state = parts.answers.state(entry);
    let title = match url(parts.rulebook, entry.id.as_str()) {
        Some(url) => format!("[{}]({url}) {}", item.id, item.title),
        None => format!("{} {}", item.id, item.title),
    };
    let mut text =
        format!("\n{}. **{}** {} {title}", entry.number, word(state), entry.level.as_str());
    // As code, because `__init__.py` is bold otherwise.
    let shown = item.places.iter().take(MOST_PLACES).map(|place| format!("`{place}`"));
    let shown: Vec<_> = shown.collect();
    if !shown.is_empty() {
        let more = item.places.len() - shown.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = write!(text, " ({}{more})", shown.join(", "));
    }
    text.push('\n');
    if let Some(answer) = parts.answers.to(entry) {
        let verdict = match answer.verdict {
            Verdict::Done => "done",
            Verdict::NotApplicable => "not applicable",
            Verdict::Fail => "fails",
            Verdict::Undo => "open",
        };
        let reason = if answer.reason.is_empty() { "" } else { ": " };
        let _ =
            writeln!(text, "   - {} says {verdict}{reason}{}", answer.who, plain(&answer.reason));
    }
    if matches!(state, State::Person | State::Fail) {
        for question in &item.questions {
            let _ = writeln!(text, "   - {}", plain(question));
        }
    }
    text
}

fn word(state: State) -> &'static str {
    match state {
        State::Pass => "done",
        State::Fail => "FAIL",
        State::Waived => "waived",
        State::Person => "ANSWER",
        State::NotApplicable => "n/a",
        State::NotRun => "not run",
    }
}

/// A reply that would answer something of this summary.
fn example(parts: &Parts<'_>) -> Option<String> {
    let open = |wanted: State| {
        let mut found = parts.items.iter().map(|(entry, _)| entry);
        found.find(|entry| parts.answers.state(entry) == wanted).map(|entry| entry.number)
    };
    match (open(State::Person), open(State::Fail)) {
        (Some(one), Some(two)) => Some(format!("done {one}; na {two} REASON")),
        (Some(one), None) => Some(format!("done {one}` or `{} na {one} REASON", ticks::WORD)),
        (None, Some(two)) => Some(format!("na {two} REASON")),
        (None, None) => None,
    }
}

/// The text of a remark, which ends with the finding's mark.
pub(super) fn remark(rulebook: &Rulebook, finding: &Finding, source: &str, limit: usize) -> String {
    let mut text =
        format!("{} ({}): {}", finding.guideline, finding.level.as_str(), plain(&finding.message));
    for step in finding.chain.iter().take(5) {
        let _ = write!(text, "\n- `{}:{}` `{}`", step.path, step.line, plain(&step.text));
    }
    if let Some(fix) = &finding.fix {
        let _ = write!(text, "\n\n{}", plain(&fix.title));
        if let Some(lines) = fixed(source, fix) {
            let _ = write!(text, ":\n\n```\n{lines}\n```");
        }
    }
    if let Some(url) = url(rulebook, finding.guideline.as_str()) {
        let _ = write!(text, "\n\n{url}");
    }
    let end = format!("\n\n[rulebook {}]", mark(finding));
    cut(&text, limit.saturating_sub(end.len())) + &end
}

/// The lines that a fix changes, as they would be after it.
fn fixed(source: &str, fix: &Fix) -> Option<String> {
    let lines = Lines::new(source);
    let first = fix.edits.iter().map(|edit| edit.start.line).min()?;
    let last = fix.edits.iter().map(|edit| edit.end.line).max()?;
    let begin = lines.offset(Place { line: first, column: 1 });
    let end = lines.offset(Place { line: last, column: 1 }) + lines.line(last).len();
    let mut text = String::new();
    let mut at = begin;
    for edit in &fix.edits {
        text.push_str(source.get(at..lines.offset(edit.start))?);
        text.push_str(&edit.text);
        at = lines.offset(edit.end);
    }
    text.push_str(source.get(at..end)?);
    // A fence in the code would end ours.
    let text = text.trim_end().to_owned();
    (!text.is_empty() && !text.contains("```")).then_some(text)
}

/// A summary with remarks that cannot be on lines; its last line stays the last one.
pub(super) fn with_remarks(summary: &str, remarks: &[Remark], limit: usize) -> String {
    let (text, last) = summary.rsplit_once('\n').unwrap_or(("", summary));
    let mut text = text.trim_end().to_owned() + "\n";
    let lines = remarks.iter().map(|one| {
        let first = one.text.lines().next().unwrap_or("");
        format!("- `{}:{}`: {first}", one.path, one.first)
    });
    let room = limit.saturating_sub(last.chars().count() + 50);
    add(&mut text, &list("Not shown on the lines:", lines.collect()), room);
    text + "\n" + last
}

/// A summary that somebody asked for, the `times`th time for this patch set.
pub(super) fn asked_again(summary: &str, times: usize) -> String {
    let (text, last) = summary.rsplit_once('\n').unwrap_or(("", summary));
    let again = if times == 1 { String::new() } else { format!(" ({times})") };
    format!("{text}Looked at again, as asked{again}.\n\n{last}")
}

fn url(rulebook: &Rulebook, id: &str) -> Option<String> {
    let base = rulebook.settings.url.as_ref()?;
    Some(format!("{}/{id}.html", base.trim_end_matches('/')))
}

/// Somebody's words on one line, without what a terminal would obey.
fn plain(text: &str) -> String {
    let harmless = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(harmless).collect::<String>().trim().to_owned()
}

fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
