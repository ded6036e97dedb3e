//! Whatever authors write into titles, prose and code, every export can be read by its consumer.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use rulebook::export::EXPORTERS;
use rulebook::model::{Check, Guideline, Line, Project, Rulebook, Topic};
use serde_json::json;

/// What ends strings, comments, cells, directives and templates, or steers a reader.
const NASTY: &[&str] = &[
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "\\",
    "\\\\",
    "\\n",
    "*/",
    "/*",
    "<!--",
    "-->",
    "]]>",
    "&amp;",
    "<b>",
    "%",
    "%%",
    "%s",
    "{",
    "}",
    "{{ x }}",
    "{% x %}",
    "${{ x }}",
    "$x",
    "$(id)",
    "`",
    "``",
    "```",
    "~~~",
    "`a``b`",
    "`` ` ``",
    "*",
    "**",
    "_",
    "__",
    "a_",
    "|",
    "|x|",
    "||",
    ":",
    "::",
    ": ",
    " #",
    "#",
    "# x",
    "- ",
    "- x",
    "? ",
    "! ",
    "&x",
    "*x",
    "@x",
    "=cmd()",
    "=1+1",
    "+1",
    "-1",
    "＝1",
    "1. ",
    "a) ",
    "(a)",
    ".. note::",
    "..",
    "::\n",
    ">>> x",
    "> ",
    "> > ",
    "[",
    "]",
    "[x](y)",
    "[AAA001]",
    "[x](AAA001)",
    "[x](https://e.org/a b)",
    "[x](<https://e.org/ _`>)",
    "![p](q.png)",
    "[^1]",
    "[1]_",
    "<https://e.org>",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "    ",
    "\n    x\n",
    "| a | b |\n| - | - |\n| c |\n",
    "***\n",
    "---\n",
    "===\n",
    "\u{0}",
    "\u{7}",
    "\u{b}",
    "\u{c}",
    "\u{1b}[31m",
    "\u{85}",
    "\u{9b}",
    "\u{2028}",
    "\u{2029}",
    "\u{202e}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "é",
    "e\u{301}",
    "名",
    "𐐀",
    "👩‍👩‍👧",
    "no",
    "null",
    "~",
    "yes",
    "0x1",
    "1e3",
    "2026-11-23",
    "x",
    " ",
    "word ",
    "...",
    "--",
    "<<",
    ">",
    "- [x] ",
    "1) ",
    "* ",
    "+ ",
    "a\\\nb",
    "**a*b**c*",
    "*`x`*y",
    "[`x`](y)",
    "\n```\ncode\n```\n",
    "\n\n- a\n\n  > b\n",
    "\\*/",
    "?>",
];

fn hostile() -> impl Strategy<Value = String> {
    let fragment = prop::sample::select(NASTY).prop_map(str::to_owned);
    let any = prop_oneof![9 => fragment, 1 => any::<String>()];
    prop::collection::vec(any, 0..14).prop_map(|parts| parts.concat())
}

/// A rulebook into whose fields the texts go, in turn.
pub(super) fn sample(texts: &[&str]) -> Rulebook {
    let mut turn = texts.iter().cycle();
    let mut block = move || (*turn.next().expect("texts")).to_owned();
    let mut turn = texts.iter().cycle();
    let mut line = move || {
        let text = turn.next().expect("texts").replace(['\n', '\r'], " ");
        text.parse::<Line>().unwrap_or_else(|_| "blank".parse().expect("a line"))
    };
    let mut guideline = |id: &str, name: &str, level: &str| {
        let mut guideline: Guideline = serde_json::from_value(json!({
            "id": id,
            "title": line(),
            "level": level,
            "status": "active",
            "since": "first",
            "revision": 1,
            "changes": [{"revision": 1, "date": "2026-11-23", "kind": "new", "text": line()}],
            "tags": ["one"],
            "applies": {"uses": line(), "paths": {"include": [line()]}},
            "summary": line(),
            "why": block(),
            "guidance": block(),
            "exceptions": block(),
            "history": [{"release": "first", "text": block()}],
            "checks": ["one/call", "one/literal"],
            "examples": [
                {"title": line(), "bad": block(), "good": block(), "note": block()},
                {"title": line(), "bad": {"a.py": block(), "b.txt": block()}, "unchecked": line()},
            ],
            "review": [{"ask": line(), "how": line()}, {"ask": line()}],
            "references": [
                {"kind": "doc", "title": line(), "url": "https://docs.example.org/a_b_?q=<x>&y"},
                {"kind": "measurement", "title": line()},
            ],
        }))
        .expect("a guideline");
        guideline.name = name.parse().expect("a name");
        guideline
    };
    let guidelines = vec![
        guideline("AAA001", "one/first", "must"),
        guideline("AAA002", "one/second", "should"),
        guideline("AAA003", "two/third", "may"),
    ];
    let topic = |name: &str, title: Line, text: &str| {
        let mut topic: Topic =
            serde_json::from_value(json!({"title": title, "summary": title, "intro": text}))
                .expect("a topic");
        topic.name = name.parse().unwrap_or_default();
        topic
    };
    let words = || {
        texts[0]
            .replace(['\n', '\r'], " ")
            .parse::<Line>()
            .unwrap_or_else(|_| "x".parse().expect("a line"))
    };
    let mut rulebook = Rulebook {
        title: words().to_string(),
        revision: "0123456789abcdef".into(),
        guide: Some(topic("", words(), texts[0])),
        topics: vec![topic("one", words(), texts[0]), topic("two", words(), texts[0])],
        ..Rulebook::default()
    };
    for (at, guideline) in guidelines.iter().enumerate() {
        rulebook.index.insert(guideline.id.to_string(), at);
        rulebook.index.insert(guideline.name.to_string(), at);
    }
    rulebook.guidelines = guidelines;
    for check in checks(words(), texts[0]) {
        rulebook.checks.insert(check.name.clone(), check);
    }
    for name in ["alpha", "beta"] {
        let mut project: Project = serde_json::from_value(json!({
            "title": words(), "summary": words(), "repository": "https://git.example.org/x", "kind": "service",
        }))
        .expect("a project");
        project.name = name.parse().expect("a name");
        rulebook.projects.insert(project.name.clone(), project);
    }
    rulebook
}

/// Checks that look for a text and say one.
fn checks(words: Line, text: &str) -> Vec<Check> {
    let call = json!({"all": [
        {"call": {"name": "eventlet.monkey_patch", "arguments": {"thread": {"equals": text}}}},
        {"path": {"exclude": ["**/tests/**"]}},
    ]});
    let finds = [("one/call", call), ("one/literal", json!({"literal": {"equals": text}}))];
    let check = |(name, find): (&str, serde_json::Value)| {
        let mut check: Check =
            serde_json::from_value(json!({"find": find, "message": words})).expect("a check");
        check.name = name.parse().expect("a name");
        check
    };
    finds.into_iter().map(check).collect()
}

/// Reads an export as far as this can be done here; the other readers are run by tests/validate_exports.
fn read(path: &str, bytes: &[u8]) {
    assert!(!bytes.is_empty(), "{path} is empty");
    if path.ends_with(".xlsx") {
        assert!(bytes.starts_with(b"PK"), "{path}");
        return;
    }
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    assert!(!text.contains(steers), "{path} holds what steers a terminal");
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "json" | "sarif" => drop(serde_json::from_str::<serde_json::Value>(text).expect("JSON")),
        "csv" => {
            for record in csv::Reader::from_reader(bytes).records() {
                record.expect("a record");
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_export_can_be_read(texts in prop::collection::vec(hostile(), 1..7)) {
        let texts: Vec<_> = texts.iter().map(String::as_str).collect();
        let book = sample(&texts);
        for exporter in EXPORTERS {
            for file in (exporter.export)(&book) {
                read(&file.path, &file.bytes);
            }
        }
    }
}

/// For the programs that read exports in earnest: each fragment by itself, and mixtures.
#[test]
fn hostile_exports_are_written_for_their_consumers() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exports");
    let _ = fs::remove_dir_all(&folder);
    let mut runner = TestRunner::deterministic();
    let mut mixed = || hostile().new_tree(&mut runner).expect("a text").current();
    let alone = NASTY.chunks(8).map(|chunk| chunk.iter().map(|text| (*text).to_owned()).collect());
    let mixtures = (0..24).map(|_| (0..6).map(|_| mixed()).collect::<Vec<_>>());
    for (at, texts) in alone.chain(mixtures).enumerate() {
        let texts: Vec<_> = texts.iter().map(String::as_str).collect();
        let book = sample(&texts);
        for file in EXPORTERS.iter().flat_map(|exporter| (exporter.export)(&book)) {
            let path = folder.join(format!("{at:02}")).join(&file.path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, &file.bytes).expect("written");
        }
    }
}
