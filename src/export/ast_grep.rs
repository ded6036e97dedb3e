//! Rules of ast-grep.

mod call;
mod condition;
mod names;
mod trials;

use serde_json::{Value, json};

use super::Exporter;
use super::losses::{COMMAND, Change, Losses, PARTLY, STARTUP, Seen, as_condition};
use super::targets::{Target, exported};
use super::trials::Trials;
use super::yaml;
use crate::find::{
    Alias, Condition, Constant, Form, Import, ImportScope, Level, Literal, LiteralKind, Resolve,
    Use,
};
use crate::model::fit::Fidelity;
use crate::model::{Check, Guideline, Output, Rulebook};
use crate::source::object::object;
use names::{NAMES, joined, spellings, used};

pub(super) const TARGET: Target = Target {
    name: "ast-grep",
    about: "A rule for each check",
    limits: &[
        "A project's own names for others' functions are not known.",
        "Paths count from the folder of sgconfig.yml, which has to be the root of the repository.",
        PARTLY,
    ],
    losses,
    trials: Some(Trials::new(trials::bare, trials::tests)),
};

pub(super) const EXPORTER: Exporter =
    Exporter { name: TARGET.name, about: "Rules for ast-grep, with its sgconfig.yml", export };

fn export(book: &Rulebook) -> Vec<Output> {
    let rules = exported(book).filter_map(|(guideline, check)| rule(book, guideline, check));
    let mut outputs: Vec<_> = rules.map(|rule| file(&rule)).collect();
    if !outputs.is_empty() {
        outputs.insert(0, Output::text("ast-grep/sgconfig.yml", SETTINGS));
    }
    outputs.extend(super::trials::outputs(book, &TARGET));
    outputs
}

/// Where rules and their tests are.
const SETTINGS: &str = "ruleDirs:\n- rules\n\
# `ast-grep test --skip-snapshot-tests` runs the tests.\n\
testConfigs:\n- testDir: rule-tests\n";

fn file(rule: &Value) -> Output {
    let id = rule["id"].as_str().unwrap_or_default();
    Output::text(format!("ast-grep/rules/{id}.yml"), yaml::document(rule))
}

fn losses(check: &Check) -> Losses {
    let mut losses = Losses::default();
    translate(check, &mut losses);
    losses
}

/// A rule, and where it looks.
struct Translation {
    rule: Value,
    files: Vec<String>,
    ignores: Vec<String>,
}

fn translate(check: &Check, losses: &mut Losses) -> Option<Translation> {
    let mut whole = Translation { rule: Value::Null, files: Vec::new(), ignores: Vec::new() };
    whole.rule = place(&as_condition(&check.find), &mut whole, losses)?;
    // What only type checkers read is no code.
    let dead = json!({"not": {"inside": {"kind": "if_statement", "stopBy": "end", "has": {"field": "condition", "regex": "TYPE_CHECKING$"}}}});
    whole.rule = object! {"all": vec![whole.rule, dead]};
    Some(whole)
}

fn rule(book: &Rulebook, guideline: &Guideline, check: &Check) -> Option<Value> {
    let mut losses = Losses::default();
    let found = translate(check, &mut losses)?;
    let fit = losses.fit();
    if fit.fidelity() == Fidelity::Dropped {
        return None;
    }
    let id = format!("{}-{}", guideline.id, check.name.slug());
    let severity = match check.level.unwrap_or(guideline.level).as_str() {
        "must" => "error",
        "should" => "warning",
        _ => "info",
    };
    let url = book.url_of(&format!("{}.html", guideline.id));
    let message = check.message.replace("{name}", "this").replace("{module}", "this module");
    let mut text = object! {
        "id": id,
        "language": "python",
        "severity": severity,
        "message": message.replace(['{', '}', '$'], ""),
        "note": format!("{}: {url}", guideline.summary.replace('$', "")),
        "metadata": object! {"guideline": guideline.id.as_str(), "fidelity": fit.fidelity().as_str()},
        "rule": found.rule,
    };
    // A relative address is none to ast-grep.
    if book.settings.url.is_some() {
        text["url"] = url.into();
    }
    if !found.files.is_empty() {
        text["files"] = found.files.into();
    }
    if !found.ignores.is_empty() {
        text["ignores"] = found.ignores.into();
    }
    Some(text)
}

/// The rule that finds the places of a condition; none where there can be none.
fn place(condition: &Condition, whole: &mut Translation, losses: &mut Losses) -> Option<Value> {
    match condition {
        Condition::Call(call) => call::rule(call, losses),
        Condition::Use(kind) => using(kind, losses),
        Condition::Import(import) => importing(import, losses),
        Condition::Literal(literal) => constant(literal, losses),
        Condition::Expr(expr) if expr.holes.is_empty() && expr.resolve != Resolve::Method => {
            losses.miss(
                "other spellings of the same: keyword arguments in another order, names by other imports",
                Change::Set("expr", "resolve", r#""text""#),
            );
            let shape = |text: &str| json!({"pattern": text.replace("$...", "$$$")});
            Some(any(expr.like.iter().map(|shape_of| shape(shape_of.as_str())).collect()))
        }
        Condition::Any(some) => {
            let each: Option<Vec<_>> =
                some.items().iter().map(|item| place(item, whole, losses)).collect();
            each.map(any)
        }
        Condition::All(all) => {
            let mut rules = vec![place(all.first(), whole, losses)?];
            for condition in all.conditions() {
                rules.extend(condition::rule(condition, whole, losses)?);
            }
            Some(object! {"all": rules})
        }
        Condition::Startup(_) => drop_all(losses, STARTUP),
        Condition::Command(_) => drop_all(losses, COMMAND),
        _ => drop_all(losses, "its rules do not look for this sort of code"),
    }
}

fn drop_all<T>(losses: &mut Losses, why: &str) -> Option<T> {
    losses.drop_all(why);
    None
}

fn any(mut all: Vec<Value>) -> Value {
    if all.len() == 1 {
        all.remove(0)
    } else {
        object! {"any": all}
    }
}

/// The roles of names that ast-grep takes for uses.
const NO_USES: &str = r#"["call", "decorator", "base", "except", "annotation", "store", "value"]"#;

const LATER_NAMES: &str =
    "all but the first of several names that one statement imports on lines of their own";

fn using(kind: &Use, losses: &mut Losses) -> Option<Value> {
    if kind.resolve != Resolve::Import {
        return drop_all(losses, "it compares names as they are written");
    }
    losses.miss(NAMES, Seen::WrittenOtherwise);
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
    losses.add("local names that an import has as well", Change::LastParts);
    let spellings = spellings(&kind.name, losses)?;
    let part = |field: &str, kind: &str| json!({"not": {"inside": {"kind": kind, "field": field}}});
    Some(json!({
        "all": [
            {"any": [{"kind": "attribute"}, {"kind": "identifier"}]},
            used(spellings),
            part("attribute", "attribute"), part("name", "keyword_argument"), part("name", "function_definition"),
            {"not": {"inside": {"any": [{"kind": "import_statement"}, {"kind": "import_from_statement"}], "stopBy": "end"}}},
        ]
    }))
}

fn importing(import: &Import, losses: &mut Losses) -> Option<Value> {
    if !import.class.is_empty() || !import.except.is_empty() || import.module.is_empty() {
        return drop_all(losses, "it asks whose module is imported");
    }
    if import.alias != Alias::Any || import.level != Level::Any {
        return drop_all(losses, "it asks how an import is written");
    }
    losses.miss("dynamic imports", Change::Set("import", "form", r#"["plain", "from", "star"]"#));
    losses.miss("relative imports", Change::Set("import", "level", r#""absolute""#));
    losses.miss(LATER_NAMES, Seen::LaterInImport);
    let mut modules = Vec::new();
    let mut members = Vec::new();
    for name in import.module.iter() {
        if name.as_str().contains('<') {
            return drop_all(losses, "its names depend on the path");
        }
        let segments: Vec<_> = name.as_str().split('.').collect();
        modules.push(joined(&segments));
        let plain: Vec<_> = segments.iter().copied().filter(|segment| *segment != "**").collect();
        if let Some((last, before)) = plain.split_last().filter(|(_, before)| !before.is_empty()) {
            members.push(format!(
                "^from\\s+{}\\s+import\\b[\\s\\S]*\\b{}\\b",
                joined(before),
                last.replace('*', "\\w*")
            ));
        }
    }
    let modules = modules.join("|");
    let only_star = !import.form.is_empty() && import.form.iter().all(|form| *form == Form::Star);
    let from = |regex: &str| json!({"kind": "import_from_statement", "regex": regex});
    let mut each = Vec::new();
    if only_star {
        each.push(from(&format!("^from\\s+(?:{modules})\\s+import\\s*\\*")));
    } else if import.member.is_empty() {
        each.push(json!({"kind": "import_statement", "regex": format!("^import\\s+(?:.*,\\s*)?(?:{modules})\\s*(?:,|$|\\bas\\b)")}));
        each.push(from(&format!("^from\\s+(?:{modules})\\s+import\\b")));
        each.extend(members.iter().map(|member| from(member)));
    } else {
        let wanted: Vec<_> =
            import.member.iter().map(|name| name.as_str().replace('*', "\\w*")).collect();
        each.push(from(&format!(
            "^from\\s+(?:{modules})\\s+import\\b[\\s\\S]*\\b(?:{})\\b",
            wanted.join("|")
        )));
    }
    let found = any(each);
    Some(match import.scope {
        ImportScope::Module => {
            object! {"all": vec![found, json!({"not": {"inside": {"kind": "function_definition", "stopBy": "end"}}})]}
        }
        _ => found,
    })
}

fn constant(literal: &Literal, losses: &mut Losses) -> Option<Value> {
    if !literal.kind.iter().all(|kind| matches!(kind, LiteralKind::Str | LiteralKind::Fstring)) {
        return drop_all(losses, "it tells sorts of constants apart");
    }
    losses.miss("strings with escapes, and values that are put together", Seen::Escaped);
    losses.add(
        "docstrings, and parts of f-strings and strings of bytes",
        Change::Set("literal", "kind", r#"["str", "bytes", "fstring", "docstring"]"#),
    );
    let regex = match &literal.matches {
        Some(pattern) => pattern.as_str().to_owned(),
        None => {
            let strings = literal.equals.iter().map(|constant| match constant {
                Constant::Str(text) => Some(regex::escape(text)),
                _ => None,
            });
            let Some(strings) = strings.collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())
            else {
                return drop_all(losses, "it looks for constants that are no text");
            };
            format!("^(?:{})$", strings.join("|"))
        }
    };
    Some(json!({"kind": "string_content", "regex": regex}))
}
