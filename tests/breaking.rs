//! Breaking any check, any example or any `good` makes a test fail by name: each key and each list item of what a check
//! looks for is left out in turn, and examples are turned round, and some example or case has to notice.

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use rulebook::check::trial;
use rulebook::find::Find;
use rulebook::load::{Failure, Origin, load};
use rulebook::model::{Code, Guideline, Name, Rulebook};
use serde_json::Value;

/// Parts that nothing can notice or that nothing notices yet, each with the reason.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "eventlet/patching-while-reading",
        "/all/4/any/1/all/0/call/name",
        "the place is such a call already; `all` needs something that finds places",
    ),
    ("eventlet/patch-first-startup", "/startup/call/1=eventlet.patcher.monkey_patch", TREES),
    ("eventlet/patch-first-startup", "/startup/entries", TREES),
    ("eventlet/patch-first-startup", "/startup/entries/1=gui_scripts", TREES),
    ("eventlet/patch-first-startup", "/startup/entries/2=script", TREES),
    ("eventlet/patch-first-startup", "/startup/allow", TREES),
    (
        "eventlet/patch-first-startup-project",
        "/startup/call/1=eventlet.patcher.monkey_patch",
        TREES,
    ),
    ("eventlet/patch-first-startup-project", "/startup/entries", TREES),
    ("eventlet/patch-first-startup-project", "/startup/entries/1=gui_scripts", TREES),
    ("eventlet/patch-first-startup-project", "/startup/entries/2=script", TREES),
    (
        "eventlet/tests-patched-differently-never",
        "/all/0/startup/call/1=eventlet.patcher.monkey_patch",
        TREES,
    ),
    ("eventlet/tests-patched-differently-never", "/all/0/startup/entries", TREES),
    ("eventlet/tests-patched-differently-never", "/all/1", TREES),
    (
        "eventlet/tests-patched-differently-startup",
        "/startup/call/1=eventlet.patcher.monkey_patch",
        TREES,
    ),
    ("eventlet/tests-patched-differently-startup", "/startup/verdict/1=late", TREES),
    ("eventlet/tests-patched-differently-startup", "/startup/entries", TREES),
    (
        "eventlet/wsgi-cannot-run-unpatched-startup",
        "/startup/call/1=eventlet.patcher.monkey_patch",
        TREES,
    ),
    ("eventlet/wsgi-cannot-run-unpatched-startup", "/startup/verdict/1=late_project", TREES),
    ("eventlet/wsgi-cannot-run-unpatched-startup", "/startup/verdict/2=late", TREES),
    ("eventlet/primitives-before-patch-startup", "/startup/entries", TREES),
    ("eventlet/tests-patched-differently-startup", "/startup/unlike/1=gui_scripts", TREES),
    ("eventlet/tests-patched-differently-startup", "/startup/unlike/2=script", TREES),
    ("verifying/unproven-patching-dead", "/startup/call/0=eventlet.monkey_patch", DEAD),
    ("verifying/unproven-patching-dead", "/startup/call/1=eventlet.patcher.monkey_patch", DEAD),
    ("verifying/unproven-patching-dead", "/startup/entries", TREES),
    ("verifying/unproven-patching-dead", "/startup/entries/3=script", TREES),
];

const DEAD: &str = "what cannot start does so whatever it would call, but the kind asks for a call";

const TREES: &str = "it takes a tree with another entry point, which no case has yet";

fn main() -> ExitCode {
    let args = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
    let rulebook: &'static Rulebook = match load(&Origin::Folder(root)) {
        Ok(rulebook) => Box::leak(Box::new(rulebook)),
        Err(Failure::Machine(error)) => panic!("{error:#}"),
        Err(Failure::Problems(problems)) => panic!("{} problems", problems.len()),
    };
    let check = |name: &'static Name| {
        Trial::test(format!("{name} says nothing in vain"), move || {
            told(broken_check(rulebook, name), "nothing notices that these were left out")
        })
    };
    let example = |guideline: &'static Guideline| {
        Trial::test(
            format!("{} {}: examples turned round", guideline.id, guideline.name),
            move || {
                told(
                    broken_examples(rulebook, guideline),
                    "nothing notices that these were turned round",
                )
            },
        )
    };
    let tests = rulebook.checks.keys().map(check).chain(rulebook.guidelines.iter().map(example));
    libtest_mimic::run(&args, tests.collect()).exit_code()
}

fn told(survivors: Vec<String>, words: &str) -> Result<(), libtest_mimic::Failed> {
    if survivors.is_empty() {
        Ok(())
    } else {
        Err(format!("{words}:\n{}", survivors.join("\n")).into())
    }
}

/// What can be left out of a check without any example or case to notice.
fn broken_check(rulebook: &Rulebook, name: &Name) -> Vec<String> {
    let check = &rulebook.checks[name];
    let find = serde_json::to_value(&check.find).expect("JSON");
    let mut less = Vec::new();
    leave_out(&find, "", &mut |at, value| less.push((at, value)));
    let mut small = alone(rulebook, name);
    if small.guidelines.iter().any(|guideline| fails(&small, guideline)) {
        return vec!["its examples and cases do not pass as they are".to_owned()];
    }
    let survives = |(at, value): (String, Value)| {
        // What cannot be read is noticed by everybody, and what means the same is no change.
        let broken: Find = serde_json::from_value(value).ok()?;
        if broken == check.find {
            return None;
        }
        small.checks.get_mut(name)?.find = broken;
        if KNOWN.iter().any(|(check, part, _)| name.as_str() == *check && at == *part) {
            return None;
        }
        let noticed = small.guidelines.iter().any(|guideline| fails(&small, guideline));
        (!noticed).then_some(at)
    };
    less.into_iter().filter_map(survives).collect()
}

/// A rulebook of those guidelines that a check is of, with their checks.
fn alone(rulebook: &Rulebook, name: &Name) -> Rulebook {
    let of = |guideline: &&Guideline| guideline.checks.contains(name);
    Rulebook {
        guidelines: rulebook.guidelines.iter().filter(of).cloned().collect(),
        checks: rulebook.checks.clone(),
        ..Rulebook::default()
    }
}

fn fails(rulebook: &Rulebook, guideline: &Guideline) -> bool {
    trial::one(rulebook, guideline).failed().next().is_some()
}

/// A value without one of its keys or items, at any depth.
fn leave_out(whole: &Value, at: &str, tell: &mut dyn FnMut(String, Value)) {
    match whole {
        Value::Object(map) => {
            for (key, value) in map {
                let here = format!("{at}/{key}");
                let mut less = map.clone();
                less.shift_remove(key);
                tell(here.clone(), Value::Object(less));
                leave_out(value, &here, &mut |deep, value| {
                    let mut other = map.clone();
                    other.insert(key.clone(), value);
                    tell(deep, Value::Object(other));
                });
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                let words = value
                    .as_str()
                    .map_or_else(|| index.to_string(), |word| format!("{index}={word}"));
                let here = format!("{at}/{words}");
                let mut less = items.clone();
                less.remove(index);
                tell(here.clone(), Value::Array(less));
                leave_out(value, &here, &mut |deep, value| {
                    let mut other = items.clone();
                    other[index] = value;
                    tell(deep, Value::Array(other));
                });
            }
        }
        _ => {}
    }
}

/// The examples of which the bad code could be the good code, or the other way round.
fn broken_examples(rulebook: &Rulebook, guideline: &Guideline) -> Vec<String> {
    let mut survivors = Vec::new();
    for (at, example) in guideline.examples.iter().enumerate() {
        let mut attempt = |what: &str, bad: Option<Code>, good: Option<Code>| {
            let mut broken = guideline.clone();
            broken.examples[at].bad = bad;
            broken.examples[at].good = good;
            broken.examples[at].fixed = None;
            if !fails(rulebook, &broken) {
                survivors.push(format!("{}: {what}", example.title));
            }
        };
        if let (Some(good), None) = (&example.good, &example.unchecked) {
            attempt("the good code as bad", Some(good.clone()), None);
        }
        if let (Some(bad), None) = (&example.bad, &example.unchecked) {
            attempt("the bad code as good", None, Some(bad.clone()));
        }
    }
    // A guideline without checks has nothing to notice with.
    if guideline.checks.is_empty() { Vec::new() } else { survivors }
}
