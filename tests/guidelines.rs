//! Every guideline is a test of its own: its examples and the cases of its checks.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use rulebook::check::trial::{self, Attempt};
use rulebook::load::{Failure, Origin, load};
use rulebook::model::Rulebook;

/// The rulebooks of this repository, by folder.
const RULEBOOKS: [&str; 3] = ["", "examples/starter", "examples/openstack-hacking"];

fn main() -> ExitCode {
    let args = Arguments::from_args();
    let tests = RULEBOOKS.into_iter().flat_map(tests).collect();
    libtest_mimic::run(&args, tests).exit_code()
}

fn tests(folder: &str) -> Vec<Trial> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let rulebook: &'static Rulebook = match load(&Origin::Folder(root)) {
        Ok(rulebook) => Box::leak(Box::new(rulebook)),
        Err(failure) => {
            let words = match failure {
                Failure::Machine(error) => format!("{error:#}"),
                Failure::Problems(problems) => {
                    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
                }
            };
            let name = format!("{folder}: the rulebook loads");
            return vec![Trial::test(name, || Err(Failed::from(words)))];
        }
    };
    let test = |guideline: &'static rulebook::model::Guideline| {
        let run = || {
            let failed: Vec<_> =
                trial::one(rulebook, guideline).failed().map(Attempt::to_string).collect();
            if failed.is_empty() { Ok(()) } else { Err(failed.join("\n").into()) }
        };
        Trial::test(format!("{} {}", guideline.id, guideline.name), run)
    };
    rulebook.guidelines.iter().map(test).collect()
}
