//! What people read: the guide, the checklists, and the guide as an HTML book.
//!
//! Every text is made by a template of theme/templates/ from a view: a struct of its own whose names stay when the
//! model changes. theme/README.md lists the views.

mod book;
pub mod checklist;
mod escape;
mod guide;
mod plot;
mod site;
mod templates;

#[cfg(test)]
mod tests;

use rayon::prelude::*;

pub use book::book;
pub use templates::{Mistake, Templates};

use crate::model::fit::Fits;
use crate::model::{Checklist, Guideline, Output, Rulebook};
use checklist::Guide;

/// Takes a batch of outputs.
pub type Taker<'a> = dyn FnMut(Vec<Output>) -> anyhow::Result<()> + 'a;

/// The Markdown of the guide, with all that belongs to it, as files below `guide/`, sorted as the book will have them.
///
/// # Errors
/// If a template asks for something that is not there, or two pages would have one name.
pub fn guide(
    rulebook: &Rulebook,
    fits: &Fits,
    templates: &Templates,
) -> anyhow::Result<Vec<Output>> {
    let mut all = Vec::new();
    guide_in_batches(rulebook, fits, templates, &mut |mut outputs| {
        all.append(&mut outputs);
        Ok(())
    })?;
    all.sort_by_cached_key(|output| guide::place_in_book(&output.path));
    Ok(all)
}

/// The same in batches, so that not all of it is in memory at once.
///
/// # Errors
/// The same; what was handed on before is then of no use.
pub fn guide_in_batches(
    rulebook: &Rulebook,
    fits: &Fits,
    templates: &Templates,
    take: &mut Taker<'_>,
) -> anyhow::Result<()> {
    guide::outputs(rulebook, fits, templates, take)
}

/// A guideline as it is read in a terminal: Markdown without links into the guide.
///
/// # Errors
/// If the template `explain.md.hbs` asks for something that is not there.
pub fn explain(
    rulebook: &Rulebook,
    guideline: &Guideline,
    templates: &Templates,
) -> anyhow::Result<String> {
    Ok(guide::explain(rulebook, guideline, templates)?)
}

/// The checklists of all projects in Markdown, HTML and JSON, as files below `checklists/`.
///
/// # Errors
/// If a template asks for something that is not there.
pub fn checklists(rulebook: &Rulebook, templates: &Templates) -> anyhow::Result<Vec<Output>> {
    let projects: Vec<_> = rulebook.described().collect();
    let source = Guide::beside("../guide/", ".md", rulebook);
    let pages = Guide::beside("../book/", ".html", rulebook);
    let made: anyhow::Result<Vec<_>> = projects
        .par_iter()
        .map(|project| {
            let checklist = Checklist::audited(rulebook, project);
            let path = |ending| format!("checklists/{}.{ending}", project.name);
            Ok([
                Output::text(path("md"), checklist::markdown(&checklist, &source, templates)?),
                Output::text(path("html"), checklist::html(&checklist, &pages, templates)?),
                Output::json(path("json"), &checklist::json(&checklist, &pages)),
            ])
        })
        .collect();
    Ok(made?.into_iter().flatten().collect())
}
