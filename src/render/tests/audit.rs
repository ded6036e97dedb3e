//! The pages of an audit of the sample's project, of one that only an audit knows, and of one that is not there.

use serde_json::json;

use super::*;
use crate::model::Audit;

/// An audit with every state that a cell can have.
pub(super) fn audit_of_sample() -> Audit {
    let cell =
        |state: &str, findings: u64| json!({"state": state, "level": "must", "findings": findings});
    let seen = |cells: Value, findings: Value| {
        json!({"seen": {"files": 3, "bytes": 4000, "parsed": 2, "partly": 1, "requires": ["eventlet"],
            "guidelines": cells, "findings": findings,
            "not_run": [{"path": "a.py", "reason": "it was read in part, line 3: no `)`"}]}})
    };
    let finding = json!([{
        "guideline": "EVT103", "check": "eventlet/native-threads-left", "level": "must", "path": "nova/<a>|b.py",
        "line": 7, "column": 1, "message": "thread is left | unpatched", "fingerprint": "00",
    }, {
        "guideline": "EVT101", "check": "eventlet/patch-first", "level": "must", "path": "nova/c.py", "line": 1,
        "column": 1, "message": "too late", "fingerprint": "01", "waived": "known",
    }]);
    let release = |project: &str, release: &str, date: &str, outcome: Value| {
        json!({"project": project, "release": release, "date": date, "source": "sha256 00",
            "browse": "https://git.example.org/{path}#L{line}", "outcome": outcome})
    };
    let asked = |project: &str, release: &str| json!({"project": project, "release": release});
    from(json!({
        "version": 1,
        "rulebook": {"title": "Sample", "revision": "0123456789abcdef"},
        "date": "2026-11-23",
        "asked": [asked("glance", "1.0"), asked("nova", "1.0"), asked("nova", "2.0"), asked("zun", "1.0")],
        "releases": [
            release("glance", "1.0", "2024-01-02", json!({"not_run": "its archive is *corrupt*"})),
            release("nova", "1.0", "2022-01-02", seen(
                json!({"EVT101": cell("person", 0), "EVT103": cell("pass", 0)}), Value::Null)),
            release("nova", "2.0", "2025-01-02", seen(
                json!({"EVT101": cell("waived", 0), "EVT103": cell("fail", 1)}), finding)),
        ],
    }))
}

#[test]
fn an_audit_is_a_page_for_all_and_one_for_each() {
    let book = Rulebook { audit: Some(audit_of_sample()), ..sample() };
    let templates = Templates::load(None).expect("templates");
    let pages = guide(&book, &fits_of_sample(), &templates).expect("a guide");
    insta::with_settings!({filters => vec![(r"<svg .*</svg>", "(a picture)")]}, {
        insta::assert_snapshot!(text(&pages, "guide/audit/index.md"));
        insta::assert_snapshot!(text(&pages, "guide/audit/nova.md"));
        insta::assert_snapshot!(text(&pages, "guide/audit/glance.md"));
    });
    let guideline = text(&pages, "guide/patching/native-threads-left.md");
    let part = &guideline[guideline.find("## Who complies").expect("a section")..];
    let part = part[..part.find("\n## History").expect("its end")].to_owned();
    insta::with_settings!({filters => vec![(r"<svg .*</svg>", "(a picture)")]}, {
        insta::assert_snapshot!(part);
    });
}
