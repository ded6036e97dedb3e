//! What was found in the files of a project, kept on disk between audits.
//!
//! One file for each project, read whole and written whole: a project has some hundreds of files that are parsed, and
//! one file for each of them would cost more than parsing. A file that is cut off, of another program or of another
//! version is as good as none. Two audits at once write one after the other; what the first one kept is lost then,
//! and nothing else.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};

use crate::check::{Key, Memo};

/// The most that one project may keep; what was not asked for in this audit goes first.
const MOST_BYTES: usize = 64 << 20;

/// The most that all projects together may keep; those that were not asked for the longest go first.
const MOST_IN_ALL: u64 = 1 << 30;

/// What the names of its files end with.
const ENDING: &str = "memory";

/// What they end with while they are written; a program that is killed leaves such a file behind.
const UNFINISHED: &str = "memory-part";

/// Nobody writes a file for as long as this.
const LONG_AGO: Duration = Duration::from_hours(24);

/// Another program may find other things in the same file.
static PROGRAM: LazyLock<[u8; 32]> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    if let Ok(program) = std::env::current_exe().and_then(fs::File::open) {
        // What cannot be read is a part of no key; then an entry is good for any program.
        let _ = hasher.update_reader(program);
    }
    *hasher.finalize().as_bytes()
});

/// What was found in the files of one project.
#[derive(Debug)]
pub struct Memory {
    path: PathBuf,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: HashMap<Key, Entry>,
    changed: bool,
}

#[derive(Debug)]
struct Entry {
    value: Vec<u8>,
    used: bool,
}

impl Memory {
    /// What a folder keeps of a project; nothing if it cannot be read.
    pub fn of(folder: &Path, project: &str) -> Self {
        let path = folder.join(format!("{}.{ENDING}", project.replace('/', "+")));
        let entries = fs::read(&path).ok().and_then(|bytes| decoded(&bytes)).unwrap_or_default();
        Self { path, kept: Mutex::new(Kept { entries, changed: false }) }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A worker that failed has left whole entries, since each is put in at once.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes it, if there is anything new.
    ///
    /// # Errors
    /// If there is no room.
    pub fn save(self) -> Result<()> {
        let kept = self.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !kept.changed {
            // It was asked for, which is what counts when room is short; without that it is only removed earlier.
            let file = fs::File::options().append(true).open(&self.path);
            let _ = file.and_then(|file| file.set_modified(SystemTime::now()));
            return Ok(());
        }
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let failed = || format!("cannot keep what was found in {}", self.path.display());
        fs::create_dir_all(folder).with_context(failed)?;
        let ending = format!(".{UNFINISHED}");
        let new = tempfile::Builder::new().suffix(&ending).tempfile_in(folder);
        let mut file = new.with_context(failed)?;
        file.write_all(&encoded(kept.entries)).with_context(failed)?;
        file.persist(&self.path).map_err(|error| error.error).with_context(failed)?;
        shrink(folder, MOST_IN_ALL);
        Ok(())
    }
}

impl Memo for Memory {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let mut kept = self.kept();
        let entry = kept.entries.get_mut(key)?;
        entry.used = true;
        Some(entry.value.clone())
    }

    fn put(&self, key: Key, value: Vec<u8>) {
        let mut kept = self.kept();
        kept.changed = true;
        kept.entries.insert(key, Entry { value, used: true });
    }
}

/// A hash of the program, then each entry with its key and length, then a hash of all that.
fn encoded(entries: HashMap<Key, Entry>) -> Vec<u8> {
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(key, entry)| (!entry.used, *key));
    let mut bytes = PROGRAM.to_vec();
    for (key, entry) in entries {
        if bytes.len() + entry.value.len() > MOST_BYTES {
            break;
        }
        bytes.extend_from_slice(&key);
        bytes.extend_from_slice(&(entry.value.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&entry.value);
    }
    let hash = blake3::hash(&bytes);
    bytes.extend_from_slice(hash.as_bytes());
    bytes
}

fn decoded(bytes: &[u8]) -> Option<HashMap<Key, Entry>> {
    let (rest, hash) = bytes.split_last_chunk::<32>()?;
    let mut rest = rest.strip_prefix(&PROGRAM[..])?;
    if blake3::hash(&bytes[..bytes.len() - 32]).as_bytes() != hash {
        return None;
    }
    let mut entries = HashMap::new();
    while !rest.is_empty() {
        let (key, more) = rest.split_first_chunk::<32>()?;
        let (length, more) = more.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (value, more) = more.split_at_checked(length)?;
        entries.insert(*key, Entry { value: value.to_vec(), used: false });
        rest = more;
    }
    Some(entries)
}

/// Removes the oldest files until all of them have room, and what killed programs left. What cannot be removed stays:
/// this is only tidying.
fn shrink(folder: &Path, most: u64) {
    let Ok(found) = fs::read_dir(folder) else { return };
    let mut files = Vec::new();
    for path in found.flatten().map(|one| one.path()) {
        let Ok(known) = path.metadata() else { continue };
        let Ok(modified) = known.modified() else { continue };
        let ending = path.extension().unwrap_or_default();
        if ending == ENDING {
            files.push((modified, known.len(), path));
        } else if ending == UNFINISHED && modified.elapsed().is_ok_and(|age| age > LONG_AGO) {
            let _ = fs::remove_file(path);
        }
    }
    files.sort();
    let mut sum: u64 = files.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in files {
        if sum <= most {
            break;
        }
        if fs::remove_file(path).is_ok() {
            sum -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(folder: &Path) -> Memory {
        let memory = Memory::of(folder, "a");
        memory.put([1; 32], b"one".to_vec());
        memory.put([2; 32], Vec::new());
        memory
    }

    #[test]
    fn what_was_kept_is_there_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path()).save().unwrap();
        let memory = Memory::of(folder.path(), "a");
        assert_eq!(memory.get(&[1; 32]).as_deref(), Some(&b"one"[..]));
        assert_eq!(memory.get(&[2; 32]).as_deref(), Some(&b""[..]));
        assert_eq!(memory.get(&[3; 32]), None);
        assert_eq!(Memory::of(folder.path(), "b").get(&[1; 32]), None);
    }

    #[test]
    fn a_file_that_was_cut_off_or_changed_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path()).save().unwrap();
        let path = folder.path().join("a.memory");
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            assert!(decoded(&whole[..at]).is_none(), "cut off after {at} bytes");
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert!(decoded(&changed).is_none(), "byte {at} changed");
        }
        assert_eq!(decoded(&whole).map(|entries| entries.len()), Some(2));
    }

    #[test]
    fn what_was_not_asked_for_goes_first() {
        let entry = |used| Entry { value: vec![0; MOST_BYTES / 2 - 100], used };
        let entries = [([1; 32], entry(false)), ([2; 32], entry(true)), ([3; 32], entry(true))];
        let kept = decoded(&encoded(entries.into())).unwrap();
        let mut keys: Vec<_> = kept.into_keys().map(|key| key[0]).collect();
        keys.sort_unstable();
        assert_eq!(keys, [2, 3]);
    }

    /// Makes a file look as if it was written some hours ago.
    fn age(path: &Path, hours: u64) {
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(hours)).unwrap();
    }

    #[test]
    fn all_together_are_bounded_and_the_project_that_was_not_asked_for_the_longest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for (name, hours) in [("old.memory", 3), ("older.memory", 4), ("new.memory", 1)] {
            fs::write(path(name), [0; 100]).unwrap();
            age(&path(name), hours);
        }
        fs::write(path("somebody-elses"), [0; 1000]).unwrap();
        shrink(folder.path(), 200);
        assert!(!path("older.memory").exists());
        assert!(path("old.memory").exists() && path("new.memory").exists());
        assert!(path("somebody-elses").exists());
    }

    #[test]
    fn what_was_asked_for_and_did_not_change_counts_as_new() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path()).save().unwrap();
        let path = folder.path().join("a.memory");
        age(&path, 5);
        Memory::of(folder.path(), "a").save().unwrap();
        assert!(path.metadata().unwrap().modified().unwrap().elapsed().unwrap().as_secs() < 3600);
    }

    #[test]
    fn what_killed_programs_left_goes_away_and_what_others_write_now_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (left, now) =
            (folder.path().join("a.memory-part"), folder.path().join("b.memory-part"));
        fs::write(&left, "x").unwrap();
        fs::write(&now, "x").unwrap();
        age(&left, 48);
        filled(folder.path()).save().unwrap();
        assert!(!left.exists() && now.exists());
    }
}
