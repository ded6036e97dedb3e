//! JSON as serde_json indents it, with one piece of text for the end of a line and the margin of the next: its own
//! formatter writes each two spaces by themselves, which are most of the pieces of a large file. What steers a terminal is
//! escaped besides.

use std::io::{Result, Write};

use serde_json::ser::Formatter;

use crate::source::plain;

/// The end of an entry and of its line, and as much margin as nearly all JSON has.
const BREAK: &str =
    concat!(",\n", "                                                                ",);

/// Two spaces for each level, as `serde_json::ser::PrettyFormatter` has them.
#[derive(Debug, Default)]
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

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        words: &str,
    ) -> Result<()> {
        writer.write_all(plain::json(words).as_bytes())
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;
    use serde_json::{Serializer, Value, json};

    use super::Indented;

    fn indented(value: &Value) -> String {
        let mut bytes = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut bytes, Indented::default());
        value.serialize(&mut serializer).expect("it is written");
        String::from_utf8(bytes).expect("it is text")
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
