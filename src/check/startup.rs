//! Following what the programs of a tree import when they start, for the checks that ask.

mod kept;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::memo::Remembers;
use super::plan::{Plan, Planned, Way};
use super::told::Told;
use super::walk::{Bases, FileKind};
use crate::find::{Name, Several, Startup, Verdict};
use crate::model::{NotRun, Project, Step};
use crate::source::{Place, memory};
use crate::trace::{self, Disk, Options, Refused, Sides, Trace, Tree};

/// What came of all `startup` checks on a tree.
#[derive(Debug, Default)]
pub(super) struct Followed<'p, 'r> {
    pub(super) told: Vec<Told<'p, 'r>>,
    pub(super) not_run: Vec<NotRun>,
}

/// A tree, traced once for each set of calls that checks look for.
#[derive(Debug, Default)]
pub(super) struct Traces<'p> {
    by_call: Vec<(&'p Several<Name>, Result<Trace, String>)>,
}

impl<'p> Traces<'p> {
    /// Traces a tree for all checks of a plan; not at all if none asks.
    pub(super) fn of(
        plan: &'p Plan<'_>,
        project: Option<&Project>,
        tree: &dyn Tree,
        root: &Path,
    ) -> Self {
        let (calls, options) = asked_for(plan, project);
        // A mistake of ours ends no run.
        let traced = catch_unwind(AssertUnwindSafe(|| trace::all(tree, root, &options)));
        let failed = |_| "following what programs import failed".to_owned();
        match traced.map_err(failed).and_then(|all| all.map_err(|why| why.to_string())) {
            Ok(all) => Self::new(calls, all),
            Err(why) => {
                Self { by_call: calls.into_iter().map(|call| (call, Err(why.clone()))).collect() }
            }
        }
    }

    /// Traces a tree after a change and, if it is worth it, before it: the latter, if it was, and the former.
    ///
    /// # Errors
    /// If the machine gives no thread.
    pub(super) fn both(
        plan: &'p Plan<'_>,
        project: Option<&Project>,
        sides: Sides<'_>,
        is_worth: &(dyn Fn(&BTreeSet<&str>) -> bool + Sync),
    ) -> Result<(Option<Self>, Self), Refused> {
        let (calls, options) = asked_for(plan, project);
        let both = trace::both(sides, Path::new(""), &options, &|new| {
            let files = new.iter().flatten().flat_map(|trace| &trace.files);
            is_worth(&files.map(String::as_str).collect())
        })?;
        Ok((both.old.map(|old| Self::new(calls.clone(), old)), Self::new(calls, both.new)))
    }

    fn new(calls: Vec<&'p Several<Name>>, traced: trace::Traced) -> Self {
        let traced = traced.into_iter().map(|traced| match traced {
            // Nothing starts, so nothing can start wrongly.
            Err(Refused::NoEntries(_)) => Ok(Trace::default()),
            traced => traced.map_err(|refused| refused.to_string()),
        });
        Self { by_call: calls.into_iter().zip(traced).collect() }
    }

    /// The trace that a check asks for, or why there is none.
    fn get(&self, startup: &Startup) -> Option<&Result<Trace, String>> {
        self.by_call.iter().find(|(call, _)| **call == startup.call).map(|(_, traced)| traced)
    }

    /// The traces that there are.
    pub(super) fn all(&self) -> impl Iterator<Item = &Trace> {
        self.by_call.iter().filter_map(|(_, traced)| traced.as_ref().ok())
    }
}

/// The `startup` checks that can be run on the project.
fn startups<'p, 'r>(plan: &'p Plan<'r>) -> impl Iterator<Item = (&'p Planned<'r>, &'r Startup)> {
    plan.checks.iter().filter_map(|planned| match &planned.way {
        Way::Startup(startup, projects) => {
            let fits = projects.iter().all(|asked| asked.fits(&plan.context));
            fits.then_some((planned, *startup))
        }
        _ => None,
    })
}

/// What a change does to the start of programs, for each check that asks.
pub(super) fn shifts<'p, 'r>(
    plan: &'p Plan<'r>,
    before: &Traces<'_>,
    after: &Traces<'_>,
) -> Vec<(&'p Planned<'r>, Vec<trace::Shift>)> {
    let both = startups(plan).filter_map(|(planned, startup)| {
        match (before.get(startup)?, after.get(startup)?) {
            (Ok(before), Ok(after)) => Some((planned, trace::shifts(before, after, startup))),
            _ => None,
        }
    });
    both.collect()
}

/// Traces a tree on disk, if what comes of it is not known, and tells what the checks find.
pub(super) fn run<'p, 'r>(
    plan: &'p Plan<'r>,
    project: Option<&Project>,
    root: &Path,
    bases: Bases<'_>,
    remembers: Option<&Remembers<'_>>,
) -> Followed<'p, 'r> {
    let follow = |tree: &dyn Tree| {
        let traces = Traces::of(plan, project, tree, root);
        let followed = tell(plan, &traces, root, bases);
        if !traces.by_call.is_empty() {
            // What a trace knows of a tree is much.
            drop(traces);
            memory::give_back();
        }
        followed
    };
    let keyed = remembers.and_then(|own| Some((own, kept::key(own, plan, project, bases)?)));
    let Some((remembers, key)) = keyed else { return follow(&Disk) };
    if let Some(known) = kept::recall(remembers, &key, plan, &Disk, root) {
        return known;
    }
    let noting = kept::Noting::new(&Disk, root);
    let followed = follow(&noting);
    kept::keep(remembers, key, noting, &followed);
    followed
}

/// What the checks find in a tree that was traced.
pub(super) fn tell<'p, 'r>(
    plan: &'p Plan<'r>,
    traces: &Traces<'_>,
    root: &Path,
    bases: Bases<'_>,
) -> Followed<'p, 'r> {
    let mut followed = Followed::default();
    let dead = asked(plan).any(|startup| startup.dead);
    for (planned, startup) in startups(plan) {
        match traces.get(startup) {
            None => {}
            Some(Ok(trace)) => {
                followed.told.extend(told(planned, startup, trace, root, bases));
                if !startup.asks_for(Verdict::Unresolved) {
                    let open = unresolved(planned, startup, trace, dead, bases, root);
                    followed.not_run.extend(open);
                }
            }
            Some(Err(reason)) => followed.not_run.push(planned.not_run(reason.clone())),
        }
    }
    followed
}

/// Each set of calls that checks of a plan look for, and what to trace for it.
fn asked_for<'p>(
    plan: &'p Plan<'_>,
    project: Option<&Project>,
) -> (Vec<&'p Several<Name>>, Vec<Options>) {
    let mut calls: Vec<&Several<Name>> = Vec::new();
    let mut all = Vec::new();
    for (_, startup) in startups(plan) {
        if !calls.contains(&&startup.call) {
            calls.push(&startup.call);
            all.push(options(plan, project, startup));
        }
    }
    (calls, all)
}

fn options(plan: &Plan<'_>, project: Option<&Project>, startup: &Startup) -> Options {
    let mut options = Options {
        same_as: plan.context.same_as.clone(),
        packages: plan.context.packages.clone(),
        ..Options::default()
    };
    if let Some(project) = project {
        options.entries.extend(project.entries.iter().cloned());
    }
    // What any check asks for, so that one trace serves them all.
    options.imported = asked(plan).flat_map(|one| one.imported.iter().cloned()).collect();
    options.made = asked(plan).flat_map(|one| one.made.iter().cloned()).collect();
    options.for_startup(startup)
}

fn asked<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = &'p Startup> {
    plan.checks.iter().filter_map(|planned| match &planned.way {
        Way::Startup(startup, _) => Some(*startup),
        _ => None,
    })
}

fn told<'p, 'r>(
    planned: &'p Planned<'r>,
    startup: &Startup,
    trace: &Trace,
    root: &Path,
    bases: Bases<'_>,
) -> Vec<Told<'p, 'r>> {
    let one = |found: trace::Found| Told {
        planned,
        captures: found.captures(),
        start: found.span.map_or(Place { line: found.place.line.max(1), column: 1 }, |span| span.0),
        end: found.span.map(|span| span.1),
        way: found.chain.iter().map(|step| shown(step, root, bases)).collect(),
        rooted: found.place.path,
    };
    trace::startup(trace, startup).into_iter().map(one).collect()
}

/// The entry points that nothing can be said of; those that cannot start count only if no check tells of them.
fn unresolved(
    planned: &Planned<'_>,
    startup: &Startup,
    trace: &Trace,
    dead: bool,
    bases: Bases<'_>,
    root: &Path,
) -> Vec<NotRun> {
    let open = Startup {
        verdict: Several::of([Verdict::Unresolved]),
        every: false,
        made: Several::of([]),
        imported: Several::of([]),
        dead,
        ..startup.clone()
    };
    let one = |found: trace::Found| NotRun {
        check: Some(planned.check.name.clone()),
        path: shown(&found.place, root, bases).path,
        reason: format!(
            "it cannot follow {}: {}",
            found.entries.join(", "),
            found.reason.as_deref().unwrap_or("something it imports cannot be seen")
        ),
    };
    trace::startup(trace, &open).into_iter().filter(|found| !found.dead).map(one).collect()
}

/// A step with its path as findings show paths.
fn shown(step: &Step, root: &Path, bases: Bases<'_>) -> Step {
    Step { path: bases.file(root.join(&step.path), FileKind::Other).shown, ..step.clone() }
}
