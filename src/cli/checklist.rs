//! x
use super::{Outcome, Root};
use anyhow::Result;
use clap::Args;
/// x
#[derive(Debug, Args)]
pub(super) struct Checklist {}
impl Checklist {
    pub(super) fn run(self, _root: &Root<'_>) -> Result<Outcome> {
        Ok(Outcome::Clean)
    }
}
