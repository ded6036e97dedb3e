//! Asking git. Its answers must not depend on whose machine this is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// Options without which a user's settings would change what git writes or run programs.
pub(crate) fn diff<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec![
        "diff",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-relative",
        "--ignore-submodules=dirty",
        "--src-prefix=a/",
        "--dst-prefix=b/",
    ];
    all.extend(more);
    all
}

/// What a command of git prints; the error is what it complains of first.
pub(crate) fn git(folder: &Path, args: &[&str]) -> Result<Vec<u8>> {
    let output = command(folder).args(args).output().context("cannot run git")?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("git gave no reason");
    bail!("{}", first.trim_start_matches("fatal: "))
}

/// Git, about to be run in a folder.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("--no-pager")
        .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=true", "-C"])
        .arg(folder)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0");
    command
}

/// A path as git tells it.
pub(crate) fn path(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        PathBuf::from(OsString::from_vec(bytes.to_vec()))
    }
    #[cfg(not(unix))]
    PathBuf::from(OsString::from(String::from_utf8_lossy(bytes).into_owned()))
}
