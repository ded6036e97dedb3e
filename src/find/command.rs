//! External programs, for what no pattern can say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{Glob, Several, is_default};
use super::run::{Hit, Literals, Places, Scan};
use crate::python::Equivalents;

/// What an external program reports. It is run without a shell, in the root of the tree, once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Given")]
pub struct Command {
    /// The program and its arguments, each as one item; `{root}` is the tree's root, an item `{files}` all files
    /// that are checked.
    pub argv: Vec<String>,
    /// What it writes to its standard output.
    pub output: Output,
    /// Seconds until it is stopped.
    #[serde(skip_serializing_if = "is_a_minute")]
    pub timeout: u32,
    /// It runs only if the tree has such files, and `{files}` are only these.
    #[serde(skip_serializing_if = "Several::is_empty")]
    pub files: Several<Glob>,
    /// Exit codes that mean it ran, whether it found something or not.
    #[serde(skip_serializing_if = "is_default")]
    pub exit_codes: ExitCodes,
}

type ExitCodes = Several<i64>;

/// What an external program reports. It is run without a shell, in the root of the tree, once.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "Command")]
struct Given {
    /// The program and its arguments, each as one item; `{root}` is the tree's root, an item `{files}` all files
    /// that are checked.
    #[schemars(length(min = 1))]
    argv: Vec<String>,
    /// What it writes to its standard output.
    output: Output,
    /// Seconds until it is stopped: 1 to 3600, 60 unless said otherwise.
    #[serde(default = "a_minute")]
    #[schemars(range(min = 1, max = 3600))]
    timeout: u32,
    /// It runs only if the tree has such files, and `{files}` are only these.
    #[serde(default)]
    files: Several<Glob>,
    /// Exit codes that mean it ran, whether it found something or not; 0 and 1 unless said otherwise.
    #[serde(default)]
    exit_codes: ExitCodes,
}

/// What an external program writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Output {
    /// One JSON object per line: `path`, `line`, and optionally `column`, `end_line`, `end_column`, `message`.
    JsonLines,
    /// One SARIF 2.1.0 log.
    Sarif,
}

fn a_minute() -> u32 {
    60
}

fn is_a_minute(seconds: &u32) -> bool {
    *seconds == 60
}

impl Command {
    /// Whether this exit code means that the program ran.
    pub fn ran(&self, exit_code: i64) -> bool {
        if self.exit_codes.is_empty() {
            return matches!(exit_code, 0 | 1);
        }
        self.exit_codes.iter().any(|code| *code == exit_code)
    }
}

impl TryFrom<Given> for Command {
    type Error = String;

    fn try_from(given: Given) -> Result<Self, String> {
        let Given { argv, output, timeout, files, exit_codes } = given;
        match argv.first().map(String::as_str) {
            None | Some("") => return Err("`argv` begins with the program to run".into()),
            Some(program) if argv.len() == 1 && program.contains(char::is_whitespace) => {
                return Err(format!(
                    "`argv: [\"{program}\"]`: there is no shell, give each argument as an item"
                ));
            }
            Some(_) => {}
        }
        if argv.iter().any(|item| item.contains('\0')) {
            return Err("`argv` has a NUL character".into());
        }
        if argv.iter().any(|item| item.contains("{files}") && item != "{files}") {
            return Err("`{files}` stands for many arguments and must be an item of its own".into());
        }
        if !(1..=3600).contains(&timeout) {
            return Err(format!("`timeout: {timeout}`: give 1 to 3600 seconds"));
        }
        Ok(Self { argv, output, timeout, files, exit_codes })
    }
}

// Found elsewhere, over a whole tree: a single module has none.
impl Places for Command {
    fn places(&self, _scan: &Scan) -> Vec<Hit> {
        Vec::new()
    }

    fn literals(&self, _same_as: &Equivalents) -> Literals {
        Literals::Any(Vec::new())
    }
}
