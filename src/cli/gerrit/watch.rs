//! `rulebook gerrit watch`: a bot.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::Args;

use super::server::Server;
use super::{Look, job, told};
use crate::cli::{Outcome, Root};
use crate::forge::gerrit::watch::{Bell, Happened, Stream};
use crate::forge::gerrit::{self, GitReview, Job};

/// Look after projects: post on every new patch set, once, and keep the vote true to what people reply
#[derive(Debug, Args)]
pub(super) struct Watch {
    /// The projects, by their names on the server [default: the one of the nearest .gitreview]
    #[arg(value_name = "PROJECT")]
    projects: Vec<String>,
    /// How often the server is asked, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86400))]
    every: u64,
    /// Be woken by the server's events over SSH, too: USER@HOST or USER@HOST:PORT
    #[arg(long, value_name = "TARGET")]
    events: Option<String>,
    /// Look at changes that are work in progress, too
    #[arg(long)]
    unready: bool,
    /// Deal with what there is, and stop
    #[arg(long)]
    once: bool,
    /// Vote on this label: +1 all answered, 0 something open, -1 a must is broken
    #[arg(long, value_name = "LABEL")]
    vote: Option<String>,
    /// Let people apply fixes in the web interface; the site has to allow it
    #[arg(long)]
    fixes: bool,
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    look: Look,
}

impl Watch {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let bell = Arc::new(Bell::default());
        stop_on_signals(&bell)?;
        let (_, rulebook) = root.load()?;
        let gerrit = self.server.connect(self.server.server.clone())?;
        let mut projects = self.projects.clone();
        if projects.is_empty() {
            let here = std::env::current_dir().context("cannot tell the current folder")?;
            projects.extend(GitReview::nearest(&here)?.map(|review| review.project));
        }
        crate::cli::check::quiet_workers();
        let stream = self.events.as_ref().map(|target| {
            let (host, port) = match target.rsplit_once(':') {
                Some((host, port)) => (host, port.parse().ok()),
                None => (target.as_str(), None),
            };
            Stream::new(host, port.unwrap_or(29418), Arc::clone(&bell))
        });
        let watch = gerrit::watch::Watch {
            job: Job { fixes: self.fixes, ..job(&rulebook, &self.look, self.vote.as_deref()) },
            projects: &projects,
            every: Duration::from_secs(self.every),
            unready: self.unready,
        };
        gerrit.watch(&watch, &bell, self.once, &|happened| match happened {
            Happened::Looked(prepared, outcome) => root.console.status(&told(prepared, outcome)),
            Happened::Failed(number, error) => {
                root.console.note(&format!("change {number}: {error:#}; it is tried again"));
            }
            Happened::Unreachable(error) => root.console.note(&format!("{error:#}; trying again")),
        })?;
        drop(stream);
        Ok(Outcome::Clean)
    }
}

/// The first signal lets what is under way come to its end; the second ends at once.
fn stop_on_signals(bell: &Arc<Bell>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let bell = Arc::clone(bell);
    std::thread::spawn(move || {
        runtime.block_on(async {
            for time in 0..2 {
                signalled().await;
                if time > 0 {
                    std::process::exit(2);
                }
                bell.stop();
            }
        });
    });
    Ok(())
}

#[cfg(unix)]
async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut end) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = end.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signalled() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
