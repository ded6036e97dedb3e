//! `rulebook manual`: the manual page, from the same table as the help.

use std::io;

use anyhow::{Context as _, Result};
use clap::{Args, Command};

use super::Outcome;

/// Print the manual page (for `man -l -`)
#[derive(Debug, Args)]
pub(super) struct Manual {}

impl Manual {
    pub(super) fn run(self, command: Command) -> Result<Outcome> {
        let page = clap_mangen::Man::new(command);
        page.render(&mut io::stdout()).context("cannot write the manual page")?;
        Ok(Outcome::Clean)
    }
}
