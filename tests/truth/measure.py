#!/usr/bin/env python3
"""Measures what entry points import before the patch when they really start: truth for compare.py.

    tests/truth/measure.py PYTHON DISTRIBUTION... --out TRUTH.json [--most 8]

PYTHON is the interpreter of an environment in which the distributions are installed. Each entry point's module is
imported in a fresh process, which `watch.py` ends when eventlet's monkey_patch is called. Entry points that cannot be
imported, or take too long, are left out.
"""

import argparse
import configparser
import json
import os
import pathlib
import re
import subprocess
import tempfile

WATCH = pathlib.Path(__file__).with_name("watch.py")
SECONDS = 120
# Run in the environment: where its packages are, and what belongs to Python itself.
ASK = """
import json, os, sys, sysconfig
paths = sysconfig.get_paths()
names = set(sys.builtin_module_names)
for folder in (paths["stdlib"], os.path.join(paths["stdlib"], "lib-dynload")):
    names.update(name.split(".")[0] for name in os.listdir(folder) if name != "site-packages")
print(json.dumps([paths["purelib"], sorted(names), "%d.%d" % sys.version_info[:2]]))
"""


def main():
    args = arguments()
    site, stdlib, version = json.loads(subprocess.check_output([args.python, "-c", ASK]))
    found = []
    for name in args.distributions:
        dist = Distribution(pathlib.Path(site), name)
        for kind, entry, target in dist.entries(args.most):
            seen = watched(args.python, target)
            if seen is None or seen["error"]:
                print(f"{name} {entry}: left out: {seen['error'] if seen else 'it takes too long'}")
                continue
            row = {"dist": name, "version": dist.version, "kind": kind, "name": entry, "target": target}
            found.append({**row, **told(seen, dist, set(stdlib))})
            print(f"{name} {entry}: {found[-1]['verdict']} {found[-1].get('call_site', '')}", flush=True)
    args.out.write_text(json.dumps({"python": version, "entries": found}, indent=1) + "\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("python", type=os.path.abspath)
    parser.add_argument("distributions", nargs="+")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--most", type=int, default=8, help="entry points of each kind")
    return parser.parse_args()


class Distribution:
    """An installed distribution: its version, its top-level packages and its entry points."""

    def __init__(self, site, name):
        def plain(text):
            return re.sub("[-_.]+", "-", text).lower()

        infos = (path for path in site.glob("*.dist-info") if plain(path.stem.rsplit("-", 1)[0]) == plain(name))
        self.info = next(infos, None)
        if self.info is None:
            raise SystemExit(f"{name} is not installed in {site}")
        self.site, self.version = site, self.info.stem.rsplit("-", 1)[1]
        record = (self.info / "RECORD").read_text().splitlines()
        files = [line.split(",")[0] for line in record]
        self.tops = {path.split("/")[0] for path in files if path.endswith("/__init__.py")} - {".."}

    def entries(self, most):
        declared = configparser.ConfigParser(delimiters=("=",), strict=False, interpolation=None)
        declared.optionxform = str
        declared.read(self.info / "entry_points.txt")
        for kind in ("console_scripts", "wsgi_scripts"):
            points = declared.items(kind) if declared.has_section(kind) else []
            for name, target in list(points)[:most]:
                yield kind, name, target.split("[")[0].strip()
        yield from [("tests", name, name) for name in self.tests()][:most]

    def tests(self):
        for top in sorted(self.tops):
            for folder in (self.site / top / "test", self.site / top / "tests"):
                packages = [folder, *sorted(folder.glob("*/"))]
                for package in packages:
                    if (package / "__init__.py").exists():
                        yield ".".join(package.relative_to(self.site).parts)


def watched(python, target):
    """What watch.py saw, in a folder and with a home of its own."""
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.json")
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "OS_"))}
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [python, os.fspath(WATCH), report, target]
        try:
            subprocess.run(command, cwd=folder, env={**clean, "HOME": folder}, timeout=SECONDS, **quiet)
        except subprocess.TimeoutExpired:
            return None
        return json.loads(pathlib.Path(report).read_text()) if os.path.exists(report) else None


def told(seen, dist, stdlib):
    """The outcome in the words of the truth."""
    if not seen["stack"]:
        return {"verdict": "never"}
    chain = [f"{os.path.relpath(path, dist.site)}:{line}" for _, path, line in seen["stack"]]
    own = [name for name in seen["loaded"] if top(name) in dist.tops]
    on_stack = set()
    for module, _, _ in seen["stack"]:
        while module:
            on_stack.add(module)
            module = module.rpartition(".")[0]
    exempt = dist.tops | stdlib | {"eventlet", "greenlet"}
    imports, loaded = seen["imports"], set(seen["loaded"])
    third = [name for name, (_, below) in imports.items()
             if name in loaded and top(name) not in exempt and not below]
    direct = [top(name) for name in third if top(imports[name][0] or "") in dist.tops]
    extra = [name for name in own if name not in on_stack]
    return {
        "verdict": "late" if third else "late_project" if extra else "first",
        "call_site": chain[0],
        "chain": chain,
        "project_before": own,
        "project_nonchain": extra,
        "third_before": third,
        "third_before_top": sorted({top(name) for name in third}),
        "third_direct": list(dict.fromkeys(direct)),
    }


def top(name):
    return name.split(".")[0]


if __name__ == "__main__":
    main()
