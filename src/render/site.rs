//! Where everything is in the guide, and how one page leads to another.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::Serialize;

use crate::model::fit::Fits;
use crate::model::{Checklist, Guideline, Level, Project, Rulebook, Topic, markdown};
use crate::render::escape;

/// The page of the last audit.
pub(super) const AUDIT: &str = "audit/index.md";
/// The page that lists every guideline.
pub(super) const ALL: &str = "all-guidelines.md";
/// The page of changes.
pub(super) const CHANGES: &str = "what-changed.md";
/// The page of what other linters can say of the checks.
pub(super) const LINTERS: &str = "other-linters.md";
/// The page of projects.
pub(super) const PROJECTS: &str = "projects/index.md";
/// The page of profiles.
pub(super) const PROFILES: &str = "projects/profiles.md";

/// A rulebook with what its pages need of each other, worked out once.
pub(super) struct Site<'a> {
    /// The rulebook.
    pub(super) book: &'a Rulebook,
    /// The checklists of all projects, in the order of their names.
    pub(super) checklists: Vec<Checklist<'a>>,
    /// What other linters can say of the checks.
    pub(super) fits: &'a Fits,
    topics: HashMap<&'a str, &'a Topic>,
    bound: HashMap<&'a str, Vec<Bound<'a>>>,
}

/// A project that a guideline binds.
#[derive(Clone, Copy)]
pub(super) struct Bound<'a> {
    /// The project.
    pub(super) project: &'a Project,
    /// How binding the guideline is for it.
    pub(super) level: Level,
    /// Why the level is another than the guideline's own.
    pub(super) reason: Option<&'a str>,
}

/// A link to a page, as templates write it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Link {
    /// The words.
    pub(super) title: String,
    /// Where it leads, from the page that it is on.
    pub(super) url: String,
}

/// A guideline in a long list, where no more is shown of it.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'a> {
    /// Its id.
    id: &'a str,
    /// Its title; only `code` is marked up.
    title: &'a str,
    /// Its page, from the page that this is on.
    url: String,
}

/// A link to a guideline, with what lists show of it.
#[derive(Debug, Serialize)]
pub(super) struct GuidelineLink<'a> {
    /// Its id.
    pub(super) id: &'a str,
    /// Its name.
    pub(super) name: &'a str,
    /// Its title; only `code` is marked up.
    pub(super) title: &'a str,
    /// Its summary; only `code` is marked up.
    pub(super) summary: &'a str,
    /// `must`, `should` or `may`.
    pub(super) level: &'static str,
    /// `draft`, `active`, `deprecated`, `superseded` or `retired`.
    pub(super) status: &'static str,
    /// `automated`, `partial` or `for people`.
    pub(super) automation: &'static str,
    /// Its page, from the page that this is on.
    pub(super) url: String,
}

impl<'a> Site<'a> {
    /// Works out the checklists and who belongs where.
    pub(super) fn new(book: &'a Rulebook, fits: &'a Fits) -> Self {
        let projects: Vec<_> = book.described().collect();
        let checklists: Vec<_> =
            projects.par_iter().map(|project| Checklist::audited(book, project)).collect();
        let topics = book.topics.iter().map(|topic| (topic.name.as_str(), topic)).collect();
        let mut bound: HashMap<_, Vec<_>> = HashMap::new();
        for checklist in &checklists {
            let Some(project) = checklist.project else { continue };
            for item in &checklist.items {
                bound.entry(item.guideline.id.as_str()).or_default().push(Bound {
                    project,
                    level: item.level,
                    reason: item.level_reason,
                });
            }
        }
        Self { book, checklists, fits, topics, bound }
    }

    /// Whether there is a page of what other linters can say.
    pub(super) fn has_linters(&self) -> bool {
        !self.fits.targets.is_empty() && !self.book.checks.is_empty()
    }

    /// The topic of a guideline.
    pub(super) fn topic_of(&self, guideline: &Guideline) -> Option<&'a Topic> {
        self.topics.get(guideline.name.folder()).copied()
    }

    /// The projects that a guideline binds, in the order of their names.
    pub(super) fn bound_by(&self, guideline: &Guideline) -> &[Bound<'a>] {
        self.bound.get(guideline.id.as_str()).map_or(&[], Vec::as_slice)
    }

    /// A link to a guideline from a page.
    pub(super) fn link_to<'g>(&self, guideline: &'g Guideline, page: &str) -> GuidelineLink<'g> {
        GuidelineLink {
            id: guideline.id.as_str(),
            name: guideline.name.as_str(),
            title: &guideline.title,
            summary: &guideline.summary,
            level: guideline.level.as_str(),
            status: guideline.status.as_str(),
            automation: guideline.automation().as_str(),
            url: relative(page, &page_of(guideline)),
        }
    }

    /// A guideline in a long list on a page.
    pub(super) fn entry<'g>(&self, guideline: &'g Guideline, page: &str) -> Entry<'g> {
        let url = relative(page, &page_of(guideline));
        Entry { id: guideline.id.as_str(), title: &guideline.title, url }
    }

    /// A link to whatever guideline a reference means.
    pub(super) fn link_to_reference(
        &self,
        reference: &str,
        page: &str,
    ) -> Option<GuidelineLink<'_>> {
        self.book.guideline(reference).map(|guideline| self.link_to(guideline, page))
    }

    /// Where a source file of the rulebook can be edited, or at least read, from a page.
    pub(super) fn edit(&self, source: &str, page: &str) -> String {
        match &self.book.settings.edit_url {
            Some(template) => template.replace("{path}", source),
            // From generated/guide/ and from generated/book/ alike, whose pages lie in the same places.
            None => format!("{}../../{source}", root_of(page)),
        }
    }

    /// Markdown as its author wrote it, with the links to guidelines, topics and pages as this page needs them.
    ///
    /// A link that leads nowhere stays: the loader has reported it.
    pub(super) fn linked(&self, text: &str, page: &str) -> String {
        let text = text.trim_end();
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for link in self.book.links_of(text).iter() {
            // A picture that is a link holds another link's text; the outer one is done with it.
            if link.span.start < from || !link.is_internal() {
                continue;
            }
            let Some((url, title)) = self.target(link, page) else { continue };
            out.push_str(&text[from..link.span.start]);
            out.push_str(&relinked(&text[link.span.clone()], link, &url, title));
            from = link.span.end;
        }
        out.push_str(&text[from..]);
        out
    }

    /// Where a link of the rulebook leads from a page, and for guidelines the title.
    fn target(&self, link: &markdown::Link, page: &str) -> Option<(String, Option<String>)> {
        let (name, anchor) = link.parts();
        let (there, title) = if let Some(guideline) = self.book.guideline(name) {
            (page_of(guideline), Some(escape::plain(&guideline.title)))
        } else if let Some(found) = self.book.pages.iter().find(|(n, _)| n.as_str() == name) {
            (format!("{}.md", found.0), None)
        } else if self.topics.contains_key(name) {
            (format!("{name}/index.md"), None)
        } else if name == "audit" && self.book.audit.is_some() {
            (AUDIT.to_owned(), None)
        } else {
            let asset = self.book.assets.contains_key(name);
            return asset.then(|| (relative(page, name), None));
        };
        let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        Some((format!("{}{anchor}", relative(page, &there)), title))
    }
}

/// A link with another target; a bare `[EVT103]` gets the guideline's title for those who point at it.
fn relinked(written: &str, link: &markdown::Link, url: &str, title: Option<String>) -> String {
    if link.bare {
        let title = title.unwrap_or_default().replace(['"', '\\'], "");
        return format!("[{}]({url} \"{title}\")", link.target);
    }
    if let Some((words, rest)) = written.rsplit_once("](")
        && let Some(at) = rest.find(&link.target)
    {
        let rest = format!("{}{url}{}", &rest[..at], &rest[at + link.target.len()..]);
        return format!("{words}]({rest}");
    }
    // `[words][label]`: the label's definition elsewhere has no page to start from, so the link stands for itself.
    let words = written.split("][").next().unwrap_or(written);
    format!("{}]({url})", words.trim_end_matches(']'))
}

/// The page of a guideline.
pub(super) fn page_of(guideline: &Guideline) -> String {
    format!("{}.md", guideline.name)
}

/// The page of a topic.
pub(super) fn topic_page(topic: &Topic) -> String {
    format!("{}/index.md", topic.name)
}

/// The page of a project.
pub(super) fn project_page(project: &Project) -> String {
    format!("projects/{}.md", project.name)
}

/// The way from a page up to the root of the guide: `../` for each folder.
pub(super) fn root_of(page: &str) -> String {
    "../".repeat(page.matches('/').count())
}

/// The way from one page to another, both from the root of the guide.
pub(super) fn relative(from: &str, to: &str) -> String {
    let mut common = 0;
    for (at, (a, b)) in from.bytes().zip(to.bytes()).enumerate() {
        if a != b {
            break;
        }
        if a == b'/' {
            common = at + 1;
        }
    }
    format!("{}{}", root_of(&from[common..]), &to[common..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_leads_to_another() {
        assert_eq!(relative("eventlet/a.md", "eventlet/b.md"), "b.md");
        assert_eq!(relative("eventlet/a.md", "glossary.md"), "../glossary.md");
        assert_eq!(relative("glossary.md", "eventlet/a.md"), "eventlet/a.md");
        assert_eq!(relative("a/b/c.md", "a/d/e.md"), "../d/e.md");
        assert_eq!(relative("eventlet/a.md", "eventlets/a.md"), "../eventlets/a.md");
    }
}
