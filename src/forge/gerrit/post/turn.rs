//! One after the other: the server leaves out what it has got already, but two reviews that come in the same moment both
//! pass, because neither is there when the other is looked at.

use std::fs::{self, File};
use std::path::Path;

/// Over how many files the changes of all servers are spread, so that their number has a bound.
const FILES: u16 = 256;

/// The right to post to a change, among all processes with the same folder. The system takes it back when we end.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "held, not read")] File);

impl Turn {
    /// Waits until nobody else posts to a change. Where there can be no such file, and on network file systems that know
    /// no locks, what the server leaves out has to do.
    pub(super) fn take(folder: &Path, server: &str, change: u64) -> Option<Self> {
        fs::create_dir_all(folder).ok()?;
        let hash = blake3::hash(format!("{server} {change}").as_bytes());
        let [low, high, ..] = *hash.as_bytes();
        let slot = u16::from_le_bytes([low, high]) % FILES;
        let file = File::create(folder.join(format!("{slot:02x}"))).ok()?;
        file.lock().ok()?;
        Some(Self(file))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use super::*;

    #[test]
    fn nobody_posts_to_a_change_while_another_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _turn = Turn::take(folder.path(), "https://a", 7).expect("a turn");
                        most.fetch_max(inside.fetch_add(1, SeqCst) + 1, SeqCst);
                        std::thread::yield_now();
                        inside.fetch_sub(1, SeqCst);
                    }
                });
            }
        });
        assert_eq!(most.load(SeqCst), 1);
    }

    #[test]
    fn the_folder_does_not_grow_with_the_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        for change in 0..2_000 {
            Turn::take(folder.path(), "https://a", change).expect("a turn");
        }
        assert!(fs::read_dir(folder.path()).expect("a folder").count() <= usize::from(FILES));
    }
}
