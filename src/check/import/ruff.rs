//! ruff's JSON: one list, or one object on each line.

use serde::Deserialize;

use super::{Foreign, Malformed, Reported, Told};
use crate::model::Standing;
use crate::source::Place;

pub(super) const REPORT: Foreign =
    Foreign { name: "ruff", about: "`ruff check --output-format json`, or `json-lines`", read };

#[derive(Deserialize)]
struct Diagnostic {
    /// Absent for what cannot be parsed.
    code: Option<String>,
    message: String,
    filename: String,
    location: Option<Position>,
    end_location: Option<Position>,
}

#[derive(Deserialize)]
struct Position {
    row: usize,
    column: usize,
}

impl Position {
    fn place(&self) -> Place {
        Place { line: self.row.max(1), column: self.column.max(1) }
    }
}

fn read(text: &str) -> Result<Told, Malformed> {
    let mut told = Told::default();
    if text.trim_start().starts_with('{') {
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let one = serde_json::from_str(line).map_err(|error| Malformed {
                line: at + 1,
                ..Malformed::json(&error, "finding of ruff's")
            })?;
            add(one, &mut told);
        }
        return Ok(told);
    }
    let all: Vec<Diagnostic> = serde_json::from_str(text)
        .map_err(|error| Malformed::json(&error, "list of ruff's findings"))?;
    for one in all {
        add(one, &mut told);
    }
    Ok(told)
}

fn add(one: Diagnostic, told: &mut Told) {
    let Some(code) = one.code.filter(|code| code != "invalid-syntax") else {
        told.missed.push((one.filename, one.message));
        return;
    };
    let start = one.location.map_or(Place { line: 1, column: 1 }, |position| position.place());
    told.places.push(Reported {
        path: one.filename,
        start,
        end: one.end_location.map(|position| position.place()),
        utf16: false,
        code,
        message: one.message,
        check: None,
        standing: Standing::New,
    });
}
