//! The files of Python packaging that look like `[section]` and `key = value`.

/// One value, with the line on which its key stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) section: String,
    pub(super) key: String,
    /// The lines of the value, without blanks around each, and without empty ones.
    pub(super) lines: Vec<(usize, String)>,
    pub(super) line: usize,
}

/// All values in order. What is no value is left out, with its line.
pub(super) fn read(text: &str) -> (Vec<Item>, Vec<usize>) {
    let mut items: Vec<Item> = Vec::new();
    let mut odd = Vec::new();
    let mut section = String::new();
    for (at, raw) in text.lines().enumerate() {
        let line = at + 1;
        let trimmed = raw.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let indented = raw.starts_with([' ', '\t']);
        if let Some(item) = items.last_mut().filter(|item| indented && item.section == section) {
            item.lines.push((line, trimmed.to_owned()));
            continue;
        }
        if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.trim().to_owned();
            continue;
        }
        match trimmed.split_once(['=', ':']) {
            Some((key, value)) if !key.trim().is_empty() => {
                let value = value.trim();
                let lines = (!value.is_empty()).then(|| (line, value.to_owned()));
                items.push(Item {
                    section: section.clone(),
                    key: key.trim().to_owned(),
                    lines: lines.into_iter().collect(),
                    line,
                });
            }
            _ => odd.push(line),
        }
    }
    (items, odd)
}
