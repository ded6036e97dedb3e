//! Answers and waivers, as files of the rulebook: one more entry at the end, the rest as its authors wrote it.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::load::scalar;
use crate::model::waiver::Scope;
use crate::model::{Answer, Name, Waiver};

/// Adds an answer to the answers of a project; tells the file, from the rulebook's root.
///
/// # Errors
/// If the file cannot be written.
pub fn add_answer(root: &Path, project: &Name, answer: &Answer) -> Result<String> {
    let mut entry = format!(
        "- guideline: {}\n  revision: {}\n  verdict: {}\n  reason: {}\n",
        answer.guideline,
        answer.revision,
        answer.verdict.as_str(),
        scalar(&answer.reason)
    );
    let by = answer.by.as_ref().map(|by| format!("  by: {}\n", scalar(by)));
    let date = answer.date.map(|date| format!("  date: {date}\n"));
    entry.extend(by.into_iter().chain(date));
    if !answer.code.is_empty() {
        // In quotation marks: a fingerprint may look like a number.
        let marks: Vec<_> = answer.code.iter().map(|mark| format!("\"{mark}\"")).collect();
        entry.push_str(&format!("  code: [{}]\n", marks.join(", ")));
    }
    append(root, &format!("projects/answers/{project}.yaml"), project, "answers", &entry)
}

/// Adds a waiver to the waivers of a project; tells the file, from the rulebook's root.
///
/// # Errors
/// If the file cannot be written.
pub fn add_waiver(root: &Path, project: &Name, waiver: &Waiver) -> Result<String> {
    let mut entry = format!("- guideline: {}\n  scope:\n", waiver.guideline);
    let Scope { paths, symbols, fingerprints } = &waiver.scope;
    for (key, list) in [("paths", paths), ("symbols", symbols), ("fingerprints", fingerprints)] {
        if !list.is_empty() {
            let list: Vec<_> = list.iter().map(|one| format!("\"{}\"", escaped(one))).collect();
            entry.push_str(&format!("    {key}: [{}]\n", list.join(", ")));
        }
    }
    for (key, text) in
        [("reason", &waiver.reason), ("owner", &waiver.owner), ("approver", &waiver.approver)]
    {
        entry.push_str(&format!("  {key}: {}\n", scalar(text)));
    }
    let created = waiver.created.map(|created| format!("  created: {created}\n"));
    entry.extend(created);
    entry.push_str(&format!("  until: {}\n", waiver.until));
    let ticket = waiver.ticket.as_ref().map(|ticket| format!("  ticket: {}\n", scalar(ticket)));
    entry.extend(ticket);
    append(root, &format!("projects/waivers/{project}.yaml"), project, "waivers", &entry)
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Puts an entry at the end of a list that ends its file. The file is as it was if the rulebook would have problems
/// with the new one: it is written beside it first, and takes its place whole.
fn append(root: &Path, path: &str, project: &Name, key: &str, entry: &str) -> Result<String> {
    let file = root.join(path);
    let failed = || format!("cannot write {}", file.display());
    let mut text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            format!("project: {project}\n{key}:\n")
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let list = format!("\n{key}:");
    let at = text.rfind(&list).map(|at| at + list.len());
    let head = at.map(|at| text[at..].lines().next().unwrap_or("").trim());
    anyhow::ensure!(
        head == Some("") && !text[at.unwrap_or(0)..].lines().skip(1).any(is_key),
        "{path} has to end with a list `{key}:`, one entry with a `-` per line; put this there:\n{entry}"
    );
    // As deep as the entries that are there.
    let deep = text[at.unwrap_or(0)..].lines().find(|line| line.trim_start().starts_with("- "));
    let blanks = deep.map_or(0, |line| line.len() - line.trim_start().len());
    let blanks = " ".repeat(blanks);
    for line in entry.lines() {
        text.push_str(&format!("{blanks}{line}\n"));
    }
    let folder = file.parent().unwrap_or(root);
    fs::create_dir_all(folder).with_context(failed)?;
    let mut new = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
    std::io::Write::write_all(&mut new, text.as_bytes()).with_context(failed)?;
    new.persist(&file).with_context(failed)?;
    Ok(path.to_owned())
}

/// Whether a line begins another key of the file's own.
fn is_key(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_alphabetic()) && line.contains(':')
}
