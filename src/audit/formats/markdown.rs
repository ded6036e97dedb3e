//! Markdown that stands alone, for the summary of a job or a wiki: a page of all projects, and one for each.
//!
//! The guide has pages of its own, with pictures and links into it; these lead nowhere but to the lines of code.

use std::fmt::Write as _;

use super::{Format, View};
use crate::model::audit::{Audited, Flagged, Kind, Outcome, Seen};
use crate::model::markdown::inline;
use crate::model::{Guideline, Output};

pub(super) const FORMAT: Format = Format {
    name: "markdown",
    about: "Markdown for the summary of a job: the matrix, then what was found in each project; with --out a page for each",
    whole: |view| {
        let pages = view.audit.newest().map(|one| project(view, one));
        pages.fold(index(view), |all, page| format!("{all}\n#{}", indented(&page))).into_bytes()
    },
    files: |view| {
        let page = |name: &str, text: String| Output {
            path: format!("markdown/{name}.md"),
            bytes: text.into_bytes(),
        };
        let each = view.audit.newest().map(|one| page(one.project.as_str(), project(view, one)));
        [page("README", index(view))].into_iter().chain(each).collect()
    },
};

/// Headings one level lower; no other line of a page begins with `#`.
fn indented(page: &str) -> String {
    page.replace("\n#", "\n##")
}

fn cell(line: &str) -> String {
    inline(line).replace('|', "\\|")
}

fn columns<'a>(view: &View<'a>) -> Vec<&'a Guideline> {
    let asked = |guideline: &&Guideline| {
        let knows = |seen: &Seen| seen.guidelines.contains_key(&guideline.id);
        view.audit.newest().any(|one| one.seen().is_some_and(knows))
    };
    view.rulebook.guidelines.iter().filter(asked).collect()
}

fn index(view: &View<'_>) -> String {
    let (audit, columns) = (view.audit, columns(view));
    let mut text = String::from("# Audit\n\n");
    let _ = writeln!(
        text,
        "{} releases of {} projects, looked at on {} with revision `{}` of {}.\n",
        audit.releases.len(),
        audit.projects().len(),
        audit.date,
        audit.rulebook.revision,
        inline(&audit.rulebook.title),
    );
    let signs = Kind::ALL.map(|kind| format!("{} {}", kind.symbol(), kind.words()));
    let _ = writeln!(text, "{}\n", signs.join(" · "));
    let ids: Vec<&str> = columns.iter().map(|guideline| guideline.id.as_str()).collect();
    row(&mut text, ["Project", "Release", "Findings"].into_iter().chain(ids.iter().copied()));
    row(&mut text, ["---", "---", "---:"].into_iter().chain(ids.iter().map(|_| ":---:")));
    for one in audit.newest() {
        let findings = one.findings().to_string();
        let cells = columns.iter().map(|guideline| {
            let known = one.seen().and_then(|seen| seen.guidelines.get(&guideline.id));
            one.kind(&guideline.id).shown(known)
        });
        let head = [cell(one.project.as_str()), cell(&one.release), findings];
        row(&mut text, head.into_iter().chain(cells));
    }
    text.push('\n');
    for guideline in columns {
        let _ = writeln!(text, "- {}: {}", guideline.id, inline(&guideline.title));
    }
    text
}

fn row<T: AsRef<str>>(text: &mut String, cells: impl Iterator<Item = T>) {
    for cell in cells {
        let _ = write!(text, "| {} ", cell.as_ref());
    }
    text.push_str("|\n");
}

fn project(view: &View<'_>, one: &Audited) -> String {
    let mut text = format!("# {} {}\n\n", inline(one.project.as_str()), inline(&one.release));
    let date = one.date.map_or_else(String::new, |date| format!(" of {date}"));
    let source = one.source.as_ref().map_or_else(String::new, |from| format!(" (`{from}`)"));
    let seen = match &one.outcome {
        Outcome::NotRun(reason) => {
            let _ = writeln!(text, "Not run: {}.", inline(reason));
            return text;
        }
        Outcome::Seen(seen) => seen,
    };
    let _ = writeln!(
        text,
        "The release{date}{source}: {} Python files, {} of them read in part. Looked at on {} with revision `{}` of {}.\n",
        seen.files,
        seen.partly,
        view.audit.date,
        view.audit.rulebook.revision,
        inline(&view.audit.rulebook.title),
    );
    for kind in Kind::ALL {
        let ids: Vec<&str> = seen
            .guidelines
            .keys()
            .filter(|id| one.kind(id) == kind)
            .map(crate::model::Id::as_str)
            .collect();
        if !ids.is_empty() {
            let _ = writeln!(text, "- {} {}: {}", kind.symbol(), kind.words(), ids.join(", "));
        }
    }
    let listed = seen.findings.as_deref().unwrap_or_default();
    if !listed.is_empty() {
        text.push_str("\n| Guideline | Place | What is wrong |\n| --- | --- | --- |\n");
        listed.iter().for_each(|found| finding(&mut text, one, found));
    }
    if !seen.not_run.is_empty() {
        text.push_str("\nNot run:\n\n");
    }
    for gap in &seen.not_run {
        let _ = writeln!(text, "- {}: {}", inline(&gap.path), inline(&gap.reason));
    }
    text
}

fn finding(text: &mut String, one: &Audited, found: &Flagged) {
    let place = format!("{}:{}", cell(&found.path), found.line);
    let place = match one.address(&found.path, found.line) {
        Some(page) => format!("[{place}](<{page}>)"),
        None => place,
    };
    let waived = found.waived.as_ref().map_or_else(String::new, |why| format!(" (waived: {why})"));
    let message = cell(&format!("{}{waived}", found.message));
    let _ =
        writeln!(text, "| {} {} | {place} | {message} |", found.guideline, found.level.as_str());
}
