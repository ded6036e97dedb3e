//! One run of one program: in a session of its own, with a bound on time and output, and surely gone afterwards.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::environment::Environment;
use super::strays::Strays;
use crate::model::Outcome;
use crate::model::evidence::{Program, Run};

/// The most that a program may write.
const MOST_BYTES: u64 = 1 << 20;

/// How long Python and the imports may take before the program says that it has begun.
const START: Duration = Duration::from_secs(30);

/// Begins the lines in which a program says what it sees.
const MARK: &str = "evidence: ";

/// What a run came to, and what the program says of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Came {
    pub(super) outcome: Outcome,
    #[serde(default)]
    pub(super) detail: String,
}

/// Runs a program; what it came to, or why that is not known, as a part of a sentence.
pub(super) fn run(
    program: &Program,
    run: &Run,
    environment: &Environment,
    harness: &Path,
) -> Result<Result<Came, String>> {
    let folder = tempfile::tempdir().context("there is no place for temporary files")?;
    let file = folder.path().join("program.py");
    std::fs::write(&file, &program.text)?;
    let mut command = Command::new(&environment.program);
    command.arg(&file).args(&run.with).current_dir(folder.path());
    command.env("PYTHONPATH", harness).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env_remove("PYTHONHOME").env_remove("PYTHONWARNINGS").env("PYTHONUNBUFFERED", "1");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    {
        // A group of its own, so that what it starts ends with it.
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    let strays = Strays::of(folder.path());
    command.env(super::strays::MARK, folder.path());
    let child = command
        .spawn()
        .with_context(|| format!("{} cannot be started", environment.program.display()))?;
    let bound = Duration::from_secs(program.evidence.seconds.into());
    Ok(Watched { child, _strays: strays, started: None, text: Vec::new() }.watch(bound))
}

/// A running program. Whatever happens, its group and what has left that are gone when this is.
struct Watched {
    child: Child,
    /// Dropped after the group has been ended, so that nobody is left who could start another.
    _strays: Strays,
    started: Option<Instant>,
    text: Vec<u8>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            // The leader has not been waited for yet, so its number, which is the group's, is not used again.
            let group = Pid::from_raw(self.child.id().cast_signed());
            let _ = group.map(|group| kill_process_group(group, Signal::KILL));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watched {
    fn watch(mut self, bound: Duration) -> Result<Came, String> {
        let begun = Instant::now();
        let out = self.child.stdout.take().map(chunks);
        let complaints = self.child.stderr.take().map(chunks);
        let Some(out) = out else { return Err("its output cannot be read".into()) };
        loop {
            let until = self.started.map_or(begun + START, |started| started + bound);
            let left = until.saturating_duration_since(Instant::now());
            match out.recv_timeout(left) {
                Ok(chunk) => self.text.extend(chunk),
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => return self.late(bound),
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
            }
            if self.text.len() as u64 > MOST_BYTES {
                return Err(format!("it was stopped after {} MiB of output", MOST_BYTES >> 20));
            }
            if self.started.is_none() && self.lines().any(|line| line == "started") {
                self.started = Some(Instant::now());
            }
            // What it said last counts; children of it that hold the pipe are not waited for.
            if let Some(result) = self.result() {
                return result;
            }
        }
        let said = complaints.map(|pipe| pipe.try_iter().flatten().collect::<Vec<u8>>());
        let said = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("").trim();
        let last: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
        Err(format!("it ended without a result; {last}").trim_end_matches("; ").to_owned())
    }

    fn late(&self, bound: Duration) -> Result<Came, String> {
        if self.started.is_none() {
            return Err(format!("it had not begun after {} s", START.as_secs()));
        }
        let detail = format!("no end within {} s", bound.as_secs());
        Ok(Came { outcome: Outcome::Hangs, detail })
    }

    /// The whole lines in which it says something.
    fn lines(&self) -> impl Iterator<Item = &str> {
        let whole = self.text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lines = self.text[..whole].split(|byte| *byte == b'\n');
        lines.filter_map(|line| std::str::from_utf8(line).ok()?.strip_prefix(MARK))
    }

    fn result(&self) -> Option<Result<Came, String>> {
        let line = self.lines().find(|line| *line != "started")?;
        Some(serde_json::from_str(line).map_err(|_| {
            let shown: String = line.chars().filter(|c| !c.is_control()).take(80).collect();
            format!("it says `{shown}`, which is no result")
        }))
    }
}

/// Reads a pipe on a thread of its own, up to the most that may be written.
fn chunks(pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut pipe = pipe.take(MOST_BYTES + 1);
        let mut buffer = [0; 1 << 14];
        while let Ok(read @ 1..) = pipe.read(&mut buffer) {
            if sender.send(buffer[..read].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}
