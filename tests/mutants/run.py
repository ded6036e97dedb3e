#!/usr/bin/env python3
"""Breaks the matcher in every way that `cargo mutants` knows, and runs the tests that are about it on each.

    tests/mutants/run.py WORK [--only REGEX] [--again] [--jobs N]

A build for each mutant would take days. Here one copy of the crate, below WORK, holds all of them, each behind a
switch that an environment variable turns on; it is built once. Mutants whose switch does not compile are built alone,
and those that then do not compile either are no program ("unviable").

`explained.toml` says for each mutant that no test notices why that is so. The run fails if one survives that is not
explained, or if a test notices one that is. `--only` tries the mutants whose name the regular expression finds,
`--again` those that survived the last run. Needs `cargo install cargo-mutants`, and a Python with tree-sitter and
tree-sitter-rust. `.cargo/mutants.toml` says which files are mutated.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import time
import tomllib

sys.dont_write_bytecode = True
import switches  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXPLAINED = pathlib.Path(__file__).resolve().parent / "explained.toml"

# The quickest first: most mutants need no other. Of the library's own tests those that read code.
SUITES = {
    "find": ["--test", "find"],
    "grammar": ["--test", "grammar"],
    "guidelines": ["--test", "guidelines"],
    "lib": ["--lib"],
}
FILTERS = {"lib": ["find::", "python::", "source::", "check::"]}

# What the compiler says of types: of an expression in its place, whatever is around it.
TYPES = {"E0277", "E0308", "E0369", "E0599", "E0600", "E0614"}

# What a mutant may take before it counts as noticed: one that never ends is, and so is one that eats all memory.
SECONDS = 60
BYTES = 6 << 30


class Copy:
    """A copy of the crate in which mutants are put."""

    def __init__(self, work):
        self.folder = work / "copy"
        self.env = os.environ | {
            "CARGO_TARGET_DIR": str(work / "target"),
            "CARGO_PROFILE_DEV_DEBUG": "0",
            "CARGO_INCREMENTAL": "1",
            "RUSTFLAGS": "",
        }
        # What was put there last, by path.
        self.put = {}

    def sync(self):
        """Makes it what the repository is."""
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
        wanted = {path for path in listed.split("\0") if path and (ROOT / path).is_file()}
        for path in self.folder.rglob("*"):
            if not path.is_dir() and str(path.relative_to(self.folder)) not in wanted:
                path.unlink()
        for path in wanted:
            self.write(path, (ROOT / path).read_bytes())
            shutil.copymode(ROOT / path, self.folder / path)

    def write(self, path, content):
        """Writes a file where it differs: cargo goes by the time of a file."""
        target = self.folder / path
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def cargo(self, *command):
        """What cargo says as JSON, by line, and whether it worked."""
        done = subprocess.run(
            ["cargo", *command, "--locked", "--message-format=json"],
            cwd=self.folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode and not any(line["reason"] == "compiler-message" for line in lines):
            sys.exit(done.stderr)
        return lines, done.returncode == 0

    def tests(self):
        """Builds the suites; the program of each."""
        lines, worked = self.cargo("test", "--no-run", *sum(SUITES.values(), []))
        if not worked:
            sys.exit("".join(line["message"]["rendered"] for line in errors(lines)))
        built = [line for line in lines if line["reason"] == "compiler-artifact" and line["executable"]]
        programs = {
            "lib" if line["target"]["kind"] == ["lib"] else line["target"]["name"]: line["executable"]
            for line in built if line["profile"]["test"]
        }
        return {suite: programs[suite] for suite in SUITES}

    def run(self, programs, number):
        """What the suites say with a mutant on: which test noticed it, or none."""
        for suite, program in programs.items():
            limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
            command = [program, *FILTERS.get(suite, [])]
            try:
                done = subprocess.run(
                    command, cwd=self.folder, env=self.env | {"MUTANT": str(number)}, timeout=SECONDS,
                    preexec_fn=limit, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                )
            except subprocess.TimeoutExpired:
                return f"{suite}: takes more than {SECONDS} s"
            if done.returncode:
                text = done.stdout.decode(errors="replace")
                failed = re.search(r"^test (.+?) +\.\.\. FAILED", text, re.M)
                return f"{suite}: {failed[1] if failed else f'ends with {done.returncode}'}"
        return None


def errors(lines):
    return [line for line in lines if line["reason"] == "compiler-message" and line["message"]["level"] == "error"]


def blamed(error, texts):
    """The mutants that an error of the compiler is about, and whether it would be one without switches, too."""
    # With the place itself first, places that are told beside it count as well.
    for span in sorted(error["message"]["spans"], key=lambda span: not span["is_primary"]):
        if span["file_name"] in texts:
            numbers, made = switches.blame(texts[span["file_name"]], span["byte_start"], span["byte_end"])
            if numbers:
                code = (error["message"]["code"] or {}).get("code")
                return numbers, made and span["is_primary"] and code in TYPES
    sys.exit(error["message"]["rendered"])


def put_in(copy, mutants, sources):
    """Puts mutants behind switches and builds; gives those that have no switch, and those of them that are no program."""
    apart, unviable = set(), set()
    while True:
        texts = {}
        for file, source in sources.items():
            inside = [mutant for mutant in mutants if mutant.file == file and mutant.number not in apart]
            switched = switches.Switches(source, inside)
            apart |= {mutant.number for mutant in switched.homeless}
            texts[file] = switched.render()
            copy.write(file, texts[file])
        root = (ROOT / "src/lib.rs").read_bytes()
        copy.write("src/lib.rs", root + switches.ASKED.encode())
        lines, worked = copy.cargo("check", "--lib")
        if worked:
            return apart, unviable
        for error in errors(lines):
            if error["message"]["spans"]:
                numbers, certain = blamed(error, texts)
                apart |= numbers
                unviable |= numbers if certain else set()
        print(f"  {len(apart)} mutants have no switch, {len(unviable)} of them are no program", flush=True)


def try_alone(copy, mutant, source):
    """Builds one mutant by itself: `unviable`, or what noticed it, or none."""
    copy.write(mutant.file, source[: mutant.start] + mutant.replacement.encode() + source[mutant.end :])
    try:
        _, worked = copy.cargo("check", "--lib")
        return copy.run(copy.tests(), 0) if worked else "unviable"
    finally:
        copy.write(mutant.file, source)


def compare(outcomes):
    """Says what survives unexplained and what is explained for nothing; whether all is well."""
    groups = tomllib.loads(EXPLAINED.read_text(encoding="utf-8")).get("group", []) if EXPLAINED.is_file() else []
    explained = [name for group in groups for name in group["mutants"]]
    survived = {name for name, outcome in outcomes.items() if outcome is None}
    complaints = [f"survives, and nothing says why: {name}" for name in outcomes if name in survived - set(explained)]
    complaints += [f"explained, but noticed ({outcomes[name]}): {name}" for name in explained if outcomes.get(name)]
    complaints += [f"explained twice: {name}" for name, times in collections.Counter(explained).items() if times > 1]
    print("\n".join(complaints))
    return complaints, explained


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    return parser.parse_args()


def main():
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    remembered = args.work.resolve() / "outcomes.json"
    last = json.loads(remembered.read_text()) if remembered.is_file() else {}

    command = ["cargo", "mutants", "--list", "--json"]
    listed = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    sources = {one["file"]: (ROOT / one["file"]).read_bytes() for one in listed}
    mutants = switches.read(listed, sources)
    names = {mutant.name for mutant in mutants}
    chosen = [mutant for mutant in mutants if re.search(args.only, mutant.name)]
    if args.again:
        chosen = [mutant for mutant in chosen if last.get(mutant.name) is None]

    copy = Copy(args.work.resolve())
    copy.sync()
    apart, unviable = put_in(copy, mutants, sources)
    programs = copy.tests()
    started = time.monotonic()
    if noticed := copy.run(programs, 0):
        sys.exit(f"without any mutant, {noticed}")
    print(f"{len(mutants)} mutants, {len(chosen)} to try; the tests take {time.monotonic() - started:.1f} s", flush=True)

    outcomes = {}
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        tries = {mutant.name: pool.submit(copy.run, programs, mutant.number)
                 for mutant in chosen if mutant.number not in apart}
        for at, (name, tried) in enumerate(tries.items(), 1):
            outcomes[name] = tried.result()
            if at % 100 == 0:
                remembered.write_text(json.dumps(last | outcomes, indent=1))
                print(f"  {at} of {len(tries)} tried", flush=True)

    copy.sync()
    for mutant in chosen:
        if mutant.number in unviable:
            outcomes[mutant.name] = "unviable"
        elif mutant.number in apart:
            outcomes[mutant.name] = try_alone(copy, mutant, sources[mutant.file])

    last = {name: outcome for name, outcome in last.items() if name in names} | outcomes
    remembered.write_text(json.dumps(last, indent=1))
    complaints, explained = compare(outcomes)
    for name in explained:
        if name not in names:
            complaints.append(name)
            print(f"explained, but there is no such mutant: {name}")
    kinds = collections.Counter(
        "survived" if outcome is None else "unviable" if outcome == "unviable" else "caught" for outcome in outcomes.values()
    )
    print(f"{dict(kinds)} of {len(outcomes)}; {time.monotonic() - started:.0f} s after the build")
    sys.exit(bool(complaints))


if __name__ == "__main__":
    main()
