//! Giving memory back: only the program knows who manages it.

use std::sync::OnceLock;

static GIVE_BACK: OnceLock<fn()> = OnceLock::new();

/// Says how memory that the current thread has freed goes back to the system. Only the first who says it counts.
pub fn give_back_by(how: fn()) {
    let _ = GIVE_BACK.set(how);
}

/// Gives memory back that the current thread has freed, where somebody has said how.
pub fn give_back() {
    if let Some(how) = GIVE_BACK.get() {
        how();
    }
}
