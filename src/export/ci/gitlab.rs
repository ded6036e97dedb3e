//! A job of GitLab CI that hands findings to the merge request as a code quality report.

use super::{heading, quoted, repository};
use crate::export::Exporter;
use crate::model::{Output, Rulebook};

pub(crate) const EXPORTER: Exporter = Exporter {
    name: "gitlab",
    about: "A job of GitLab CI that shows findings in the merge request",
    export,
};

fn export(book: &Rulebook) -> Vec<Output> {
    let heading = heading(
        book,
        &[
            "a job of GitLab CI, for the .gitlab-ci.yml of a project.",
            "The program is built from source; to save these minutes, let RULEBOOK_PROGRAM be the address of a wheel.",
        ],
    );
    let repository = quoted(repository(book));
    let program = quoted(book.settings.program.as_deref().unwrap_or("../.rulebook"));
    let text = format!(
        r#"{heading}rulebook:
  image: python:3.12
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0"
    RULEBOOK_REPOSITORY: {repository}
    RULEBOOK_PROGRAM: {program}
  script:
    - git clone --depth 1 -- "$RULEBOOK_REPOSITORY" ../.rulebook
    - python -m pip install "$RULEBOOK_PROGRAM"
    - rulebook --root ../.rulebook check . --diff "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --format gitlab > gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
"#
    );
    vec![Output::text("ci/gitlab-ci.yaml", text)]
}
