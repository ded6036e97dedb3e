//! The links of the guide's texts, and texts for readers who are elsewhere: where its pages are on the web.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_128;

use super::guideline::Guideline;
use super::markdown::{self, Link};
use super::rulebook::Rulebook;

/// The links of texts, by a hash of the text: the guide and several exports look for those of the same texts, and to read
/// a text as Markdown costs a hundred times its hash.
#[derive(Debug, Default)]
pub struct KnownLinks(Mutex<FxHashMap<u128, Arc<[Link]>>>);

impl Rulebook {
    /// The page of the guide that a link within the guide means, with its anchor: a guideline, a hand-written page or a
    /// topic. Absent where there is none.
    pub fn page_of(&self, target: &str) -> Option<String> {
        let (name, anchor) = match target.split_once('#') {
            Some((name, anchor)) => (name, format!("#{anchor}")),
            None => (target, String::new()),
        };
        let page = if let Some(guideline) = self.guideline(name) {
            format!("{}.html", guideline.name)
        } else if self.pages.keys().any(|page| page.as_str() == name) {
            format!("{name}.html")
        } else if self.topics.iter().any(|topic| topic.name.as_str() == name) {
            format!("{name}/index.html")
        } else {
            return None;
        };
        Some(format!("{page}{anchor}"))
    }

    /// Where a link within the guide leads on the web; absent where the guide is not published or has no such page.
    pub fn published(&self, target: &str) -> Option<String> {
        self.settings.url.as_ref()?;
        self.page_of(target).map(|page| self.url_of(&page))
    }

    /// A link to a guideline that stays when its name changes; absent where the guide is not published.
    pub fn permalink(&self, guideline: &Guideline) -> Option<String> {
        self.settings.url.as_ref().map(|_| self.url_of(&format!("{}.html", guideline.id)))
    }

    /// The links of a text in the order of their places.
    pub fn links_of(&self, text: &str) -> Arc<[Link]> {
        if !text.contains('[') {
            return Arc::default();
        }
        // Some trim a text before they show it: its links are in the same places.
        let text = text.trim_end();
        let key = xxh3_128(text.as_bytes());
        let known = || self.links.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(links) = known().get(&key) {
            return Arc::clone(links);
        }
        let links: Arc<[Link]> =
            markdown::links(text, |word| self.guideline(word).is_some()).into();
        known().insert(key, Arc::clone(&links));
        links
    }

    /// Markdown of the guide that can be read outside of it: links within the guide lead to the web, or become words.
    pub fn abroad(&self, text: &str) -> String {
        let links = self.links_of(text);
        let mut text = text.to_owned();
        for link in links.iter().rev().filter(|link| link.is_internal()) {
            let written = &text[link.span.clone()];
            let words = match written.rsplit_once("](") {
                Some((words, _)) if !link.bare => words.trim_start_matches('[').to_owned(),
                _ => link.target.clone(),
            };
            let replaced = match self.published(&link.target) {
                Some(url) => format!("[{words}]({url})"),
                None => words,
            };
            text.replace_range(link.span.clone(), &replaced);
        }
        text
    }
}
