//! The files of templates, and which of them a template is made of.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use handlebars::Handlebars;
use include_dir::{Dir, include_dir};

use super::{Mistake, blocks};

pub(in crate::render) static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/theme");

/// One template file.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// Its name without `.hbs`.
    pub(super) name: String,
    /// How messages name it.
    pub(super) shown: String,
    pub(super) text: String,
    /// Whether the program carries it: then a test has seen that it is a template.
    pub(super) carried: bool,
}

/// The name by which a template is used as a partial.
pub(super) fn stem(name: &str) -> &str {
    name.strip_suffix(".md").or_else(|| name.strip_suffix(".html")).unwrap_or(name)
}

/// The files that a template is made of.
pub(super) fn needed<'a>(files: &'a [File], name: &str) -> Vec<&'a File> {
    let mut wanted = vec![name.to_owned()];
    let mut at = 0;
    while let Some(name) = wanted.get(at).cloned() {
        at += 1;
        let users = files.iter().filter(|file| file.is_for(&name));
        let more: Vec<_> = users.flat_map(File::partials).collect();
        wanted.extend(more.into_iter().filter(|name| !wanted.contains(name)).collect::<Vec<_>>());
    }
    // The name of a partial that is computed is only known when it is rendered.
    let any = wanted.iter().any(|name| name.starts_with('('));
    files.iter().filter(|file| any || wanted.iter().any(|name| file.is_for(name))).collect()
}

impl File {
    pub(super) fn stem(&self) -> &str {
        stem(&self.name)
    }

    /// Whether a template can use it: those that write HTML and those that write anything else do not mix.
    pub(super) fn serves(&self, template: &str) -> bool {
        let other = if template.ends_with(".html") { ".md" } else { ".html" };
        !self.name.ends_with(other)
    }

    /// What keeps it from being a template.
    pub(super) fn mistake(&self) -> Option<Mistake> {
        self.register(&mut Handlebars::new()).err()
    }

    /// Makes it known to Handlebars by its stem.
    pub(super) fn register(&self, registry: &mut Handlebars<'_>) -> Result<(), Mistake> {
        if let Some(mistake) = blocks::mistake_in(&self.shown, &self.text) {
            return Err(mistake);
        }
        registry
            .register_template_string(self.stem(), &self.text)
            .map_err(|error| Mistake::in_syntax(&self.shown, &error))
    }

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

/// The files of a theme folder, over those that the program carries.
pub(super) fn all(theme: Option<&Path>) -> anyhow::Result<Vec<File>> {
    let mut files = carried();
    if let Some(theme) = theme {
        for file in of_theme(theme)? {
            files.retain(|carried| carried.name != file.name);
            files.push(file);
        }
    }
    Ok(files)
}

pub(super) fn carried() -> Vec<File> {
    let folder = THEME.get_dir("templates").map(Dir::files).into_iter().flatten();
    let files = folder.filter_map(|file| {
        let name = file.path().file_name()?.to_str()?.strip_suffix(".hbs")?;
        let text = file.contents_utf8()?.to_owned();
        Some(File {
            name: name.to_owned(),
            shown: format!("{name}.hbs (built in)"),
            text,
            carried: true,
        })
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
            let text = text.replace("\r\n", "\n");
            files.push(File { name: name.to_owned(), shown, text, carried: false });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}
