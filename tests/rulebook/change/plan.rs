//! What a project has still to do.

use super::Repo;

fn guideline(id: &str, check: &str, more: &str) -> String {
    format!(
        "id: {id}\ntitle: About {check}\nlevel: must\nstatus: active\nsince: first\nrevision: 1\nchanges:\n\
         - {{revision: 1, date: 2026-11-23, kind: new, text: First edition.}}\nsummary: Text.\nwhy: Text.\n\
         guidance: Text.\nno_examples: It is short.\nchecks: [{check}]\n{more}"
    )
}

fn check(name: &str) -> String {
    format!(
        "find:\n  call: {{name: {name}.run}}\nmessage: no\nconfidence: high\ncases:\n- title: Bad\n  flag: |\n    import {name}\n    \
         {name}.run()\n- title: Good\n  pass: |\n    import {name}\n"
    )
}

/// A rulebook in which `last` waits for `middle`, which waits for `early`; each is about calls of a module of its name.
fn project() -> Repo {
    let repo = Repo::new();
    let of = [
        ("RUL111", "last", "prerequisites: [RUL112]\neffort: minutes\n"),
        ("RUL112", "middle", "prerequisites: [RUL113]\neffort: days\n"),
        ("RUL113", "early", "effort: hours\n"),
        ("RUL114", "alone", "effort: weeks\n"),
    ];
    for (id, name, more) in of {
        repo.book
            .write(&format!("guidelines/logging/about-{name}.yaml"), guideline(id, name, more));
        repo.book.write(&format!("checks/{name}.yaml"), check(name));
    }
    repo
}

fn plan(repo: &Repo) -> (i32, Vec<String>) {
    let run = repo.run(&["plan", "--topic", "logging"]);
    assert!(run.code < 2, "{}", run.err);
    let kept = |line: &&str| {
        line.starts_with("## ")
            || (line.contains("**RUL11") || line.starts_with("Met:"))
            || line.contains(" place")
            || line.contains("  - After")
    };
    (run.code, run.out.lines().filter(kept).map(str::to_owned).collect())
}

fn uses(names: &[&str]) -> String {
    names.iter().map(|name| format!("import {name}\n{name}.run()\n")).collect()
}

#[test]
fn stages_come_one_after_the_other_and_name_the_places_that_are_left() {
    let repo = project();
    repo.write("a.py", uses(&["last", "middle", "early", "alone"])).write("b.py", uses(&["last"]));
    let (code, lines) = plan(&repo);
    assert_eq!(code, 1);
    let at = |part: &str| {
        lines
            .iter()
            .position(|line| line.contains(part))
            .unwrap_or_else(|| panic!("{part}: {lines:#?}"))
    };
    assert!(
        at("**RUL113**") < at("**RUL112**") && at("**RUL112**") < at("**RUL111**"),
        "{lines:#?}"
    );
    assert!(
        at("## Stage 1") < at("**RUL114**") && at("**RUL114**") < at("## Stage 2"),
        "{lines:#?}"
    );
    assert!(lines.contains(&"## Stage 3: minutes for 1".to_owned()), "{lines:#?}");
    assert!(lines.contains(&"  - After RUL112".to_owned()), "{lines:#?}");
    assert!(lines.contains(&"  - 2 places: `a.py` (1), `b.py` (1)".to_owned()), "{lines:#?}");
}

#[test]
fn what_is_met_holds_up_nothing() {
    let repo = project();
    repo.write("a.py", uses(&["last", "early"]));
    let (_, lines) = plan(&repo);
    assert!(
        lines.iter().any(|line| line.starts_with("Met:") && line.contains("RUL112")),
        "{lines:#?}"
    );
    let stage = lines.iter().position(|line| line.starts_with("## Stage 1")).expect("a stage");
    let last = lines.iter().position(|line| line.contains("**RUL111**")).expect("an item");
    let second =
        lines.iter().position(|line| line.starts_with("## Stage 2")).unwrap_or(lines.len());
    assert!(stage < last && last < second, "it waits only for what is met: {lines:#?}");
}

#[test]
fn an_unknown_topic_is_told_with_those_that_there_are() {
    let repo = project();
    let run = repo.run(&["plan", "--topic", "nonsense"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("there is no topic `nonsense`; there are logging"), "{}", run.err);
}
