//! What a build costs as a rulebook grows: CPU seconds and memory for 100, 1,000 and 10,000 guidelines.
//!
//! `cargo bench --bench scale` prints the table. Each figure is the median of several runs of the program in a
//! process of its own; CPU is user and system time, which other work on the machine disturbs least.
//! `cargo bench --bench scale -- write DIR GUIDELINES` keeps such a rulebook, to look into one build with a profiler.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use wait4::Wait4 as _;

const SIZES: [usize; 3] = [100, 1_000, 10_000];
const PER_TOPIC: usize = 50;

const BOOK: &str = "[book]\ntitle = \"Scale\"\nsrc = \"generated/guide\"\n";

/// For a build of what people read, `rules.json` and the schemas, without what other tools read.
const RULES_ALONE: &str = "[preprocessor.rulebook]\nrenderers = []\nexports = [\"rules.json\"]\n";

/// What one run cost.
#[derive(Clone, Copy, Debug)]
struct Cost {
    cpu_seconds: f64,
    peak_megabytes: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [what, dir, size, ..] = arguments.as_slice()
        && what == "write"
    {
        write_rulebook(Path::new(dir), size.parse().expect("a number"), 1);
        return;
    }
    println!(
        "| guidelines | projects | YAML | first build | with `rules.json` alone | no change | check only | all exports | peak memory |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for projects in [1, 10] {
        let costs = SIZES.map(|size| row(size, projects));
        println!(
            "|| 10,000 guidelines cost {:.1} times 1,000 (linear is 10) |||||||",
            costs[2].cpu_seconds / costs[1].cpu_seconds
        );
    }
}

/// Measures one rulebook and prints its row; what its first build costs.
fn row(size: usize, projects: usize) -> Cost {
    let dir = memory_folder();
    let bytes = write_rulebook(dir.path(), size, projects);
    let runs = if size > 1_000 { 3 } else { 7 };
    let from_nothing = || {
        let _ = fs::remove_dir_all(dir.path().join("generated"));
        run(dir.path(), &["build", "--no-html"])
    };
    let first = median(runs, from_nothing);
    fs::write(dir.path().join("book.toml"), format!("{BOOK}{RULES_ALONE}")).expect("a file");
    let alone = median(runs, from_nothing);
    fs::write(dir.path().join("book.toml"), BOOK).expect("a file");
    run(dir.path(), &["build", "--no-html"]);
    let again = median(runs, || run(dir.path(), &["build", "--no-html"]));
    let check = median(runs, || run(dir.path(), &["build", "--check"]));
    let out = memory_folder();
    let exports = out.path().to_str().expect("a path");
    let export = median(runs, || run(dir.path(), &["export", "--out", exports]));
    println!(
        "| {size} | {projects} | {:.1} MB | {:.3} s | {:.3} s | {:.3} s | {:.3} s | {:.3} s | {:.0} MB |",
        bytes as f64 / 1e6,
        first.cpu_seconds,
        alone.cpu_seconds,
        again.cpu_seconds,
        check.cpu_seconds,
        export.cpu_seconds,
        first.peak_megabytes.max(again.peak_megabytes).max(export.peak_megabytes),
    );
    first
}

/// A folder in memory where there is one: what a disk costs to make a file differs by tens between machines.
fn memory_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a temporary folder")
}

/// The median of some runs by CPU time.
fn median(runs: usize, mut run: impl FnMut() -> Cost) -> Cost {
    let mut costs: Vec<Cost> = (0..runs).map(|_| run()).collect();
    costs.sort_by(|a, b| a.cpu_seconds.total_cmp(&b.cpu_seconds));
    costs[runs / 2]
}

fn run(root: &Path, args: &[&str]) -> Cost {
    let child = Command::new(env!("CARGO_BIN_EXE_rulebook"))
        .arg("--quiet")
        .arg("--root")
        .arg(root)
        .args(args)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let used = child.wait4().expect("the program ends");
    assert!(used.status.success(), "{args:?} failed");
    let time = used.rusage.utime + used.rusage.stime;
    Cost { cpu_seconds: time.as_secs_f64(), peak_megabytes: used.rusage.maxrss as f64 / 1e6 }
}

/// Writes a rulebook in which guidelines refer to each other; returns the bytes of its YAML.
fn write_rulebook(root: &Path, size: usize, projects: usize) -> usize {
    let mut bytes = 0;
    let mut write = |path: String, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
        bytes += text.len();
    };
    write("book.toml".into(), BOOK);
    write(
        "guidelines/topic.yaml".into(),
        "title: Scale\nsummary: A rulebook to measure.\ntags: {one: First., two: Second.}\n",
    );
    write(
        "projects/facts.yaml".into(),
        "facts:\n  concurrency: {about: How., values: {threads: Threads., green: Green.}}\n",
    );
    for project in 0..projects {
        let concurrency = if project % 2 == 0 { "threads" } else { "green" };
        write(
            format!("projects/project-{project}.yaml"),
            &format!(
                "title: Project {project}\nsummary: One of ten.\nrepository: https://git.example.org/{project}\nkind: service\nuses: [eventlet]\nfacts: {{concurrency: {concurrency}}}\n"
            ),
        );
    }
    for at in 0..size {
        let topic = at / PER_TOPIC;
        if at % PER_TOPIC == 0 {
            write(
                format!("guidelines/topic-{topic}/topic.yaml"),
                &format!("title: Topic {topic}\nsummary: Fifty guidelines.\norder: {topic}\n"),
            );
        }
        write(format!("guidelines/topic-{topic}/guideline-{at}.yaml"), &guideline(at, size));
        write(format!("checks/topic-{topic}/guideline-{at}.yaml"), &check(at));
    }
    bytes
}

/// The id of a guideline: three letters and three digits.
fn id(at: usize) -> String {
    let series = at / 1000;
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    format!("{}{}{}{:03}", letter(series / 676), letter(series / 26), letter(series), at % 1000)
}

fn guideline(at: usize, size: usize) -> String {
    let (other, next) = (id((at * 7 + 1) % size), id((at * 13 + 5) % size));
    let mut prose = String::new();
    for line in 0..14 {
        let _ = writeln!(
            prose,
            "  Sentence {line} of guideline {at} says what goes wrong, with `code`, a list of reasons and a mechanism."
        );
    }
    let related = if other == id(at) { String::new() } else { format!("related: [{other}]\n") };
    format!(
        "id: {id}\ntitle: Guideline {at} is met by everybody who reads it\nlevel: {level}\nstatus: active\nsince: first\nrevision: 1\n\
         changes:\n- {{revision: 1, date: 2026-11-23, kind: new, text: First edition.}}\ntags: [one, two]\n\
         applies:\n  uses: eventlet\n  facts: {{concurrency: [green]}}\n\
         summary: One plain sentence about guideline {at}.\nwhy: |\n{prose}  See [{next}].\nguidance: |\n{prose}\
         examples:\n- title: A function\n  bad: |\n    import module_{at}\n    def run(jobs):\n        for job in jobs:\n            module_{at}.call(job)\n  good: |\n    def run(jobs):\n        return [job.run() for job in jobs]\n\
         checks: [topic-{topic}/guideline-{at}]\nreview:\n- ask: Is guideline {at} met where nobody looks?\n\
         references:\n- {{kind: doc, title: Documentation, url: \"https://docs.example.org/{at}\"}}\n{related}effort: hours\n",
        id = id(at),
        level = ["must", "should", "may"][at % 3],
        topic = at / PER_TOPIC,
    )
}

fn check(at: usize) -> String {
    format!(
        "find:\n  call:\n    name: module_{at}.call\nmessage: guideline {at} is broken here\ncases:\n- pass: |\n    # module_{at}.call(job)\n"
    )
}
