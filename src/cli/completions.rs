//! `rulebook completions`: what a shell needs to complete our arguments.

use std::io;

use anyhow::Result;
use clap::{Args, Command};
use clap_complete::Shell;

use super::Outcome;

/// Print completions for a shell
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, mut command: Command) -> Result<Outcome> {
        clap_complete::generate(self.shell, &mut command, "rulebook", &mut io::stdout());
        Ok(Outcome::Clean)
    }
}
