//! `rulebook checklist`: what a project has to answer.

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};

use super::{Outcome, Root};
use crate::generate;
use crate::model::{self, Project, Rulebook};
use crate::render::checklist::{self, Guide};

/// Print what a project has to answer
#[derive(Debug, Args)]
pub(super) struct Checklist {
    /// The project, by its name under projects/
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Markdown,
    Html,
    Json,
    Text,
}

impl Checklist {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (origin, rulebook) = root.load()?;
        let project = self.project(&rulebook)?;
        let list = model::Checklist::of_project(&rulebook, project);
        let templates = generate::templates(&origin)?;
        let source = Guide::beside("generated/guide/", ".md", &rulebook);
        let pages = Guide::beside("generated/book/", ".html", &rulebook);
        let text = match self.format {
            Format::Markdown => checklist::markdown(&list, &source, &templates)?,
            Format::Html => checklist::html(&list, &pages, &templates)?,
            Format::Json => serde_json::to_string_pretty(&checklist::json(&list, &pages))? + "\n",
            Format::Text => checklist::text(&list, &pages, &templates)?,
        };
        root.console.data(text.as_bytes())?;
        Ok(Outcome::Clean)
    }

    fn project<'a>(&self, rulebook: &'a Rulebook) -> Result<&'a Project> {
        let names =
            || rulebook.projects.keys().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        match (&self.project, rulebook.projects.len()) {
            (Some(name), _) => {
                let found =
                    rulebook.projects.values().find(|project| project.name.as_str() == name);
                found
                    .with_context(|| format!("there is no project `{name}`; there are {}", names()))
            }
            (None, 1) => rulebook.projects.values().next().context("there is one project"),
            (None, 0) => bail!("the rulebook has no projects; describe one in projects/NAME.yaml"),
            (None, _) => bail!("say which project with --project NAME; there are {}", names()),
        }
    }
}
