//! Reading what external programs write. Nonsense is an answer too.

use std::path::{Component, Path};

use serde::Deserialize;

use super::Reported;
use crate::source::Place;

/// More places than this nobody reads.
const MOST_PLACES: usize = 100_000;

/// One line of JSON.
#[derive(Deserialize)]
struct Line {
    path: String,
    line: usize,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    #[serde(default)]
    message: String,
}

/// One JSON object per line.
pub(super) fn json_lines(bytes: &[u8], root: &Path) -> Result<Vec<Reported>, String> {
    let mut places = Vec::new();
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_slice(line)
            .map_err(|error| format!("line {} of its output is not understood: {error}", at + 1))?;
        places.push(place(line, root)?);
        if places.len() > MOST_PLACES {
            return Err(format!("it tells of more than {MOST_PLACES} places"));
        }
    }
    Ok(places)
}

#[derive(Deserialize)]
struct Log {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    #[serde(default)]
    results: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    message: Message,
    #[serde(default)]
    locations: Vec<Location>,
}

#[derive(Default, Deserialize)]
struct Message {
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Option<Physical>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(default)]
    region: Region,
}

#[derive(Deserialize)]
struct Artifact {
    uri: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Region {
    start_line: Option<usize>,
    start_column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

/// One SARIF 2.1.0 log.
pub(super) fn sarif(bytes: &[u8], root: &Path) -> Result<Vec<Reported>, String> {
    let log: Log = serde_json::from_slice(bytes)
        .map_err(|error| format!("its output is no SARIF log: {error}"))?;
    let results = log.runs.into_iter().flat_map(|run| run.results);
    let mut places = Vec::new();
    for result in results.take(MOST_PLACES) {
        let first = result.locations.into_iter().find_map(|location| location.physical_location);
        let Some(Physical { artifact_location, region }) = first else { continue };
        let uri = artifact_location.uri;
        let line = Line {
            path: unescaped(uri.strip_prefix("file://").unwrap_or(&uri)),
            line: region.start_line.unwrap_or(1),
            column: region.start_column,
            end_line: region.end_line,
            end_column: region.end_column,
            message: result.message.text,
        };
        places.push(place(line, root)?);
    }
    Ok(places)
}

fn place(line: Line, root: &Path) -> Result<Reported, String> {
    let path = below(Path::new(&line.path), root)
        .ok_or_else(|| format!("it tells of a file outside of the tree: {}", line.path))?;
    if line.line == 0 {
        return Err(format!("it tells of line 0 of {path}; lines count from 1"));
    }
    let start = Place { line: line.line, column: line.column.unwrap_or(1).max(1) };
    let end = line
        .end_column
        .map(|column| Place { line: line.end_line.unwrap_or(line.line), column: column.max(1) });
    Ok(Reported { path, start, end: end.filter(|end| *end >= start), message: line.message })
}

/// A path relative to the root, with `/`; none if it leaves the tree.
fn below(path: &Path, root: &Path) -> Option<String> {
    let path = if path.is_absolute() { path.strip_prefix(root).ok()? } else { path };
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_string_lossy()),
            Component::CurDir => {}
            _ => return None,
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// A URI's path without percent signs.
pub(in crate::check) fn unescaped(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        match (first, code) {
            (b'%', Some(code)) => {
                bytes.push(code);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Reported>, String> {
        json_lines(text.as_bytes(), Path::new("/tree"))
    }

    #[test]
    fn lines_of_json() {
        let text = "{\"path\": \"./a/b.py\", \"line\": 3}\n\n{\"path\": \"/tree/c.py\", \"line\": 1, \"column\": 2, \"end_column\": 5, \"message\": \"m\", \"more\": 1}\r\n";
        let places = read(text).expect("places");
        assert_eq!((places[0].path.as_str(), places[0].start.line), ("a/b.py", 3));
        assert_eq!(places[1].path, "c.py");
        assert_eq!(places[1].end, Some(Place { line: 1, column: 5 }));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "hello",
            "[]",
            "{\"path\": 3}",
            "{\"path\": \"a.py\"}",
            "{\"path\": \"a.py\", \"line\": 0}",
            "{\"path\": \"a.py\", \"line\": -1}",
            "{\"path\": \"../a.py\", \"line\": 1}",
            "{\"path\": \"/etc/passwd\", \"line\": 1}",
            "{\"path\": \"\", \"line\": 1}",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(sarif(b"{}", Path::new("/tree")).is_err());
    }

    #[test]
    fn a_sarif_log() {
        let text = r#"{"version": "2.1.0", "runs": [{"tool": {}, "results": [{"message": {"text": "m"}, "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": "file:///tree/a%20b.py"}, "region": {"startLine": 2}}}]}, {}]}]}"#;
        let places = sarif(text.as_bytes(), Path::new("/tree")).expect("places");
        assert_eq!(places.len(), 1);
        assert_eq!((places[0].path.as_str(), places[0].start.line), ("a b.py", 2));
    }
}
