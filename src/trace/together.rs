//! Traces that share what they read: one tree traced for several calls, or a tree before a change and after it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use typed_arena::Arena;

use super::library::Shelf;
use super::run::{self, Known};
use super::{Options, Refused, Trace, Tree};

// Values nest as deeply as a program makes them, and are dropped recursively.
const STACK: usize = 256 << 20;

/// What came of tracing a tree, with one set of options after the other.
pub type Traced = Vec<Result<Trace, Refused>>;

/// A tree before a change and after it.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    /// Before.
    pub old: &'a dyn Tree,
    /// After.
    pub new: &'a dyn Tree,
    /// The files that are other ones, from the root; none if there are names that only one of the two has, or if
    /// packaging files differ.
    pub differ: Option<&'a BTreeSet<String>>,
}

impl std::fmt::Debug for Sides<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sides").field("differ", &self.differ).finish_non_exhaustive()
    }
}

/// What came of tracing a tree before a change and after it.
#[derive(Debug)]
pub struct Both {
    /// Before; none if nobody wanted to know.
    pub old: Option<Traced>,
    /// After.
    pub new: Traced,
}

/// Whether what came of tracing the tree after a change is worth a comparison.
type Worth<'a> = &'a (dyn Fn(&Traced) -> bool + Sync);

/// Traces a tree with several sets of options.
///
/// # Errors
/// If the machine gives no thread.
pub fn all(tree: &dyn Tree, root: &Path, options: &[Options]) -> Result<Traced, Refused> {
    Ok(on_thread(|| work(tree, None, root, options))?.new)
}

/// Traces a tree after a change and, if what came of it is worth a comparison, before it.
///
/// # Errors
/// If the machine gives no thread.
pub fn both(
    sides: Sides<'_>,
    root: &Path,
    options: &[Options],
    is_worth: Worth<'_>,
) -> Result<Both, Refused> {
    on_thread(|| work(sides.new, Some((sides, is_worth)), root, options))
}

/// Runs traces on a thread with room for them.
fn on_thread(run: impl FnOnce() -> Both + Send) -> Result<Both, Refused> {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("trace".into()).stack_size(STACK);
        match builder.spawn_scoped(scope, run).map_err(Refused::NoThread)?.join() {
            Ok(both) => Ok(both),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn work(
    tree: &dyn Tree,
    before: Option<(Sides<'_>, Worth<'_>)>,
    root: &Path,
    options: &[Options],
) -> Both {
    let texts = Arena::new();
    let codes = Arena::new();
    let (shared, wholes) = (RefCell::default(), RefCell::default());
    let hollow = before.is_some();
    let shelf = Shelf { texts: &texts, codes: &codes, shared: &shared, wholes: &wholes, hollow };
    let new: Traced =
        options.iter().map(|options| run::run(shelf, tree, root, options, None)).collect();
    let old = before.filter(|(_, is_worth)| is_worth(&new)).map(|(sides, _)| {
        let both = options.iter().zip(&new);
        let old = both.map(|(options, new)| {
            let known = new.as_ref().ok().zip(sides.differ);
            let known = known.map(|(trace, differ)| Known { trace, differ });
            run::run(shelf, sides.old, root, options, known)
        });
        old.collect()
    });
    Both { old, new }
}
