//! Running evidence programs: is what the guide claims about run time still so?

mod environment;
mod process;
mod strays;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rayon::prelude::*;

use crate::model::evidence::{Program, Proofs, Record, Run, Seen, Unseen, VersionSet};
use crate::model::{Date, Line, Name, Outcome, Rulebook};
use environment::{Environment, Failure};

/// What to run.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Names of evidence, or ids or names of guidelines; all if there are none.
    pub names: Vec<String>,
    /// Names of version sets; all if there are none.
    pub sets: Vec<String>,
    /// Where virtual environments are kept.
    pub cache: PathBuf,
}

/// What a run of the programs came to.
#[derive(Debug, Default)]
pub struct Proof {
    /// What was seen.
    pub seen: Vec<Seen>,
    /// What could not be run.
    pub not_run: Vec<Unseen>,
    /// What does not hold: evidence, run, set, what was expected and what was seen instead.
    pub broken: Vec<Broken>,
}

/// A claim that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// The evidence.
    pub evidence: Name,
    /// The run, by its name.
    pub run: String,
    /// The version set.
    pub set: Name,
    /// What was expected.
    pub expected: String,
    /// What was seen.
    pub seen: String,
}

/// A virtual environment with these packages, each as `name==version`: the folder of its programs.
///
/// # Errors
/// If it is not there and cannot be made.
pub fn tools(cache: &Path, packages: &[Line]) -> Result<PathBuf> {
    let set = VersionSet { python: "3".into(), install: packages.to_vec() };
    match environment::make(cache, &set, &[]) {
        Ok(made) => Ok(made.program.parent().unwrap_or(cache).to_owned()),
        Err(Failure::NotHere(reason)) => anyhow::bail!("{reason}"),
        Err(Failure::Offline(error)) => Err(error),
    }
}

/// One program with one version set.
struct Task<'a> {
    program: &'a Program,
    set: &'a Name,
}

/// Runs the wanted programs with the wanted version sets; `tell` hears what is going on.
///
/// # Errors
/// If a name means nothing, or what has to be installed cannot be.
pub fn prove(rulebook: &Rulebook, wanted: &Wanted, tell: &(dyn Fn(&str) + Sync)) -> Result<Proof> {
    let proofs = &rulebook.proofs;
    let tasks = tasks(rulebook, wanted)?;
    let harness = tempfile::tempdir().context("there is no place for temporary files")?;
    std::fs::write(harness.path().join("harness.py"), &proofs.harness)?;
    let mut proof = Proof::default();
    let ready = environments(proofs, &tasks, wanted, tell)?;
    let mut runs = Vec::new();
    for task in tasks {
        let key = environment::key(&proofs.sets[task.set], &task.program.evidence.needs);
        match &ready[&key] {
            Ok(environment) => {
                let all = task.program.evidence.runs.iter();
                runs.extend(all.map(|run| (task.program, task.set, run, environment)));
            }
            Err(reason) => proof.not_run.push(Unseen {
                evidence: task.program.evidence.name.clone(),
                set: task.set.clone(),
                reason: reason.clone(),
            }),
        }
    }
    let results: Vec<_> = runs
        .into_par_iter()
        .map(|(program, set, run, environment)| {
            let result = one(proofs, program, set, run, environment, harness.path());
            tell(&format!("{} with {set}: {}", program.evidence.name, run.name));
            result
        })
        .collect();
    for result in results {
        let (seen, broken) = result?;
        proof.seen.extend(seen);
        proof.broken.extend(broken);
    }
    proof.broken.sort();
    Ok(proof)
}

/// The environment that each program and set wants, or why this machine cannot have it.
fn environments(
    proofs: &Proofs,
    tasks: &[Task<'_>],
    wanted: &Wanted,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<BTreeMap<String, Result<Environment, String>>> {
    let mut ready = BTreeMap::new();
    for task in tasks {
        let (set, needs) = (&proofs.sets[task.set], &task.program.evidence.needs);
        if let Entry::Vacant(place) = ready.entry(environment::key(set, needs)) {
            tell(&format!("{}: {}", task.set, task.program.evidence.name));
            place.insert(match environment::make(&wanted.cache, set, needs) {
                Ok(environment) => Ok(environment),
                Err(Failure::NotHere(reason)) => Err(match &task.program.evidence.build {
                    Some(build) if reason.contains("cannot be installed") => {
                        format!("{reason} (to build it takes {build})")
                    }
                    _ => reason,
                }),
                Err(Failure::Offline(error)) => return Err(error),
            });
        }
    }
    Ok(ready)
}

fn tasks<'a>(rulebook: &'a Rulebook, wanted: &Wanted) -> Result<Vec<Task<'a>>> {
    let proofs = &rulebook.proofs;
    for set in &wanted.sets {
        let known: Vec<&str> = proofs.sets.keys().map(Name::as_str).collect();
        let known = known.join(", ");
        proofs
            .sets
            .keys()
            .find(|name| name.as_str() == set)
            .with_context(|| format!("there is no version set `{set}`; there are {known}"))?;
    }
    for name in &wanted.names {
        let evidence = proofs.programs.keys().any(|program| program.as_str() == name);
        if !evidence && rulebook.guideline(name).is_none() {
            anyhow::bail!("there is no evidence and no guideline `{name}`");
        }
    }
    let mut tasks = Vec::new();
    for program in proofs.programs.values() {
        let evidence = &program.evidence;
        let named = |word: &String| {
            let guideline = rulebook.guideline(word);
            word == evidence.name.as_str()
                || guideline.is_some_and(|guideline| guideline.evidence.contains(&evidence.name))
        };
        if !wanted.names.is_empty() && !wanted.names.iter().any(named) {
            continue;
        }
        let sets = proofs.sets.keys().filter(|set| {
            (evidence.sets.is_empty() || evidence.sets.contains(set))
                && (wanted.sets.is_empty() || wanted.sets.iter().any(|w| w == set.as_str()))
        });
        tasks.extend(sets.map(|set| Task { program, set }));
    }
    Ok(tasks)
}

/// How many runs of the same outcome decide, once there was one that nobody expected: a busy machine keeps programs
/// waiting, and what comes out now so and now so has to be told.
const DECIDES: usize = 2;

/// What one try came to: the result, or why there is none.
type Try = Result<process::Came, String>;

/// Runs once if the outcome is as expected, else until one side has enough: the try that counts, and those that came
/// to something else before.
fn tried(expected: Outcome, mut run: impl FnMut() -> Result<Try>) -> Result<(Try, Vec<String>)> {
    let is_expected = |came: &Try| came.as_ref().is_ok_and(|came| came.outcome == expected);
    let (mut as_expected, mut others) = (0, Vec::new());
    loop {
        let came = run()?;
        if is_expected(&came) {
            as_expected += 1;
            if others.is_empty() || as_expected == DECIDES {
                return Ok((came, others));
            }
        } else if others.len() + 1 == DECIDES {
            let last = came.as_ref().ok().map(|came| came.outcome.to_string());
            others.retain(|other| Some(other) != last.as_ref());
            return Ok((came, others));
        } else {
            others.push(match &came {
                Ok(came) => came.outcome.to_string(),
                Err(reason) => reason.clone(),
            });
        }
    }
}

fn one(
    proofs: &Proofs,
    program: &Program,
    set: &Name,
    run: &Run,
    environment: &Environment,
    harness: &std::path::Path,
) -> Result<(Option<Seen>, Option<Broken>)> {
    let expected = run.expected(set);
    let (last, before) = tried(expected, || process::run(program, run, environment, harness))?;
    let broken = |seen: String| Broken {
        evidence: program.evidence.name.clone(),
        run: run.name.to_string(),
        set: set.clone(),
        expected: expected.to_string(),
        seen,
    };
    let result = match last {
        Ok(result) => result,
        Err(reason) => return Ok((None, Some(broken(reason)))),
    };
    let differs = (result.outcome != expected)
        .then(|| broken(format!("{} ({})", result.outcome, result.detail)));
    let seen = Seen {
        evidence: program.evidence.name.clone(),
        run: run.name.to_string(),
        set: set.clone(),
        guidelines: program.evidence.guidelines.iter().map(|g| g.0.clone()).collect(),
        outcome: result.outcome,
        detail: result.detail,
        before,
        python: environment.python.clone(),
        versions: environment.versions.clone(),
        date: Date(jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()),
        program: proofs.hash(program, run),
    };
    Ok((Some(seen), differs))
}

/// What was known, with what was measured now in its place; what programs no longer claim is left out.
pub fn merged(proofs: &Proofs, proof: &Proof) -> Record {
    type Key = (Name, String, Name);
    let key = |seen: &Seen| -> Key { (seen.evidence.clone(), seen.run.clone(), seen.set.clone()) };
    let mut all: BTreeMap<Key, Seen> = BTreeMap::new();
    for seen in proofs.record.seen.iter().chain(&proof.seen) {
        all.insert(key(seen), seen.clone());
    }
    for broken in &proof.broken {
        let key = (broken.evidence.clone(), broken.run.clone(), broken.set.clone());
        if !proof
            .seen
            .iter()
            .any(|seen| (&seen.evidence, &seen.run, &seen.set) == (&key.0, &key.1, &key.2))
        {
            all.remove(&key);
        }
    }
    all.retain(|(evidence, run, set), _| {
        let program = proofs.programs.get(evidence);
        proofs.sets.contains_key(set)
            && program.is_some_and(|p| {
                (p.evidence.sets.is_empty() || p.evidence.sets.contains(set))
                    && p.evidence.runs.iter().any(|r| r.name.as_str() == run)
            })
    });
    let measured = |evidence: &Name, set: &Name| {
        proof.seen.iter().any(|seen| (&seen.evidence, &seen.set) == (evidence, set))
    };
    let mut not_run: BTreeMap<(Name, Name), Unseen> = BTreeMap::new();
    for unseen in proofs.record.not_run.iter().chain(&proof.not_run) {
        if !measured(&unseen.evidence, &unseen.set) {
            not_run.insert((unseen.evidence.clone(), unseen.set.clone()), unseen.clone());
        }
    }
    not_run.retain(|(evidence, set), _| {
        proofs.programs.contains_key(evidence) && proofs.sets.contains_key(set)
    });
    Record {
        version: 1,
        seen: all.into_values().collect(),
        not_run: not_run.into_values().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tries(outcomes: &[Outcome]) -> (Outcome, Vec<String>, usize) {
        let mut left = outcomes.iter();
        let mut next = || {
            let outcome = *left.next().context("too many tries")?;
            Ok(Ok(process::Came { outcome, detail: String::new() }))
        };
        let (came, before) = tried(Outcome::Finishes, &mut next).unwrap();
        (came.unwrap().outcome, before, left.len())
    }

    #[test]
    fn an_outcome_that_comes_only_sometimes_does_not_look_stable() {
        use Outcome::{Finishes, Hangs, Loses};
        assert_eq!(tries(&[Finishes, Hangs]), (Finishes, vec![], 1));
        assert_eq!(tries(&[Hangs, Finishes, Finishes]), (Finishes, vec!["hangs".into()], 0));
        assert_eq!(tries(&[Loses, Hangs]), (Hangs, vec!["loses wake-ups".into()], 0));
        assert_eq!(tries(&[Hangs, Hangs]), (Hangs, vec![], 0));
        assert_eq!(tries(&[Hangs, Finishes, Loses]).0, Loses);
    }
}
