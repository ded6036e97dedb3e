//! Exceptions that are written in the code: `# rulebook: allow EVT103 until 2027-03-01: reason`, and `# noqa`.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::Regex;

use super::found::{Found, Marks, about_comment};
use super::plan::{ADDRESS, Plan};
use super::walk::File;
use crate::model::finding::{Reason, ReasonKind};
use crate::model::{Date, Id, Rulebook, Standing, Upkeep};
use crate::python::Module;
use crate::source::{Lines, Span};

/// flake8's own words: codes after a colon, or the whole line.
static NOQA: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)#\s*noqa(?::\s?(?P<codes>[a-z]+[0-9]+(?:[,\s]+[a-z]+[0-9]+)*))?").ok()
});

/// What follows our name in a comment.
static ALLOW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let one = "[A-Za-z0-9][A-Za-z0-9/_-]*";
    let pattern = format!(
        r"^allow\s+(?P<all>{one}(?:\s*,\s*{one})*)(?:\s+until\s+(?P<until>[0-9-]+))?\s*(?::(?P<reason>.*))?$"
    );
    Regex::new(&pattern).ok()
});

/// The exceptions of a file.
#[derive(Debug)]
pub(super) struct Comments {
    allowed: Vec<Allowed>,
    noqa: Vec<Noqa>,
}

/// A comment to us.
#[derive(Debug)]
struct Allowed {
    span: Span,
    text: String,
    /// The line that it is about.
    line: usize,
    says: Result<Says, String>,
}

/// What a comment to us says.
#[derive(Debug)]
struct Says {
    /// The guidelines, each with whether something was allowed.
    guidelines: Vec<(Id, bool)>,
    unknown: Vec<String>,
    until: Option<Date>,
    reason: String,
}

/// A comment to any linter.
#[derive(Debug)]
struct Noqa {
    line: usize,
    text: String,
    /// Beginnings of ids, in capitals; none for all.
    codes: Option<Vec<String>>,
}

impl Comments {
    /// Reads the comments of a module. Strings that look like comments are none.
    pub(super) fn read(module: &Module<'_>, lines: &Lines<'_>, rulebook: &Rulebook) -> Self {
        let mut comments = Self { allowed: Vec::new(), noqa: Vec::new() };
        for comment in module.comments() {
            let line = lines.place(comment.span.start).line;
            if let Some(noqa) = NOQA.as_ref().and_then(|noqa| noqa.captures(comment.text)) {
                let split = |codes: regex::Match<'_>| {
                    let codes = codes.as_str().split([',', ' ', '\t']);
                    codes.filter(|code| !code.is_empty()).map(str::to_uppercase).collect()
                };
                let codes = noqa.name("codes").map(split);
                comments.noqa.push(Noqa { line, text: comment.text.to_owned(), codes });
            }
            let words = comment.text.trim_start_matches('#').trim_start();
            if let Some(words) = words.strip_prefix(ADDRESS) {
                comments.allowed.push(Allowed {
                    line: about(line, lines),
                    says: Says::parse(words.trim(), rulebook),
                    text: comment.text.to_owned(),
                    span: comment.span,
                });
            }
        }
        comments
    }

    /// Waives the findings that a comment allows.
    pub(super) fn waive(&mut self, found: &mut [Found], today: Date) {
        for found in found {
            for allowed in &mut self.allowed {
                if covers(&found.lines, found, allowed.line)
                    && let Ok(says) = &mut allowed.says
                {
                    says.waive(found, today);
                }
            }
            let noqa = self.noqa.iter().find(|noqa| {
                covers(&found.lines, found, noqa.line) && noqa.means(&found.finding.guideline)
            });
            if let (Some(noqa), Standing::New) = (noqa, &found.finding.standing) {
                found.finding.standing = Standing::Waived(Reason {
                    kind: ReasonKind::Noqa,
                    text: noqa.text.trim_start_matches('#').trim().to_owned(),
                    until: None,
                    approver: None,
                });
            }
        }
    }

    /// What is wrong with the exceptions themselves. In a file that was read in part nobody can tell what is unused.
    pub(super) fn upkeep(
        &self,
        file: &File,
        lines: &Lines<'_>,
        plan: &Plan<'_>,
        today: Date,
        whole: bool,
    ) -> Vec<Found> {
        let mut marks = Marks::default();
        let mut all = Vec::new();
        for allowed in &self.allowed {
            let place = (&allowed.span, allowed.text.as_str());
            let mut add = |upkeep, message| {
                all.push(about_comment(upkeep, file, lines, place, message, &mut marks));
            };
            match &allowed.says {
                Err(why) => add(Upkeep::Unreadable, why.clone()),
                Ok(says) => {
                    says.upkeep(plan, today, whole).into_iter().for_each(|(u, m)| add(u, m))
                }
            }
        }
        all
    }
}

impl Says {
    fn parse(words: &str, rulebook: &Rulebook) -> Result<Self, String> {
        let form = "write `# rulebook: allow ID until YEAR-MONTH-DAY: reason`";
        let parts = ALLOW.as_ref().and_then(|allow| allow.captures(words));
        let parts =
            parts.ok_or_else(|| format!("this comment to the rulebook cannot be read; {form}"))?;
        let until = match parts.name("until") {
            Some(date) => Some(date.as_str().parse::<Date>()?),
            None => None,
        };
        let mut says = Self {
            guidelines: Vec::new(),
            unknown: Vec::new(),
            until,
            reason: parts.name("reason").map_or("", |reason| reason.as_str().trim()).to_owned(),
        };
        for name in parts["all"].split(',').map(str::trim) {
            match rulebook.guideline(name) {
                Some(guideline) if says.guidelines.iter().any(|(id, _)| *id == guideline.id) => {}
                Some(guideline) => says.guidelines.push((guideline.id.clone(), false)),
                None => says.unknown.push(name.to_owned()),
            }
        }
        Ok(says)
    }

    fn is_over(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    fn waive(&mut self, found: &mut Found, today: Date) {
        let id = &found.finding.guideline;
        let Some((_, used)) = self.guidelines.iter_mut().find(|(known, _)| known == id) else {
            return;
        };
        *used = true;
        if !self.is_over(today)
            && !self.reason.is_empty()
            && found.finding.standing == Standing::New
        {
            found.finding.standing = Standing::Waived(Reason {
                kind: ReasonKind::Comment,
                text: self.reason.clone(),
                until: self.until,
                approver: None,
            });
        }
    }

    fn upkeep(&self, plan: &Plan<'_>, today: Date, whole: bool) -> Vec<(Upkeep, String)> {
        let mut all = Vec::new();
        for name in &self.unknown {
            all.push((Upkeep::Unknown, format!("there is no guideline `{name}`")));
        }
        if self.reason.is_empty() {
            let message = "this exception gives no reason and allows nothing; add `: reason`";
            all.push((Upkeep::NoReason, message.to_owned()));
        }
        if let Some(until) = self.until.filter(|until| *until < today) {
            let message = format!("this exception ended with {until}; mend the code, or renew it");
            all.push((Upkeep::Expired, message));
        }
        let unused =
            self.guidelines.iter().filter(|(id, used)| !used && plan.complete.contains(id));
        for (id, _) in unused.filter(|_| whole) {
            let message = format!("no check flags {id} here; remove it from this comment");
            all.push((Upkeep::Unused, message));
        }
        all
    }
}

impl Noqa {
    fn means(&self, id: &Id) -> bool {
        let codes = self.codes.as_ref();
        codes.is_none_or(|codes| codes.iter().any(|code| id.as_str().starts_with(code.as_str())))
    }
}

/// The line that a comment is about: its own, or, if it stands alone, the first one below that is no comment.
fn about(line: usize, lines: &Lines<'_>) -> usize {
    let is_comment = |line: usize| lines.line(line).trim_start().starts_with('#');
    let mut at = line;
    while is_comment(at) && at <= lines.count() {
        at += 1;
    }
    at
}

/// Whether a comment on a line is about a finding: on its line, or anywhere in a statement of several lines.
fn covers(statement: &RangeInclusive<usize>, found: &Found, line: usize) -> bool {
    statement.contains(&line) || found.finding.start.line == line
}
