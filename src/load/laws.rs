//! Laws across files: what no single file can know of itself.

mod audit;
mod evidence;
mod examples;
mod fixes;
mod identity;
mod lifecycle;
mod links;
mod measured;
mod projects;
mod quoted;
mod references;
mod words;

use super::assemble::Draft;
use super::mistake::suggest;
use super::problem::Problem;
use super::yaml::{self, Node, Value};
use crate::model::Guideline;
use crate::source::{Lines, Place};

/// One law: it looks at the whole draft and adds what is wrong.
pub(super) type Law = fn(&Draft, &mut Vec<Problem>);

/// THE TABLE OF LAWS.
pub(super) const LAWS: &[Law] = &[
    identity::ids_and_names_are_unique,
    identity::published_ids_stay,
    identity::topics_exist,
    references::references_resolve,
    references::checks_are_used_and_tried,
    references::prerequisites_make_no_circle,
    evidence::evidence_is_complete,
    evidence::prose_and_evidence_agree,
    quoted::measured_numbers_are_quoted,
    measured::measurements_are_coherent,
    measured::agreement_is_about_guidelines,
    audit::audits_are_about_something,
    lifecycle::lifecycles_are_coherent,
    lifecycle::changes_are_coherent,
    lifecycle::releases_are_known,
    examples::examples_are_complete,
    fixes::fixes_are_sound,
    words::tags_are_in_the_vocabulary,
    words::texts_fit_their_place,
    words::predicates_are_sound,
    links::links_resolve,
    projects::projects_are_coherent,
    projects::profiles_are_coherent,
    projects::waivers_are_complete,
    projects::answers_are_about_something,
];

impl Draft {
    /// A problem at a value of a YAML file, named by its keys and indexes: `examples/2/bad`. A last part that ends
    /// in `:` means the key itself. Where there is no such value, the place is that of the nearest one around it.
    fn problem(
        &self,
        path: &str,
        pointer: &str,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Problem {
        let Some(text) = self.texts.get(path) else { return Problem::of_file(path, what, next) };
        // Positions are looked up only here: a rulebook without mistakes never pays for them.
        match yaml::parse(text) {
            Ok(root) => Problem::at(path, text, place_of(&root, pointer), what, next),
            Err(_) => Problem::of_file(path, what, next),
        }
    }

    /// A problem inside a block of text: its line is found below the place where the block begins.
    pub(super) fn in_text(
        &self,
        path: &str,
        pointer: &str,
        text: &str,
        offset: usize,
        what: &str,
        next: &str,
    ) -> Problem {
        // A page is all prose.
        if pointer.is_empty() {
            return Problem::at(path, text, Lines::new(text).place(offset), what, next);
        }
        let block = self.problem(path, pointer, what, next);
        let (Some(start), Some(file)) = (block.place, self.texts.get(path)) else { return block };
        let inside = Lines::new(text).place(offset);
        let place =
            Place { line: start.line + inside.line - 1, column: start.column + inside.column - 1 };
        // A folded or quoted text has other lines than its file; then its beginning is the honest place.
        let lines = Lines::new(file);
        let wanted = &text[offset..text.ceil_char_boundary((offset + 4).min(text.len()))];
        let there = &file[lines.offset(place)..];
        if there.starts_with(wanted) { Problem::at(path, file, place, what, next) } else { block }
    }

    /// A problem in a guideline's file.
    fn in_guideline(
        &self,
        guideline: &Guideline,
        pointer: &str,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Problem {
        self.problem(&guideline_path(guideline), pointer, what, next)
    }

    /// Whether a reference means a guideline, or would if its file could be read.
    fn knows(&self, reference: &str) -> bool {
        self.rulebook.guideline(reference).is_some() || self.unread.contains(reference)
    }

    /// "did you mean …?" among the guidelines.
    fn suggest_guideline(&self, reference: &str) -> String {
        let mut known: Vec<&str> = self.rulebook.index.keys().map(String::as_str).collect();
        known.sort_unstable();
        suggest(reference, &known)
            .unwrap_or_else(|| "write the id or the name of a guideline that exists".into())
    }
}

/// The file of a guideline.
fn guideline_path(guideline: &Guideline) -> String {
    format!("guidelines/{}.yaml", guideline.name)
}

fn place_of(root: &Node, pointer: &str) -> Place {
    let mut node = root;
    let mut place = root.place;
    for step in pointer.split('/').filter(|step| !step.is_empty()) {
        let (step, wants_key) = step.strip_suffix(':').map_or((step, false), |key| (key, true));
        // A key that is the name of a file has slashes; they are written as in a JSON pointer.
        let step = step.replace("~1", "/");
        let child = match &node.value {
            Value::Map(entries) => entries.iter().find(|(key, _)| key.text == step),
            Value::List(nodes) => {
                let Some(inner) = step.parse().ok().and_then(|at: usize| nodes.get(at)) else {
                    return place;
                };
                (node, place) = (inner, inner.place);
                continue;
            }
            _ => None,
        };
        let Some((key, inner)) = child else { return place };
        (node, place) = (inner, if wants_key { key.place } else { inner.place });
    }
    place
}
