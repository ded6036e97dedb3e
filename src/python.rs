//! What Python source means: parsing, names, values, order. Nothing here knows what a check is.

mod arguments;
mod bound;
mod decode;
mod equivalents;
mod frame;
mod guards;
mod hollow;
mod index;
mod lexical;
mod meanings;
mod module;
mod module_name;
mod names;
mod nesting;
mod order;
mod parse;
mod roots;
mod scope;
mod sites;
mod sketch;
mod spelling;
mod stdlib;
mod values;

pub use arguments::{Args, Keyword};
pub use decode::{Decoded, decode, encode_like};
pub use equivalents::Equivalents;
pub use frame::{Frame, FrameId, FrameKind};
pub use guards::Guard;
pub use lexical::{Comment, LogicalLine};
pub use module::Module;
pub use module_name::ModuleName;
pub use names::Referent;
pub use parse::{LARGEST, Parsed, Refusal};
pub use roots::ByRoot;
pub use sites::{
    AssignSite, DefSite, Definition, Docstring, ImportForm, ImportSite, Node, Role, Site, StmtId,
    Written,
};
pub use sketch::{Anchor, Anchors, sketch};
pub(crate) use spelling::escapes;
pub use spelling::{Imports, Spelling, Spelt, is_escape_of};
pub(crate) use stdlib::{FORMER_BUILTINS, FORMER_MODULES};
pub use stdlib::{is_builtin, is_stdlib, is_stdlib_of};
pub use values::{Constant, Value};

pub(crate) use hollow::hollowed;
pub(crate) use meanings::root_of;
pub(crate) use names::dotted_text;
pub(crate) use parse::level;

use crate::source::Span;
use ruff_text_size::{Ranged, TextRange};

/// A range of the parser as a span of bytes.
pub(crate) fn span(range: TextRange) -> Span {
    range.start().to_usize()..range.end().to_usize()
}

/// The span of a node.
pub(crate) fn span_of(node: &impl Ranged) -> Span {
    span(node.range())
}
