//! `rulebook gerrit`: changes on a Gerrit server.

mod config;
mod server;
mod watch;

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::config::ProjectConfig;
use self::server::Server;
use self::watch::Watch;
use super::{Outcome, Root};
use crate::forge::gerrit::{self, As, Job, Prepared, Source};
use crate::forge::ticks::{Answers, Total};
use crate::model::{Date, Rulebook};
use crate::report::{self, REPORTERS, View};

/// Review changes on a Gerrit server
#[derive(Debug, Args)]
pub(super) struct Command {
    #[command(subcommand)]
    command: Sub,
}

#[derive(Debug, Subcommand)]
enum Sub {
    Checklist(Checklist),
    Check(Check),
    Post(Post),
    Status(Status),
    Watch(Watch),
    ProjectConfig(ProjectConfig),
    Plugin(Plugin),
}

/// How a change is looked at.
#[derive(Debug, Args)]
struct Look {
    /// Its project, by its name under projects/ [default: the last part of its name on the server]
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// Where its files come from
    #[arg(long, value_name = "FROM", default_value = "rest")]
    tree: From,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    /// Those that it touched, one by one
    Rest,
    /// The whole tree, by git; checks that follow imports need it
    Git,
}

/// Print the checklist of a change; nothing is written anywhere
#[derive(Debug, Args)]
struct Checklist {
    /// Its number, its Change-Id or its address in a browser
    change: String,
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    look: Look,
}

/// Find breaches in the files of a change; those on lines that it touched count
#[derive(Debug, Args)]
struct Check {
    /// Its number, its Change-Id or its address in a browser
    change: String,
    /// How to print findings
    #[arg(long, value_name = "FORMAT", default_value = REPORTERS[0].name, value_parser = super::check::formats())]
    format: String,
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    look: Look,
}

/// Post the checklist of a change and its findings, each once
#[derive(Debug, Args)]
struct Post {
    /// Its number, its Change-Id or its address in a browser
    change: String,
    /// How: for everybody to see, or as drafts that you edit and send yourself
    #[arg(long = "as", value_name = "HOW", default_value = "review")]
    how: How,
    /// Print the request, and post nothing
    #[arg(long)]
    dry_run: bool,
    /// Vote on this label: +1 all answered, 0 something open, -1 a must is broken
    #[arg(long, value_name = "LABEL", conflicts_with = "dry_run")]
    vote: Option<String>,
    /// Let people apply fixes in the web interface; the site has to allow it
    #[arg(long)]
    fixes: bool,
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    look: Look,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum How {
    Review,
    Draft,
}

/// Print how the checklist of a change stands, from what is posted; 1 if something is open
#[derive(Debug, Args)]
struct Status {
    /// Its number, its Change-Id or its address in a browser
    change: String,
    #[command(flatten)]
    server: Server,
}

/// Print a plugin for Gerrit's site: the checklist in the Checks tab
#[derive(Debug, Args)]
struct Plugin {}

impl Command {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        match self.command {
            Sub::Checklist(command) => command.run(root),
            Sub::Check(command) => command.run(root),
            Sub::Post(command) => command.run(root),
            Sub::Status(command) => command.run(root),
            Sub::Watch(command) => command.run(root),
            Sub::ProjectConfig(command) => command.run(root),
            Sub::Plugin(command) => command.run(root),
        }
    }
}

fn job<'a>(rulebook: &'a Rulebook, look: &'a Look, label: Option<&'a str>) -> Job<'a> {
    Job {
        rulebook,
        project: look.project.as_deref(),
        source: match look.tree {
            From::Rest => Source::Rest,
            From::Git => Source::Git,
        },
        label,
        fixes: false,
        turns: super::cache("turns").ok(),
        today: Date(Timestamp::now().to_zoned(TimeZone::UTC).date()),
    }
}

fn outcome(total: Total) -> Outcome {
    if total == Total::Complete { Outcome::Clean } else { Outcome::Found }
}

impl Checklist {
    fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
        let (gerrit, id) = self.server.open(&self.change)?;
        let prepared = gerrit.prepare(&job(&rulebook, &self.look, None), &id)?;
        match &prepared.plan.summary {
            Some(text) => root.console.data(format!("{text}\n").as_bytes())?,
            None => root.console.status("the change has nothing to answer"),
        }
        Ok(outcome(prepared.plan.total()))
    }
}

impl Check {
    fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
        let (gerrit, id) = self.server.open(&self.change)?;
        super::check::quiet_workers();
        let Prepared { review, .. } = gerrit.prepare(&job(&rulebook, &self.look, None), &id)?;
        for sentence in &review.notes {
            root.console.note(&report::shown(sentence));
        }
        let source = |path: &str| review.text(path);
        let view = View {
            rulebook: &rulebook,
            report: &review.report,
            source: &source,
            color: root.console.colors_data(),
            width: None,
            verbose: root.console.tells_more(),
        };
        let reporter = report::reporter(&self.format).context("there is no such format")?;
        root.console.data(&(reporter.report)(&view))?;
        Ok(if review.findings.is_empty() { Outcome::Clean } else { Outcome::Found })
    }
}

impl Post {
    fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
        let (gerrit, id) = self.server.open(&self.change)?;
        super::check::quiet_workers();
        let job = Job { fixes: self.fixes, ..job(&rulebook, &self.look, self.vote.as_deref()) };
        if self.dry_run {
            let prepared = gerrit.prepare(&job, &id)?;
            if prepared.plan.said {
                root.console.status("nothing new: all of it is posted");
            } else {
                root.console.data(gerrit::shown(&prepared.plan)?.as_bytes())?;
            }
            return Ok(outcome(prepared.plan.total()));
        }
        let how = match self.how {
            How::Review => As::Review,
            How::Draft => As::Draft,
        };
        let (prepared, posted) = gerrit.post(&job, &id, how)?;
        root.console.status(&told(&prepared, &posted));
        Ok(outcome(prepared.plan.total()))
    }
}

/// What was posted, in one line.
pub(super) fn told(prepared: &Prepared, posted: &gerrit::Outcome) -> String {
    let change = format!("{},{}", prepared.change.number(), prepared.change.patch_set);
    let what = match posted {
        gerrit::Outcome::Nothing => "nothing new".to_owned(),
        gerrit::Outcome::Drafted(number) => format!("{number} drafts made"),
        gerrit::Outcome::Voted(value) => format!("voted {value:+}"),
        gerrit::Outcome::Posted { remarks, replies, folded } => {
            let folded = folded.as_ref().map_or_else(String::new, |why| {
                format!("; remarks moved into the summary, because the server said: {why}")
            });
            format!("posted, on lines {remarks}, on threads {replies}{folded}")
        }
    };
    format!("change {change}: {what}")
}

impl Status {
    fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (gerrit, id) = self.server.open(&self.change)?;
        let change = gerrit.change(&id)?;
        let known = gerrit.known(&change);
        let answers = Answers::of(&known.events);
        let Some(summary) = gerrit::latest(&known) else {
            root.console.status("no checklist is posted on this change");
            return Ok(Outcome::Clean);
        };
        let mut text = String::new();
        for entry in &summary.items {
            let by = answers.to(entry).map_or_else(String::new, |answer| {
                let reason = if answer.reason.is_empty() { "" } else { ": " };
                format!(" ({}{reason}{})", answer.who, answer.reason)
            });
            let state = answers.state(entry).words();
            text.push_str(&format!(
                "{} {} {} {state}{}\n",
                entry.number,
                entry.id,
                entry.level.as_str(),
                report::shown(&by)
            ));
        }
        root.console.data(text.as_bytes())?;
        for what in &answers.unclear {
            root.console.note(&format!("not understood: {}", report::shown(what)));
        }
        if summary.commit != change.commit {
            root.console.note("the last patch set has not been looked at");
            return Ok(Outcome::Found);
        }
        let states = summary.items.iter().map(|entry| (entry.level, answers.state(entry)));
        Ok(outcome(Total::of(states)))
    }
}

impl Plugin {
    fn run(self, root: &Root<'_>) -> Result<Outcome> {
        root.console.data(gerrit::plugin::SOURCE.as_bytes())?;
        Ok(Outcome::Clean)
    }
}
