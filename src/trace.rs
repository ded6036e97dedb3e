//! What really happens when a program starts: for every entry point of a tree, what is imported before the first call
//! of a function, found by running the code of its modules abstractly, in the order in which Python would.
//!
//! The flow: packaging files say how programs start (`entries`); for each, a [machine](machine) runs module bodies
//! statement by statement (`statement`, `control`, `expression`, `call`, `import`) until the call is reached; what it
//! saw becomes an [`Outcome`] (`outcome`). Files are read once for all entry points (`library`, `finder`).
//!
//! What is not known stays unknown: where a condition cannot be told, every branch is run and the call sites of all are
//! kept; where something cannot be seen at all, the verdict is `unresolved`, and says why.

mod attribute;
mod builtin;
mod call;
mod comprehension;
mod config;
mod control;
mod entries;
mod entry;
mod expression;
mod finder;
mod foreign;
mod generator;
mod import;
mod ini;
mod known;
mod library;
mod loader;
mod machine;
mod method;
mod operate;
mod outcome;
mod picture;
mod run;
mod shift;
mod startup;
mod statement;
mod target;
mod text;
mod together;
mod tree;
mod value;
mod wire;
mod world;

pub use entry::{Argument, Call, Entry, EntryPoint, Imported, Made, Outcome, Start};
pub(crate) use import::is_replaced;
pub use picture::{dot, svg};
pub use shift::{Shift, moves, shifts};
pub use startup::{Found, startup};
pub use text::text;
pub use together::{Both, Sides, Traced, all, both};
pub use tree::{Disk, Tree};
pub use wire::json;

use std::path::{Path, PathBuf};

use crate::find;
use crate::model::{NotRun, Project};
use crate::python::Equivalents;

/// The version of Python that a tree is traced with unless one is named.
pub const PYTHON: u8 = 11;

// Native locks, threads and queues: made before the patch, they stay native.
const PRIMITIVES: [&str; 20] = [
    "threading.Lock",
    "threading.RLock",
    "threading.Condition",
    "threading.Event",
    "threading.Semaphore",
    "threading.BoundedSemaphore",
    "threading.Barrier",
    "threading.Thread",
    "threading.Timer",
    "_thread.allocate_lock",
    "_thread.start_new_thread",
    "queue.Queue",
    "queue.LifoQueue",
    "queue.PriorityQueue",
    "queue.SimpleQueue",
    "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures.thread.ThreadPoolExecutor",
    "multiprocessing.pool.ThreadPool",
    "futurist.ThreadPoolExecutor",
    "six.moves.queue.Queue",
];

/// What to trace, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The minor version of Python 3.
    pub python: u8,
    /// The calls to look for, by their full names.
    pub calls: Vec<find::Name>,
    /// What should not be made before, such as locks: classes and functions, by their full names.
    pub made: Vec<find::Name>,
    /// Which modules of third parties should not be imported before.
    pub imported: Vec<find::Name>,
    /// A project's own names for other people's things.
    pub same_as: Equivalents,
    /// The project's top-level packages, where the tree does not say.
    pub packages: Vec<String>,
    /// Entry points beside those that the tree's packaging declares: `module:function` or a path.
    pub entries: Vec<String>,
    /// Look only at entry points of this name.
    pub only: Option<String>,
    /// A folder of installed packages whose code is followed too.
    pub site_packages: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        let calls = ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"];
        let names = |all: &[&str]| {
            all.iter().filter_map(|name| (*name).to_owned().try_into().ok()).collect()
        };
        Self {
            python: PYTHON,
            calls: names(&calls),
            made: names(&PRIMITIVES),
            imported: Vec::new(),
            same_as: Equivalents::default(),
            packages: Vec::new(),
            entries: Vec::new(),
            only: None,
            site_packages: None,
        }
    }
}

impl Options {
    /// With what is recorded about a project.
    pub fn of_project(mut self, project: &Project) -> Self {
        self.packages.extend(project.packages.iter().cloned());
        self.entries.extend(project.entries.iter().cloned());
        self.same_as = Equivalents::new(project.same_as.clone());
        self
    }
}

/// What came of tracing a tree.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// The entry points, sorted by kind and name.
    pub entries: Vec<Entry>,
    /// What could not be read.
    pub not_read: Vec<NotRun>,
    /// The files of modules that the programs import, read or not, from the root: what decides how they start.
    pub files: Vec<String>,
}

/// Why a tree cannot be traced.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// There is no such folder.
    #[error("{} is no folder; name a source tree, an unpacked wheel or a folder of installed packages", .0.display())]
    NoFolder(PathBuf),
    /// Nothing in it says how a program starts.
    #[error("no entry points in {}: it has no entry_points.txt, setup.cfg or pyproject.toml that declares any, no test packages and no `__main__`", .0.display())]
    NoEntries(PathBuf),
    /// There are entry points, but none of the name that was asked for.
    #[error("there is no entry point `{name}`; there are {known}")]
    NoSuchEntry {
        /// The name.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// The machine gives no thread to run it on.
    #[error("cannot start a thread: {0}")]
    NoThread(std::io::Error),
}

/// Traces every entry point of a tree on disk.
pub fn trace(root: &Path, options: &Options) -> Result<Trace, Refused> {
    trace_in(&Disk, root, options)
}

/// Traces every entry point of a tree whose files are anywhere.
pub fn trace_in(tree: &dyn Tree, root: &Path, options: &Options) -> Result<Trace, Refused> {
    let mut all = together::all(tree, root, std::slice::from_ref(options))?;
    all.pop().unwrap_or_else(|| Ok(Trace::default()))
}
