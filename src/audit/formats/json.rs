//! The audit itself: the only form that can be read again.

use anyhow::{Context as _, Result, bail};

use super::Format;
use crate::model::Output;
use crate::model::audit::{Audit, FORMAT as VERSION};

pub(super) const FORMAT: Format = Format {
    name: "json",
    about: "All there is to know; what `rulebook audit merge` and `diff` read; generated/schemas/audit.schema.json describes it",
    whole: |view| Output::json_bytes(view.audit),
    files: |view| vec![Output::json("audit.json", view.audit)],
};

/// Reads an audit, or a part of one.
///
/// # Errors
/// If it is none, or was cut off; says where.
pub fn read(name: &str, bytes: &[u8]) -> Result<Audit> {
    #[derive(serde::Deserialize)]
    struct Versioned {
        version: u32,
    }
    if let Ok(Versioned { version }) = serde_json::from_slice(bytes)
        && version != VERSION
    {
        bail!("{name} is an audit of format {version}, and this program reads format {VERSION}");
    }
    let audit: Audit = serde_json::from_slice(bytes).with_context(|| {
        format!("{name} is no whole audit; run that part again with `rulebook audit --format json`")
    })?;
    Ok(audit)
}
