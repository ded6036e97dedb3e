//! The guidelines with checks as rules of SARIF 2.1.0, for services that show rules before anything is found.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Each, Exporter};
use crate::model::{Output, Rulebook, sarif};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "sarif",
    about: "The rules of `rulebook check` as SARIF 2.1.0 without results",
    export,
};

fn export(book: &Rulebook) -> Vec<Output> {
    let rules = || {
        let checked = book.guidelines.iter().filter(|g| g.status.binds() && !g.checks.is_empty());
        checked.map(|guideline| {
            let checks = guideline.checks.iter().filter_map(|name| book.checks.get(name));
            sarif::rule(book, guideline, checks)
        })
    };
    let driver = Driver {
        name: "rulebook",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: book.settings.url.as_deref(),
        rules: Each(rules),
    };
    let run = Run {
        tool: Tool { driver },
        column_kind: "unicodeCodePoints",
        results: [],
        properties: json!({"rulebook": {"title": book.title, "revision": book.revision}}),
    };
    vec![Output::json("rules.sarif", &Log { schema: sarif::SCHEMA, version: "2.1.0", runs: [run] })]
}

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<R>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R> {
    tool: Tool<R>,
    column_kind: &'static str,
    results: [(); 0],
    properties: Value,
}

#[derive(Serialize)]
struct Tool<R> {
    driver: R,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a, L> {
    name: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'a str>,
    rules: L,
}
