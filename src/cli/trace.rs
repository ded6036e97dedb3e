//! `rulebook trace`: what runs before the patch, for every entry point.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use super::{Outcome, Root};
use crate::trace::{self, Options};

/// Tell what runs before the patch, for every entry point of a project
#[derive(Debug, Args)]
pub(super) struct Trace {
    /// A source tree, an unpacked wheel or a folder of installed packages
    path: PathBuf,
    /// Only the entry points of this name
    #[arg(long, value_name = "NAME")]
    entry: Option<String>,
    /// The version of Python to run it with
    #[arg(long, value_name = "VERSION", default_value = "3.11", value_parser = minor)]
    python: u8,
    /// Also follow the code of third parties, installed in this folder
    #[arg(long, value_name = "DIR")]
    site_packages: Option<PathBuf>,
    /// The project, by its name under projects/: its packages, further entry points and own names
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Dot,
    Svg,
}

impl Trace {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let trace = trace::trace(&self.path, &self.options(root)?)?;
        let text = match self.format {
            Format::Json => trace::json(&trace)?,
            Format::Text => trace::text(&trace),
            Format::Dot => trace::dot(&trace),
            Format::Svg => trace::svg(&trace),
        };
        root.console.data(text.as_bytes())?;
        for one in &trace.not_read {
            root.console.note(&format!("{}: {}", one.path, one.reason));
        }
        Ok(Outcome::Clean)
    }

    fn options(&self, root: &Root<'_>) -> Result<Options> {
        let mut options = Options {
            python: self.python,
            only: self.entry.clone(),
            site_packages: self.site_packages.clone(),
            ..Options::default()
        };
        if let Some(name) = &self.project {
            let (_, rulebook) = root.load()?;
            let mut projects = rulebook.projects.values();
            let project = projects
                .find(|project| project.name.as_str() == name)
                .with_context(|| format!("there is no project `{name}`"))?;
            options = options.of_project(project);
        }
        Ok(options)
    }
}

fn minor(text: &str) -> Result<u8, String> {
    let minor = text.strip_prefix("3.").and_then(|minor| minor.parse().ok());
    minor
        .filter(|minor| (7..=14).contains(minor))
        .ok_or_else(|| "name a version of Python from 3.7 to 3.14, such as 3.11".to_owned())
}
