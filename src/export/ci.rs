//! Where continuous integration gets the rulebook and the program from, and how texts become YAML.
//!
//! Nobody should install what a package index happens to have under the program's name, so all snippets install from
//! the place that book.toml tells.

pub(super) mod audit;
pub(super) mod github;
pub(super) mod gitlab;
pub(super) mod pre_commit;
pub(super) mod zuul;

use crate::model::Rulebook;
use crate::source::plain::printable;

/// What stands where book.toml does not say where the repository is.
const NOWHERE: &str = "https://git.example.org/rulebook";

/// Where a rulebook's repository is cloned from.
fn repository(book: &Rulebook) -> &str {
    book.settings.repository.as_deref().unwrap_or(NOWHERE)
}

/// Comments at the top of a snippet: what it is, and what is left to fill in.
pub(in crate::export) fn heading(book: &Rulebook, what: &[&str]) -> String {
    let title = printable(&book.title);
    let mut lines = vec![format!("# {}: {}", title.trim(), what[0])];
    lines.extend(what[1..].iter().map(|line| format!("# {line}")));
    if book.settings.repository.is_none() {
        lines.push(format!(
            "# Put the rulebook's repository in the place of {NOWHERE}, or write `repository`"
        ));
        lines.push("# under [preprocessor.rulebook] in book.toml and build again.".into());
    }
    lines.join("\n") + "\n"
}

/// A text as a double-quoted scalar of YAML, which JSON's strings are but for a few characters.
pub(in crate::export) fn quoted(text: &str) -> String {
    serde_json::Value::from(printable(text)).to_string()
}
