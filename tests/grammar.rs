//! The grammar of `find:` as it is written in YAML: what is taken, what is refused and with which words.

use rulebook::find::Find;

fn read(yaml: &str) -> Result<Find, String> {
    let options = serde_saphyr::options! { strict_booleans: true, no_schema: true };
    serde_saphyr::from_str_with_options(yaml, options).map_err(|error| error.to_string())
}

/// Reads it, writes it back and reads that: nothing may be lost.
#[track_caller]
fn taken(yaml: &str) -> Find {
    let find = read(yaml).unwrap_or_else(|error| panic!("{yaml}\n{error}"));
    let json = serde_json::to_string(&find).unwrap();
    let again: Find = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{json}\n{error}"));
    assert_eq!(again, find, "{json}");
    assert_eq!(serde_json::to_string(&again).unwrap(), json);
    find
}

#[track_caller]
fn refused(yaml: &str, words: &str) {
    match read(yaml) {
        Ok(find) => panic!("taken: {yaml}\n{find:?}"),
        Err(error) => assert!(error.contains(words), "{yaml}\nsaid:   {error}\nwanted: {words}"),
    }
}

const NATIVE_THREADS: &str = "
call:
  name: eventlet.monkey_patch
  arguments:
  - thread: falsy
  - {thread: absent, all: falsy}
  - thread: absent
    all: absent
    '**': truthy
";

#[test]
fn every_kind_is_taken_and_written_back() {
    taken(NATIVE_THREADS);
    taken(
        "call: {name: [time.sleep, a.*.b], resolve: text, arguments: {0: {equals: [0, null, a, 1.5]}, 1/x: present}}",
    );
    taken(
        "call: {name: assertTrue, resolve: method, positional: {min: 2}, defaults: {timeout: null}, at: statement}",
    );
    taken(
        "call: {name: f, arguments: {not: {a: present}, b: {not: {any: [truthy, {matches: '^x'}]}}}}",
    );
    taken(
        "import: {module: eventlet.**, form: [plain, from], class: third_party, fallback: exclude}",
    );
    taken("import: {}");
    taken("use: {name: threading.Lock, role: [call, base]}");
    taken("literal: {kind: str, matches: '^mysql://'}");
    taken("literal: {equals: 3}");
    taken("expr: {like: 'self.assertTrue($A in $B)', where: {A: {type: str}}}");
    taken(
        "def: {kind: method, name: ^test, decorators: {order: [a, b]}, parameter: {default: {type: [list, dict]}}}",
    );
    taken("assign: {target: self.*, value: {calls: threading.Lock}, scope: class}");
    taken("def: {used: false}");
    taken("import: {alias: redundant}");
    taken("call: {name: f, arguments: {0: {named: ['**.*opt', a.b]}, 1: {spells: a.**}}}");
    taken("expr: {like: \"[$..., 'all', $...]\"}");
    taken("text: {on: logical-line, matches: x, unless: y}");
    taken(
        "startup: {call: eventlet.monkey_patch, verdict: [late, late_project], entries: console_scripts}",
    );
    taken(
        "command: {argv: [python3, tool.py, '{files}'], output: json-lines, timeout: 5, exit_codes: [0, 1, 3]}",
    );
}

#[test]
fn every_condition_is_taken_and_written_back() {
    for condition in [
        "inside: {function: {}}",
        "inside: {function: {name: ^test, async: true, innermost: true}}",
        "inside: {class: {base: threading.Thread}}",
        "inside: {match: {call: {name: f}}}",
        "inside: {arguments: eventlet.spawn}",
        "inside: type_checking",
        "inside: {except: {bare: true}}",
        "guarded_by: {env: .}",
        "before: {find: {call: {name: f}}, scope: module}",
        "after: {find: {import: {class: [third_party, first_party]}}}",
        "file_has: {import: {module: eventlet}}",
        "file_lacks: {use: {name: _}}",
        "path: {include: 'nova/virt/<driver>/**', exclude: [a, b]}",
        "requires: {eventlet: '<0.20'}",
        "project: {uses: eventlet, kind: service, facts: {concurrency: [eventlet, leaving]}}",
        "not: {inside: main}",
        "any: [{inside: main}, {call: {name: g}}]",
        "all: [{use: {name: g}}, {inside: loop}]",
    ] {
        taken(&format!("all: [{{call: {{name: f}}}}, {{{condition}}}]"));
    }
}

#[test]
fn mistakes_are_refused_with_a_reason() {
    refused("cal: {name: f}", "unknown variant `cal`");
    refused("{}", "");
    refused("{call: {name: f}, import: {}}", "");
    refused("call: {nam: f}", "unknown field `nam`");
    refused("call: {name: []}", "an empty list matches nothing");
    refused("call: {name: 'a b'}", "`a b` is no identifier");
    refused("call: {name: a..b}", "a segment between the dots is empty");
    refused("call: {name: 1.5}", "");
    refused("call: {name: f, arguments: {}}", "no argument is tested");
    refused("call: {name: f, arguments: {a-b: present}}", "`a-b` is no argument");
    refused("call: {name: f, arguments: {a: presnt}}", "unknown variant `presnt`");
    refused("call: {name: f, arguments: {a: {matches: '('}}}", "`(` is no regular expression");
    refused("call: {name: f, positional: {min: 3, max: 2}}", "less than");
    refused("call: {name: f, positional: {}}", "give `min`, `max` or both");
    refused("call: {name: f, resolve: imports}", "unknown variant `imports`");
    refused("import: {module: eventlet, fallbak: exclude}", "unknown field `fallbak`");
    refused("import: {class: [standard]}", "unknown variant `standard`");
    refused("literal: {}", "say which constants");
    refused("literal: {kind: number, matches: x}", "`matches` looks at text");
    refused("expr: {like: 'f($a)'}", "a hole is written");
    refused("expr: {like: 'f('}", "no Python expression");
    refused("expr: {like: '$A'}", "any expression");
    refused("expr: {like: 'f($A)', where: {B: truthy}}", "has no hole `$B`");
    refused("expr: {like: 'f($..., a, $..., b, $...)'}", "at most two `$...`");
    refused("expr: {like: 'f([$..., $...])'}", "say no more than one");
    refused("expr: {like: 'f(a=$...)'}", "among arguments or elements only");
    refused("expr: {like: '$... + 1'}", "among arguments or elements only");
    refused("call: {name: f, arguments: {0: {named: 'a b'}}}", "`a b` is no identifier");
    refused("call: {name: f, arguments: {0: {spells: []}}}", "an empty list matches nothing");
    refused("import: {alias: needless}", "unknown variant `needless`");
    refused("def: {used: never}", "");
    refused("text: {on: lines, matches: x}", "unknown variant `lines`");
    refused("text: {}", "missing field `matches`");
    refused("startup: {call: f, verdict: [slow]}", "unknown variant `slow`");
    refused("command: {argv: ['make check'], output: sarif}", "there is no shell");
    refused("command: {argv: [], output: sarif}", "begins with the program");
    refused("command: {argv: [a], output: sarif, timeout: 0}", "1 to 3600");
    refused("command: {argv: [a, 'x{files}'], output: sarif}", "an item of its own");
    refused("all: []", "`all` has no items");
    refused("all: [{inside: main}]", "only conditions");
    refused("all: [{call: {name: f}}, {inside: {function: }}]", "");
    refused("any: []", "`any` has no items");
    refused("any: [{inside: main}]", "unknown variant `inside`");
    refused("not: {call: {name: f}}", "unknown variant `not`");
    refused("all: [{call: {name: f}}, {path: {}}]", "say which paths");
    refused("all: [{call: {name: f}}, {path: {include: '/a'}}]", "relative to the root");
    refused("all: [{call: {name: f}}, {path: {include: 'a/[b'}}]", "is no glob");
    refused("all: [{call: {name: f}}, {path: {include: 'a/<X>'}}]", "a capture is written");
    refused("all: [{call: {name: f}}, {requires: {eventlet: 0.20}}]", "");
    refused("all: [{call: {name: f}}, {requires: {eventlet: 'new'}}]", "no version specifier");
    refused("all: [{call: {name: f}}, {project: {}}]", "say which facts");
    refused("all: [{call: {name: f}}, {guarded_by: {}}]", "say what guards it");
}

#[test]
fn what_is_of_the_wrong_sort_is_refused_with_what_is_expected() {
    refused("call: {name: {a: b}}", "one value or a list of values");
    refused("literal: {equals: {a: b}}", "one value or a list of values");
    refused("call: {name: f, arguments: {0: {equals: [[a]]}}}", "null, true, false, a number");
    refused("all: [{call: {name: f}}, {path: {include: 'a\\b'}}]", "relative to the root");
    refused("all: [{call: {name: f}}, {path: {include: '../a'}}]", "relative to the root");
    refused("expr: {like: '[x for x in $...]'}", "among arguments or elements only");
    refused("expr: {like: '[x for $... in x]'}", "among arguments or elements only");
}

#[test]
fn stars_operands_and_conditions_take_any_number() {
    taken("expr: {like: 'f(*$...)'}");
    taken("expr: {like: '$A and $...'}");
    taken("expr: {like: '[$A for $A in $B if $...]'}");
}

#[test]
fn a_shape_has_up_to_a_thousand_bytes() {
    let like = |bytes: usize| format!("expr: {{like: '{}()'}}", "f".repeat(bytes - 2));
    taken(&like(1000));
    refused(&like(1001), "at most 1000 bytes");
    refused(&like(2000), "at most 1000 bytes");
}

#[test]
fn what_has_its_default_is_not_written_back() {
    let json = |yaml: &str| serde_json::to_string(&taken(yaml)).unwrap();
    assert_eq!(json("call: {name: f, resolve: import, at: node}"), r#"{"call":{"name":"f"}}"#);
    assert_eq!(json("call: {positional: {max: 2}}"), r#"{"call":{"positional":{"max":2}}}"#);
    assert_eq!(json("literal: {equals: true}"), r#"{"literal":{"equals":true}}"#);
}

#[test]
fn checks_that_differ_in_one_word_are_not_equal() {
    for [one, other] in [
        ["call: {name: f}", "call: {name: g}"],
        ["text: {matches: f}", "text: {matches: g}"],
        ["expr: {like: f()}", "expr: {like: g()}"],
        ["all: [import: {}, path: {include: f}]", "all: [import: {}, path: {include: g}]"],
    ] {
        assert_ne!(taken(one), taken(other));
    }
}

#[test]
fn a_glob_is_known_by_what_was_written() {
    let glob = rulebook::find::Glob::try_from("nova/<driver>/*.py".to_owned()).unwrap();
    assert_eq!(glob.as_str(), "nova/<driver>/*.py");
    assert_eq!(glob.capture_names().collect::<Vec<_>>(), ["driver"]);
}

#[test]
fn captures_of_names_have_a_path_that_captures_them() {
    taken(
        "all: [{import: {module: nova.virt.<driver>.**}}, {path: {include: 'nova/virt/<driver>/**'}}]",
    );
    refused(
        "all: [{import: {module: nova.virt.<drvier>}}, {path: {include: 'nova/virt/<driver>/**'}}]",
        "<drvier>",
    );
    refused("all: [{call: {name: f}}, {not: {import: {module: a.<b>}}}]", "<b>");
    refused("all: [{call: {name: f, arguments: {not: {0: {spells: a.<b>}}}}}]", "<b>");
    refused("all: [{expr: {like: 'f($A)', where: {A: {any: [{refers: a.<b>}]}}}}]", "<b>");
    refused("all: [{assign: {value: {not: {named: a.<b>}}}}]", "<b>");
    refused("all: [{def: {decorators: {none: [a.<b>]}}}]", "<b>");
    refused("all: [{def: {parameter: {default: {calls: a.<b>}}}}]", "<b>");
}

#[test]
fn the_schema_is_complete_and_described() {
    let schema = schemars::schema_for!(Find);
    let text = serde_json::to_string(&schema).unwrap();
    for word in
        ["guarded_by", "A call of a named function", "file_lacks", "\"additionalProperties\":false"]
    {
        assert!(text.contains(word), "{word} is missing in {text}");
    }
}
