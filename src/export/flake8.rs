//! A local plugin of flake8, in the way of OpenStack's hacking checks: one code for each guideline.

use serde_json::{Value, json};

use super::Exporter;
use super::python::{self, LIMITS, codes, literal, plugin};
use super::targets::Target;
use crate::model::fit::{Effect, Fidelity};
use crate::model::{Guideline, Output, Rulebook};

pub(super) const TARGET: Target = Target {
    name: "flake8",
    about: "A local plugin with a code for each guideline",
    limits: LIMITS,
    losses: python::losses,
    trials: None,
};

pub(super) const EXPORTER: Exporter = Exporter {
    name: TARGET.name,
    about: "A local plugin for flake8 in the way of OpenStack's hacking, with its test and lines for tox.ini and HACKING.rst",
    export,
};

const SKIN: &str = include_str!("python/flake8.py");

fn export(book: &Rulebook) -> Vec<Output> {
    let about = format!(
        "{}: checks for flake8, made by `rulebook export flake8`; do not edit.",
        book.title
    );
    let codes = codes(book);
    if codes.is_empty() {
        return Vec::new();
    }
    let mut text = plugin(book, &about, SKIN);
    for guideline in &codes {
        text += &format!("{0} = type(\"{0}\", (_Plugin,), {{}})\n", guideline.id);
    }
    vec![
        Output::text("flake8/rulebook_checks.py", text),
        Output::text("flake8/test_rulebook_checks.py", tests(book, &codes)),
        Output::text("flake8/tox.ini", settings(&codes)),
        Output::text("flake8/HACKING.rst", hacking(&codes)),
    ]
}

/// The lines for a project's tox.ini; the plugin lies in the folder that `paths` names.
fn settings(codes: &[&Guideline]) -> String {
    let mut text = "[flake8:local-plugins]\nextension =\n".to_owned();
    for guideline in codes {
        text += &format!("  {0} = rulebook_checks:{0}\n", guideline.id);
    }
    text + "paths = .\n"
}

/// The list that OpenStack's projects keep of their own checks.
fn hacking(codes: &[&Guideline]) -> String {
    let line = |guideline: &&Guideline| {
        format!("- [{}] {}\n", guideline.id, super::rst::plain(&guideline.title))
    };
    codes.iter().map(line).collect()
}

/// A test from the examples; what the plugin is known to lose is not asked of it.
fn tests(book: &Rulebook, codes: &[&Guideline]) -> String {
    let mut cases = Vec::new();
    for guideline in codes {
        let checks = guideline.checks.iter().filter_map(|name| book.checks.get(name));
        let fits: Vec<_> = checks.filter_map(|check| python::fit(book, check)).collect();
        let exact = fits.iter().all(|fit| fit.fidelity() == Fidelity::Exact);
        let adds = fits.iter().any(|fit| fit.losses.iter().any(|loss| loss.effect == Effect::Adds));
        for example in &guideline.examples {
            let bad = example.bad.as_ref().filter(|_| exact && example.unchecked.is_none());
            let good = example.good.as_ref().filter(|_| !adds);
            for (code, flagged) in [(bad, true), (good, false)] {
                let files = code.into_iter().flat_map(|code| code.files(example.path()));
                let files: Vec<_> = files.filter(|(path, _)| path.ends_with(".py")).collect();
                if let [(path, source)] = files[..] {
                    cases.push(json!([guideline.id, path, source, flagged]));
                }
            }
        }
    }
    TEST.replace("CASES = []", &format!("CASES = {}", literal(&Value::Array(cases), 0)))
}

const TEST: &str = include_str!("python/test.py");
