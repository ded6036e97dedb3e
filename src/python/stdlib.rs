//! What Python itself brings along.

use ruff_python_stdlib::builtins::is_python_builtin;
use ruff_python_stdlib::sys::is_known_standard_library;

// Names that Python 2 had built in; code for both still uses them.
pub(crate) const FORMER_BUILTINS: [&str; 16] = [
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

// Modules of Python 2's standard library that have another name today; code for both still imports them.
pub(crate) const FORMER_MODULES: [&str; 38] = [
    "BaseHTTPServer",
    "CGIHTTPServer",
    "ConfigParser",
    "Cookie",
    "DocXMLRPCServer",
    "HTMLParser",
    "Queue",
    "SimpleHTTPServer",
    "SimpleXMLRPCServer",
    "SocketServer",
    "StringIO",
    "Tkinter",
    "UserDict",
    "UserList",
    "UserString",
    "__builtin__",
    "anydbm",
    "cPickle",
    "cStringIO",
    "commands",
    "cookielib",
    "copy_reg",
    "dbhash",
    "dummy_thread",
    "exceptions",
    "htmlentitydefs",
    "httplib",
    "md5",
    "new",
    "popen2",
    "robotparser",
    "sets",
    "sha",
    "thread",
    "urllib2",
    "urlparse",
    "whichdb",
    "xmlrpclib",
];

/// Whether a module belongs to the standard library of Python 3.11, 3.12 or 3.13, or had another name in Python 2's.
pub fn is_stdlib(module: &str) -> bool {
    let top = module.split('.').next().unwrap_or(module);
    (11..=13).any(|minor| is_known_standard_library(minor, top))
        || top == "__future__"
        || FORMER_MODULES.contains(&top)
}

/// Whether a module belongs to the standard library of Python 3 with this minor version.
pub fn is_stdlib_of(minor: u8, module: &str) -> bool {
    let top = module.split('.').next().unwrap_or(module);
    is_known_standard_library(minor, top)
}

/// Whether a name is built in, in Python 3 or 2.
pub fn is_builtin(name: &str) -> bool {
    is_python_builtin(name, 13, false) || FORMER_BUILTINS.contains(&name)
}
