//! The guide: Markdown pages with a table of contents, and static pages that lead from ids and old names to new ones.

mod audit;
mod catalog;
mod changes;
mod guideline;
mod linters;
mod precision;
mod profiles;
mod projects;
mod proven;
mod summary;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::Taker;
use super::checklist::{self, Guide};
use super::site::{self, Site};
use super::templates::{Mistake, Templates};
use crate::model::fit::Fits;
use crate::model::{Guideline, Output, Page, Rulebook, markdown};
use crate::source::memory;

/// The first page where nobody has written one.
const INTRODUCTION: &str = "introduction.md";
const INTRODUCTION_TITLE: &str = "Introduction";

/// What `page.md.hbs` can use: a hand-written page.
#[derive(Serialize)]
struct PageView {
    source: String,
    edit: String,
    text: String,
}

/// What `introduction.md.hbs` can use: the first page where nobody has written one.
#[derive(Serialize)]
struct IntroductionView<'a> {
    edit: String,
    title: &'a str,
    summary: Option<&'a str>,
    intro: Option<String>,
    all_guidelines: &'static str,
}

/// What `redirect.html.hbs` can use.
#[derive(Serialize)]
struct RedirectView<'a> {
    from: &'a str,
    id: &'a str,
    title: &'a str,
    url: String,
    /// The whole address, if it is known where the guide is published.
    canonical: String,
}

/// One guideline for the terminal.
pub(super) fn explain(
    book: &Rulebook,
    guideline: &Guideline,
    templates: &Templates,
) -> Result<String, Mistake> {
    let nowhere = Fits::default();
    let site = Site::new(book, &nowhere);
    let text = templates.render("explain.md", &guideline::view(&site, guideline))?;
    // A terminal follows no relative link: the words that carry it, mostly an id, are what `explain` takes.
    let mut plain = text.clone();
    for link in markdown::links(&text, |_| false).iter().rev().filter(|link| link.is_internal()) {
        let whole = &text[link.span.clone()];
        if let Some(words) = whole.strip_prefix('[').and_then(|rest| rest.rsplit_once("](")) {
            plain.replace_range(link.span.clone(), words.0);
        }
    }
    Ok(plain)
}

/// How many guidelines' pages are in memory at once for each thread: the fewer, the more of the memory is that of the last.
const BATCH: usize = 16;

/// All files of the guide, in batches.
pub(super) fn outputs(
    book: &Rulebook,
    fits: &Fits,
    templates: &Templates,
    take: &mut Taker<'_>,
) -> anyhow::Result<()> {
    let site = Site::new(book, fits);
    let mut taken = BTreeMap::new();
    let mut hand_on = |outputs: Vec<Output>| {
        one_file_per_path(&outputs, &mut taken)?;
        take(outputs)
    };
    for some in book.guidelines.chunks(BATCH * rayon::current_num_threads()) {
        let of = |g: &Guideline| {
            let mut files = redirects(&site, templates, g)?;
            let view = guideline::view(&site, g);
            files.push(page(templates, "guideline.md", &site::page_of(g), &view)?);
            Ok(files)
        };
        let files: Result<Vec<_>, Mistake> = some.par_iter().map(of).collect();
        hand_on(files?.into_iter().flatten().collect())?;
    }
    single_pages(&site, templates, &mut hand_on)?;
    // One after the other took the room of the one before; nothing that comes is as long.
    memory::give_back();
    let mut outputs = Vec::new();
    for topic in &book.topics {
        let view = catalog::topic(&site, topic);
        outputs.push(page(templates, "topic.md", &site::topic_page(topic), &view)?);
    }
    for written in book.pages.values() {
        outputs.push(hand_written(&site, templates, written)?);
    }
    outputs.extend(of_projects(&site, templates)?);
    outputs.extend(audit::pages(&site, templates)?);
    let assets = book.assets.iter();
    outputs
        .extend(assets.map(|(path, bytes)| Output { path: in_guide(path), bytes: bytes.clone() }));
    hand_on(outputs)
}

fn in_guide(page: &str) -> String {
    format!("guide/{page}")
}

fn page(
    templates: &Templates,
    template: &str,
    page: &str,
    view: &impl Serialize,
) -> Result<Output, Mistake> {
    Ok(Output::text(in_guide(page), templates.render(template, view)?))
}

/// The pages of which there is one, handed on one by one, since each may be as long as all guidelines' pages together.
fn single_pages(
    site: &Site<'_>,
    templates: &Templates,
    take: &mut Taker<'_>,
) -> anyhow::Result<()> {
    take(vec![page(templates, "SUMMARY.md", "SUMMARY.md", &summary::view(site))?])?;
    take(vec![page(templates, "all-guidelines.md", site::ALL, &catalog::all(site))?])?;
    take(vec![page(templates, "what-changed.md", site::CHANGES, &changes::view(site))?])?;
    if site.has_linters() {
        take(vec![page(templates, "other-linters.md", site::LINTERS, &linters::view(site))?])?;
    }
    let (before, _) = site.book.pages_around_topics();
    if before.is_empty() {
        take(vec![introduction(site, templates)?])?;
    }
    Ok(())
}

fn introduction(site: &Site<'_>, templates: &Templates) -> Result<Output, Mistake> {
    let guide = site.book.guide.as_ref();
    let view = IntroductionView {
        edit: site.edit("guidelines/topic.yaml", INTRODUCTION),
        title: &site.book.title,
        summary: guide.map(|guide| guide.summary.as_str()),
        intro: guide.and_then(|g| g.intro.as_ref()).map(|text| site.linked(text, INTRODUCTION)),
        all_guidelines: site::ALL,
    };
    page(templates, "introduction.md", INTRODUCTION, &view)
}

fn hand_written(site: &Site<'_>, templates: &Templates, written: &Page) -> Result<Output, Mistake> {
    let source = format!("guidelines/{}.md", written.name);
    let path = format!("{}.md", written.name);
    let view = PageView {
        edit: site.edit(&source, &path),
        source,
        text: site.linked(&written.text, &path),
    };
    page(templates, "page.md", &path, &view)
}

/// The pages of projects and profiles, and the checklists as static pages beside them.
fn of_projects(site: &Site<'_>, templates: &Templates) -> Result<Vec<Output>, Mistake> {
    if site.checklists.is_empty() {
        return Ok(Vec::new());
    }
    let each: Result<Vec<_>, Mistake> = site
        .checklists
        .par_iter()
        .filter_map(|checklist| Some((checklist.project?, checklist)))
        .map(|(project, checklist)| {
            let view = projects::view(site, project, checklist);
            let guide = Guide::beside("../", ".html", site.book);
            let html = checklist::html(checklist, &guide, templates)?;
            Ok([
                page(templates, "project.md", &site::project_page(project), &view)?,
                Output::text(in_guide(&format!("checklists/{}.html", project.name)), html),
            ])
        })
        .collect();
    let mut pages: Vec<_> = each?.into_iter().flatten().collect();
    pages.push(page(templates, "projects.md", site::PROJECTS, &projects::list(site))?);
    if !site.book.profiles.is_empty() {
        pages.push(page(templates, "profiles.md", site::PROFILES, &profiles::view(site))?);
    }
    Ok(pages)
}

/// Static pages that lead from a guideline's id, and from its former ids and names, to its page.
fn redirects(
    site: &Site<'_>,
    templates: &Templates,
    guideline: &Guideline,
) -> Result<Vec<Output>, Mistake> {
    let former = guideline.aliases.iter().map(|alias| alias.0.as_str());
    let addresses = std::iter::once(guideline.id.as_str()).chain(former);
    let to = format!("{}.html", guideline.name);
    let redirect = |from: &str| {
        let file = format!("{from}.html");
        let url = site::relative(&file, &to);
        let view = RedirectView {
            from,
            id: guideline.id.as_str(),
            title: &guideline.title,
            canonical: if site.book.settings.url.is_some() {
                site.book.url_of(&to)
            } else {
                url.clone()
            },
            url,
        };
        page(templates, "redirect.html", &file, &view)
    };
    addresses.map(redirect).collect()
}

/// Two pages in one place would be one page lost.
fn one_file_per_path(
    outputs: &[Output],
    taken: &mut BTreeMap<String, String>,
) -> anyhow::Result<()> {
    for output in outputs {
        if let Some(other) = taken.insert(place_in_book(&output.path), output.path.clone()) {
            anyhow::bail!(
                "two pages of the guide would be called {other}; rename the topic, page or guideline of that name"
            );
        }
    }
    Ok(())
}

/// A page, and the static page that a redirect or a picture would be, end up as one HTML file.
pub(super) fn place_in_book(path: &str) -> String {
    path.strip_suffix(".md").map_or_else(|| path.to_owned(), |stem| format!("{stem}.html"))
}
