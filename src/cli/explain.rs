//! `rulebook explain`: a guideline in the terminal.

use anyhow::{Context as _, Result};
use clap::Args;

use super::{Outcome, Root};
use crate::generate;
use crate::model::Rulebook;
use crate::render;

/// Show a guideline: what it asks, why, what to do instead, and examples
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// An id such as EVT103, a name such as eventlet/native-threads-left, or a former one
    #[arg(value_name = "ID|NAME")]
    guideline: String,
}

impl Explain {
    pub(super) fn run(self, root: &Root<'_>) -> Result<Outcome> {
        let (origin, rulebook) = root.load()?;
        let found = rulebook.guideline(&self.guideline);
        let guideline = found.with_context(|| unknown(&rulebook, &self.guideline))?;
        let text =
            render::explain(&rulebook, guideline, &generate::template(&origin, "explain.md")?)?;
        if root.console.colors_data() {
            let styled = termimad::MadSkin::default().term_text(&text).to_string();
            root.console.data(styled.as_bytes())?;
        } else {
            root.console.data(text.as_bytes())?;
        }
        Ok(Outcome::Clean)
    }
}

/// What to say of a guideline that is not there: the nearest ones, and where to look.
pub(super) fn unknown(rulebook: &Rulebook, asked: &str) -> String {
    let lower = asked.to_lowercase();
    let mut near: Vec<(bool, usize, &str)> = rulebook
        .index
        .keys()
        .map(|known| {
            let part = known.contains(&lower);
            (!part, strsim::damerau_levenshtein(&lower, &known.to_lowercase()), known.as_str())
        })
        .filter(|(no_part, distance, known)| !no_part || *distance <= 1 + known.len() / 4)
        .collect();
    near.sort_unstable();
    let near: Vec<_> = near.iter().take(5).map(|(_, _, known)| *known).collect();
    match near[..] {
        [] => format!("there is no guideline `{asked}`; the guide's index lists them all"),
        _ => format!("there is no guideline `{asked}`; did you mean {}?", near.join(", ")),
    }
}
