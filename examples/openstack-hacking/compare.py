#!/usr/bin/env python3
"""Runs the projects' own hacking checks and this rulebook on the same code, and writes AGREEMENT.md.

    compare.py --work DIR --rulebook PROGRAM --lib FOLDER nova=FOLDER neutron=FOLDER cinder=FOLDER

FOLDER holds an unpacked source distribution; that of `--lib` holds the package `neutron_lib`. It is run by a Python
that has flake8, hacking and debtcollector. Each project's checks see its own tree and the trees of the other two, all
of them whole, as copies below `--work`:

* the package is renamed to that of the checks' owner, in paths and in the text, since many rules name a path;
* comments that switch flake8 off are made harmless, for both sides.

flake8 takes more than an hour for that. What it said is kept beside the copies, so a second run with the same `--work`
asks this rulebook alone; delete the folder after a change of the trees, the plugins or what is asked of flake8.

Places are compared by file and logical line, since that is what most of the projects' checks point at.
judgements.toml says of each check with differences who is right. `--differences` writes down every place that one side
alone reports; a check with other numbers of them than were judged is named on the standard error.
"""
import argparse
import ast
import collections
import configparser
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tokenize
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
PHYSICAL = {"NOV311", "NOV312", "NOV343", "NOV375"}
# flake8 without the checks of other packages, which take most of its time and have no part in this.
# A regular expression of a check may not end on a line within years; that line is written down and left to nobody.
FLAKE8 = """
import inspect, os, signal
from flake8 import checker
from flake8.main.cli import main
from flake8.plugins import finder
found = finder._find_importlib_plugins
finder._find_importlib_plugins = lambda: (one for one in found() if one.entry_point.group == "flake8.report")
run_check = checker.FileChecker.run_check

def run(self, plugin, **arguments):
    result = run_check(self, plugin, **arguments)
    if not inspect.isgenerator(result):
        return result
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 20)
    try:
        return list(result)
    except KeyboardInterrupt:
        with open(os.environ["ENDLESS"], "a") as out:
            print(plugin.entry_name, self.processor.line_number, self.filename, file=out)
        return ()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

checker.FileChecker.run_check = run
raise SystemExit(main())
"""
LIB = {
    "checks": {"N521": "use_jsonutils", "N529": "no_mutable_default_args", "N530": "check_neutron_namespace_imports",
               "N535": "check_no_eventlet_imports", "N536": "assert_equal_none"},
    "translation_checks": {"N532": "check_log_warn_deprecated", "N534": "check_raised_localized_exceptions",
                           "N537": "no_translate_logs"},
}


def copy(tree, package, owner, target):
    """A copy of a tree's package under the name of the checks' owner."""
    if target.exists():
        return
    for path in sorted((tree / package).rglob("*.py")):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        text = re.sub(rf"\b{package}\b", owner, text) if package != owner else text
        text = re.sub("noqa", "nqoa", text, flags=re.I)
        to = target / owner / path.relative_to(tree / package)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(text.encode("utf-8", "surrogateescape"))


def settings(owner, tree, lib, work):
    """A configuration of flake8 with the checks of a project."""
    tox = configparser.RawConfigParser()
    tox.read(tree / "tox.ini")
    section = tox["flake8:local-plugins"]
    extensions = section["extension"].strip().splitlines()
    paths = [tree / section["paths"].strip()]
    if owner == "neutron":
        paths.append(lib)
        extensions += [f"{code} = neutron_lib.hacking.{module}:{name}"
                       for module, names in LIB.items() for code, name in names.items()]
    lines = ["[flake8]", "disable-noqa = true", "format = %(code)s %(row)d %(path)s", "select = N3,N5,C3",
             "enable-extensions = N,C", "exclude = none", "[flake8:local-plugins]", "extension ="]
    lines += ["  " + line.strip() for line in extensions] + ["paths ="] + [f"  {path}" for path in paths]
    file = work / f"{owner}.cfg"
    file.write_text("\n".join(lines) + "\n")
    # neutron-lib leaves most of its checks off unless they are asked for by their whole name.
    off = [line for line in lines if not line.startswith("  N") or line.lstrip().split(" ")[0] in LIB["checks"]]
    off[off.index("enable-extensions = N,C")] = "enable-extensions = " + ",".join(LIB["checks"])
    (work / f"{owner}-off.cfg").write_text("\n".join(off) + "\n")
    # One check wants paths without `./`, others want it.
    alone = [line for line in lines if not line.startswith("  N") or line.startswith("  N362")]
    (work / f"{owner}-plain.cfg").write_text("\n".join(alone) + "\n")
    return file, [line.split("=")[0].strip() for line in extensions]


def identity(owner, code):
    code = code.rstrip(":")  # flake8 takes the first word of the message, whatever it ends in
    if owner == "neutron":
        return ("NLB" if code.startswith("N5") else "NEU") + code[1:]
    return {"nova": "NOV", "cinder": "CIN"}[owner] + code[1:]


def theirs(owner, folder, config):
    """What flake8 finds, and where it came to no end, from what it said in an earlier run if there is one."""
    plain = config.with_name(f"{owner}-plain.cfg")
    privileged = [str(path.relative_to(folder)) for path in folder.rglob("*.py") if b"privsep" in path.read_bytes()]
    runs = {"nova": [(config, ["./" + owner]), (plain, privileged)],
            "neutron": [(config, [owner]), (config.with_name("neutron-off.cfg"), [owner])]}
    found, endless = set(), set()
    for file, arguments in runs.get(owner, [(config, [owner])]):
        kept = folder.with_name(f"{folder.name}-{file.stem}.txt")
        slow = kept.with_suffix(".endless")
        if not kept.exists():
            slow.write_text("")
            command = [sys.executable, "-c", FLAKE8, "--config", file, "-j", "2", *arguments]
            told = os.environ | {"ENDLESS": str(slow)}
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=told)
            # What it cannot load it says there, and ends as if it had found something.
            if done.returncode not in (0, 1) or done.stderr.strip():
                raise SystemExit(done.stderr)
            kept.write_text(done.stdout)
        for said, places in ((kept, found), (slow, endless)):
            lines = [line.split(" ", 2) for line in said.read_text().splitlines()] if said.exists() else []
            places |= {(identity(owner, code), path.removeprefix("./"), int(row)) for code, row, path in lines}
    return found, endless


def ours(program, owner, folder):
    command = [program, "--root", HERE, "check", ".", "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    prefixes = {"nova": ("NOV",), "neutron": ("NEU", "NLB"), "cinder": ("CIN",)}[owner]
    return {(one["guideline"], one["path"], one["line"]) for one in json.loads(done.stdout)["findings"]
            if one["guideline"].startswith(prefixes)}


class Lines:
    """Where logical lines, decorated definitions and outermost functions of a file begin."""

    def __init__(self, path):
        text = path.read_bytes().decode("utf-8", "replace")
        self.logical, self.definition, self.outermost = {}, {}, {}
        try:
            self.read_tokens(text)
            self.read_tree(ast.parse(text))
        except (SyntaxError, tokenize.TokenError, ValueError):
            pass

    def read_tokens(self, text):
        first = None
        skipped = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NEWLINE:
                self.logical |= dict.fromkeys(range(first or token.start[0], token.end[0] + 1), first)
                first = None
            elif token.type not in skipped and first is None:
                first = token.start[0]

    def read_tree(self, tree):
        functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        for node in functions:
            start = min([node.lineno] + [one.lineno for one in node.decorator_list])
            self.definition |= dict.fromkeys(range(start, node.body[0].lineno), node.lineno)
        for node in reversed(functions):  # the walk is breadth first, so outer ones come last here
            self.outermost |= dict.fromkeys(range(node.lineno, node.end_lineno + 1), node.lineno)

    def place(self, check, line):
        if check in PHYSICAL:
            return line
        if check == "NOV349":
            return self.outermost.get(line, line)
        if check == "NOV332":
            return self.definition.get(line, line)
        return self.logical.get(line) or line


def compare(args, trees):
    """For each check and tree: places found by both, by theirs alone, by ours alone."""
    table, codes, unasked = collections.defaultdict(dict), [], []
    for owner, tree in trees.items():
        config, extensions = settings(owner, tree, args.lib, args.work)
        codes += [identity(owner, code) for code in extensions]
        for package, other in trees.items():
            folder = args.work / f"{package}-as-{owner}"
            copy(other, package, owner, folder)
            print(package, "under the checks of", owner, file=sys.stderr, flush=True)
            found, endless = theirs(owner, folder, config)
            sides = [found, ours(args.rulebook, owner, folder), endless]
            files = {path: Lines(folder / path) for path in {path for side in sides for _, path, _ in side}}
            one, two, endless = ({(check, path, files[path].place(check, line)) for check, path, line in side}
                                 for side in sides)
            one, two = one - endless, two - endless
            unasked.extend((package, *place) for place in sorted(endless))
            for check in codes[-len(extensions):]:
                mine = [{place for place in side if place[0] == check} for side in (one & two, one - two, two - one)]
                table[check][package == owner, package] = [sorted(side) for side in mine]
    return codes, table, unasked


def version(tree):
    """The version of an unpacked source distribution."""
    return next(line.split()[1] for line in (tree / "PKG-INFO").read_text().splitlines() if line.startswith("Version:"))


def percent(part, whole):
    return f"{100 * part / max(whole, 1):.1f} %"


def report(codes, table, judged, unasked, versions):
    """The text of AGREEMENT.md: its head, then a row for each check and one for all of them."""
    rows, sums, counts = [], {True: [0, 0, 0], False: [0, 0, 0]}, {}
    silent, below, above, wrong = 0, 0, 0, 0
    for check in codes:
        count = {True: [0, 0, 0], False: [0, 0, 0]}
        for (own, _), sides in table[check].items():
            count[own] = [old + len(side) for old, side in zip(count[own], sides)]
            sums[own] = [old + len(side) for old, side in zip(sums[own], sides)]
        both, theirs_only, ours_only = counts[check] = [a + b for a, b in zip(count[True], count[False])]
        verdict = judged.get(check, {"seen": [0, 0]})
        if verdict["seen"] != [theirs_only, ours_only]:
            print(f"{check}: {theirs_only} / {ours_only} differences, judged {verdict['seen']}", file=sys.stderr)
        mistakes = min(verdict.get("theirs_wrong", 0), theirs_only)
        wrong += mistakes
        silent += not (both or theirs_only)
        if both < 0.95 * (both + theirs_only):
            below += 1
            above += both >= 0.95 * (both + theirs_only - mistakes)
        rows.append(row(check, count, verdict.get("words", "")))
    rows.append(row("all", sums, ""))
    found, missed, extra = (a + b for a, b in zip(sums[True], sums[False]))
    most = max(codes, key=lambda check: sum(counts[check][:2]))
    share = sum(counts[most][:2])
    head = (HERE / "agreement-head.md").read_text().format(
        **versions, checks=len(codes), all=found + missed, found=found, raw=percent(found, found + missed),
        own=sum(sums[True][:2]), own_found=sums[True][0], foreign=sum(sums[False][:2]), foreign_found=sums[False][0],
        missed=missed, wrong=wrong, judged=percent(found, found + missed - wrong), extra=extra,
        most=most, share=share, rest=found + missed - share, rest_found=found - counts[most][0],
        rest_raw=percent(found - counts[most][0], found + missed - share),
        silent=silent, below=below, above=above, unasked=len(unasked),
        endless=", ".join(sorted({check for _, check, *_ in unasked})))
    return head + "\n".join(rows) + "\n"


def row(check, count, words):
    cells = [" / ".join(map(str, count[own])) for own in (True, False)]
    return f"| {check} | {cells[0]} | {cells[1]} | {words} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--rulebook", type=pathlib.Path, required=True)
    parser.add_argument("--lib", type=pathlib.Path, required=True)
    parser.add_argument("--differences", type=pathlib.Path, help="write each differing place here")
    parser.add_argument("trees", nargs=3)
    args = parser.parse_args()
    args.work, args.rulebook, args.lib = args.work.resolve(), args.rulebook.resolve(), args.lib.resolve()
    args.work.mkdir(parents=True, exist_ok=True)
    trees = {name: pathlib.Path(path).resolve() for name, path in (tree.split("=", 1) for tree in args.trees)}
    codes, table, unasked = compare(args, trees)
    for place in unasked:
        print("endless:", *place, file=sys.stderr)
    if args.differences:
        with args.differences.open("w") as out:
            for check in codes:
                for (_, package), (_, one, two) in table[check].items():
                    owner = {"NOV": "nova", "CIN": "cinder"}.get(check[:3], "neutron")
                    for side, places in (("theirs", one), ("ours", two)):
                        for _, path, line in places:
                            file = args.work / f"{package}-as-{owner}" / path
                            text = file.read_bytes().decode("utf-8", "replace").splitlines()[line - 1:line + 2]
                            print(check, side, package, f"{path}:{line}", " ".join(" ".join(text).split()), file=out)
    judged = tomllib.loads((HERE / "judgements.toml").read_text())
    versions = {name: version(tree) for name, tree in trees.items()} | {"lib": version(args.lib)}
    (HERE / "AGREEMENT.md").write_text(report(codes, table, judged, unasked, versions))


if __name__ == "__main__":
    main()
