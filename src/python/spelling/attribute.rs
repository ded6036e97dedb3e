//! Whether an identifier behind a dot may be part of a dotted name, told from the bytes around it.

use super::{Imports, identifiers, is_letter, start_of_line};

/// An identifier in a file.
#[derive(Clone, Copy)]
pub(in super::super) struct Place<'f> {
    pub(in super::super) bytes: &'f [u8],
    pub(in super::super) at: usize,
    pub(in super::super) end: usize,
}

/// What stands before a place.
enum Before {
    /// A dot, at this offset.
    Dot(usize),
    /// This byte, at this offset.
    Byte(u8, usize),
    /// A comment at the end of a line: what stands before it may be anything.
    Comment,
    Nothing,
}

impl<'f> Place<'f> {
    /// Whether it may be an attribute of what has a name, or the name of one that a function is told in a string.
    pub(in super::super) fn may_have_name(self, imports: &Imports<'f>, may_count: bool) -> bool {
        // No code goes on with a quote: it is the end of a string, and what is got by a string is all of it.
        if matches!(self.bytes.get(self.end), Some(b'"' | b'\'')) {
            let before = self.at.checked_sub(1).map(|before| self.bytes[before]);
            return matches!(before, Some(b'"' | b'\'')) && imports.has_getters();
        }
        if !may_count {
            return false;
        }
        match before(&self.bytes[..self.at]) {
            Before::Dot(dot) => self.has_named_owner(dot, imports),
            Before::Comment => true,
            Before::Byte(..) | Before::Nothing => false,
        }
    }

    /// Whether the code does more with it than to look into it or to assign to it.
    pub(super) fn may_be_called(self) -> bool {
        let blanks =
            self.bytes[self.end..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        match self.bytes[self.end + blanks..] {
            [b'=', b'=', ..] => true,
            [b'.' | b'=', ..] => false,
            _ => true,
        }
    }

    /// Whether it is an attribute of nothing.
    pub(in super::super) fn is_plain(self) -> bool {
        !matches!(before(&self.bytes[..self.at]), Before::Dot(_))
    }

    /// Whether it, or an attribute of it, is called.
    pub(in super::super) fn is_called(self) -> bool {
        let mut rest = self.bytes[self.end..].trim_ascii_start();
        while let Some(attribute) = rest.strip_prefix(b".") {
            let name = attribute.trim_ascii_start();
            let length = name.iter().take_while(|byte| is_letter(**byte)).count();
            rest = name[length..].trim_ascii_start();
        }
        rest.starts_with(b"(")
    }

    /// Whether it is called right here with nothing that may count as zero: with a number, or with something of whose
    /// value nothing is known, an attribute or what comes of arithmetic.
    pub(super) fn is_given_no_zero(self) -> bool {
        let after = self.bytes[self.end..].trim_ascii_start();
        let Some(rest) = after.strip_prefix(b"(") else { return false };
        let Some(end) = memchr::memchr(b')', &rest[..rest.len().min(LONGEST)]) else {
            return false;
        };
        let argument = rest[..end].trim_ascii();
        is_no_zero(argument)
            || is_plain_identifier(argument) && !may_become_zero(self.bytes, argument)
    }

    /// Whether what stands before a dot may have a name: whether its first identifier may stand for anything.
    fn has_named_owner(self, mut dot: usize, imports: &Imports<'f>) -> bool {
        loop {
            let last = match before(&self.bytes[..dot]) {
                Before::Comment => return true,
                Before::Byte(byte, at) if is_letter(byte) => at,
                // The end of a call or of an index, or of an expression in brackets.
                Before::Byte(b')', at) => {
                    return imports.has_getters() || !is_call(&self.bytes[..at]);
                }
                // Strings, lists and numbers have no names.
                Before::Byte(..) | Before::Dot(_) | Before::Nothing => return false,
            };
            let before_it = self.bytes[..last].iter().rposition(|byte| !is_letter(*byte));
            let start = before_it.map_or(0, |at| at + 1);
            match before(&self.bytes[..start]) {
                Before::Comment => return true,
                Before::Dot(next) => dot = next,
                Before::Byte(..) | Before::Nothing => {
                    let root = &self.bytes[start..=last];
                    return imports.identifiers.contains(root)
                        || *imports
                            .bound
                            .borrow_mut()
                            .entry(root)
                            .or_insert_with(|| may_be_bound(self.bytes, root));
                }
            }
        }
    }
}

/// An argument that is longer is not looked at: it may be so small a number that it counts as zero.
const LONGEST: usize = 48;

/// Whether an expression is a number other than zero, a dotted name or a product of these.
fn is_no_zero(expression: &[u8]) -> bool {
    let is_factor = |factor: &[u8]| {
        let factor = factor.trim_ascii();
        let first = factor.first().copied().unwrap_or_default();
        factor.iter().all(|byte| is_letter(*byte) || *byte == b'.')
            && match first {
                b'0'..=b'9' | b'.' => {
                    factor.iter().all(|byte| !byte.is_ascii_alphabetic())
                        && factor.iter().any(|byte| matches!(byte, b'1'..=b'9'))
                }
                _ => is_letter(first),
            }
    };
    let mut factors = expression.split(|byte| matches!(byte, b'*' | b'/'));
    let first = factors.next().unwrap_or_default();
    let more: Vec<&[u8]> = factors.filter(|factor| !factor.is_empty()).collect();
    // An identifier alone may stand for zero; what comes of a product is not worked out.
    let is_name = first.trim_ascii().iter().all(|byte| is_letter(*byte));
    let is_number = first.first().is_some_and(u8::is_ascii_digit);
    is_factor(first)
        && more.iter().all(|one| is_factor(one))
        && (!is_name || is_number || !more.is_empty())
}

fn is_plain_identifier(text: &[u8]) -> bool {
    text.first().is_some_and(|first| !first.is_ascii_digit())
        && text.iter().all(|byte| is_letter(*byte) && byte.is_ascii())
}

/// Whether an assignment may give an identifier the value zero. Of parameters nothing is known.
fn may_become_zero(bytes: &[u8], identifier: &[u8]) -> bool {
    identifiers(bytes, identifier).any(|at| {
        let after = &bytes[at + identifier.len()..];
        let blanks = after.iter().take_while(|b| matches!(**b, b' ' | b'\t')).count();
        let end = memchr::memchr2(b'\n', b'\r', after).unwrap_or(after.len());
        let line = &after[blanks.min(end)..end];
        let assigns_later = || {
            let mut equals = memchr::memchr_iter(b'=', line);
            equals.any(|at| {
                let is = |at: Option<usize>, signs: &[u8]| {
                    at.and_then(|at| line.get(at)).is_some_and(|byte| signs.contains(byte))
                };
                !is(Some(at + 1), b"=") && !is(at.checked_sub(1), b"=!<>")
            })
        };
        match line {
            [b'=', b'=', ..] => false,
            [b'=', value @ ..] => {
                let before = &bytes[start_of_line(&bytes[..at])..at];
                let count = |bracket| memchr::memchr_iter(bracket, before).count();
                // The last of several targets, not an argument of a call.
                if before.trim_ascii_end().ends_with(b",") && count(b'(') <= count(b')') {
                    return true;
                }
                let end = value.iter().position(|byte| matches!(byte, b',' | b')' | b';' | b'#'));
                !is_no_zero(value[..end.unwrap_or(value.len())].trim_ascii())
            }
            // An annotation, one of several targets, or an expression that gives names.
            [b':' | b',' | b')' | b']', rest @ ..] => {
                assigns_later() || rest.trim_ascii().is_empty() && has_targets_in_brackets(bytes)
            }
            [b'\\', ..] => true,
            _ => false,
        }
    })
}

/// Whether something is assigned to what stands in brackets, which may go on for lines.
fn has_targets_in_brackets(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(b')', b']', bytes).any(|at| {
        let after = bytes[at + 1..].trim_ascii_start();
        after.starts_with(b"=") && !after.starts_with(b"==")
    })
}

/// The last byte of a text that is no blank.
fn before(text: &[u8]) -> Before {
    let blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(*byte, b'\\' | 0x0b);
    let Some(last) = text.iter().rposition(|byte| !blank(byte)) else { return Before::Nothing };
    let crossed = text[last + 1..].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
    if crossed && text[start_of_line(&text[..=last])..=last].contains(&b'#') {
        return Before::Comment;
    }
    if text[last] == b'.' { Before::Dot(last) } else { Before::Byte(text[last], last) }
}

/// Whether a bracket that ends behind a text is that of a call: whether something stands right before it.
fn is_call(text: &[u8]) -> bool {
    let mut depth = 0_usize;
    for (at, byte) in text.iter().enumerate().rev() {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' => {
                let owner = at.checked_sub(1).map(|before| text[before]);
                return owner.is_some_and(|b| is_letter(b) || matches!(b, b')' | b']'));
            }
            // Whatever is in strings and comments may have brackets of its own.
            b'"' | b'\'' | b'#' => return false,
            _ => {}
        }
    }
    false
}

/// Whether an assignment may give an identifier a meaning. A parameter has none, so that a method's own `self` has none
/// unless something is assigned to it.
fn may_be_bound(bytes: &[u8], identifier: &[u8]) -> bool {
    let own = matches!(identifier, b"self" | b"cls");
    identifiers(bytes, identifier).any(|at| {
        let after = &bytes[at + identifier.len()..];
        let blanks = after.iter().take_while(|b| b.is_ascii_whitespace() || **b == b'\\').count();
        match after[blanks..] {
            [b'=', b'=', ..] => false,
            [b'=', ..] | [b':', b'=', ..] => true,
            [b'.' | b'(' | b'[', ..] => false,
            _ => !own,
        }
    })
}
