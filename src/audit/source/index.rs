//! A package index with the JSON of the Simple API (PEP 691), as PyPI and its mirrors have it.

use std::ffi::OsString;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use pep440_rs::Version;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::http::{Client, Unanswered, without_credentials};
use super::{Lacking, Limits};
use crate::model::project::normal;
use crate::source::plain::printable;

/// The index that is asked where nobody names another.
const PYPI: &str = "https://pypi.org/simple";

/// What is asked for: PEP 691.
const JSON: &str = "application/vnd.pypi.simple.v1+json";

/// The largest page about a package that is read.
const MOST_PAGE: u64 = 64 << 20;

/// The most that downloads may take; the oldest go first.
const MOST_KEPT: u64 = 8 << 30;

/// A package index, and where what it gave is kept.
#[derive(Debug, Clone)]
pub struct Index {
    client: Client,
    url: String,
    kept: Option<PathBuf>,
}

/// The archive of a release, on disk.
pub(super) struct Archive {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) sha256: String,
    /// What goes away with this, if it is not kept.
    _guard: Option<tempfile::TempPath>,
}

/// What an index says of a package.
#[derive(Debug, Deserialize)]
struct Page {
    files: Vec<File>,
}

#[derive(Debug, Deserialize)]
struct File {
    filename: String,
    url: String,
    #[serde(default)]
    hashes: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    size: Option<u64>,
}

/// Which index a user asks: the one that `--index` names, else as pip and uv are told.
pub fn index_from(given: Option<&str>) -> String {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let named = given
        .map(str::to_owned)
        .or_else(|| variable("PIP_INDEX_URL"))
        .or_else(|| variable("UV_DEFAULT_INDEX"))
        .or_else(|| variable("UV_INDEX_URL"));
    named.or_else(of_pip).unwrap_or_else(|| PYPI.to_owned())
}

/// `index-url` under `[global]` in pip's files, the user's before the machine's.
fn of_pip() -> Option<String> {
    let home = std::env::home_dir();
    let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let config = config.or_else(|| home.as_ref().map(|home| home.join(".config")));
    let files = [
        std::env::var_os("PIP_CONFIG_FILE").map(|path: OsString| PathBuf::from(path)),
        config.map(|folder| folder.join("pip/pip.conf")),
        home.map(|home| home.join(".pip/pip.conf")),
        Some(PathBuf::from("/etc/pip.conf")),
    ];
    files.into_iter().flatten().find_map(|path| index_url(&fs::read_to_string(path).ok()?))
}

fn index_url(text: &str) -> Option<String> {
    let mut section = "";
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.trim();
        } else if section == "global"
            && let Some((key, value)) = line.split_once(['=', ':'])
            && key.trim().replace('_', "-") == "index-url"
        {
            return Some(value.trim().to_owned());
        }
    }
    None
}

impl Index {
    /// The index at a URL; what it gives is kept in a folder, if one is named.
    ///
    /// # Errors
    /// If the certificates that the environment names cannot be read.
    pub fn new(url: &str, kept: Option<PathBuf>) -> Result<Self> {
        let client = Client::new().context("cannot ask a package index")?;
        Ok(Self { client, url: url.trim_end_matches('/').to_owned(), kept })
    }

    /// The source archive of a release, fetched if it is not kept.
    pub(super) fn archive(
        &self,
        package: &str,
        release: &str,
        limits: &Limits,
    ) -> Result<Archive, Lacking> {
        let page = self.page(package)?;
        let file = chosen(page, package, release)?;
        let sha256 = file.hashes.get("sha256").map(|hash| hash.to_lowercase());
        let Some(sha256) =
            sha256.filter(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
        else {
            return Err(Lacking::Release(format!(
                "the index gives no SHA-256 of {}, so nobody could tell what was read",
                printable(&file.filename)
            )));
        };
        if file.size.is_some_and(|size| size > limits.packed) {
            return Err(too_large(limits));
        }
        let name = file.filename.clone();
        let kept = self.kept.as_ref().map(|folder| folder.join(&sha256));
        if let Some(path) = kept.as_ref().filter(|path| is(path, &sha256)) {
            return Ok(Archive { path: path.clone(), name, sha256, _guard: None });
        }
        let fetched = self.fetch(&file, &sha256, limits)?;
        let Some(path) = kept else {
            let path = fetched.to_path_buf();
            return Ok(Archive { path, name, sha256, _guard: Some(fetched) });
        };
        fetched.persist(&path).map_err(|error| Lacking::of(error.error, "it cannot be kept"))?;
        if let Some(folder) = &self.kept {
            shrink(folder, &path);
        }
        Ok(Archive { path, name, sha256, _guard: None })
    }

    fn page(&self, package: &str) -> Result<Page, Lacking> {
        let name = normal(package);
        let url = format!("{}/{name}/", self.url);
        let mut body = Vec::new();
        let read = self.client.get(&url, JSON, |from| {
            body.clear();
            from.take(MOST_PAGE).read_to_end(&mut body)
        });
        let (shown, _) = without_credentials(&self.url);
        match read {
            Ok(_) => serde_json::from_slice(&body).map_err(|error| {
                Lacking::Release(format!(
                    "what the index {shown} says of {name} is not JSON as in PEP 691: {error}"
                ))
            }),
            Err(Unanswered::Absent) => Err(Lacking::Release(format!(
                "the index {shown} has no package {name}; if it was renamed, write its new name under `distribution`"
            ))),
            Err(Unanswered::Failed(why)) => Err(Lacking::Release(format!(
                "the index {shown} cannot be asked for {name}: {why}"
            ))),
        }
    }

    fn fetch(
        &self,
        file: &File,
        sha256: &str,
        limits: &Limits,
    ) -> Result<tempfile::TempPath, Lacking> {
        let url = absolute(&self.url, &file.url);
        let folder = self.kept.clone().unwrap_or_else(std::env::temp_dir);
        let failed = |error| Lacking::of(error, "the archive cannot be kept");
        fs::create_dir_all(&folder).map_err(failed)?;
        let mut full = None;
        let got = self.client.get(&url, "*/*", |from| {
            let mut to = tempfile::NamedTempFile::new_in(&folder)?;
            let mut from = from.take(limits.packed + 1);
            let mut hasher = Sha256::new();
            let mut buffer = vec![0; 64 << 10];
            let mut length = 0;
            loop {
                let read = from.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                length += read as u64;
                hasher.update(&buffer[..read]);
                if let Err(error) = to.write_all(&buffer[..read]) {
                    // Another try would not find more room.
                    full = Some(error);
                    break;
                }
            }
            Ok((to.into_temp_path(), hex(&hasher.finalize()), length))
        });
        if let Some(error) = full {
            return Err(failed(error));
        }
        let name = printable(&file.filename);
        match got {
            Ok((_, _, length)) if length > limits.packed => Err(too_large(limits)),
            Ok((path, hash, _)) if hash == sha256 => Ok(path),
            Ok((_, hash, _)) => Err(Lacking::Release(format!(
                "{name} has another SHA-256 than the index says: {hash}, not {sha256}"
            ))),
            Err(Unanswered::Absent) => {
                Err(Lacking::Release(format!("the index names {name}, and does not have it")))
            }
            Err(Unanswered::Failed(why)) => {
                Err(Lacking::Release(format!("{name} cannot be fetched: {why}")))
            }
        }
    }
}

fn too_large(limits: &Limits) -> Lacking {
    Lacking::Release(format!("its archive has more than {} bytes", limits.packed))
}

/// The source archive of a release. Of several, tar comes before zip.
fn chosen(page: Page, package: &str, release: &str) -> Result<File, Lacking> {
    let wanted: Option<Version> = release.parse().ok();
    let is_wanted =
        |version: &str| version == release || (wanted.is_some() && version.parse().ok() == wanted);
    let mut versions = std::collections::BTreeSet::new();
    let mut only_built = false;
    let mut found: Option<(usize, File)> = None;
    for file in page.files {
        let rank = [".tar.gz", ".tgz", ".zip"].iter().position(|end| file.filename.ends_with(end));
        let Some(rank) = rank else {
            let version = file.filename.split('-').nth(1);
            only_built |= file.filename.ends_with(".whl") && version.is_some_and(is_wanted);
            continue;
        };
        let stem = file.filename.trim_end_matches(".zip").trim_end_matches(".tgz");
        let stem = stem.trim_end_matches(".tar.gz");
        let Some((name, version)) = stem.rsplit_once('-') else { continue };
        if normal(name) != normal(package) {
            continue;
        }
        if is_wanted(version) && found.as_ref().is_none_or(|(known, _)| rank < *known) {
            found = Some((rank, file));
        } else if let Ok(version) = version.parse::<Version>() {
            versions.insert(version);
        }
    }
    if let Some((_, file)) = found {
        return Ok(file);
    }
    if only_built {
        return Err(Lacking::Release(format!(
            "the index has no source archive of {package} {release}, only what was built from it"
        )));
    }
    let newest = versions.iter().next_back();
    let newest =
        newest.map_or(String::new(), |version| format!("; the newest it has is {version}"));
    Err(Lacking::Release(format!("the index has no release {release} of {package}{newest}")))
}

/// Where a file is; indexes may say so from their own page on.
fn absolute(index: &str, url: &str) -> String {
    if url.contains("://") {
        return url.to_owned();
    }
    let (scheme, rest) = index.split_once("://").unwrap_or(("https", index));
    let host = rest.split('/').next().unwrap_or(rest);
    match url.strip_prefix("//") {
        Some(rest) => format!("{scheme}://{rest}"),
        None if url.starts_with('/') => format!("{scheme}://{host}{url}"),
        // From the page of the package, two folders below the index's own folder at most.
        None => {
            let mut base: Vec<&str> = rest.split('/').chain(["package"]).collect();
            let mut parts = url.split('/').peekable();
            while parts.next_if_eq(&"..").is_some() {
                if base.len() > 1 {
                    base.pop();
                }
            }
            format!("{scheme}://{}/{}", base.join("/"), parts.collect::<Vec<_>>().join("/"))
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a file has this hash. What is kept may have been cut off, or changed.
fn is(path: &Path, sha256: &str) -> bool {
    let hash = || -> std::io::Result<String> {
        let mut file = fs::File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                return Ok(hex(&hasher.finalize()));
            }
            hasher.update(&buffer[..read]);
        }
    };
    hash().is_ok_and(|hash| hash == sha256)
}

/// Removes the oldest downloads until the others have room; never the one that is about to be used.
fn shrink(folder: &Path, used: &Path) {
    let Ok(found) = fs::read_dir(folder) else { return };
    let mut files: Vec<_> = found
        .flatten()
        .filter_map(|one| {
            let known = one.metadata().ok()?;
            Some((known.modified().ok()?, known.len(), one.path()))
        })
        .collect();
    files.sort();
    let mut sum: u64 = files.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in files {
        if sum <= MOST_KEPT {
            break;
        }
        if path != used && fs::remove_file(path).is_ok() {
            sum -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_may_be_told_from_the_page_on() {
        let at = |url| absolute("https://index.example/root/simple", url);
        assert_eq!(at("https://files.example/a"), "https://files.example/a");
        assert_eq!(at("//files.example/a"), "https://files.example/a");
        assert_eq!(at("/files/a"), "https://index.example/files/a");
        assert_eq!(at("../../files/a"), "https://index.example/root/files/a");
        assert_eq!(at("a"), "https://index.example/root/simple/package/a");
    }

    #[test]
    fn pip_is_asked_for_its_index() {
        let text =
            "[install]\nindex-url = no\n[global]\n# x\nindex_url = https://index.example/simple\n";
        assert_eq!(index_url(text).as_deref(), Some("https://index.example/simple"));
        assert_eq!(index_url("[global]\nextra-index-url = no\n"), None);
    }
}
