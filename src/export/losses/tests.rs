//! A difference is tied to the loss that makes it, and to no other.

use crate::export::{Losses, Shown, TARGETS};
use crate::find::Context;
use crate::model::Check;
use crate::model::fit::Effect;
use crate::python::{Module, ModuleName, Parsed};
use crate::source::Lines;

/// What a linter loses through which only one side finds something on a line of `nova/probe.py`, in a project that
/// runs with an old eventlet.
fn shown(linter: &str, find: &str, code: &str, effect: Effect, line: usize) -> Vec<String> {
    let text = format!(r#"{{"find": {find}, "message": "No."}}"#);
    let check: Check = serde_json::from_str(&text).expect("a check");
    let target = TARGETS.iter().find(|target| target.name == linter).expect("a linter");
    let losses = Losses::of(target, &check);
    let parsed = Parsed::new(code).expect("a module");
    let module = Module::new(&parsed, ModuleName::of_path("nova/probe.py"));
    let lines = Lines::new(code);
    let declared = "<0.10".parse().expect("versions");
    let versions = [("eventlet".to_owned(), declared)].into();
    let context = Context { path: "nova/probe.py".to_owned(), versions, ..Context::default() };
    let shown = Shown::new(&check.find, &losses, &module, &lines, &context);
    shown.by(effect, line).into_iter().map(|loss| loss.what.clone()).collect()
}

const PATCH: &str = r#"{"call": {"name": "eventlet.monkey_patch"}}"#;

#[test]
fn a_name_under_an_alias_is_missed_by_who_compares_names_as_they_are_written() {
    let code = "import eventlet as ev\nev.monkey_patch()\n";
    let loss = shown("ast-grep", PATCH, code, Effect::Misses, 2);
    assert!(loss[0].starts_with("names under an alias"), "{loss:?}");
    // Who resolves imports has no excuse.
    assert_eq!(shown("semgrep", PATCH, code, Effect::Misses, 2), [""; 0]);
}

#[test]
fn a_name_that_is_written_out_is_missed_by_nobody() {
    let code = "import eventlet\neventlet.monkey_patch()\n";
    for linter in ["semgrep", "ast-grep", "ruff", "flake8"] {
        assert_eq!(shown(linter, PATCH, code, Effect::Misses, 2), [""; 0], "{linter}");
    }
}

#[test]
fn a_name_that_is_given_by_assignment_is_missed() {
    let code = "import eventlet\npatch = eventlet.monkey_patch\npatch()\n";
    for linter in ["semgrep", "ast-grep", "ruff"] {
        let loss = shown(linter, PATCH, code, Effect::Misses, 3);
        assert!(loss.len() == 1 && loss[0].contains("assignment"), "{linter}: {loss:?}");
    }
}

#[test]
fn what_a_linter_is_not_told_of_the_project_is_one_loss_and_what_else_the_file_has_another() {
    let find = r#"{"all": [
        {"call": {"name": "os.popen"}},
        {"requires": {"eventlet": ">=0.20"}},
        {"file_lacks": {"call": {"name": "os.system"}}}
    ]}"#;
    let plain = "import os\nos.popen('x')\n";
    let with = "import os\nos.popen('x')\nos.system('x')\n";
    let by = |code| shown("semgrep", find, code, Effect::Adds, 2);
    assert!(by(plain).len() == 1 && by(plain)[0].starts_with("projects that require"));
    // There it takes both: without either the rule would say nothing.
    let both = by(with);
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both.iter().any(|loss| loss.starts_with("files that are left alone")));
}

#[test]
fn an_argument_of_another_value_is_reported_only_where_the_rule_does_not_ask_for_it() {
    let find = r#"{"call": {"name": "a.f", "arguments": {"backend": {"not": {"equals": "x"}}}}}"#;
    let code = "import a\na.f(backend='x')\na.g(backend='x')\n";
    assert_eq!(
        shown("semgrep", find, code, Effect::Adds, 2),
        ["calls whose argument `backend` has another value"]
    );
    assert_eq!(shown("semgrep", find, code, Effect::Adds, 3), [""; 0]);
}

#[test]
fn an_exception_that_a_linter_does_not_see_is_its_loss_only_if_it_is_written_so() {
    let find = r#"{"all": [
        {"call": {"name": "os.popen"}},
        {"file_lacks": {"call": {"name": "os.system"}}}
    ]}"#;
    let hidden = "import os\nos.popen('x')\nrun = os.system\nrun('x')\n";
    let loss = shown("ast-grep", find, hidden, Effect::Adds, 2);
    assert!(
        loss.len() == 1 && loss[0].starts_with("what is excepted because of names"),
        "{loss:?}"
    );
    let plain = "import os\nos.popen('x')\nos.system('x')\n";
    assert_eq!(shown("ast-grep", find, plain, Effect::Adds, 2), [""; 0]);
}

#[test]
fn a_ban_of_a_name_also_meets_imports_and_other_uses_of_it() {
    let code = "from os import popen\nprint(popen)\n";
    for line in [1, 2] {
        let loss = shown("ruff", r#"{"call": {"name": "os.popen"}}"#, code, Effect::Adds, line);
        assert_eq!(loss, ["uses and imports of the name that are no calls"]);
    }
}

#[test]
fn a_function_that_a_star_import_may_give_is_reported_where_something_else_has_its_name() {
    let find = r#"{"call": {"name": "subprocess.run"}}"#;
    let star = "import other\nfrom subprocess import *\nrun = other.run\nrun('x')\n";
    let loss = shown("semgrep", find, star, Effect::Adds, 4);
    assert_eq!(loss, ["local functions of a name that a star import may give as well"]);
    let none = "import other\nimport subprocess\nrun = other.run\nrun('x')\n";
    assert_eq!(shown("semgrep", find, none, Effect::Adds, 4), [""; 0]);
}

#[test]
fn strings_side_by_side_are_one_to_plugins() {
    let find = r#"{"literal": {"matches": "^mysql://"}}"#;
    let code = "A = ('x'\n     'mysql://y')\nB = 'mysql://y'\n";
    let loss = shown("flake8", find, code, Effect::Misses, 2);
    assert!(loss[0].starts_with("parts of strings written side by side"), "{loss:?}");
    assert_eq!(shown("flake8", find, code, Effect::Misses, 3), [""; 0]);
}

const IN_THREAD: &str = r#"{"all": [
    {"call": {"name": "sqlite3.connect"}},
    {"not": {"inside": {"arguments": ["eventlet.tpool.**"]}}}
]}"#;

#[test]
fn a_call_around_the_place_excepts_it_for_us_alone_only_if_the_linter_does_not_see_what_is_called()
{
    let taken = "import sqlite3\nfrom eventlet import tpool\ntpool.Proxy(sqlite3.connect('x'))\n";
    let loss = shown("ast-grep", IN_THREAD, taken, Effect::Adds, 3);
    assert_eq!(loss, ["what is excepted because of functions under another name"]);
    let assigned =
        "import sqlite3\nimport eventlet\nrun = eventlet.tpool.Proxy\nrun(sqlite3.connect('x'))\n";
    for linter in ["ast-grep", "semgrep"] {
        let loss = shown(linter, IN_THREAD, assigned, Effect::Adds, 4);
        assert!(loss.len() == 1 && loss[0].starts_with("what is excepted"), "{linter}: {loss:?}");
    }
    let whole = "import sqlite3\nimport eventlet\neventlet.tpool.Proxy(sqlite3.connect('x'))\n";
    let none = "import sqlite3\nsqlite3.connect('x')\n";
    for (code, line) in [(whole, 3), (none, 2)] {
        for linter in ["ast-grep", "semgrep"] {
            let loss = shown(linter, IN_THREAD, code, Effect::Adds, line);
            let excepted = loss.iter().any(|loss| loss.starts_with("what is excepted"));
            assert!(!excepted, "{linter}: {code}: {loss:?}");
        }
    }
}

#[test]
fn a_function_far_below_the_name_around_the_place_excepts_it_for_us_alone() {
    let call = |name: &str| {
        let code = format!("import sqlite3\nimport eventlet\n{name}(sqlite3.connect('x'))\n");
        shown("semgrep", IN_THREAD, &code, Effect::Adds, 3)
    };
    let loss = call("eventlet.tpool.pool.run.now");
    assert_eq!(loss, ["what is excepted because of names that are nested deeper than two"]);
    for name in ["eventlet.tpool", "eventlet.tpool.execute", "eventlet.tpool.pool.run"] {
        assert_eq!(call(name), [""; 0], "{name}");
    }
}

const BESIDES: &str = r#"{"all": [
    {"call": {"name": "oslo_service.backend.init_backend"}},
    {"file_has": {"call": {"name": "eventlet.monkey_patch"}}}
]}"#;

#[test]
fn what_the_file_has_besides_is_missed_where_it_is_written_otherwise_wherever_it_stands() {
    let with = |patch: &str| {
        let code = format!("from oslo_service import backend\nbackend.init_backend()\n{patch}\n");
        shown("ast-grep", BESIDES, &code, Effect::Misses, 2)
    };
    let loss = with("import eventlet as ev\nev.monkey_patch()");
    assert!(loss.len() == 1 && loss[0].starts_with("names under an alias"), "{loss:?}");
    let loss = with("import eventlet\npatch = eventlet.monkey_patch\npatch()");
    assert!(loss.len() == 1 && loss[0].contains("assignment"), "{loss:?}");
    // Where the linter sees one of them, there is no excuse.
    let both = "import eventlet as ev\nimport eventlet\nev.monkey_patch()\neventlet.monkey_patch()";
    assert_eq!(with(both), [""; 0]);
    // An alias of what stands at the place is nothing besides it.
    let code = "import oslo_service.backend as b\nb.init_backend()\nimport eventlet\neventlet.monkey_patch()\n";
    let loss = shown("ast-grep", BESIDES, code, Effect::Misses, 2);
    assert!(loss.len() == 1 && loss[0].starts_with("names under an alias"), "{loss:?}");
}

#[test]
fn what_only_looks_like_what_the_file_has_to_have_is_reported_too() {
    let with = |patch: &str| {
        let code = format!("from oslo_service import backend\nbackend.init_backend()\n{patch}\n");
        shown("ast-grep", BESIDES, &code, Effect::Adds, 2)
    };
    let loss = with("import other as eventlet\neventlet.monkey_patch()");
    assert!(loss.len() == 1 && loss[0].starts_with("names that are written like"), "{loss:?}");
    assert_eq!(with("print(1)"), [""; 0]);
}

const ARGUMENT: &str = r#"{"all": [
    {"literal": {"equals": ["queue"]}},
    {"inside": {"arguments": ["oslo_utils.eventletutils.warn"]}}
]}"#;

#[test]
fn what_has_to_stand_in_a_call_is_missed_only_where_its_function_is_written_otherwise() {
    let alias = "from oslo_utils.eventletutils import warn as check\ncheck(['queue'])\n";
    let loss = shown("ast-grep", ARGUMENT, alias, Effect::Misses, 2);
    assert_eq!(loss, ["functions under another name"]);
    // Who resolves imports has no excuse.
    assert_eq!(shown("semgrep", ARGUMENT, alias, Effect::Misses, 2), [""; 0]);
    let plain = "from oslo_utils import eventletutils\neventletutils.warn(['queue'])\n";
    for linter in ["ast-grep", "semgrep"] {
        assert_eq!(shown(linter, ARGUMENT, plain, Effect::Misses, 2), [""; 0], "{linter}");
    }
}

#[test]
fn a_function_of_the_same_name_around_the_place_is_reported_too() {
    let code = "from other import warn\nwarn(['queue'])\nother.calm(['queue'])\n";
    let by = |line| shown("ast-grep", ARGUMENT, code, Effect::Adds, line);
    assert_eq!(by(2), ["names that are written like these and come from elsewhere"]);
    assert_eq!(by(3), [""; 0]);
}

#[test]
fn what_a_rule_finds_at_most_keeps_the_conditions_that_the_linter_is_told() {
    let check = r#"{"find": {"all": [
        {"literal": {"equals": ["http"]}},
        {"inside": {"arguments": ["oslo_utils.eventletutils.warn"]}},
        {"requires": {"oslo.utils": ">=8"}}
    ]}, "message": "No."}"#;
    let check: Check = serde_json::from_str(check).expect("a check");
    for linter in ["flake8", "ast-grep"] {
        let target = TARGETS.iter().find(|target| target.name == linter).expect("a linter");
        let find = Losses::of(target, &check).at_most(&check.find).expect("something to find");
        let find = serde_json::to_string(&find).expect("a check");
        assert!(find.contains("eventletutils.warn"), "{linter}: {find}");
        assert!(!find.contains("requires"), "{linter}: {find}");
    }
}
