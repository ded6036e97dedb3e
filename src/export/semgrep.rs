//! Rules of semgrep.

mod call;
mod condition;
mod trials;

use serde_json::{Value, json};

use super::Exporter;
use super::losses::{AS_WRITTEN, COMMAND, Change, Losses, PARTLY, STARTUP, Seen, as_condition};
use super::python::is_portable;
use super::targets::{Target, exported};
use super::trials::Trials;
use super::yaml;
use crate::find::{
    Alias, Class, Condition, Form, Import, Level, Literal, LiteralKind, Name, Resolve, Several, Use,
};
use crate::model::fit::Fidelity;
use crate::model::{Check, Guideline, Output, Rulebook};
use crate::source::object::object;

pub(super) const TARGET: Target = Target {
    name: "semgrep",
    about: "A rule for each check",
    limits: &[
        "A project's own names for others' functions are not known.",
        "It leaves out files of more than a million bytes, unless `--max-target-bytes` says otherwise.",
        "Paths count from the root of the repository as semgrep sees it; its own list of ignored paths has to be empty, or tests are left out.",
        PARTLY,
    ],
    losses,
    trials: Some(Trials::new(trials::bare, trials::tests)),
};

pub(super) const EXPORTER: Exporter =
    Exporter { name: TARGET.name, about: "Rules for semgrep", export };

fn export(book: &Rulebook) -> Vec<Output> {
    let rules = exported(book).filter_map(|(guideline, check)| rule(book, guideline, check));
    let files = rules.map(file);
    files.chain(super::trials::outputs(book, &TARGET)).collect()
}

/// A file for each rule: semgrep looks for a rule's tests by the name of its file.
fn file(rule: Value) -> Output {
    let path = format!("semgrep/rules/{}.yaml", rule["id"].as_str().unwrap_or_default());
    Output::text(path, yaml::document(&object! {"rules": vec![rule]}))
}

fn losses(check: &Check) -> Losses {
    let mut losses = Losses::default();
    translate(check, &mut losses);
    losses
}

/// The patterns of a check, and where it looks; what they leave out is noted.
fn translate(check: &Check, losses: &mut Losses) -> Option<(Vec<Value>, Option<Value>)> {
    let mut paths = None;
    let patterns = place(&as_condition(&check.find), &mut paths, losses);
    // What only type checkers read is no code.
    let patterns = patterns.map(|mut patterns| {
        for guard in ["TYPE_CHECKING", "typing.TYPE_CHECKING"] {
            patterns.push(object! {"pattern-not-inside": format!("if {guard}:\n    ...\n")});
        }
        patterns
    });
    patterns.map(|patterns| (patterns, paths))
}

fn rule(book: &Rulebook, guideline: &Guideline, check: &Check) -> Option<Value> {
    let mut losses = Losses::default();
    let (patterns, paths) = translate(check, &mut losses)?;
    let fit = losses.fit();
    if fit.fidelity() == Fidelity::Dropped {
        return None;
    }
    let level = check.level.unwrap_or(guideline.level).as_str();
    let severity = match level {
        "must" => "ERROR",
        "should" => "WARNING",
        _ => "INFO",
    };
    let mut rule = object! {
        "id": format!("{}-{}", guideline.id, check.name.slug()),
        "languages": vec!["python"],
        "severity": severity,
        "message": message(&check.message),
        "metadata": object! {
            "category": "best-practice",
            "guideline": guideline.id.as_str(),
            "source-rule-url": book.url_of(&format!("{}.html", guideline.id)),
            "fidelity": fit.fidelity().as_str(),
        },
        "patterns": patterns,
    };
    if let Some(paths) = paths {
        rule["paths"] = paths;
    }
    // A name of a constant is no constant: the text is found where it stands.
    if looks_for_text(&as_condition(&check.find)) {
        rule["options"] = json!({"constant_propagation": false});
    }
    Some(rule)
}

fn looks_for_text(condition: &Condition) -> bool {
    match condition {
        Condition::Literal(_) => true,
        Condition::Any(any) => any.items().iter().any(looks_for_text),
        Condition::All(all) => looks_for_text(all.first()),
        _ => false,
    }
}

/// A message without holes: what semgrep captures has other names, and a `$` would be taken for one of them.
fn message(text: &str) -> String {
    text.replace("{name}", "this")
        .replace("{module}", "this module")
        .replace(['{', '}'], "")
        .replace('$', "")
}

/// The patterns that find the places of a condition; none where there can be none.
fn place(
    condition: &Condition,
    paths: &mut Option<Value>,
    losses: &mut Losses,
) -> Option<Vec<Value>> {
    match condition {
        Condition::Call(call) => call::patterns(call, losses),
        Condition::Use(kind) => using(kind, losses),
        Condition::Import(import) => importing(import, losses),
        Condition::Literal(literal) => constant(literal, losses),
        Condition::Any(any) => {
            let each = any.items().iter().map(|item| place(item, paths, losses));
            let each: Option<Vec<_>> = each.collect();
            Some(vec![either(each?)])
        }
        Condition::All(all) => {
            let mut patterns = place(all.first(), paths, losses)?;
            for condition in all.conditions() {
                patterns.extend(condition::patterns(condition, paths, losses)?);
            }
            Some(patterns)
        }
        Condition::Startup(_) => drop_all(losses, STARTUP),
        Condition::Command(_) => drop_all(losses, COMMAND),
        _ => drop_all(losses, "semgrep's patterns do not look for this sort of code"),
    }
}

fn drop_all<T>(losses: &mut Losses, why: &str) -> Option<T> {
    losses.drop_all(why);
    None
}

/// One of several lists of patterns.
fn either(mut all: Vec<Vec<Value>>) -> Value {
    let one = |mut patterns: Vec<Value>| match patterns.len() {
        1 => patterns.remove(0),
        _ => object! {"patterns": patterns},
    };
    match all.len() {
        1 => one(all.remove(0)),
        _ => object! {"pattern-either": all.into_iter().map(one).collect::<Vec<_>>()},
    }
}

/// Patterns for names, with something behind them: `(...)` for calls.
fn names(names: &Several<Name>, behind: &str, losses: &mut Losses) -> Option<Vec<Vec<Value>>> {
    names.iter().map(|name| one_name(name, behind, losses)).collect()
}

fn one_name(name: &Name, behind: &str, losses: &mut Losses) -> Option<Vec<Value>> {
    let segments: Vec<_> = name.as_str().split('.').collect();
    if name.as_str().contains('<') {
        return drop_all(losses, "its names depend on the path");
    }
    losses.add(AS_WRITTEN, Change::AsWritten);
    let (last, before) = segments.split_last()?;
    if before.iter().any(|segment| segment.contains('*')) {
        return drop_all(losses, "its names have a part in the middle that can be anything");
    }
    let before = before.join(".");
    match *last {
        "**" => {
            losses.miss(NESTED, Change::Shallow);
            let each = [before.clone(), format!("{before}.$X"), format!("{before}.$X.$Y")];
            Some(vec![either(
                each.map(|one| vec![object! {"pattern": format!("{one}{behind}")}]).into(),
            )])
        }
        "*" => Some(vec![object! {"pattern": format!("{before}.$X{behind}")}]),
        last if last.contains('*') => Some(vec![
            object! {"pattern": format!("{before}.$X{behind}")},
            json!({"metavariable-regex": {"metavariable": "$X", "regex": format!("^{}$", last.replace('*', ".*"))}}),
        ]),
        _ => Some(vec![object! {"pattern": format!("{}{behind}", name.as_str())}]),
    }
}

fn using(kind: &Use, losses: &mut Losses) -> Option<Vec<Value>> {
    if kind.resolve != Resolve::Import {
        return drop_all(losses, "it compares names as they are written");
    }
    losses.add(
        "annotations, deletions and assignments, which are no uses",
        Change::Set("use", "role", NO_USES),
    );
    if !kind.role.is_empty() {
        losses.add(
            "uses in other places than those that are asked for, such as `except` clauses",
            Change::Remove("use", "role"),
        );
    }
    other_names(losses);
    Some(vec![either(names(&kind.name, "", losses)?)])
}

/// The roles of names that semgrep takes for uses.
const NO_USES: &str = r#"["call", "decorator", "base", "except", "annotation", "store", "value"]"#;

const LATER_NAMES: &str =
    "all but the first of several names that one statement imports on lines of their own";

pub(super) const NESTED: &str = "names that are nested deeper than two";
const OTHER_NAMES: &str = "names that are given by assignment, `getattr`, `functools.partial`, dynamic or star imports, or stand in a default of a function that calls a parameter like them";

fn other_names(losses: &mut Losses) {
    losses.miss(OTHER_NAMES, Seen::NoImport);
    losses.miss(OTHER_NAMES, Seen::LikeParameter);
}

/// `import $M` finds every form of import; what it stands for is the text behind `import` or `from`.
fn importing(import: &Import, losses: &mut Losses) -> Option<Vec<Value>> {
    if !import.class.is_empty() || !import.except.is_empty() {
        return drop_all(losses, "it asks whose module is imported");
    }
    if import.alias != Alias::Any || import.level != Level::Any {
        return drop_all(losses, "it asks how an import is written");
    }
    if import.class.iter().any(|class| *class == Class::FirstParty) || import.module.is_empty() {
        return drop_all(losses, "it asks for imports of any module");
    }
    losses.miss("dynamic imports", Change::Set("import", "form", r#"["plain", "from", "star"]"#));
    losses.miss("relative imports", Change::Set("import", "level", r#""absolute""#));
    losses.miss(LATER_NAMES, Seen::LaterInImport);
    let modules: Option<Vec<_>> = import.module.iter().map(|name| regex_of(name, "[.]")).collect();
    let Some(modules) = modules else {
        return drop_all(losses, "its names depend on the path");
    };
    let modules = modules.join("|");
    let star = !import.form.is_empty() && import.form.iter().all(|form| *form == Form::Star);
    if star {
        let each = import
            .module
            .iter()
            .map(|name| vec![json!({"pattern": format!("from {} import *", name.as_str())})]);
        return Some(vec![either(each.collect())]);
    }
    let regex = if import.member.is_empty() {
        let split: Vec<_> = import.module.iter().filter_map(as_member).collect();
        let as_members =
            if split.is_empty() { String::new() } else { format!("|{}", split.join("|")) };
        format!("(?s)^(?:(?:{modules})(?=\\s|$){as_members})")
    } else {
        let members: Option<Vec<_>> =
            import.member.iter().map(|name| regex_of(name, "[.]")).collect();
        format!(
            "(?s)^(?:{modules})\\s+import\\b.*\\b(?:{})\\b",
            members.unwrap_or_default().join("|")
        )
    };
    let mut patterns = vec![
        json!({"pattern": "import $M"}),
        json!({"metavariable-regex": {"metavariable": "$M", "regex": regex}}),
    ];
    if import.scope == crate::find::ImportScope::Module {
        patterns.push(json!({"pattern-not-inside": "def $FN(...):\n    ...\n"}));
    }
    Some(patterns)
}

/// A dotted name as a regular expression.
fn regex_of(name: &Name, dot: &str) -> Option<String> {
    if name.as_str().contains('<') {
        return None;
    }
    let mut out = String::new();
    for (at, segment) in name.as_str().split('.').enumerate() {
        let dot = if at > 0 { dot } else { "" };
        match segment {
            "**" if at == 0 => out.push_str("(?:\\w+[.])*\\w*"),
            "**" => out.push_str("(?:[.]\\w+)*"),
            _ => out.push_str(&format!("{dot}{}", segment.replace('*', "\\w*"))),
        }
    }
    Some(out)
}

/// `from a import b` for `a.b`.
fn as_member(name: &Name) -> Option<String> {
    let name = name.as_str().trim_end_matches(".**");
    let (module, member) = name.rsplit_once('.')?;
    Some(format!(
        "{}\\s+import\\b.*\\b{}\\b",
        module.replace('.', "[.]"),
        member.replace('*', "\\w*")
    ))
}

fn constant(literal: &Literal, losses: &mut Losses) -> Option<Vec<Value>> {
    let text =
        literal.kind.iter().all(|kind| matches!(kind, LiteralKind::Str | LiteralKind::Fstring));
    if !text {
        return drop_all(losses, "semgrep's patterns do not tell sorts of constants apart");
    }
    losses.miss("the text parts of f-strings", Change::Set("literal", "kind", r#""str""#));
    losses.add(
        "docstrings, which are no code",
        Change::Set("literal", "kind", r#"["str", "fstring", "docstring"]"#),
    );
    let regex = match &literal.matches {
        Some(pattern) if is_portable(pattern) => pattern.as_str().replace('/', "\\/"),
        Some(pattern) => {
            losses.drop_all(format!("`{}` means something else in semgrep", pattern.as_str()));
            return None;
        }
        None => {
            let strings = literal.equals.iter().map(|constant| match constant {
                crate::find::Constant::Str(text) => Some(regex::escape(text).replace('/', "\\/")),
                _ => None,
            });
            let Some(strings) = strings.collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())
            else {
                return drop_all(losses, "it looks for constants that are no text");
            };
            format!("^(?:{})$", strings.join("|"))
        }
    };
    Some(vec![json!({"pattern": format!("\"=~/{regex}/\"")})])
}
