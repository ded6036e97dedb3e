//! stub
use crate::model::{Output, Rulebook};
use std::path::Path;
/// x
#[derive(Debug)]
pub struct Templates;
impl Templates {
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
