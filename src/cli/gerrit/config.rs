//! `rulebook gerrit project-config`: what the server needs so that changes wait for their checklists.

use anyhow::Result;
use clap::Args;

use super::server::Server;
use crate::cli::{Outcome, Root};
use crate::forge::about;
use crate::forge::gerrit::config;
use crate::forge::look::project_of;

/// Print what a project.config needs so that a change waits for its checklist
#[derive(Debug, Args)]
pub(super) struct ProjectConfig {
    /// The label
    #[arg(long, value_name = "NAME", default_value = "Rulebook")]
    label: String,
    /// The project, by its name under projects/ [default: what any of them can be asked]
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// A requirement of its own for each guideline that only some paths or changed lines call for
    #[arg(long)]
    each: bool,
    /// Print nothing, but let the server try the requirements on this change
    #[arg(long = "try", value_name = "CHANGE")]
    attempt: Option<String>,
    #[command(flatten)]
    server: Server,
}

impl ProjectConfig {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
        let project = match &self.project {
            Some(name) => Some(project_of(&rulebook, Some(name), name)?),
            None => None,
        };
        let about = about::all(&rulebook, project);
        let requirements = config::requirements(&self.label, &about, self.each)?;
        let Some(change) = &self.attempt else {
            root.console.data(config::text(&self.label, &requirements).as_bytes())?;
            return Ok(Outcome::Clean);
        };
        let (gerrit, id) = self.server.open(change)?;
        for one in &requirements {
            let status = gerrit.try_requirement(&id, one)?;
            let name = &one.name;
            root.console.status(&format!("the server understands {name}; now it is {status}"));
        }
        Ok(Outcome::Clean)
    }
}
