//! The guide as one document of reStructuredText, in the layout of OpenStack's specifications.

mod inline;
mod markdown;

use std::collections::{BTreeMap, BTreeSet};

use self::inline::Words;
use self::markdown::{Converter, code_block, topic_anchor};
use super::Exporter;
use crate::model::applies::conditions;
use crate::model::guideline::{Question, Source};
use crate::model::{Date, Example, Guideline, Line, Output, Rulebook, Status, Topic};
use crate::source::Roomy;

/// One line of reStructuredText.
pub(super) fn plain(line: &str) -> String {
    inline::Words::of_line(line).line()
}

pub(super) const EXPORTER: Exporter = Exporter {
    name: "rst",
    about: "The guide as one reStructuredText document, laid out as an OpenStack specification",
    export,
};

/// As wide as OpenStack's specifications are.
const COLUMNS: usize = 79;

fn export(rulebook: &Rulebook) -> Vec<Output> {
    let mut spec =
        Spec { book: rulebook, converter: Converter::new(rulebook), text: Roomy::default() };
    spec.write();
    vec![Output { path: "spec.rst".into(), bytes: spec.text.into_bytes() }]
}

/// The document so far.
struct Spec<'a> {
    book: &'a Rulebook,
    converter: Converter<'a>,
    text: Roomy,
}

impl<'a> Spec<'a> {
    fn write(&mut self) {
        self.block(&[
            "..".into(),
            "   This work is licensed under a Creative Commons Attribution 4.0".into(),
            "   International License.".into(),
            String::new(),
            "   https://creativecommons.org/licenses/by/4.0/legalcode".into(),
        ]);
        self.title(&self.book.title, '=', true);
        let guide = self.book.guide.as_ref();
        if let Some(guide) = guide {
            self.line(&guide.summary);
        }
        self.title("Problem description", '=', false);
        match guide.and_then(|guide| guide.intro.as_deref()) {
            Some(intro) => self.prose(intro),
            None => self.line("Each guideline below says what goes wrong without it."),
        }
        self.title("Proposed change", '=', false);
        self.line("A guideline that says “must” is broken with a waiver only, one that says “should” with a reason; one that says “may” is worth considering.");
        for topic in &self.book.topics {
            self.topic(topic);
        }
        self.implementation();
        self.references();
        self.history();
    }

    fn topic(&mut self, topic: &'a Topic) {
        let mut guidelines =
            self.book.in_topic(&topic.name).filter(|g| g.status != Status::Draft).peekable();
        if guidelines.peek().is_none() {
            return;
        }
        self.anchor(&topic_anchor(topic.name.as_str()));
        self.title(&topic.title, '-', false);
        self.line(&topic.summary);
        self.prose(topic.intro.as_deref().unwrap_or_default());
        for guideline in guidelines {
            self.guideline(guideline);
        }
    }

    fn guideline(&mut self, g: &'a Guideline) {
        self.anchor(&g.id.as_str().to_lowercase());
        self.title(&format!("{} {}", g.id, g.title), '~', false);
        self.line(&g.summary);
        self.facts(g);
        self.rubric("Why");
        self.prose(&g.why);
        self.rubric("What to do");
        self.prose(&g.guidance);
        if let Some(exceptions) = &g.exceptions {
            self.rubric("Exceptions");
            self.prose(exceptions);
        }
        for example in &g.examples {
            self.example(example);
        }
        self.questions(&g.review);
        self.sources(&g.references);
    }

    /// What can be said of a guideline in a few words.
    fn facts(&mut self, g: &Guideline) {
        let mut fields = vec![
            ("Level", g.level.as_str().to_owned()),
            ("Status", g.status.as_str().to_owned()),
            ("Since", g.since.to_string()),
            ("Revision", g.revision.to_string()),
        ];
        let applies = conditions(&g.applies);
        if !applies.is_empty() {
            fields.push(("Applies where", applies.join("; ")));
        }
        if let Some(lifecycle) = &g.lifecycle {
            let mut said = format!("{}, since {}", lifecycle.reason, lifecycle.since);
            let next = lifecycle.replaced_by.iter().filter_map(|r| self.book.guideline(&r.0));
            let next: Vec<_> = next.map(|g| g.id.as_str()).collect();
            if !next.is_empty() {
                said.push_str(&format!("; see {}", next.join(", ")));
            }
            fields.push(("Reason", said));
        }
        let field = |(name, value): (&str, String)| {
            let mut lines = Words::of_line(&value).lines(COLUMNS - 4).into_iter();
            let first = format!(":{name}: {}", lines.next().unwrap_or_default());
            std::iter::once(first)
                .chain(lines.map(|line| format!("    {line}")))
                .collect::<Vec<_>>()
        };
        let lines: Vec<_> = fields.into_iter().flat_map(field).collect();
        self.block(&lines);
    }

    fn example(&mut self, example: &Example) {
        self.rubric(&format!("Example: {}", example.title));
        let mut code = |words: &str, code: Option<&crate::model::Code>| {
            for (path, text) in code.iter().flat_map(|code| code.files(example.path())) {
                self.line(&format!("{words} (``{path}``):"));
                let language = if path.ends_with(".py") { "python" } else { "" };
                self.block(&code_block(language, text));
            }
        };
        code("Bad", example.bad.as_ref());
        code("Good", example.good.as_ref());
        if let Some(note) = &example.note {
            self.prose(note);
        }
        if let Some(unchecked) = &example.unchecked {
            self.line(&format!("No check flags it: {unchecked}"));
        }
    }

    fn questions(&mut self, questions: &[Question]) {
        if questions.is_empty() {
            return;
        }
        self.rubric("Questions for reviewers");
        let mut lines = Vec::new();
        for question in questions {
            let how = question.how.as_ref().map(|how| format!(" {how}")).unwrap_or_default();
            item(&format!("{}{how}", question.ask), &mut lines);
        }
        self.block(&lines);
    }

    fn sources(&mut self, sources: &[Source]) {
        if sources.is_empty() {
            return;
        }
        self.rubric("References");
        let lines: Vec<_> = sources.iter().flat_map(source).collect();
        self.block(&lines);
    }

    fn implementation(&mut self) {
        self.title("Implementation", '=', false);
        self.title("Work Items", '-', false);
        let binding = || self.book.guidelines.iter().filter(|g| g.status.binds());
        let checked = binding().filter(|g| !g.checks.is_empty()).count();
        self.line(&format!(
            "Of {} guidelines in force, {checked} have checks that look for breaches: `rulebook check` runs them on a tree, and `rulebook checklist` lists what is left for people.",
            binding().count(),
        ));
        self.title("Dependencies", '=', false);
        let used: BTreeSet<_> = binding().flat_map(|g| g.applies.uses.iter()).collect();
        let used: Vec<_> = used.into_iter().map(|name| format!("`{name}`")).collect();
        let none = "None.".to_owned();
        self.line(&if used.is_empty() {
            none
        } else {
            format!("Guidelines are about {}.", used.join(", "))
        });
    }

    /// All references, each once.
    fn references(&mut self) {
        let published = self.book.guidelines.iter().filter(|g| g.status != Status::Draft);
        let mut all: BTreeMap<&str, &Source> = BTreeMap::new();
        for source in published.flat_map(|g| &g.references) {
            if let Some(url) = &source.url {
                all.entry(url).or_insert(source);
            }
        }
        if all.is_empty() {
            return;
        }
        self.title("References", '=', false);
        let lines: Vec<_> = all.into_values().flat_map(source).collect();
        self.block(&lines);
    }

    /// What changed, newest last.
    fn history(&mut self) {
        let published = self.book.guidelines.iter().filter(|g| g.status != Status::Draft);
        let changes = published.flat_map(|g| g.changes.iter().map(move |change| (g, change)));
        let mut days: BTreeMap<Date, BTreeMap<&Line, Vec<&Guideline>>> = BTreeMap::new();
        for (guideline, change) in changes {
            days.entry(change.date).or_default().entry(&change.text).or_default().push(guideline);
        }
        if days.is_empty() {
            return;
        }
        self.title("History", '=', false);
        let mut lines: Vec<String> = [
            ".. list-table:: Revisions",
            "   :header-rows: 1",
            "",
            "   * - Date",
            "     - Description",
        ]
        .map(Into::into)
        .into();
        for (date, changes) in days {
            for (text, guidelines) in changes {
                let ids: Vec<_> = guidelines.iter().map(|g| g.id.as_str()).collect();
                lines.push(format!("   * - {date}"));
                let said = Words::of_line(&format!("{text} ({})", ids.join(", ")));
                let mut said = said.lines(COLUMNS - 7).into_iter();
                lines.push(format!("     - {}", said.next().unwrap_or_default()));
                lines.extend(said.map(|line| format!("       {line}")));
            }
        }
        self.block(&lines);
    }

    fn title(&mut self, words: &str, mark: char, over: bool) {
        let title = Words::of_line(words).line();
        // Readers differ in how wide they take what is not ASCII to be; too long a line is never wrong.
        let width = title.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let line = mark.to_string().repeat(width);
        let over = over.then(|| line.clone());
        let lines: Vec<_> = over.into_iter().chain([title, line]).collect();
        self.block(&lines);
    }

    fn anchor(&mut self, name: &str) {
        self.block(&[format!(".. _{name}:")]);
    }

    fn rubric(&mut self, words: &str) {
        self.block(&[format!(".. rubric:: {}", Words::of_line(words).line())]);
    }

    fn line(&mut self, words: &str) {
        let lines = Words::of_line(words).lines(COLUMNS);
        self.block(&lines);
    }

    fn prose(&mut self, text: &str) {
        let lines = self.converter.lines(text, COLUMNS);
        self.block(&lines);
    }

    /// Adds lines, apart from what is before them.
    fn block(&mut self, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(b"\n");
        }
        if lines[0].starts_with(' ') {
            // A quotation would be a part of what is before it.
            self.text.push(b"..\n\n");
        }
        for line in lines {
            self.text.push(line.as_bytes());
            self.text.push(b"\n");
        }
    }
}

fn source(source: &Source) -> Vec<String> {
    let mut words = Words::of_line(&format!("{}: ", source.kind.as_str()));
    match &source.url {
        Some(url) => {
            words.push(inline::Style::Link(inline::Target::Web(url.clone())), &source.title)
        }
        None => words.push(inline::Style::Plain, &source.title),
    }
    let mut lines = Vec::new();
    bullet(words, &mut lines);
    lines
}

fn item(words: &str, lines: &mut Vec<String>) {
    bullet(Words::of_line(words), lines);
}

fn bullet(words: Words, lines: &mut Vec<String>) {
    for (at, line) in words.lines(COLUMNS - 2).into_iter().enumerate() {
        lines.push(format!("{} {line}", if at == 0 { "-" } else { " " }));
    }
}
