//! `rulebook answer`: a person's verdict on an item of a checklist.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, ValueEnum};

use super::checklist::What;
use super::{Outcome, Root, project_named, today};
use crate::model::answer::Met;
use crate::model::id::Reference;
use crate::model::{self, Line, Rulebook};
use crate::review::{self, Review};

/// Answer an item of a checklist: of a change, or of a project as a whole
///
/// The answer holds as long as the guideline keeps its revision and the functions that it was about keep their code,
/// wherever they move. It is written to projects/answers/, or printed as a line for the commit's message.
#[derive(Debug, Args)]
pub(super) struct Answer {
    /// The guideline, by id or by name
    item: String,
    /// The verdict
    verdict: Verdict,
    /// The tree or repository that the change is of [default: the current folder]
    #[arg(value_name = "PATH", requires = "what")]
    path: Option<PathBuf>,
    #[command(flatten)]
    what: What,
    /// The project, by its name under projects/ [default, for a change: what the tree says of itself]
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = line)]
    reason: Line,
    /// Who says so [default: git's user.name]
    #[arg(long, value_name = "NAME", value_parser = line)]
    by: Option<Line>,
    /// Print the answer as a line for the message of the commit, and write nothing
    #[arg(long, requires = "what")]
    footer: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Verdict {
    /// The guideline is met
    Met,
    /// It is not
    Unmet,
    /// It asks for nothing here
    Na,
}

pub(super) fn line(text: &str) -> Result<Line, String> {
    text.parse().map_err(str::to_owned)
}

impl Answer {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (origin, rulebook) = root.load()?;
        let given = self.project.as_ref().map(|name| project_named(&rulebook, name)).transpose()?;
        let (answer, project) = match self.what.read(self.path.as_deref())? {
            Some(change) => {
                let review = Review::new(&rulebook, given, change, today())?;
                let list = review.checklist()?;
                let project = list.project.map(|project| project.name.clone());
                (self.answer(&rulebook, &list)?, project)
            }
            None => {
                let project = given.context(
                    "say which project with --project NAME, or which change with --change",
                )?;
                let list = model::Checklist::of_project(&rulebook, project);
                (self.answer(&rulebook, &list)?, Some(project.name.clone()))
            }
        };
        if self.footer {
            root.console.data(format!("{}\n", answer.footer()).as_bytes())?;
            return Ok(Outcome::Clean);
        }
        let project = project
            .context("nobody has described this project; --project NAME says which it is")?;
        let folder = origin.folder().context(
            "there is no rulebook here to write to; name one with --root DIR, or print the answer with --footer",
        )?;
        let path = review::add_answer(folder, &project, &answer)?;
        root.console.status(&format!("{path}: {} {}", answer.guideline, answer.verdict.as_str()));
        Ok(Outcome::Clean)
    }

    fn answer(&self, rulebook: &Rulebook, list: &model::Checklist<'_>) -> Result<model::Answer> {
        let guideline = rulebook.guideline(&self.item);
        let guideline = guideline.with_context(|| super::explain::unknown(rulebook, &self.item))?;
        let Some(item) = list.items.iter().find(|item| item.guideline.id == guideline.id) else {
            let out = list.left_out.iter().find(|out| out.guideline.id == guideline.id);
            bail!(
                "{} is not on this list: {}",
                guideline.id,
                out.map_or("it is no item", |out| &out.why)
            );
        };
        ensure!(
            item.breaches().next().is_none(),
            "checks flag breaches of {} here; mend them, or waive them with `rulebook waive`",
            guideline.id
        );
        let verdict = match self.verdict {
            Verdict::Met => Met::Met,
            Verdict::Unmet => Met::Unmet,
            Verdict::Na => Met::Na,
        };
        let refused = item.questions.iter().find(|question| !question.na_allowed);
        if let (Met::Na, Some(question)) = (verdict, refused) {
            bail!("this has to be answered with met or unmet: {}", question.ask);
        }
        let by = self.by.clone().or_else(|| review::whoami()?.parse().ok());
        Ok(model::Answer {
            guideline: Reference(guideline.id.to_string()),
            revision: guideline.revision,
            verdict,
            reason: self.reason.clone(),
            by,
            date: Some(today()),
            code: item.code.clone(),
        })
    }
}
