//! Which checks run on a tree, for which guidelines, and which cannot.

use std::collections::{BTreeMap, BTreeSet};

use super::sieve::{Bits, Sieve};
use super::tree::Tree;
use crate::find::{self, Command, Condition, Find, Literals, Program, Search, Startup};
use crate::model::{Check, Guideline, Id, Level, Name, NotRun, Project, Rulebook};
use crate::python::{Anchors, Spelling};

/// A comment to us begins with this.
pub(super) const ADDRESS: &str = "rulebook:";

/// The checks that run on a tree.
#[derive(Debug)]
pub(super) struct Plan<'r> {
    /// All of them, by name.
    pub(super) checks: Vec<Planned<'r>>,
    /// What checks may ask for; the path is still to be filled in.
    pub(super) context: find::Context,
    /// The guidelines of which every check runs, in every file.
    pub(super) complete: BTreeSet<&'r Id>,
    /// The guidelines that have checks here.
    pub(super) guidelines: BTreeSet<&'r Id>,
    sieve: Sieve,
    // What a file must have for each of them, in their order.
    needs: Vec<Literals>,
}

/// A check, ready to run.
#[derive(Debug)]
pub(super) struct Planned<'r> {
    pub(super) check: &'r Check,
    pub(super) way: Way<'r>,
    /// What code has where anything is that matters for it.
    pub(super) anchors: Anchors,
    /// The guidelines that it looks for breaches of, each with the level of its findings.
    pub(super) guidelines: Vec<(&'r Guideline, Level)>,
}

/// How a check is run.
#[derive(Debug)]
pub(super) enum Way<'r> {
    /// On one module after the other.
    Modules(Box<Program>),
    /// As an external program on the tree.
    Command(&'r Command),
    /// On what programs import when they start, in projects that are as all of these ask.
    Startup(&'r Startup, Vec<OfProject<'r>>),
    /// Not here, for this reason.
    Not(String),
}

/// What is asked of a project, whatever is in its files.
#[derive(Debug, Clone, Copy)]
pub(super) enum OfProject<'r> {
    Is(&'r find::Project),
    Requires(&'r find::Requires),
}

impl OfProject<'_> {
    pub(super) fn fits(self, context: &find::Context) -> bool {
        match self {
            Self::Is(project) => project.fits(context.project.as_ref()),
            Self::Requires(requires) => requires.fits(context),
        }
    }
}

impl<'r> Plan<'r> {
    /// The checks of all guidelines that bind the tree's project; of those selected, if any are.
    pub(super) fn of_tree(rulebook: &'r Rulebook, tree: &Tree<'_>, select: &[Id]) -> Self {
        Self::binding(rulebook, tree.project.as_deref(), tree.context.clone(), select)
    }

    /// The same, for a project that need not be on disk.
    pub(super) fn binding(
        rulebook: &'r Rulebook,
        project: Option<&Project>,
        context: find::Context,
        select: &[Id],
    ) -> Self {
        let selected = |guideline: &&Guideline| select.is_empty() || select.contains(&guideline.id);
        let bound = rulebook.guidelines.iter().filter(selected).filter_map(|guideline| {
            let level = match project {
                Some(project) => rulebook.binding(project, guideline).ok()?.level,
                None => guideline.status.binds().then_some(guideline.level)?,
            };
            Some((guideline, level))
        });
        Self::new(rulebook, bound, context)
    }

    /// The checks of these guidelines.
    pub(super) fn new(
        rulebook: &'r Rulebook,
        guidelines: impl IntoIterator<Item = (&'r Guideline, Level)>,
        context: find::Context,
    ) -> Self {
        let mut checks: BTreeMap<&Name, Planned<'r>> = BTreeMap::new();
        for (guideline, level) in guidelines {
            for check in guideline.checks.iter().filter_map(|name| rulebook.checks.get(name)) {
                let planned = checks.entry(&check.name).or_insert_with(|| Planned::new(check));
                planned.guidelines.push((guideline, check.level.unwrap_or(level)));
            }
        }
        Self::of_checks(checks.into_values().collect(), context)
    }

    /// These checks.
    pub(super) fn of_checks(mut checks: Vec<Planned<'r>>, context: find::Context) -> Self {
        let needs: Vec<_> = checks.iter().map(|planned| planned.literals(&context)).collect();
        checks.iter_mut().for_each(|planned| planned.anchor(&context));
        let comments = Literals::Word(ADDRESS.to_owned());
        let rarest = needs.iter().chain([&comments]).map(Literals::rarest);
        let sieve = Sieve::new(&rarest.collect::<Vec<_>>());
        let ids = |planned: &Planned<'r>| {
            planned.guidelines.iter().map(|(g, _)| &g.id).collect::<Vec<_>>()
        };
        let guidelines: BTreeSet<_> = checks.iter().flat_map(ids).collect();
        let mut complete = guidelines.clone();
        for planned in checks.iter().filter(|planned| !matches!(planned.way, Way::Modules(_))) {
            ids(planned).into_iter().for_each(|id| {
                complete.remove(id);
            });
        }
        Self { checks, context, complete, guidelines, sieve, needs }
    }

    /// The checks that can find something in a file, and whether it may speak to us in a comment.
    pub(super) fn sift(&self, bytes: &[u8], path: &str) -> (Vec<&Planned<'r>>, bool) {
        let found: Bits = self.sieve.sift(bytes, path);
        let mut file = Spelling::of(bytes, path);
        let mut speaks = false;
        let mut checks = Vec::new();
        for at in found.iter() {
            match self.checks.get(at) {
                Some(planned) if planned.may_flag(path) && self.needs[at].are_met(&mut file) => {
                    checks.push(planned);
                }
                Some(_) => {}
                None => speaks = true,
            }
        }
        (checks, speaks)
    }

    /// The checks that do not run at all.
    pub(super) fn not_run(&self) -> impl Iterator<Item = NotRun> {
        self.checks.iter().filter_map(|planned| match &planned.way {
            Way::Not(reason) => Some(planned.not_run(reason.clone())),
            _ => None,
        })
    }
}

impl<'r> Planned<'r> {
    /// A check for no guideline yet.
    pub(super) fn new(check: &'r Check) -> Self {
        let way = match &check.find {
            Find::Command(command) => Way::Command(command),
            Find::Startup(startup) => Way::Startup(startup, Vec::new()),
            Find::All(all) if let Some((startup, projects)) = started(all) => {
                Way::Startup(startup, projects)
            }
            find => match needs_more(find) {
                Some(kind) => Way::Not(kind.reason().to_owned()),
                None => Way::Modules(Box::new(Search::compile(find))),
            },
        };
        Self { check, way, anchors: Anchors::Anywhere, guidelines: Vec::new() }
    }

    /// That it did not run on the tree.
    pub(super) fn not_run(&self, reason: String) -> NotRun {
        NotRun { check: Some(self.check.name.clone()), path: ".".to_owned(), reason }
    }

    fn literals(&self, context: &find::Context) -> Literals {
        match &self.way {
            Way::Modules(program) if program.fits(context) => program.literals(&context.same_as),
            _ => Literals::Any(Vec::new()),
        }
    }

    fn anchor(&mut self, context: &find::Context) {
        if let Way::Modules(program) = &self.way {
            self.anchors = program.anchors(&context.same_as);
        }
    }

    fn may_flag(&self, path: &str) -> bool {
        match &self.way {
            Way::Modules(program) => !program.rules_out(path),
            _ => false,
        }
    }
}

/// What is asked of a whole tree: what its programs import, and what project it is.
fn started(all: &find::All) -> Option<(&Startup, Vec<OfProject<'_>>)> {
    let (first, rest) = all.items().split_first()?;
    let Condition::Startup(startup) = first else { return None };
    let projects = rest.iter().map(|part| match part {
        Condition::Project(project) => Some(OfProject::Is(project)),
        Condition::Requires(requires) => Some(OfProject::Requires(requires)),
        _ => None,
    });
    Some((startup, projects.collect::<Option<_>>()?))
}

/// A kind that a single module says nothing about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beyond {
    Startup,
    Command,
}

impl Beyond {
    fn reason(self) -> &'static str {
        match self {
            Self::Startup => "what follows the imports of programs has to stand alone under `find`",
            Self::Command => "an external program has to stand alone under `find`",
        }
    }
}

/// The first part of what is looked for that no single module can tell.
fn needs_more(find: &Find) -> Option<Beyond> {
    match find {
        Find::Startup(_) => Some(Beyond::Startup),
        Find::Command(_) => Some(Beyond::Command),
        Find::All(all) => all.items().iter().find_map(part_needs_more),
        Find::Any(any) => any.items().iter().find_map(needs_more),
        _ => None,
    }
}

fn part_needs_more(part: &Condition) -> Option<Beyond> {
    match part {
        Condition::Startup(_) => Some(Beyond::Startup),
        Condition::Command(_) => Some(Beyond::Command),
        Condition::All(all) => all.items().iter().find_map(part_needs_more),
        Condition::Any(any) => any.items().iter().find_map(part_needs_more),
        Condition::FileHas(inner) => needs_more(inner.find()),
        Condition::FileLacks(inner) => needs_more(inner.find()),
        _ => None,
    }
}
