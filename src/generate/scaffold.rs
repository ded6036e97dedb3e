//! What `rulebook new` writes: a guideline and its check, as a draft in which every TODO has to be replaced.

use anyhow::Result;
use serde::Serialize;

use crate::load::scalar;
use crate::model::{Name, Output, Rulebook};
use crate::render::Templates;

/// What the templates of a new guideline can use.
#[derive(Serialize)]
struct Scaffold<'a> {
    id: String,
    name: &'a Name,
    topic: &'a str,
    title: String,
    since: String,
    today: String,
}

/// The files of a new guideline, with paths from the rulebook's root; a topic that is new has one too.
pub fn files(rulebook: &Rulebook, name: &Name, templates: &Templates) -> Result<Vec<Output>> {
    let words = name.slug().replace('-', " ");
    let since = rulebook.settings.releases.last().map_or("first", |release| release.0.as_str());
    let view = Scaffold {
        id: free_id(rulebook, name),
        name,
        topic: name.folder(),
        title: scalar(&format!("TODO: one sentence on {words}, true where all is well")),
        since: scalar(since),
        today: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
    };
    let mut files = vec![
        Output::text(
            format!("guidelines/{name}.yaml"),
            templates.render("new-guideline.yaml", &view)?,
        ),
        Output::text(format!("checks/{name}.yaml"), templates.render("new-check.yaml", &view)?),
    ];
    if rulebook.topic_of(name).is_none() {
        let path = format!("guidelines/{}/topic.yaml", name.folder());
        files.push(Output::text(path, templates.render("new-topic.yaml", &view)?));
    }
    Ok(files)
}

/// The first free id after the last one of the topic; in a new topic, of the next hundred of the rulebook's series.
fn free_id(rulebook: &Rulebook, name: &Name) -> String {
    let numbered = |id: &str| {
        let series = id.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        let number: u32 = id[series.len()..].parse().unwrap_or(0);
        (series, number)
    };
    let ids = |folder: Option<&str>| {
        let inside =
            rulebook.guidelines.iter().filter(|g| folder.is_none_or(|f| g.name.folder() == f));
        inside.map(|g| numbered(g.id.as_str())).max_by_key(|(_, number)| *number)
    };
    let (series, start) = match ids(Some(name.folder())) {
        Some((series, last)) => (series, last + 1),
        None => ids(None)
            .map_or(("RUL".to_owned(), 101), |(series, last)| (series, (last / 100 + 1) * 100 + 1)),
    };
    let candidates = (start..=999).chain(1..start).map(|number| format!("{series}{number:03}"));
    let mut free = candidates.filter(|id| rulebook.guideline(id).is_none());
    free.next().unwrap_or_else(|| format!("{series}001"))
}
