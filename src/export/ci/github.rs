//! A workflow of GitHub Actions that remarks on what a pull request brings.

use super::{heading, quoted, repository};
use crate::export::Exporter;
use crate::model::{Output, Rulebook};

pub(crate) const EXPORTER: Exporter = Exporter {
    name: "github",
    about: "A workflow of GitHub Actions that remarks on what a pull request brings",
    export,
};

fn export(book: &Rulebook) -> Vec<Output> {
    let heading = heading(
        book,
        &[
            "a workflow of GitHub Actions, for .github/workflows/rulebook.yaml of a project.",
            "The program is built from source; to save these minutes, let RULEBOOK_PROGRAM be the address of a wheel.",
        ],
    );
    let repository = quoted(repository(book));
    let program = quoted(book.settings.program.as_deref().unwrap_or("../.rulebook"));
    let text = format!(
        r#"{heading}name: rulebook
on: pull_request
permissions:
  contents: read
jobs:
  rulebook:
    runs-on: ubuntu-latest
    env:
      RULEBOOK_REPOSITORY: {repository}
      RULEBOOK_PROGRAM: {program}
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install rulebook
        run: |
          git clone --depth 1 -- "$RULEBOOK_REPOSITORY" ../.rulebook
          python -m pip install "$RULEBOOK_PROGRAM"
      - name: Look for breaches that the change brings
        run: rulebook --root ../.rulebook check . --diff HEAD^ --format github
"#
    );
    vec![Output::text("ci/github-workflow.yaml", text)]
}
