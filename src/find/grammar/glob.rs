//! Path globs with captures.

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use globset::GlobBuilder;
use regex::bytes::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::name::Captures;

/// A glob on a path from the root of the repository, with `/`: `**/cmd/*.py`. `*` stays within one folder, `**` crosses
/// folders, `{a,b}` are alternatives, and `<driver>` takes one folder or file name part and remembers it for names.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Glob {
    text: String,
    // The regular expression that it means. It is compiled when the first path is compared: most globs of a rulebook are
    // not asked for in a run.
    pattern: String,
    regex: OnceLock<Regex>,
}

// Letters only, so that the glob compiler passes it through untouched.
const MARK: &str = "zQcapture";

/// Only what is longer, or has alternatives, can be too large to be compiled.
const LONG: usize = 256;

impl Glob {
    /// The glob as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the path is meant.
    pub fn is_match(&self, path: &str) -> bool {
        self.regex().is_match(path.as_bytes())
    }

    fn regex(&self) -> &Regex {
        let compile = || Regex::new(&self.pattern).expect("a short one without captures compiles");
        self.regex.get_or_init(compile)
    }

    /// What the captures stand for in this path; none where the path is not meant.
    pub(crate) fn captures(&self, path: &str) -> Option<Captures> {
        let found = self.regex().captures(path.as_bytes())?;
        let named = self.capture_names().filter_map(|name| {
            let value = std::str::from_utf8(found.name(name)?.as_bytes()).ok()?;
            Some((name.to_owned(), value.to_owned()))
        });
        Some(named.collect())
    }

    /// The names of the captures.
    pub fn capture_names(&self) -> impl Iterator<Item = &str> {
        let captures = self.text.contains('<').then(|| self.regex().capture_names().flatten());
        captures.into_iter().flatten()
    }
}

static CAPTURE: LazyLock<regex::Regex> =
    LazyLock::new(|| regex::Regex::new("<([a-z_]+)>").expect("the pattern is constant and valid"));
static MARKED: LazyLock<regex::Regex> = LazyLock::new(|| {
    regex::Regex::new(&format!("{MARK}([a-z_]+?){MARK}"))
        .expect("the pattern is constant and valid")
});

impl TryFrom<String> for Glob {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.is_empty() {
            return Err("a glob cannot be empty".into());
        }
        if text.starts_with('/') || text.contains('\\') || text.split('/').any(|part| part == "..")
        {
            return Err(format!(
                "`{text}`: a glob is relative to the root of the repository, with `/`, without `..`"
            ));
        }
        let no_glob = |reason: &dyn fmt::Display| format!("`{text}` is no glob: {reason}");
        let (pattern, captures) = pattern(&text).map_err(|reason| no_glob(&reason))?;
        let regex = OnceLock::new();
        if captures || text.contains('{') || text.len() > LONG {
            let compiled = Regex::new(&pattern);
            let compiled = compiled.map_err(|error| match captures {
                true => no_glob(&"a capture may be used once only"),
                false => no_glob(&error),
            })?;
            regex.set(compiled).expect("nobody else knows of it yet");
        }
        Ok(Self { text, pattern, regex })
    }
}

/// The regular expression that a glob means, and whether it has captures.
fn pattern(glob: &str) -> Result<(String, bool), String> {
    let captures = glob.contains(['<', '>']);
    let marked = match captures {
        true => CAPTURE.replace_all(glob, format!("{MARK}${{1}}{MARK}")),
        false => glob.into(),
    };
    if marked.contains(['<', '>']) {
        return Err("a capture is written `<name>`, in small letters".to_owned());
    }
    let glob = GlobBuilder::new(&marked).literal_separator(true).build();
    let glob = glob.map_err(|error| error.kind().to_string())?;
    let pattern = match captures {
        true => MARKED.replace_all(glob.regex(), "(?P<$1>[^/]+?)"),
        false => glob.regex().into(),
    };
    Ok((pattern.into_owned(), captures))
}

impl From<Glob> for String {
    fn from(glob: Glob) -> Self {
        glob.text
    }
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for Glob {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Glob({:?})", self.text)
    }
}
