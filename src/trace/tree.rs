//! Where the files of a tree are: on disk, or wherever a caller has them, such as in git.

use std::io;
use std::path::Path;

/// The files of a tree. Paths begin with the root that the tree is traced from.
pub trait Tree: Sync {
    /// What is in a file.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The names in a folder, and whether each is a folder; none if there is no such folder.
    fn list(&self, folder: &Path) -> Vec<(String, bool)>;

    /// Whether there is a file of this name.
    fn is_file(&self, path: &Path) -> bool;

    /// Whether there is a folder of this name.
    fn is_folder(&self, path: &Path) -> bool;

    /// Whether the trees that are traced with this one may have another file of this name; all others are the same.
    fn is_own(&self, _path: &Path) -> bool {
        false
    }
}

/// What is on disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Tree for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn list(&self, folder: &Path) -> Vec<(String, bool)> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let named = entries.filter_map(|entry| {
            let is_folder = match entry.file_type().ok()? {
                kind if kind.is_symlink() => entry.path().is_dir(),
                kind => kind.is_dir(),
            };
            Some((entry.file_name().into_string().ok()?, is_folder))
        });
        named.collect()
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }
}
