//! Rules of linters that guidelines point to, and that are gone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::str::FromStr as _;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::Tool;
use crate::model::{Line, Rulebook};
use crate::prove;

/// The rules of a linter that guidelines point to and that its newest version no longer has, in sentences.
///
/// # Errors
/// If the newest version cannot be installed or asked.
pub fn drift(book: &Rulebook, cache: &Path) -> Result<Vec<String>> {
    let package = Line::from_str("ruff").map_err(anyhow::Error::msg)?;
    // The newest version is another one each time: a folder that stays would keep an old one.
    std::fs::create_dir_all(cache)?;
    let newest = tempfile::tempdir_in(cache).context("no folder can be made in the cache")?;
    let programs = prove::tools(newest.path(), std::slice::from_ref(&package))?;
    let tool = Tool { name: "ruff", title: "ruff".into(), version: "newest", programs };
    let said = tool.output(tool.command().args(["rule", "--all", "--output-format", "json"]))?;
    let rules: Vec<Value> = serde_json::from_slice(&said.stdout)
        .context("ruff lists its rules in a way that nobody here knows")?;
    let known: BTreeMap<&str, &Value> =
        rules.iter().filter_map(|rule| Some((rule["code"].as_str()?, rule))).collect();
    let code = regex::Regex::new(r"`([A-Z]{1,4}\d{3,4})`")?;
    let mut told = BTreeSet::new();
    for guideline in &book.guidelines {
        let texts =
            [Some(&guideline.why), Some(&guideline.guidance), guideline.exceptions.as_ref()];
        for text in texts.into_iter().flatten().filter(|text| text.contains("ruff")) {
            for found in code.captures_iter(text).map(|found| found[1].to_owned()) {
                if book.guideline(&found).is_some() {
                    continue;
                }
                match known.get(found.as_str()).map(|rule| &rule["status"]) {
                    None => drop(told.insert(format!(
                        "{}: `{found}` is no rule of the newest ruff",
                        guideline.id
                    ))),
                    Some(status) if is_removed(status) => {
                        told.insert(format!("{}: `{found}` was removed from ruff", guideline.id));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    Ok(told.into_iter().collect())
}

/// A status is a word, or in newer versions a map of the word to the version that it is true since.
fn is_removed(status: &Value) -> bool {
    status.as_str() == Some("Removed") || status.get("Removed").is_some()
}
