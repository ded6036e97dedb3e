use super::*;

fn when(predicates: serde_json::Value) -> Vec<Mark> {
    fewest(of(&serde_json::from_value(predicates).expect("predicates"), None))
}

#[test]
fn python_and_what_declares_a_project_are_known_by_their_names() {
    let code = ["a.py", "nova/a.py", "bin/nova-api", "tox", "x.d/y", ".py", "a.pyi"];
    let declaring = [
        "setup.cfg",
        "x/setup.cfg",
        "setup.py",
        "pyproject.toml",
        "PKG-INFO",
        "requirements.txt",
        "x/test-requirements.txt",
    ];
    let others =
        ["doc/index.rst", "a.pyc", "setup.cfg.in", "x.d/y.z", "requirements/a.txt", ".zuul.yaml"];
    assert!(code.iter().all(|path| Sort::Python.is(path)));
    assert!(declaring.iter().all(|path| Sort::Declaring.is(path)));
    for path in others {
        assert!(!Sort::Python.is(path) && !Sort::Declaring.is(path), "{path}");
    }
}

#[test]
fn globs_become_expressions_that_fit_the_same_paths_or_more() {
    for (glob, fits, not) in [
        ("**/tox.ini", &["tox.ini", "a/b/tox.ini"][..], &["tox_ini", "tox.ini/x"][..]),
        ("**/api/**", &["nova/api/a.py", "api/x"], &["nova/apis/a.py"]),
        ("*/__init__.py", &["nova/__init__.py"], &["nova/cmd/__init__.py", "__init__.py"]),
        ("doc/**/conf.py", &["doc/conf.py", "doc/a/conf.py"], &["xdoc/conf.py"]),
        ("a?^+.py", &["ab^+.py"], &["a/^+.py", "abb.py"]),
        ("{a,b}.py", &["a.py", "b.py"], &[]),
    ] {
        let mark = Mark { paths: Some(vec![glob.to_owned()]), ..Mark::default() };
        let pattern = Regex::new(&mark.paths().expect("a pattern")).expect("it is one");
        fits.iter().for_each(|path| assert!(pattern.is_match(path), "{glob}: {path}"));
        not.iter().for_each(|path| assert!(!pattern.is_match(path), "{glob}: {path}"));
    }
}

#[test]
fn predicates_come_to_the_files_and_lines_that_they_can_hold_for() {
    use serde_json::json;
    let mark = |paths: Option<&str>, sort, diff: Option<&str>| Mark {
        paths: paths.map(|glob| vec![glob.to_owned()]),
        sort,
        diff: diff.map(str::to_owned),
    };
    let python = Some(Sort::Python);
    for (predicates, expected) in [
        (json!({"diff": "x"}), vec![mark(None, None, Some("x"))]),
        (
            json!({"imports": "eventlet", "diff": "Timeout"}),
            vec![mark(None, python, Some("Timeout"))],
        ),
        (json!({"new_dependencies": "*"}), vec![mark(None, Some(Sort::Declaring), None)]),
        (
            json!({"paths": {"include": ["**/cmd/**"], "exclude": ["**/tests/**"]}, "at_import": true}),
            vec![mark(Some("**/cmd/**"), python, None)],
        ),
        (
            json!({"languages": "python", "any": [{"adds": "a"}, {"calls": "b.c"}, {"paths": {"include": ["**/tox.ini"]}}]}),
            vec![mark(None, python, None)],
        ),
        (
            json!({"any": [{"languages": "python", "adds": "a"}, {"paths": {"include": ["**/tox.ini"]}, "diff": "b"}]}),
            vec![mark(None, python, Some("a")), mark(Some("**/tox.ini"), None, Some("b"))],
        ),
        (
            json!({"all": [{"diff": "a"}, {"languages": "python"}], "not": {"diff": "b"}}),
            vec![mark(None, python, Some("a"))],
        ),
    ] {
        let mut expected = expected;
        expected.sort();
        assert_eq!(when(predicates.clone()), expected, "{predicates}");
    }
}
