//! `rulebook` turns a community's tribal knowledge into guidelines that run.
//!
//! Data flows one way, from the ground up; a module uses lower floors only, never a sibling on its own floor
//! (`tests/floors.rs` reads this drawing and enforces it):
//!
//! ```text
//! 9  cli                         arguments → one call into the library → printed result and exit code
//! 8  forge                       a review server
//! 7  review audit                a change, or many projects, against a rulebook
//! 6  generate check              the table of outputs; run the checks on a tree
//! 5  load render export report prove trace
//! 4  model                       the vocabulary as types
//! 3  find                        one file per check kind
//! 2  python                      what Python source means: parsing, names, values
//! 1  source                      text, spans, lines and columns, decoding
//! ```
#![warn(missing_docs, unreachable_pub)]

pub mod audit;
pub mod check;
pub mod cli;
pub mod export;
pub mod find;
pub mod forge;
pub mod generate;
pub mod load;
pub mod model;
pub mod prove;
pub mod python;
pub mod render;
pub mod report;
pub mod review;
pub mod source;
pub mod trace;
