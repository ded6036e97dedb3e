//! A small rulebook, made by hand, and what is made of it.

mod audit;

use std::collections::BTreeMap;
use std::fs;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;
use crate::model::evidence::{Evidence, Program, Proofs, VersionSets};
use crate::model::fit::{Fit, Fits, TargetFits};
use crate::model::{Agreement, Guideline, Name, Page, Project, Topic};

fn from<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a value of the model")
}

fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

/// The guideline from which the others of the sample differ in few fields.
fn guideline(at: &str, fields: Value) -> Guideline {
    let mut all = json!({
        "level": "must", "status": "active", "since": "kilo", "revision": 1,
        "changes": [{"revision": 1, "date": "2026-11-23", "kind": "new", "text": "First edition."}],
        "why": "It hangs.\n", "guidance": "Do not.\n",
    });
    let (Some(all_fields), Value::Object(fields)) = (all.as_object_mut(), fields) else {
        panic!("fields are an object");
    };
    all_fields.extend(fields);
    Guideline { name: name(at), ..from(all) }
}

fn guidelines() -> Vec<Guideline> {
    let native = json!({
        "id": "EVT103", "title": "Patching leaves no `thread` | lock behind", "revision": 2,
        "changes": [
            {"revision": 1, "date": "2026-01-02", "kind": "new", "text": "First edition."},
            {"revision": 2, "date": "2026-11-23", "kind": "stricter", "text": "Adds `socket=True`."},
        ],
        "aliases": ["EVT003", "patching/old-name"], "tags": ["deadlock"],
        "applies": {"uses": "eventlet"},
        "summary": "A *native* lock stops `everything`.",
        "why": "See [EVT101], [this](EVT101#why), [the hub](glossary#hub), [a topic](leaving),\n[outside](https://example.org/EVT101), `[EVT101]` and [nowhere].\n",
        "exceptions": "None, but see [EVT201](EVT201).\n",
        "history": [{"release": "kilo", "text": "It was advised.\n\n- in a list\n"}],
        "examples": [
            {"title": "Debugger", "path": "nova/cmd/__init__.py", "note": "As [EVT101] says.",
             "bad": "eventlet.monkey_patch(thread=False)\n", "good": "eventlet.monkey_patch()\n"},
            {"title": "Why", "unchecked": "No check sees `exec`.",
             "bad": {"a.cfg": "x = 1\n", "b.py": "\"\"\"```\"\"\""}},
        ],
        "checks": ["eventlet/native-threads-left"], "evidence": ["eventlet/deadlock"],
        "review": [
            {"ask": "Is `thread` patched?", "how": "Read *it*.", "when": {"diff": "a|b"}, "na_allowed": false},
        ],
        "references": [
            {"kind": "bug", "title": "A bug [with brackets]", "url": "https://example.org/1"},
            {"kind": "measurement", "title": "Measured"},
        ],
        "related": ["EVT101"], "prerequisites": ["patching/first"], "effort": "hours",
        "conflicts": [{"guideline": "EVT201", "reason": "Only while patched."}],
    });
    vec![
        guideline(
            "patching/first",
            json!({"id": "EVT101", "title": "Patching comes first", "summary": "First.", "no_examples": "Order cannot be shown."}),
        ),
        guideline("patching/native-threads-left", native),
        guideline(
            "leaving/new-use",
            json!({
                "id": "EVT201", "title": "No new use", "summary": "None.", "level": "should", "status": "superseded",
                "lifecycle": {"since": "newton", "reason": "It is done.", "replaced_by": ["EVT101"]},
            }),
        ),
    ]
}

/// Two topics, three guidelines, a check, two projects, a profile and two hand-written pages.
/// One program, seen with one version set and not run with another.
fn proofs() -> Proofs {
    let mut evidence: Evidence = from(json!({
        "claim": "A native lock stops the process.", "guidelines": ["EVT103"], "seconds": 4,
        "runs": [{"name": "`monkey_patch(thread=False)`", "expect": "hangs"}],
    }));
    evidence.name = name("eventlet/deadlock");
    let program = Program { evidence, text: "import harness".into() };
    let sets: VersionSets = from(json!({"sets": {
        "new": {"python": "3.11", "install": ["eventlet==0.41.3"]},
        "old": {"python": "3.7", "install": ["eventlet==0.25.1"]},
    }}));
    let mut proofs = Proofs { sets: sets.sets, ..Proofs::default() };
    let hash = proofs.hash(&program, &program.evidence.runs[0]);
    proofs.record = from(json!({"version": 1, "seen": [{
        "evidence": "eventlet/deadlock", "run": "`monkey_patch(thread=False)`", "set": "new",
        "guidelines": ["EVT103"], "outcome": "hangs", "detail": "no end within 4 s", "python": "3.11.7",
        "versions": {"eventlet": "0.41.3"}, "date": "2026-11-23", "program": hash,
    }], "not_run": [{"evidence": "eventlet/deadlock", "set": "old", "reason": "there is no Python 3.7 on this machine"}]}));
    proofs.programs = BTreeMap::from([(name("eventlet/deadlock"), program)]);
    proofs
}

pub(super) fn sample() -> Rulebook {
    let guidelines = guidelines();
    let mut index = std::collections::HashMap::new();
    for (at, guideline) in guidelines.iter().enumerate() {
        let aliases = guideline.aliases.iter().map(|alias| alias.0.clone());
        let names = [guideline.id.to_string(), guideline.name.to_string()];
        index.extend(names.into_iter().chain(aliases).map(|key| (key, at)));
    }
    let topic = |at: &str, fields: Value| Topic { name: name(at), ..from(fields) };
    let page = |at: &str, text: &str| Page {
        name: name(at),
        title: text.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned(),
        text: text.to_owned(),
    };
    let pages = [
        page("introduction", "# Introduction\n\nSee [EVT103] and [the glossary](glossary).\n"),
        page("glossary", "# Glossary\n\n## hub\n\nThe loop of [EVT103](EVT103#why).\n"),
    ];
    Rulebook {
        title: "Sample".into(),
        revision: "0123456789abcdef".into(),
        guide: Some(Topic {
            name: Name::default(),
            ..from(
                json!({"title": "Sample", "summary": "A sample.", "pages": {"before": ["introduction"], "after": ["glossary"]},
                "tags": {"deadlock": "Threads that wait for each other."}}),
            )
        }),
        topics: vec![
            topic(
                "patching",
                json!({"title": "Monkey patching", "summary": "How to patch.", "intro": "Read [EVT101].\n"}),
            ),
            topic("leaving", json!({"title": "Leaving", "summary": "How to leave."})),
        ],
        guidelines,
        checks: BTreeMap::from([(
            name("eventlet/native-threads-left"),
            from(json!({
                "find": {"call": {"name": "eventlet.monkey_patch"}}, "message": "thread is left unpatched",
                "confidence": "medium", "limits": "It cannot see [EVT101].\n\nNor more.\n",
            })),
        )]),
        proofs: proofs(),
        projects: projects(),
        profiles: BTreeMap::from([(
            name("services"),
            crate::model::Profile {
                name: name("services"),
                ..from(
                    json!({"title": "Services", "summary": "All services.", "include": {"topics": ["patching"], "ids": ["EVT201"]},
                "set": [{"guideline": "EVT103", "level": "should", "reason": "It is being fixed."}]}),
                )
            },
        )]),
        waivers: BTreeMap::from([(
            name("nova"),
            from(json!({"project": "nova", "waivers": [{
            "guideline": "EVT103", "scope": {"paths": ["nova/cmd/**"]}, "reason": "A debugger.", "owner": "A", "approver": "B",
            "until": "2027-01-01", "ticket": "https://example.org/2"}]})),
        )]),
        pages: pages.into_iter().map(|page| (page.name.clone(), page)).collect(),
        assets: BTreeMap::from([("patching/order.svg".to_owned(), b"<svg/>".to_vec())]),
        index,
        ..Rulebook::default()
    }
}

fn projects() -> BTreeMap<Name, Project> {
    let nova = json!({
        "title": "Nova", "summary": "Compute.", "repository": "https://example.org/nova", "kind": "service", "profiles": ["services"],
        "packages": ["nova"], "uses": ["eventlet"], "facts": {"concurrency": "eventlet"}, "versions": {"eventlet": ">=0.30"},
        "same_as": {"nova.patch": "eventlet.monkey_patch"}, "as_of": {"version": "34.0.0", "date": "2026-09-30"},
    });
    let keystone = json!({"title": "Keystone", "summary": "Identity.", "repository": "https://example.org/keystone", "kind": "service"});
    [("nova", nova), ("keystone", keystone)]
        .map(|(at, fields)| (name(at), Project { name: name(at), ..from(fields) }))
        .into()
}

fn text(outputs: &[Output], path: &str) -> String {
    let paths: Vec<_> = outputs.iter().map(|output| &output.path).collect();
    let output = outputs.iter().find(|output| output.path == path);
    let output = output.unwrap_or_else(|| panic!("{path} is not among {paths:#?}"));
    String::from_utf8(output.bytes.clone()).expect("text")
}

fn guide_of_sample() -> Vec<Output> {
    guide(&sample(), &Fits::default(), &Templates::load(None).expect("templates")).expect("a guide")
}

#[test]
fn the_guide_has_a_page_for_everything_and_a_way_from_every_old_name() {
    let paths: Vec<_> = guide_of_sample().iter().map(|output| output.path.clone()).collect();
    insta::assert_snapshot!(paths.join("\n"));
}

#[test]
fn the_table_of_contents() {
    insta::assert_snapshot!(text(&guide_of_sample(), "guide/SUMMARY.md"));
}

#[test]
fn the_page_of_a_guideline() {
    insta::assert_snapshot!(text(&guide_of_sample(), "guide/patching/native-threads-left.md"));
}

#[test]
fn a_superseded_guideline_says_what_to_follow() {
    insta::assert_snapshot!(text(&guide_of_sample(), "guide/leaving/new-use.md"));
}

#[test]
fn the_pages_that_list() {
    let outputs = guide_of_sample();
    for page in [
        "all-guidelines",
        "what-changed",
        "patching/index",
        "projects/index",
        "projects/nova",
        "projects/profiles",
        "introduction",
    ] {
        let text = text(&outputs, &format!("guide/{page}.md"));
        insta::assert_snapshot!(page.replace('/', "-"), text);
    }
}

#[test]
fn a_redirect_leads_on_with_and_without_a_script() {
    insta::assert_snapshot!(text(&guide_of_sample(), "guide/patching/old-name.html"));
}

#[test]
fn every_link_from_page_to_page_has_an_end() {
    let outputs = guide_of_sample();
    let target = regex::Regex::new(r##"(?:\]\(<?|href=")([^)>"# ]+)"##).expect("a pattern");
    let mut checked = 0;
    for output in outputs.iter().filter(|output| !output.path.ends_with(".svg")) {
        let text = String::from_utf8_lossy(&output.bytes).into_owned();
        for link in target.captures_iter(&text).map(|found| found[1].to_owned()) {
            let folder = output.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let mut path: Vec<&str> = folder.split('/').collect();
            for part in link.split('/') {
                match part {
                    ".." => drop(path.pop()),
                    part => path.push(part),
                }
            }
            let path = path.join("/");
            // From generated/ upwards are the sources.
            if link.contains(':')
                || !path.starts_with("guide")
                || link.starts_with("../../") && !path.contains("guide/")
            {
                continue;
            }
            let found =
                outputs.iter().any(|o| o.path == path || o.path == path.replace(".html", ".md"));
            assert!(found, "{}: {link} leads to {path}", output.path);
            checked += 1;
        }
    }
    assert!(checked > 80, "only {checked} links");
}

#[test]
fn edit_links_lead_to_the_source_or_to_where_it_is_hosted() {
    let templates = Templates::load(None).expect("templates");
    let mut book = sample();
    let page = "guide/patching/first.md";
    let beside = r#"href="../../../guidelines/patching/first.yaml""#;
    assert!(
        text(&guide(&book, &Fits::default(), &templates).expect("a guide"), page).contains(beside)
    );
    book.settings.edit_url = Some("https://example.org/edit/{path}".into());
    let hosted = r#"href="https://example.org/edit/guidelines/patching/first.yaml""#;
    assert!(
        text(&guide(&book, &Fits::default(), &templates).expect("a guide"), page).contains(hosted)
    );
}

#[test]
fn two_pages_of_one_name_are_refused() {
    let mut book = sample();
    let taken =
        Page { name: name("all-guidelines"), title: "Mine".into(), text: "# Mine\n".into() };
    book.pages.insert(taken.name.clone(), taken);
    let error = guide(&book, &Fits::default(), &Templates::load(None).expect("templates"))
        .expect_err("a clash");
    insta::assert_snapshot!(error.to_string(), @"two pages of the guide would be called guide/all-guidelines.md; rename the topic, page or guideline of that name");
}

#[test]
fn a_rulebook_with_nothing_in_it_has_a_guide() {
    let book = Rulebook { title: "Empty".into(), ..Rulebook::default() };
    let outputs = guide(&book, &Fits::default(), &Templates::load(None).expect("templates"))
        .expect("a guide");
    assert!(text(&outputs, "guide/introduction.md").contains("# Empty"));
}

#[test]
fn the_checklist_of_a_project() {
    let outputs =
        checklists(&sample(), &Templates::load(None).expect("templates")).expect("checklists");
    insta::assert_snapshot!("checklist-markdown", text(&outputs, "checklists/nova.md"));
    insta::assert_snapshot!("checklist-json", text(&outputs, "checklists/nova.json"));
    let html = text(&outputs, "checklists/nova.html");
    let list = &html[html.find("<main").expect("a list")..html.find("</main>").expect("its end")];
    insta::assert_snapshot!("checklist-html", list);
}

#[test]
fn a_checklist_needs_nothing_from_elsewhere() {
    let outputs =
        checklists(&sample(), &Templates::load(None).expect("templates")).expect("checklists");
    let html = text(&outputs, "checklists/nova.html");
    for outside in ["src=", "<link", "@import", "url("] {
        assert!(!html.contains(outside), "{outside} asks for another file");
    }
}

#[test]
fn not_run_is_never_shown_as_passed() {
    let outputs =
        checklists(&sample(), &Templates::load(None).expect("templates")).expect("checklists");
    let markdown = text(&outputs, "checklists/nova.md");
    assert!(markdown.contains("*checks not run*") && !markdown.contains("- [x]"), "{markdown}");
    assert!(!text(&outputs, "checklists/nova.html").contains(" checked>"));
}

/// A linter that can say nothing of any check.
fn fits_of_sample() -> Fits {
    let checks =
        sample().checks.into_keys().map(|name| (name, Fit::dropped("it cannot"))).collect();
    let target = TargetFits { name: "linter", about: "Rules", limits: &["Few."], checks };
    Fits { targets: vec![target] }
}

/// What a linter found in real code, and one that is in no table.
fn agreement_of_sample() -> Agreement {
    serde_json::from_value(json!({
        "linters": {
            "another": {"version": "1.0", "date": "2026-11-22", "revision": "fedcba9876543210", "trees": ["nova-1.0"], "files": 12},
            "linter": {
                "version": "2.0", "date": "2026-11-23", "revision": "0123456789abcdef", "trees": ["nova-1.0", "nova-2.0"], "files": 24,
                "left_out": {"the linter cannot parse it": 2},
                "guidelines": {"EVT103": {"same": 9, "missed": 3, "added": 1}},
                "losses": [
                    {"check": "eventlet/native-threads", "effect": "adds", "what": "too much", "found": 1},
                    {"check": "eventlet/native-threads", "effect": "misses", "what": "too little", "found": 2},
                    {"check": "eventlet/other", "effect": "misses", "what": "too little", "found": 1},
                ],
            },
        },
    }))
    .expect("an agreement")
}

#[test]
fn linters_stand_beside_us_in_the_order_of_their_table() {
    let book = Rulebook { agreement: Some(agreement_of_sample()), ..sample() };
    let templates = Templates::load(None).expect("templates");
    let page = guide(&book, &fits_of_sample(), &templates).expect("a guide");
    let page = text(&page, "guide/other-linters.md");
    let table = &page[page.find("| Guideline |").expect("a table")..];
    let table = &table[..table.find("## What is lost").expect("its end")];
    insta::assert_snapshot!(table);
}

#[test]
fn the_theme_says_what_its_templates_can_use() {
    let templates = Templates::load(None).expect("templates");
    guide_of_sample();
    guide(&Rulebook::default(), &Fits::default(), &templates).expect("a guide");
    let compared = Rulebook { agreement: Some(agreement_of_sample()), ..sample() };
    guide(&compared, &fits_of_sample(), &templates).expect("a guide");
    let audited = Rulebook { audit: Some(audit::audit_of_sample()), ..sample() };
    guide(&audited, &fits_of_sample(), &templates).expect("a guide");
    checklists(&sample(), &templates).expect("checklists");
    let readme = include_str!("../../theme/README.md");
    let views = [
        "SUMMARY.md",
        "introduction.md",
        "page.md",
        "topic.md",
        "guideline.md",
        "all-guidelines.md",
        "what-changed.md",
        "other-linters.md",
        "audit.md",
        "audit-project.md",
        "projects.md",
        "project.md",
        "profiles.md",
        "redirect.html",
        "checklist.html",
    ];
    let mut missing = Vec::new();
    for view in views {
        let section =
            readme.split("\n### ").find(|part| part.starts_with(&format!("`{view}.hbs`")));
        let section = section.unwrap_or_default();
        let names = templates::fields::of(view);
        let names = names.iter().filter(|name| !section.contains(&format!("`{name}`")));
        missing.extend(names.map(|name| format!("{view}.hbs: `{name}`")));
    }
    assert!(missing.is_empty(), "theme/README.md does not list\n{}", missing.join("\n"));
}

#[test]
fn a_guideline_and_a_checklist_can_be_read_in_a_terminal() {
    let (book, templates) = (sample(), Templates::load(None).expect("templates"));
    let text = explain(&book, &book.guidelines[1], &templates).expect("text");
    assert!(text.contains("EVT103") && !text.contains(".md"), "{text}");
    let checklist = Checklist::of_project(&book, &book.projects[&name("nova")]);
    let beside = Guide::beside("", ".html", &book);
    let text = checklist::text(&checklist, &beside, &templates).expect("text");
    assert!(text.contains("Left out: 1"), "{text}");
}

#[test]
fn the_same_rulebook_gives_the_same_bytes() {
    let templates = Templates::load(None).expect("templates");
    let make = || {
        (
            guide(&sample(), &Fits::default(), &templates).expect("a guide"),
            checklists(&sample(), &templates).expect("checklists"),
        )
    };
    assert_eq!(make(), make());
}

#[test]
fn the_book_is_made_in_this_process() {
    let root = tempfile::tempdir().expect("a folder");
    let destination = root.path().join("out");
    let config = include_str!("../../book.toml");
    book(root.path(), config, &guide_of_sample(), &destination).expect("a book");
    let read = |path: &str| {
        fs::read_to_string(destination.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    };
    let page = read("patching/native-threads-left.html");
    for section in crate::model::markdown::SECTIONS {
        assert!(page.contains(&format!("id=\"{section}\"")), "no anchor {section}");
    }
    assert!(page.contains(r#"href="first.html#why""#), "links lead to HTML pages");
    assert!(page.contains(r#"href="../all-guidelines.html#tag-deadlock""#), "also those in HTML");
    assert!(page.contains("theme/rulebook"), "our style is there");
    assert!(read("EVT103.html").contains("patching/native-threads-left.html"), "permalinks");
    assert!(read("checklists/nova.html").contains("localStorage"), "checklists");
    assert!(read("index.html").contains("Introduction"));
    assert!(destination.join("patching/order.svg").is_file(), "pictures");
}
