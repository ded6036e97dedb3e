//! Which checks run on a tree, for which guidelines, and which cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::sieve::{Bits, Sieve};
use super::tree::Tree;
use super::walk::FileKind;
use crate::find::{
    self, Command, Condition, Find, Literals, PathIs, Program, Search, Sign, Startup,
};
use crate::model::{Check, Guideline, Id, Level, Name, NotRun, Project, Rulebook};
use crate::python::{Anchors, Equivalents, Imports, Spelling};

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
    needs: Vec<Arc<Needs>>,
    // What its path must be, each once: many checks leave out the same paths.
    paths: Vec<&'r PathIs>,
    // For each check, which of them count.
    wanted: Vec<Vec<usize>>,
}

/// A check, ready to run.
#[derive(Debug)]
pub(super) struct Planned<'r> {
    pub(super) check: &'r Check,
    pub(super) way: Way<'r>,
    /// The guidelines that it looks for breaches of, each with the level of its findings.
    pub(super) guidelines: Vec<(&'r Guideline, Level)>,
}

/// What a check needs of a file, told without parsing it.
#[derive(Debug)]
struct Needs {
    literals: Literals,
    /// By what a file is sought first.
    signs: Option<BTreeSet<Sign>>,
    /// What code has where anything is that matters.
    anchors: Anchors,
}

impl Needs {
    fn of(literals: Literals, anchors: Anchors) -> Arc<Self> {
        Arc::new(Self { signs: literals.signs(), literals, anchors })
    }
}

/// What checks need, for the plans of many trees: it depends on nothing but a project's own names.
#[derive(Debug, Default)]
pub(super) struct Remembered<'r>(Mutex<Vec<(Equivalents, ByCheck<'r>)>>);

type ByCheck<'r> = BTreeMap<&'r Name, Arc<Needs>>;

impl<'r> Remembered<'r> {
    fn needs(&self, checks: &[Planned<'r>], context: &find::Context) -> Vec<Arc<Needs>> {
        let same_as = &context.same_as;
        // What is in here is whole at any time, whatever became of whoever held it.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|(known, _)| known == same_as).unwrap_or_else(|| {
            all.push((same_as.clone(), BTreeMap::new()));
            all.len() - 1
        });
        let known = &mut all[at].1;
        let mut of = |planned: &Planned<'r>| match &planned.way {
            Way::Modules(program) if program.fits(context) => {
                let find = || Needs::of(program.literals(same_as), program.anchors(same_as));
                known.entry(&planned.check.name).or_insert_with(find).clone()
            }
            _ => Needs::of(Literals::Any(Vec::new()), Anchors::Anywhere),
        };
        checks.iter().map(&mut of).collect()
    }
}

/// How a check is run.
#[derive(Debug)]
pub(super) enum Way<'r> {
    /// On one module after the other.
    Modules(Program<'r>),
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

/// What can be found in a file.
#[derive(Default)]
pub(super) struct Sifted<'p, 'f, 'r> {
    /// The checks that can find something.
    pub(super) checks: Vec<&'p Planned<'r>>,
    /// What code has where anything is that matters for them.
    pub(super) anchors: Vec<&'p Anchors>,
    /// Whether it may speak to us in a comment.
    pub(super) speaks: bool,
    /// What it imports, if that had to be found out.
    pub(super) imports: Option<Imports<'f>>,
}

impl<'r> Plan<'r> {
    /// The checks of all guidelines that bind the tree's project; of those selected, if any are.
    pub(super) fn of_tree(
        rulebook: &'r Rulebook,
        tree: &Tree<'_>,
        select: &[Id],
        remembered: &Remembered<'r>,
    ) -> Self {
        let (project, context) = (tree.project.as_deref(), tree.context.clone());
        Self::binding(rulebook, project, context, select, remembered)
    }

    /// The same, for a project that need not be on disk.
    pub(super) fn binding(
        rulebook: &'r Rulebook,
        project: Option<&Project>,
        context: find::Context,
        select: &[Id],
        remembered: &Remembered<'r>,
    ) -> Self {
        let selected = |guideline: &&Guideline| select.is_empty() || select.contains(&guideline.id);
        let bound = rulebook.guidelines.iter().filter(selected).filter_map(|guideline| {
            let level = match project {
                Some(project) => rulebook.binding(project, guideline).ok()?.level,
                None => guideline.status.binds().then_some(guideline.level)?,
            };
            Some((guideline, level))
        });
        Self::of_guidelines(rulebook, bound, context, remembered)
    }

    /// The checks of these guidelines.
    pub(super) fn new(
        rulebook: &'r Rulebook,
        guidelines: impl IntoIterator<Item = (&'r Guideline, Level)>,
        context: find::Context,
    ) -> Self {
        Self::of_guidelines(rulebook, guidelines, context, &Remembered::default())
    }

    fn of_guidelines(
        rulebook: &'r Rulebook,
        guidelines: impl IntoIterator<Item = (&'r Guideline, Level)>,
        context: find::Context,
        remembered: &Remembered<'r>,
    ) -> Self {
        let mut checks: BTreeMap<&Name, Planned<'r>> = BTreeMap::new();
        for (guideline, level) in guidelines {
            for check in guideline.checks.iter().filter_map(|name| rulebook.checks.get(name)) {
                let planned = checks.entry(&check.name).or_insert_with(|| Planned::new(check));
                planned.guidelines.push((guideline, check.level.unwrap_or(level)));
            }
        }
        Self::made(checks.into_values().collect(), context, remembered)
    }

    /// These checks.
    pub(super) fn of_checks(checks: Vec<Planned<'r>>, context: find::Context) -> Self {
        Self::made(checks, context, &Remembered::default())
    }

    fn made(checks: Vec<Planned<'r>>, context: find::Context, remembered: &Remembered<'r>) -> Self {
        let needs = remembered.needs(&checks, &context);
        let comments = Needs::of(Literals::Word(ADDRESS.to_owned()), Anchors::Anywhere);
        let signs: Vec<_> = needs.iter().chain([&comments]).map(|needs| &needs.signs).collect();
        let sieve = Sieve::new(&signs);
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
        let mut paths: Vec<&PathIs> = Vec::new();
        let mut number = |path: &'r PathIs| {
            let known = paths.iter().position(|known| *known == path);
            known.unwrap_or_else(|| {
                paths.push(path);
                paths.len() - 1
            })
        };
        let mut of_check =
            |planned: &Planned<'r>| planned.paths().into_iter().map(&mut number).collect();
        let wanted = checks.iter().map(&mut of_check).collect();
        Self { checks, context, complete, guidelines, sieve, needs, paths, wanted }
    }

    /// The checks that can find something in a file.
    pub(super) fn sift<'f>(&self, bytes: &'f [u8], path: &'f str) -> Sifted<'_, 'f, 'r> {
        let found: Bits = self.sieve.sift(bytes, path);
        let mut file = Spelling::of(bytes, path);
        let mut allowed: Vec<Option<bool>> = vec![None; self.paths.len()];
        let mut may_be = |wanted: &usize| {
            *allowed[*wanted].get_or_insert_with(|| self.paths[*wanted].allows(path))
        };
        let mut speaks = false;
        let (mut checks, mut anchors) = (Vec::new(), Vec::new());
        for at in found.iter() {
            match self.checks.get(at) {
                Some(planned) => {
                    let may_flag = matches!(planned.way, Way::Modules(_))
                        && self.wanted[at].iter().all(&mut may_be)
                        && self.needs[at].literals.are_met(&mut file);
                    if may_flag {
                        checks.push(planned);
                        anchors.push(&self.needs[at].anchors);
                    }
                }
                None => speaks = true,
            }
        }
        Sifted { checks, anchors, speaks, imports: file.into_imports() }
    }

    /// Which kinds of files it looks at: what is not Python only by external programs.
    pub(super) fn wants(&self) -> fn(FileKind) -> bool {
        match self.commands().next() {
            Some(_) => |_| true,
            None => |kind| kind != FileKind::Other,
        }
    }

    /// The checks that are external programs.
    pub(super) fn commands(&self) -> impl Iterator<Item = &Planned<'r>> {
        self.checks.iter().filter(|planned| matches!(planned.way, Way::Command(_)))
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
                None => Way::Modules(Search::compile(find)),
            },
        };
        Self { check, way, guidelines: Vec::new() }
    }

    /// That it did not run on the tree.
    pub(super) fn not_run(&self, reason: String) -> NotRun {
        NotRun { check: Some(self.check.name.clone()), path: ".".to_owned(), reason }
    }

    fn paths(&self) -> Vec<&'r PathIs> {
        match &self.way {
            Way::Modules(program) => program.paths(),
            _ => Vec::new(),
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
