//! An audit in parts, on engines that run things side by side. The parts share nothing, may run again at any time and
//! go together in any order, so that each definition says only where a part runs and where it is left.

mod zuul;

use super::{heading, quoted};
use crate::export::Exporter;
use crate::model::{Output, Rulebook};

/// How many parts the definitions make; a number to be changed by those who use them.
const PARTS: usize = 4;

pub(crate) const EXPORTER: Exporter = Exporter {
    name: "audit",
    about: "An audit of all projects in parts: on Zuul, Kubernetes, GitLab CI, GNU parallel and Dask",
    export,
};

fn export(book: &Rulebook) -> Vec<Output> {
    let file = |path: &str, text| Output::text(format!("ci/audit/{path}"), text);
    vec![
        file("gitlab-ci.yaml", gitlab(book)),
        file("kubernetes.yaml", kubernetes(book)),
        file("parallel.sh", parallel(book)),
        file("dask_audit.py", dask(book)),
        file("zuul/zuul.d/rulebook-audit.yaml", zuul::jobs(book)),
        file("zuul/playbooks/rulebook-audit/part.yaml", zuul::part(book)),
        file("zuul/playbooks/rulebook-audit/merge.yaml", zuul::merge(book)),
    ]
}

fn gitlab(book: &Rulebook) -> String {
    let heading = heading(
        book,
        &[
            "an audit in parts for the .gitlab-ci.yml of the rulebook's own repository; schedule a pipeline for it.",
            "A part that fails is run again; what it leaves is the same. Change the number after `parallel` as you like.",
        ],
    );
    let program = quoted(book.settings.program.as_deref().unwrap_or("."));
    format!(
        r#"{heading}.rulebook-audit:
  image: python:3.12
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_PIPELINE_SOURCE == "web"
  variables:
    RULEBOOK_PROGRAM: {program}
  before_script:
    - python -m pip install "$RULEBOOK_PROGRAM"

rulebook-audit:
  extends: .rulebook-audit
  parallel: {PARTS}
  retry: 2
  script:
    - rulebook audit --history --shard "$CI_NODE_INDEX/$CI_NODE_TOTAL" --out "parts/$CI_NODE_INDEX" || test "$?" -eq 1
  artifacts:
    paths:
      - parts/

rulebook-audit-merge:
  extends: .rulebook-audit
  needs:
    - rulebook-audit
  script:
    - rulebook audit merge parts/* --out audit
  artifacts:
    paths:
      - audit/
"#
    )
}

fn kubernetes(book: &Rulebook) -> String {
    let heading = heading(
        book,
        &[
            "an audit in parts as an Indexed Job of Kubernetes (1.29 or newer).",
            "It needs an image with the program and the rulebook, and a volume that all parts can write to.",
            "Each part has a folder of its own and writes it whole, so that a pod which is lost is run again with no harm.",
            "The second job puts the parts together as soon as all of them are there.",
        ],
    );
    let last = PARTS - 1;
    format!(
        r#"{heading}apiVersion: batch/v1
kind: Job
metadata:
  name: rulebook-audit
spec:
  completionMode: Indexed
  completions: {PARTS}
  parallelism: {PARTS}
  backoffLimitPerIndex: 3
  maxFailedIndexes: 0
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: part
          image: registry.example.org/rulebook:latest
          command:
            - sh
            - -c
            - |
              part=$((JOB_COMPLETION_INDEX + 1))
              rulebook --root /rulebook audit --history --shard "$part/$PARTS" --out "/parts/$part" || test "$?" -eq 1
          env:
            - name: PARTS
              value: "{PARTS}"
            - name: XDG_CACHE_HOME
              value: /tmp/cache
          resources:
            requests: {{cpu: "1", memory: 256Mi, ephemeral-storage: 2Gi}}
            limits: {{memory: 1Gi, ephemeral-storage: 4Gi}}
          volumeMounts:
            - name: parts
              mountPath: /parts
      volumes:
        - name: parts
          persistentVolumeClaim:
            claimName: rulebook-audit-parts
---
apiVersion: batch/v1
kind: Job
metadata:
  name: rulebook-audit-merge
spec:
  backoffLimit: 3
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: merge
          image: registry.example.org/rulebook:latest
          command:
            - sh
            - -c
            - |
              # Parts are numbered from 1; the Indexed Job counts from 0 to {last}.
              for part in $(seq "$PARTS"); do
                until test -f "/parts/$part/audit.json"; do sleep 10; done
              done
              rulebook --root /rulebook audit merge $(seq -f "/parts/%g" "$PARTS") --out /parts/whole
          env:
            - name: PARTS
              value: "{PARTS}"
          volumeMounts:
            - name: parts
              mountPath: /parts
      volumes:
        - name: parts
          persistentVolumeClaim:
            claimName: rulebook-audit-parts
"#
    )
}

fn parallel(book: &Rulebook) -> String {
    let heading = heading(
        book,
        &[
            "an audit in parts with GNU parallel, on one machine or, with --sshloginfile, on several.",
            "Usage: parallel.sh FOLDER [OPTION of rulebook audit]…; run it again after an interruption, and only what is missing runs.",
            "RULEBOOK is the program with its --root, PARTS how many parts there are, JOBS how many run at once.",
        ],
    );
    format!(
        r#"#!/usr/bin/env bash
{heading}set -euo pipefail
folder=${{1:?name a folder for the parts}}
shift
export RULEBOOK=${{RULEBOOK:-rulebook}} PARTS=${{PARTS:-{PARTS}}}
mkdir -p "$folder"

part() {{
    # A part writes its file whole or not at all: what is there is done.
    test -f "$1/$2/audit.json" && return
    # shellcheck disable=SC2086  # it may have options
    $RULEBOOK audit "${{@:3}}" --shard "$2/$PARTS" --out "$1/$2" || test "$?" -eq 1
}}
export -f part
SHELL=$(command -v bash) parallel --jobs "${{JOBS:-100%}}" --retries 3 --joblog "$folder/jobs.log" \
    part "$folder" {{}} "${{@@Q}}" ::: $(seq "$PARTS")

# shellcheck disable=SC2086,SC2046  # it may have options, and the parts are numbers
$RULEBOOK audit merge $(seq --format "$folder/%g" "$PARTS") --out "$folder/whole"
"#
    )
}

fn dask(book: &Rulebook) -> String {
    let heading = heading(
        book,
        &[
            "an audit in parts on a cluster of Dask (`pip install distributed`).",
            "Parts whose worker is lost are run again by the scheduler; a part returns what it found, nothing is shared.",
        ],
    );
    format!(
        r#"{heading}"""Runs `rulebook audit` in parts on the workers of a Dask cluster and puts them together here."""

import argparse
import pathlib
import shlex
import subprocess
import sys
import tempfile

from distributed import Client, LocalCluster


def part(command, options, number, parts):
    """What one part found, as JSON. Exit code 1 says that something was found."""
    shard = ["audit", *options, "--shard", f"{{number}}/{{parts}}", "--format", "json"]
    run = subprocess.run([*command, *shard], capture_output=True, check=False)
    if run.returncode not in (0, 1):
        raise RuntimeError(run.stderr.decode(errors="replace"))
    return run.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scheduler", help="its address; without it, a cluster on this machine")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--parts", type=int, default={PARTS})
    parser.add_argument("--rulebook", default="rulebook", help="the program, with its --root if need be")
    parser.add_argument("--out", required=True, help="a folder for the whole audit")
    parser.add_argument("options", nargs="*", help="of `rulebook audit`, after --")
    given = parser.parse_args()
    rulebook = shlex.split(given.rulebook)
    cluster = given.scheduler or LocalCluster(
        n_workers=given.workers, threads_per_worker=1, dashboard_address=None
    )
    with Client(cluster) as client, tempfile.TemporaryDirectory() as folder:
        numbers = range(1, given.parts + 1)
        # A worker that is lost takes its parts with it; they are run again, as often as that.
        found = [
            client.submit(part, rulebook, given.options, number, given.parts, pure=False, retries=10)
            for number in numbers
        ]
        files = [pathlib.Path(folder, f"{{number}}.json") for number in numbers]
        for file, future in zip(files, found):
            file.write_bytes(future.result())
        merge = [*rulebook, "audit", "merge", *map(str, files), "--out", given.out]
        return subprocess.run(merge, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
"#
    )
}
