//! Markdown as reStructuredText, by the events of its parser.

mod blocks;

use std::collections::BTreeMap;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};

use super::inline::{Style, Target, Words};
use crate::model::{Rulebook, Status, markdown};
use crate::python::Parsed;
use crate::source::plain;

use blocks::{Block, Kind, Paragraph, indented, joined, marked};

/// Deeper than this nothing is indented any more: nobody can read it, and some readers give up.
const DEEPEST: usize = 12;

/// Turns texts of a rulebook into one document; footnotes are counted through it.
pub(super) struct Converter<'a> {
    book: &'a Rulebook,
    notes: usize,
}

/// What is being read.
struct Reader<'a, E> {
    events: E,
    book: &'a Rulebook,
    /// Numbers of footnotes by their names in the text.
    notes: BTreeMap<String, usize>,
    next_note: usize,
    depth: usize,
}

impl<'a> Converter<'a> {
    pub(super) fn new(book: &'a Rulebook) -> Self {
        Self { book, notes: 0 }
    }

    /// The lines of a text.
    pub(super) fn lines(&mut self, text: &str, columns: usize) -> Vec<String> {
        let known = |broken: BrokenLink<'_>| {
            let known = self.book.guideline(&broken.reference).is_some();
            known.then(|| (broken.reference.to_string().into(), CowStr::from("")))
        };
        let mut reader = Reader {
            events: Parser::new_with_broken_link_callback(text, markdown::options(), Some(known)),
            book: self.book,
            notes: BTreeMap::new(),
            next_note: self.notes,
            depth: 0,
        };
        let blocks = reader.blocks(columns);
        self.notes = reader.next_note;
        joined(blocks)
    }
}

impl<'c, E: Iterator<Item = Event<'c>>> Reader<'_, E> {
    /// The blocks up to the end of what contains them.
    fn blocks(&mut self, columns: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut paragraph = Paragraph::default();
        let mut ignored = 0_usize;
        while let Some(event) = self.events.next() {
            if self.inline(&event, &mut paragraph) {
                continue;
            }
            if let Event::End(TagEnd::Heading(_)) = event {
                let title = paragraph.line();
                if !title.is_empty() {
                    blocks.push(Block {
                        kind: Kind::Plain,
                        lines: vec![format!(".. rubric:: {title}")],
                    });
                }
                continue;
            }
            blocks.extend(paragraph.block(columns));
            match event {
                Event::End(TagEnd::Paragraph)
                | Event::Start(Tag::Paragraph | Tag::Heading { .. }) => {}
                Event::End(_) if ignored > 0 => ignored -= 1,
                Event::End(_) => break,
                Event::Start(_) if self.depth >= DEEPEST => ignored += 1,
                Event::Start(tag) => {
                    self.depth += 1;
                    blocks.extend(self.container(tag, columns));
                    self.depth -= 1;
                }
                _ => {}
            }
        }
        blocks.extend(paragraph.block(columns));
        blocks
    }

    /// Takes what belongs into a paragraph.
    fn inline(&mut self, event: &Event<'_>, to: &mut Paragraph) -> bool {
        match event {
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => to.text(text),
            Event::SoftBreak => to.text(" "),
            Event::HardBreak => to.lines.push(Words::default()),
            Event::Code(text) => match to.open.style() {
                link @ Style::Link(_) => to.push(link, text),
                _ => to.push(Style::Code, text),
            },
            Event::TaskListMarker(done) => to.text(if *done { "[x] " } else { "[ ] " }),
            Event::FootnoteReference(name) => to.push(Style::Note(self.note(name)), "*"),
            Event::Start(Tag::Emphasis) => to.open.emphasis += 1,
            Event::End(TagEnd::Emphasis) => to.open.emphasis -= 1,
            Event::Start(Tag::Strong) => to.open.strong += 1,
            Event::End(TagEnd::Strong) => to.open.strong -= 1,
            Event::Start(Tag::Link { dest_url, .. }) => {
                to.open.links.push(target(self.book, dest_url))
            }
            // There is no picture beside the document: its words stand for it.
            Event::Start(Tag::Image { .. }) => to.open.links.push(None),
            Event::End(TagEnd::Link | TagEnd::Image) => drop(to.open.links.pop()),
            Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough) => {}
            _ => return false,
        }
        true
    }

    fn note(&mut self, name: &str) -> usize {
        *self.notes.entry(name.to_owned()).or_insert_with(|| {
            self.next_note += 1;
            self.next_note
        })
    }

    fn container(&mut self, tag: Tag<'_>, columns: usize) -> Vec<Block> {
        let narrow = |by: usize| columns.saturating_sub(by).max(20);
        let one = |kind, lines| vec![Block { kind, lines }];
        match tag {
            Tag::BlockQuote(_) => {
                let lines = joined(self.blocks(narrow(3)));
                one(Kind::Quote, indented(lines, "   ").collect())
            }
            Tag::List(first) => one(Kind::List, self.list(first, columns)),
            Tag::CodeBlock(kind) => one(Kind::Plain, self.code(&kind)),
            Tag::Table(_) => one(Kind::Plain, self.table()),
            Tag::FootnoteDefinition(name) => {
                let mark = format!(".. [#note-{}] ", self.note(&name));
                let lines = joined(self.blocks(narrow(3)));
                let mut lines = lines.into_iter();
                let first = format!("{mark}{}", lines.next().unwrap_or_default());
                let rest = indented(lines.collect(), "   ");
                one(Kind::Plain, std::iter::once(first).chain(rest).collect())
            }
            Tag::DefinitionListTitle => {
                let lines = joined(self.blocks(usize::MAX));
                one(Kind::Plain, vec![lines.join(" ")])
            }
            Tag::DefinitionListDefinition => {
                let lines = joined(self.blocks(narrow(3)));
                one(Kind::Quote, indented(lines, "   ").collect())
            }
            _ => self.blocks(columns),
        }
    }

    fn list(&mut self, first: Option<u64>, columns: usize) -> Vec<String> {
        let mut items = Vec::new();
        let mut number = first;
        while let Some(Event::Start(_)) = self.events.next() {
            let mark = number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
            number = number.map(|number| number + 1);
            let lines = joined(self.blocks(columns.saturating_sub(mark.len()).max(20)));
            items.push(marked(&mark, lines));
        }
        let loose = items.iter().any(|item| item.iter().any(String::is_empty));
        let mut lines = Vec::new();
        for item in items {
            if loose && !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend(item);
        }
        lines
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) -> Vec<String> {
        let mut text = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::Text(part) => text.push_str(&part),
                _ => break,
            }
        }
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        code_block(language, &text)
    }

    fn table(&mut self) -> Vec<String> {
        let mut lines =
            vec![".. list-table::".to_owned(), "   :header-rows: 1".to_owned(), String::new()];
        let mut cell = Paragraph::default();
        let mut first = true;
        while let Some(event) = self.events.next() {
            match event {
                Event::End(TagEnd::Table) => break,
                Event::Start(Tag::TableHead | Tag::TableRow) => first = true,
                Event::End(TagEnd::TableCell) => {
                    let words = cell.line();
                    let mark = if first { "   * -" } else { "     -" };
                    lines.push(format!("{mark} {words}").trim_end().to_owned());
                    first = false;
                }
                event => {
                    self.inline(&event, &mut cell);
                }
            }
        }
        lines
    }
}

/// Where a link leads; none where words have to do.
fn target(book: &Rulebook, written: &str) -> Option<Target> {
    if written.contains(':') || written.starts_with("//") {
        return Some(Target::Web(written.to_owned()));
    }
    let name = written.split('#').next().unwrap_or_default();
    if let Some(guideline) = book.guideline(name) {
        let here = guideline.status != Status::Draft && book.topic_of(&guideline.name).is_some();
        return here.then(|| Target::Here(guideline.id.as_str().to_lowercase()));
    }
    if let Some(topic) = book.topics.iter().find(|topic| topic.name.as_str() == name) {
        let here = book.in_topic(&topic.name).any(|g| g.status != Status::Draft);
        return here.then(|| Target::Here(topic_anchor(name)));
    }
    book.published(written).map(Target::Web)
}

/// The name of a topic's section, for links.
pub(super) fn topic_anchor(name: &str) -> String {
    format!("topic-{}", name.replace('/', "-"))
}

/// Code, coloured where its language is sure to be what it says: some readers refuse what they cannot colour.
pub(super) fn code_block(language: &str, text: &str) -> Vec<String> {
    let language = match language {
        "" | "python" | "py" if is_python(text) => "python",
        "console" => "console",
        _ => "text",
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<_> = text.lines().map(|line| plain::code(line).trim_end().to_owned()).collect();
    let from = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let until = lines.iter().rposition(|line| !line.is_empty()).map_or(from, |last| last + 1);
    if from == until {
        return Vec::new();
    }
    let head = [format!(".. code-block:: {language}"), String::new()];
    head.into_iter().chain(indented(lines[from..until].to_vec(), "   ")).collect()
}

fn is_python(text: &str) -> bool {
    Parsed::new(text).is_ok_and(|parsed| parsed.errors().next().is_none())
}
