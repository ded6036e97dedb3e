//! How deeply a text nests, told from its bytes before it is parsed: the parser's memory grows with the depth.

/// The deepest nesting that is parsed. Python itself gives up at 200 brackets.
pub(super) const DEEPEST: usize = 1000;

// Operators and keywords that nest to their right without a bracket, in one statement.
const LONGEST_CHAIN: usize = 10_000;

/// Whether brackets nest, or prefix operators follow each other, too deeply to be parsed in bounded memory.
pub(super) fn is_too_deep(text: &str) -> bool {
    Scanner::new(text).run()
}

/// Where the logical lines of a text begin, the blank ones and those of a comment too; none if it nests too deeply.
pub(super) fn logical_lines(text: &str) -> Option<Vec<usize>> {
    let mut scanner = Scanner { lines: Some(vec![0]), ..Scanner::new(text) };
    if scanner.run() { None } else { scanner.lines }
}

/// What identifiers, keywords and numbers are made of.
const LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        letters[byte] =
            byte >= 0x80 || byte == b'_' as usize || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    letters
};

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Bracket,
    // An f-string, whose braces hold code again.
    Format { quote: u8, triple: bool },
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    open: Vec<Open>,
    prefixes: usize,
    chain: usize,
    lines: Option<Vec<usize>>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        Self { bytes, at: 0, open: Vec::new(), prefixes: 0, chain: 0, lines: None }
    }

    fn run(&mut self) -> bool {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match self.open.last().copied() {
                Some(Open::Format { quote, triple }) => self.format(byte, quote, triple),
                _ => self.code(byte),
            }
            if self.open.len() > DEEPEST || self.prefixes > DEEPEST || self.chain > LONGEST_CHAIN {
                return true;
            }
        }
        false
    }

    fn code(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t' | b'\\' => {
                let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\\');
                let rest = &self.bytes[self.at..];
                self.at += rest.iter().position(|byte| !blank(byte)).unwrap_or(rest.len());
                return;
            }
            b'-' | b'+' | b'~' => self.prefixes += 1,
            _ => self.prefixes = 0,
        }
        match byte {
            b'(' | b'[' | b'{' => self.open.push(Open::Bracket),
            b')' | b']' | b'}' => drop(self.open.pop()),
            b'#' => return self.skip_line(),
            b'"' | b'\'' => return self.string(byte),
            b'\n' | b'\r' if self.open.is_empty() => {
                self.chain = 0;
                // A line that ends with a backslash goes on.
                let goes_on = self.at > 0 && self.bytes[self.at - 1] == b'\\';
                if let Some(lines) = self.lines.as_mut().filter(|_| byte == b'\n' && !goes_on) {
                    lines.push(self.at + 1);
                }
            }
            _ if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 => return self.word(),
            _ => {}
        }
        self.at += 1;
    }

    fn word(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !LETTERS[usize::from(*byte)]);
        let word = &rest[..length.unwrap_or(rest.len())];
        self.at += word.len();
        if matches!(word, b"not" | b"else" | b"lambda" | b"await" | b"yield") {
            self.chain += 1;
        }
        if let Some(quote @ (b'"' | b'\'')) = self.bytes.get(self.at).copied()
            && word.len() <= 2
            && word.iter().any(|letter| matches!(letter, b'f' | b'F' | b't' | b'T'))
        {
            let triple = self.is_triple(quote);
            self.at += if triple { 3 } else { 1 };
            self.open.push(Open::Format { quote, triple });
        }
    }

    fn is_triple(&self, quote: u8) -> bool {
        self.bytes[self.at..].starts_with(&[quote; 3])
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    fn string(&mut self, quote: u8) {
        let triple = self.is_triple(quote);
        self.at += if triple { 3 } else { 1 };
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let stop = memchr::memchr2(quote, b'\\', rest).unwrap_or(rest.len());
            if !triple && let Some(end) = memchr::memchr2(b'\n', b'\r', &rest[..stop]) {
                self.at += end;
                return;
            }
            self.at += stop;
            match rest.get(stop) {
                None => return,
                Some(b'\\') => self.at += 2,
                Some(_) if !triple || self.is_triple(quote) => {
                    self.at += if triple { 3 } else { 1 };
                    return;
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn format(&mut self, byte: u8, quote: u8, triple: bool) {
        match byte {
            b'\\' => self.at += 2,
            b'{' if self.bytes.get(self.at + 1) == Some(&b'{') => self.at += 2,
            b'{' => {
                self.open.push(Open::Bracket);
                self.at += 1;
            }
            b'\n' | b'\r' if !triple => {
                self.open.pop();
            }
            _ if byte == quote && (!triple || self.is_triple(quote)) => {
                self.open.pop();
                self.at += if triple { 3 } else { 1 };
            }
            _ => self.at += 1,
        }
    }
}
