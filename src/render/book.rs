//! The HTML book: mdBook's own renderer, in this process, on pages in memory.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use include_dir::Dir;
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::book::{Book, BookItem, Chapter};
use mdbook_renderer::config::{Config, HtmlConfig};
use mdbook_renderer::{RenderContext, Renderer as _};
use mdbook_summary::{Link, SummaryItem};

use super::templates::THEME;
use crate::model::Output;

/// The pages of the guide, by their paths from its root.
type Pages<'a> = HashMap<&'a str, &'a [u8]>;

/// Makes the HTML book of a guide in the folder `destination`, which is emptied first.
///
/// `config` is the text of book.toml; what it names beside the guide (theme, style sheets, scripts) is read below
/// `root`, and from the program where it is not there. The result is what the program `mdbook` makes of the files.
///
/// # Errors
/// If mdBook refuses the book or its configuration, or something cannot be read or written.
pub fn book(root: &Path, config: &str, guide: &[Output], destination: &Path) -> Result<()> {
    let mut config: Config = config.parse().context("book.toml cannot be read")?;
    let pages = pages(guide);
    let book = arranged(&pages)?;
    // mdBook reads its theme and copies pictures from a folder; ours holds exactly what belongs to this book.
    let folder = tempfile::tempdir().context("cannot make a folder for the book's parts")?;
    lay_out(root, &config.html_config().unwrap_or_default(), &pages, folder.path())?;
    config.book.src = PathBuf::from("src");
    publish_at(&mut config)?;
    let context = RenderContext::new(folder.path(), book, config, destination);
    HtmlHandlebars::new().render(&context)
}

fn pages(guide: &[Output]) -> Pages<'_> {
    let inside = guide.iter().map(|output| {
        let path = output.path.strip_prefix("guide/").unwrap_or(&output.path);
        (path, output.bytes.as_slice())
    });
    inside.collect()
}

/// The error page needs to know where the book is published, for it is shown at every depth.
fn publish_at(config: &mut Config) -> Result<()> {
    let known = config.html_config().is_some_and(|html| html.site_url.is_some());
    if let (false, Some(url)) = (known, config.get::<String>("preprocessor.rulebook.url")?) {
        config.set("output.html.site-url", format!("{}/", url.trim_end_matches('/')))?;
    }
    Ok(())
}

/// The chapters as SUMMARY.md arranges them.
fn arranged(pages: &Pages<'_>) -> Result<Book> {
    let summary = text(pages, Path::new("SUMMARY.md"))?;
    let summary = mdbook_summary::parse_summary(&summary).context("SUMMARY.md cannot be read")?;
    let items = summary
        .prefix_chapters
        .iter()
        .chain(&summary.numbered_chapters)
        .chain(&summary.suffix_chapters);
    let items: Result<Vec<_>> = items.map(|item| arranged_item(item, pages, &[])).collect();
    Ok(Book::new_with_items(items?))
}

fn arranged_item(item: &SummaryItem, pages: &Pages<'_>, parents: &[String]) -> Result<BookItem> {
    Ok(match item {
        SummaryItem::Link(link) => BookItem::Chapter(chapter(link, pages, parents)?),
        SummaryItem::Separator => BookItem::Separator,
        SummaryItem::PartTitle(title) => BookItem::PartTitle(title.clone()),
        other => bail!("SUMMARY.md holds something that is no chapter: {other:?}"),
    })
}

fn chapter(link: &Link, pages: &Pages<'_>, parents: &[String]) -> Result<Chapter> {
    let mut chapter = match &link.location {
        Some(path) => Chapter::new(&link.name, text(pages, path)?, path, parents.to_vec()),
        None => Chapter::new_draft(&link.name, parents.to_vec()),
    };
    chapter.number = link.number.clone();
    let mut parents = parents.to_vec();
    parents.push(link.name.clone());
    let items = link.nested_items.iter().map(|item| arranged_item(item, pages, &parents));
    chapter.sub_items = items.collect::<Result<_>>()?;
    Ok(chapter)
}

fn text(pages: &Pages<'_>, path: &Path) -> Result<String> {
    let name = path.to_str().unwrap_or_default();
    let bytes = pages
        .get(name)
        .ok_or_else(|| anyhow!("SUMMARY.md names {name}, which no template writes"))?;
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

/// Puts the theme, the files that book.toml names, and what of the guide is no page into a folder.
fn lay_out(root: &Path, html: &HtmlConfig, pages: &Pages<'_>, folder: &Path) -> Result<()> {
    let theme = folder.join("theme");
    write_carried(&THEME, &theme)?;
    copy_tree(&root.join("theme"), &theme)?;
    if let Some(other) = html.theme.as_ref().filter(|other| *other != Path::new("theme")) {
        copy_tree(&root.join(other), &folder.join(other))?;
    }
    for extra in html.additional_css.iter().chain(&html.additional_js) {
        let (from, to) = (root.join(extra), folder.join(extra));
        if !to.exists() && from.is_file() {
            copy(&from, &to)?;
        }
    }
    let source = folder.join("src");
    fs::create_dir_all(&source)?;
    for (path, bytes) in pages.iter().filter(|(path, _)| !path.ends_with(".md")) {
        write(&source.join(path), bytes)?;
    }
    Ok(())
}

fn write_carried(dir: &Dir<'_>, to: &Path) -> Result<()> {
    for file in dir.files() {
        write(&to.join(file.path()), file.contents())?;
    }
    dir.dirs().try_for_each(|inner| write_carried(inner, to))
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.with_context(|| format!("cannot read {}", from.display()))?;
        if entry.file_type().is_file() {
            let inside: PathBuf = entry.path().strip_prefix(from)?.to_owned();
            copy(entry.path(), &to.join(inside))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    write(to, &bytes)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let told = || format!("cannot write {}", path.display());
    path.parent().map_or(Ok(()), fs::create_dir_all).with_context(told)?;
    fs::write(path, bytes).with_context(told)
}
