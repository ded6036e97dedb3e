//! The JSON report. Version 1; its types are its own, so that ours may change.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use super::{Reporter, View};
use crate::model::finding::{self, NotRun, ReasonKind, Standing};
use crate::model::{Date, Id, Level, Line, Name, Output};

pub(super) const REPORTER: Reporter = Reporter {
    name: "json",
    about: "All there is to know; generated/schemas/report.schema.json describes it",
    report,
};

fn report(view: &View<'_>) -> Vec<u8> {
    Output::json_bytes(&Report::of(view))
}

/// The schema of this format.
pub(super) fn schema() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Report<'static>>()
}

/// What `rulebook check --format json` prints. Lines and columns count from 1, columns in Unicode scalar values.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "report.json")]
struct Report<'a> {
    /// The version of this format.
    version: u32,
    /// The rulebook whose checks ran.
    rulebook: Rulebook<'a>,
    /// What the checks flagged, sorted by path, line, column and guideline.
    findings: Vec<Finding<'a>>,
    /// What could not be looked at; never to be read as "all is well".
    not_run: Vec<Missed<'a>>,
    /// The numbers.
    summary: Summary,
}

/// The rulebook whose checks ran.
#[derive(Serialize, JsonSchema)]
struct Rulebook<'a> {
    /// What the guide is called.
    title: &'a str,
    /// A hash of everything that it was read from.
    revision: &'a str,
}

/// One place in somebody's code that a check flagged.
#[derive(Serialize, JsonSchema)]
struct Finding<'a> {
    /// The id of the guideline that the place breaks.
    guideline: &'a Id,
    /// The guideline's name.
    name: &'a Name,
    /// The check that flagged it.
    check: &'a Name,
    /// How binding the guideline is here.
    level: Level,
    /// The file, relative to the path that was checked, with `/`.
    path: &'a str,
    /// The line on which it begins.
    line: usize,
    /// The column at which it begins.
    column: usize,
    /// The line on which it ends.
    end_line: usize,
    /// The column after its last character.
    end_column: usize,
    /// What is wrong here and what to do instead; one line.
    message: &'a str,
    /// The places that lead to it, first to last.
    chain: Vec<Step<'a>>,
    /// What makes it the same finding after lines above it moved.
    fingerprint: &'a str,
    /// Whether it has to be dealt with.
    status: Status,
    /// Why it may stay; null unless the status is waived.
    waiver: Option<Waiver<'a>>,
    /// What to write instead; null where no check can tell.
    fix: Option<Fix<'a>>,
}

/// What to write instead of what was flagged. It was tried: the file can still be read, and is no longer flagged here.
#[derive(Serialize, JsonSchema)]
struct Fix<'a> {
    /// What it does.
    title: &'a str,
    /// Whether `rulebook check --fix` makes it; otherwise it is a suggestion.
    safe: bool,
    /// The changes of the file, by place; they do not overlap.
    edits: Vec<Edit<'a>>,
}

/// A change of a file.
#[derive(Serialize, JsonSchema)]
struct Edit<'a> {
    /// The line on which the old text begins.
    line: usize,
    /// The column at which it begins.
    column: usize,
    /// The line on which it ends.
    end_line: usize,
    /// The column after its last character; where the old text is empty, something is put in.
    end_column: usize,
    /// The new text.
    text: &'a str,
}

/// A place that leads to a finding.
#[derive(Serialize, JsonSchema)]
struct Step<'a> {
    /// The file, relative to the path that was checked.
    path: &'a str,
    /// The line.
    line: usize,
    /// The code there, on one line.
    text: &'a str,
}

/// Whether a finding has to be dealt with.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Status {
    /// The change brought it, or nobody knows of it.
    New,
    /// It was there before the change, or the baseline lists it.
    Existing,
    /// Somebody decided that it may stay.
    Waived,
}

/// Why a finding may stay.
#[derive(Serialize, JsonSchema)]
struct Waiver<'a> {
    /// Where that was decided.
    kind: WaiverKind,
    /// The reason as it was written.
    reason: &'a str,
    /// The last day on which it holds (UTC); null for one without an end.
    until: Option<Date>,
    /// Who agreed; null where that is not recorded.
    approver: Option<&'a Line>,
}

/// Where it was decided that a finding may stay.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WaiverKind {
    /// A file under projects/waivers/.
    Waiver,
    /// A comment `# rulebook: allow …` in the code.
    Comment,
    /// A comment `# noqa: …` in the code.
    Noqa,
}

/// Something that could not be looked at.
#[derive(Serialize, JsonSchema)]
struct Missed<'a> {
    /// The check; null where no check could look.
    check: Option<&'a Name>,
    /// The file or folder, relative to the path that was checked.
    path: &'a str,
    /// Why, as a part of a sentence.
    reason: &'a str,
}

/// The numbers.
#[derive(Serialize, JsonSchema)]
struct Summary {
    /// How many files were looked at.
    files: usize,
    /// How many findings are not waived.
    findings: usize,
    /// How many are.
    waived: usize,
}

impl<'a> Report<'a> {
    fn of(view: &View<'a>) -> Self {
        let (rulebook, report) = (view.rulebook, view.report);
        Self {
            version: 1,
            rulebook: Rulebook { title: &rulebook.title, revision: &rulebook.revision },
            findings: report.findings.iter().map(Finding::of).collect(),
            not_run: report.not_run.iter().map(Missed::of).collect(),
            summary: Summary {
                files: report.files,
                findings: report.open().count(),
                waived: report.waived(),
            },
        }
    }
}

impl<'a> Finding<'a> {
    fn of(finding: &'a finding::Finding) -> Self {
        let (status, waiver) = match &finding.standing {
            Standing::New => (Status::New, None),
            Standing::Existing => (Status::Existing, None),
            Standing::Waived(reason) => (Status::Waived, Some(Waiver::of(reason))),
        };
        let step =
            |step: &'a finding::Step| Step { path: &step.path, line: step.line, text: &step.text };
        Self {
            guideline: &finding.guideline,
            name: &finding.name,
            check: &finding.check,
            level: finding.level,
            path: &finding.path,
            line: finding.start.line,
            column: finding.start.column,
            end_line: finding.end.line,
            end_column: finding.end.column,
            message: &finding.message,
            chain: finding.chain.iter().map(step).collect(),
            fingerprint: &finding.fingerprint,
            status,
            waiver,
            fix: finding.fix.as_ref().map(Fix::of),
        }
    }
}

impl<'a> Fix<'a> {
    fn of(fix: &'a finding::Fix) -> Self {
        let edit = |edit: &'a finding::Edit| Edit {
            line: edit.start.line,
            column: edit.start.column,
            end_line: edit.end.line,
            end_column: edit.end.column,
            text: &edit.text,
        };
        Self { title: &fix.title, safe: fix.safe, edits: fix.edits.iter().map(edit).collect() }
    }
}

impl<'a> Waiver<'a> {
    fn of(reason: &'a finding::Reason) -> Self {
        let kind = match reason.kind {
            ReasonKind::Waiver => WaiverKind::Waiver,
            ReasonKind::Comment => WaiverKind::Comment,
            ReasonKind::Noqa => WaiverKind::Noqa,
        };
        Self { kind, reason: &reason.text, until: reason.until, approver: reason.approver.as_ref() }
    }
}

impl<'a> Missed<'a> {
    fn of(missed: &'a NotRun) -> Self {
        Self { check: missed.check.as_ref(), path: &missed.path, reason: &missed.reason }
    }
}
