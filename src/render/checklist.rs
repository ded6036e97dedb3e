//! A checklist for people and for programs: Markdown, HTML with boxes that remember, JSON.

mod change;
mod view;
pub mod wire;

use super::templates::{Mistake, Templates};
use crate::model::{Checklist, Guideline, Rulebook};

/// Where the pages of the guide are, seen from a checklist.
#[derive(Debug, Clone)]
pub struct Guide {
    base: String,
    published: bool,
    ending: &'static str,
}

impl Guide {
    /// Beside the checklist: `base` leads there, such as `../guide/`, and pages end in `.md` or `.html`.
    ///
    /// HTML pages are linked where they are published, if the rulebook says where that is.
    pub fn beside(base: &str, ending: &'static str, book: &Rulebook) -> Self {
        let published = book.settings.url.as_ref().filter(|_| ending == ".html");
        let base = match published {
            Some(url) => format!("{}/", url.trim_end_matches('/')),
            None => base.to_owned(),
        };
        Self { base, published: published.is_some(), ending }
    }

    /// The page of a guideline.
    fn url(&self, guideline: &Guideline) -> String {
        self.page(guideline.name.as_str())
    }

    /// The page of a guideline where it can be seen from anywhere, if the rulebook says where that is.
    fn published(&self, guideline: &Guideline) -> Option<String> {
        self.published.then(|| self.url(guideline))
    }

    /// A page by its path from the root of the guide, without its ending.
    fn page(&self, page: &str) -> String {
        format!("{}{page}{}", self.base, self.ending)
    }
}

/// A checklist as Markdown, with a box for each item.
///
/// # Errors
/// If the template `checklist.md.hbs`, or for a change `change.md.hbs`, asks for something that is not there.
pub fn markdown(
    checklist: &Checklist<'_>,
    guide: &Guide,
    templates: &Templates,
) -> Result<String, Mistake> {
    rendered("md", checklist, guide, templates)
}

/// A checklist as an HTML page that stands alone; its boxes remember.
///
/// # Errors
/// If the template `checklist.html.hbs`, or for a change `change.html.hbs`, asks for something that is not there.
pub fn html(
    checklist: &Checklist<'_>,
    guide: &Guide,
    templates: &Templates,
) -> Result<String, Mistake> {
    rendered("html", checklist, guide, templates)
}

/// A checklist as plain text.
///
/// # Errors
/// If the template `checklist.text.hbs`, or for a change `change.text.hbs`, asks for something that is not there.
pub fn text(
    checklist: &Checklist<'_>,
    guide: &Guide,
    templates: &Templates,
) -> Result<String, Mistake> {
    rendered("text", checklist, guide, templates)
}

fn rendered(
    kind: &str,
    checklist: &Checklist<'_>,
    guide: &Guide,
    templates: &Templates,
) -> Result<String, Mistake> {
    let name = template(checklist, kind);
    match &checklist.change {
        Some(about) => templates.render(&name, &change::View::of(checklist, about, guide)),
        None => templates.render(&name, &view::View::of(checklist, guide)),
    }
}

/// The name of the template that makes a checklist of some kind: `md`, `html` or `text`.
pub fn template(checklist: &Checklist<'_>, kind: &str) -> String {
    let about = if checklist.change.is_some() { "change" } else { "checklist" };
    format!("{about}.{kind}")
}

/// A checklist for programs.
pub fn json<'a>(checklist: &'a Checklist<'a>, guide: &Guide) -> wire::Checklist<'a> {
    wire::Checklist::of(checklist, guide)
}
