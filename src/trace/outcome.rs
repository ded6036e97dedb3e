//! From what a machine saw to an outcome.

use rustc_hash::FxHashSet;

use super::entry::{Argument, Call, Imported, Made, Outcome};
use super::finder::{ModuleId, top};
use super::machine::{self, Machine, Reached, Site, Stop};
use super::value::Value;
use crate::find::Verdict;
use crate::model::Step;
use crate::source::Place;

const START: Place = Place { line: 1, column: 1 };

/// What came of the import phase, or of the main phase; `end` is what ended it.
pub(super) fn of(machine: &Machine<'_>, main: bool, end: Option<&Stop>) -> Outcome {
    let reached: Vec<&Reached<'_>> =
        machine.reached.iter().filter(|reached| reached.main == main).collect();
    let reason = reason(machine, reached.first().copied(), end);
    let notes = machine.notes.iter().map(|note| note.to_string()).collect();
    let Some(first) = reached.first() else {
        let verdict = if reason.is_some() { Verdict::Unresolved } else { Verdict::Never };
        let imported_before = machine.imported.iter().map(made).collect();
        return Outcome { reason, notes, imported_before, ..empty(verdict) };
    };
    let mut calls: Vec<Call> = Vec::new();
    for one in &reached {
        let call = call(one);
        if !calls.iter().any(|known| known.site() == call.site()) {
            calls.push(call);
        }
    }
    let before = Before::of(machine, first);
    let verdict = match (&reason, before.third.is_empty(), before.extra.is_empty()) {
        (Some(_), ..) => Verdict::Unresolved,
        (None, false, _) => Verdict::Late,
        (None, true, false) => Verdict::LateProject,
        (None, true, true) => Verdict::First,
    };
    Outcome {
        verdict,
        calls,
        conditional: first.assumed
            || (reached.iter().all(|one| one.maybe) && !matches!(end, Some(Stop::Called))),
        project_before: before.project,
        project_extra: before.extra,
        project_holding: before.holding,
        third_party_before: before.third,
        third_party_modules: before.modules,
        made_before: before.made,
        imported_before: first.imported.iter().map(made).collect(),
        reason,
        notes,
    }
}

fn empty(verdict: Verdict) -> Outcome {
    Outcome {
        verdict,
        calls: Vec::new(),
        conditional: false,
        project_before: Vec::new(),
        project_extra: Vec::new(),
        project_holding: Vec::new(),
        third_party_before: Vec::new(),
        third_party_modules: Vec::new(),
        made_before: Vec::new(),
        imported_before: Vec::new(),
        reason: None,
        notes: Vec::new(),
    }
}

// Why nothing can be said: something was not seen before the call, or the program ends before it is made.
fn reason(
    machine: &Machine<'_>,
    first: Option<&Reached<'_>>,
    end: Option<&Stop>,
) -> Option<String> {
    let seen = first.map_or(machine.unseen.len(), |first| first.unseen);
    if seen > 0 {
        return machine.unseen.first().map(|what| what.to_string());
    }
    if first.is_some() {
        return None;
    }
    match end? {
        Stop::Called | Stop::Stuck => None,
        Stop::Raise(raised) => Some(raised.reason.to_string()),
        Stop::Spent(why) => Some(why.to_string()),
    }
}

fn call(reached: &Reached<'_>) -> Call {
    let arguments = reached.arguments.iter().map(|(name, value)| (name.clone(), argument(value)));
    Call {
        chain: reached.stack.iter().map(|(_, site)| step(site)).collect(),
        span: reached.stack.last().map_or((START, START), |(_, site)| site.span()),
        arguments: arguments.collect(),
    }
}

fn argument(value: &Value<'_>) -> Argument {
    match value {
        Value::None => Argument::None,
        Value::Bool(truth) => Argument::Bool(*truth),
        Value::Int(number) => Argument::Int(*number),
        Value::Str(text) => Argument::Str(text.to_string()),
        _ => Argument::Unknown,
    }
}

fn step(site: &Site<'_>) -> Step {
    Step { path: site.code.path.clone(), line: site.line(), text: site.text().to_owned() }
}

fn made(made: &machine::Made<'_>) -> Made {
    let what = Imported { name: made.what.to_string(), by: Some(step(&made.by)), path: None };
    Made { what, span: made.by.span() }
}

struct Before {
    project: Vec<Imported>,
    extra: Vec<String>,
    holding: Vec<String>,
    third: Vec<Imported>,
    modules: Vec<Imported>,
    made: Vec<Made>,
}

impl Before {
    fn of(machine: &Machine<'_>, reached: &Reached<'_>) -> Self {
        let finder = &machine.world.finder;
        // The modules on the way to the call, and the packages around each.
        let mut on_stack = FxHashSet::default();
        for (module, _) in &reached.stack {
            let mut next = Some(*module);
            while let Some(id) = next.filter(|id| on_stack.insert(*id)) {
                next = finder.get(id).parent;
            }
        }
        let extra = reached.imports.iter().filter(|import| !on_stack.contains(&import.module));
        let extra: Vec<ModuleId> = extra.map(|import| import.module).collect();
        let names = |all: &[ModuleId]| {
            all.iter().map(|module| finder.get(*module).name.to_string()).collect()
        };
        let holding = extra.iter().filter(|module| machine.holding.contains(module));
        let holding: Vec<ModuleId> = holding.copied().collect();
        let imported = |module: ModuleId, by: &Option<Site<'_>>| Imported {
            name: finder.get(module).name.to_string(),
            by: by.as_ref().map(step),
            path: machine.path_of(module),
        };
        let project = reached.imports.iter().map(|import| imported(import.module, &import.by));
        let direct = reached.foreign.iter().filter(|foreign| foreign.first);
        let third = direct.map(|foreign| Imported {
            name: top(&foreign.name).to_owned(),
            by: foreign.by.as_ref().map(step),
            path: None,
        });
        let modules = reached
            .foreign
            .iter()
            .filter_map(|foreign| foreign.module.map(|module| imported(module, &foreign.by)));
        Self {
            project: project.collect(),
            extra: names(&extra),
            holding: names(&holding),
            third: third.collect(),
            modules: modules.collect(),
            made: reached.made.iter().map(made).collect(),
        }
    }
}
