//! What Python itself brings along.

use ruff_python_stdlib::builtins::is_python_builtin;
use ruff_python_stdlib::sys::is_known_standard_library;

// Names that Python 2 had built in; code for both still uses them.
const FORMER_BUILTINS: [&str; 16] = [
    "apply",
    "basestring",
    "buffer",
    "cmp",
    "coerce",
    "execfile",
    "file",
    "intern",
    "long",
    "raw_input",
    "reduce",
    "reload",
    "unichr",
    "unicode",
    "xrange",
    "WindowsError",
];

/// Whether a module belongs to the standard library of Python 3.11, 3.12 or 3.13.
pub fn is_stdlib(module: &str) -> bool {
    let top = module.split('.').next().unwrap_or(module);
    (11..=13).any(|minor| is_known_standard_library(minor, top))
}

/// Whether a name is built in, in Python 3 or 2.
pub fn is_builtin(name: &str) -> bool {
    is_python_builtin(name, 13, false) || FORMER_BUILTINS.contains(&name)
}
