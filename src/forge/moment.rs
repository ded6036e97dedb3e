//! Waiting: pauses that grow, with jitter, so that many who wait do not all come back at once.

use std::time::Duration;

/// The longest pause between two tries, whatever a server asks for.
const LONGEST: Duration = Duration::from_secs(60);

/// Pauses that double.
#[derive(Debug, Clone)]
pub(super) struct Backoff {
    first: Duration,
    next: Duration,
}

impl Backoff {
    pub(super) fn new(first: Duration) -> Self {
        Self { first, next: first }
    }

    /// The next pause: at least half of its size, and what the server asks for if that is more.
    pub(super) fn pause(&mut self, asked: Option<Duration>) -> Duration {
        let own = self.next.mul_f64(0.5 + fastrand::f64() / 2.0);
        self.next = (self.next * 2).min(LONGEST);
        own.max(asked.unwrap_or_default()).min(LONGEST)
    }

    pub(super) fn wait(&mut self, asked: Option<Duration>) {
        std::thread::sleep(self.pause(asked));
    }

    /// All is well again.
    pub(super) fn reset(&mut self) {
        self.next = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_minute_and_no_less_than_what_the_server_asks_for() {
        let second = Duration::from_secs(1);
        let mut backoff = Backoff::new(second);
        let first = backoff.pause(None);
        assert!(first >= second / 2 && first <= second);
        assert!(backoff.pause(Some(second * 30)) >= second * 30);
        assert_eq!(backoff.pause(Some(second * 3600)), LONGEST);
        for _ in 0..20 {
            assert!(backoff.pause(None) <= LONGEST);
        }
        backoff.reset();
        assert!(backoff.pause(None) <= second);
    }
}
