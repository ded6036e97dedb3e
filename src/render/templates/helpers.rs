//! What templates can call besides Handlebars' own `if`, `each`, `with`, `unless`, `lookup`, `eq` and the like.

use std::borrow::Cow;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError,
    RenderErrorReason, handlebars_helper,
};
use serde_json::Value;

use crate::model::markdown;
use crate::render::escape;

handlebars_helper!(inline: |text: Json| escape::inline(&words(text)));
handlebars_helper!(cell: |text: Json| escape::cell(&words(text)));
handlebars_helper!(fence: |code: str, language: str| escape::fence(code, language));
handlebars_helper!(slug: |text: Json| markdown::slug(&words(text)));
handlebars_helper!(plain: |text: Json| escape::plain(&words(text)));
handlebars_helper!(indent: |text: str, width: u64| indented(text, width));
handlebars_helper!(html: |text: Json| escape::html(&words(text)));
handlebars_helper!(join: |list: Json, between: str, {last: str = "", shape: str = "*"}| {
    joined(list, between, last, shape)
});
handlebars_helper!(badge: |kind: str, word: str| {
    let word = escape::html(word);
    format!("<span class=\"{kind} {kind}-{word}\">{word}</span>")
});
handlebars_helper!(html_inline: |text: Json| escape::html_inline(&words(text)));

/// A list of links, each an item of a Markdown list: what indexes of thousands of guidelines are made of. The links may be
/// places in another list, so that each of them is told once.
struct Links;

impl HelperDef for Links {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let list = helper.param(0).filter(|list| !list.is_value_missing());
        let list = list.ok_or(RenderErrorReason::ParamNotFoundForIndex("links", 0))?;
        let no_list = || RenderErrorReason::Other("`links` is called with a list of links".into());
        let all = helper.hash_get("of");
        if let Some(all) = all.filter(|all| all.is_value_missing()) {
            return Err(RenderErrorReason::MissingVariable(all.relative_path().cloned()).into());
        }
        for (at, link) in list.value().as_array().ok_or_else(no_list)?.iter().enumerate() {
            let place = link.as_u64().and_then(|place| usize::try_from(place).ok());
            let link = match (place, all) {
                (Some(place), Some(all)) => all.value().get(place).ok_or_else(|| {
                    RenderErrorReason::Other(format!(
                        "`links` finds nothing at place {place} of the list"
                    ))
                })?,
                _ => link,
            };
            let field = |name: &str| -> Result<&str, RenderError> {
                let missing = || RenderErrorReason::MissingVariable(Some(name.to_owned()));
                Ok(link.get(name).and_then(Value::as_str).ok_or_else(missing)?)
            };
            let title = escape::inline(field("title")?);
            let between = if at == 0 { "" } else { "\n" };
            write!(out, "{between}- [{}]({}) {title}", field("id")?, field("url")?)?;
        }
        Ok(())
    }
}

/// The helpers of Markdown templates.
pub(super) fn for_markdown(registry: &mut Handlebars<'_>) {
    registry.register_helper("inline", Box::new(inline));
    registry.register_helper("cell", Box::new(cell));
    registry.register_helper("html", Box::new(html));
    registry.register_helper("links", Box::new(Links));
    registry.register_helper("badge", Box::new(badge));
    registry.register_helper("fence", Box::new(fence));
    registry.register_helper("indent", Box::new(indent));
    for_both(registry);
}

/// The helpers of HTML templates; the result of `inline` is HTML: write it with three braces.
pub(super) fn for_html(registry: &mut Handlebars<'_>) {
    registry.register_helper("inline", Box::new(html_inline));
    for_both(registry);
}

fn for_both(registry: &mut Handlebars<'_>) {
    registry.register_helper("join", Box::new(join));
    registry.register_helper("slug", Box::new(slug));
    registry.register_helper("plain", Box::new(plain));
}

fn words(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// The words of a list, each in place of the stars of a shape, with something between them, and something else before the
/// last if that is not empty.
fn joined(list: &Value, between: &str, last: &str, shape: &str) -> String {
    let words = list.as_array().into_iter().flatten().map(words);
    let words: Vec<_> = match shape {
        "*" => words.collect(),
        shape => words.map(|word| Cow::Owned(shape.replace('*', &word))).collect(),
    };
    match words.split_last() {
        Some((end, before)) if !before.is_empty() && !last.is_empty() => {
            format!("{}{last}{end}", before.join(between))
        }
        _ => words.join(between),
    }
}

/// Text whose lines after the first begin with blanks, so that it stays inside a list item.
fn indented(text: &str, width: u64) -> String {
    let blanks = " ".repeat(usize::try_from(width).unwrap_or(0));
    let mut lines = text.trim_end().lines();
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&blanks);
            out.push_str(line);
        }
    }
    out
}
