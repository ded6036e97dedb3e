//! Giving memory back: only the program knows who manages it.

use std::sync::OnceLock;

static GIVE_BACK: OnceLock<fn()> = OnceLock::new();

/// Says how memory that the current thread has freed goes back to the system. Only the first who says it counts.
pub fn give_back_by(how: fn()) {
    let _ = GIVE_BACK.set(how);
}

/// From how many bytes on the memory that a text took, and what was made for it, goes back to the system at once: what
/// comes next is smaller, most likely.
const LARGE: usize = 1 << 18;

/// Gives memory back if a text was large, once it is gone.
pub fn give_back_after(bytes: usize) {
    if bytes >= LARGE {
        give_back();
    }
}

/// Gives memory back that the current thread has freed, where somebody has said how.
pub fn give_back() {
    if let Some(how) = GIVE_BACK.get() {
        how();
    }
}
