//! The rulebook for coding assistants: a section for a project's `AGENTS.md`, and `llms.txt` for those that read the web.

use super::Exporter;
use crate::model::applies::conditions;
use crate::model::markdown::inline;
use crate::model::{Guideline, Level, Output, Rulebook, Topic};
use crate::source::plain::printable;

pub(super) const EXPORTER: Exporter = Exporter {
    name: "agents",
    about: "A section for AGENTS.md and an llms.txt, for coding assistants",
    export,
};

/// What the form calls the section that a reader may leave out.
const OPTIONAL: &str = "Optional";

fn export(book: &Rulebook) -> Vec<Output> {
    vec![Output::text("AGENTS.md", agents(book)), Output::text("llms.txt", llms(book))]
}

/// What has to hold of code, briefly: an assistant reads all of it with every task.
fn agents(book: &Rulebook) -> String {
    let title = words(&book.title);
    let mut text = format!("## {title}\n\nWrite and change code so that these hold.");
    text.push_str(
        " Before you break or silence one, read why it is there: `rulebook explain ID`.\n",
    );
    for (level, what) in [
        (Level::Must, "Always; breaking one needs a waiver"),
        (Level::Should, "Unless there is a reason, which you state"),
        (Level::May, "Consider"),
    ] {
        let mut items = binding(book).filter(|guideline| guideline.level == level).peekable();
        if items.peek().is_none() {
            continue;
        }
        text.push_str(&format!("\n### {what}\n\n"));
        for guideline in items {
            text.push_str(&format!("- {}\n", agents_item(book, guideline)));
        }
    }
    text.push_str(
        "\n### Before you hand over\n\nRun `rulebook check --diff HEAD .` and mend what it finds; \
         `rulebook check --fix` makes the safe changes. Do not silence a finding to make it go away.\n",
    );
    text
}

fn agents_item(book: &Rulebook, guideline: &Guideline) -> String {
    let id = match book.permalink(guideline) {
        Some(url) => format!("[{}](<{url}>)", guideline.id),
        None => guideline.id.to_string(),
    };
    let mut said = format!("{id}: {}.", words(&guideline.title));
    let applies = conditions(&guideline.applies);
    if !applies.is_empty() {
        said.push_str(&format!(" (Where {}.)", words(&applies.join("; "))));
    }
    said
}

/// An index of the guide, in the form of <https://llmstxt.org>.
fn llms(book: &Rulebook) -> String {
    let mut text = format!("# {}\n", words(&book.title));
    if let Some(guide) = &book.guide {
        text.push_str(&format!("\n> {}\n", words(&guide.summary)));
    }
    text.push_str(
        "\nEach guideline has an id. A guideline that says must is broken with a waiver only, one that says should with a reason.\n",
    );
    for topic in &book.topics {
        let mut items = book.in_topic(&topic.name).filter(|g| g.status.binds()).peekable();
        if items.peek().is_none() {
            continue;
        }
        text.push_str(&format!("\n## {}\n\n", section(book, topic)));
        for guideline in items {
            text.push_str(&llms_item(book, guideline));
        }
    }
    let (before, after) = book.pages_around_topics();
    let pages: Vec<_> = before.into_iter().chain(after).collect();
    if !pages.is_empty() {
        text.push_str(&format!("\n## {OPTIONAL}\n\n"));
        for page in pages {
            let url = book.url_of(&format!("{}.html", page.name));
            text.push_str(&format!("- [{}]({url})\n", words(&page.title)));
        }
    }
    text
}

/// A title that no other section of the index has: its readers know sections by their titles.
fn section(book: &Rulebook, topic: &Topic) -> String {
    let title = words(&topic.title);
    let others = book.topics.iter().filter(|other| other.name != topic.name);
    if title == OPTIONAL || others.into_iter().any(|other| words(&other.title) == title) {
        return format!("{title} ({})", topic.name);
    }
    title
}

fn llms_item(book: &Rulebook, guideline: &Guideline) -> String {
    let url = book.url_of(&format!("{}.html", guideline.name));
    let (id, level) = (&guideline.id, guideline.level.as_str());
    format!("- [{id}]({url}): {level}: {}\n", words(&guideline.summary))
}

fn binding(book: &Rulebook) -> impl Iterator<Item = &Guideline> {
    book.guidelines.iter().filter(|guideline| guideline.status.binds())
}

/// A line that Markdown shows as it is, and that nothing steers.
fn words(line: &str) -> String {
    inline(printable(line).trim())
}
