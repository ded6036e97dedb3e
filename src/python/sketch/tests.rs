use super::*;

fn named(name: &str) -> Anchor {
    let (root, segment) = name.rsplit_once('.').unwrap();
    let root = root.split('.').next().map(str::to_owned);
    Anchor::Named { root, segment: segment.to_owned() }
}

/// The names of the functions that are left.
fn left(text: &str, anchors: &[Anchor]) -> Vec<String> {
    let anchors = Anchors::at(anchors.iter().cloned());
    let text = text.replace("LONG", "x = 'nothing of interest'\n    y = 'nor here'");
    let left = sketch(&text, "nova/a.py", &[&anchors], 1, None).expect("something to leave out");
    assert_eq!(left.len(), text.len());
    let functions = functions(&text, &logical_lines(&text).unwrap()).unwrap();
    let kept = functions
        .iter()
        .filter(|function| left[function.body.clone()] == text[function.body.clone()]);
    kept.map(|function| text[function.name.clone()].to_owned()).collect()
}

#[test]
fn a_function_with_a_name_or_with_another_word_for_it_is_left() {
    let text = "\
import eventlet as e
from eventlet import sleep as nap
from eventlet.green import time as t, os
rest = nap or None
(a, b) = 1, rest
def plain():
    e.sleep(0)
    y = 1
def alias():
    nap(0)
    y = 1
def alias_of_alias():
    rest(0)
    y = 1
def unpacked():
    b(0)
    y = 1
def other_sleep(self):
    self.sleep(0)
    LONG
def nothing():
    LONG
def local_alias():
    from eventlet import sleep as local
    local(0)
def same_word_as_local_alias():
    local = 1
    LONG
";
    let kept = left(text, &[named("eventlet.sleep")]);
    assert_eq!(kept, ["plain", "alias", "alias_of_alias", "unpacked", "local_alias"]);
}

#[test]
fn what_calls_a_function_that_is_left_tells_when_it_runs() {
    let text = "\
import eventlet
def patch():
    eventlet.monkey_patch()
    x = 1
def main():
    if x:
        patch()
def start():
    main ()
    x = 1
def method(self):
    self.patch()
    LONG
";
    let kept = left(text, &[named("eventlet.monkey_patch")]);
    assert_eq!(kept, ["patch", "main", "start"]);
}

#[test]
fn names_in_strings_and_strings_in_pieces_count() {
    let text = "\
import eventlet
get = getattr(eventlet, 'sl' 'eep')
def pieced():
    get(0)
    x = 1
def named():
    getattr(eventlet, 'sleep')(0)
    x = 1
def nothing():
    LONG
";
    assert_eq!(left(text, &[named("eventlet.sleep")]), ["pieced", "named"]);
}

#[test]
fn texts_and_identifiers_are_found_as_they_are_written() {
    let text = "\
def url():
    return 'mysql://'
    x = 1
def execute(self):
    self.execute(1)
    x = 1
def executes(self):
    self.executes(1)
    LONG
";
    let text_anchor = Anchor::Text("mysql".to_owned());
    let word = Anchor::Identifier("execute".to_owned());
    assert_eq!(left(text, &[text_anchor, word]), ["url", "execute"]);
}

#[test]
fn what_speaks_of_global_names_or_takes_arguments_from_a_dict_of_the_module_is_left() {
    let text = "\
import eventlet
FLAGS = {}
eventlet.monkey_patch(**FLAGS)
def change():
    FLAGS['os'] = False
    x = 1
def set():
    global eventlet
    LONG
def nothing():
    LONG
";
    assert_eq!(left(text, &[named("eventlet.monkey_patch")]), ["change", "set"]);
}

#[test]
fn where_it_may_be_anywhere_nothing_is_left_out() {
    let text = "def f():\n    x = 1\n    y = 2\n";
    assert_eq!(sketch(text, "a.py", &[&Anchors::Anywhere], 1, None), None);
    let tabs = "def f():\n\tx = 1\n\ty = 2\n";
    assert_eq!(sketch(tabs, "a.py", &[&Anchors::at([])], 1, None), None);
    assert!(sketch(text, "a.py", &[&Anchors::at([])], 1, None).is_some());
}
