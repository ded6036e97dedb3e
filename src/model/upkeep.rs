//! Findings about exceptions themselves: comments and waivers that no longer do what they say.
//!
//! They are reported under guidelines of the program's own, whose ids no rulebook may use.

use super::guideline::Level;
use super::id::{Id, Name};

/// What is wrong with an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Upkeep {
    /// RBK001: a comment `# rulebook: allow …` gives no reason, and so allows nothing.
    NoReason,
    /// RBK002: a comment `# rulebook: allow …` allows what no check flags.
    Unused,
    /// RBK003: a comment `# rulebook: allow …` has run out.
    Expired,
    /// RBK004: a comment `# rulebook: allow …` names a guideline that is not there.
    Unknown,
    /// RBK005: a comment begins with `# rulebook:` and cannot be read.
    Unreadable,
    /// RBK006: a waiver of the project has run out, and what it covered is flagged again.
    WaiverExpired,
}

impl Upkeep {
    /// All of them, by id.
    pub const ALL: [Self; 6] = [
        Self::NoReason,
        Self::Unused,
        Self::Expired,
        Self::Unknown,
        Self::Unreadable,
        Self::WaiverExpired,
    ];

    /// The letters that the ids begin with.
    pub const PREFIX: &str = "RBK";

    /// The id, in place of a guideline's.
    pub fn id(self) -> Id {
        Id::reserved(Self::PREFIX, self as u16 + 1)
    }

    /// The name, in place of a guideline's and a check's.
    pub fn name(self) -> Name {
        Name::reserved("rulebook", self.slug())
    }

    /// What the finding's level is.
    pub fn level(self) -> Level {
        match self {
            Self::Unused => Level::May,
            _ => Level::Should,
        }
    }

    /// What is asked, as a guideline's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::NoReason => "An exception in the code has a reason",
            Self::Unused => "An exception in the code is needed",
            Self::Expired => "An exception in the code has not run out",
            Self::Unknown => "An exception in the code names a guideline that there is",
            Self::Unreadable => "A comment to the rulebook can be read",
            Self::WaiverExpired => "A waiver has not run out",
        }
    }

    fn slug(self) -> &'static str {
        match self {
            Self::NoReason => "allow-without-reason",
            Self::Unused => "allow-unused",
            Self::Expired => "allow-expired",
            Self::Unknown => "allow-unknown",
            Self::Unreadable => "allow-unreadable",
            Self::WaiverExpired => "waiver-expired",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_ids_and_names_are_ids_and_names() {
        for (at, upkeep) in Upkeep::ALL.into_iter().enumerate() {
            let (id, name) = (upkeep.id(), upkeep.name());
            assert_eq!(id.as_str(), format!("RBK{:03}", at + 1));
            assert_eq!(id.as_str().parse(), Ok(id.clone()));
            assert_eq!(name.as_str().parse(), Ok(name.clone()));
        }
    }
}
