//! Running an external program that checks a tree, and surviving it.

mod output;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Read;
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

pub(super) use output::unescaped;

use super::plan::{Planned, Way};
use super::told::Told;
use super::walk::{File, FileKind, said};
use crate::find::{Command, Output};
use crate::source::Place;

/// The most that a program may write.
const MOST_BYTES: usize = 16 << 20;

/// How much of what it says on the side is kept.
const MOST_SAID: usize = 4 << 10;

/// A place in an external program's output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reported {
    /// The file, relative to the tree's root.
    pub(super) path: String,
    pub(super) start: Place,
    pub(super) end: Option<Place>,
    pub(super) message: String,
}

/// Runs a check's program in a tree's root; the places it tells of, or why there are none, as a part of a sentence.
pub(super) fn run<'p, 'r>(
    planned: &'p Planned<'r>,
    root: &Path,
    files: &[File],
) -> Result<Vec<Told<'p, 'r>>, String> {
    let Way::Command(command) = planned.way else { return Ok(Vec::new()) };
    let meant = |file: &&File| match command.files.is_empty() {
        true => file.kind == FileKind::Python,
        false => command.files.iter().any(|glob| glob.is_match(&file.rooted)),
    };
    let wanted: Vec<&File> = files.iter().filter(meant).collect();
    if !command.files.is_empty() && wanted.is_empty() {
        return Ok(Vec::new());
    }
    let written = run_program(command, root, &wanted)?;
    let places = match command.output {
        Output::JsonLines => output::json_lines(&written, root),
        Output::Sarif => output::sarif(&written, root),
    };
    let told = |place: Reported| Told {
        planned,
        rooted: place.path,
        start: place.start,
        end: place.end,
        captures: BTreeMap::from([("message".to_owned(), place.message)]),
        way: Vec::new(),
    };
    Ok(places?.into_iter().map(told).collect())
}

fn run_program(command: &Command, root: &Path, files: &[&File]) -> Result<Vec<u8>, String> {
    let mut argv = arguments(command, root, files).into_iter();
    let program = argv.next().unwrap_or_default();
    let mut process = std::process::Command::new(&program);
    process.args(argv).current_dir(root);
    process.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    {
        // A group of its own, so that what it starts ends with it.
        use std::os::unix::process::CommandExt;
        process.process_group(0);
    }
    let child = process
        .spawn()
        .map_err(|error| format!("`{}` cannot be started: {}", program.display(), said(&error)))?;
    let mut running = Running { child, until: Instant::now() + timeout(command) };
    let result = running.read_all(command);
    if result.is_err() {
        running.kill();
    }
    result
}

fn timeout(command: &Command) -> Duration {
    Duration::from_secs(command.timeout.into())
}

fn arguments(command: &Command, root: &Path, files: &[&File]) -> Vec<OsString> {
    let mut argv = Vec::new();
    for item in &command.argv {
        if item == "{files}" {
            // An absolute path is never taken for an option.
            argv.extend(files.iter().map(|file| file.path.clone().into_os_string()));
            continue;
        }
        let mut whole = OsString::new();
        for (at, part) in item.split("{root}").enumerate() {
            if at > 0 {
                whole.push(root);
            }
            whole.push(part);
        }
        argv.push(whole);
    }
    argv
}

/// A program, and when it has to be done.
struct Running {
    child: Child,
    until: Instant,
}

impl Running {
    fn read_all(&mut self, command: &Command) -> Result<Vec<u8>, String> {
        let stdout = self.child.stdout.take().map(|pipe| collect(pipe, MOST_BYTES, true));
        let stderr = self.child.stderr.take().map(|pipe| collect(pipe, MOST_SAID, false));
        let late = || format!("it was stopped after {} s", command.timeout);
        let written = match stdout.map(|pipe| pipe.recv_timeout(self.left())) {
            Some(Ok(written)) => written,
            Some(Err(RecvTimeoutError::Timeout)) => return Err(late()),
            _ => return Err("its output cannot be read".into()),
        };
        if written.len() > MOST_BYTES {
            return Err(format!("it was stopped after {} MiB of output", MOST_BYTES >> 20));
        }
        let status = self.wait().ok_or_else(late)?;
        if status.code().is_some_and(|code| command.ran(code.into())) {
            return Ok(written);
        }
        let complaint = stderr.and_then(|pipe| pipe.recv_timeout(Duration::from_secs(1)).ok());
        let complaint =
            String::from_utf8_lossy(complaint.as_deref().unwrap_or_default()).into_owned();
        let last = complaint.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("").trim();
        let how = match status.code() {
            Some(code) => format!("it ended with exit code {code}"),
            None => "it was killed".to_owned(),
        };
        Err(if last.is_empty() { how } else { format!("{how}: {last}") })
    }

    fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// Waits for its end; none if that takes too long.
    fn wait(&mut self) -> Option<ExitStatus> {
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if self.left() > Duration::ZERO => thread::sleep(Duration::from_millis(2)),
                _ => return None,
            }
        }
    }

    fn kill(&mut self) {
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            // It has not been waited for, or what it started still holds the group: the number is not used again.
            let group = Pid::from_raw(self.child.id().cast_signed());
            let _ = group.map(|group| kill_process_group(group, Signal::KILL));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a pipe on a thread of its own. What is over the limit is left unread, or read and dropped.
fn collect(pipe: impl Read + Send + 'static, most: usize, stop: bool) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut pipe = pipe;
        let mut bytes = Vec::new();
        let limit = most as u64 + 1;
        let read = pipe.by_ref().take(limit).read_to_end(&mut bytes);
        // Nobody waits any more if the program took too long.
        let _ = sender.send(bytes);
        if read.is_ok() && !stop {
            let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        }
    });
    receiver
}
