//! Which loss it is through which a linter and we differ at a place.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::change::changed;
use super::place::Place;
use super::{Exception, Losses, Sign};
use crate::find::{Condition, Context, Find, Match, Search};
use crate::model::fit::{Effect, Loss};
use crate::python::Module;
use crate::source::Lines;

// Signs of losses of one effect, by their places among them.
type Signs = (Effect, Vec<usize>);

/// What a check and its losses make of a module.
pub struct Shown<'s, 'a> {
    find: &'s Find,
    losses: &'s Losses,
    module: &'s Module<'a>,
    lines: &'s Lines<'a>,
    context: &'s Context,
    // The lines that a check finds with these signs, which are asked for again for each difference of a file.
    known: RefCell<BTreeMap<Signs, BTreeSet<usize>>>,
    // What the linter's rule finds at most.
    at_most: OnceCell<Vec<Match>>,
}

impl<'s, 'a> Shown<'s, 'a> {
    /// A check with what a linter loses of it, in one module.
    pub fn new(
        find: &'s Find,
        losses: &'s Losses,
        module: &'s Module<'a>,
        lines: &'s Lines<'a>,
        context: &'s Context,
    ) -> Self {
        let (known, at_most) = (RefCell::default(), OnceCell::new());
        Self { find, losses, module, lines, context, known, at_most }
    }

    /// The loss that is shown by what only one side finds on a line: we, if findings are missing, or the linter. Where it
    /// takes several losses, all of them; none if no loss accounts for it.
    pub fn by(&self, effect: Effect, line: usize) -> Vec<&'s Loss> {
        let signs = self.losses.losses.iter().filter(|(loss, _)| loss.effect == effect);
        let signs: Vec<(&Loss, &Sign)> =
            signs.flat_map(|(loss, signs)| signs.iter().map(move |sign| (loss, sign))).collect();
        match effect {
            Effect::Drops => Vec::new(),
            // Each by itself is enough to miss a place.
            Effect::Misses => {
                let ours = self.ours(line);
                let misses = |at: usize| {
                    let sign = signs[at].1;
                    self.is_missed(sign, line, ours.as_ref())
                        && (sign.change.is_none() || !self.found(&signs, &[at]).contains(&line))
                };
                (0..signs.len()).find(|at| misses(*at)).map(|at| signs[at].0).into_iter().collect()
            }
            Effect::Adds => {
                let alone = |at: &usize| !signs[*at].1.changes();
                let seen: Vec<usize> =
                    (0..signs.len()).filter(|at| self.is_seen(signs[*at].1, line)).collect();
                if let Some(at) = seen.iter().find(|at| alone(at)) {
                    return vec![signs[*at].0];
                }
                let finds = |set: &[usize]| self.found(&signs, set).contains(&line);
                if let Some(at) = seen.iter().find(|at| finds(&[**at])) {
                    return vec![signs[*at].0];
                }
                // It may take several: those without which the linter would not find it.
                let mut set = seen;
                if set.is_empty() {
                    return Vec::new();
                }
                if !finds(&set) {
                    // One may undo another, such as a key that is set and removed: two by themselves may do.
                    let pairs =
                        (0..set.len()).flat_map(|at| (at + 1..set.len()).map(move |to| [at, to]));
                    let pair = pairs.map(|pair| pair.map(|at| set[at])).find(|pair| finds(pair));
                    return pair.into_iter().flatten().map(|at| signs[at].0).collect();
                }
                let mut at = 0;
                while at < set.len() {
                    let mut fewer = set.clone();
                    fewer.remove(at);
                    if finds(&fewer) { set = fewer } else { at += 1 }
                }
                set.into_iter().map(|at| signs[at].0).collect()
            }
        }
    }

    fn ours(&self, line: usize) -> Option<Match> {
        let found = Search::compile(self.find).run(self.module, self.context);
        found.into_iter().find(|one| self.lines.place(one.span.start).line == line)
    }

    fn place<'p>(&'p self, line: usize, found: Option<&'p Match>) -> Place<'p, 'a> {
        Place { module: self.module, lines: self.lines, context: self.context, line, found }
    }

    /// Places on a line where the linter's rule may find something.
    fn places(&self, line: usize) -> impl Iterator<Item = &Match> {
        let find = || {
            let find = self.losses.at_most(self.find)?;
            Some(Search::compile(&find).run(self.module, self.context))
        };
        let all = self.at_most.get_or_init(|| find().unwrap_or_default());
        all.iter().filter(move |one| self.lines.place(one.span.start).line == line)
    }

    /// Whether what can be read at the place, or at each of those that have to be there besides, is as the sign says.
    fn is_missed(&self, sign: &Sign, line: usize, ours: Option<&Match>) -> bool {
        let Some(seen) = &sign.seen else { return true };
        match &sign.besides {
            None => self.place(line, ours).shows(seen),
            Some(besides) => {
                let places = self.all(besides).unwrap_or_default();
                let shows = |one: &Match| self.place(self.line(one), Some(one)).shows(seen);
                !places.is_empty() && places.iter().all(shows)
            }
        }
    }

    /// Where in the module a condition finds something, if it is one that finds places.
    fn all(&self, condition: &Condition) -> Option<Vec<Match>> {
        let find: Find = serde_json::from_value(serde_json::to_value(condition).ok()?).ok()?;
        Some(Search::compile(&find).run(self.module, self.context))
    }

    fn line(&self, found: &Match) -> usize {
        self.lines.place(found.span.start).line
    }

    /// Whether what can be read at the place is as the sign says; of an exception, anywhere in the file, if it is not
    /// about what the place stands in.
    fn is_seen(&self, sign: &Sign, line: usize) -> bool {
        let Some(seen) = &sign.seen else { return true };
        let elsewhere = |one: &Match| self.place(self.line(one), Some(one)).shows(seen);
        match (&sign.exception, &sign.besides) {
            (Some(Exception::Condition(exception)), _) => match self.all(exception) {
                Some(places) => places.iter().any(elsewhere),
                None => self.places(line).any(|one| self.place(line, Some(one)).shows(seen)),
            },
            // We do not find what the linter takes for it, so it may stand on any line.
            (_, Some(_)) => (1..=self.lines.count()).any(|at| self.place(at, None).shows(seen)),
            _ => self.place(line, None).shows(seen),
        }
    }

    fn found(&self, signs: &[(&Loss, &Sign)], set: &[usize]) -> BTreeSet<usize> {
        let key = (signs[0].0.effect, set.to_vec());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let chosen = set.iter().map(|at| signs[*at].1);
        let found = changed(self.find, chosen).map(|find| {
            let found = Search::compile(&find).run(self.module, self.context);
            found.iter().map(|one| self.lines.place(one.span.start).line).collect()
        });
        let found: BTreeSet<usize> = found.unwrap_or_default();
        self.known.borrow_mut().insert(key, found.clone());
        found
    }
}

impl Sign {
    /// Whether it is a change of the check, and not only something to be seen.
    fn changes(&self) -> bool {
        self.change.is_some() || self.exception.is_some()
    }
}
