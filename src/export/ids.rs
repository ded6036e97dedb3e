//! The ids that are in use, so that none is ever used for something else.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Exporter;
use crate::model::{Output, Rulebook, Status};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "ids",
    about: "Every published id with its name; the loader refuses to let one vanish or change its meaning",
    export,
};

#[derive(Serialize)]
struct Ids<'a> {
    version: u32,
    ids: BTreeMap<&'a str, &'a str>,
}

/// Drafts are not published: their ids are still free to change.
fn export(rulebook: &Rulebook) -> Vec<Output> {
    let published = rulebook.guidelines.iter().filter(|g| g.status != Status::Draft);
    let ids = published.map(|g| (g.id.as_str(), g.name.as_str())).collect();
    vec![Output::json("ids.json", &Ids { version: 1, ids })]
}
