//! `rulebook plan`: what a project has still to do.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use super::{Outcome, Root, project_named, today};
use crate::check::{self, Request};
use crate::model::Name;
use crate::review::plan;

/// Plan what a project has still to do, from what the checks find in its tree
///
/// Stages come one after the other; what stands in one stage waits for nothing that comes later.
#[derive(Debug, Args)]
pub(super) struct Plan {
    /// The project's tree
    #[arg(default_value = ".")]
    path: PathBuf,
    /// The project, by its name under projects/ [default: the one that the tree says it is]
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// Only what is in this topic, by its name under guidelines/, and what has to come before it; may be repeated
    #[arg(long, value_name = "NAME")]
    topic: Vec<String>,
}

impl Plan {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (_, rulebook) = root.load()?;
        super::check::quiet_workers();
        let named =
            self.project.as_deref().map(|name| project_named(&rulebook, name)).transpose()?;
        let known: Vec<&Name> = rulebook.topics.iter().map(|topic| &topic.name).collect();
        let mut topics = Vec::new();
        for asked in &self.topic {
            let found = known.iter().find(|name| name.as_str() == asked).with_context(|| {
                let names: Vec<&str> = known.iter().map(|name| name.as_str()).collect();
                format!("there is no topic `{asked}`; there are {}", names.join(", "))
            })?;
            topics.push((*found).clone());
        }
        ensure!(
            self.path.is_dir(),
            "{} is no folder; name the project's tree",
            self.path.display()
        );
        let paths = [self.path];
        let request = Request {
            paths: &paths,
            project: named,
            diff: None,
            baseline: None,
            select: &[],
            threads: 0,
            today: today(),
            rooted: false,
            memo: None,
        };
        let checked = check::run(&rulebook, &request)?;
        let project = match (named, checked.projects.iter().flatten().next()) {
            (Some(project), _) => project,
            (None, Some(project)) => rulebook.projects.get(&project.name).unwrap_or(project),
            (None, None) => anyhow::bail!(
                "nobody has described this project; name one with --project, or add it: `rulebook new project NAME`"
            ),
        };
        let plan = plan::Plan::new(&rulebook, project, &checked.report, &topics);
        root.console.data(plan.markdown().as_bytes())?;
        Ok(if plan.is_done() { Outcome::Clean } else { Outcome::Found })
    }
}
