//! A release out of a repository of git: one commit of it, without its history.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result};

use super::Lacking;
use super::archive::{Limits, untar_plain};
use crate::check::git::{command, git};

/// The release of a project that lists none: what its checkout is at.
const WHATEVER_IS_THERE: &str = "newest";

/// Unpacks what a tag, branch or commit of a repository elsewhere has into a folder; the commit.
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
    unpack(store.path(), &commit, folder, limits)?;
    Ok(commit)
}

/// Whether a folder is a repository, with a work tree or without.
pub(super) fn is_one(folder: &Path) -> bool {
    folder.join(".git").exists() || folder.join("HEAD").is_file() && folder.join("objects").is_dir()
}

/// The commit that a release is in a repository on this machine; none if it has no such tag, branch or commit.
pub(super) fn commit(repository: &Path, release: &str) -> Option<String> {
    let names = match release {
        WHATEVER_IS_THERE => vec!["HEAD".to_owned()],
        _ => vec![format!("refs/tags/{release}"), release.to_owned()],
    };
    names.iter().find_map(|name| {
        let name = format!("{name}^{{commit}}");
        let args = ["rev-parse", "--verify", "--quiet", "--end-of-options", &name];
        let said = git(repository, &args).ok()?;
        Some(String::from_utf8_lossy(&said).trim().to_owned()).filter(|said| !said.is_empty())
    })
}

/// Unpacks what a commit of a repository on this machine has.
pub(super) fn unpack(
    repository: &Path,
    commit: &str,
    folder: &Path,
    limits: &Limits,
) -> Result<(), Lacking> {
    let mut child = command(repository)
        .args(["archive", "--format=tar", commit])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot run git")?;
    let written = child.stdout.take().map(|out| untar_plain(out, folder, limits));
    let _ = child.kill();
    let _ = child.wait();
    written.unwrap_or(Ok(()))
}
