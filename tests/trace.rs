//! Start-up of small programs. The documents under `tests/trace/` are the tests.
//!
//! A heading opens a case. A block whose first line names a path is a file of the case's tree; the `trace` block says
//! what comes of tracing it, an entry point in each paragraph. Without a file that declares entry points, the program
//! `app` is `app.cmd:main`. Words of a `trace` block's first line: `python=3.12`, `extra=module:function`,
//! `site=folder`. With `TRACE_DOCUMENTS=write` the blocks are written anew instead, to be read before they are kept.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rulebook::model::Step;
use rulebook::trace::{
    Argument, Disk, Entry, Imported, Made, Options, Outcome, Sides, both, trace,
};

struct Case {
    heading: String,
    files: Vec<(String, String)>,
    info: String,
    expected: String,
}

fn cases(document: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut files = Vec::new();
    let mut heading = String::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix("## ") {
            heading = words.to_owned();
            files.clear();
        } else if let Some(info) = line.strip_prefix("```") {
            let body = lines.by_ref().take_while(|line| *line != "```");
            let text = body.fold(String::new(), |text, line| text + line + "\n");
            match info.split_once(' ') {
                _ if info.starts_with("trace") => cases.push(Case {
                    heading: heading.clone(),
                    files: files.clone(),
                    info: info.to_owned(),
                    expected: text,
                }),
                Some((_, path)) => files.push((path.to_owned(), text)),
                None => panic!("{heading}: a block without a path"),
            }
        }
    }
    cases
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn run(case: &Case) -> String {
    let tree = tempfile::tempdir().unwrap();
    for (path, text) in &case.files {
        write(tree.path(), path, text);
    }
    let declares = |path: &str| {
        path.ends_with("setup.cfg") || path.ends_with(".toml") || path.ends_with("entry_points.txt")
    };
    if !case.files.iter().any(|(path, _)| declares(path)) {
        write(
            tree.path(),
            "setup.cfg",
            "[entry_points]\nconsole_scripts =\n    app = app.cmd:main\n",
        );
    }
    let word =
        |key: &str| case.info.split(' ').find_map(|word| word.strip_prefix(key)).map(str::to_owned);
    let options = Options {
        python: word("python=3.").map_or(11, |minor| minor.parse().unwrap()),
        entries: word("extra=").into_iter().collect(),
        site_packages: word("site=").map(|folder| tree.path().join(folder)),
        ..Options::default()
    };
    let traced = match trace(tree.path(), &options) {
        Ok(traced) => traced,
        Err(refused) => {
            return format!("{refused}\n").replace(&*tree.path().to_string_lossy(), "TREE");
        }
    };
    let told: Vec<String> = traced.entries.iter().map(told).collect();
    it_is_the_same_where_bodies_are_left_out_and_entries_taken_over(
        case,
        tree.path(),
        &options,
        &told,
    );
    let mut text = told.join("\n");
    for one in &traced.not_read {
        let _ = writeln!(text, "\nnot read: {}: {}", one.path, one.reason);
    }
    text
}

/// What a change is judged by: its tree is traced without the bodies of functions that nothing calls, and what does not
/// depend on what differs is taken from the other side.
fn it_is_the_same_where_bodies_are_left_out_and_entries_taken_over(
    case: &Case,
    root: &Path,
    options: &Options,
    whole: &[String],
) {
    let sides = Sides { old: &Disk, new: &Disk, differ: None };
    for differ in [None, Some(&BTreeSet::new()), Some(&traced_files(root, options))] {
        let sides = Sides { differ, ..sides };
        let made = both(sides, root, std::slice::from_ref(options), &|_| true).expect("a thread");
        for side in [made.new, made.old.expect("a comparison")] {
            let side: Vec<String> =
                side[0].as_ref().expect("a trace").entries.iter().map(told).collect();
            assert_eq!(side, whole, "{}", case.heading);
        }
    }
}

fn traced_files(root: &Path, options: &Options) -> BTreeSet<String> {
    let traced = trace(root, options).expect("a trace");
    traced.files.into_iter().collect()
}

fn told(entry: &Entry) -> String {
    let mut out = format!("{}: {:?}\n", entry.point.name, entry.import.verdict);
    if let Some(dead) = &entry.dead {
        let _ = writeln!(out, "  dead: {dead}");
    }
    tell(&mut out, "", &entry.import);
    if let Some(main) = &entry.main {
        tell(&mut out, "main ", main);
    }
    out
}

fn made_at(made: &Made) -> String {
    let (start, end) = made.span;
    let by = made.what.by.as_ref().map_or("?", |step| &step.path);
    let name = &made.what.name;
    format!("{name}@{by}:{}:{}-{}:{}", start.line, start.column, end.line, end.column)
}

fn tell(out: &mut String, phase: &str, outcome: &Outcome) {
    let names =
        |all: &[Imported]| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(" ");
    let mut line = |label: &str, words: String| {
        if !words.is_empty() {
            let _ = writeln!(out, "  {phase}{label}: {words}");
        }
    };
    line("unresolved", outcome.reason.clone().unwrap_or_default());
    let condition = if outcome.conditional { "if a condition holds" } else { "" };
    for call in &outcome.calls {
        let site = call.site().map_or(String::new(), |step| format!("{}:{}", step.path, step.line));
        let arguments =
            call.arguments.iter().map(|(name, value)| format!(" {name}={}", shown(value)));
        line("call", format!("{site}{}", arguments.collect::<String>()));
    }
    line("only", condition.to_owned());
    line("project", names(&outcome.project_before));
    line("extra", outcome.project_extra.join(" "));
    line("holding", outcome.project_holding.join(" "));
    line("third", names(&outcome.third_party_before));
    line("followed", names(&outcome.third_party_modules));
    let made = outcome.made_before.iter();
    let made: Vec<_> = made.map(made_at).collect();
    line("made", made.join(" "));
    line("note", outcome.notes.join("; "));
    if let Some(first) = outcome.third_party_before.first() {
        let chain: Vec<String> = outcome.chain_to(first).iter().map(place).collect();
        line(&format!("chain to {}", first.name), chain.join(" > "));
    }
}

fn place(step: &Step) -> String {
    format!("{}:{}", step.path, step.line)
}

fn shown(value: &Argument) -> String {
    match value {
        Argument::None => "None".into(),
        Argument::Bool(truth) => truth.to_string(),
        Argument::Int(number) => number.to_string(),
        Argument::Str(text) => format!("{text:?}"),
        Argument::Unknown => "?".into(),
    }
}

fn document(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace").join(name);
    let mut text = fs::read_to_string(&path).unwrap();
    let mut wrong = String::new();
    for case in cases(&text.clone()) {
        let found = run(&case);
        if found == case.expected {
            continue;
        }
        let block = |body: &str| format!("```{}\n{body}```", case.info);
        let start = text.find(&format!("## {}\n", case.heading)).unwrap();
        let at = start + text[start..].find(&block(&case.expected)).unwrap();
        text.replace_range(at..at + block(&case.expected).len(), &block(&found));
        let _ = writeln!(wrong, "{}\nexpected\n{}found\n{found}", case.heading, case.expected);
    }
    if std::env::var_os("TRACE_DOCUMENTS").is_some_and(|word| word == "write") {
        fs::write(&path, text).unwrap();
    } else {
        assert!(wrong.is_empty(), "{name}\n{wrong}");
    }
}

macro_rules! documents {
    ($($name:ident)*) => {
        $(#[test] fn $name() { document(concat!(stringify!($name), ".md")); })*

        #[test]
        fn every_document_is_a_test() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace");
            let known = [$(stringify!($name)),*];
            for entry in fs::read_dir(folder).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                assert!(known.contains(&name.trim_end_matches(".md")), "{name} is in no list");
            }
        }
    };
}

documents! { bad_input calls conditions imports installed loading main third_parties }

/// A tree of one program, `app.cmd:main`.
fn program(files: impl IntoIterator<Item = (String, String)>) -> tempfile::TempDir {
    let tree = tempfile::tempdir().unwrap();
    write(tree.path(), "setup.cfg", "[entry_points]\nconsole_scripts =\n    app = app.cmd:main\n");
    write(tree.path(), "app/__init__.py", "");
    for (path, text) in files {
        write(tree.path(), &path, &text);
    }
    tree
}

const PATCH: &str = "import eventlet\neventlet.monkey_patch()\ndef main(): pass\n";

fn first(tree: &tempfile::TempDir) -> Entry {
    trace(tree.path(), &Options::default()).unwrap().entries.remove(0)
}

#[test]
fn ten_thousand_modules_side_by_side_are_followed() {
    let module = |at| (format!("app/m{at}.py"), "import os\nVALUE = 1\n".to_owned());
    let imports = (0..10_000).map(|at| format!("from app import m{at}\n")).collect::<String>();
    let tree = program((0..10_000).map(module).chain([("app/cmd.py".to_owned(), imports + PATCH)]));
    let entry = first(&tree);
    assert_eq!(entry.import.project_extra.len(), 10_000);
    assert_eq!(entry.import.verdict, rulebook::find::Verdict::LateProject);
}

#[test]
fn ten_thousand_modules_in_a_row_are_more_than_python_follows() {
    let module = |at: usize| (format!("app/m{at}.py"), format!("from app import m{}\n", at + 1));
    let cmd = format!("from app import m0\n{PATCH}");
    let tree = program((0..10_000).map(module).chain([("app/cmd.py".to_owned(), cmd)]));
    let entry = first(&tree);
    assert_eq!(entry.import.verdict, rulebook::find::Verdict::Unresolved);
    assert!(entry.import.reason.unwrap().contains("nest more deeply than Python allows"));
}

#[test]
fn code_that_nests_deeply_breaks_nothing() {
    let deep = [
        format!("x = {}1{}\n", "(".repeat(900), ")".repeat(900)),
        format!("x = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000)),
        format!("x = {}1\n", "not ".repeat(5_000)),
        format!("x = a{}\n", ".b".repeat(50_000)),
        format!("x = 1{}\n", " + 1".repeat(50_000)),
        (0..90).map(|at| format!("{}if y:\n", " ".repeat(at))).collect::<String>()
            + &" ".repeat(90)
            + "z = 1\n",
        "x = [1]\nfor i in range(1000):\n    for j in range(1000):\n        x = [x]\n".to_owned(),
        "\u{0}\u{feff}\r\r\r((((".to_owned(),
    ];
    for text in deep {
        let cmd = format!("from app import deep\n{PATCH}");
        let files = [("app/deep.py".to_owned(), text), ("app/cmd.py".to_owned(), cmd)];
        first(&program(files));
    }
}

#[test]
fn conditions_that_nobody_knows_do_not_multiply() {
    let mut text = "import lib\n".to_owned();
    for at in 0..2_000 {
        let _ = write!(text, "if lib.f({at}):\n    v{at} = 1\nelse:\n    v{at} = 2\n");
    }
    let cmd = ("app/cmd.py".to_owned(), text + PATCH);
    let entry = first(&program([cmd]));
    assert_eq!(entry.import.calls.len(), 1);
    assert!(!entry.import.conditional);
}

#[test]
fn a_tree_without_programs_is_no_trace() {
    let tree = tempfile::tempdir().unwrap();
    let refused = trace(tree.path(), &Options::default()).unwrap_err().to_string();
    assert!(refused.starts_with("no entry points in "), "{refused}");
    let missing = trace(&tree.path().join("missing"), &Options::default()).unwrap_err().to_string();
    assert!(missing.contains("is no folder"), "{missing}");
}
