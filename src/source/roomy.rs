//! A text that grows to many megabytes.

use std::io;
use std::mem::MaybeUninit;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sonic_rs::writer::WriteExt;

/// Bytes that are added to, again and again.
///
/// A vector that doubles when it is full copies all that it holds each time, and the system has to find pages for each
/// copy: a third of what it does for a large export. Room that is reserved and not written costs nothing, so this grows by
/// more.
#[derive(Debug, Default)]
pub struct Roomy(Vec<u8>);

/// Room that texts took and no longer need, for the next ones: the system has to find each page of new room.
static SPARE: Mutex<Pool> = Mutex::new(Pool { users: 0, spare: Vec::new() });

struct Pool {
    /// How many share it; nothing is kept for nobody.
    users: usize,
    spare: Vec<Spare>,
}

struct Spare {
    room: Vec<u8>,
    /// Whether it was used since room was last given back.
    fresh: bool,
}

fn pool() -> MutexGuard<'static, Pool> {
    // Room is room, whatever became of whoever held it.
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While this is there, texts take the room of those before them.
#[derive(Debug)]
pub struct Sharing(());

impl Sharing {
    /// Begins to keep the room of texts that nobody needs any more.
    pub fn begin() -> Self {
        pool().users += 1;
        Self(())
    }

    /// Gives room back that no text has used since this was last called.
    pub fn release(&self) {
        pool().spare.retain_mut(|spare| std::mem::take(&mut spare.fresh));
    }
}

impl Drop for Sharing {
    fn drop(&mut self) {
        let mut pool = pool();
        pool.users -= 1;
        if pool.users == 0 {
            pool.spare = Vec::new();
        }
    }
}

impl Roomy {
    const FIRST: usize = 1 << 14;
    const GROWTH: usize = 32;
    /// Bytes from which on what is reserved too much is pages that nobody touches.
    const LARGE: usize = 1 << 17;

    /// Adds bytes.
    #[inline]
    pub fn push(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    #[inline]
    fn reserve(&mut self, more: usize) {
        if self.0.capacity() - self.0.len() < more {
            self.grow(more);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let full = self.0.len() + more;
        let room = full.max(self.0.capacity() * Self::GROWTH).max(Self::FIRST);
        let spare = if room < Self::LARGE { None } else { Self::spare(full) };
        match spare {
            Some(mut spare) => {
                spare.extend_from_slice(&self.0);
                self.0 = spare;
            }
            None => self.0.reserve_exact(room - self.0.len()),
        }
    }

    fn spare(least: usize) -> Option<Vec<u8>> {
        let mut pool = pool();
        let at = pool.spare.iter().position(|spare| spare.room.capacity() >= least)?;
        Some(pool.spare.swap_remove(at).room)
    }

    /// Takes the room of a text that nobody needs any more, if it is shared.
    pub fn reclaim(mut bytes: Vec<u8>) {
        if bytes.capacity() > Self::LARGE {
            let mut pool = pool();
            if pool.users > 0 {
                bytes.clear();
                pool.spare.push(Spare { room: bytes, fresh: true });
            }
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What it holds.
    pub fn into_bytes(mut self) -> Vec<u8> {
        if self.0.len() < Self::LARGE {
            self.0.shrink_to_fit();
        }
        self.0
    }
}

impl io::Write for Roomy {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.push(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteExt for Roomy {
    #[inline]
    fn reserve_with(&mut self, more: usize) -> io::Result<&mut [MaybeUninit<u8>]> {
        self.reserve(more);
        Ok(&mut self.0.spare_capacity_mut()[..more])
    }

    #[inline]
    unsafe fn flush_len(&mut self, more: usize) -> io::Result<()> {
        // SAFETY: who calls this has written so many of the bytes that were reserved.
        unsafe { self.0.set_len(self.0.len() + more) };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Roomy, Sharing};

    #[test]
    fn a_text_is_what_was_added_to_it_however_large_and_whatever_room_it_took() {
        let line = b"0123456789abcdef";
        let sharing = Sharing::begin();
        for _ in 0..3 {
            let mut text = Roomy::default();
            for _ in 0..100_000 {
                text.push(line);
            }
            let bytes = text.into_bytes();
            assert_eq!(bytes.len(), 1_600_000);
            assert!(bytes.chunks(16).all(|part| part == line));
            Roomy::reclaim(bytes);
        }
        let mut small = Roomy::default();
        small.push(b"x");
        assert_eq!(small.into_bytes(), b"x");
        sharing.release();
    }
}
