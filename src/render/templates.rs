//! The templates of every rendered text: those that the program carries, and over them those of a rulebook's theme/.

mod blocks;
mod files;
mod helpers;
mod mistake;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use handlebars::{Handlebars, no_escape};
use serde::Serialize;
use serde_json::Value;

use files::File;

pub(super) use files::THEME;
pub use mistake::Mistake;

/// The templates of every rendered text.
///
/// A file `x.md.hbs` writes Markdown and escapes nothing by itself; a file `x.html.hbs` writes HTML and escapes
/// everything. Both can be used from others of their kind as the partial `x`; a file `x.hbs` from all of them.
#[derive(Debug)]
pub struct Templates {
    files: Vec<File>,
    /// Each template with what it uses, read when it is first asked for: to read all of them takes longer than to write
    /// many a text.
    ready: BTreeMap<String, OnceLock<Result<Handlebars<'static>, Mistake>>>,
}

impl Templates {
    /// The templates of a theme folder (its `templates/*.hbs`), over those that the program carries.
    ///
    /// # Errors
    /// If a file cannot be read, or one of the theme is no template: then every mistake of every file is told.
    pub fn load(theme: Option<&Path>) -> anyhow::Result<Self> {
        Self::of(files::all(theme)?)
    }

    /// The same, but only one of them (`change.md`) and what it uses, so that mistakes of others do not matter.
    ///
    /// # Errors
    /// If a file cannot be read, or one of these is no template.
    pub fn load_one(theme: Option<&Path>, name: &str) -> anyhow::Result<Self> {
        let files = files::all(theme)?;
        Self::of(files::needed(&files, name).into_iter().cloned().collect())
    }

    fn of(files: Vec<File>) -> anyhow::Result<Self> {
        let of_theme = files.iter().filter(|file| !file.carried);
        let mistakes: Vec<String> =
            of_theme.filter_map(File::mistake).map(|mistake| mistake.to_string()).collect();
        if !mistakes.is_empty() {
            return Err(anyhow::anyhow!("{}", mistakes.join("\n")));
        }
        let ready = files.iter().map(|file| (file.name.clone(), OnceLock::new())).collect();
        Ok(Self { files, ready })
    }

    /// What a template makes of a view; `name` is a file's name without `.hbs`, such as `guideline.md`.
    pub(crate) fn render(&self, name: &str, view: &impl Serialize) -> Result<String, Mistake> {
        #[cfg(test)]
        fields::note(name, view);
        // First, or what stays would lie scattered among the pieces of the view, of which nothing stays.
        let registry = self.ready(name)?;
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
        registry
            .render_with_context(files::stem(name), &context)
            .map_err(|error| self.told(name, &error, Some(context.data())))
    }

    /// A template and what it uses.
    fn ready(&self, name: &str) -> Result<&Handlebars<'static>, Mistake> {
        let missing = || Mistake {
            template: format!("{name}.hbs"),
            what: "there is no such template".to_owned(),
            next: "report this as a bug of rulebook".to_owned(),
            ..Mistake::default()
        };
        let ready = self.ready.get(name).ok_or_else(missing)?;
        ready.get_or_init(|| registry(name, &self.files)).as_ref().map_err(Mistake::clone)
    }

    fn told(&self, name: &str, error: &handlebars::RenderError, view: Option<&Value>) -> Mistake {
        let at = error.template_name.as_deref().unwrap_or(files::stem(name));
        let kind: Vec<&File> = self.files.iter().filter(|file| file.serves(name)).collect();
        let source = kind.iter().rfind(|file| file.stem() == at);
        let known: Vec<&str> = kind.iter().map(|file| file.stem()).collect();
        let shown = source.map_or(at, |file| &file.shown);
        Mistake::while_rendering(shown, error, view, &known, source.map(|file| file.text.as_str()))
    }
}

/// A template and what it uses, as Handlebars has them.
fn registry(name: &str, files: &[File]) -> Result<Handlebars<'static>, Mistake> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    if name.ends_with(".html") {
        helpers::for_html(&mut registry);
    } else {
        registry.register_escape_fn(no_escape);
        helpers::for_markdown(&mut registry);
    }
    for file in files::needed(files, name).into_iter().filter(|file| file.serves(name)) {
        file.register(&mut registry)?;
    }
    Ok(registry)
}

#[cfg(test)]
pub(super) mod fields;
#[cfg(test)]
mod tests;
