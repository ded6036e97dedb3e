//! What evidence has to be, so that it can be run and believed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Draft, Problem, suggest};
use crate::model::evidence::Program;
use crate::model::{Evidence, Guideline};

/// Every claim has a program, a bound, runs, and the guidelines and version sets that it names; and the guidelines
/// name it.
pub(super) fn evidence_is_complete(draft: &Draft, problems: &mut Vec<Problem>) {
    let proofs = &draft.rulebook.proofs;
    for (name, set) in &proofs.sets {
        let pointer = format!("sets/{name}");
        let mut problem = |at: &str, what: String, next: &str| {
            let path = "checks/evidence/sets.yaml";
            problems.push(draft.problem(path, &format!("{pointer}/{at}"), what, next));
        };
        let minor = set.python.strip_prefix("3.").and_then(|minor| minor.parse::<u8>().ok());
        if minor.is_none() {
            let what = format!("`{}` is no version of Python", set.python);
            problem("python", what, "write it in quotes, such as \"3.11\"");
        }
        for (at, wanted) in set.install.iter().enumerate().filter(|(_, wanted)| !is_exact(wanted)) {
            problem(&format!("install/{at}"), loose(wanted), EXACT);
        }
    }
    for program in proofs.programs.values() {
        let mut problem = |pointer: &str, what: String, next: String| {
            let path = format!("checks/evidence/{}.yaml", program.evidence.name);
            problems.push(draft.problem(&path, pointer, what, next));
        };
        has_a_program(draft, program, &mut problem);
        names_guidelines(draft, &program.evidence, &mut problem);
        names_sets(draft, &program.evidence, &mut problem);
        has_runs(&program.evidence, &mut problem);
    }
}

const EXACT: &str = "write one exact version, such as `PyMySQL==1.1.1`";

/// A requirement that means the same today and next year, and that pip does not take for an option.
fn is_exact(wanted: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-+[],".contains(c);
    wanted.split_once("==").is_some_and(|(package, version)| {
        package.starts_with(|c: char| c.is_ascii_alphanumeric())
            && version.starts_with(|c: char| c.is_ascii_digit())
            && package.chars().all(allowed)
            && version.chars().all(allowed)
    })
}

fn loose(wanted: &str) -> String {
    format!("`{wanted}` does not say which version is installed")
}

type Tell<'a> = dyn FnMut(&str, String, String) + 'a;

fn has_a_program(draft: &Draft, program: &Program, problem: &mut Tell<'_>) {
    let evidence = &program.evidence;
    if program.text.trim().is_empty() {
        let what = "the claim has no program".to_owned();
        problem(
            "claim",
            what,
            format!(
                "write checks/evidence/{}.py",
                evidence.program.as_ref().unwrap_or(&evidence.name)
            ),
        );
    }
    if !(1..=120).contains(&evidence.seconds) {
        let what = format!("{} seconds are no bound for a run", evidence.seconds);
        problem("seconds", what, "write a number from 1 to 120".into());
    }
    if draft.rulebook.proofs.sets.is_empty() && draft.unread.is_empty() {
        let what = "there is no version set to run the program with".to_owned();
        problem("claim", what, "write checks/evidence/sets.yaml".into());
    }
    for (at, wanted) in evidence.needs.iter().enumerate().filter(|(_, need)| !is_exact(need)) {
        problem(&format!("needs/{at}"), loose(wanted), EXACT.into());
    }
}

fn names_guidelines(draft: &Draft, evidence: &Evidence, problem: &mut Tell<'_>) {
    if evidence.guidelines.is_empty() {
        let what = "the claim belongs to no guideline".to_owned();
        problem("guidelines", what, "name the guidelines that make it".into());
    }
    for (at, reference) in evidence.guidelines.iter().enumerate() {
        let pointer = format!("guidelines/{at}");
        match draft.rulebook.guideline(&reference.0) {
            Some(guideline) if !guideline.evidence.contains(&evidence.name) => {
                let what = format!("{} does not name this evidence", guideline.id);
                let next = format!("add `evidence: [{}]` to {}", evidence.name, guideline.name);
                problem(&pointer, what, next);
            }
            None if !draft.knows(&reference.0) => {
                let what = format!("there is no guideline `{reference}`");
                problem(&pointer, what, draft.suggest_guideline(&reference.0));
            }
            _ => {}
        }
    }
}

fn names_sets(draft: &Draft, evidence: &Evidence, problem: &mut Tell<'_>) {
    let known: Vec<&str> = draft.rulebook.proofs.sets.keys().map(|set| set.as_str()).collect();
    let listed = evidence.sets.iter().enumerate().map(|(at, set)| (format!("sets/{at}"), set));
    let differing = evidence.runs.iter().enumerate().flat_map(|(at, run)| {
        run.differs.keys().map(move |set| (format!("runs/{at}/differs/{set}:"), set))
    });
    for (pointer, set) in listed.chain(differing) {
        if !known.is_empty() && !known.contains(&set.as_str()) {
            let next = suggest(set.as_str(), &known)
                .unwrap_or_else(|| format!("the version sets are {}", known.join(", ")));
            problem(&pointer, format!("there is no version set `{set}`"), next);
        }
    }
}

fn has_runs(evidence: &Evidence, problem: &mut Tell<'_>) {
    if evidence.runs.is_empty() {
        let what = "the program is never run".to_owned();
        problem("runs", what, "add a run, with what is expected of it".into());
    }
    let mut names = BTreeSet::new();
    for (at, run) in evidence.runs.iter().enumerate() {
        if !names.insert(run.name.as_str()) {
            let what = format!("there are two runs `{}`", run.name);
            problem(&format!("runs/{at}/name"), what, "give each a name of its own".into());
        }
    }
}

/// What a guideline says was measured, its programs measure: where a paragraph speaks of measuring, there is evidence,
/// to which the page links, and the versions that it names are among those that the evidence is run with.
pub(super) fn prose_and_evidence_agree(draft: &Draft, problems: &mut Vec<Problem>) {
    for guideline in &draft.rulebook.guidelines {
        let versions = versions_of(draft, guideline);
        let path = format!("guidelines/{}.yaml", guideline.name);
        let claims =
            !draft.rulebook.proofs.programs.is_empty() && speaks_of_measuring(&guideline.why);
        if claims && guideline.evidence.is_empty() {
            let what = "it speaks of measuring, and names no evidence".to_owned();
            let next =
                "name a program below checks/evidence/ that shows it, under `evidence`".to_owned();
            problems.push(draft.problem(&path, "why", what, next));
        }
        let Some(known) = versions.filter(|_| draft.unread.is_empty()) else { continue };
        let measured = guideline.why.split("\n\n").filter(|text| speaks_of_measuring(text));
        for (package, version) in measured.flat_map(|text| named(text, known.keys())) {
            let run_with = &known[&package];
            if run_with.contains(&version) {
                continue;
            }
            let what = format!(
                "it speaks of measuring with {package} {version}, and its evidence is run with {}",
                run_with.iter().cloned().collect::<Vec<_>>().join(", ")
            );
            let next = "name versions that the evidence has, or add a version set".to_owned();
            problems.push(draft.problem(&path, "why", what, next));
        }
    }
}

fn speaks_of_measuring(text: &str) -> bool {
    let is_word = |c: char| c.is_alphabetic();
    text.split(|c| !is_word(c)).any(|word| matches!(word, "measured" | "Measured"))
}

/// The versions that a guideline's evidence is run with, by package; none if it has no evidence.
fn versions_of(draft: &Draft, guideline: &Guideline) -> Option<BTreeMap<String, BTreeSet<String>>> {
    let proofs = &draft.rulebook.proofs;
    let programs: Vec<_> =
        guideline.evidence.iter().filter_map(|name| proofs.programs.get(name)).collect();
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for evidence in programs.iter().map(|program| &program.evidence) {
        let sets = proofs.sets.iter();
        let sets =
            sets.filter(|(name, _)| evidence.sets.is_empty() || evidence.sets.contains(name));
        for (_, set) in sets {
            all.entry("Python".to_owned()).or_default().insert(set.python.clone());
            for line in set.install.iter().chain(&evidence.needs) {
                let Some((package, version)) = line.split_once("==") else { continue };
                let package = package.split('[').next().unwrap_or(package);
                all.entry(package.to_owned()).or_default().insert(version.to_owned());
            }
        }
    }
    (!programs.is_empty()).then_some(all)
}

/// Each version that a text names right after a package, as in "eventlet 0.25.1 and 0.41.3".
fn named<'a>(text: &str, packages: impl Iterator<Item = &'a String>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for package in packages {
        for (at, _) in text.match_indices(package.as_str()) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || "-_.`".contains(c)) {
                continue;
            }
            let words = text[at + package.len()..].split_whitespace();
            let mut first_found = false;
            for word in words.skip_while(|word| *word == "and") {
                let version = word.trim_end_matches([',', '.', ';', ':', ')']);
                let is_version = version.contains('.')
                    && version.chars().all(|c| c.is_ascii_digit() || c == '.');
                // "Python 3.7 and 0.41.3 on Python 3.11" goes on with something else.
                let major = |version: &str| version.split('.').next().map(str::to_owned);
                let last = found.last().filter(|(last, _)| last == package && first_found);
                if is_version && last.is_none_or(|(_, last)| major(last) == major(version)) {
                    found.push((package.clone(), version.to_owned()));
                    first_found = true;
                }
                let goes_on =
                    word == "and" || (is_version && (version == word || word.ends_with(',')));
                if !goes_on {
                    break;
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_people_list_them() {
        let packages = ["Python".to_owned(), "eventlet".to_owned()];
        let read = |text| {
            let found = named(text, packages.iter());
            found
                .into_iter()
                .map(|(package, version)| format!("{package} {version}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            read(
                "with eventlet 0.25.1 on Python 3.7 and 0.41.3 on Python 3.11, 3.12\nand 3.13: 20"
            ),
            ["Python 3.7", "Python 3.11", "Python 3.12", "Python 3.13", "eventlet 0.25.1"]
        );
        assert!(read("an-eventlet 1.2 or `Python 3.4`, Python 3 and eventlet").is_empty());
    }

    #[test]
    fn measuring_is_a_word() {
        assert!(speaks_of_measuring("It was measured."));
        assert!(!speaks_of_measuring("an unmeasured claim"));
    }
}
