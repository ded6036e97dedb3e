//! What templates can call besides Handlebars' own `if`, `each`, `with`, `unless`, `lookup`, `eq` and the like.

use handlebars::{Handlebars, handlebars_helper};
use serde_json::Value;

use crate::model::markdown;
use crate::render::escape;

handlebars_helper!(inline: |text: Value| escape::inline(&words(&text)));
handlebars_helper!(cell: |text: Value| escape::cell(&words(&text)));
handlebars_helper!(fence: |code: str, language: str| escape::fence(code, language));
handlebars_helper!(slug: |text: Value| markdown::slug(&words(&text)));
handlebars_helper!(plain: |text: Value| escape::plain(&words(&text)));
handlebars_helper!(indent: |text: str, width: u64| indented(text, width));
handlebars_helper!(html: |text: Value| escape::html(&words(&text)));
handlebars_helper!(html_inline: |text: Value| escape::html_inline(&words(&text)));

/// The helpers of Markdown templates.
pub(super) fn for_markdown(registry: &mut Handlebars<'_>) {
    registry.register_helper("inline", Box::new(inline));
    registry.register_helper("cell", Box::new(cell));
    registry.register_helper("html", Box::new(html));
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
    registry.register_helper("slug", Box::new(slug));
    registry.register_helper("plain", Box::new(plain));
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
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
