//! What a file spells, told from its bytes before it is parsed: a quick no to most questions about names.
//!
//! Every answer errs on the side of yes. It is about ASCII only: of other words a file may spell anything.

mod attribute;

use std::cell::OnceCell;

use memchr::memmem;
use rustc_hash::FxHashSet;

/// A dotted name of which code has to spell every segment, unless its own path has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelt {
    /// The first segment. Only an import gives it a meaning, or a string that is given to a function that imports.
    pub root: String,
    /// The other segments, which stand behind a dot, in an import or in a string.
    pub rest: Vec<String>,
    /// Whether only calls count.
    pub called: bool,
}

/// A file of which it is asked what it spells. Few files come so far, and few words are asked for.
pub struct Spelling<'f, 'w> {
    bytes: &'f [u8],
    path: &'f str,
    imports: OnceCell<Imports<'f>>,
    known: Vec<(Ask, &'w str, bool)>,
}

/// What is asked of a word.
#[derive(Clone, Copy, PartialEq)]
enum Ask {
    /// Is it there, if within another word?
    Text,
    /// May a string have it in its value?
    Value,
    /// Is it there as an identifier?
    Identifier,
    /// May code import what is called so?
    Imported,
    /// May it be an attribute of something that has a name?
    Attribute,
    /// May such an attribute be called, if only by another name?
    Called,
}

/// What the import statements of a file spell.
struct Imports<'f> {
    identifiers: FxHashSet<&'f [u8]>,
    /// Whether one may import everything, or a function may import what a string says.
    open: bool,
    /// Whether a function may get what a string says.
    getters: bool,
}

impl<'f, 'w> Spelling<'f, 'w> {
    /// A file with these bytes and this path.
    pub fn of(bytes: &'f [u8], path: &'f str) -> Self {
        // A byte order mark is no letter of the first word.
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        Self { bytes, path, imports: OnceCell::new(), known: Vec::new() }
    }

    /// Whether a text is there.
    pub fn has(&mut self, text: &'w str) -> bool {
        self.told(Ask::Text, text)
    }

    /// Whether a string may have a text in its value, as it is or by escapes.
    pub fn has_value(&mut self, text: &'w str) -> bool {
        self.told(Ask::Value, text)
    }

    /// Whether an identifier is there.
    pub fn has_identifier(&mut self, word: &'w str) -> bool {
        self.told(Ask::Identifier, word)
    }

    /// Whether code can mean something by a name.
    pub fn has_name(&mut self, name: &'w Spelt) -> bool {
        if !self.told(Ask::Imported, &name.root) {
            return false;
        }
        // What a module defines has the module's own name, and is written without it.
        let own = self.path.contains(&name.root);
        let last = name.rest.len().saturating_sub(1);
        name.rest.iter().enumerate().all(|(at, segment)| {
            let ask = match () {
                () if own => Ask::Identifier,
                () if name.called && at == last => Ask::Called,
                () => Ask::Attribute,
            };
            self.told(ask, segment)
        })
    }

    fn told(&mut self, ask: Ask, word: &'w str) -> bool {
        let known = self.known.iter().find(|(asked, known, _)| *asked == ask && *known == word);
        if let Some((_, _, told)) = known {
            return *told;
        }
        let told = !word.is_ascii() || self.path.contains(word) || self.look(ask, word.as_bytes());
        self.known.push((ask, word, told));
        told
    }

    fn look(&self, ask: Ask, word: &[u8]) -> bool {
        match ask {
            Ask::Text => memmem::find(self.bytes, word).is_some(),
            Ask::Value => {
                memmem::find(self.bytes, word).is_some()
                    || memchr::memchr_iter(b'\\', self.bytes)
                        .any(|at| is_escape_of(self.bytes, at, word))
            }
            Ask::Identifier => identifiers(self.bytes, word).next().is_some(),
            Ask::Imported => {
                let imports = self.imports();
                imports.identifiers.contains(word)
                    || imports.open && self.look(Ask::Identifier, word)
            }
            Ask::Attribute | Ask::Called => {
                let imports = self.imports();
                let place = |at| attribute::Place { bytes: self.bytes, at, end: at + word.len() };
                imports.identifiers.contains(word)
                    || identifiers(self.bytes, word).map(place).any(|place| {
                        imports.open || place.may_have_name(imports, ask == Ask::Called)
                    })
            }
        }
    }

    fn imports(&self) -> &Imports<'f> {
        self.imports.get_or_init(|| Imports::read(self.bytes))
    }
}

impl<'f> Imports<'f> {
    fn read(bytes: &'f [u8]) -> Self {
        let by_string = ["import_module", "__import__"];
        let mut open = by_string.iter().any(|way| memmem::find(bytes, way.as_bytes()).is_some())
            || self::identifiers(bytes, b"modules").any(|at| bytes[..at].ends_with(b"."));
        let getters = memmem::find(bytes, b"getattr").is_some();
        let mut identifiers = FxHashSet::default();
        let mut after = 0;
        for at in self::identifiers(bytes, b"import") {
            if at >= after {
                let start = start_of_statement(&bytes[..at]);
                after = end_of_import(bytes, at);
                let statement = &bytes[start..after];
                open |= statement.contains(&b'*');
                identifiers.extend(statement.split(|b| !is_letter(*b)).filter(|w| !w.is_empty()));
            }
        }
        // `from sys import modules`
        open |= identifiers.contains(&b"modules"[..]);
        Self { identifiers, open, getters }
    }
}

/// What a file has where an escape stands for a character of a text: the escape, or the beginning of it. Lines that end
/// with a lone carriage return are left out.
pub(crate) fn escapes(text: &str) -> impl Iterator<Item = String> {
    let of_char = |c: char| {
        let code = u32::from(c);
        let octal = format!("{code:03o}");
        [
            format!("\\x{:x}", code >> 4),
            format!("\\{}", &octal[..2]),
            format!("\\{}", octal.strip_prefix('0').unwrap_or(&octal[..2])),
            format!("{c}\\\n"),
        ]
    };
    let always = ["\\u00", "\\U0", "\\N{", "\\\r\n"].map(str::to_owned);
    text.chars().filter(char::is_ascii).flat_map(of_char).chain(always)
}

/// Whether the backslash at an offset may begin an escape for a character of a word, or join two lines within it.
fn is_escape_of(bytes: &[u8], backslash: usize, word: &[u8]) -> bool {
    let after = &bytes[backslash + 1..];
    let digits = |from: usize, most: usize, radix: u32| {
        let text = after.get(from..).unwrap_or_default();
        let count = text.iter().take(most).take_while(|b| char::from(**b).is_digit(radix)).count();
        let text = std::str::from_utf8(&text[..count]).ok()?;
        u32::from_str_radix(text, radix).ok()
    };
    let code = match after.first() {
        Some(b'N') => return true,
        Some(b'\n' | b'\r') => {
            let line = after.iter().position(|byte| !matches!(byte, b'\n' | b'\r'));
            let next = line.map(|at| after[at]);
            let before = backslash.checked_sub(1).map(|at| bytes[at]);
            return [before, next].iter().all(|byte| byte.is_some_and(|b| word.contains(&b)));
        }
        Some(b'x') => digits(1, 2, 16),
        Some(b'u') => digits(1, 4, 16),
        Some(b'U') => digits(1, 8, 16),
        Some(b'0'..=b'7') => digits(0, 3, 8),
        _ => None,
    };
    code.is_some_and(|code| word.iter().any(|byte| u32::from(*byte) == code))
}

/// Where a word stands as a whole identifier.
fn identifiers<'b>(bytes: &'b [u8], word: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    memmem::find_iter(bytes, word).filter(|at| {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let after = bytes.get(at + word.len());
        !before.is_some_and(is_letter) && !after.is_some_and(|b| is_letter(*b))
    })
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn start_of_line(before: &[u8]) -> usize {
    memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1)
}

/// Where the statement begins that goes on after a text: lines that a backslash joins are one.
fn start_of_statement(before: &[u8]) -> usize {
    let mut start = start_of_line(before);
    loop {
        let line = before[..start].strip_suffix(b"\n").unwrap_or(&before[..start]);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if start == 0 || line.last() != Some(&b'\\') {
            return start;
        }
        start = start_of_line(line);
    }
}

/// Where an import ends whose keyword stands at an offset.
fn end_of_import(bytes: &[u8], keyword: usize) -> usize {
    let mut at = keyword;
    let mut open = false;
    while let Some(found) = memchr::memchr3(b'\n', b'\r', b'(', &bytes[at..])
        && !open
    {
        let stop = at + found;
        let joined = bytes[stop] != b'('
            && (bytes[..stop].ends_with(b"\\") || bytes[..stop].ends_with(b"\\\r"));
        match bytes[stop] {
            b'(' => open = true,
            _ if joined => {}
            _ => return stop,
        }
        at = stop + 1;
    }
    if !open {
        return bytes.len();
    }
    // In brackets, a comment may have brackets of its own.
    while let Some(found) = memchr::memchr2(b')', b'#', &bytes[at..]) {
        at += found + 1;
        if bytes[at - 1] == b')' {
            return at;
        }
        at += memchr::memchr2(b'\n', b'\r', &bytes[at..]).unwrap_or(bytes.len() - at);
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(name: &str, text: &str, path: &str) -> bool {
        let mut segments = name.split('.').map(str::to_owned);
        let root = segments.next().unwrap();
        let name = Spelt { root, rest: segments.collect(), called: false };
        let told = Spelling::of(text.as_bytes(), path).has_name(&name);
        let called = Spelt { called: true, ..name };
        assert!(told || !Spelling::of(text.as_bytes(), path).has_name(&called), "{text}");
        told
    }

    fn calls(text: &str) -> bool {
        let name = Spelt { root: "os".into(), rest: vec!["system".into()], called: true };
        Spelling::of(text.as_bytes(), "nova/a.py").has_name(&name)
    }

    #[test]
    fn a_name_is_meant_where_its_first_segment_is_imported_and_the_others_follow() {
        for text in [
            "import time\ntime.sleep(0)",
            "import os, time as t\nt . sleep(0)",
            "from time import sleep as s\ns(0)",
            "from time import (  # (sic)\n    ctime,\n    sleep)",
            "from \\\n  time \\\r\n  import \\\n  sleep",
            "if x: import time; time.sleep(0)",
            "import time\n(time.\n  sleep(0))",
            "import time\n(time.  # now\n  # really\n  sleep(0))",
            "import time\ngetattr(time, 'sleep')(0)",
            "from time import *\nsleep(0)",
            "__import__('time').sleep(0)",
            "importlib.import_module(\"time\").sleep(0)",
            "sys.modules['time'].sleep(0)",
            "import time\rtime.sleep(0)",
            "import time\n(time  # now\n.sleep(0))",
            "import time\nx = y = time\ny.sleep(0)",
            "import time\nx, y = 1, time\ny.sleep(0)",
            "import time\n(y := time).sleep(0)",
            "import time\n(y := time)\ny.sleep(0)",
            "import time\nclass A:\n    t: object = time\n    t.sleep(0)",
            "import time\n(time if x else y).sleep(0)",
        ] {
            assert!(means("time.sleep", text, "nova/a.py"), "{text}");
        }
    }

    #[test]
    fn words_of_other_code_mean_no_name() {
        for text in [
            "import datetime\ndatetime.sleep(0)",
            "time = 1\ntime.sleep(0)",
            "import time\ndef sleep(): sleep()",
            "import time\ntime.sleeping(0)",
            "import time\ntime.time()  # to sleep",
            "import timeutils\n'time'.sleep",
            "from nova import sleep\nself.time()",
            "import time\nself.sleep(0)",
            "import time\nself.clock.sleep(0)",
            "import time\nclock().sleep(0)",
            "import time\nclock[0].sleep(0)",
            "import time\ndef f():\n    clock.sleep(0)",
            "import time\nmock.patch('time.sleep')",
            "importing = time.sleep",
        ] {
            assert!(!means("time.sleep", text, "nova/a.py"), "{text}");
        }
    }

    #[test]
    fn a_name_is_called_where_it_is_not_only_looked_into_or_assigned_to() {
        for text in [
            "import os\nos.system('ls')",
            "import os\nos.system ('ls')",
            "import os\nrun = os.system\nrun('ls')",
            "import os\nf(os.system, 1)",
            "import os\nif os.system == f: f()",
            "from os import system",
            "import os\ngetattr(os, 'system')('ls')",
        ] {
            assert!(calls(text), "{text}");
        }
        for text in [
            "import os\nos.system.x('ls')",
            "import os\nos.system = f",
            "import os\nself.system('ls')",
            "import os\nsystem('ls')",
        ] {
            assert!(!calls(text), "{text}");
        }
    }

    #[test]
    fn a_module_may_mean_what_is_its_own_without_its_name() {
        assert!(means("nova.utils.spawn", "def spawn(): ...\nspawn()", "nova/utils.py"));
        assert!(!means("nova.utils.spawn", "spawn()", "cinder/utils.py"));
        assert!(means("nova.utils.spawn", "from . import utils\nutils.spawn()", "nova/a.py"));
    }

    #[test]
    fn a_string_may_have_a_text_by_escapes_of_its_characters() {
        let has = |text: &str| {
            let told = Spelling::of(text.as_bytes(), "a.py").has_value("mysql:");
            let sifted = escapes("mysql:").any(|escape| text.contains(&escape));
            assert!(!told || sifted || text.contains("mysql:"), "{text}");
            told
        };
        for text in [
            "'mysql://'",
            r"'\x6dysql://'",
            r"'m\u0079sql://'",
            r"'my\U00000073ql://'",
            r"'mys\161l://'",
            r"'mysql\072//'",
            r"'mysql\72//'",
            r"'\N{LATIN SMALL LETTER M}ysql://'",
            "'my\\\nsql://'",
            "'my\\\r\nsql://'",
        ] {
            assert!(has(text), "{text}");
        }
        for text in [
            r"'\x1b[0m \0 \1 \n \u2019 \tmy sql'",
            "x = 1 + \\\n    2",
            "mysq",
            r"\",
            "\\\n",
            r"\x",
        ] {
            assert!(!has(text), "{text}");
        }
    }

    #[test]
    fn an_identifier_is_no_part_of_another() {
        let has = |text: &str| Spelling::of(text.as_bytes(), "a.py").has_identifier("run");
        assert!(has("run") && has("x.run(") && has("'run'") && has("rerun run"));
        assert!(has("\u{feff}run"), "behind a byte order mark");
        assert!(!has("rerun") && !has("run_it") && !has("run2") && !has("rün") && !has("runé"));
    }
}
