//! The outcome as a picture: who imported what, up to the call. As DOT for Graphviz, and as SVG that needs no other
//! program: a tree with one row for each import.

use std::fmt::Write as _;

use super::text::{Group, groups, headline};
use super::{Imported, Outcome, Trace};

/// What a row of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Entry,
    Way,
    Extra,
    Third,
    Call,
}

/// One row: something that was imported or called, below what did it.
struct Row {
    depth: usize,
    kind: Kind,
    label: String,
    place: String,
    /// The row that it hangs on.
    parent: Option<usize>,
}

// Rows in one picture; more cannot be looked at.
const MOST_ROWS: usize = 400;

impl Kind {
    fn color(self) -> &'static str {
        match self {
            Self::Entry => "#444444",
            Self::Way => "#1f6feb",
            Self::Extra => "#b07000",
            Self::Third => "#c62828",
            Self::Call => "#1a7f37",
        }
    }
}

fn rows(group: &Group<'_>) -> Vec<Row> {
    let outcome = group.first.outcome();
    let names: Vec<&str> = group.entries.iter().map(|entry| entry.point.name.as_str()).collect();
    let label = match names.len() {
        0..=3 => names.join(", "),
        n => format!("{}, {} and {} more", names[0], names[1], n - 2),
    };
    let place = headline(group.first);
    let mut rows = vec![Row { depth: 0, kind: Kind::Entry, label, place, parent: None }];
    let site = outcome.calls.first().and_then(|call| call.site());
    let holder = site.and_then(|site| {
        outcome.project_before.iter().rposition(|one| one.path.as_deref() == Some(&site.path))
    });
    below(outcome, None, 0, &mut rows);
    if let Some(site) = site {
        let name = holder.map(|at| outcome.project_before[at].name.as_str());
        let parent = rows.iter().position(|row| Some(row.label.as_str()) == name).unwrap_or(0);
        let depth = rows[parent].depth + 1;
        let place = format!("{}:{}", site.path, site.line);
        rows.push(Row {
            depth,
            kind: Kind::Call,
            label: site.text.clone(),
            place,
            parent: Some(parent),
        });
    }
    rows
}

// The rows of everything that the module at `parent` imported first.
fn below(outcome: &Outcome, path: Option<&str>, parent: usize, rows: &mut Vec<Row>) {
    let modules = outcome.project_before.iter().map(|one| {
        let extra = outcome.project_extra.contains(&one.name);
        (one, if extra { Kind::Extra } else { Kind::Way })
    });
    let third = outcome.third_party_before.iter().map(|one| (one, Kind::Third));
    for (one, kind) in modules.chain(third).filter(|(one, _)| importer(one) == path) {
        if rows.len() >= MOST_ROWS {
            return;
        }
        let place = one.by.as_ref().map_or(String::new(), |by| format!("{}:{}", by.path, by.line));
        let depth = rows[parent].depth + 1;
        rows.push(Row { depth, kind, label: one.name.clone(), place, parent: Some(parent) });
        let at = rows.len() - 1;
        // A module is imported once, so that this ends.
        if let Some(path) = one.path.as_deref().filter(|own| Some(*own) != path && depth < 200) {
            below(outcome, Some(path), at, rows);
        }
    }
}

fn importer(one: &Imported) -> Option<&str> {
    one.by.as_ref().map(|by| by.path.as_str())
}

fn told(trace: &Trace) -> Vec<Group<'_>> {
    let with_call = |group: &Group<'_>| !group.first.outcome().calls.is_empty();
    groups(trace).into_iter().filter(with_call).collect()
}

/// The outcome in the language of Graphviz.
pub fn dot(trace: &Trace) -> String {
    let mut out = String::from(
        "digraph startup {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n",
    );
    for (number, group) in told(trace).iter().enumerate() {
        let rows = rows(group);
        for (at, row) in rows.iter().enumerate() {
            let (label, color) = (quoted(&row.label), row.kind.color());
            let _ = writeln!(out, "  n{number}_{at} [label={label}, color=\"{color}\"];");
            if let Some(parent) = row.parent {
                let place = quoted(&row.place);
                let _ = writeln!(out, "  n{number}_{parent} -> n{number}_{at} [label={place}];");
            }
        }
    }
    out.push_str("}\n");
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
}

// Sizes of the picture, in pixels.
const LINE: usize = 22;
const INDENT: usize = 22;
const MARGIN: usize = 16;
const LETTER: usize = 8;

/// The outcome as an SVG.
pub fn svg(trace: &Trace) -> String {
    let mut body = String::new();
    let mut top = MARGIN;
    let mut width = 400;
    for group in told(trace) {
        let rows = rows(&group);
        for (at, row) in rows.iter().enumerate() {
            let (x, y) = (MARGIN + row.depth * INDENT, top + at * LINE + LINE / 2);
            if let Some(parent) = row.parent {
                let parent_y = top + parent * LINE + LINE / 2;
                let from = x - INDENT;
                let _ = writeln!(
                    body,
                    "<path d=\"M{from} {} V{y} H{}\" fill=\"none\" stroke=\"#999\"/>",
                    parent_y + 5,
                    x - 5
                );
            }
            let color = row.kind.color();
            let _ = writeln!(body, "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{color}\"/>");
            let (label, place) = (escaped(&row.label), escaped(&row.place));
            let _ = writeln!(
                body,
                "<text x=\"{}\" y=\"{}\"><tspan fill=\"{color}\">{label}</tspan> \
                 <tspan class=\"place\">{place}</tspan></text>",
                x + 10,
                y + 4
            );
            let letters = row.label.chars().count() + row.place.chars().count() + 4;
            width = width.max(x + letters * LETTER);
        }
        top += rows.len() * LINE + LINE;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{top}\" \
         viewBox=\"0 0 {width} {top}\" role=\"img\">\n<title>What is imported before the call</title>\n\
         <style>text {{ font: 13px sans-serif }} .place {{ fill: #777; font-size: 11px }}</style>\n{body}</svg>\n"
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
