//! The checklists as a workbook: a sheet with everything, and one for each project to be filled in.

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet,
    XlsxError,
};

use super::Exporter;
use super::checklist::{COLUMNS, Row, of_project, of_rulebook};
use crate::model::{Output, Rulebook};
use crate::source::plain::printable;

pub(super) const EXPORTER: Exporter = Exporter {
    name: "xlsx",
    about: "Checklists as a workbook for spreadsheets, with a sheet for each project",
    export,
};

/// How wide the columns are, in characters.
const WIDTHS: [u32; COLUMNS.len()] = [9, 48, 8, 60, 40, 12, 40, 22, 9, 40];

/// What people fill in, behind the columns of a row.
const ANSWERS: [&str; 2] = ["answer", "reason"];

/// The most characters that a cell may hold.
const MOST: usize = 32_767;

fn export(book: &Rulebook) -> Vec<Output> {
    // Rows, columns and names are within a workbook's bounds, and it is written to memory.
    let bytes = workbook(book).unwrap_or_default();
    vec![Output { path: "checklist.xlsx".into(), bytes }]
}

fn workbook(book: &Rulebook) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same rulebook is the same bytes, whenever it is exported.
    let properties = DocProperties::new()
        .set_title(printable(&book.title))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    let mut taken = BTreeSet::new();
    let everything: Vec<_> = of_rulebook(book).flat_map(|(_, rows)| rows).collect();
    workbook.push_worksheet(sheet(&unique("All guidelines", &mut taken), &everything)?);
    for project in book.described() {
        let rows = of_project(book, project);
        workbook.push_worksheet(sheet(&unique(&project.title, &mut taken), &rows)?);
    }
    workbook.save_to_buffer()
}

fn sheet(name: &str, rows: &[Row]) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    let head = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (at, name) in (0..).zip(COLUMNS.iter().chain(&ANSWERS)) {
        sheet.write_string_with_format(0, at, *name, &head)?;
    }
    for (at, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(at, width)?;
    }
    let columns = COLUMNS.len() as u16;
    sheet.set_column_width(columns, 14)?.set_column_width(columns + 1, 40)?;
    for column in 0..columns + 2 {
        sheet.set_column_format(column, &wrapped)?;
    }
    let mut last = 0;
    for (at, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(&row.cells) {
            if !cell.is_empty() {
                // A text is never a formula or a link here, whatever it begins with.
                sheet.write_string(at, column, cut(cell))?;
            }
        }
        last = at;
    }
    sheet.set_freeze_panes(1, 2)?;
    if last > 0 {
        sheet.autofilter(0, 0, last, columns + 1)?;
        let answers = DataValidation::new().allow_list_strings(&["met", "unmet", "n/a"])?;
        sheet.add_data_validation(1, columns, last, columns, &answers)?;
    }
    Ok(sheet)
}

/// A text as far as it fits into a cell, which counts some characters twice.
fn cut(text: &str) -> &str {
    let most = MOST / 2;
    // No text has more characters than bytes.
    let end = if text.len() <= most { None } else { text.char_indices().nth(most) };
    end.map_or(text, |(end, _)| &text[..end])
}

/// A name that a sheet may have and no other has: at most 31 characters, without those that formulas use.
fn unique(title: &str, taken: &mut BTreeSet<String>) -> String {
    let allowed = |c: &char| {
        !"[]:*?/\\'".contains(*c) && c.is_ascii_graphic() || *c == ' ' || c.is_alphanumeric()
    };
    let cleaned: String = title.chars().filter(allowed).collect();
    let cleaned = cleaned.trim();
    // A workbook keeps “History” for itself.
    let base = if cleaned.is_empty() || cleaned.eq_ignore_ascii_case("history") {
        "Project"
    } else {
        cleaned
    };
    let mut name = shortened(base, "");
    let mut count = 1;
    while !taken.insert(name.to_lowercase()) {
        count += 1;
        name = shortened(base, &format!(" {count}"));
    }
    name
}

/// A name with an ending, cut where it is too long: some count characters, some the units of UTF-16.
fn shortened(base: &str, ending: &str) -> String {
    let mut room = 31 - ending.len();
    let fits = |c: &char| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    };
    let base: String = base.chars().take_while(fits).collect();
    format!("{}{ending}", base.trim_end())
}
