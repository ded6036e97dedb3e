//! The templates of every rendered text: those that the program carries, and over them those of a rulebook's theme/.

mod blocks;
mod helpers;
mod mistake;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use handlebars::{Handlebars, no_escape};
use include_dir::{Dir, include_dir};
use serde::Serialize;

pub use mistake::Mistake;

pub(super) static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/theme");

/// The templates of every rendered text.
///
/// A file `x.md.hbs` writes Markdown and escapes nothing by itself; a file `x.html.hbs` writes HTML and escapes
/// everything. Both can be used from others of their kind as the partial `x`; a file `x.hbs` from all of them.
#[derive(Debug)]
pub struct Templates {
    markdown: Shelf,
    html: Shelf,
}

/// The templates of one kind.
#[derive(Debug)]
struct Shelf {
    ending: &'static str,
    registry: Handlebars<'static>,
    /// Where each template comes from, as messages name it.
    places: BTreeMap<String, String>,
    /// The text of each template, so that messages can quote it.
    sources: BTreeMap<String, String>,
}

/// One template file.
struct File {
    /// Its name without `.hbs`.
    name: String,
    /// How messages name it.
    shown: String,
    text: String,
}

impl Templates {
    /// The templates of a theme folder (its `templates/*.hbs`), over those that the program carries.
    ///
    /// # Errors
    /// If a file cannot be read, or is no template: then every mistake of every file is told.
    pub fn load(theme: Option<&Path>) -> anyhow::Result<Self> {
        Self::of(&files(theme)?)
    }

    /// The same, but only one of them (`change.md`) and what it uses: to read all of them takes longer than to write a
    /// short text.
    ///
    /// # Errors
    /// If a file cannot be read, or one of these is no template.
    pub fn load_one(theme: Option<&Path>, name: &str) -> anyhow::Result<Self> {
        Self::of(&needed(files(theme)?, name))
    }

    fn of(files: &[File]) -> anyhow::Result<Self> {
        let (markdown, mut mistakes) = Shelf::fill(".md", files);
        let (html, more) = Shelf::fill(".html", files);
        mistakes.extend(more);
        // A partial for both kinds is on both shelves, but its mistake is one.
        mistakes.sort();
        mistakes.dedup();
        if mistakes.is_empty() {
            return Ok(Self { markdown, html });
        }
        let all: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        Err(anyhow::anyhow!("{}", all.join("\n")))
    }

    /// What a template makes of a view; `name` is a file's name without `.hbs`, such as `guideline.md`.
    pub(crate) fn render(&self, name: &str, view: &impl Serialize) -> Result<String, Mistake> {
        let shelf = if name.ends_with(".html") { &self.html } else { &self.markdown };
        shelf.render(name, view)
    }
}

/// The files that a template is made of.
fn needed(files: Vec<File>, name: &str) -> Vec<File> {
    let mut wanted = vec![name.to_owned()];
    let mut at = 0;
    while let Some(name) = wanted.get(at).cloned() {
        at += 1;
        let users = files.iter().filter(|file| file.is_for(&name));
        let more: Vec<_> = users.flat_map(File::partials).collect();
        wanted.extend(more.into_iter().filter(|name| !wanted.contains(name)).collect::<Vec<_>>());
    }
    // The name of a partial that is computed is only known when it is rendered.
    if wanted.iter().any(|name| name.starts_with('(')) {
        return files;
    }
    files.into_iter().filter(|file| wanted.iter().any(|name| file.is_for(name))).collect()
}

impl File {
    /// Whether it is a template of this name, or of this name and some kind.
    fn is_for(&self, name: &str) -> bool {
        self.name.strip_prefix(name).is_some_and(|kind| matches!(kind, "" | ".md" | ".html"))
    }

    /// The partials that it names.
    fn partials(&self) -> impl Iterator<Item = String> {
        let calls = self.text.split("{{").skip(1).filter_map(|call| {
            call.trim_start_matches(['~', '#']).strip_prefix('>').map(str::trim_start)
        });
        calls.filter_map(|call| {
            let end = call.find(|c: char| c.is_whitespace() || matches!(c, '}' | '~'))?;
            Some(call[..end].trim_matches(['"', '\'']).to_owned())
        })
    }
}

impl Shelf {
    fn fill(ending: &'static str, files: &[File]) -> (Self, Vec<Mistake>) {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        if ending == ".md" {
            registry.register_escape_fn(no_escape);
            helpers::for_markdown(&mut registry);
        } else {
            helpers::for_html(&mut registry);
        }
        let mut places = BTreeMap::new();
        let mut sources = BTreeMap::new();
        let mut mistakes = Vec::new();
        for file in files {
            let stem = match file.name.rsplit_once('.') {
                Some((stem, kind)) if format!(".{kind}") == ending => stem,
                Some((_, "md" | "html")) => continue,
                _ => &file.name,
            };
            places.insert(stem.to_owned(), file.shown.clone());
            sources.insert(stem.to_owned(), file.text.clone());
            if let Some(mistake) = blocks::mistake_in(&file.shown, &file.text) {
                mistakes.push(mistake);
            } else if let Err(error) = registry.register_template_string(stem, &file.text) {
                mistakes.push(Mistake::in_syntax(&file.shown, &error));
            }
        }
        (Self { ending, registry, places, sources }, mistakes)
    }

    fn render(&self, name: &str, view: &impl Serialize) -> Result<String, Mistake> {
        let stem = name.strip_suffix(self.ending).unwrap_or(name);
        #[cfg(test)]
        fields::note(name, view);
        // Handlebars would make this value itself; ours is at hand when a name is misspelt.
        let value = serde_json::to_value(view).map_err(|error| Mistake {
            template: name.to_owned(),
            what: format!("its view cannot be written as JSON: {error}"),
            next: "report this as a bug of rulebook".to_owned(),
            ..Mistake::default()
        })?;
        // `Context::wraps` would copy the whole value once more.
        let mut context = handlebars::Context::null();
        *context.data_mut() = value;
        self.registry
            .render_with_context(stem, &context)
            .map_err(|error| self.told(stem, &error, Some(context.data())))
    }

    fn told(
        &self,
        stem: &str,
        error: &handlebars::RenderError,
        view: Option<&serde_json::Value>,
    ) -> Mistake {
        let at = error.template_name.as_deref().unwrap_or(stem);
        let shown = self.places.get(at).map_or(at, String::as_str);
        let known: Vec<&str> = self.places.keys().map(String::as_str).collect();
        let source = self.sources.get(at).map(String::as_str);
        Mistake::while_rendering(shown, error, view, &known, source)
    }
}

/// The files of a theme folder, over those that the program carries.
fn files(theme: Option<&Path>) -> anyhow::Result<Vec<File>> {
    let mut files = carried();
    if let Some(theme) = theme {
        for file in of_theme(theme)? {
            files.retain(|carried| carried.name != file.name);
            files.push(file);
        }
    }
    Ok(files)
}

fn carried() -> Vec<File> {
    let folder = THEME.get_dir("templates").map(Dir::files).into_iter().flatten();
    let files = folder.filter_map(|file| {
        let name = file.path().file_name()?.to_str()?.strip_suffix(".hbs")?;
        let text = file.contents_utf8()?.to_owned();
        Some(File { name: name.to_owned(), shown: format!("{name}.hbs (built in)"), text })
    });
    files.collect()
}

fn of_theme(theme: &Path) -> anyhow::Result<Vec<File>> {
    let folder = theme.join("templates");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    let entries =
        fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        let name =
            path.file_name().and_then(|name| name.to_str()).and_then(|n| n.strip_suffix(".hbs"));
        if let Some(name) = name {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let shown = format!("theme/templates/{name}.hbs");
            files.push(File { name: name.to_owned(), shown, text: text.replace("\r\n", "\n") });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

#[cfg(test)]
pub(super) mod fields;
#[cfg(test)]
mod tests;
