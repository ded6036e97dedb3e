//! x
use super::Outcome;
use anyhow::Result;
use clap::Args;
/// x
#[derive(Debug, Args)]
pub(super) struct Init {}
impl Init {
    pub(super) fn run(self, _root: &super::console::Console) -> Result<Outcome> {
        Ok(Outcome::Clean)
    }
}
