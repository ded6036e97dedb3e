//! A text that grows to many megabytes.

use std::io;

/// Bytes that are added to, again and again.
///
/// A vector that doubles when it is full copies all that it holds each time, and the system has to find pages for each
/// copy: a third of what it does for a large export. Room that is reserved and not written costs nothing, so this grows by
/// more.
#[derive(Debug, Default)]
pub struct Roomy(Vec<u8>);

impl Roomy {
    const FIRST: usize = 1 << 14;
    const GROWTH: usize = 32;
    /// Bytes from which on what is reserved too much is pages that nobody touches.
    const LARGE: usize = 1 << 17;

    /// Adds bytes.
    #[inline]
    pub fn push(&mut self, bytes: &[u8]) {
        if self.0.capacity() - self.0.len() < bytes.len() {
            self.grow(bytes.len());
        }
        self.0.extend_from_slice(bytes);
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let full = self.0.len() + more;
        let room = full.max(self.0.capacity() * Self::GROWTH).max(Self::FIRST);
        self.0.reserve_exact(room - self.0.len());
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
