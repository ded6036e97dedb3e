//! Path globs with captures, compiled while the YAML is read.

use std::fmt;
use std::sync::LazyLock;

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
    regex: Regex,
}

// Letters only, so that the glob compiler passes it through untouched.
const MARK: &str = "zQcapture";

impl Glob {
    /// The glob as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the path is meant.
    pub fn is_match(&self, path: &str) -> bool {
        self.regex.is_match(path.as_bytes())
    }

    /// What the captures stand for in this path; none where the path is not meant.
    pub(crate) fn captures(&self, path: &str) -> Option<Captures> {
        let found = self.regex.captures(path.as_bytes())?;
        let named = self.capture_names().filter_map(|name| {
            let value = std::str::from_utf8(found.name(name)?.as_bytes()).ok()?;
            Some((name.to_owned(), value.to_owned()))
        });
        Some(named.collect())
    }

    /// The names of the captures.
    pub fn capture_names(&self) -> impl Iterator<Item = &str> {
        self.regex.capture_names().flatten()
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
        let marked = CAPTURE.replace_all(&text, format!("{MARK}${{1}}{MARK}"));
        if marked.contains(['<', '>']) {
            return Err(no_glob(&"a capture is written `<name>`, in small letters"));
        }
        let glob = GlobBuilder::new(&marked).literal_separator(true).build();
        let glob = glob.map_err(|error| no_glob(error.kind()))?;
        let regex = MARKED.replace_all(glob.regex(), "(?P<$1>[^/]+?)");
        let regex = Regex::new(&regex).map_err(|_| no_glob(&"a capture may be used once only"))?;
        Ok(Self { text, regex })
    }
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
