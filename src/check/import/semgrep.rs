//! semgrep's JSON.

use serde::Deserialize;

use super::{Foreign, Malformed, Reported, Told};
use crate::model::Standing;
use crate::source::Place;

pub(super) const REPORT: Foreign =
    Foreign { name: "semgrep", about: "`semgrep scan --json`", read };

#[derive(Deserialize)]
struct Log {
    results: Vec<Outcome>,
    #[serde(default)]
    errors: Vec<Trouble>,
}

#[derive(Deserialize)]
struct Outcome {
    check_id: String,
    path: String,
    start: Position,
    end: Position,
    #[serde(default)]
    extra: Extra,
}

#[derive(Deserialize)]
struct Position {
    line: usize,
    col: usize,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Extra {
    message: String,
}

#[derive(Deserialize)]
struct Trouble {
    #[serde(default)]
    message: String,
    path: Option<String>,
}

fn read(text: &str) -> Result<Told, Malformed> {
    let log: Log = serde_json::from_str(text)
        .map_err(|error| Malformed::json(&error, "report of semgrep's"))?;
    let place = |at: &Position| Place { line: at.line.max(1), column: at.col.max(1) };
    let places = log.results.into_iter().map(|one| Reported {
        start: place(&one.start),
        end: Some(place(&one.end)),
        path: one.path,
        utf16: false,
        code: one.check_id,
        message: one.extra.message,
        check: None,
        standing: Standing::New,
    });
    let missed = log.errors.into_iter().map(|trouble| {
        let reason = trouble.message.split_whitespace().collect::<Vec<_>>().join(" ");
        (trouble.path.unwrap_or_else(|| ".".into()), reason)
    });
    Ok(Told { places: places.collect(), missed: missed.collect() })
}
