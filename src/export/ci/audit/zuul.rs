//! Jobs of Zuul that make an audit in parts: each leaves an artifact, and the last one reads them all.

use super::PARTS;
use crate::export::ci::zuul::project;
use crate::export::ci::{heading, quoted};
use crate::model::Rulebook;

pub(super) fn jobs(book: &Rulebook) -> String {
    let heading = heading(
        book,
        &[
            "an audit in parts as jobs of Zuul, for a periodic pipeline of the rulebook's repository.",
            "Each part is a job that leaves its file as an artifact; the last job depends on all of them and reads these.",
        ],
    );
    let project = quoted(project(book));
    let program = book.settings.program.as_deref().map_or("null".into(), quoted);
    let mut text = format!(
        r"{heading}- job:
    name: rulebook-audit-part
    abstract: true
    description: A part of an audit of all projects.
    run: playbooks/rulebook-audit/part.yaml
    required-projects:
      - {project}
    vars:
      rulebook_project: {project}
      rulebook_program: {program}
      rulebook_parts: {PARTS}
"
    );
    for part in 1..=PARTS {
        text.push_str(&format!(
            r"
- job:
    name: rulebook-audit-{part}
    parent: rulebook-audit-part
    vars:
      rulebook_part: {part}
"
        ));
    }
    let needs: String =
        (1..=PARTS).map(|part| format!("      - rulebook-audit-{part}\n")).collect();
    text.push_str(&format!(
        r"
- job:
    name: rulebook-audit
    description: Puts the parts of an audit of all projects together.
    run: playbooks/rulebook-audit/merge.yaml
    required-projects:
      - {project}
    dependencies:
{needs}    vars:
      rulebook_project: {project}
      rulebook_program: {program}
"
    ));
    let jobs: String =
        (1..=PARTS).map(|part| format!("        - rulebook-audit-{part}\n")).collect();
    text.push_str(&format!(
        r"
- project-template:
    name: rulebook-audit
    periodic:
      jobs:
{jobs}        - rulebook-audit
"
    ));
    text
}

/// What both playbooks begin with: the program in an environment of its own.
const INSTALL: &str = r#"  hosts: all
  vars:
    rulebook_root: "{{ ansible_user_dir }}/{{ zuul.projects[rulebook_project].src_dir }}"
    rulebook_venv: "{{ ansible_user_dir }}/.venv-rulebook"
  tasks:
    - name: Install rulebook
      ansible.builtin.pip:
        name: "{{ rulebook_program or rulebook_root }}"
        virtualenv: "{{ rulebook_venv }}"
        virtualenv_command: python3 -m venv
"#;

pub(super) fn part(book: &Rulebook) -> String {
    let heading = heading(book, &["the playbook of one part of an audit."]);
    format!(
        r#"{heading}- name: Audit a part of the projects
{INSTALL}
    - name: Audit
      ansible.builtin.command:
        argv:
          - "{{{{ rulebook_venv }}}}/bin/rulebook"
          - --root
          - "{{{{ rulebook_root }}}}"
          - audit
          - --history
          - --shard
          - "{{{{ rulebook_part }}}}/{{{{ rulebook_parts }}}}"
          - --out
          - "{{{{ ansible_user_dir }}}}/audit"
      register: rulebook_audit
      changed_when: false
      failed_when: rulebook_audit.rc not in [0, 1]

    - name: Fetch what was found
      ansible.builtin.fetch:
        src: "{{{{ ansible_user_dir }}}}/audit/audit.json"
        dest: "{{{{ zuul.executor.log_root }}}}/audit-{{{{ rulebook_part }}}}.json"
        flat: true

    - name: Leave it for the job that puts the parts together
      zuul_return:
        data:
          zuul:
            artifacts:
              - name: rulebook-audit-{{{{ rulebook_part }}}}
                url: "audit-{{{{ rulebook_part }}}}.json"
                metadata:
                  type: rulebook_audit
      delegate_to: localhost
"#
    )
}

pub(super) fn merge(book: &Rulebook) -> String {
    let heading = heading(book, &["the playbook that puts the parts of an audit together."]);
    format!(
        r#"{heading}- name: Put the parts of an audit together
{INSTALL}
    - name: Make room
      ansible.builtin.file:
        path: "{{{{ ansible_user_dir }}}}/parts"
        state: directory
        mode: "0755"

    - name: Fetch the parts
      ansible.builtin.get_url:
        url: "{{{{ item.url }}}}"
        dest: "{{{{ ansible_user_dir }}}}/parts/{{{{ item.name }}}}.json"
        mode: "0644"
      loop: "{{{{ zuul.artifacts | selectattr('metadata.type', 'equalto', 'rulebook_audit') | list }}}}"

    - name: Find them
      ansible.builtin.find:
        paths: "{{{{ ansible_user_dir }}}}/parts"
      register: rulebook_parts_found

    - name: Put them together
      ansible.builtin.command:
        argv: "{{{{ [rulebook_venv + '/bin/rulebook', '--root', rulebook_root, 'audit', 'merge', '--out', ansible_user_dir + '/audit'] + (rulebook_parts_found.files | map(attribute='path') | sort) }}}}"
      changed_when: false

    - name: Keep the whole audit
      ansible.builtin.fetch:
        src: "{{{{ ansible_user_dir }}}}/audit/{{{{ item }}}}"
        dest: "{{{{ zuul.executor.log_root }}}}/{{{{ item }}}}"
        flat: true
      loop: [audit.json, cells.csv, findings.csv]

    - name: Show where it is
      zuul_return:
        data:
          zuul:
            artifacts:
              - {{name: Audit, url: audit.json, metadata: {{type: rulebook_audit_whole}}}}
      delegate_to: localhost
"#
    )
}
