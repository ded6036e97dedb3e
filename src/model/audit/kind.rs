//! How a cell of an audit is shown: with a sign and words, never by a colour alone.

use super::Cell;
use crate::model::State;

/// What a cell says; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// There are findings.
    Fail,
    /// Nobody can tell.
    NotRun,
    /// All findings are waived.
    Waived,
    /// No check can tell; a person is asked.
    Person,
    /// Checks found nothing, and a person is asked all the same.
    Clean,
    /// Checks found nothing, and that is all there is to ask.
    Pass,
    /// It does not apply.
    NotApplicable,
}

impl Kind {
    /// All of them, in the order of the legend.
    pub const ALL: [Self; 7] = [
        Self::Fail,
        Self::NotRun,
        Self::Waived,
        Self::Person,
        Self::Clean,
        Self::Pass,
        Self::NotApplicable,
    ];

    /// What is said of a guideline in this state.
    pub fn of(state: State, cell: Option<&Cell>) -> Self {
        match state {
            State::Fail => Self::Fail,
            State::NotRun => Self::NotRun,
            State::Waived => Self::Waived,
            State::Person if cell.is_some_and(|cell| cell.clean) => Self::Clean,
            State::Person => Self::Person,
            State::Pass => Self::Pass,
            State::NotApplicable => Self::NotApplicable,
        }
    }

    /// A sign that stands for it; findings are told by their number.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Fail => "✗",
            Self::NotRun => "–",
            Self::Waived => "w",
            Self::Person => "?",
            Self::Clean => "✓?",
            Self::Pass => "✓",
            Self::NotApplicable => "·",
        }
    }

    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Fail => "findings",
            Self::NotRun => "not run",
            Self::Waived => "waived",
            Self::Person => "for a person",
            Self::Clean => "checks clean, a person is still asked",
            Self::Pass => "passed",
            Self::NotApplicable => "does not apply",
        }
    }

    /// The sign as it stands in a cell: with the number, where there are findings.
    pub fn shown(self, cell: Option<&Cell>) -> String {
        match (self, cell) {
            (Self::Fail, Some(cell)) if cell.findings > 0 => {
                format!("{}{}", self.symbol(), cell.findings)
            }
            _ => self.symbol().to_owned(),
        }
    }
}
