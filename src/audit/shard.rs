//! Which projects of an audit are whose, where several machines share it.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::model::Name;
use crate::model::audit::Unit;

/// One of several equal parts of an audit, `2/5`. All releases of a project are in the same part, since they have most
/// of their files in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub index: usize,
    /// How many parts there are.
    pub of: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no shard; write which of how many, such as 1/4");
        let (index, of) = text.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<usize>().map_err(|_| wrong());
        let (index, of) = (number(index)?, number(of)?);
        if index == 0 {
            return Err(format!("shards count from 1; the first of {of} is 1/{of}"));
        }
        if index > of {
            return Err(format!("there is no shard {index} of {of}; the last is {of}/{of}"));
        }
        Ok(Self { index, of })
    }
}

impl Shard {
    /// The part of what is asked for that is this shard's: every n-th project in the order of their names.
    ///
    /// This depends on nothing but the projects that are asked for, so that every machine comes to the same parts.
    pub fn of(self, asked: &BTreeSet<Unit>) -> BTreeSet<Unit> {
        let projects: BTreeSet<&Name> = asked.iter().map(|unit| &unit.project).collect();
        let mine: BTreeSet<&Name> =
            projects.into_iter().skip(self.index - 1).step_by(self.of).collect();
        asked.iter().filter(|unit| mine.contains(&unit.project)).cloned().collect()
    }
}
