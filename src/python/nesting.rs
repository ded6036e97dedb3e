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

/// What code has that opens, closes or ends something, or may nest without a bracket.
const TELLING: [bool; 256] = {
    let mut telling = [false; 256];
    let bytes = b"()[]{}#\"'\n\r-+~";
    let mut at = 0;
    while at < bytes.len() {
        telling[bytes[at] as usize] = true;
        at += 1;
    }
    telling
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
    // Where the last prefix operator ended.
    prefix: usize,
    // Where the statement began.
    statement: usize,
    // How many keywords of a chain it has; none if they are only counted where there may be many.
    chain: Option<usize>,
    lines: Option<Vec<usize>>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Self::of(text.as_bytes())
    }

    fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            open: Vec::new(),
            prefixes: 0,
            prefix: 0,
            statement: 0,
            chain: None,
            lines: None,
        }
    }

    fn run(&mut self) -> bool {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match self.open.last().copied() {
                Some(Open::Format { quote, triple }) => self.format(byte, quote, triple),
                _ => self.code(byte),
            }
            if self.open.len() > DEEPEST || self.prefixes > DEEPEST {
                return true;
            }
            if self.chain.is_some_and(|chain| chain > LONGEST_CHAIN) {
                return true;
            }
        }
        self.is_long_chain()
    }

    /// Whether the statement that ends here has too many keywords that nest. A short one cannot, so that the words of few
    /// statements are ever looked at.
    fn is_long_chain(&self) -> bool {
        let end = self.at.min(self.bytes.len());
        let statement = &self.bytes[self.statement..end];
        self.chain.is_none()
            && statement.len() > LONGEST_CHAIN
            && Self { chain: Some(0), ..Self::of(statement) }.run()
    }

    fn code(&mut self, byte: u8) {
        if !TELLING[usize::from(byte)] {
            if self.chain.is_some() && LETTERS[usize::from(byte)] {
                return self.word();
            }
            let counts = self.chain.is_some();
            let rest = &self.bytes[self.at..];
            let stop =
                |byte: &u8| TELLING[usize::from(*byte)] || counts && LETTERS[usize::from(*byte)];
            self.at += rest.iter().position(stop).unwrap_or(rest.len());
            return;
        }
        match byte {
            b'-' | b'+' | b'~' => {
                let between = &self.bytes[self.prefix..self.at];
                let is_next = between.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\\'));
                self.prefixes = if is_next { self.prefixes + 1 } else { 1 };
                self.prefix = self.at + 1;
            }
            b'(' | b'[' | b'{' => self.open.push(Open::Bracket),
            b')' | b']' | b'}' => drop(self.open.pop()),
            b'#' => return self.skip_line(),
            b'"' | b'\'' => return self.quote(byte),
            _ => return self.end_of_line(byte),
        }
        self.at += 1;
    }

    fn end_of_line(&mut self, byte: u8) {
        if self.open.is_empty() {
            // A line that ends with a backslash goes on.
            let goes_on = self.at > 0 && self.bytes[self.at - 1] == b'\\';
            if self.is_long_chain() {
                self.chain = Some(LONGEST_CHAIN + 1);
            } else if let Some(chain) = &mut self.chain {
                *chain = 0;
            }
            self.statement = self.at + 1;
            if let Some(lines) = self.lines.as_mut().filter(|_| byte == b'\n' && !goes_on) {
                lines.push(self.at + 1);
            }
        }
        self.at += 1;
    }

    fn word(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !LETTERS[usize::from(*byte)]);
        let word = &rest[..length.unwrap_or(rest.len())];
        self.at += word.len();
        if let Some(chain) = self.chain.as_mut()
            && matches!(word, b"not" | b"else" | b"lambda" | b"await" | b"yield")
        {
            *chain += 1;
        }
    }

    /// A quote opens a string, or, behind the letter for it, one with code in it.
    fn quote(&mut self, quote: u8) {
        let before = self.bytes[..self.at].iter().rev().take(3);
        let prefix = before.take_while(|byte| LETTERS[usize::from(**byte)]).count();
        let letters = &self.bytes[self.at - prefix..self.at];
        if prefix > 2 || !letters.iter().any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T')) {
            return self.string(quote);
        }
        let triple = self.is_triple(quote);
        self.at += if triple { 3 } else { 1 };
        self.open.push(Open::Format { quote, triple });
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
