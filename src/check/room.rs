//! How much text is parsed at a time, so that memory does not depend on which large files happen to meet.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::source::memory;

/// What all workers of a run may parse at a time, in bytes. What the parser makes of a text takes some 25 times as much,
/// and the largest files of the trees that we know have 1.5 MB.
const MOST: usize = 5 << 19;

/// The room that the workers of a run share.
#[derive(Debug, Default)]
pub(super) struct Room {
    taken: Mutex<usize>,
    left: Condvar,
}

/// A text's place in the room; it is free again once this is dropped.
#[derive(Debug)]
pub(super) struct Place<'a>(&'a Room, usize);

impl Room {
    /// Waits until a text of so many bytes has room. One that is larger than all of it has the room for itself.
    pub(super) fn enter(&self, bytes: usize) -> Place<'_> {
        let full = |taken: &mut usize| *taken > 0 && taken.saturating_add(bytes) > MOST;
        // A number is whole whatever became of whoever changed it.
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.left.wait_while(taken, full);
        *waited.unwrap_or_else(PoisonError::into_inner) += bytes;
        Place(self, bytes)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        memory::give_back_after(self.1);
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.1;
        self.0.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::{MOST, Place, Room};

    /// The next text waits until this one has left.
    fn waits_for(room: &Room, one: Place<'_>) {
        let (sender, entered) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                let _place = room.enter(1);
                sender.send(()).unwrap();
            });
            assert!(entered.recv_timeout(Duration::from_millis(50)).is_err(), "it is full");
            drop(one);
            entered.recv_timeout(Duration::from_secs(60)).unwrap();
        });
    }

    #[test]
    fn texts_that_fit_are_in_it_together_and_the_next_waits_until_one_has_left() {
        let room = Room::default();
        let (first, _second) = (room.enter(MOST / 2), room.enter(MOST / 2));
        waits_for(&room, first);
    }

    #[test]
    fn a_text_that_is_larger_than_the_room_is_in_it_alone() {
        let room = Room::default();
        waits_for(&room, room.enter(usize::MAX));
    }
}
