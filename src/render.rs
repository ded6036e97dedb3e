//! stub
use crate::model::{Output, Rulebook};
use std::path::Path;
/// x
#[derive(Debug)]
pub struct Templates;
impl Templates {
    /// x
    pub fn render(&self, _: &str, _: &impl serde::Serialize) -> anyhow::Result<String> {
        Ok(String::new())
    }
    /// x
    pub fn load(_: Option<&Path>) -> anyhow::Result<Self> {
        Ok(Self)
    }
}
/// x
pub fn guide(_: &Rulebook, _: &Templates) -> anyhow::Result<Vec<Output>> {
    Ok(vec![])
}
/// x
pub fn checklists(_: &Rulebook, _: &Templates) -> anyhow::Result<Vec<Output>> {
    Ok(vec![])
}
/// x
pub fn book(_: &Path, _: &str, _: &[Output], _: &Path) -> anyhow::Result<()> {
    Ok(())
}

/// x
pub fn explain(_: &Rulebook, _: &crate::model::Guideline, _: &Templates) -> anyhow::Result<String> {
    Ok(String::new())
}
/// x
pub mod checklist {
    use super::*;
    use crate::model::Checklist;
    /// x
    pub fn markdown(_: &Rulebook, _: &Checklist<'_>, _: &Templates) -> anyhow::Result<String> {
        Ok(String::new())
    }
    /// x
    pub fn html(_: &Rulebook, _: &Checklist<'_>, _: &Templates) -> anyhow::Result<String> {
        Ok(String::new())
    }
    /// x
    pub fn text(_: &Rulebook, _: &Checklist<'_>, _: &Templates) -> anyhow::Result<String> {
        Ok(String::new())
    }
    /// x
    pub fn json(_: &Rulebook, _: &Checklist<'_>) -> anyhow::Result<String> {
        Ok(String::new())
    }
}
