//! To what in a change something applies: predicates are asked of each touched file, on its changed lines and the
//! functions that they stand in, never on the rest of it.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::Regex;

use super::{Applies, Releases, Verdict};
use crate::model::project::Project;
use crate::model::text::Release;

/// A file that a change touches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Its path from the root of the project, after the change or, where it goes away, before it.
    pub path: String,
    /// Its other path, where it was moved.
    pub moved_from: Option<String>,
    /// What it is written in, where its name tells.
    pub language: Option<&'static str>,
    /// Whether more than comments, blank lines or its mode change.
    pub substantial: bool,
    /// The lines that come and go, without comments and docstrings where the language is known.
    pub lines: Vec<Changed>,
    /// What the changed lines and the functions around them import or name, by full name.
    pub names: Vec<Named>,
    /// The requirements that come, go or change, by their names in small letters.
    pub requires: Vec<Required>,
}

/// A requirement that comes, goes or changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Required {
    /// The distribution, in small letters.
    pub name: String,
    /// Whether it was not required before.
    pub new: bool,
    /// A changed line that names it.
    pub line: usize,
}

/// A line that comes or goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its number, after the change for one that comes, before it for one that goes.
    pub line: usize,
    /// Whether it goes.
    pub gone: bool,
    /// Whether it runs when its module is imported.
    pub at_import: bool,
    /// Its code.
    pub text: String,
    /// Its code without what stands in strings, where the language is known.
    pub code: String,
}

/// Something that touched code imports, calls or names otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The full dotted name.
    pub name: String,
    /// Whether it is called here.
    pub called: bool,
    /// Whether it was there before and is gone.
    pub gone: bool,
    /// The line.
    pub line: usize,
}

/// Where in a file something holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The line, before the change if `gone`; none for the file as a whole.
    pub line: Option<usize>,
    /// Whether the line goes.
    pub gone: bool,
    /// What holds, as a part of a sentence.
    pub why: String,
}

const TOUCHED: &str = "the change touches this file";
const WRITTEN_IN: &str = "the file is written in";

/// What is known beside the change.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// The project; without one, nothing that is asked of it is ruled out.
    pub project: Option<&'a Project>,
    /// The releases of the guide, oldest first; the last is now.
    pub releases: &'a [Release],
}

/// What of a changed line a pattern is asked about.
type Text = fn(&Changed) -> &str;

/// Predicates, ready to be asked of files.
#[derive(Debug)]
pub struct Asked<'a> {
    own: &'a Applies,
    paths: Option<(GlobSet, GlobSet)>,
    diff: Option<Regex>,
    code: Option<Regex>,
    adds: Option<Regex>,
    adds_code: Option<Regex>,
    dependencies: Option<GlobSet>,
    new_dependencies: Option<GlobSet>,
    any: Vec<Asked<'a>>,
    all: Vec<Asked<'a>>,
    not: Option<Box<Asked<'a>>>,
}

impl Applies {
    /// Whether only a change can tell, here or in what is nested.
    pub fn is_about_changes(&self) -> bool {
        let mut is = false;
        self.walk(&mut |_, applies| is |= applies.asks_about_changes());
        is
    }
}

impl<'a> Asked<'a> {
    /// Predicates that the loader has found to be sound; a pattern that is not holds nowhere.
    pub fn new(own: &'a Applies) -> Self {
        let all = |list: &'a [Applies]| list.iter().map(Asked::new).collect();
        let regex = |pattern: &Option<String>| Regex::new(pattern.as_deref()?).ok();
        Self {
            own,
            paths: own.paths.as_ref().map(|paths| (globs(&paths.include), globs(&paths.exclude))),
            diff: regex(&own.diff),
            code: regex(&own.code),
            adds: regex(&own.adds),
            adds_code: regex(&own.adds_code),
            dependencies: some_globs(&own.dependencies),
            new_dependencies: some_globs(&own.new_dependencies),
            any: all(&own.any),
            all: all(&own.all),
            not: own.not.as_deref().map(|not| Box::new(Asked::new(not))),
        }
    }

    /// Where in a file it holds, if it does. All of one set of predicates must hold for the same file.
    pub fn of(&self, file: &Touched, around: Around<'_>) -> Option<Hit> {
        let mut hits = Vec::new();
        if !self.own_facts(around) || !self.own_change(file, &mut hits) {
            return None;
        }
        for all in &self.all {
            hits.push(all.of(file, around)?);
        }
        if !self.any.is_empty() {
            hits.push(self.any.iter().find_map(|any| any.of(file, around))?);
        }
        if self.not.as_ref().is_some_and(|not| not.of(file, around).is_some()) {
            return None;
        }
        // That a file is of a sort says little where there is more to say.
        let dull = |why: &str| why == TOUCHED || why.starts_with(WRITTEN_IN);
        // The most telling place: the line that the reason is about before the first of a file, and that before none.
        let told = |hit: &&Hit| hit.line.is_some() && !dull(&hit.why) && !hit.why.is_empty();
        let place = hits.iter().find(told).or_else(|| hits.iter().find(|hit| hit.line.is_some()));
        let (line, gone) = place.map_or((None, false), |hit| (hit.line, hit.gone));
        let mut why: Vec<_> = hits.into_iter().map(|hit| hit.why).collect();
        if why.iter().any(|why| !dull(why)) {
            why.retain(|why| !dull(why));
        }
        why.retain(|why| !why.is_empty());
        why.dedup();
        Some(Hit { line, gone, why: why.join(", ") })
    }

    fn own_facts(&self, around: Around<'_>) -> bool {
        let fits = self.own.releases.as_ref().is_none_or(|span| span.has_now(around.releases));
        let Some(project) = around.project else { return fits };
        fits && !matches!(self.own.own_to_project(project), Verdict::No(_))
    }

    fn own_change(&self, file: &Touched, hits: &mut Vec<Hit>) -> bool {
        let own = self.own;
        let (told, bare): (Text, Text) = (|line| &line.text, |line| &line.code);
        let lines = [
            (&own.diff, &self.diff, told, true),
            (&own.code, &self.code, bare, true),
            (&own.adds, &self.adds, told, false),
            (&own.adds_code, &self.adds_code, bare, false),
        ];
        let mut lines = lines.into_iter().filter(|(pattern, ..)| pattern.is_some());
        let mut asked = |holds: Option<Hit>| match holds {
            Some(hit) => {
                hits.push(hit);
                true
            }
            None => false,
        };
        (self.paths.is_none() || asked(self.by_path(file)))
            && (own.languages.is_empty() || asked(by_language(file, &own.languages)))
            && (own.imports.is_empty() || asked(by_name(file, &own.imports, false)))
            && (own.calls.is_empty() || asked(by_name(file, &own.calls, true)))
            && lines.all(|(_, regex, text, gone)| asked(by_line(file, regex.as_ref(), text, gone)))
            && (!own.at_import || asked(by_import(file)))
            && self.dependencies.iter().all(|of| asked(by_requirement(file, of, false)))
            && self.new_dependencies.iter().all(|of| asked(by_requirement(file, of, true)))
    }

    fn by_path(&self, file: &Touched) -> Option<Hit> {
        let (include, exclude) = self.paths.as_ref()?;
        let is_in =
            |path: &&str| (include.is_empty() || include.is_match(path)) && !exclude.is_match(path);
        let mut paths =
            [Some(file.path.as_str()), file.moved_from.as_deref()].into_iter().flatten();
        let first = file.lines.iter().find(|line| !line.gone).or(file.lines.first());
        (file.substantial && paths.any(|path| is_in(&path))).then(|| Hit {
            line: first.map(|line| line.line),
            gone: first.is_some_and(|line| line.gone),
            why: TOUCHED.into(),
        })
    }
}

/// A changed line that a pattern matches; only one that comes, unless those that go count too.
fn by_line(file: &Touched, pattern: Option<&Regex>, text: Text, gone_too: bool) -> Option<Hit> {
    let pattern = pattern?;
    // What comes says more than what goes.
    let (gone, come): (Vec<_>, Vec<_>) = file.lines.iter().partition(|line| line.gone);
    let (line, found) = come
        .into_iter()
        .chain(gone.into_iter().filter(|_| gone_too))
        .find_map(|line| Some((line, pattern.find(text(line))?.as_str())))?;
    let verb = if line.gone { "removes" } else { "writes" };
    let why = format!("the change {verb} `{}`", found.trim());
    Some(Hit { line: Some(line.line), gone: line.gone, why })
}

fn by_requirement(file: &Touched, wanted: &GlobSet, new: bool) -> Option<Hit> {
    let means = |one: &&Required| (one.new || !new) && wanted.is_match(&one.name);
    let Required { name, new, line } = file.requires.iter().find(means)?;
    let verb = if *new { "brings" } else { "touches" };
    let why = format!("the change {verb} the requirement `{name}`");
    Some(Hit { line: Some(*line), gone: false, why })
}

fn by_import(file: &Touched) -> Option<Hit> {
    let own = file.lines.iter().filter(|line| line.at_import);
    let line = own.min_by_key(|line| line.gone)?;
    let why = "a changed line runs when the module is imported".into();
    Some(Hit { line: Some(line.line), gone: line.gone, why })
}

fn by_language(file: &Touched, languages: &[String]) -> Option<Hit> {
    let own = file.language?;
    let fits = file.substantial && languages.iter().any(|language| language == own);
    fits.then(|| Hit { line: None, gone: false, why: format!("{WRITTEN_IN} {own}") })
}

/// A name, or for an import the module that it is of. What comes says more than what goes.
fn by_name(file: &Touched, wanted: &[String], called: bool) -> Option<Hit> {
    let means = |named: &&Named| {
        wanted.iter().any(|wanted| match named.name.strip_prefix(wanted.as_str()) {
            Some("") => named.called || !called,
            Some(rest) => !called && rest.starts_with('.'),
            None => false,
        })
    };
    let here = file.names.iter().filter(means).min_by_key(|named| (named.gone, named.line))?;
    let verb = if called { "calls" } else { "uses" };
    let where_ = if here.gone { "code that goes" } else { "touched code" };
    let why = format!("{where_} {verb} `{}`", here.name);
    Some(Hit { line: Some(here.line), gone: here.gone, why })
}

fn some_globs(patterns: &[String]) -> Option<GlobSet> {
    (!patterns.is_empty()).then(|| globs(patterns))
}

fn globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add_one(pattern);
    }
    set.build().unwrap_or_default()
}

trait AddOne {
    fn add_one(&mut self, pattern: &str);
}

impl AddOne for GlobSetBuilder {
    fn add_one(&mut self, pattern: &str) {
        if let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() {
            self.add(glob);
        }
    }
}

impl Releases {
    /// Whether the last of the releases lies within; without releases, it does.
    fn has_now(&self, releases: &[Release]) -> bool {
        let place = |release: &Release| releases.iter().position(|one| one == release);
        let Some(now) = releases.len().checked_sub(1) else { return true };
        let after = self.from.as_ref().and_then(place).is_none_or(|from| from <= now);
        after && self.until.as_ref().and_then(place).is_none_or(|until| now <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Touched {
        let line = |line, gone, text: &str| Changed {
            line,
            gone,
            at_import: gone,
            text: text.into(),
            code: text.replace("now", ""),
        };
        Touched {
            path: "nova/cmd/compute.py".into(),
            language: Some("python"),
            substantial: true,
            lines: vec![line(3, true, "import socket"), line(4, false, "monkey_patch('now')")],
            names: vec![Named {
                name: "eventlet.sleep".into(),
                called: true,
                gone: false,
                line: 9,
            }],
            requires: vec![Required { name: "eventlet".into(), new: false, line: 2 }],
            ..Touched::default()
        }
    }

    fn holds(predicates: serde_json::Value) -> Option<String> {
        let applies: Applies = serde_json::from_value(predicates).expect("predicates");
        let hit = Asked::new(&applies).of(&file(), Around::default())?;
        Some(format!("{}{} {}", hit.line.unwrap_or(0), if hit.gone { "-" } else { "" }, hit.why))
    }

    #[test]
    fn predicates_hold_where_a_change_meets_them_and_say_where() {
        use serde_json::json;
        assert_eq!(
            holds(json!({"diff": "monkey"})).as_deref(),
            Some("4 the change writes `monkey`")
        );
        assert_eq!(
            holds(json!({"diff": "^import"})).as_deref(),
            Some("3- the change removes `import`")
        );
        assert_eq!(
            holds(json!({"calls": "eventlet.sleep"})).as_deref(),
            Some("9 touched code calls `eventlet.sleep`")
        );
        assert!(holds(json!({"diff": "now"})).is_some());
        assert_eq!(holds(json!({"code": "now"})), None, "it stands in a string");
        assert_eq!(
            holds(json!({"code": r"monkey_\w+\("})).as_deref(),
            Some("4 the change writes `monkey_patch(`")
        );
        assert_eq!(holds(json!({"calls": "eventlet"})), None);
        assert_eq!(
            holds(json!({"imports": "eventlet"})).as_deref(),
            Some("9 touched code uses `eventlet.sleep`")
        );
        assert_eq!(holds(json!({"imports": "event"})), None);
        assert_eq!(
            holds(json!({"dependencies": "*"})).as_deref(),
            Some("2 the change touches the requirement `eventlet`")
        );
        assert_eq!(holds(json!({"dependencies": "oslo.*"})), None);
        assert_eq!(holds(json!({"new_dependencies": "*"})), None);
        assert_eq!(
            holds(json!({"at_import": true})).as_deref(),
            Some("3- a changed line runs when the module is imported")
        );
        assert_eq!(holds(json!({"adds": "socket"})), None, "the line goes");
        assert_eq!(
            holds(json!({"adds": "monkey", "paths": {"include": ["**/cmd/**"]}})).as_deref(),
            Some("4 the change writes `monkey`")
        );
        // The place is that of what is told, not the first line of the file.
        assert_eq!(
            holds(json!({"diff": "^import", "paths": {"include": ["**/cmd/**"]}})).as_deref(),
            Some("3- the change removes `import`")
        );
        assert!(
            holds(json!({"paths": {"include": ["**/cmd/**"]}, "languages": "python"})).is_some()
        );
        assert_eq!(
            holds(json!({"paths": {"include": ["**/cmd/**"], "exclude": ["nova/**"]}})),
            None
        );
        assert_eq!(holds(json!({"paths": {"include": ["*/compute.py"]}})), None);
        assert!(holds(json!({"any": [{"diff": "zzz"}, {"calls": "eventlet.sleep"}]})).is_some());
        assert_eq!(holds(json!({"all": [{"diff": "zzz"}, {"calls": "eventlet.sleep"}]})), None);
        assert_eq!(holds(json!({"not": {"diff": "monkey"}})), None);
        assert!(holds(json!({"not": {"diff": "zzz"}})).is_some());
    }
}
