#!/usr/bin/env python3
"""Compares `rulebook trace` with what really happened when entry points were started.

    tests/truth/compare.py TRUTH.json [--cache DIR] [--program PATH] [--python 3.11] [--site-packages DIR] [--verbose]

measure.py makes such a truth from an environment of one's own. It names distributions; each is downloaded
(`pip download --no-deps`), unpacked into the cache, and traced. With `--site-packages`, the folder in which that
environment has its packages, third-party code is followed, and all third-party modules that are loaded before are
compared, not only those that the project imports itself.
The table counts entry points, and below it distinct (project, version, call site): entry points of one project are near
copies of each other.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    args = arguments()
    entries = json.loads(args.truth.read_text())["entries"]
    by_dist = collections.defaultdict(list)
    for entry in entries:
        by_dist[entry["dist"], entry["version"]].append(entry)
    rows = []
    for (dist, version), truths in sorted(by_dist.items()):
        tree = unpacked(args.cache, dist, version)
        if tree is None:
            print(f"{dist} {version}: cannot be had; left out", file=sys.stderr)
            continue
        traced = trace(args, tree)
        for truth in truths:
            ours = traced.get((truth["kind"], truth["name"]))
            rows.append(compare(dist, version, truth, ours, args.site_packages is not None))
    report(rows, args.verbose)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("truth", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path, default=ROOT / "target/truth")
    parser.add_argument("--program", default=ROOT / "target/release/rulebook")
    parser.add_argument("--python", default="3.11")
    parser.add_argument("--site-packages", type=pathlib.Path)
    parser.add_argument("--verbose", "-v", action="store_true")
    return parser.parse_args()


def unpacked(cache, dist, version):
    """The tree of a distribution, downloaded once."""
    tree = cache / "trees" / f"{dist}-{version}"
    if tree.is_dir():
        return tree
    wheels = cache / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    pattern = f"{dist.replace('-', '_')}-{version}-*.whl"
    found = [*wheels.glob(pattern), *wheels.glob(pattern.replace("_", "?"))]
    if not found:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--ignore-requires-python"]
        command += ["--dest", wheels, f"{dist}=={version}"]
        if subprocess.run(command).returncode:
            return None
        found = [*wheels.glob(pattern), *wheels.glob(pattern.replace("_", "?"))]
    if not found:
        return None
    zipfile.ZipFile(found[0]).extractall(tree)
    return tree


def trace(args, tree):
    command = [args.program, "trace", tree, "--format", "json", "--quiet", "--python", args.python]
    command += ["--site-packages", args.site_packages] if args.site_packages else []
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if run.returncode:
        return {}
    return {(e["kind"], e["name"]): e for e in json.loads(run.stdout)["entries"]}


def compare(dist, version, truth, ours, follows):
    """One row: what is right, and what is not."""
    row = {"dist": dist, "version": version, "name": truth["name"], "kind": truth["kind"]}
    patches = truth["verdict"] != "never"
    row["key"] = (dist, version, truth.get("call_site"))
    row["found"] = ours is not None
    says = bool(ours and ours["confidence"] == "import" and ours["call_sites"])
    row["patched"] = {(1, 1): "hit", (1, 0): "miss", (0, 1): "false", (0, 0): "none"}[patches, says]
    row["verdict"] = bool(ours) and ours["verdict"] == truth["verdict"]
    row["why"] = [] if row["verdict"] else [f"verdict {ours and ours['verdict']}, truth {truth['verdict']}"]
    if ours and ours.get("reason"):
        row["why"].append(ours["reason"])
    if not patches or not says:
        return row
    row["site"] = truth["call_site"] in ours["call_sites"]
    row["single"] = len(ours["call_sites"]) == 1
    if not row["site"]:
        row["why"].append(f"call site {ours['call_sites']}, truth {truth['call_site']}")
    row["project"] = sets(row, "project", ours["project_before"], truth["project_before"])
    direct = set(truth["third_direct"])
    # A module that a third party loaded first is imported by the project all the same: only the order hides it.
    mine = set(ours["third_party_before"])
    artefacts = (mine - direct) & set(truth["third_before_top"])
    row["third"] = sets(row, "third party", mine - artefacts, direct)
    row["artefacts"] = len(artefacts)
    if follows:
        modules = ours.get("third_party_modules", [])
        row["tops"] = sets(row, "all third parties", {*map(top, modules)} | mine, truth["third_before_top"])
        if "third_before" in truth:
            row["modules"] = sets(row, "modules", modules, truth["third_before"])
    return row


def top(name):
    return name.split(".")[0]


def sets(row, what, ours, truth):
    ours, truth = set(ours), set(truth)
    if ours - truth:
        row["why"].append(f"{what} too much: {sorted(ours - truth)}")
    if truth - ours:
        row["why"].append(f"{what} missing: {sorted(truth - ours)}")
    return len(ours & truth), len(ours), len(truth)


def report(rows, verbose):
    distinct = {}
    for row in rows:
        # Of equal places, the worst entry point stands for all.
        known = distinct.get(row["key"])
        if known is None or len(row["why"]) > len(known["why"]):
            distinct[row["key"]] = row
    print(f"{'':28} {'entries':>16} {'distinct places':>16}")
    for label, value in metrics(rows):
        print(f"{label:28} {value(rows):>16} {value(list(distinct.values())):>16}")
    wrong = [row for row in rows if row["why"]]
    print(f"\n{len(wrong)} entry points with something wrong")
    for row in wrong if verbose else [row for row in distinct.values() if row["why"]]:
        print(f"  {row['dist']} {row['version']} {row['kind']} {row['name']}")
        for why in row["why"]:
            print(f"      {why}")


def metrics(rows):
    def count(test):
        return lambda rows: f"{sum(map(bool, map(test, rows)))}/{len(rows)}"

    def of(name):
        def value(rows):
            rows = [row for row in rows if name in row]
            return f"{sum(row[name] for row in rows)}/{len(rows)}"
        return value

    def rate(name, part, whole):
        def value(rows):
            rows = [row[name] for row in rows if name in row]
            total = sum(row[whole] for row in rows)
            return f"{sum(row[part] for row in rows) / total:.4f}" if total else "-"
        return value

    yield "entry point found", count(lambda row: row["found"])
    yield "patched: hit", count(lambda row: row["patched"] == "hit")
    yield "patched: miss", count(lambda row: row["patched"] == "miss")
    yield "patched: false", count(lambda row: row["patched"] == "false")
    yield "verdict right", count(lambda row: row["verdict"])
    yield "call sites hold the true one", of("site")
    yield "call site is a single one", of("single")
    yield "project modules precision", rate("project", 0, 1)
    yield "project modules recall", rate("project", 0, 2)
    yield "third parties precision", rate("third", 0, 1)
    yield "third parties recall", rate("third", 0, 2)
    if any("tops" in row for row in rows):  # third-party code was followed
        yield "all third parties precision", rate("tops", 0, 1)
        yield "all third parties recall", rate("tops", 0, 2)
        yield "their modules precision", rate("modules", 0, 1)
        yield "their modules recall", rate("modules", 0, 2)
    yield "third parties, order only", lambda rows: str(sum(row.get("artefacts", 0) for row in rows))


if __name__ == "__main__":
    main()
