//! The files of templates, and which of them a template is made of.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use handlebars::Handlebars;
use handlebars::template::{Template, TemplateElement};
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
        let whole = || Template::compile_with_name(&self.text, self.stem().to_owned());
        let template = self.piecewise().map_or_else(whole, Ok);
        let template = template.map_err(|error| Mistake::in_syntax(&self.shown, &error))?;
        registry.register_template(self.stem(), template);
        Ok(())
    }

    /// The template read piece by piece, where it has pieces that can be read each by itself.
    ///
    /// For each tag Handlebars counts the lines from the beginning of what it reads, so that its time grows with the
    /// square of the text. A piece comes after as many empty lines as there are lines before it, so that its places are
    /// those of the whole.
    fn piecewise(&self) -> Option<Template> {
        let mut template = Template::new();
        template.name = Some(self.stem().to_owned());
        let mut before = String::new();
        for piece in blocks::pieces(&self.text) {
            let read = Template::compile(&format!("{before}{piece}")).ok()?;
            let mut elements = read.elements;
            if let Some(TemplateElement::RawString(first)) = elements.first_mut() {
                *first = first.strip_prefix(&before)?.to_owned();
            }
            template.elements.extend(elements);
            template.mapping.extend(read.mapping);
            before.extend(piece.matches('\n'));
        }
        Some(template)
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

#[cfg(test)]
mod tests {
    use handlebars::template::TemplateMapping;
    use proptest::prelude::*;

    use super::*;

    /// What a template does, with the place of each tag; texts that stand side by side are one.
    fn done(template: Template) -> Vec<(TemplateElement, Option<TemplateMapping>)> {
        let mut done: Vec<(TemplateElement, Option<TemplateMapping>)> = Vec::new();
        for (element, place) in template.elements.into_iter().zip(template.mapping) {
            match (element, done.last_mut()) {
                (TemplateElement::RawString(text), _) if text.is_empty() => {}
                (TemplateElement::RawString(text), Some((TemplateElement::RawString(last), _))) => {
                    last.push_str(&text);
                }
                (text @ TemplateElement::RawString(_), _) => done.push((text, None)),
                (tag, _) => done.push((tag, Some(place))),
            }
        }
        done
    }

    fn file(text: &str) -> File {
        File { name: "x".into(), shown: "x.hbs".into(), text: text.into(), carried: false }
    }

    #[test]
    fn templates_of_the_program_read_piece_by_piece_are_those_read_whole() {
        for file in carried() {
            let whole = Template::compile(&file.text).expect("a template");
            assert_eq!(done(file.piecewise().expect("pieces")), done(whole), "{}", file.name);
        }
        let longest = carried().into_iter().find(|file| file.name == "guideline.md");
        assert!(blocks::pieces(&longest.expect("a template").text).len() > 5);
    }

    fn line() -> impl Strategy<Value = String> {
        let line = prop::sample::select(vec![
            "",
            "  ",
            "\r",
            "é",
            "x {{c}}",
            "{{c}}",
            "  {{c}}",
            "{{~c}}",
            "{{c~}}",
            "{{{c}}}",
            "{{> p}}",
            "  {{> p}}",
            "{{else}}",
            "{{! no }}",
            "{{!-- no {{/if}} --}}",
            "\\{{/if}}",
            "{{{{r}}}}",
            "{{{{/r}}}}",
        ]);
        // Some are long enough that the next line can end a piece.
        let text = "text ".repeat(60);
        (line, 0..3).prop_map(move |(line, order)| match order {
            0 => format!("{line}\n{text}\n"),
            1 => format!("{text}\n{line}\n"),
            _ => format!("{line}\n"),
        })
    }

    fn block() -> impl Strategy<Value = String> {
        let open = prop::sample::select(vec![
            "{{#if a}}",
            "  {{#if a}}",
            "{{~#if a}}",
            "{{#if a~}}",
            "x {{#if a}}",
        ]);
        let close =
            prop::sample::select(vec!["{{/if}}", "  {{/if}}", "{{~/if}}", "{{/if~}}", "{{/if}} x"]);
        let parts = (open, prop::collection::vec(line(), 0..3), close);
        parts.prop_map(|(open, lines, close)| format!("{open}\n{}{close}\n", lines.concat()))
    }

    proptest! {
        #[test]
        fn any_template_read_piece_by_piece_is_that_read_whole(
            parts in prop::collection::vec(prop_oneof![line(), block()], 0..12),
        ) {
            let text = parts.concat();
            for text in [text.as_str(), text.trim_end()] {
                if let (Ok(whole), Some(pieces)) = (Template::compile(text), file(text).piecewise()) {
                    prop_assert_eq!(done(pieces), done(whole), "{}", text);
                }
            }
        }
    }
}
