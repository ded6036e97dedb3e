//! The table of contents, from which mdBook makes the sidebar and the order of pages.

use serde::Serialize;

use super::audit;
use crate::model::Page;
use crate::render::escape;
use crate::render::site::{self, Site};

/// What `SUMMARY.md.hbs` can use.
#[derive(Serialize)]
pub(super) struct View {
    before: Vec<Entry>,
    all_guidelines: &'static str,
    topics: Vec<Entry>,
    /// Absent where the rulebook has no projects.
    projects: Option<Projects>,
    /// Absent where there was no audit.
    audit: Option<Entry>,
    what_changed: &'static str,
    /// Absent where there are no rules for other linters.
    other_linters: Option<&'static str>,
    after: Vec<Entry>,
}

#[derive(Serialize)]
struct Projects {
    page: &'static str,
    profiles: Option<&'static str>,
    pages: Vec<Entry>,
}

/// A page with those below it; titles are plain text.
#[derive(Serialize)]
struct Entry {
    title: String,
    page: String,
    pages: Vec<Entry>,
}

/// The view of the table of contents.
pub(super) fn view(site: &Site<'_>) -> View {
    let (before, after) = site.book.pages_around_topics();
    let mut before: Vec<_> = before.into_iter().map(hand_written).collect();
    if before.is_empty() {
        before.push(entry(super::INTRODUCTION_TITLE, super::INTRODUCTION));
    }
    let topics = site.book.topics.iter().map(|topic| Entry {
        pages: site
            .book
            .in_topic(&topic.name)
            .map(|g| entry(&format!("{} {}", g.id, escape::plain(&g.title)), &site::page_of(g)))
            .collect(),
        ..entry(&topic.title, &site::topic_page(topic))
    });
    let projects = site.book.described();
    let projects: Vec<_> = projects.map(|p| entry(&p.title, &site::project_page(p))).collect();
    View {
        before,
        all_guidelines: site::ALL,
        topics: topics.collect(),
        projects: (!projects.is_empty()).then_some(Projects {
            page: site::PROJECTS,
            profiles: (!site.book.profiles.is_empty()).then_some(site::PROFILES),
            pages: projects,
        }),
        audit: audit::contents(site).map(|(page, projects)| Entry {
            pages: projects.iter().map(|(title, page)| entry(title, page)).collect(),
            ..entry("Audit", page)
        }),
        what_changed: site::CHANGES,
        other_linters: site.has_linters().then_some(site::LINTERS),
        after: after.into_iter().map(hand_written).collect(),
    }
}

fn hand_written(page: &Page) -> Entry {
    entry(&page.title, &format!("{}.md", page.name))
}

fn entry(title: &str, page: &str) -> Entry {
    Entry { title: title.to_owned(), page: page.to_owned(), pages: Vec::new() }
}
