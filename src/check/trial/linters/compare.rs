//! Findings of a linter beside ours: each difference is tied to the one loss that makes it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::pieces::{Ours, Piece};
use super::{Found, Proof, Prover};
use crate::export::{PARTLY, Shown};
use crate::model::Name;
use crate::model::fit::{Effect, Loss};
use crate::python::{Module, ModuleName, Parsed};
use crate::source::Lines;

/// Something that only one side has found.
struct Difference<'d> {
    line: usize,
    rule: &'d str,
    effect: Effect,
    /// The checks behind the rule; those of them that found it, if we did.
    checks: Vec<&'d Name>,
}

/// What came of a difference.
struct Told {
    title: String,
    line: usize,
    rule: String,
    effect: Effect,
    check: Option<Name>,
    losses: Vec<Loss>,
}

impl Prover<'_> {
    /// Compares what the linter and we found in pieces.
    pub(super) fn compare(
        &self,
        pieces: &[Piece<'_>],
        found: &Found,
        ours: &[Ours],
        proof: &mut Proof,
    ) {
        let mut users: BTreeMap<&Name, Vec<&String>> = BTreeMap::new();
        for (rule, checks) in &self.rules {
            checks.iter().for_each(|check| users.entry(check).or_default().push(rule));
        }
        let mut expected: BTreeMap<(usize, &str, usize, &str), Vec<&Name>> = BTreeMap::new();
        for (at, path, line, check) in ours {
            for rule in users.get(check).into_iter().flatten() {
                expected.entry((*at, path, *line, rule)).or_default().push(check);
            }
        }
        let mut differences: BTreeMap<(usize, &str), Vec<Difference<'_>>> = BTreeMap::new();
        let found: BTreeSet<(usize, &str, usize, &str)> =
            found.iter().map(|(at, path, line, rule)| (*at, &**path, *line, &**rule)).collect();
        for (place, checks) in &expected {
            let (at, path, line, rule) = *place;
            let counts = proof.rules.entry(rule.to_owned()).or_default();
            if found.contains(place) {
                proof.same += 1;
                counts.same += 1;
                continue;
            }
            counts.missed += 1;
            let effect = Effect::Misses;
            let one = Difference { line, rule, effect, checks: checks.clone() };
            differences.entry((at, path)).or_default().push(one);
        }
        for (at, path, line, rule) in found.iter().filter(|place| !expected.contains_key(*place)) {
            proof.rules.entry((*rule).to_owned()).or_default().added += 1;
            let checks = self.rules.get(*rule).into_iter().flatten().collect();
            let one = Difference { line: *line, rule, effect: Effect::Adds, checks };
            differences.entry((*at, path)).or_default().push(one);
        }
        let each: Vec<_> = differences.into_iter().collect();
        let told = each.par_iter().flat_map_iter(|((at, path), differences)| {
            self.explain(&pieces[*at], path, differences)
        });
        told.collect::<Vec<_>>().into_iter().for_each(|told| proof.count(told, self.target.name));
    }

    /// The losses that the differences in one file show.
    fn explain(&self, piece: &Piece<'_>, path: &str, differences: &[Difference<'_>]) -> Vec<Told> {
        let text = piece.files.iter().find(|file| file.0 == path).map_or("", |file| file.1);
        let lines = Lines::new(text);
        let parsed = Parsed::new(text).ok();
        let module = parsed.as_ref().map(|parsed| Module::new(parsed, ModuleName::of_path(path)));
        let mut context = piece.surroundings();
        context.packages = super::super::packages(&piece.files);
        path.clone_into(&mut context.path);
        let mut shown: BTreeMap<&Name, Shown<'_, '_>> = BTreeMap::new();
        if let Some(module) = &module {
            for check in differences.iter().flat_map(|one| &one.checks) {
                let (find, losses) = (&self.book.checks[*check].find, &self.losses[*check]);
                shown
                    .entry(check)
                    .or_insert_with(|| Shown::new(find, losses, module, &lines, &context));
            }
        }
        let partly = module.as_ref().is_none_or(|module| !module.is_sound());
        let each = differences.iter().map(|one| {
            let by = |check: &&Name| {
                let losses = shown.get(check).map(|shown| shown.by(one.effect, one.line));
                let losses: Vec<Loss> = losses.into_iter().flatten().cloned().collect();
                (!losses.is_empty()).then(|| (Some((*check).clone()), losses))
            };
            let (check, mut losses) =
                one.checks.iter().find_map(by).unwrap_or_else(|| {
                    (one.checks.first().map(|name| (**name).clone()), Vec::new())
                });
            if losses.is_empty() && partly && self.target.limits.contains(&PARTLY) {
                losses.push(Loss { effect: one.effect, what: PARTLY.to_owned() });
            }
            Told {
                title: format!("{}, {path}", piece.title),
                line: one.line,
                rule: one.rule.to_owned(),
                effect: one.effect,
                check,
                losses,
            }
        });
        each.collect()
    }
}

impl Proof {
    fn count(&mut self, told: Told, linter: &str) {
        let Told { title, line, rule, effect, check, losses } = told;
        let (Some(check), Some((first, others))) = (&check, losses.split_first()) else {
            let check = check.as_ref().map_or("something", Name::as_str);
            let what = match effect {
                Effect::Misses => format!("we find {check}, and {linter} does not report {rule}"),
                _ => format!("{linter} reports {rule}, and we do not find {check}"),
            };
            self.wrong.push(format!("{title}:{line}: {what}; no loss accounts for it"));
            return;
        };
        self.explained += 1;
        *self.shown.entry((check.clone(), first.clone())).or_default() += 1;
        // Where it takes several, it is counted for one of them.
        for loss in others {
            self.shown.entry((check.clone(), loss.clone())).or_default();
        }
    }
}
