//! The rows that spreadsheets show: one for each question of each guideline in force.

use crate::model::applies::conditions;
use crate::model::guideline::Question;
use crate::model::markdown::plain;
use crate::model::{Checklist, Guideline, Level, Project, Rulebook};
use crate::source::plain::printable;

/// What the columns of a row are called.
pub(super) const COLUMNS: [&str; 10] = [
    "id",
    "title",
    "level",
    "question",
    "where to look",
    "n/a allowed",
    "applies where",
    "checked by",
    "effort",
    "link",
];

/// One question, in words for a cell each.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) cells: [String; COLUMNS.len()],
}

/// All guidelines in force, each with its rows.
pub(super) fn of_rulebook(book: &Rulebook) -> impl Iterator<Item = (&Guideline, Vec<Row>)> {
    let binding = book.guidelines.iter().filter(|guideline| guideline.status.binds());
    binding.map(|guideline| {
        let questions: Vec<_> = guideline.review.iter().collect();
        (guideline, rows(book, guideline, guideline.level, &questions))
    })
}

/// What a project has to answer, in working order.
pub(super) fn of_project(book: &Rulebook, project: &Project) -> Vec<Row> {
    let checklist = Checklist::of_project(book, project);
    let items = checklist.items.iter();
    items.flat_map(|item| rows(book, item.guideline, item.level, &item.questions)).collect()
}

fn rows(book: &Rulebook, guideline: &Guideline, level: Level, asked: &[&Question]) -> Vec<Row> {
    // A guideline without a question is one itself.
    let whole = [None];
    let asked: Vec<_> = asked.iter().copied().map(Some).collect();
    let asked = if asked.is_empty() { &whole[..] } else { &asked };
    let row = |question: &Option<&Question>| {
        let (ask, how, na) = match question {
            Some(question) => {
                (plain(&question.ask), question.how.as_deref().map(plain), question.na_allowed)
            }
            None => (format!("Is this so: {}", plain(&guideline.summary)), None, true),
        };
        let yes_no = |yes| if yes { "yes" } else { "no" };
        let cells = [
            guideline.id.to_string(),
            plain(&guideline.title),
            level.as_str().to_owned(),
            ask,
            how.unwrap_or_default(),
            yes_no(na).to_owned(),
            plain(&conditions(&guideline.applies).join("; ")),
            match guideline.checks.is_empty() {
                true => "people".to_owned(),
                false => "rulebook check, people".to_owned(),
            },
            guideline.effort.map(|effort| effort.as_str()).unwrap_or_default().to_owned(),
            book.published(guideline.id.as_str()).unwrap_or_default(),
        ];
        Row { cells: cells.map(|cell| printable(&cell)) }
    };
    asked.iter().map(row).collect()
}
