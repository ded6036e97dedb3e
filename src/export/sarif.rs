//! The guidelines with checks as rules of SARIF 2.1.0, for services that show rules before anything is found.

use serde_json::json;

use super::Exporter;
use crate::model::{Output, Rulebook, sarif};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "sarif",
    about: "The rules of `rulebook check` as SARIF 2.1.0 without results",
    export,
};

fn export(book: &Rulebook) -> Vec<Output> {
    let checked = book.guidelines.iter().filter(|g| g.status.binds() && !g.checks.is_empty());
    let rules: Vec<_> = checked
        .map(|guideline| {
            let checks = guideline.checks.iter().filter_map(|name| book.checks.get(name));
            sarif::rule(book, guideline, checks)
        })
        .collect();
    let mut driver = json!({
        "name": "rulebook",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    if let Some(url) = &book.settings.url {
        driver["informationUri"] = url.as_str().into();
    }
    let run = json!({
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [],
        "properties": {"rulebook": {"title": book.title, "revision": book.revision}},
    });
    let log = json!({"$schema": sarif::SCHEMA, "version": "2.1.0", "runs": [run]});
    vec![Output::json("rules.sarif", &log)]
}
