//! Fills in what prose quotes from the evidence, before anything else looks at it.
//!
//! A quote of what is not measured is no problem here: the rulebook has to load for `rulebook prove` to measure it.

use super::assemble::Draft;
use super::mistake::suggest;
use super::problem::Problem;
use crate::model::quote::{self, FIELDS, FIGURES, NOT_MEASURED, Quote, Wrong};
use crate::model::rulebook::Unmeasured;
use crate::model::{Proofs, Rulebook};

/// A text that may quote: its file, the keys that lead to it (none in a page), and itself.
struct Prose<'a> {
    path: String,
    pointer: String,
    text: &'a mut String,
}

/// Replaces each quote by the words that it stands for, and tells of those that mean nothing.
pub(super) fn fill(draft: &mut Draft, problems: &mut Vec<Problem>) {
    let proofs = std::mem::take(&mut draft.rulebook.proofs);
    let audit = draft.rulebook.audit.take();
    let mut wrong = Vec::new();
    let mut unmeasured = Vec::new();
    let mut written = Vec::new();
    for prose in prose(&mut draft.rulebook) {
        if !prose.text.contains("{{") {
            continue;
        }
        let before = prose.text.clone();
        let mut filled = String::new();
        let mut from = 0;
        for (span, inner) in quote::find(&before) {
            filled.push_str(&before[from..span.start]);
            match Quote::parse(inner).and_then(|quote| proofs.quoted(audit.as_ref(), &quote)) {
                Ok(words) => {
                    if words.contains(NOT_MEASURED) {
                        let (path, quote) = (prose.path.clone(), before[span.clone()].to_owned());
                        unmeasured.push(Unmeasured { path, quote });
                    }
                    filled.push_str(&words);
                }
                Err(mistake) => {
                    let (what, next) = told(&proofs, &mistake);
                    wrong.push((prose.path.clone(), prose.pointer.clone(), span.start, what, next));
                    filled.push_str(&before[span.clone()]);
                }
            }
            from = span.end;
        }
        filled.push_str(&before[from..]);
        *prose.text = filled.replace("\\{{", "{{");
        written.push(((prose.path, prose.pointer), before));
    }
    draft.rulebook.proofs = proofs;
    draft.rulebook.audit = audit;
    draft.rulebook.unmeasured = unmeasured;
    draft.written.extend(written);
    for (path, pointer, offset, what, next) in wrong {
        let text = &draft.written[&(path.clone(), pointer.clone())];
        problems.push(draft.in_text(&path, &pointer, text, offset, &what, &next));
    }
}

/// Every text of a rulebook that may quote.
fn prose(book: &mut Rulebook) -> Vec<Prose<'_>> {
    let mut all = Vec::new();
    for guideline in &mut book.guidelines {
        let path = format!("guidelines/{}.yaml", guideline.name);
        let mut add = |pointer: String, text| all.push(Prose { path: path.clone(), pointer, text });
        add("why".to_owned(), &mut guideline.why);
        add("guidance".to_owned(), &mut guideline.guidance);
        if let Some(text) = &mut guideline.exceptions {
            add("exceptions".to_owned(), text);
        }
        for (at, era) in guideline.history.iter_mut().enumerate() {
            add(format!("history/{at}/text"), &mut era.text);
        }
        for (at, example) in guideline.examples.iter_mut().enumerate() {
            if let Some(text) = &mut example.note {
                add(format!("examples/{at}/note"), text);
            }
        }
    }
    for topic in book.topics.iter_mut().chain(&mut book.guide) {
        let folder = topic.name.as_str();
        let path = match folder {
            "" => "guidelines/topic.yaml".to_owned(),
            folder => format!("guidelines/{folder}/topic.yaml"),
        };
        if let Some(text) = &mut topic.intro {
            all.push(Prose { path: path.clone(), pointer: "intro".to_owned(), text });
        }
    }
    for page in book.pages.values_mut() {
        let path = format!("guidelines/{}.md", page.name);
        all.push(Prose { path, pointer: String::new(), text: &mut page.text });
    }
    all
}

/// What is wrong with a quote, and what to do.
fn told(proofs: &Proofs, mistake: &Wrong) -> (String, String) {
    let among = |word: &str, known: &[&str], list: String| suggest(word, known).unwrap_or(list);
    match mistake {
        Wrong::Field(word) => {
            let list = format!("begin with one of {}", FIELDS.join(", "));
            (format!("a quote has no word `{word}`"), among(word, &FIELDS, list))
        }
        Wrong::Shape => (
            "this is no quote of evidence".to_owned(),
            "write `{{seen EVIDENCE \"RUN\"}}`, `{{versions EVIDENCE}}` or `{{rows outcome EVIDENCE}}`; `\\{{` if no quote is meant".to_owned(),
        ),
        Wrong::Figure(words) => {
            let list = format!(
                "write one of {}, a guideline or distribution that was asked for, and a year if one is meant",
                FIGURES.join(", ")
            );
            let what = format!("the last audit has no figure `{words}`");
            (what, among(words.split(' ').next().unwrap_or(""), &FIGURES, list))
        }
        Wrong::Evidence(name) => {
            let known: Vec<&str> = proofs.programs.keys().map(|name| name.as_str()).collect();
            let list = format!("write its claim and its program, checks/evidence/{name}.yaml and .py");
            (format!("there is no evidence `{name}`"), among(name, &known, list))
        }
        Wrong::Run(evidence, run) => {
            let program = proofs.programs.iter().find(|(name, _)| name.as_str() == evidence);
            let runs = program.into_iter().flat_map(|(_, program)| &program.evidence.runs);
            let known: Vec<&str> = runs.map(|run| run.name.as_str()).collect();
            let list = format!("its runs are {}", known.join("; "));
            (format!("`{evidence}` has no run \"{run}\""), among(run, &known, list))
        }
        Wrong::Set(set) => {
            let known: Vec<&str> = proofs.sets.keys().map(|set| set.as_str()).collect();
            let list = match known.contains(&set.as_str()) {
                true => "name a version set that the evidence is run with".to_owned(),
                false => among(set, &known, format!("the version sets are {}", known.join(", "))),
            };
            (format!("the evidence is not run with a version set `{set}`"), list)
        }
    }
}
