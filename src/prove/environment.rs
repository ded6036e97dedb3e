//! Virtual environments: one for each Python and set of packages, kept for the next time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, anyhow};
use serde::{Deserialize, Serialize};

use crate::model::Line;
use crate::model::evidence::VersionSet;

/// Where a program is run.
#[derive(Debug, Clone)]
pub(super) struct Environment {
    /// Its Python.
    pub(super) program: PathBuf,
    /// The version of Python.
    pub(super) python: String,
    /// The versions of the packages that were asked for.
    pub(super) versions: BTreeMap<String, String>,
}

/// Why there is no environment.
pub(super) enum Failure {
    /// This machine cannot have it; the reason, as a part of a sentence.
    NotHere(String),
    /// Nothing can be installed at all.
    Offline(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Offline(error.into())
    }
}

/// What is written into an environment once it is whole.
#[derive(Serialize, Deserialize)]
struct Note {
    python: String,
    versions: BTreeMap<String, String>,
}

/// The name of an environment's folder: it depends on what is in it.
pub(super) fn key(set: &VersionSet, needs: &[Line]) -> String {
    let mut all = blake3::Hasher::new();
    all.update(set.python.as_bytes());
    for wanted in set.install.iter().chain(needs) {
        all.update(&[0]).update(wanted.as_bytes());
    }
    all.finalize().to_hex()[..16].to_owned()
}

/// The environment of a version set with further packages; made if it is not there.
pub(super) fn make(cache: &Path, set: &VersionSet, needs: &[Line]) -> Result<Environment, Failure> {
    let wanted: Vec<&str> = set.install.iter().chain(needs).map(|line| line.as_str()).collect();
    let folder = cache.join(key(set, needs));
    let whole = folder.join("rulebook.json");
    fs::create_dir_all(cache).with_context(|| format!("cannot write {}", cache.display()))?;
    // Another run may be making the same environment; it is waited for. The lock goes when the file does.
    let lock = fs::File::create(folder.with_extension("lock"))?;
    lock.lock().with_context(|| format!("cannot lock {}", folder.display()))?;
    let program = folder.join("bin/python");
    if let Ok(text) = fs::read_to_string(&whole)
        && let Ok(note) = serde_json::from_str::<Note>(&text)
        && program.exists()
    {
        return Ok(Environment { program, python: note.python, versions: note.versions });
    }
    let python = find(&set.python).ok_or_else(|| {
        Failure::NotHere(format!("there is no Python {} on this machine", set.python))
    })?;
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    let made = output(Command::new(python).args(["-m", "venv"]).arg(&folder))?;
    if !made.status.success() {
        let why = last_line(&made);
        return Err(Failure::NotHere(format!("Python {} makes no environment: {why}", set.python)));
    }
    let pip =
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--"];
    if !wanted.is_empty() {
        let installed = output(Command::new(&program).args(pip).args(&wanted))?;
        if !installed.status.success() {
            return Err(refused(&installed, &wanted, needs, || has_index(&program)));
        }
    }
    let python = version(&program)?;
    let note = Note { python, versions: versions(&program, &wanted)? };
    fs::write(&whole, serde_json::to_vec(&note)?)?;
    Ok(Environment { program, python: note.python, versions: note.versions })
}

fn output(command: &mut Command) -> anyhow::Result<Output> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.env_remove("PYTHONPATH").env_remove("PYTHONHOME");
    command.output().with_context(|| format!("`{name}` cannot be started"))
}

/// What pip says when it reaches no index, as against a package that cannot be had or built.
const OFFLINE: [&str; 6] = [
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Connection refused",
];

fn refused(pip: &Output, wanted: &[&str], needs: &[Line], has_index: impl Fn() -> bool) -> Failure {
    let said = String::from_utf8_lossy(&pip.stderr);
    // Quiet as it is, pip says the same of a package that nobody has and of an index that it does not reach.
    let finds_nothing = said.contains("(from versions: none)");
    if OFFLINE.iter().any(|word| said.contains(word)) || (finds_nothing && !has_index()) {
        let wanted = wanted.join(", ");
        return Failure::Offline(anyhow!(
            "pip reaches no package index, and {wanted} would have to be installed; try again with a network"
        ));
    }
    let needs: Vec<&str> = needs.iter().map(|need| need.as_str()).collect();
    let asked = if needs.is_empty() { wanted.join(", ") } else { needs.join(", ") };
    Failure::NotHere(format!("{asked} cannot be installed: {}", last_line(pip)))
}

/// Whether pip reaches an index: every one has pip itself.
fn has_index(program: &Path) -> bool {
    let ask = ["-m", "pip", "index", "versions", "--disable-pip-version-check", "pip"];
    output(Command::new(program).args(ask)).is_ok_and(|said| said.status.success())
}

fn last_line(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let lines = || said.lines().map(|line| line.trim().trim_start_matches(['│', '|']).trim());
    // What a package's own build raises says more than what pip makes of it.
    let told = ["Exception: ", "ERROR: "]
        .into_iter()
        .find_map(|word| lines().find_map(|line| line.strip_prefix(word)));
    told.or_else(|| lines().rfind(|line| !line.is_empty()))
        .unwrap_or("it does not say why")
        .trim_end_matches('.')
        .to_owned()
}

fn version(program: &Path) -> anyhow::Result<String> {
    let said = output(Command::new(program).arg("-V"))?;
    let said = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    Ok(said.strip_prefix("Python ").unwrap_or(&said).to_owned())
}

fn versions(program: &Path, wanted: &[&str]) -> anyhow::Result<BTreeMap<String, String>> {
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let list = ["-m", "pip", "list", "--format", "json", "--disable-pip-version-check"];
    let list = output(Command::new(program).args(list))?;
    let packages: Vec<Package> =
        serde_json::from_slice(&list.stdout).context("pip lists nothing")?;
    let canonical = |name: &str| name.to_lowercase().replace(['.', '_'], "-");
    let names: Vec<_> = wanted
        .iter()
        .map(|line| canonical(line.split(['=', '[']).next().unwrap_or(line)))
        .collect();
    let asked = packages.into_iter().filter(|package| names.contains(&canonical(&package.name)));
    Ok(asked.map(|package| (package.name, package.version)).collect())
}

/// A Python of a minor version: on the path, or one that pyenv keeps.
fn find(minor: &str) -> Option<PathBuf> {
    let name = format!("python{minor}");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(&name));
    let kept = std::env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".pyenv")));
    let versions = kept.and_then(|root| fs::read_dir(root.join("versions")).ok());
    let mut kept: Vec<PathBuf> = versions
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&format!("{minor}.")))
        .map(|entry| entry.path().join("bin").join(&name))
        .collect();
    kept.sort();
    // A shim on the path may be there without the version: only one that answers counts.
    let answers = |program: &PathBuf| {
        program.is_file()
            && Command::new(program).arg("-V").output().is_ok_and(|said| said.status.success())
    };
    on_path.chain(kept).find(answers)
}
