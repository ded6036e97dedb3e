//! How far names and values are followed: code that goes further is no code that somebody reads.

use super::{BTreeMap, Context, Equivalents, Module, ModuleName, Parsed, Search, read};
use std::fmt::Write;

fn count(yaml: &str, code: &str) -> usize {
    let parsed = Parsed::new(code).unwrap();
    let context = Context { path: "example.py".to_owned(), ..Context::default() };
    let module = Module::new(&parsed, ModuleName::of_path(&context.path));
    Search::compile(&read(yaml)).run(&module, &context).len()
}

/// `a.b.b…`, with this many attributes.
fn chain(attributes: usize) -> String {
    format!("a{}", ".b".repeat(attributes))
}

#[test]
fn a_statement_is_reported_once_for_each_thing_found_in_it() {
    let either = "call: {name: [f, g], resolve: text, at: statement}";
    assert_eq!(count(either, "f(f())"), 1);
    assert_eq!(count(either, "f(g())"), 2);
    assert_eq!(count(either, "f(g(), f(), g())"), 2);
    assert_eq!(count(either, "f()\nf()"), 2);
}

#[test]
fn names_have_up_to_sixty_four_attributes() {
    for (resolve, code) in [("text", ""), ("import", "import a\n")] {
        let yaml = format!("call: {{name: 'a.**', resolve: {resolve}}}");
        assert_eq!(count(&yaml, &format!("{code}{}()", chain(64))), 1, "{resolve}");
        assert_eq!(count(&yaml, &format!("{code}{}()", chain(65))), 0, "{resolve}");
    }
}

#[test]
fn names_have_less_than_a_thousand_bytes() {
    let yaml = "call: {name: 'a.**'}";
    let called = |bytes: usize| format!("import a\na.{}()", "b".repeat(bytes - 2));
    assert_eq!(count(yaml, &called(999)), 1);
    assert_eq!(count(yaml, &called(1000)), 0);
}

#[test]
fn fewer_than_sixteen_partials_are_unpacked() {
    let yaml = "call: {name: a.b}";
    let called = |times: usize| {
        let (open, close) = ("partial(".repeat(times), ")".repeat(times));
        format!("import a\nfrom functools import partial\n{open}a.b{close}()")
    };
    // The outermost call is one of what all of them hold.
    assert_eq!(count(yaml, &called(1)), 1);
    assert_eq!(count(yaml, &called(15)), 1);
    // What is left out is the whole; each part counts as a call that nobody makes.
    assert_eq!(count(yaml, &called(16)), 15);
}

#[test]
fn a_text_put_together_is_known_below_sixty_four_kilobytes() {
    let yaml = "call: {name: f, arguments: {0: {matches: ^b}}, resolve: text}";
    let called =
        |one: usize, other: usize| format!("f('{}' + '{}')", "b".repeat(one), "b".repeat(other));
    assert_eq!(count(yaml, &called(300, 300)), 1);
    assert_eq!(count(yaml, &called(32_768, 32_767)), 1);
    assert_eq!(count(yaml, &called(32_768, 32_768)), 0);
}

#[test]
fn names_that_double_their_meanings_at_every_step_end() {
    let mut code = "import time\nn0 = time.sleep\n".to_owned();
    for at in 0..40 {
        writeln!(code, "n{} = (n{at}.a if x else n{at}.b) or n{at}.c", at + 1).unwrap();
    }
    code.push_str("n40()\n");
    assert_eq!(count("call: {name: time.sleep}", &code), 0);
}

#[test]
fn a_renamed_name_is_found_by_what_it_is_called_in_the_end() {
    let yaml = "call: {name: eventlet.sleep}";
    let parsed = Parsed::new("import nova\nnova.nap()\n").unwrap();
    let map = BTreeMap::from([("nova.nap".to_owned(), "eventlet.sleep".to_owned())]);
    let same_as = Equivalents::new(map);
    let context = Context { path: "example.py".to_owned(), same_as, ..Context::default() };
    let module = Module::new(&parsed, ModuleName::of_path(&context.path));
    assert_eq!(Search::compile(&read(yaml)).run(&module, &context).len(), 1);
}

#[test]
fn a_text_is_sought_by_its_longest_word_unless_that_is_short() {
    let sought = |yaml: &str| {
        Search::compile(&read(yaml)).literals(&Equivalents::default()).rarest().unwrap()
    };
    let long = sought("literal: {equals: 'mysql://a'}");
    assert!(long.contains("mysql") && !long.contains("mysql://a"), "{long:?}");
    let short = sought("literal: {equals: 'amqp://a'}");
    assert!(short.contains("amqp://a") && !short.contains("amqp"), "{short:?}");
}
