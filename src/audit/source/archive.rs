//! Unpacking what somebody else packed. Nothing is written outside of the folder, no link and no device is made, and
//! what is written has an end.

use std::fs::{self, File};
use std::io::{BufReader, Read, Write as _};
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::Lacking;

/// How large an archive and what is in it may be.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The most bytes of an archive.
    pub packed: u64,
    /// The most bytes of all that is in it.
    pub unpacked: u64,
    /// The most files and folders.
    pub entries: u64,
    /// How many times larger than the archive its contents may be, where they are larger than `small`.
    pub ratio: u64,
    /// Contents of this size may have any ratio.
    pub small: u64,
    /// Whether what no check of ours reads is unpacked, too; external programs may read anything.
    pub everything: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            packed: 512 << 20,
            unpacked: 2 << 30,
            entries: 500_000,
            ratio: 100,
            small: 64 << 20,
            everything: false,
        }
    }
}

/// How much has been unpacked, and whether that is enough.
struct Meter<'a> {
    limits: &'a Limits,
    packed: u64,
    unpacked: u64,
    entries: u64,
}

/// What is read beside Python and files without an ending: metadata, and what packaging declares.
const METADATA: [&str; 5] = ["txt", "cfg", "toml", "in", "ini"];

impl Meter<'_> {
    /// Whether an entry is worth a file: most of a source archive is documentation and release notes in small pieces,
    /// which cost more to write than everything else.
    fn wants(&self, path: &Path) -> bool {
        let ending = path.extension().and_then(|ending| ending.to_str());
        self.limits.everything
            || ending.is_none_or(|ending| ending == "py" || METADATA.contains(&ending))
    }

    fn skip(&mut self, from: &mut dyn Read) -> Result<(), Lacking> {
        let length = std::io::copy(&mut from.take(self.room() + 1), &mut std::io::sink());
        let length = length.map_err(|error| corrupt(&error))?;
        if length > self.room() {
            return Err(self.full());
        }
        self.unpacked += length;
        Ok(())
    }

    fn entry(&mut self) -> Result<(), Lacking> {
        self.entries += 1;
        if self.entries > self.limits.entries {
            let most = self.limits.entries;
            return Err(Lacking::Release(format!("its archive has more than {most} entries")));
        }
        Ok(())
    }

    /// How many more bytes may come.
    fn room(&self) -> u64 {
        let by_ratio = self.packed.saturating_mul(self.limits.ratio).max(self.limits.small);
        self.limits.unpacked.min(by_ratio).saturating_sub(self.unpacked)
    }

    fn full(&self) -> Lacking {
        let by_ratio = self.packed.saturating_mul(self.limits.ratio).max(self.limits.small);
        Lacking::Release(if by_ratio < self.limits.unpacked {
            format!(
                "its archive of {} bytes unpacks to more than {by_ratio} bytes, as only a bomb does",
                self.packed
            )
        } else {
            format!("its archive unpacks to more than {} bytes", self.limits.unpacked)
        })
    }

    fn write(&mut self, from: &mut dyn Read, to: &Path) -> Result<(), Lacking> {
        let failed = |error| Lacking::of(error, "a file of its archive cannot be written");
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        // Of two entries with one name the last one counts, as for every other program.
        let mut file = File::create(to).map_err(failed)?;
        let mut buffer = vec![0; 64 << 10];
        loop {
            let length = match from.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => length,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(corrupt(&error)),
            };
            if length as u64 > self.room() {
                return Err(self.full());
            }
            self.unpacked += length as u64;
            file.write_all(&buffer[..length]).map_err(failed)?;
        }
    }
}

fn corrupt(error: &dyn std::fmt::Display) -> Lacking {
    Lacking::Release(format!("its archive is corrupt: {error}"))
}

/// Unpacks an archive into an empty folder; the root of what was in it.
pub(super) fn unpack(
    archive: &Path,
    name: &str,
    folder: &Path,
    limits: &Limits,
) -> Result<PathBuf, Lacking> {
    let failed = |error| Lacking::of(error, "its archive cannot be read");
    let file = File::open(archive).map_err(failed)?;
    let packed = file.metadata().map_err(failed)?.len();
    let mut meter = Meter { limits, packed, unpacked: 0, entries: 0 };
    let file = BufReader::with_capacity(256 << 10, file);
    if name.ends_with(".zip") {
        unzip(file, folder, &mut meter)?;
    } else {
        untar(MultiGzDecoder::new(file), folder, &mut meter)?;
    }
    if meter.entries == 0 {
        return Err(Lacking::Release("its archive is empty".into()));
    }
    Ok(root(folder))
}

/// Unpacks what `git archive` writes.
pub(super) fn untar_plain(from: impl Read, folder: &Path, limits: &Limits) -> Result<(), Lacking> {
    let mut meter = Meter { limits, packed: u64::MAX, unpacked: 0, entries: 0 };
    untar(from, folder, &mut meter)
}

fn untar(from: impl Read, folder: &Path, meter: &mut Meter<'_>) -> Result<(), Lacking> {
    let mut archive = tar::Archive::new(from);
    for entry in archive.entries().map_err(|error| corrupt(&error))? {
        let mut entry = entry.map_err(|error| corrupt(&error))?;
        meter.entry()?;
        let kind = entry.header().entry_type();
        let path = entry.path().map_err(|error| corrupt(&error))?.into_owned();
        let Some(path) = inside(folder, &path)? else { continue };
        if kind.is_file() {
            // Links and devices are left out: nothing in a source tree is found only through them.
            if meter.wants(&path) {
                meter.write(&mut entry, &path)?;
            } else {
                meter.skip(&mut entry)?;
            }
        }
    }
    Ok(())
}

fn unzip(
    from: impl Read + std::io::Seek,
    folder: &Path,
    meter: &mut Meter<'_>,
) -> Result<(), Lacking> {
    let mut archive = ZipArchive::new(from).map_err(|error| corrupt(&error))?;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(|error| corrupt(&error))?;
        meter.entry()?;
        let name = entry.name().map_err(|error| corrupt(&error))?.replace('\\', "/");
        let path = PathBuf::from(name);
        let Some(path) = inside(folder, &path)? else { continue };
        if entry.is_file() && !entry.is_symlink() && meter.wants(&path) {
            meter.write(&mut entry, &path)?;
        }
    }
    Ok(())
}

/// Where an entry goes; nowhere for the folder itself.
fn inside(folder: &Path, path: &Path) -> Result<Option<PathBuf>, Lacking> {
    let mut inside = folder.to_owned();
    for part in path.components() {
        match part {
            Component::Normal(part) => inside.push(part),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                let path = crate::source::plain::printable(&path.to_string_lossy());
                return Err(Lacking::Release(format!(
                    "its archive has an entry that leads out of it, `{path}`"
                )));
            }
        }
    }
    Ok((inside != folder).then_some(inside))
}

/// Nearly every archive has one folder, and everything in it.
fn root(folder: &Path) -> PathBuf {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<_> = entries.map(|entry| entry.path()).collect();
    match entries.pop() {
        Some(only) if entries.is_empty() && only.is_dir() => only,
        _ => folder.to_owned(),
    }
}
