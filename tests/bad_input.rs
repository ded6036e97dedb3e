//! Input that breaks parsers: every kind is run over it, on a thread with as little stack as a worker has.

use rulebook::find::{Context, Find, Match, Search};
use rulebook::python::{LARGEST, Module, ModuleName, Parsed, Refusal, decode};

const EVERYTHING: &str = r#"
any:
- call: {name: [eventlet.monkey_patch, "x.**"], arguments: {"**": truthy}}
- call: {arguments: {"*": {not: truthy}}}
- import: {}
- use: {name: "a.**"}
- literal: {kind: [str, bytes, docstring, fstring, number, bool, none]}
- expr: {like: ["f($A)", "$A + $B", "[$...]", "-$A", "$A if $B else $C", "$A.b"]}
- def: {kind: [function, method, class, lambda], parameter: {default: truthy}}
- assign: {value: {not: truthy}}
- text: {matches: "a"}
- text: {on: logical-line, matches: "a"}
- text: {on: code, matches: "a"}
- text: {on: comment, matches: "a"}
- all:
  - call: {name: f, resolve: method}
  - guarded_by: {env: .}
  - after: {find: {call: {name: f, resolve: text}}}
  - inside: {if: {uses: a.b}}
"#;

fn find() -> Find {
    let options = serde_saphyr::options! { strict_booleans: true, no_schema: true };
    serde_saphyr::from_str_with_options(EVERYTHING, options).unwrap()
}

/// What is found in a text on a small stack.
fn run(text: impl Into<String>) -> Result<Vec<Match>, Refusal> {
    let text = text.into();
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let parsed = Parsed::new(&text)?;
        let module = Module::new(&parsed, ModuleName::of_path("a/b.py"));
        let found = Search::compile(&find()).run(&module, &Context::default());
        for found in &found {
            assert!(text.get(found.span.clone()).is_some(), "{found:?} is no part of the text");
        }
        Ok(found)
    });
    worker.unwrap().join().unwrap()
}

const MANY: usize = 100_000;

#[test]
fn brackets_that_nest_too_deeply_are_refused() {
    for (open, close) in
        [("(", ")"), ("[", "]"), ("{", "}"), ("f(", ")"), ("a[", "]"), ("{1: ", "}")]
    {
        let text = format!("x = {}1{}\n", open.repeat(MANY), close.repeat(MANY));
        assert_eq!(run(text), Err(Refusal::TooDeep), "{open}");
        assert_eq!(run(open.repeat(MANY)), Err(Refusal::TooDeep), "{open} left open");
        assert!(run(format!("x = {}1{}\n", open.repeat(900), close.repeat(900))).is_ok(), "{open}");
    }
    assert_eq!(
        run(format!("x = {}1{}", "f\"{".repeat(MANY), "}\"".repeat(MANY))),
        Err(Refusal::TooDeep)
    );
    assert_eq!(
        run(format!("x = {}1{}", "f'''{".repeat(2000), "}'''".repeat(2000))),
        Err(Refusal::TooDeep)
    );
}

#[test]
fn prefixes_that_nest_too_deeply_are_refused() {
    for prefix in ["-", "+ ", "~", "not ", "lambda: ", "await ", "1 if 1 else ", "lambda x=1: "] {
        assert_eq!(
            run(format!("x = {}1\n", prefix.repeat(MANY))),
            Err(Refusal::TooDeep),
            "{prefix}"
        );
        assert!(run(format!("x = {}1\n", prefix.repeat(900))).is_ok(), "{prefix}");
    }
}

#[test]
fn brackets_in_strings_and_comments_do_not_count() {
    let quotes =
        format!("x = '{0}' # {0}\ny = \"\"\"{0}\n{0}\"\"\"\nz = '\\'{0}'\n", "(".repeat(5000));
    assert!(run(quotes).is_ok());
    let unbalanced = "x = '(' \ny = f'{x}(' \nz = f'{{'\nw = f'''\n{x!r:>10}({{'''\n".repeat(3000);
    assert!(run(unbalanced).is_ok());
}

#[test]
fn long_chains_are_read() {
    for (start, link) in [
        ("x = a", ".b"),
        ("x = f", "()"),
        ("x = a", "[0]"),
        ("x = 1", "+1"),
        ("x = 1", " and 1"),
        ("x = 1", " < 1"),
        ("x = 's'", " 's'"),
        ("x = 1", "**1"),
        ("f(1", ",1"),
        ("x = [1", ",1"),
        ("x = ", "y = "),
        ("pass", ";pass"),
        ("global a", ",a"),
        ("import a", ",b"),
    ] {
        let text = format!("{start}{}\n", link.repeat(MANY));
        assert!(run(text).is_ok(), "{link}");
    }
    assert!(run(format!("x = f{}\n", "(1).g".repeat(10_000))).is_ok());
    assert!(run("if a: pass\n".to_owned() + &"elif b: pass\n".repeat(20_000)).is_ok());
}

#[test]
fn deep_blocks_are_read() {
    let mut text = String::new();
    for depth in 0..1500 {
        text += &" ".repeat(depth);
        text += if depth % 3 == 0 {
            "def f():\n"
        } else if depth % 3 == 1 {
            "if f():\n"
        } else {
            "class A:\n"
        };
    }
    text += &" ".repeat(1500);
    text += "f()\n";
    assert!(run(text).is_ok());
}

#[test]
fn names_with_many_meanings_take_bounded_time() {
    assert!(run("x = x + 1\n".repeat(5_000) + "x()\n").is_ok());
    assert!(run("if c: x = a.b\n".repeat(20_000) + "x()\nx(k=x)\n").is_ok());
    let chain: String = (0..2_000)
        .map(|n| format!("x{} = x{n} if c else y{n}\ny{} = x{n}\n", n + 1, n + 1))
        .collect();
    assert!(run(chain + "x2000()\nf(k=x2000)\nf(**x2000)\n").is_ok());
    assert!(run("x = x.a\n".repeat(2000) + "x()\n").is_ok());
    assert!(run("x = partial(x, **x)\n".repeat(500) + "x(**x)\n").is_ok());
    assert!(
        run("from functools import partial as p\n".to_owned()
            + &"x = p(x, 1, a=x)\n".repeat(500)
            + "x()\n")
        .is_ok()
    );
    assert!(run("x = 'a'\n".to_owned() + &"x = x + x\n".repeat(200) + "f(k=x)\n").is_ok());
    assert!(
        run("o = {}\n".to_owned()
            + &"o = {**o, 'a': o} if o else {**o}\no['b'] = o\n".repeat(200)
            + "f(**o)\n")
        .is_ok()
    );
    assert!(run("x = y\ny = x\nx()\nf(k=x, **y)\n").is_ok());
    assert!(run("def f(): g()\ndef g(): f()\nf()\n".repeat(100)).is_ok());
    let calls: String =
        (0..2000).map(|n| format!("def f{n}(): f{}(); g{n}.f()\n", (n + 1) % 2000)).collect();
    assert!(run(calls).is_ok());
}

#[test]
fn large_files_are_refused() {
    assert_eq!(run("x".repeat(50 << 20)), Err(Refusal::TooLarge));
    assert_eq!(run(" ".repeat(LARGEST + 1)), Err(Refusal::TooLarge));
    assert!(run("#".repeat(LARGEST)).is_ok());
    assert!(run(format!("x = '{}'", "a".repeat(LARGEST - 6))).is_ok());
}

#[test]
fn odd_bytes_are_read() {
    for text in [
        "",
        "\0",
        "x = 1\0\nf()\n",
        "\u{feff}f()\n",
        "f()\r\ng()\r\n",
        "f()\rg()\r",
        "\x0cf()\n",
        "if a:\n\x0c    f()\n",
        "f(\n",
        "f('",
        "f('''",
        "f(\"\\",
        "f'{",
        "f'{a!",
        "f'{a:{",
        "x = \\",
        "\\\n",
        "@",
        "def",
        "def f(",
        "class",
        "import",
        "from . import",
        "from .... import *",
        "from  import x",
        "lambda",
        "é.ü(ß)\n",
        "x = '\u{202e}'; f('日本語')\n",
        "print 'x' % (a,\n",
        "try:\n",
        "match x:\n  case",
        "f(**)\nf(*)\nf(a=)\n",
        "partial()\nfunctools.partial()()\n__import__()\ngetattr()\n",
        "%magic\n!ls\n",
        "\u{1}\u{2}\u{7f}\u{85}\u{2028}f()",
        "a = b'\\xff' 'x'\n",
        "0777; 1L; ur'x'; `x`; a <> b\n",
    ] {
        assert!(run(text).is_ok(), "{text:?}");
    }
}

#[test]
fn python_2_is_read_in_part() {
    let parsed = Parsed::new("print 'x'\nf()\n").unwrap();
    assert!(parsed.errors().next().is_some());
    assert!(run("print 'x'\nimport a\n").unwrap().iter().any(|found| found.span == (10..18)));
}

#[test]
fn bytes_become_text_as_python_reads_them() {
    let read = |bytes: &[u8]| {
        let decoded = decode(bytes);
        (decoded.text.into_owned(), decoded.notice.is_some())
    };
    assert_eq!(read(b"x"), ("x".to_owned(), false));
    assert_eq!(read(b"\xef\xbb\xbfx"), ("x".to_owned(), false));
    assert_eq!(read("é".as_bytes()), ("é".to_owned(), false));
    assert_eq!(
        read(b"# -*- coding: latin-1 -*-\n\xe9"),
        ("# -*- coding: latin-1 -*-\né".to_owned(), false)
    );
    assert_eq!(read(b"# coding: latin-1\n\x80").0.chars().last(), Some('\u{80}'));
    assert_eq!(
        read(b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n\x80").0.chars().last(),
        Some('€')
    );
    assert_eq!(read(b"# coding: koi8-r\n\xc1").0.chars().last(), Some('а'));
    assert_eq!(
        read(b"x\ny\n# coding: latin-1\n\xe9"),
        ("x\ny\n# coding: latin-1\n\u{fffd}".to_owned(), true)
    );
    assert!(read(b"# coding: klingon\n\xe9").1);
    assert!(read(b"\xff\xfex\0").1);
}

mod mutations {
    use super::run;
    use proptest::prelude::*;

    const SEED: &str = "import os, a.b as c\nfrom x import (y,\n    z as w)\n@d(1)\nasync def f(a, *b, k=[], **c):\n    \
        '''doc'''\n    if os.environ.get('X'): return\n    with a as b, c: f(**{'k': 1}, *[2])\n    x = y = lambda q: q\n    \
        try:\n        g = [i for i in j if k]\n    except (E, F) as e:\n        raise\n    else: pass\nclass C(B, m=1):\n    \
        x: int = 1\n    def m(self): return f'{self!r:>{w}}' % (1,)\nmatch a:\n    case {'k': v, **r} if v: (n := 3)\n";

    proptest! {
        #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

        #[test]
        fn damaged_code_is_read(at in 0..SEED.len(), cut in 0usize..12, put in "[ -~\n\t\u{e9}]{0,6}") {
            let at = SEED.floor_char_boundary(at);
            let end = SEED.floor_char_boundary((at + cut).min(SEED.len()));
            let text = [&SEED[..at], &put, &SEED[end..]].concat();
            prop_assert!(run(text).is_ok());
        }

        #[test]
        fn shuffled_tokens_are_read(tokens in prop::collection::vec(
            prop::sample::select(vec![
                "import ", "from ", "a", ".", "b", "(", ")", "[", "]", "{", "}", ":", "\n", "    ", "if ", "else", "def ",
                "class ", "=", ",", "*", "**", "lambda ", "'s'", "f'{", "}'", "1", "try:", "except ", "with ", "as ", "@",
                ":=", "await ", "yield ", "for ", "in ", "#", "\\\n", "match ", "case ", "global ", "del ", "\t", "\"\"\"",
            ]), 0..60)) {
            prop_assert!(run(tokens.concat()).is_ok());
        }
    }
}
