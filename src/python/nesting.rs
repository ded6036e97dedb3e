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
            b'-' | b'+' | b'~' => self.prefixes += 1,
            b' ' | b'\t' | b'\\' => {}
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
        let start = self.at;
        while self
            .bytes
            .get(self.at)
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80)
        {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
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
        while self.bytes.get(self.at).is_some_and(|byte| !matches!(byte, b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn string(&mut self, quote: u8) {
        let triple = self.is_triple(quote);
        self.at += if triple { 3 } else { 1 };
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'\\' => self.at += 1,
                b'\n' | b'\r' if !triple => return,
                _ if byte == quote && (!triple || self.is_triple(quote)) => {
                    self.at += if triple { 3 } else { 1 };
                    return;
                }
                _ => {}
            }
            self.at += 1;
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
