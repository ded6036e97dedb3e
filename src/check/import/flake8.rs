//! flake8's default format: `path:line:column: CODE what is wrong`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Foreign, Malformed, Reported, Told};
use crate::model::Standing;
use crate::source::Place;

pub(super) const REPORT: Foreign = Foreign {
    name: "flake8",
    about: "flake8's default format, which pycodestyle and `ruff --output-format concise` write too",
    read,
};

static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?P<path>.+?):(?P<line>\d+):(?P<column>\d+): (?P<code>[A-Za-z][\w.-]*)(?:\[\*\]|:)?(?: (?:\[\*\] )?(?P<words>.*))?$").ok()
});

fn read(text: &str) -> Result<Told, Malformed> {
    let mut told = Told::default();
    for (at, line) in text.lines().enumerate() {
        // `--count` ends with a number; ruff with a sentence.
        let counts = line.trim().bytes().all(|byte| byte.is_ascii_digit());
        let sums_up = ["Found ", "[*] ", "All checks passed", "No fixes available"];
        if counts || sums_up.iter().any(|words| line.starts_with(words)) {
            continue;
        }
        told.places.push(place(line).ok_or_else(|| Malformed {
            line: at + 1,
            column: 1,
            what: "this is no `path:line:column: CODE message`; write the report with flake8's default format, without --show-source and --statistics".into(),
        })?);
    }
    Ok(told)
}

fn place(line: &str) -> Option<Reported> {
    let found = LINE.as_ref()?.captures(line)?;
    let number = |name: &str| found[name].parse::<usize>().ok();
    let line = number("line").filter(|line| *line > 0)?;
    Some(Reported {
        path: found["path"].to_owned(),
        start: Place { line, column: number("column")?.max(1) },
        end: None,
        utf16: false,
        code: found["code"].to_owned(),
        message: found.name("words").map_or("", |words| words.as_str()).trim().to_owned(),
        check: None,
        standing: Standing::New,
    })
}
