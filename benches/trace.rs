//! What it costs to trace all entry points of a tree, beside running their real imports.
//!
//! `cargo bench --bench trace -- TREE [--python PYTHON]`: TREE is an unpacked wheel or source tree, such as nova's;
//! PYTHON, if given, is the interpreter of an environment that the same tree is installed in: its packages are then
//! followed too, and each entry module is imported with `-X importtime`. Without TREE there is nothing to measure, and it
//! says so.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rulebook::trace::{Options, Start, trace};
use wait4::Wait4 as _;

const RUNS: usize = 7;

/// What one run cost.
#[derive(Clone, Copy, Debug)]
struct Cost {
    cpu_seconds: f64,
    peak_megabytes: f64,
}

fn main() {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let Some(tree) = words.next() else {
        println!("name a tree to trace: cargo bench --bench trace -- TREE [--python PYTHON]");
        return;
    };
    let python = match (words.next().as_deref(), words.next()) {
        (Some("--python"), Some(python)) => Some(python),
        _ => None,
    };
    let tree = Path::new(&tree);
    let modules = modules(tree);
    let ours = median(|| traced(tree, None));
    println!("| | entry modules | CPU | peak memory |");
    println!("| :-- | ---: | ---: | ---: |");
    show("rulebook trace", modules.len(), ours);
    let Some(python) = python else { return };
    let packages = packages(&python);
    let followed = median(|| traced(tree, Some(&packages)));
    show("rulebook trace --site-packages", modules.len(), followed);
    let (real, failed) = imported(&python, &modules);
    show("python -X importtime", modules.len() - failed, real);
    let times = |cost: Cost| real.cpu_seconds / cost.cpu_seconds;
    println!();
    println!("{failed} modules failed to import and are not in the last row.");
    println!("The real imports take {:.0} times as long as the trace.", times(ours));
    println!("They take {:.1} times as long as the trace that follows packages.", times(followed));
}

fn median(run: impl Fn() -> Cost) -> Cost {
    let mut costs: Vec<Cost> = (0..RUNS).map(|_| run()).collect();
    costs.sort_by(|a, b| a.cpu_seconds.total_cmp(&b.cpu_seconds));
    costs[RUNS / 2]
}

/// Where an interpreter's packages are.
fn packages(python: &str) -> PathBuf {
    let ask = "import sysconfig; print(sysconfig.get_paths()['purelib'])";
    let said = Command::new(python).args(["-c", ask]).output().expect("Python starts");
    PathBuf::from(String::from_utf8_lossy(&said.stdout).trim())
}

fn show(label: &str, count: usize, cost: Cost) {
    println!("| {label} | {count} | {:.3} s | {:.0} MB |", cost.cpu_seconds, cost.peak_megabytes);
}

fn traced(tree: &Path, packages: Option<&Path>) -> Cost {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rulebook"));
    command.args(["--quiet", "trace", "--format", "json"]).arg(tree).stdout(Stdio::null());
    if let Some(packages) = packages {
        command.arg("--site-packages").arg(packages);
    }
    let (ended_well, cost) = run(&mut command);
    assert!(ended_well, "the trace failed");
    cost
}

/// The module of each entry point, as often as there are entry points: each would start a process of its own.
fn modules(tree: &Path) -> Vec<String> {
    let entries = trace(tree, &Options::default()).expect("the tree has entry points").entries;
    let module = |start| match start {
        Start::Function { module, .. } | Start::Import(module) | Start::Module(module) => {
            Some(module)
        }
        Start::File(_) => None,
    };
    entries.into_iter().filter_map(|entry| module(entry.point.start)).collect()
}

/// All imports together, each in a fresh process, and how many ended with an error; those cost nothing here.
fn imported(python: &str, modules: &[String]) -> (Cost, usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut all = Cost { cpu_seconds: 0.0, peak_megabytes: 0.0 };
    let mut failed = 0;
    for module in modules {
        let log = File::create(folder.path().join("log")).expect("a file");
        let mut command = Command::new(python);
        // A program that reads its settings must not find those of this machine's user.
        command.args(["-X", "importtime", "-c", &format!("import {module}")]);
        command.current_dir(folder.path()).stdout(Stdio::null()).stderr(log);
        let (ended_well, cost) = run(&mut command);
        if ended_well {
            all.cpu_seconds += cost.cpu_seconds;
            all.peak_megabytes = all.peak_megabytes.max(cost.peak_megabytes);
        } else {
            failed += 1;
        }
    }
    (all, failed)
}

fn run(command: &mut Command) -> (bool, Cost) {
    let used = command.spawn().expect("the program starts").wait4().expect("the program ends");
    let time = used.rusage.utime + used.rusage.stime;
    let cost =
        Cost { cpu_seconds: time.as_secs_f64(), peak_megabytes: used.rusage.maxrss as f64 / 1e6 };
    (used.status.success(), cost)
}
