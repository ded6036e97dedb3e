//! Following what the programs of a tree import when they start, for the checks that ask.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::plan::{Plan, Planned, Way};
use super::told::Told;
use super::walk::{Bases, FileKind};
use crate::find::{Name, Several, Startup, Verdict};
use crate::model::{NotRun, Project, Step};
use crate::source::Place;
use crate::trace::{self, Options, Refused, Trace};

/// What came of all `startup` checks on a tree.
#[derive(Debug, Default)]
pub(super) struct Followed<'p, 'r> {
    pub(super) told: Vec<Told<'p, 'r>>,
    pub(super) not_run: Vec<NotRun>,
}

/// Traces a tree once for each set of calls that checks look for; not at all if none does.
pub(super) fn run<'p, 'r>(
    plan: &'p Plan<'r>,
    project: Option<&Project>,
    root: &Path,
    bases: Bases<'_>,
) -> Followed<'p, 'r> {
    let mut followed = Followed::default();
    let dead = asked(plan).any(|startup| startup.dead);
    let mut traces: Vec<(&Several<Name>, Result<Trace, String>)> = Vec::new();
    for planned in &plan.checks {
        let Way::Startup(startup, asked_of_project) = &planned.way else { continue };
        if !asked_of_project.iter().all(|asked| asked.fits(&plan.context)) {
            continue;
        }
        let at = traces.iter().position(|(call, _)| **call == startup.call).unwrap_or_else(|| {
            traces.push((&startup.call, traced(root, &options(plan, project, startup))));
            traces.len() - 1
        });
        match &traces[at].1 {
            Ok(trace) => {
                followed.told.extend(told(planned, startup, trace, root, bases));
                if !startup.asks_for(Verdict::Unresolved) {
                    let open = unresolved(planned, startup, trace, dead, bases, root);
                    followed.not_run.extend(open);
                }
            }
            Err(reason) => followed.not_run.push(planned.not_run(reason.clone())),
        }
    }
    followed
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

/// The trace, or why there is none, as a part of a sentence. A mistake of ours ends no run.
fn traced(root: &Path, options: &Options) -> Result<Trace, String> {
    match catch_unwind(AssertUnwindSafe(|| trace::trace(root, options))) {
        Ok(Ok(trace)) => Ok(trace),
        // Nothing starts, so nothing can start wrongly.
        Ok(Err(Refused::NoEntries(_))) => Ok(Trace::default()),
        Ok(Err(refused)) => Err(refused.to_string()),
        Err(_) => Err("following what programs import failed".to_owned()),
    }
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
