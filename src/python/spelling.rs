//! What a file spells, told from its bytes before it is parsed: a quick no to most questions about names.
//!
//! Every answer errs on the side of yes. It is about ASCII only: of other words a file may spell anything.

mod attribute;
#[cfg(test)]
mod tests;

use std::cell::{OnceCell, RefCell};

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) use attribute::Place;

/// A dotted name of which code has to spell every segment, unless its own path has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelt {
    /// The first segment. Only an import gives it a meaning, or a string that is given to a function that imports.
    pub root: String,
    /// The other segments, which stand behind a dot, in an import or in a string.
    pub rest: Vec<String>,
    /// Whether only calls count.
    pub called: bool,
    /// Whether calls with a number other than zero as their only argument do not count.
    pub zero: bool,
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
    /// The same, with anything but a number that is not zero.
    CalledWithZero,
}

/// What the import statements of a file spell.
pub struct Imports<'f> {
    identifiers: FxHashSet<&'f [u8]>,
    /// Whether one may import everything, or a function may import what a string says.
    open: bool,
    bytes: &'f [u8],
    getters: OnceCell<bool>,
    /// Whether an assignment may give an identifier a meaning, of those that were asked for.
    bound: RefCell<FxHashMap<&'f [u8], bool>>,
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
                () if name.called && name.zero && at == last => Ask::CalledWithZero,
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
            Ask::Attribute | Ask::Called | Ask::CalledWithZero => {
                let imports = self.imports();
                let place = |at| attribute::Place { bytes: self.bytes, at, end: at + word.len() };
                imports.identifiers.contains(word)
                    || identifiers(self.bytes, word).map(place).any(|place| {
                        let may_count = match ask {
                            Ask::CalledWithZero => {
                                place.may_be_called() && !place.is_given_no_zero()
                            }
                            Ask::Called => place.may_be_called(),
                            _ => true,
                        };
                        imports.open || place.may_have_name(imports, may_count)
                    })
            }
        }
    }

    /// What its import statements spell, if that was asked for.
    pub fn into_imports(self) -> Option<Imports<'f>> {
        self.imports.into_inner()
    }

    fn imports(&self) -> &Imports<'f> {
        self.imports.get_or_init(|| Imports::read(self.bytes))
    }
}

impl<'f> Imports<'f> {
    /// Whether an import may give an identifier its meaning.
    pub(super) fn may_be(&self, word: &str) -> bool {
        self.open || self.identifiers.contains(word.as_bytes())
    }

    /// Whether anything may be imported.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Whether functions may get what a string says.
    fn has_getters(&self) -> bool {
        *self.getters.get_or_init(|| memmem::find(self.bytes, b"getattr").is_some())
    }

    pub(super) fn read(bytes: &'f [u8]) -> Self {
        let mut open = self::identifiers(bytes, b"modules").any(|at| bytes[..at].ends_with(b"."));
        let mut identifiers = FxHashSet::default();
        let mut after = 0;
        for at in memmem::find_iter(bytes, b"import") {
            let (before, behind) = (&bytes[..at], &bytes[at + b"import".len()..]);
            // Functions that import what a string says.
            open |= behind.starts_with(b"_module")
                || before.ends_with(b"__") && behind.starts_with(b"__");
            if at >= after && is_whole(before, behind) {
                let start = start_of_statement(&bytes[..at]);
                after = end_of_import(bytes, at);
                let statement = &bytes[start..after];
                open |= statement.contains(&b'*');
                identifiers.extend(statement.split(|b| !is_letter(*b)).filter(|w| !w.is_empty()));
            }
        }
        // `from sys import modules`
        open |= identifiers.contains(&b"modules"[..]);
        Self { identifiers, open, bytes, getters: OnceCell::new(), bound: RefCell::default() }
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
pub fn is_escape_of(bytes: &[u8], backslash: usize, word: &[u8]) -> bool {
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
pub(super) fn identifiers<'b>(bytes: &'b [u8], word: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    memmem::find_iter(bytes, word).filter(|at| is_whole(&bytes[..*at], &bytes[at + word.len()..]))
}

/// Whether what stands between two pieces of a text is an identifier of its own.
fn is_whole(before: &[u8], after: &[u8]) -> bool {
    !before.last().is_some_and(|b| is_letter(*b)) && !after.first().is_some_and(|b| is_letter(*b))
}

pub(super) fn is_letter(byte: u8) -> bool {
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
