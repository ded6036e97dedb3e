//! What of a guideline says what is asked, and whether that differs between two versions of it.

use crate::model::{Guideline, Rulebook};

/// A part of a guideline that says what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Title,
    Level,
    Guidance,
    Exceptions,
    Applies,
    Status,
}

impl Part {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Level => "level",
            Self::Guidance => "guidance",
            Self::Exceptions => "exceptions",
            Self::Applies => "applies",
            Self::Status => "status",
        }
    }

    /// Whether it is a text, which can say the same in other words.
    pub(super) fn is_prose(self) -> bool {
        matches!(self, Self::Title | Self::Guidance | Self::Exceptions)
    }
}

/// A guideline, and the rulebook that it is of.
type Version<'a> = (&'a Rulebook, &'a Guideline);

/// The parts that differ.
///
/// What a text quotes is measured, not asked: it is no difference whether a quote says something else since evidence
/// was taken anew, nor whether words were typed that are quoted now.
pub(super) fn parts(before: Version<'_>, after: Version<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut differ = |part, differs: bool| {
        if differs {
            parts.push(part);
        }
    };
    let same = |key: &str, said: [&str; 2]| {
        let written = |(of, one): Version<'_>, said: &str| {
            let place = (format!("guidelines/{}.yaml", one.name), key.to_owned());
            words(of.written.get(&place).map_or(said, String::as_str))
        };
        words(said[0]) == words(said[1]) || written(before, said[0]) == written(after, said[1])
    };
    let (old, new) = (before.1, after.1);
    differ(Part::Title, words(&old.title) != words(&new.title));
    differ(Part::Level, old.level != new.level);
    differ(Part::Guidance, !same("guidance", [&old.guidance, &new.guidance]));
    let exceptions = match (&old.exceptions, &new.exceptions) {
        (Some(old), Some(new)) => !same("exceptions", [old, new]),
        (old, new) => old.is_some() != new.is_some(),
    };
    differ(Part::Exceptions, exceptions);
    differ(Part::Applies, old.applies != new.applies);
    differ(Part::Status, old.status.binds() != new.status.binds());
    parts
}

/// Blanks and line breaks are no difference.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is other about the checks of a guideline.
pub(super) fn checks(
    before: &Guideline,
    after: &Guideline,
    old: &Rulebook,
    new: &Rulebook,
) -> Vec<String> {
    let mut said = Vec::new();
    for name in after.checks.iter().filter(|name| !before.checks.contains(name)) {
        said.push(format!("the check {name} looks for breaches, too"));
    }
    for name in &before.checks {
        match (old.checks.get(name), new.checks.get(name)) {
            (Some(one), Some(other)) if after.checks.contains(name) => {
                if serde_json::to_value(&one.find).ok() != serde_json::to_value(&other.find).ok() {
                    said.push(format!("the check {name} looks for something else"));
                }
            }
            _ => said.push(format!("the check {name} no longer looks for breaches")),
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Files, attempt};

    /// A rulebook of one guideline, as far as it is one: `said` is what it asks for, `written` how its author put it.
    fn version(said: &str, written: &str) -> Rulebook {
        let text = format!(
            "id: RUL101\ntitle: T\nlevel: must\nstatus: active\nsince: first\nrevision: 1\nsummary: S.\nwhy: W.\nguidance: {said}\nexceptions: {said}\n"
        );
        let files = vec![("guidelines/a/b.yaml".to_owned(), text.into_bytes())];
        let (mut rulebook, _) = attempt(Files::of(files));
        for key in ["guidance", "exceptions"] {
            let place = ("guidelines/a/b.yaml".to_owned(), key.to_owned());
            rulebook.written.insert(place, written.to_owned());
        }
        rulebook
    }

    fn differ(old: &Rulebook, new: &Rulebook) -> Vec<&'static str> {
        let parts = parts((old, &old.guidelines[0]), (new, &new.guidelines[0]));
        parts.into_iter().map(Part::as_str).collect()
    }

    #[test]
    fn what_is_quoted_may_change_and_may_take_the_place_of_what_was_typed() {
        let typed = version("It blocks for 3 ticks.", "It blocks for 3 ticks.");
        let quoted = version("It blocks for 3 ticks.", "It blocks for {{detail a/b \"c\"}}.");
        let anew = version("It blocks for 4 ticks.", "It blocks for {{detail a/b \"c\"}}.");
        assert_eq!(differ(&typed, &quoted), [""; 0]);
        assert_eq!(differ(&quoted, &anew), [""; 0]);
        assert_eq!(differ(&typed, &anew), ["guidance", "exceptions"]);
        let other =
            version("It never blocks for 4 ticks.", "It never blocks for {{detail a/b \"c\"}}.");
        assert_eq!(differ(&anew, &other), ["guidance", "exceptions"]);
    }
}
