#!/usr/bin/env bash
# Eventlet best practices: an audit in parts with GNU parallel, on one machine or, with --sshloginfile, on several.
# Usage: parallel.sh FOLDER [OPTION of rulebook audit]…; run it again after an interruption, and only what is missing runs.
# RULEBOOK is the program with its --root, PARTS how many parts there are, JOBS how many run at once.
# Put the rulebook's repository in the place of https://git.example.org/rulebook, or write `repository`
# under [preprocessor.rulebook] in book.toml and build again.
set -euo pipefail
folder=${1:?name a folder for the parts}
shift
export RULEBOOK=${RULEBOOK:-rulebook} PARTS=${PARTS:-4}
mkdir -p "$folder"

part() {
    # A part writes its file whole or not at all: what is there is done.
    test -f "$1/$2/audit.json" && return
    # shellcheck disable=SC2086  # it may have options
    $RULEBOOK audit "${@:3}" --shard "$2/$PARTS" --out "$1/$2" || test "$?" -eq 1
}
export -f part
SHELL=$(command -v bash) parallel --jobs "${JOBS:-100%}" --retries 3 --joblog "$folder/jobs.log" \
    part "$folder" {} "${@@Q}" ::: $(seq "$PARTS")

# shellcheck disable=SC2086,SC2046  # it may have options, and the parts are numbers
$RULEBOOK audit merge $(seq --format "$folder/%g" "$PARTS") --out "$folder/whole"
