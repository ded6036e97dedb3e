//! Where the modules of a tree are, by Python's own rules: a package before a module of the same name, a namespace
//! package last, names compared letter by letter whatever the file system does.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::tree::Tree;

/// The number of a module of the finder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ModuleId(pub(super) u32);

/// Where the code of a module is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// In this file.
    Source(PathBuf),
    /// Nowhere: it is a folder without `__init__.py`.
    Namespace,
    /// In a file that is no Python source.
    Compiled,
}

/// A module that can be imported.
#[derive(Debug)]
pub(super) struct Found {
    /// Its dotted name.
    pub(super) name: Rc<str>,
    pub(super) origin: Origin,
    /// Where its submodules are; empty for a module that is no package.
    pub(super) folders: Vec<PathBuf>,
    pub(super) parent: Option<ModuleId>,
    pub(super) is_package: bool,
}

impl Found {
    /// The first segment of its name.
    pub(super) fn top(&self) -> &str {
        top(&self.name)
    }

    /// The last segment of its name.
    pub(super) fn segment(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }
}

/// The first segment of a dotted name.
pub(super) fn top(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// What a folder holds: each name, and whether it is a folder.
type Listing = Rc<BTreeMap<String, bool>>;

/// Finds modules below folders, each looked at once.
pub(super) struct Finder<'p> {
    tree: &'p dyn Tree,
    roots: Vec<PathBuf>,
    table: RefCell<Vec<Rc<Found>>>,
    by_name: RefCell<FxHashMap<String, Option<ModuleId>>>,
    listings: RefCell<FxHashMap<PathBuf, Listing>>,
}

impl<'p> Finder<'p> {
    /// A finder that looks into these folders of a tree, in this order.
    pub(super) fn new(tree: &'p dyn Tree, roots: Vec<PathBuf>) -> Self {
        Self {
            tree,
            roots,
            table: RefCell::default(),
            by_name: RefCell::default(),
            listings: RefCell::default(),
        }
    }

    pub(super) fn get(&self, id: ModuleId) -> Rc<Found> {
        self.table.borrow()[id.0 as usize].clone()
    }

    /// How many modules are known; their ids are smaller.
    pub(super) fn count(&self) -> usize {
        self.table.borrow().len()
    }

    /// A module by its dotted name, if there is one.
    pub(super) fn find(&self, name: &str) -> Option<ModuleId> {
        if let Some(known) = self.by_name.borrow().get(name) {
            return *known;
        }
        let found = match name.rsplit_once('.') {
            None => self.look(name, None, &self.roots),
            Some((parent, segment)) => {
                let parent = self.find(parent);
                let folders =
                    parent.map(|id| self.get(id).folders.clone()).filter(|all| !all.is_empty());
                folders.and_then(|folders| self.look(segment, parent, &folders))
            }
        };
        self.by_name.borrow_mut().insert(name.to_owned(), found);
        found
    }

    /// A file that is run as a program, which no import finds.
    pub(super) fn program(&self, path: PathBuf) -> ModuleId {
        self.add(Found {
            name: "__main__".into(),
            origin: Origin::Source(path),
            folders: Vec::new(),
            parent: None,
            is_package: false,
        })
    }

    /// The names of modules directly in a package, sorted.
    pub(super) fn submodules(&self, package: ModuleId) -> Vec<(String, bool)> {
        let mut names = BTreeMap::new();
        for folder in &self.get(package).folders {
            for (name, is_folder) in self.listing(folder).iter() {
                match name.strip_suffix(".py") {
                    Some("__init__") => {}
                    Some(module) if !is_folder => drop(names.insert(module.to_owned(), false)),
                    _ if *is_folder
                        && self.listing(&folder.join(name)).contains_key("__init__.py") =>
                    {
                        names.insert(name.clone(), true);
                    }
                    _ => {}
                }
            }
        }
        names.into_iter().collect()
    }

    /// What a folder holds.
    pub(super) fn listing(&self, folder: &Path) -> Listing {
        if let Some(known) = self.listings.borrow().get(folder) {
            return known.clone();
        }
        let listing: Listing = Rc::new(self.tree.list(folder).into_iter().collect());
        self.listings.borrow_mut().insert(folder.to_owned(), listing.clone());
        listing
    }

    fn add(&self, found: Found) -> ModuleId {
        let mut table = self.table.borrow_mut();
        table.push(Rc::new(found));
        ModuleId(table.len() as u32 - 1)
    }

    fn look(
        &self,
        segment: &str,
        parent: Option<ModuleId>,
        folders: &[PathBuf],
    ) -> Option<ModuleId> {
        let name: Rc<str> = match parent {
            Some(parent) => format!("{}.{segment}", self.get(parent).name).into(),
            None => segment.into(),
        };
        let found = |origin, folders: Vec<PathBuf>, is_package| {
            Some(self.add(Found { name: name.clone(), origin, folders, parent, is_package }))
        };
        let mut portions = Vec::new();
        for folder in folders {
            let listing = self.listing(folder);
            let inside = folder.join(segment);
            let is_folder = listing.get(segment) == Some(&true);
            if is_folder && self.listing(&inside).get("__init__.py") == Some(&false) {
                let origin = Origin::Source(inside.join("__init__.py"));
                return found(origin, vec![inside], true);
            }
            if is_folder && self.listing(&inside).keys().any(|file| is_compiled(file, "__init__")) {
                return found(Origin::Compiled, vec![inside], true);
            }
            if listing.keys().any(|file| is_compiled(file, segment)) {
                return found(Origin::Compiled, Vec::new(), false);
            }
            let file = format!("{segment}.py");
            if listing.get(&file) == Some(&false) {
                return found(Origin::Source(folder.join(file)), Vec::new(), false);
            }
            if is_folder {
                portions.push(inside);
            }
        }
        match portions.is_empty() {
            true => None,
            false => found(Origin::Namespace, portions, true),
        }
    }
}

// `_speedups.cpython-311-x86_64-linux-gnu.so` and `_speedups.pyd` for the module `_speedups`.
fn is_compiled(file: &str, module: &str) -> bool {
    let ends = file.strip_prefix(module).and_then(|rest| rest.strip_prefix('.'));
    ends.is_some_and(|ends| {
        ends == "so" || ends == "pyd" || ends.ends_with(".so") || ends.ends_with(".pyd")
    })
}
