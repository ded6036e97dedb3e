use super::*;

fn means(name: &str, text: &str, path: &str) -> bool {
    let mut segments = name.split('.').map(str::to_owned);
    let root = segments.next().unwrap();
    let name = Spelt { root, rest: segments.collect(), called: false, zero: false };
    let told = Spelling::of(text.as_bytes(), path).has_name(&name);
    let called = Spelt { called: true, ..name };
    assert!(told || !Spelling::of(text.as_bytes(), path).has_name(&called), "{text}");
    told
}

fn calls(text: &str) -> bool {
    let name = Spelt { root: "os".into(), rest: vec!["system".into()], called: true, zero: false };
    Spelling::of(text.as_bytes(), "nova/a.py").has_name(&name)
}

#[test]
fn a_name_is_meant_where_its_first_segment_is_imported_and_the_others_follow() {
    for text in [
        "import time\ntime.sleep(0)",
        "import os, time as t\nt . sleep(0)",
        "from time import sleep as s\ns(0)",
        "from time import (  # (sic)\n    ctime,\n    sleep)",
        "from \\\n  time \\\r\n  import \\\n  sleep",
        "if x: import time; time.sleep(0)",
        "import time\n(time.\n  sleep(0))",
        "import time\n(time.  # now\n  # really\n  sleep(0))",
        "import time\ngetattr(time, 'sleep')(0)",
        "from time import *\nsleep(0)",
        "__import__('time').sleep(0)",
        "importlib.import_module(\"time\").sleep(0)",
        "sys.modules['time'].sleep(0)",
        "import time\rtime.sleep(0)",
        "import time\n(time  # now\n.sleep(0))",
        "import time\nx = y = time\ny.sleep(0)",
        "import time\nx, y = 1, time\ny.sleep(0)",
        "import time\n(y := time).sleep(0)",
        "import time\n(y := time)\ny.sleep(0)",
        "import time\nclass A:\n    t: object = time\n    t.sleep(0)",
        "import time\n(time if x else y).sleep(0)",
    ] {
        assert!(means("time.sleep", text, "nova/a.py"), "{text}");
    }
}

#[test]
fn a_call_counts_unless_a_number_other_than_zero_is_all_that_it_is_given() {
    let name = Spelt { root: "time".into(), rest: vec!["sleep".into()], called: true, zero: true };
    let counts = |call: &str| {
        let text = format!("import time\n{call}\n");
        Spelling::of(text.as_bytes(), "nova/a.py").has_name(&name)
    };
    for call in [
        "time.sleep(0)",
        "time.sleep (0.0)",
        "time.sleep()",
        "time.sleep(1 if x else 0)",
        "time.sleep(1 - 1)",
        "time.sleep(1, 2)",
        "time.sleep(0x0)",
        "time.sleep(1e-999)",
        "time.sleep(-1)",
        "nap = time.sleep",
        "partial(time.sleep, 0)",
        "time.sleep(1)\ntime.sleep(0)",
        "time.sleep(*[0])",
        "from time import sleep; sleep(1)",
        "time.sleep(1or 0)",
        "time.sleep(00)",
        "time.sleep(  # 1\n0)",
        "time.sleep(x)\nx = 0",
        "x = y\ntime.sleep(x)",
        "x = 5 if y else 0\ntime.sleep(x)",
        "x: int = 0\ntime.sleep(x)",
        "x, y = 0, 1\ntime.sleep(x)",
        "y, x = 1, 0\ntime.sleep(x)",
        "(y, x) = 1, 0\ntime.sleep(x)",
        "(x,\n y) = 0, 1\ntime.sleep(x)",
        "[y,\n x\n] = 1, 0\ntime.sleep(x)",
        "time.sleep(y if (x := 0) else x)\ntime.sleep(x)",
        "x = \\\n0\ntime.sleep(x)",
        "x \\\n= 0\ntime.sleep(x)",
        "x = (\n0)\ntime.sleep(x)",
        "x = z = 0\ntime.sleep(x)",
        "z = x = 0\ntime.sleep(x)",
        "getattr(time, 'sleep')(0)",
        "time.sleep(0 * 5)",
        &format!("time.sleep(0.{}1)", "0".repeat(400)),
    ] {
        assert!(counts(call), "{call}");
    }
    for call in [
        "time.sleep(1)",
        "time.sleep( 0.5 )",
        "time.sleep (\n    1_0\n)",
        "time.sleep(.1)",
        "time.sleep(x)",
        "def f(x=0):\n    time.sleep(y)\n    time.sleep( y )",
        "x = 5\ntime.sleep(x)",
        "x = self.seconds  # enough\nx *= 2\nf(x, y)\ntime.sleep(x)",
        "time.sleep(self.seconds)",
        "time.sleep(CONF.group.seconds * 2)",
        "time.sleep(2 ** x)",
        "getattr(x, 'y')\nmock.patch('time.sleep')",
        "time.sleep",
    ] {
        assert_eq!(counts(call), call == "time.sleep", "{call}");
    }
}

#[test]
fn words_of_other_code_mean_no_name() {
    for text in [
        "import datetime\ndatetime.sleep(0)",
        "time = 1\ntime.sleep(0)",
        "import time\ndef sleep(): sleep()",
        "import time\ntime.sleeping(0)",
        "import time\ntime.time()  # to sleep",
        "import timeutils\n'time'.sleep",
        "from nova import sleep\nself.time()",
        "import time\nself.sleep(0)",
        "import time\nself.clock.sleep(0)",
        "import time\nclock().sleep(0)",
        "import time\nclock[0].sleep(0)",
        "import time\ndef f():\n    clock.sleep(0)",
        "import time\nmock.patch('time.sleep')",
        "importing = time.sleep",
    ] {
        assert!(!means("time.sleep", text, "nova/a.py"), "{text}");
    }
}

#[test]
fn a_name_is_called_where_it_is_not_only_looked_into_or_assigned_to() {
    for text in [
        "import os\nos.system('ls')",
        "import os\nos.system ('ls')",
        "import os\nrun = os.system\nrun('ls')",
        "import os\nf(os.system, 1)",
        "import os\nif os.system == f: f()",
        "from os import system",
        "import os\ngetattr(os, 'system')('ls')",
    ] {
        assert!(calls(text), "{text}");
    }
    for text in [
        "import os\nos.system.x('ls')",
        "import os\nos.system = f",
        "import os\nself.system('ls')",
        "import os\nsystem('ls')",
    ] {
        assert!(!calls(text), "{text}");
    }
}

#[test]
fn a_module_may_mean_what_is_its_own_without_its_name() {
    assert!(means("nova.utils.spawn", "def spawn(): ...\nspawn()", "nova/utils.py"));
    assert!(!means("nova.utils.spawn", "spawn()", "cinder/utils.py"));
    assert!(means("nova.utils.spawn", "from . import utils\nutils.spawn()", "nova/a.py"));
}

#[test]
fn a_string_may_have_a_text_by_escapes_of_its_characters() {
    let has = |text: &str| {
        let told = Spelling::of(text.as_bytes(), "a.py").has_value("mysql:");
        let sifted = escapes("mysql:").any(|escape| text.contains(&escape));
        assert!(!told || sifted || text.contains("mysql:"), "{text}");
        told
    };
    for text in [
        "'mysql://'",
        r"'\x6dysql://'",
        r"'m\u0079sql://'",
        r"'my\U00000073ql://'",
        r"'mys\161l://'",
        r"'mysql\072//'",
        r"'mysql\72//'",
        r"'\N{LATIN SMALL LETTER M}ysql://'",
        "'my\\\nsql://'",
        "'my\\\r\nsql://'",
    ] {
        assert!(has(text), "{text}");
    }
    for text in
        [r"'\x1b[0m \0 \1 \n \u2019 \tmy sql'", "x = 1 + \\\n    2", "mysq", r"\", "\\\n", r"\x"]
    {
        assert!(!has(text), "{text}");
    }
}

#[test]
fn an_identifier_is_no_part_of_another() {
    let has = |text: &str| Spelling::of(text.as_bytes(), "a.py").has_identifier("run");
    assert!(has("run") && has("x.run(") && has("'run'") && has("rerun run"));
    assert!(has("\u{feff}run"), "behind a byte order mark");
    assert!(!has("rerun") && !has("run_it") && !has("run2") && !has("rün") && !has("runé"));
}
