//! A `.pre-commit-config.yaml` for projects. The hooks that it names are in `.pre-commit-hooks.yaml` at the program's root.

use super::{heading, quoted, repository};
use crate::export::Exporter;
use crate::model::{Output, Rulebook};

pub(crate) const EXPORTER: Exporter = Exporter {
    name: "pre-commit",
    about: "A .pre-commit-config.yaml that checks what is about to be committed",
    export,
};

fn export(book: &Rulebook) -> Vec<Output> {
    let text = match &book.settings.program {
        None => hook_of_the_repository(book),
        Some(program) => hook_with_a_submodule(book, program),
    };
    vec![Output::text("ci/pre-commit-config.yaml", text)]
}

/// The rulebook that the program carries needs nothing but the program.
fn hook_of_the_repository(book: &Rulebook) -> String {
    let heading = heading(
        book,
        &[
            "for the .pre-commit-config.yaml of a project.",
            "`rulebook-change` reports what a commit brings; `rulebook` reports all there is in the files that it is",
            "given, for `pre-commit run --all-files`.",
        ],
    );
    let (repo, rev) = (quoted(repository(book)), quoted(env!("CARGO_PKG_VERSION")));
    format!(
        "{heading}repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: rulebook-change
      - id: rulebook
        stages: [manual]
"
    )
}

/// Any other rulebook has to be at hand.
fn hook_with_a_submodule(book: &Rulebook, program: &str) -> String {
    let heading = heading(
        book,
        &[
            "for the .pre-commit-config.yaml of a project that has the rulebook as a submodule:",
            &format!("git submodule add {} .rulebook", quoted(repository(book))),
        ],
    );
    let program = quoted(program);
    format!(
        "{heading}repos:
  - repo: local
    hooks:
      - id: rulebook-change
        name: rulebook (what the change brings)
        entry: rulebook --root .rulebook check --diff HEAD .
        language: python
        additional_dependencies: [{program}]
        types: [python]
        pass_filenames: false
        require_serial: true
"
    )
}
