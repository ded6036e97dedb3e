//! A release out of a repository of git: one commit of it, without its history.

use std::path::Path;
use std::process::Stdio;

use anyhow::Context as _;

use super::Lacking;
use super::archive::{Limits, untar_plain};
use crate::check::git::{command, git};

/// Unpacks what a tag, branch or commit of a repository has into a folder; the commit.
pub(super) fn fetch(
    repository: &str,
    release: &str,
    folder: &Path,
    limits: &Limits,
) -> Result<String, Lacking> {
    if release.starts_with('-') || repository.starts_with('-') {
        return Err(Lacking::Release(format!("`{release}` is no name of a tag or branch")));
    }
    let store = tempfile::tempdir().context("there is no place for a repository")?;
    let run = |args: &[&str]| {
        let said = git(store.path(), args);
        said.map_err(|error| {
            Lacking::Release(format!("git cannot fetch {release} from {repository}: {error}"))
        })
    };
    run(&["init", "--quiet", "--bare", "."])?;
    let tag = format!("refs/tags/{release}");
    let quiet = ["fetch", "--quiet", "--depth=1", "--no-tags", "--"];
    let asked = run(&[&quiet[..], &[repository, &tag]].concat())
        .or_else(|_| run(&[&quiet[..], &[repository, release]].concat()));
    asked?;
    let commit = run(&["rev-parse", "FETCH_HEAD^{commit}"])?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let mut child = command(store.path())
        .args(["archive", "--format=tar", &commit])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot run git")?;
    let written = child.stdout.take().map(|out| untar_plain(out, folder, limits));
    let _ = child.kill();
    let _ = child.wait();
    written.unwrap_or(Ok(()))?;
    Ok(commit)
}
