//! JSON as serde_json indents it, with one piece of text for the end of a line and the margin of the next: its own
//! formatter writes each two spaces by themselves, which are most of the pieces of a large file. What steers a terminal is
//! escaped besides.
//!
//! sonic-rs writes it, because it looks at many bytes of a text at once: serde_json takes half as long again for a large
//! export.

use std::io::{Result, Write};

use sonic_rs::format::{CompactFormatter, Formatter};
use sonic_rs::writer::WriteExt;

use crate::source::plain;

/// The end of an entry and of its line, and as much margin as nearly all JSON has.
const BREAK: &str =
    concat!(",\n", "                                                                ",);

/// Two spaces for each level, as `serde_json::ser::PrettyFormatter` has them.
#[derive(Debug, Clone, Default)]
pub(super) struct Indented {
    level: usize,
    filled: bool,
}

impl Indented {
    /// Begins a line, after a comma or without one.
    fn line<W: ?Sized + Write>(&self, writer: &mut W, comma: bool) -> Result<()> {
        let from = usize::from(!comma);
        let until = (2 + 2 * self.level).min(BREAK.len());
        writer.write_all(&BREAK.as_bytes()[from..until])?;
        let mut missing = 2 + 2 * self.level - until;
        while missing > 0 {
            let some = missing.min(BREAK.len() - 2);
            writer.write_all(&BREAK.as_bytes()[2..2 + some])?;
            missing -= some;
        }
        Ok(())
    }

    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> Result<()> {
        self.level += 1;
        self.filled = false;
        writer.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> Result<()> {
        self.level -= 1;
        if self.filled {
            self.line(writer, false)?;
        }
        writer.write_all(bracket)
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.line(writer, !first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.line(writer, !first)
    }

    fn write_string_fast<W: ?Sized + WriteExt>(
        &mut self,
        writer: &mut W,
        text: &str,
        quoted: bool,
    ) -> Result<()> {
        // What JSON does not escape by itself begins at DEL.
        if plain::has_none(text.as_bytes(), |byte| byte >= 0x7f) {
            return CompactFormatter.write_string_fast(writer, text, quoted);
        }
        let quote: &[u8] = if quoted { b"\"" } else { b"" };
        writer.write_all(quote)?;
        for part in text.split_inclusive(steers) {
            let words = part.strip_suffix(steers);
            CompactFormatter.write_string_fast(writer, words.unwrap_or(part), false)?;
            if let Some(last) = words.and_then(|_| part.chars().next_back()) {
                // All of them are in the first plane.
                write!(writer, "\\u{:04x}", last as u32)?;
            }
        }
        writer.write_all(quote)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.filled = true;
        Ok(())
    }
}

/// Whether a character steers a terminal or turns the direction of writing, and JSON leaves it as it is.
fn steers(c: char) -> bool {
    c >= '\u{7f}' && plain::steers(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Serialize as _;
    use serde_json::{Value, json};
    use sonic_rs::Serializer;

    use super::Indented;

    fn indented(value: &Value) -> String {
        let mut bytes = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut bytes, Indented::default());
        value.serialize(&mut serializer).expect("it is written");
        String::from_utf8(bytes).expect("it is text")
    }

    proptest! {
        #[test]
        fn any_text_is_written_as_serde_json_does_it_but_for_what_steers(
            text in "[a-zé\u{7f}\u{85}\u{202e}\u{2028}\u{feff}\u{1f600}\u{0}-\u{1f}\"\\\\/ ]{0,90}",
        ) {
            let mut expected = String::new();
            for c in serde_json::to_string(&text).expect("it is written").chars() {
                match c {
                    '\u{7f}' | '\u{85}' | '\u{202e}' | '\u{2028}' => {
                        expected.push_str(&format!("\\u{:04x}", c as u32));
                    }
                    c => expected.push(c),
                }
            }
            prop_assert_eq!(indented(&json!(text)), expected);
        }
    }

    #[test]
    fn json_is_indented_as_serde_json_does_it() {
        let mut deep = json!({"leaf": [1, "two", null]});
        for level in 0..70 {
            deep = if level % 2 == 0 { json!([deep, {}]) } else { json!({"a": deep, "b": []}) };
        }
        for value in [json!([]), json!({}), json!("x"), json!([[], {}]), deep] {
            assert_eq!(
                indented(&value),
                serde_json::to_string_pretty(&value).expect("it is written")
            );
        }
    }
}
