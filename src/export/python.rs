//! Checks as a table of data and an interpreter of it in Python: what the plugins of flake8 and pylint share.

mod literal;
mod regex;

use serde_json::{Value, json};

use super::flake8;
use super::losses::{COMMAND, Losses, STARTUP, Seen, walk};
use super::targets::{exported, fits};
use crate::find::{Condition, LiteralKind, Search, TextOn};
use crate::model::fit::{Fidelity, Fit};
use crate::model::{Check, Guideline, Rulebook};
use crate::python::{Equivalents, FORMER_BUILTINS, FORMER_MODULES, is_stdlib};

pub(super) use literal::literal;
pub(super) use regex::{is_portable, patterns};

/// The interpreter, in the order in which its parts build on each other.
const PARTS: [&str; 9] = [
    include_str!("python/module.py"),
    include_str!("python/index.py"),
    include_str!("python/meaning.py"),
    include_str!("python/order.py"),
    include_str!("python/values.py"),
    include_str!("python/shapes.py"),
    include_str!("python/places.py"),
    include_str!("python/conditions.py"),
    include_str!("python/run.py"),
];

/// What is true of both plugins.
pub(super) const LIMITS: &[&str] = &[
    "Files that the Python which runs the linter cannot parse get that linter's syntax error and nothing else.",
    "Paths count from the root of the repository; without one, from the working directory.",
    "A project's own names for others' functions are told with `SAME_AS` at the top of the plugin.",
];

/// What the interpreter leaves out of a check.
pub(super) fn losses(check: &Check) -> Losses {
    let mut losses = Losses::default();
    walk(&check.find, &mut losses, &mut leave_out);
    losses
}

fn leave_out(condition: &Condition, losses: &mut Losses) {
    for pattern in patterns(condition).into_iter().filter(|pattern| !is_portable(pattern)) {
        losses.drop_all(format!("`{}` means something else in Python", pattern.as_str()));
    }
    match condition {
        Condition::Startup(_) => losses.drop_all(STARTUP),
        Condition::Command(_) => losses.drop_all(COMMAND),
        Condition::Project(_) => losses.any_project(),
        Condition::Requires(_) => losses.any_versions(),
        Condition::Text(text) if text.on != TextOn::Line => {
            losses.drop_all("it looks at comments, logical lines or the file as one text");
        }
        Condition::Literal(literal) if literal.kind.allows(LiteralKind::is_text) => {
            losses.miss(
                "parts of strings written side by side, which Python hands over as one",
                Seen::Joined,
            );
            losses.add("strings that only together are what is looked for", Seen::Joined);
        }
        _ => {}
    }
}

/// The plugin: what the rules are, the interpreter, and the skin of one linter.
pub(super) fn plugin(book: &Rulebook, about: &str, skin: &str) -> String {
    // A project's own rules of style are none for what is generated.
    let about = literal(&json!(about), 0);
    let constant = |name: &str, value: &Value| format!("{name} = {}\n", literal(value, 0));
    let version = constant("VERSION", &json!(book.revision));
    let builtins = constant("FORMER_BUILTINS", &json!(FORMER_BUILTINS));
    let modules = constant("FORMER_MODULES", &json!(former_modules()));
    let rules = book.plugin_rules.get_or_init(|| constant("RULES", &rules(book)));
    let head = ["# flake8: noqa\n# pylint: skip-file\n", &about, "\n", IMPORTS, SETTINGS];
    let data = [&version, &builtins, &modules, rules].map(String::as_str);
    let parts = PARTS.into_iter().chain([skin]).flat_map(|part| ["\n", part]);
    head.into_iter().chain(data).chain(parts).collect::<Vec<_>>().concat()
}

const IMPORTS: &str = "import ast\nimport builtins\nimport copy\nimport functools\nimport keyword\nimport math\nimport os\nimport re\nimport sys\n";

/// What a project may set: the harness of the tests sets it too, for each case.
const SETTINGS: &str = "\n# The project's own names for others' functions: `{\"nova.monkey_patch.patch\": \"eventlet.monkey_patch\"}`.\nSAME_AS = {}\n\
# The project's own packages, beside those that lie in its root or in src/.\nPACKAGES = ()\n";

/// The rules as data: a code, words of which a file must have one, what is looked for, and the message.
fn rules(book: &Rulebook) -> Value {
    known(book)
        .map(|(guideline, check)| {
            json!({
                "code": guideline.id,
                "check": check.name,
                "words": Search::compile(&check.find).literals(&Equivalents::default()).rarest(),
                "message": check.message,
                "find": check.find,
            })
        })
        .collect()
}

/// Modules that this program takes for Python's own although a newer Python no longer has them.
fn former_modules() -> Vec<&'static str> {
    let removed = "aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap msilib nis \
                   nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu xdrlib";
    FORMER_MODULES
        .into_iter()
        .chain(removed.split(' ').filter(|module| is_stdlib(module)))
        .collect()
}

/// The checks that have a rule, each once for each guideline in force.
fn known(book: &Rulebook) -> impl Iterator<Item = (&Guideline, &Check)> {
    exported(book).filter(|(_, check)| {
        fit(book, check).is_some_and(|fit| fit.fidelity() != Fidelity::Dropped)
    })
}

/// What both plugins can say of a check.
pub(super) fn fit<'a>(book: &'a Rulebook, check: &Check) -> Option<&'a Fit> {
    fits(book).targets.iter().find(|fits| fits.name == flake8::TARGET.name)?.checks.get(&check.name)
}

/// The codes that have a rule, each once, with their guidelines.
pub(super) fn codes(book: &Rulebook) -> Vec<&Guideline> {
    let mut codes: Vec<_> = known(book).map(|(guideline, _)| guideline).collect();
    codes.dedup_by_key(|guideline| &guideline.id);
    codes
}
