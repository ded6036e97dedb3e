//! Bytes of a Python file as text.

use std::borrow::Cow;

use encoding_rs::Encoding;
use regex::bytes::Regex;
use std::sync::LazyLock;

/// The text of a file, and what had to be done to get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// A sentence for people if characters were lost.
    pub notice: Option<String>,
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

// PEP 263, which looks at the first two lines only.
static COOKIE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u)^[ \t\x0c]*#[^\r\n]*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)").ok()
});

/// The text of a Python file: UTF-8 if it is, else in the encoding that it declares, else with replacement characters
/// and a notice.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), notice: None };
    }
    let Some(label) = cookie(bytes) else {
        return lossy(bytes, "it is not UTF-8 and declares no encoding".to_owned());
    };
    if matches!(
        label.to_ascii_lowercase().replace('_', "-").as_str(),
        "latin-1" | "latin1" | "iso-8859-1"
    ) {
        let text = bytes.iter().map(|byte| char::from(*byte)).collect();
        return Decoded { text: Cow::Owned(text), notice: None };
    }
    let Some(encoding) = Encoding::for_label(label.replace('_', "-").as_bytes()) else {
        return lossy(bytes, format!("it declares the encoding `{label}`, which is not known"));
    };
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    let notice =
        faulty.then(|| format!("it declares the encoding `{label}`, but not all of it is"));
    Decoded { text, notice }
}

/// A text as bytes, encoded as other bytes are, with a byte order mark if they have one; none if that would lose
/// something.
pub fn encode_like(old: &[u8], text: &str) -> Option<Vec<u8>> {
    let mark: &[u8] = if old.starts_with(MARK) { MARK } else { b"" };
    let decoded = decode(old);
    if decoded.notice.is_some() {
        return None;
    }
    let bytes = match decoded.text {
        Cow::Borrowed(_) => [mark, text.as_bytes()].concat(),
        Cow::Owned(_) => {
            let label = cookie(old)?.to_ascii_lowercase().replace('_', "-");
            match label.as_str() {
                "latin-1" | "latin1" | "iso-8859-1" => {
                    text.chars().map(|c| u8::try_from(c).ok()).collect::<Option<_>>()?
                }
                _ => Encoding::for_label(label.as_bytes())?.encode(text).0.into_owned(),
            }
        }
    };
    // Encoders write something else for what they cannot write, and not all of them are exact.
    (decode(&bytes).text == text).then_some(bytes)
}

fn lossy(bytes: &[u8], notice: String) -> Decoded<'_> {
    Decoded { text: String::from_utf8_lossy(bytes), notice: Some(notice) }
}

fn cookie(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(4096)];
    head.split(|byte| matches!(byte, b'\n' | b'\r'))
        .filter(|line| !line.is_empty())
        .take(2)
        .find_map(|line| {
            let label = COOKIE.as_ref()?.captures(line)?.get(1)?;
            std::str::from_utf8(label.as_bytes()).ok().map(str::to_owned)
        })
}
