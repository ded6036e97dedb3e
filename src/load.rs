//! From a folder to a rulebook, or to all its problems.
//!
//! Every file is read and every law is checked before anything is said, so that one run shows all that is wrong.

mod assemble;
pub mod files;
mod laws;
mod mistake;
pub mod problem;
mod quotes;
mod read;
mod yaml;

pub use files::{Files, Origin};
pub use mistake::suggest;
pub use problem::Problem;
pub use yaml::{document, scalar};

use crate::model::{Rulebook, Waivers};

/// Why a rulebook could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Its files are wrong; all that is wrong, sorted by place.
    #[error("the rulebook has {} problem(s)", .0.len())]
    Problems(Vec<Problem>),
    /// The machine is wrong: a folder cannot be read.
    #[error(transparent)]
    Machine(#[from] anyhow::Error),
}

/// Loads and validates the rulebook of an origin.
pub fn load(origin: &Origin) -> Result<Rulebook, Failure> {
    match attempt(origin.files()?) {
        (rulebook, problems) if problems.is_empty() => Ok(rulebook),
        (_, problems) => Err(Failure::Problems(problems)),
    }
}

/// Reads the waivers of one file, such as one that an earlier commit has.
///
/// # Errors
/// If they cannot be read; all that is wrong with them.
pub fn waivers(path: &str, text: &str) -> Result<Waivers, Vec<Problem>> {
    read::read(path, text)
}

/// What could be made out of a rulebook's files, and all that is wrong with them, sorted by place. Only without problems
/// does everything in the rulebook refer to something.
pub fn attempt(read: Files) -> (Rulebook, Vec<Problem>) {
    let Files { files, mut problems } = read;
    let mut draft = assemble::assemble(files, &mut problems);
    quotes::fill(&mut draft, &mut problems);
    for law in laws::LAWS {
        law(&draft, &mut problems);
    }
    problems.sort();
    problems.dedup();
    draft.rulebook.written = draft.written;
    (draft.rulebook, problems)
}
