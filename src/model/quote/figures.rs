//! Figures of the last audit, so that prose about it cannot disagree with it.

use super::{NOT_MEASURED, Wrong, and};
use crate::model::State;
use crate::model::audit::{Audit, Audited, Cell};

/// What a figure can be of: what it counts among the newest releases, or those that were newest at the end of a year.
pub const FIGURES: [&str; 13] = [
    "date",
    "oldest",
    "newest",
    "projects",
    "releases",
    "files",
    "megabytes",
    "findings",
    "breaking",
    "clean",
    "bound",
    "requiring",
    "left",
];

/// What `{{audit …}}` stands for.
///
/// # Errors
/// If there is no such figure.
pub fn figure(audit: Option<&Audit>, words: &[&str]) -> Result<String, Wrong> {
    let (words, names) = match words {
        ["names", rest @ ..] => (rest, true),
        _ => (words, false),
    };
    let Some((what, rest)) = words.split_first() else { return Err(Wrong::Figure(String::new())) };
    if !FIGURES.contains(what) {
        return Err(Wrong::Figure((*what).to_owned()));
    }
    let (rest, year) = match rest {
        [rest @ .., last] if last.len() == 4 && last.bytes().all(|b| b.is_ascii_digit()) => {
            (rest, last.parse().ok())
        }
        _ => (rest, None),
    };
    let Some(audit) = audit else { return Ok(NOT_MEASURED.to_owned()) };
    let then = At { audit, year };
    let dates = || audit.releases.iter().filter_map(|one| one.date);
    let seen = || audit.releases.iter().filter_map(Audited::seen);
    match (*what, rest, names, year) {
        ("date", [], false, None) => Ok(audit.date.to_string()),
        ("oldest", [], false, None) => Ok(shown(dates().min())),
        ("newest", [], false, None) => Ok(shown(dates().max())),
        ("releases", [], false, None) => Ok(seen().count().to_string()),
        ("files", [], false, None) => Ok(seen().map(|seen| seen.files).sum::<u64>().to_string()),
        ("megabytes", [], false, None) => {
            Ok((seen().map(|seen| seen.bytes).sum::<u64>() / 1_000_000).to_string())
        }
        ("findings", [], false, _) => {
            let of = |one: &Audited| {
                one.seen().map_or(0, |s| s.guidelines.values().map(|c| c.findings).sum())
            };
            Ok(then.releases().iter().map(|one| of(one)).sum::<u64>().to_string())
        }
        ("findings", [id], false, _) => {
            let cells = then.cells(id)?;
            Ok(cells.iter().map(|(_, cell)| cell.findings).sum::<u64>().to_string())
        }
        ("projects", [], _, _) => Ok(counted(then.releases().iter().copied(), names)),
        ("requiring", [name], _, _) => {
            let requires = |one: &&Audited| one.seen().is_some_and(|s| s.requires.contains(*name));
            if !audit.releases.iter().any(|one| requires(&one)) {
                return Err(Wrong::Figure(format!("requiring {name}")));
            }
            Ok(counted(then.releases().iter().copied().filter(requires), names))
        }
        ("left", [name], _, Some(_)) => {
            let requires = |one: &Audited| one.seen().is_some_and(|s| s.requires.contains(*name));
            if !audit.releases.iter().any(requires) {
                return Err(Wrong::Figure(format!("left {name}")));
            }
            let now: Vec<&Audited> = audit.newest().filter(|one| one.seen().is_some()).collect();
            let left = |one: &&Audited| {
                requires(one) && now.iter().any(|new| new.project == one.project && !requires(new))
            };
            Ok(counted(then.releases().into_iter().filter(left), names))
        }
        ("breaking" | "clean" | "bound", [id], _, _) => {
            let fits = |cell: &Cell| match *what {
                "breaking" => cell.findings > 0,
                "clean" => cell.clean,
                _ => cell.state != State::NotApplicable,
            };
            let cells = then.cells(id)?;
            let those = cells.iter().filter(|(_, cell)| fits(cell)).map(|(one, _)| *one);
            Ok(counted(those, names))
        }
        _ => Err(Wrong::Figure(words.join(" "))),
    }
}

/// A moment of an audit: now, or the end of a year.
struct At<'a> {
    audit: &'a Audit,
    year: Option<i32>,
}

impl<'a> At<'a> {
    fn releases(&self) -> Vec<&'a Audited> {
        let all: Vec<&Audited> = match self.year {
            None => self.audit.newest().collect(),
            Some(year) => {
                let projects = self.audit.projects().into_iter();
                projects.filter_map(|project| self.audit.at_end_of(project, year)).collect()
            }
        };
        all.into_iter().filter(|one| one.seen().is_some()).collect()
    }

    fn cells(&self, id: &str) -> Result<Vec<(&'a Audited, &'a Cell)>, Wrong> {
        let cell = |one: &'a Audited| {
            one.seen()?
                .guidelines
                .iter()
                .find(|(known, _)| known.as_str() == id)
                .map(|(_, cell)| cell)
        };
        if !self.audit.releases.iter().any(|one| cell(one).is_some()) {
            return Err(Wrong::Figure(id.to_owned()));
        }
        Ok(self.releases().into_iter().filter_map(|one| Some((one, cell(one)?))).collect())
    }
}

fn shown(date: Option<crate::model::Date>) -> String {
    date.map_or_else(|| NOT_MEASURED.to_owned(), |date| date.to_string())
}

fn counted<'a>(those: impl Iterator<Item = &'a Audited>, names: bool) -> String {
    let all: Vec<String> = those.map(|one| one.project.to_string()).collect();
    match (names, all.is_empty()) {
        (false, _) => all.len().to_string(),
        (true, true) => "none".to_owned(),
        (true, false) => and(&all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audit() -> Audit {
        let seen = |findings: u64, requires: &[&str]| {
            serde_json::json!({"seen": {"files": 2, "bytes": 3_000_000, "parsed": 1, "partly": 0,
                "requires": requires, "guidelines": {"EVT101":
                    {"state": if findings > 0 { "fail" } else { "pass" }, "clean": findings == 0, "findings": findings}}}})
        };
        let one = |project: &str, release: &str, date: &str, outcome: serde_json::Value| serde_json::json!({"project": project, "release": release, "date": date, "outcome": outcome});
        let releases = [
            one("a", "1.0", "2020-05-01", seen(3, &["eventlet"])),
            one("a", "2.0", "2022-05-01", seen(0, &[])),
            one("b", "1.0", "2021-05-01", seen(1, &["eventlet"])),
        ];
        serde_json::from_value(serde_json::json!({
            "version": 1, "rulebook": {"title": "T", "revision": "r"}, "date": "2026-11-23",
            "asked": [{"project": "a", "release": "1.0"}, {"project": "a", "release": "2.0"}, {"project": "b", "release": "1.0"}],
            "releases": releases,
        }))
        .unwrap()
    }

    fn said(text: &str) -> String {
        let words: Vec<&str> = text.split(' ').collect();
        figure(Some(&audit()), &words).unwrap_or_else(|wrong| format!("{wrong:?}"))
    }

    #[test]
    fn figures_are_of_the_newest_releases_or_of_those_at_the_end_of_a_year() {
        for (quote, words) in [
            ("date", "2026-11-23"),
            ("oldest", "2020-05-01"),
            ("projects", "2"),
            ("projects 2020", "1"),
            ("releases", "3"),
            ("files", "6"),
            ("megabytes", "9"),
            ("findings", "1"),
            ("findings EVT101 2021", "4"),
            ("breaking EVT101", "1"),
            ("breaking EVT101 2021", "2"),
            ("names breaking EVT101 2021", "a and b"),
            ("names clean EVT101", "a"),
            ("requiring eventlet", "1"),
            ("names requiring eventlet", "b"),
            ("bound EVT101", "2"),
            ("left eventlet 2021", "1"),
            ("names left eventlet 2021", "a"),
        ] {
            assert_eq!(said(quote), words, "{quote}");
        }
    }

    #[test]
    fn what_is_no_figure_is_told_and_nothing_is_made_up_without_an_audit() {
        for wrong in [
            "",
            "brakes EVT101",
            "breaking EVT999",
            "requiring evenlet",
            "date 2020",
            "names",
            "left eventlet",
        ] {
            assert!(said(wrong).starts_with("Figure("), "{wrong}");
        }
        assert_eq!(figure(None, &["projects"]), Ok(NOT_MEASURED.to_owned()));
    }
}
