//! From a folder to the outcomes of all its entry points.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::entries::{self, Declared};
use super::entry::{Entry, EntryPoint, Outcome, Start};
use super::finder::{Finder, ModuleId, top};
use super::library::{Library, Shelf};
use super::machine::{Machine, Progress, ScopeKind, State, Stop};
use super::outcome;
use super::tree::Tree;
use super::value::Value;
use super::world::World;
use super::{Options, Refused, Trace};
use crate::find::Verdict;
use crate::model::Step;

// Statements and calls that one entry point may take while it is imported, and in its main function.
const STEPS: u64 = 1_000_000;
const MAIN_STEPS: u64 = 200_000;

/// A tree that has the same files as another one, and what came of tracing that one with the same options.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) trace: &'a Trace,
    /// The files that are other ones; their names are the same.
    pub(super) differ: &'a BTreeSet<String>,
}

impl Known<'_> {
    /// What came of an entry point that has nothing to do with what differs.
    fn entry(&self, point: &EntryPoint) -> Option<Entry> {
        let is_same = |entry: &&Entry| {
            let known = &entry.point;
            (known.kind, &known.name, &known.start) == (point.kind, &point.name, &point.start)
                && known.packages == point.packages
        };
        let known = self.trace.entries.iter().find(is_same)?;
        (!known.files.iter().any(|file| self.differ.contains(file))).then(|| known.clone())
    }
}

/// Traces every entry point of a tree; those that are known to start as in another tree are taken from there.
pub(super) fn run<'p, 't: 'p>(
    shelf: Shelf<'p, 't>,
    tree: &'p dyn Tree,
    root: &Path,
    options: &Options,
    known: Option<Known<'_>>,
) -> Result<Trace, Refused> {
    if !tree.is_folder(root) {
        return Err(Refused::NoFolder(root.to_owned()));
    }
    let mut declared = entries::declared(tree, root);
    let mut roots = vec![root.to_owned()];
    roots.append(&mut declared.roots);
    let tops = tops(tree, &roots, &declared, options);
    let others = options.site_packages.clone();
    let finder = Finder::new(tree, roots.into_iter().chain(others).collect());
    let points = points(root, tree, &finder, &tops, &mut declared, options)?;
    let library = Library::new(shelf, tree, root);
    let world = Rc::new(World {
        finder,
        files: Box::new(library),
        minor: options.python,
        calls: options.calls.clone(),
        made: options.made.clone(),
        imported: options.imported.clone(),
        same_as: options.same_as.clone(),
        follow: options.site_packages.is_some(),
        plugins: declared.plugins,
    });
    let whole: Rc<FxHashSet<String>> = Rc::new(tops.into_iter().collect());
    let mut entries = Vec::new();
    for point in points {
        if let Some(entry) = known.and_then(|known| known.entry(&point)) {
            entries.push(entry);
            continue;
        }
        let tops = match point.packages.is_empty() {
            true => whole.clone(),
            false => Rc::new(point.packages.iter().cloned().collect()),
        };
        let machine = Machine::new(world.clone(), tops, STEPS);
        entries.push(machine.entry(root, point));
    }
    let files: BTreeSet<&String> = entries.iter().flat_map(|entry: &Entry| &entry.files).collect();
    let files = files.into_iter().cloned().collect();
    Ok(Trace { entries, not_read: declared.not_read, files })
}

// The top-level names of the tree's own modules.
fn tops(tree: &dyn Tree, roots: &[PathBuf], declared: &Declared, options: &Options) -> Vec<String> {
    let mut tops: Vec<String> =
        declared.packages.iter().chain(&options.packages).cloned().collect();
    for root in roots {
        let finder = Finder::new(tree, vec![root.clone()]);
        for (name, is_folder) in finder.listing(root).iter() {
            let name = match is_folder {
                true => name.as_str(),
                false => name.strip_suffix(".py").unwrap_or(""),
            };
            if name.is_empty() || name.contains(['.', '-', ' ']) || name == "setup" {
                continue;
            }
            // A folder without `__init__.py` is a package only where an installer put it.
            let is_module = finder.find(name).is_some_and(|id| {
                let is_plain = finder.get(id).origin == super::finder::Origin::Namespace;
                !is_plain || (declared.installed && !matches!(name, "bin" | "lib" | "share"))
            });
            if is_module {
                tops.push(name.to_owned());
            }
        }
    }
    tops.sort();
    tops.dedup();
    tops
}

fn points(
    root: &Path,
    tree: &dyn Tree,
    finder: &Finder<'_>,
    tops: &[String],
    declared: &mut Declared,
    options: &Options,
) -> Result<Vec<EntryPoint>, Refused> {
    for text in &options.entries {
        declared.add(entries::named(tree, root, text));
    }
    let mut points = std::mem::take(&mut declared.points);
    points.extend(entries::packages(finder, tops));
    points.sort_by(|one, other| {
        let key = |point: &EntryPoint| (point.kind as u8, point.name.clone(), point.target.clone());
        key(one).cmp(&key(other))
    });
    if points.is_empty() {
        return Err(Refused::NoEntries(root.to_owned()));
    }
    if let Some(only) = &options.only {
        let known: Vec<String> = points.iter().map(|point| point.name.clone()).collect();
        points.retain(|point| point.name == *only);
        if points.is_empty() {
            return Err(Refused::NoSuchEntry { name: only.clone(), known: known.join(", ") });
        }
    }
    Ok(points)
}

impl<'p> Machine<'p> {
    /// Runs one entry point.
    fn entry(mut self, root: &Path, point: EntryPoint) -> Entry {
        let mut dead = None;
        let started = self.start(root, &point.start, &mut dead);
        let import = outcome::of(&self, false, started.as_ref().err());
        let goes_on = started.ok().flatten().filter(|_| dead.is_none());
        let main = goes_on.and_then(|main| self.main_phase(main));
        let mut point = point;
        if point.declared.is_none() {
            point.declared = self.first_line(&point.start);
        }
        let files = self.world.files.asked();
        Entry { point, import, main, dead, files }
    }

    // The file of an entry point that no packaging file declares.
    fn first_line(&self, start: &Start) -> Option<Step> {
        let path = match start {
            Start::File(path) => path.clone(),
            Start::Import(module) | Start::Module(module) | Start::Function { module, .. } => {
                self.path_of(self.world.finder.find(module)?)?
            }
        };
        Some(Step { path, line: 1, text: String::new() })
    }

    // The import phase. What is left for the main phase, if the program gets there.
    fn start(
        &mut self,
        root: &Path,
        start: &Start,
        dead: &mut Option<String>,
    ) -> Result<Option<Main<'p>>, Stop> {
        match start {
            Start::Import(module) => {
                self.entry_module(module, dead)?;
                Ok(None)
            }
            Start::Function { module, attribute } => {
                let Some(id) = self.entry_module(module, dead)? else { return Ok(None) };
                let mut value = Value::Module(id);
                for part in attribute.split('.') {
                    let part = self.world.files.intern(part);
                    value = match value {
                        Value::Module(id) => match self.module_attribute(id, part)? {
                            Some(value) => value,
                            None => {
                                *dead = self.lacks(id, part);
                                return Ok(None);
                            }
                        },
                        value => self.attribute(&value, part)?,
                    };
                }
                Ok(Some(Main::Call(value)))
            }
            Start::Module(module) => {
                let name = format!("{module}.__main__");
                self.entry_module(module, dead)?;
                match self.world.finder.find(&name) {
                    Some(id) => self.program(id),
                    None => Ok(None),
                }
            }
            Start::File(path) => {
                let id = self.world.finder.program(root.join(path));
                self.program(id)
            }
        }
    }

    // A program's file is run twice: first what runs whatever its name is, then all of it.
    fn program(&mut self, id: ModuleId) -> Result<Option<Main<'p>>, Stop> {
        let scope = self.open_scope(ScopeKind::Module, None);
        let state = State { progress: Progress::Started, scope: Some(scope), replaced: None };
        self.set_state(id, state);
        self.run_module(id, scope, "__program__")?;
        Ok(Some(Main::Program(id)))
    }

    fn entry_module(
        &mut self,
        module: &str,
        dead: &mut Option<String>,
    ) -> Result<Option<ModuleId>, Stop> {
        let own = self.tops.contains(top(module));
        if own && self.world.finder.find(module).is_none() {
            *dead = Some(format!("there is no module `{module}`"));
        }
        match self.import_name(module)? {
            super::import::Target::Module(id) => Ok(Some(id)),
            super::import::Target::External(_) => Ok(None),
        }
    }

    fn lacks(&self, id: ModuleId, name: &str) -> Option<String> {
        let scope = self.state(id).scope?;
        let is_open = self.scope(scope).open || self.name_in(scope, "__getattr__").is_some();
        let module = self.world.finder.get(id).name.clone();
        (!is_open).then(|| format!("`{module}` has no `{name}`"))
    }

    fn main_phase(&mut self, main: Main<'p>) -> Option<Outcome> {
        let before = self.reached.len();
        self.main = true;
        self.refuel(MAIN_STEPS);
        let ran = match main {
            Main::Call(value) => self.call_with(value, Vec::new()).map(drop),
            Main::Program(id) => {
                let scope = self.open_scope(ScopeKind::Module, None);
                self.run_module(id, scope, "__main__")
            }
        };
        if self.reached.len() == before {
            return None;
        }
        let outcome = outcome::of(self, true, ran.as_ref().err());
        (outcome.verdict != Verdict::Never).then_some(outcome)
    }
}

/// What is left to be run after the import.
enum Main<'p> {
    Call(Value<'p>),
    Program(ModuleId),
}
