//! Reads every file into its type and puts the rulebook together, as far as its files can be read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use serde::Deserialize;

use super::files::{AUDITS, File, PUBLISHED, RECORD};
use super::problem::Problem;
use super::read::read;
use crate::model::audit::FORMAT;
use crate::model::evidence::Program;
use crate::model::topic::Page;
use crate::model::{
    Agreement, Answers, Audit, Check, Evidence, Facts, Guideline, Measured, Name, Profile, Project,
    Record, Rulebook, Settings, Tested, Topic, VersionSets, Waivers, markdown,
};
use crate::source::{Lines, Place};

/// The Python module that evidence programs share.
const HARNESS: &str = "checks/evidence/harness.py";

/// A rulebook whose laws have not been checked yet.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) rulebook: Rulebook,
    /// The text of every YAML and Markdown file, by path.
    pub(super) texts: HashMap<String, String>,
    /// Prose as its author wrote it, where quotes were filled in since: by file and the keys that lead there.
    pub(super) written: BTreeMap<(String, String), String>,
    /// Names and ids in files that could not be read: what refers to them is no second mistake.
    pub(super) unread: BTreeSet<String>,
    /// Ids that were published before, with the names they had then.
    pub(super) published: BTreeMap<String, String>,
    /// The parts of the last audit, as they were read.
    pub(super) audits: Vec<Audit>,
}

enum Parsed {
    Settings(Box<(String, Settings)>),
    Guideline(Box<Guideline>),
    Topic(Topic),
    Page(Page),
    Asset(String),
    Check(Box<Check>),
    Evidence(Box<Evidence>),
    Sets(VersionSets),
    Record(Record),
    Measured(Measured),
    Agreement(Agreement),
    Tested(Tested),
    Facts(Facts),
    Project(Box<Project>),
    Profile(Profile),
    Waivers(Waivers),
    Answers(Answers),
    Published(BTreeMap<String, String>),
    Audit(Box<Audit>),
    Nothing,
}

pub(super) fn assemble(files: Vec<File>, problems: &mut Vec<Problem>) -> Draft {
    let parsed: Vec<_> = files.par_iter().map(parse).collect();
    let mut draft = Draft::default();
    for unread in problems.iter() {
        draft.remember_unread(&unread.path, &[]);
    }
    draft.rulebook.revision = revision(&files);
    let is_guideline = |parsed: &&Result<Parsed, _>| matches!(parsed, Ok(Parsed::Guideline(_)));
    draft.rulebook.guidelines.reserve_exact(parsed.iter().filter(is_guideline).count());
    draft.texts.reserve(files.len());
    for (file, parsed) in files.into_iter().zip(parsed) {
        match parsed {
            Ok(Parsed::Asset(path)) => {
                draft.rulebook.assets.insert(path, file.bytes);
                continue;
            }
            Ok(parsed) => draft.take(parsed),
            Err(found) => {
                draft.remember_unread(&file.path, &file.bytes);
                problems.extend(found);
            }
        }
        if let Ok(text) = String::from_utf8(file.bytes) {
            draft.texts.insert(file.path, text);
        }
    }
    draft.finish();
    draft.unite_audits(problems);
    draft
}

impl Draft {
    fn take(&mut self, parsed: Parsed) {
        let book = &mut self.rulebook;
        match parsed {
            Parsed::Settings(both) => (book.title, book.settings) = *both,
            Parsed::Guideline(guideline) => book.guidelines.push(*guideline),
            Parsed::Topic(topic) if topic.name.as_str().is_empty() => book.guide = Some(topic),
            Parsed::Topic(topic) => book.topics.push(topic),
            Parsed::Page(page) => drop(book.pages.insert(page.name.clone(), page)),
            Parsed::Check(check) => drop(book.checks.insert(check.name.clone(), *check)),
            Parsed::Evidence(evidence) => {
                let program = Program { evidence: *evidence, text: String::new() };
                book.proofs.programs.insert(program.evidence.name.clone(), program);
            }
            Parsed::Sets(sets) => book.proofs.sets = sets.sets,
            Parsed::Record(record) => book.proofs.record = record,
            Parsed::Measured(measured) => book.measured = Some(measured),
            Parsed::Agreement(agreement) => book.agreement = Some(agreement),
            Parsed::Tested(tested) => book.tested = Some(tested),
            Parsed::Facts(facts) => book.facts = facts.facts,
            Parsed::Project(project) => drop(book.projects.insert(project.name.clone(), *project)),
            Parsed::Profile(profile) => drop(book.profiles.insert(profile.name.clone(), profile)),
            Parsed::Waivers(waivers) => {
                drop(book.waivers.insert(waivers.project.clone(), waivers));
            }
            Parsed::Answers(answers) => {
                drop(book.answers.insert(answers.project.clone(), answers));
            }
            Parsed::Published(ids) => self.published = ids,
            Parsed::Audit(part) => self.audits.push(*part),
            Parsed::Asset(_) | Parsed::Nothing => {}
        }
    }

    /// Sorts into reading order and makes everything findable.
    fn finish(&mut self) {
        let book = &mut self.rulebook;
        let text = |path: &str| self.texts.get(path).cloned().unwrap_or_default();
        book.proofs.harness = text(HARNESS);
        for (name, program) in &mut book.proofs.programs {
            let name = program.evidence.program.as_ref().unwrap_or(name);
            program.text = text(&format!("checks/evidence/{name}.py"));
        }
        book.topics.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        let places: HashMap<&str, usize> =
            book.topics.iter().enumerate().map(|(at, topic)| (topic.name.as_str(), at)).collect();
        book.guidelines.sort_by_cached_key(|g| {
            let topic = places.get(g.name.folder()).copied().unwrap_or(usize::MAX);
            (topic, g.id.clone(), g.name.clone())
        });
        for (at, guideline) in book.guidelines.iter().enumerate() {
            let aliases = guideline.aliases.iter().map(|alias| alias.0.clone());
            let own = [guideline.id.to_string(), guideline.name.to_string()];
            for word in own.into_iter().chain(aliases) {
                book.index.entry(word).or_insert(at);
            }
        }
    }

    /// Puts the parts of the last audit together.
    fn unite_audits(&mut self, problems: &mut Vec<Problem>) {
        let mut unite = |known: Audit, part: Audit| {
            let of = part.asked.first().map_or("", |unit| unit.project.as_str()).to_owned();
            known.clone().merge(part).unwrap_or_else(|mismatch| {
                let path = format!("{AUDITS}/{of}.json");
                let next = "run `rulebook audit --record` for all projects";
                problems.push(Problem::of_file(&path, mismatch.to_string(), next));
                known
            })
        };
        // Two by two: one after the other, the first would be copied for each of the others.
        let mut parts = std::mem::take(&mut self.audits);
        while parts.len() > 1 {
            let mut rest = parts.into_iter();
            let mut pairs = Vec::new();
            while let Some(one) = rest.next() {
                pairs.push(match rest.next() {
                    Some(other) => unite(one, other),
                    None => one,
                });
            }
            parts = pairs;
        }
        self.rulebook.audit = parts.pop();
    }

    /// Keeps the name, and the id if one can be made out, of a guideline or check that could not be read.
    fn remember_unread(&mut self, path: &str, bytes: &[u8]) {
        let stem = path.strip_suffix(".yaml").unwrap_or(path);
        let name = stem.split_once('/').map_or(stem, |(_, name)| name);
        self.unread.insert(name.to_owned());
        let text = String::from_utf8_lossy(bytes);
        let id = text.lines().find_map(|line| line.strip_prefix("id:")).map(str::trim);
        self.unread.extend(id.and_then(|id| id.split_whitespace().next()).map(str::to_owned));
    }
}

/// A hash of everything that the rulebook is read from.
fn revision(files: &[File]) -> String {
    let mut all = blake3::Hasher::new();
    // What a build wrote is no source: two builds of the same rulebook have the same revision. An audit names the
    // revision that it was made with, and to keep it must not make another one.
    let counts = |path: &str| path != PUBLISHED && !path.starts_with(AUDITS);
    for file in files.iter().filter(|file| counts(&file.path)) {
        all.update(file.path.as_bytes()).update(&[0]).update(file.hash.as_bytes());
    }
    all.finalize().to_hex()[..16].to_owned()
}

fn parse(file: &File) -> Result<Parsed, Vec<Problem>> {
    let path = file.path.as_str();
    if path == "book.toml" {
        return settings(file).map_err(|problem| vec![problem]);
    }
    if path == PUBLISHED {
        return published(file).map_err(|problem| vec![problem]);
    }
    if path.starts_with(AUDITS) {
        return audit(file).map_err(|problem| vec![problem]);
    }
    if path == RECORD {
        return record(file).map_err(|problem| vec![problem]);
    }
    let (folder, rest) = path.split_once('/').unwrap_or(("", path));
    if rest.ends_with(".yml") {
        let next = "rename it, so that its name ends in `.yaml`";
        return Err(vec![Problem::of_file(path, "this file would be overlooked", next)]);
    }
    match (folder, rest) {
        ("checks", rest) if rest.starts_with("evidence/") => evidence(file, rest),
        ("guidelines", rest) if rest.ends_with(".md") => page(file, rest),
        ("guidelines", rest) if !rest.ends_with(".yaml") => Ok(Parsed::Asset(rest.to_owned())),
        (_, rest) if !rest.ends_with(".yaml") => Ok(Parsed::Nothing),
        ("guidelines", rest) => guideline_or_topic(file, rest),
        ("checks", "measured.yaml") => Ok(Parsed::Measured(typed(file)?)),
        ("checks", "agreement.yaml") => Ok(Parsed::Agreement(typed(file)?)),
        ("checks", "tested.yaml") => Ok(Parsed::Tested(typed(file)?)),
        ("checks", rest) => {
            let mut check: Check = typed(file)?;
            check.name = name(path, rest)?;
            Ok(Parsed::Check(Box::new(check)))
        }
        ("projects", rest) => project_file(file, rest),
        _ => Ok(Parsed::Nothing),
    }
}

fn typed<T: serde::de::DeserializeOwned + schemars::JsonSchema>(
    file: &File,
) -> Result<T, Vec<Problem>> {
    read(&file.path, file.text().map_err(|problem| vec![problem])?)
}

fn name(path: &str, rest: &str) -> Result<Name, Vec<Problem>> {
    let stem = rest.strip_suffix(".yaml").or_else(|| rest.strip_suffix(".md")).unwrap_or(rest);
    stem.parse().map_err(|what: String| {
        let (what, next) = what.split_once("; ").unwrap_or((&what, "write a name"));
        vec![Problem::of_file(path, what, format!("rename the file: {next}"))]
    })
}

fn guideline_or_topic(file: &File, rest: &str) -> Result<Parsed, Vec<Problem>> {
    if rest == "topic.yaml" {
        return Ok(Parsed::Topic(typed(file)?));
    }
    if let Some(folder) = rest.strip_suffix("/topic.yaml") {
        let mut topic: Topic = typed(file)?;
        topic.name = name(&file.path, folder)?;
        return Ok(Parsed::Topic(topic));
    }
    let mut guideline: Guideline = typed(file)?;
    guideline.name = name(&file.path, rest)?;
    Ok(Parsed::Guideline(Box::new(guideline)))
}

fn project_file(file: &File, rest: &str) -> Result<Parsed, Vec<Problem>> {
    if rest == "facts.yaml" {
        return Ok(Parsed::Facts(typed(file)?));
    }
    if let Some(rest) = rest.strip_prefix("waivers/") {
        let waivers: Waivers = typed(file)?;
        if name(&file.path, rest)? != waivers.project {
            let what = format!("these are the waivers of `{}`", waivers.project);
            let next = format!("move them to projects/waivers/{}.yaml", waivers.project);
            return Err(vec![Problem::of_file(&file.path, what, next)]);
        }
        return Ok(Parsed::Waivers(waivers));
    }
    if let Some(rest) = rest.strip_prefix("answers/") {
        let answers: Answers = typed(file)?;
        if name(&file.path, rest)? != answers.project {
            let what = format!("these are the answers of `{}`", answers.project);
            let next = format!("move them to projects/answers/{}.yaml", answers.project);
            return Err(vec![Problem::of_file(&file.path, what, next)]);
        }
        return Ok(Parsed::Answers(answers));
    }
    if let Some(rest) = rest.strip_prefix("profiles/") {
        let mut profile: Profile = typed(file)?;
        profile.name = name(&file.path, rest)?;
        return Ok(Parsed::Profile(profile));
    }
    let mut project: Project = typed(file)?;
    project.name = name(&file.path, rest)?;
    Ok(Parsed::Project(Box::new(project)))
}

fn page(file: &File, rest: &str) -> Result<Parsed, Vec<Problem>> {
    let text = file.text().map_err(|problem| vec![problem])?;
    let name = name(&file.path, rest)?;
    match markdown::headings(text).into_iter().next() {
        Some((1, title, _)) => Ok(Parsed::Page(Page { name, title, text: text.to_owned() })),
        _ => {
            let next = "begin it with a line such as `# Introduction`";
            Err(vec![Problem::of_file(&file.path, "this page has no title", next)])
        }
    }
}

fn published(file: &File) -> Result<Parsed, Problem> {
    #[derive(Deserialize)]
    struct Ids {
        ids: BTreeMap<String, String>,
    }
    let text = file.text()?;
    let ids: Ids = serde_json::from_str(text).map_err(|error| {
        let place = Place { line: error.line().max(1), column: error.column().max(1) };
        let next = "restore it from version control: it keeps ids from being reused";
        Problem::at(&file.path, text, place, "the list of published ids cannot be read", next)
    })?;
    Ok(Parsed::Published(ids.ids))
}

fn evidence(file: &File, rest: &str) -> Result<Parsed, Vec<Problem>> {
    let rest = rest.strip_prefix("evidence/").unwrap_or(rest);
    if rest == "sets.yaml" {
        return Ok(Parsed::Sets(typed(file)?));
    }
    if !rest.ends_with(".yaml") {
        return Ok(Parsed::Nothing);
    }
    let mut evidence: Evidence = typed(file)?;
    evidence.name = name(&file.path, rest)?;
    Ok(Parsed::Evidence(Box::new(evidence)))
}

fn audit(file: &File) -> Result<Parsed, Problem> {
    if !file.path.ends_with(".json") {
        return Ok(Parsed::Nothing);
    }
    let text = file.text()?;
    let next = "restore it from version control, or remove it and run `rulebook audit --record`";
    let part: Audit = serde_json::from_str(text).map_err(|error| {
        let place = Place { line: error.line().max(1), column: error.column().max(1) };
        let what = format!("what an audit found cannot be read: {error}");
        Problem::at(&file.path, text, place, what, next)
    })?;
    if part.version != FORMAT {
        let what =
            format!("this audit is of format {}, and this program reads {FORMAT}", part.version);
        return Err(Problem::of_file(&file.path, what, next));
    }
    Ok(Parsed::Audit(Box::new(part)))
}

fn record(file: &File) -> Result<Parsed, Problem> {
    let text = file.text()?;
    serde_json::from_str(text).map(Parsed::Record).map_err(|error| {
        let place = Place { line: error.line().max(1), column: error.column().max(1) };
        let next = "restore it from version control, or remove it and run `rulebook prove`";
        let what = format!("what was measured cannot be read: {error}");
        Problem::at(&file.path, text, place, what, next)
    })
}

/// The parts of book.toml that we need; the rest is mdBook's, which checks it itself.
#[derive(Deserialize, Default)]
#[serde(default)]
struct BookToml {
    book: BookTable,
    preprocessor: PreprocessorTable,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct BookTable {
    title: Option<String>,
    src: Option<toml::Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PreprocessorTable {
    rulebook: Settings,
}

fn settings(file: &File) -> Result<Parsed, Problem> {
    let text = file.text()?;
    let at = |offset: usize, what: &str, next: &str| {
        Problem::at(&file.path, text, Lines::new(text).place(offset), what, next)
    };
    let book: BookToml = toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        at(offset, error.message().trim(), "see the settings in README.md")
    })?;
    if let Some(src) = book.book.src.as_ref().filter(|src| src.get_ref() != "generated/guide") {
        let next =
            "write `src = \"generated/guide\"`: mdBook reads what `rulebook build` writes there";
        return Err(at(src.span().start, "the book's source is not the generated guide", next));
    }
    if book.book.src.is_none() {
        let next = "write `src = \"generated/guide\"` under `[book]`: mdBook's default, `src`, is not the guide";
        return Err(Problem::of_file(&file.path, "the book has no source", next));
    }
    let title = book.book.title.unwrap_or_else(|| "Rulebook".into());
    Ok(Parsed::Settings(Box::new((title, book.preprocessor.rulebook))))
}
