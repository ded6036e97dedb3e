//! The server that all of these talk to.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::forge::gerrit::{Gerrit, GitReview, Place};
use crate::forge::{Client, Credentials, Options};

/// What all that talk to a server share.
#[derive(Debug, Args)]
pub(super) struct Server {
    /// The server's address [default: the one in CHANGE, else the host of the nearest .gitreview]
    #[arg(long, value_name = "URL", env = "RULEBOOK_FORGE_URL")]
    pub(super) server: Option<String>,
    /// Trust these certificates (PEM) instead of the usual ones
    #[arg(long, value_name = "FILE", env = "RULEBOOK_FORGE_CA")]
    ca: Option<PathBuf>,
    /// How long a request may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// How often a request is tried
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=20))]
    tries: u32,
}

impl Server {
    /// The server, and a change on it as the server knows it.
    pub(super) fn open(&self, change: &str) -> Result<(Gerrit, String)> {
        let place = Place::read(change)?;
        let server = place.server.or_else(|| self.server.clone());
        Ok((self.connect(server)?, place.id))
    }

    pub(super) fn connect(&self, server: Option<String>) -> Result<Gerrit> {
        let server = match server {
            Some(server) => server,
            None => {
                let here = std::env::current_dir().context("cannot tell the current folder")?;
                let review = GitReview::nearest(&here)?.context(
                    "which server? There is no .gitreview here or above; give the change's address, or --server URL",
                )?;
                format!("https://{}", review.host)
            }
        };
        let options = Options {
            timeout: Duration::from_secs(self.timeout),
            tries: self.tries,
            ca: self.ca.clone(),
            ..Options::default()
        };
        let credentials = Credentials::find(&server)?;
        Gerrit::new(Client::new(&server, credentials.as_ref(), options)?)
    }
}
