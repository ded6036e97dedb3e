//! Processes that a program started and that left its group, as daemons do: known by a mark in their environment.

use std::ffi::OsString;
use std::path::Path;

/// The variable that everything that a run starts has in its environment.
pub(super) const MARK: &str = "RULEBOOK_EVIDENCE_RUN";

/// How often is looked for more: whoever is ended may have started another just before.
#[cfg(target_os = "linux")]
const ROUNDS: usize = 50;

/// The processes of one run. Whatever of them is still there is ended when this is dropped.
pub(super) struct Strays {
    mark: OsString,
}

impl Strays {
    /// Those that have this folder as their mark.
    pub(super) fn of(folder: &Path) -> Self {
        let mut mark = OsString::from(MARK);
        mark.push("=");
        mark.push(folder);
        Self { mark }
    }
}

impl Drop for Strays {
    fn drop(&mut self) {
        #[cfg(target_os = "linux")]
        for _ in 0..ROUNDS {
            if linux::end_all(&self.mark) == 0 {
                break;
            }
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;

    use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

    /// Ends every process with a mark; how many there were.
    pub(super) fn end_all(mark: &OsStr) -> usize {
        let Ok(processes) = fs::read_dir("/proc") else { return 0 };
        let numbers =
            processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        numbers.filter(|number| end(*number, mark).is_some()).count()
    }

    // The process is held before it is looked at, so that its number cannot become another's meanwhile.
    fn end(number: i32, mark: &OsStr) -> Option<()> {
        let held = pidfd_open(Pid::from_raw(number)?, PidfdFlags::empty()).ok()?;
        let environment = fs::read(format!("/proc/{number}/environ")).ok()?;
        environment.split(|byte| *byte == 0).find(|one| *one == mark.as_bytes())?;
        pidfd_send_signal(held, Signal::KILL).ok()
    }
}
