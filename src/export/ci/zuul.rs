//! A job of Zuul, with its playbook, that leaves findings as comments on the lines of a change.

use super::{NOWHERE, heading, quoted};
use crate::export::Exporter;
use crate::model::{Output, Rulebook};

pub(crate) const EXPORTER: Exporter = Exporter {
    name: "zuul",
    about: "A job of Zuul and its playbook, which comment on the lines of a change",
    export,
};

fn export(book: &Rulebook) -> Vec<Output> {
    vec![
        Output::text("ci/zuul/zuul.d/rulebook.yaml", job(book)),
        Output::text("ci/zuul/playbooks/rulebook/run.yaml", playbook(book)),
    ]
}

/// What Zuul calls a repository: its host and path.
pub(in crate::export) fn project(book: &Rulebook) -> &str {
    let url = book.settings.repository.as_deref().unwrap_or(NOWHERE);
    let name = url.split_once("://").map_or(url, |(_, rest)| rest);
    let name = name.rsplit_once('@').map_or(name, |(_, rest)| rest);
    let name = name.trim_end_matches('/');
    name.strip_suffix(".git").unwrap_or(name)
}

fn job(book: &Rulebook) -> String {
    let heading = heading(
        book,
        &[
            "a job of Zuul, for zuul.d/ of the repository that holds jobs; its playbook goes below playbooks/.",
            "A project runs it with: check: {jobs: [rulebook]}",
        ],
    );
    let project = quoted(project(book));
    let program = match &book.settings.program {
        Some(program) => quoted(program),
        None => "null".into(),
    };
    format!(
        r#"{heading}- job:
    name: rulebook
    description: |
      Looks for breaches of guidelines that a change brings, and comments on its lines.

      .. zuul:jobvar:: rulebook_project

         The name of the repository with the rulebook.

      .. zuul:jobvar:: rulebook_program

         What pip installs to get the program, such as the address of a wheel; null means what lies in that repository.
    run: playbooks/rulebook/run.yaml
    required-projects:
      - {project}
    files:
      - .*\.py$
    vars:
      rulebook_project: {project}
      rulebook_program: {program}
"#
    )
}

fn playbook(book: &Rulebook) -> String {
    let heading = heading(
        book,
        &["the playbook of the job `rulebook`, which comments on the lines of a change."],
    );
    format!(
        r#"{heading}- name: Check a change against the rulebook
  hosts: all
  vars:
    rulebook_root: "{{{{ ansible_user_dir }}}}/{{{{ zuul.projects[rulebook_project].src_dir }}}}"
    rulebook_venv: "{{{{ ansible_user_dir }}}}/.venv-rulebook"
  tasks:
    - name: Install rulebook
      ansible.builtin.pip:
        name: "{{{{ rulebook_program or rulebook_root }}}}"
        virtualenv: "{{{{ rulebook_venv }}}}"
        virtualenv_command: python3 -m venv

    - name: Look for breaches that the change brings
      ansible.builtin.command:
        argv:
          - "{{{{ rulebook_venv }}}}/bin/rulebook"
          - --quiet
          - --root
          - "{{{{ rulebook_root }}}}"
          - check
          - .
          - --diff
          - HEAD^
          - --format
          - zuul
        chdir: "{{{{ ansible_user_dir }}}}/{{{{ zuul.project.src_dir }}}}"
      register: rulebook_check
      changed_when: false
      failed_when: rulebook_check.rc not in [0, 1]

    - name: Comment on the lines of the change
      zuul_return:
        data: "{{{{ rulebook_check.stdout | from_json }}}}"
      delegate_to: localhost

    - name: Fail where there is something to mend
      ansible.builtin.fail:
        msg: The change breaks guidelines; the comments on its lines say which.
      when: rulebook_check.rc == 1
"#
    )
}
