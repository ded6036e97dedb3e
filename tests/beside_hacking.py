#!/usr/bin/env python3
"""Shows that the flake8 plugin works beside a project's own checks, with the project's own settings.

    beside_hacking.py TREE FLAKE8 [PATH...]

TREE is a source tree whose tox.ini has local plugins of flake8, FLAKE8 the program of an environment that has hacking
too. The plugin and its lines are added to a copy; a file that breaks a rule of each side is added as well, so that
codes of both have to come. Prints what was reported by code, and where our codes came from outside of that file.
"""

import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PLUGIN = pathlib.Path(__file__).resolve().parent.parent / "generated/exports/flake8"
# N353 is nova's own (a context that is passed to a logger), EVT202 is ours.
PROBE = 'import subprocess\n\nfrom oslo_log import log as logging\n\nLOG = logging.getLogger(__name__)\n\n\n' \
    'def version(context):\n    LOG.info("asked", context=context)\n    return subprocess.check_output(["git"])\n'


def main(tree, flake8, *paths):
    tree = pathlib.Path(tree)
    package = tree.name.partition("==")[0]
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / package
        copy.mkdir()
        shutil.copytree(tree / package, copy / package)
        (copy / ".git").mkdir()
        settings = (tree / "tox.ini").read_text()
        local = re.search(r"^\[flake8:local-plugins\]\nextension =\n", settings, re.M)
        plugins = re.search(r"^paths =\s+(\S+)", settings[local.end():], re.M)[1]
        shutil.copy(PLUGIN / "rulebook_checks.py", copy / plugins)
        lines = (PLUGIN / "tox.ini").read_text().partition("extension =\n")[2].partition("paths =")[0]
        (copy / "tox.ini").write_text(settings[:local.end()] + lines + settings[local.end():])
        probe = copy / package / "probe.py"
        probe.write_text(PROBE)
        command = [flake8, "--exit-zero", *(paths or [package]), f"{package}/probe.py"]
        said = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=True).stdout
    found = [line.split(":", 3) for line in said.splitlines()]
    codes = collections.Counter(line[3].split()[0].rstrip(":") for line in found)
    print("\n".join(f"{code}: {count}" for code, count in sorted(codes.items())))
    for path, row, _, text in found:
        if text.strip().startswith("EVT") and not path.endswith("/probe.py"):
            print(f"{path}:{row}:{text}")
    here = {text.split()[0].rstrip(":") for path, _, _, text in found if path.endswith("/probe.py")}
    assert {"N353", "EVT202"} <= here, f"codes of both sides have to come, and these came: {sorted(here)}"


main(*sys.argv[1:])
