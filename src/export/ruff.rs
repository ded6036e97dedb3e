//! Settings of ruff: names that are banned, and what keeps its own rules from working against ours.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Exporter;
use super::losses::{COMMAND, Change, Losses, STARTUP, Seen, as_condition};
use super::targets::{Target, exported};
use crate::find::{Alias, Condition, Form, Import, Level, Name, Resolve, Several};
use crate::model::fit::Fidelity;
use crate::model::{Check, Output, Rulebook};

pub(super) const TARGET: Target = Target {
    name: "ruff",
    about: "Banned names (TID251); ruff takes no other rules from outside",
    limits: &[
        "Every finding has the code TID251; ours stands at the beginning of the message.",
        "A name is banned once: what several checks say of it stands in one message.",
        "A project's own names for others' functions are not known.",
    ],
    losses,
    trials: None,
};

pub(super) const EXPORTER: Exporter = Exporter {
    name: TARGET.name,
    about: "Settings for ruff: banned names, and codes that it has to leave in `noqa` comments",
    export,
};

#[derive(Serialize)]
struct Settings<'a> {
    lint: Lint<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Lint<'a> {
    extend_select: [&'static str; 1],
    /// Codes of other linters in `noqa` comments, which RUF100 would take away.
    external: Vec<&'a str>,
    flake8_tidy_imports: Banned,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Banned {
    banned_api: BTreeMap<String, Ban>,
}

#[derive(Serialize)]
struct Ban {
    msg: String,
}

fn export(book: &Rulebook) -> Vec<Output> {
    let mut banned: BTreeMap<String, Ban> = BTreeMap::new();
    for (guideline, check) in exported(book) {
        let mut losses = Losses::default();
        let names = translate(check, &mut losses).unwrap_or_default();
        if losses.fit().fidelity() == Fidelity::Dropped {
            continue;
        }
        let message = check.message.replace("{name}", "this").replace("{module}", "this module");
        for name in names {
            let msg = format!("{} {message}", guideline.id);
            let ban = banned.entry(name).or_insert_with(|| Ban { msg: String::new() });
            if !ban.msg.contains(&msg) {
                ban.msg += if ban.msg.is_empty() { "" } else { "; " };
                ban.msg += &msg;
            }
        }
    }
    if banned.is_empty() {
        return Vec::new();
    }
    let binding = book.guidelines.iter().filter(|guideline| guideline.status.binds());
    let mut external: Vec<_> = binding.map(|guideline| guideline.id.as_str()).collect();
    external.sort_unstable();
    let settings = Settings {
        lint: Lint {
            extend_select: ["TID251"],
            external,
            flake8_tidy_imports: Banned { banned_api: banned },
        },
    };
    // Maps, lists and texts are what TOML has.
    vec![Output::text("ruff/ruff.toml", toml::to_string_pretty(&settings).unwrap_or_default())]
}

fn losses(check: &Check) -> Losses {
    let mut losses = Losses::default();
    translate(check, &mut losses);
    losses
}

/// The names to ban; none where a ban would say something else.
fn translate(check: &Check, losses: &mut Losses) -> Option<Vec<String>> {
    place(&as_condition(&check.find), losses)
}

fn drop_all<T>(losses: &mut Losses, why: &str) -> Option<T> {
    losses.drop_all(why);
    None
}

/// ruff reports where a banned name is taken from its module, and not where it is used then.
const TAKEN: &str =
    "uses of a name that an import takes from its module, which is reported instead";

fn place(condition: &Condition, losses: &mut Losses) -> Option<Vec<String>> {
    match condition {
        Condition::Call(call) if call.arguments.is_some() || call.positional.is_some() => {
            drop_all(losses, "ruff bans names and does not look at arguments")
        }
        Condition::Call(call) if call.resolve == Resolve::Import && !call.name.is_empty() => {
            losses.add("uses and imports of the name that are no calls", Change::Mentions);
            losses.miss(TAKEN, Seen::Taken);
            names(&call.name, losses)
        }
        Condition::Use(kind) if kind.resolve == Resolve::Import => {
            losses.add("imports and annotations, which are no uses", Change::Mentions);
            losses.miss(TAKEN, Seen::Taken);
            names(&kind.name, losses)
        }
        Condition::Import(import) => importing(import, losses),
        Condition::Any(any) => {
            let each: Option<Vec<_>> = any.items().iter().map(|item| place(item, losses)).collect();
            each.map(|each| each.concat())
        }
        Condition::All(all) => {
            let names = place(all.first(), losses)?;
            for condition in all.conditions() {
                narrow(condition, losses)?;
            }
            Some(names)
        }
        Condition::Startup(_) => drop_all(losses, STARTUP),
        Condition::Command(_) => drop_all(losses, COMMAND),
        _ => drop_all(losses, "ruff bans names and nothing else"),
    }
}

fn narrow(condition: &Condition, losses: &mut Losses) -> Option<()> {
    match condition {
        Condition::Path(path) if path.include.is_empty() => {
            losses.add("files of paths that the check leaves alone", Change::Without("path"));
        }
        Condition::Project(_) => losses.any_project(),
        Condition::Requires(_) => losses.any_versions(),
        Condition::FileLacks(_) => {
            losses.add(
                "files that are left alone because of something else in them",
                Change::Without("file_lacks"),
            );
        }
        Condition::Not(not) if matches!(not.condition(), Condition::Inside(_)) => {
            losses.add(
                "places that are excepted because of what they stand in",
                Change::WithoutNot("inside"),
            );
        }
        _ => {
            return drop_all(
                losses,
                "ruff bans a name everywhere, and does not tell where it stands",
            );
        }
    }
    Some(())
}

fn importing(import: &Import, losses: &mut Losses) -> Option<Vec<String>> {
    let plain = import.class.is_empty()
        && import.except.is_empty()
        && import.alias == Alias::Any
        && import.level == Level::Any
        && !import.module.is_empty()
        && import.form.iter().all(|form| *form != Form::Star);
    if !plain {
        return drop_all(losses, "ruff does not tell how and from where a name is imported");
    }
    losses.add("uses of the name, and imports that only type checkers read", Change::Mentions);
    losses.miss(
        "all but the first of several names that one statement imports on lines of their own",
        Seen::LaterInImport,
    );
    losses.miss("dynamic imports", Change::Set("import", "form", r#"["plain", "from", "star"]"#));
    if import.member.is_empty() {
        return names(&import.module, losses);
    }
    let members = import.module.iter().flat_map(|module| {
        import.member.iter().map(move |member| format!("{}.{}", module.as_str(), member.as_str()))
    });
    let members: Result<Vec<_>, String> = members.map(Name::try_from).collect();
    match members {
        Ok(members) => names(&Several::of(members), losses),
        Err(_) => drop_all(losses, "its names depend on the path"),
    }
}

/// Names as ruff takes them: a ban of a module holds for what is imported from it.
fn names(names: &Several<Name>, losses: &mut Losses) -> Option<Vec<String>> {
    losses.miss(
        "names that are given by assignment, `getattr`, `functools.partial`, dynamic or star imports",
        Seen::NoImport,
    );
    let mut all = Vec::new();
    for name in names.iter() {
        let plain = name.as_str().strip_suffix(".**").or_else(|| name.as_str().strip_suffix(".*"));
        if plain.is_some() {
            losses.miss("uses of what is in a module that is imported as a whole", Change::Plain);
        }
        let plain = plain.unwrap_or(name.as_str());
        if plain.contains(['*', '<']) {
            losses.miss("names of which only a part is given", Change::Plain);
            continue;
        }
        all.push(plain.to_owned());
    }
    if all.is_empty() { drop_all(losses, "none of its names is whole") } else { Some(all) }
}
