//! The checklist in the Checks tab: one file for the site's `plugins/`.

/// The plugin, as plain JavaScript.
pub const SOURCE: &str = include_str!("rulebook.js");
