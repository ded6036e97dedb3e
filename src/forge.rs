//! A change on a review server: looked at, told about, answered by replies.
//!
//! What is the same on every server is neutral: `about` knows which changes guidelines can be about, `look` takes a
//! change's checklist from [review](crate::review), `ticks` reads what people replied, `plan` decides what is new and
//! worth saying, `summary` words it. What a server can do is `Abilities`; one folder for each server speaks its
//! protocol. The server is the only memory: nothing is kept beside it.

pub mod about;
pub mod credentials;
pub mod gerrit;
pub mod github;
mod http;
pub mod look;
mod moment;
pub mod plan;
pub mod summary;
pub mod ticks;

pub use credentials::Credentials;
pub use http::{Client, Options};
