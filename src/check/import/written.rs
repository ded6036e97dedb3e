//! What reports write, in our terms: ids, paths, columns.

use std::path::Path;

use crate::source::{Lines, Place};

/// An id that a text begins with.
pub(super) fn id_at(text: &str) -> Option<&str> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let end = letters + 3;
    let digits = text.get(letters..end)?;
    let whole = (1..=3).contains(&letters) && digits.bytes().all(|b| b.is_ascii_digit());
    let ends = !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (whole && ends).then(|| &text[..end])
}

/// A path relative to a folder, with `/`; none if it leads out of it.
pub(super) fn below(path: &Path, folder: &Path) -> Option<String> {
    use std::path::Component;
    let path = if path.is_absolute() { path.strip_prefix(folder).ok()? } else { path };
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()?),
            _ => return None,
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// A place whose column counts units of UTF-16, in characters.
pub(super) fn in_characters(lines: &Lines<'_>, place: Place) -> Place {
    let mut left = place.column.saturating_sub(1);
    let mut column = 1;
    for c in lines.line(place.line).chars() {
        if left < c.len_utf16() {
            break;
        }
        left -= c.len_utf16();
        column += 1;
    }
    Place { line: place.line, column: column + left }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_at_the_beginning_of_words() {
        assert_eq!(id_at("EVT103: patch"), Some("EVT103"));
        assert_eq!(id_at("EVT103-more"), Some("EVT103"));
        for text in ["", "EVT10", "EVT1034", "EVT103a", "EVTX103", "103", "EVT103_x", "éVT103"] {
            assert_eq!(id_at(text), None, "{text}");
        }
    }

    #[test]
    fn paths_stay_in_the_folder() {
        let below = |path| below(Path::new(path), Path::new("/tree"));
        assert_eq!(below("./a/../b.py").as_deref(), Some("b.py"));
        assert_eq!(below("/tree/a.py").as_deref(), Some("a.py"));
        for path in ["../a.py", "/etc/passwd", "a/../../b", "", "."] {
            assert_eq!(below(path), None, "{path}");
        }
    }

    #[test]
    fn units_of_utf16_become_characters() {
        let lines = Lines::new("x = '𐐀𐐀' + y\n");
        assert_eq!(in_characters(&lines, Place { line: 1, column: 11 }).column, 9);
        assert_eq!(in_characters(&lines, Place { line: 9, column: 3 }).column, 3);
    }
}
