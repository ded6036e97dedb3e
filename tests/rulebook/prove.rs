//! Evidence programs that misbehave, and machines that lack what they need. Nothing here needs a network.

use std::time::{Duration, Instant};

use crate::support::{Book, Run};

const HARNESS: &str = include_str!("../../checks/evidence/harness.py");

/// A rulebook with one evidence program, to be run with a Python that needs no package.
fn book(program: &str, expect: &str) -> Book {
    let book = Book::new();
    let guideline = first_guideline(&book);
    let text = book.read(&guideline);
    let id = text.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id").to_owned();
    book.write(&guideline, format!("{}\nevidence: [topic/claim]\n", text.trim_end()));
    book.write("checks/evidence/harness.py", HARNESS);
    book.write(
        "checks/evidence/sets.yaml",
        format!("sets:\n  here: {{python: \"{}\", install: []}}\n", python()),
    );
    book.write("checks/evidence/topic/claim.py", program);
    let runs = format!("runs:\n- {{name: it, expect: {expect}}}\n");
    let claim = format!("claim: Something is so.\nguidelines: [{id}]\nseconds: 2\n{runs}");
    book.write("checks/evidence/topic/claim.yaml", claim);
    book
}

fn first_guideline(book: &Book) -> String {
    let files = crate::support::tree(&book.path("guidelines"));
    let (path, _) = files
        .iter()
        .find(|(path, bytes)| path.ends_with(".yaml") && bytes.starts_with(b"id:"))
        .or_else(|| {
            files.iter().find(|(path, _)| path.contains('/') && !path.ends_with("topic.yaml"))
        })
        .expect("a guideline");
    format!("guidelines/{path}")
}

/// The version of the Python on this machine, such as 3.11.
fn python() -> String {
    let code = "import sys; print('%d.%d' % sys.version_info[:2])";
    let said = std::process::Command::new("python3").args(["-c", code]).output().expect("Python");
    String::from_utf8_lossy(&said.stdout).trim().to_owned()
}

fn prove(book: &Book) -> Run {
    let cache = concat!(env!("CARGO_TARGET_TMPDIR"), "/prove");
    book.run(&["prove", "--cache", cache])
}

#[test]
fn a_claim_that_holds_is_kept_in_the_record() {
    let book =
        book("import harness\nharness.started()\nharness.result('finishes', 7)\n", "finishes");
    let run = prove(&book);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let record = book.read("generated/evidence.json");
    assert!(record.contains("\"outcome\": \"finishes\"") && record.contains("\"detail\": \"7\""));
    book.build();
    assert_eq!(book.run(&["build", "--check"]).code, 0);
    book.write("checks/evidence/topic/claim.py", "import harness\n\nharness.result('finishes')\n");
    book.build();
    let check = book.run(&["build", "--check"]);
    assert_eq!(check.code, 1, "{}", check.out);
    assert!(check.out.contains("has changed since it was run"), "{}", check.out);
}

#[test]
fn a_claim_that_no_longer_holds_fails_the_run() {
    let run = prove(&book("import harness\nharness.result('blocks')\n", "cooperates"));
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("expected cooperates, seen: blocks"), "{}", run.out);
}

#[test]
fn a_hang_is_an_outcome_and_ends() {
    let begun = Instant::now();
    let program = "import harness, time\nharness.started()\ntime.sleep(1000)\n";
    let run = prove(&book(program, "hangs"));
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn children_that_ignore_signals_are_gone_afterwards() {
    let program = "import harness, os, signal, time\n\
        signal.signal(signal.SIGTERM, signal.SIG_IGN)\n\
        signal.signal(signal.SIGHUP, signal.SIG_IGN)\n\
        pids = []\n\
        for _ in range(20):\n    pid = os.fork()\n    if pid == 0:\n        time.sleep(1000)\n    pids.append(pid)\n\
        harness.result('finishes', ' '.join(map(str, pids)))\n";
    let book = book(program, "finishes");
    let run = prove(&book);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let record: serde_json::Value =
        serde_json::from_str(&book.read("generated/evidence.json")).expect("JSON");
    let pids = record["seen"][0]["detail"].as_str().expect("text").to_owned();
    assert!(!pids.is_empty());
    std::thread::sleep(Duration::from_millis(200));
    for pid in pids.split(' ') {
        let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        assert!(status.is_empty() || status.contains(") Z"), "{pid} is still there: {status}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_grandchild_in_a_session_of_its_own_is_gone_afterwards() {
    let program = r"
import harness, os, time
read, write = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.write(write, str(os.getpid()).encode())
    time.sleep(1000)
harness.result('finishes', os.read(read, 20).decode())
";
    let book = book(program, "finishes");
    let run = prove(&book);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let record: serde_json::Value =
        serde_json::from_str(&book.read("generated/evidence.json")).expect("JSON");
    let pid: u32 = record["seen"][0]["detail"].as_str().expect("text").parse().expect("a number");
    std::thread::sleep(Duration::from_millis(200));
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    assert!(status.is_empty() || status.contains(") Z"), "{pid} is still there: {status}");
}

#[test]
fn a_flood_of_output_is_cut_off() {
    let run = prove(&book("while True:\n    print('x' * 100000)\n", "finishes"));
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("it was stopped after 1 MiB of output"), "{}", run.out);
}

#[test]
fn nonsense_is_no_result() {
    let run = prove(&book("print('evidence: {\"outcome\": 7')\n", "finishes"));
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("which is no result"), "{}", run.out);
    let run = prove(&book("print('hello')\n", "finishes"));
    assert!(run.out.contains("it ended without a result"), "{}", run.out);
}

#[test]
fn a_python_that_is_not_there_is_told_and_not_taken_for_a_failure() {
    let book = book("import harness\nharness.result('finishes')\n", "finishes");
    book.write("checks/evidence/sets.yaml", "sets:\n  old: {python: \"3.1\", install: []}\n");
    let run = prove(&book);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("not run with old: there is no Python 3.1"), "{}", run.out);
}

#[test]
fn without_a_network_nothing_can_be_proved() {
    let book = book("import harness\nharness.result('finishes')\n", "finishes");
    let sets = format!("sets:\n  far: {{python: \"{}\", install: [eventlet==0.41.3]}}\n", python());
    book.write("checks/evidence/sets.yaml", sets);
    let root = book.path("");
    let cache = book.path("cache");
    let mut command = crate::support::command();
    command.args(["--root", root.to_str().expect("UTF-8"), "prove", "--cache"]).arg(cache);
    // An address that refuses: what a machine without a network looks like to pip.
    command.env("PIP_INDEX_URL", "http://127.0.0.1:9/simple").env("PIP_RETRIES", "0");
    command.env("PIP_CONFIG_FILE", "/dev/null").env_remove("PIP_EXTRA_INDEX_URL");
    command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
    let output = command.output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("pip reaches no package index"), "{said}");
}

#[test]
fn mistakes_in_evidence_have_a_place() {
    let book = book("import harness\n", "finishes");
    book.replace("checks/evidence/topic/claim.yaml", "seconds: 2", "seconds: 0");
    book.replace("checks/evidence/topic/claim.yaml", "guidelines: [", "guidelines: [NO999, ");
    book.replace(
        "checks/evidence/topic/claim.yaml",
        "runs:",
        "needs: [PyMySQL]\nsets: [nowhere]\nruns:",
    );
    std::fs::remove_file(book.path("checks/evidence/topic/claim.py")).expect("a file");
    let told = book.problems();
    for words in [
        "claim.yaml:3:10",
        "0 seconds are no bound for a run",
        "there is no guideline `NO999`",
        "the claim has no program",
        "`PyMySQL` does not say which version is installed",
        "there is no version set `nowhere`",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
}

#[test]
fn a_check_writes_nothing() {
    let book = book("import harness\nharness.result('blocks')\n", "blocks");
    let cache = concat!(env!("CARGO_TARGET_TMPDIR"), "/prove");
    let run = book.run(&["prove", "--check", "--cache", cache]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(!book.path("generated/evidence.json").exists());
    book.replace("checks/evidence/topic/claim.yaml", "expect: blocks", "expect: hangs");
    assert_eq!(book.run(&["prove", "--check", "--cache", cache]).code, 1);
}

#[test]
fn what_comes_only_sometimes_is_told_and_kept() {
    let book = book(
        "import harness, os, sys\n\
         mark = os.path.join(os.path.dirname(sys.executable), 'tried')\n\
         first = not os.path.exists(mark)\n\
         open(mark, 'w').close()\n\
         harness.result('blocks' if first else 'finishes')\n",
        "finishes",
    );
    let cache = book.path("cache");
    let run = book.run(&["prove", "--cache", cache.to_str().expect("UTF-8")]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("not stable, tried before: blocks"), "{}", run.out);
    assert!(book.read("generated/evidence.json").contains("\"before\": [\n        \"blocks\""));
    book.build();
    let page = crate::support::tree(&book.path("generated/guide"));
    let told = |(_, bytes): &(String, Vec<u8>)| {
        String::from_utf8_lossy(bytes).contains("finishes, not always: blocks")
    };
    assert!(page.iter().any(told));
}

#[test]
fn what_is_said_to_be_measured_is_measured_with_these_versions() {
    let book = book("import harness\nharness.result('blocks')\n", "blocks");
    let guideline = first_guideline(&book);
    let measured =
        |version: &str| format!("why: |\n  It was measured with Python {version}: it is so.\n\n");
    book.replace(&guideline, "why: |\n", &measured(&python()));
    assert_eq!(book.run(&["build"]).code, 0);
    book.replace(&guideline, &measured(&python()), &measured("3.1 and 3.2"));
    let run = book.run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.err);
    for version in ["3.1", "3.2"] {
        let what = format!("it speaks of measuring with Python {version}, and its evidence is run");
        assert!(run.err.contains(&what), "{}", run.err);
    }
}

#[test]
fn what_is_said_to_be_measured_names_its_evidence() {
    let book = book("import harness\nharness.result('blocks')\n", "blocks");
    let guideline = first_guideline(&book);
    book.replace(&guideline, "why: |\n", "why: |\n  It was measured.\n\n");
    assert_eq!(book.run(&["build"]).code, 0);
    book.replace(&guideline, "evidence: [topic/claim]\n", "");
    let run = book.run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("it speaks of measuring, and names no evidence"), "{}", run.err);
}

/// An index that has pip and nothing else; what it is asked for.
fn index() -> (std::net::SocketAddr, std::thread::JoinHandle<()>) {
    use std::io::{BufRead as _, BufReader, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let serve = move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
            let first = lines.next().and_then(Result::ok).unwrap_or_default();
            while lines.next().and_then(Result::ok).is_some_and(|line| !line.is_empty()) {}
            let (status, page) = match first.contains("/simple/pip/") {
                true => ("200 OK", "<a href=\"pip-99.0-py3-none-any.whl\">pip</a>"),
                false => ("404 Not Found", ""),
            };
            let length = page.len();
            let head = format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\nConnection: close");
            let _ = write!(stream, "{head}\r\nContent-Length: {length}\r\n\r\n{page}");
        }
    };
    (address, std::thread::spawn(serve))
}

#[test]
fn a_package_that_nobody_has_is_not_told_as_a_missing_network() {
    let book = book("import harness\nharness.result('finishes')\n", "finishes");
    let sets = format!("sets:\n  odd: {{python: \"{}\", install: [nobody-has==1.0]}}\n", python());
    book.write("checks/evidence/sets.yaml", sets);
    let claim = book.read("checks/evidence/topic/claim.yaml");
    book.write("checks/evidence/topic/claim.yaml", claim + "build: a compiler, from apt-get\n");
    let (address, _server) = index();
    let root = book.path("");
    let mut command = crate::support::command();
    command.args(["--root", root.to_str().expect("UTF-8"), "prove", "--cache"]);
    command.arg(book.path("cache")).env("PIP_INDEX_URL", format!("http://{address}/simple"));
    command.env("PIP_CONFIG_FILE", "/dev/null").env_remove("PIP_EXTRA_INDEX_URL");
    command.env_remove("PIP_FIND_LINKS").env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
    let output = command.output().expect("the program runs");
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{out}{err}");
    assert!(out.contains("not run with odd: nobody-has==1.0 cannot be installed"), "{out}{err}");
    assert!(out.contains("(to build it takes a compiler, from apt-get)"), "{out}{err}");
}

/// The rulebook of one claim, whose guideline says this of it.
fn quoting(why: &str) -> Book {
    let book = book("import harness\nharness.result('finishes', '7 __times__')\n", "finishes");
    let guideline = first_guideline(&book);
    let text = book.read(&guideline);
    let (before, rest) = text.split_once("why: |\n").expect("a block");
    let after = rest.find("\nguidance:").expect("guidance");
    book.write(&guideline, format!("{before}why: |\n  {why}\n{}", &rest[after..]));
    book
}

#[test]
fn prose_takes_its_words_from_the_record() {
    let book = quoting("Measured with {{versions topic/claim}}: {{detail topic/claim \"it\"}}.");
    let unmeasured = book.run(&["build"]);
    assert_eq!(unmeasured.code, 0, "{}", unmeasured.err);
    assert!(
        unmeasured.err.contains("2 quote(s) of evidence are not measured"),
        "{}",
        unmeasured.err
    );
    let check = book.run(&["build", "--check"]);
    assert_eq!(check.code, 1, "{}{}", check.out, check.err);
    assert!(
        check.out.contains("{{detail topic/claim \"it\"}} quotes what is not measured"),
        "{}",
        check.out
    );
    assert_eq!(prove(&book).code, 0);
    book.build();
    assert_eq!(book.run(&["build", "--check"]).code, 0);
    let said = format!("Measured with Python {}: 7 \\_\\_times\\_\\_.", python());
    let name = first_guideline(&book).replace(".yaml", ".md");
    let page = book.read(&format!("generated/guide/{}", name.trim_start_matches("guidelines/")));
    assert!(page.contains(&said), "{page}");
    assert!(book.read("generated/exports/rules.json").contains("7 \\\\_\\\\_times"), "{said}");
}

#[test]
fn a_measurement_that_comes_out_otherwise_changes_the_page() {
    let book = quoting("It {{outcome topic/claim \"it\"}}.");
    prove(&book);
    book.build();
    book.write("checks/evidence/topic/claim.py", "import harness\nharness.result('blocks')\n");
    assert_eq!(prove(&book).code, 1);
    let check = book.run(&["build", "--check"]);
    assert_eq!(check.code, 1, "{}", check.out);
    assert!(check.out.contains("generated/guide/"), "{}", check.out);
}

#[test]
fn a_quote_of_nothing_is_told_where_it_stands() {
    let wrong = [
        ("{{outcome topic/clam \"it\"}}", "there is no evidence `topic/clam`", "topic/claim"),
        ("{{outcome topic/claim \"if\"}}", "`topic/claim` has no run \"if\"", "it"),
        ("{{outcome topic/claim \"it\" with hera}}", "version set `hera`", "here"),
        ("{{outcme topic/claim \"it\"}}", "a quote has no word `outcme`", "outcome"),
        ("{{outcome}}", "this is no quote of evidence", "{{seen EVIDENCE \"RUN\"}}"),
    ];
    for (quote, what, next) in wrong {
        let run = quoting(&format!("First.\n\n  Then {quote}.")).run(&["build"]);
        assert_eq!(run.code, 2, "{quote}: {}", run.err);
        assert!(run.err.contains(what) && run.err.contains(next), "{quote}: {}", run.err);
        assert!(run.err.contains(":8"), "{quote}: {}", run.err);
    }
}

#[test]
fn a_measured_number_that_was_typed_is_refused_where_it_stands() {
    let run = quoting("Measured: it took 3.2 seconds.").run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("`3.2 seconds` is a measured number"), "{}", run.err);
    let quoted =
        quoting("Braces of templates, `{{x}}` or \\{{x}}, are left alone.").run(&["build"]);
    assert!(quoted.err.contains("`x`") || quoted.code == 0, "{}", quoted.err);
}
