//! How much of a check another tool's rules can say.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::guideline::Guideline;
use super::id::Name;

/// How much of a check another tool finds: everything, unless there are losses.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    /// What is lost, each once.
    pub losses: Vec<Loss>,
}

/// Something that another tool's rule cannot say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Loss {
    /// What it does to the findings.
    pub effect: Effect,
    /// What it is, in words that follow “misses” or “also reports”.
    pub what: String,
}

/// What a loss does to the findings.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// There is no rule at all, for this reason.
    Drops,
    /// Some findings are missing.
    Misses,
    /// There are findings too many.
    Adds,
}

/// How much of something another tool can express.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "FidelityKind")]
pub enum Fidelity {
    /// All of it.
    Exact,
    /// Some of it, or too much.
    Approximate,
    /// Nothing.
    Dropped,
}

impl Fidelity {
    /// The word as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Approximate => "approximate",
            Self::Dropped => "dropped",
        }
    }
}

impl Effect {
    /// The words that come before what is lost.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Drops => "no rule:",
            Self::Misses => "misses",
            Self::Adds => "also reports",
        }
    }
}

impl Fit {
    /// No rule at all.
    pub fn dropped(why: impl Into<String>) -> Self {
        Self { losses: vec![Loss { effect: Effect::Drops, what: why.into() }] }
    }

    /// How much is left.
    pub fn fidelity(&self) -> Fidelity {
        match self.losses.iter().map(|loss| loss.effect).min() {
            None => Fidelity::Exact,
            Some(Effect::Drops) => Fidelity::Dropped,
            Some(_) => Fidelity::Approximate,
        }
    }

    /// Whether findings may be missing, or be too many.
    pub fn allows(&self, effect: Effect) -> bool {
        self.losses.iter().any(|loss| loss.effect == effect || loss.effect == Effect::Drops)
    }

    /// The losses in a sentence; empty if there are none.
    pub fn reason(&self) -> String {
        let mut reason = String::new();
        for loss in &self.losses {
            let between = if reason.is_empty() { "" } else { "; " };
            reason.extend([between, loss.effect.verb(), " ", &loss.what]);
        }
        reason
    }
}

/// What other tools can say of all checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fits {
    /// The tools, in the order of their table.
    pub targets: Vec<TargetFits>,
}

/// What one tool can say of all checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFits {
    /// What the tool is called.
    pub name: &'static str,
    /// What it is given, in a sentence.
    pub about: &'static str,
    /// What is true of all its rules.
    pub limits: &'static [&'static str],
    /// Each check.
    pub checks: FxHashMap<Name, Fit>,
}

impl TargetFits {
    /// What the tool can say of a guideline: of all its checks together.
    pub fn of(&self, guideline: &Guideline) -> Option<(Fidelity, String)> {
        let fits: Vec<_> = guideline
            .checks
            .iter()
            .filter_map(|name| Some((name, self.checks.get(name)?)))
            .collect();
        let least = fits.iter().map(|(_, fit)| fit.fidelity()).min()?;
        let most = fits.iter().map(|(_, fit)| fit.fidelity()).max()?;
        let reasons = fits.iter().filter(|(_, fit)| !fit.losses.is_empty());
        let reasons: Vec<_> =
            reasons.map(|(name, fit)| format!("{name}: {}", fit.reason())).collect();
        Some((if least == most { least } else { Fidelity::Approximate }, reasons.join(". ")))
    }
}
