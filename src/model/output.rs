//! A file that the generator would write.

mod indented;

use serde::Serialize;
use sonic_rs::Serializer;

use self::indented::Indented;
use crate::source::Roomy;

/// One file of the output, complete and in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path below generated/, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Drop for Output {
    fn drop(&mut self) {
        Roomy::reclaim(std::mem::take(&mut self.bytes));
    }
}

impl Output {
    /// A text file.
    pub fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), bytes: text.into().into_bytes() }
    }

    /// A JSON file, indented, with a line ending at its end.
    pub fn json(path: impl Into<String>, value: &impl Serialize) -> Self {
        Self { path: path.into(), bytes: Self::json_bytes(value) }
    }

    /// The bytes of such a file.
    pub fn json_bytes(value: &impl Serialize) -> Vec<u8> {
        let mut text = Roomy::default();
        // Our wire types have texts as keys and no failing serializers: there is nothing to go wrong.
        let _ = value.serialize(&mut Serializer::with_formatter(&mut text, Indented::default()));
        text.push(b"\n");
        text.into_bytes()
    }
}
