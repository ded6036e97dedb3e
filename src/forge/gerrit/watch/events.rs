//! Gerrit's events, over SSH. They are read for one thing only: that something happened.
//!
//! The system's own `ssh` keeps people's keys, agents and known hosts.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::Bell;
use crate::forge::moment::Backoff;

/// After such a time, a connection counts as having worked.
const WORKED: Duration = Duration::from_secs(60);

/// What is listened to.
const EVENTS: [&str; 5] = [
    "patchset-created",
    "comment-added",
    "change-restored",
    "wip-state-changed",
    "private-state-changed",
];

/// A stream of events that rings a bell. It connects again and again, until it is dropped.
#[derive(Debug)]
pub struct Stream {
    bell: Arc<Bell>,
    child: Arc<Mutex<Option<Child>>>,
    thread: Option<JoinHandle<()>>,
}

impl Stream {
    /// Listens to a server; `target` is what ssh takes, such as `user@host`.
    pub fn new(target: &str, port: u16, bell: Arc<Bell>) -> Self {
        let child = Arc::new(Mutex::new(None));
        let (target, own, inner) = (target.to_owned(), Arc::clone(&bell), Arc::clone(&child));
        let thread = std::thread::spawn(move || listen(&target, port, &own, &inner));
        Self { bell, child, thread: Some(thread) }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.bell.stop();
        if let Some(mut child) = lock(&self.child).take() {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock(child: &Mutex<Option<Child>>) -> std::sync::MutexGuard<'_, Option<Child>> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listen(target: &str, port: u16, bell: &Bell, child: &Mutex<Option<Child>>) {
    let mut backoff = Backoff::new(Duration::from_secs(1));
    while !bell.is_stopped() {
        let begun = Instant::now();
        if let Ok(mut started) = ssh(target, port).spawn() {
            let out = started.stdout.take();
            *lock(child) = Some(started);
            for line in out.map(BufReader::new).into_iter().flat_map(BufReader::lines) {
                if line.is_err() || bell.is_stopped() {
                    break;
                }
                bell.wake();
            }
            if let Some(mut ended) = lock(child).take() {
                let _ = ended.kill();
                let _ = ended.wait();
            }
        }
        // What happened meanwhile was not told.
        bell.wake();
        if begun.elapsed() > WORKED {
            backoff.reset();
        }
        let until = Instant::now() + backoff.pause(None);
        while Instant::now() < until && !bell.is_stopped() {
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn ssh(target: &str, port: u16) -> Command {
    let mut ssh = Command::new("ssh");
    // Gerrit says nothing when it begins to listen, and what happened before is not told: the line that ssh itself
    // prints once it is connected wakes us as an event does.
    ssh.args(["-o", "BatchMode=yes", "-o", "ServerAliveInterval=30", "-p", &port.to_string()])
        .args(["-o", "PermitLocalCommand=yes", "-o", "LocalCommand=echo connected"])
        .args(["--", target, "gerrit", "stream-events"])
        .args(EVENTS.iter().flat_map(|event| ["-s", event]))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    ssh
}
