"""Proves that an audit in parts comes to the same bytes as one in a piece, whatever happens to the parts: on GNU parallel
and on Dask, by the exported definitions, with programs and workers killed, parts doubled, shuffled and run again.

Usage: audit_in_parts.py PROGRAM FOLDER [--root RULEBOOK --trees TREES [--history]]
Without a rulebook, the parts are packages of this Python's own library, audited by the rulebook of `rulebook init`.
Needs GNU parallel on the path and Dask's `distributed` in this Python.
"""

import argparse
import os
import pathlib
import random
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import time

PACKAGES = "asyncio collections concurrent ctypes email html http idlelib importlib json logging multiprocessing test unittest xml"
DATE = "2026-11-23"
PARTS = 6

parser = argparse.ArgumentParser()
parser.add_argument("program", type=pathlib.Path)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--root", type=pathlib.Path)
parser.add_argument("--trees", type=pathlib.Path)
parser.add_argument("--history", action="store_true")
parser.add_argument("--kills", type=int, default=4)
given = parser.parse_args()
program = str(given.program.resolve())
work = given.folder.resolve()
shutil.rmtree(work, ignore_errors=True)
work.mkdir(parents=True)
chance = random.Random(20261123)


def run(*arguments, codes=(0, 1)):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode in codes, (arguments, done.returncode, done.stderr)
    return done.stdout


def made():
    """A rulebook and trees that every machine with Python has."""
    root, trees = work / "rulebook", work / "trees"
    run("init", root)
    text = (root / "projects/example.yaml").read_text()
    (root / "projects/example.yaml").unlink()
    library = pathlib.Path(sysconfig.get_paths()["stdlib"])
    trees.mkdir()
    for name in PACKAGES.split():
        if (library / name).is_dir():
            (trees / name).symlink_to(library / name)
            (root / f"projects/{name}.yaml").write_text(text.replace("Example", name))
    return root, trees


root, trees = (given.root.resolve(), given.trees.resolve()) if given.root else made()
options = ["--offline", "--trees", str(trees), "--date", DATE, "--no-memory", "--threads", "1"]
options += ["--history"] * given.history
command = [program, "--root", str(root)]
exports = work / "exports"
run("--root", root, "export", "audit", "--out", exports)
definitions = exports / "ci/audit"

start = time.monotonic()
whole = run("--root", root, "audit", *options, "--format", "json")
rows = [("one piece", 0, "-", time.monotonic() - start, True)]
assert whole.count('"release"') > 5, whole


def processes():
    """The programs that run a part."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if line[0] == program and "--shard" in line:
                found.append(int(entry.name))
    return found


def killing(process, victims, kills):
    """Kills victims, now and then, while a process runs."""
    killed = 0
    while process.poll() is None:
        time.sleep(0.05 + chance.random() * 0.1)
        there = victims()
        if there and killed < kills:
            try:
                os.kill(chance.choice(there), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
    return killed


def same(folder):
    return (folder / "audit.json").read_text() == whole


# GNU parallel: programs are killed, and the script is run until it is done.
start, killed, runs = time.monotonic(), 0, 0
environment = os.environ | {"RULEBOOK": " ".join(command), "PARTS": str(PARTS), "JOBS": "2"}
while True:
    script = ["bash", str(definitions / "parallel.sh"), str(work / "parallel"), *options]
    process = subprocess.Popen(script, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    killed += killing(process, processes, given.kills - killed)
    runs += 1
    if process.returncode == 0:
        break
    assert runs < 10, "the script does not come to an end"
log = (work / "parallel/jobs.log").read_text()
rows.append(("GNU parallel", killed, f"{runs} runs", time.monotonic() - start, same(work / "parallel/whole")))

# Dask: workers are killed under their nannies.
start = time.monotonic()
script = [sys.executable, str(definitions / "dask_audit.py"), "--workers", "2", "--parts", str(PARTS)]
script += ["--rulebook", shlex.join(command), "--out", str(work / "dask"), "--", *options]
process = subprocess.Popen(script, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def workers():
    """Those that run a part: whoever stands above a program of ours, and is not the script itself."""
    above = set()
    for pid in processes():
        try:
            above.add(int(pathlib.Path(f"/proc/{pid}/status").read_text().split("PPid:")[1].split()[0]))
        except OSError:
            continue
    return [pid for pid in above if pid != process.pid]


killed = killing(process, workers, given.kills)
said = process.stderr.read()
assert process.returncode == 0, said[-2000:]
rows.append(("Dask", killed, "by the scheduler", time.monotonic() - start, same(work / "dask")))

# Parts by hand: each twice, in any order, put together in any order and in two steps.
start = time.monotonic()
numbers = [number for number in range(1, PARTS + 1) for _ in range(2)]
chance.shuffle(numbers)
for at, number in enumerate(numbers):
    run("--root", root, "audit", *options, "--shard", f"{number}/{PARTS}", "--out", work / f"hand/{at}")
folders = [work / f"hand/{at}" for at in range(len(numbers))]
chance.shuffle(folders)
run("--root", root, "audit", "merge", *folders[:5], "--out", work / "some")
run("--root", root, "audit", "merge", *folders[4:], work / "some", "--out", work / "all", codes=(0,))
rows.append(("doubled and shuffled", 0, f"{len(numbers)} parts", time.monotonic() - start, same(work / "all")))

print(f"{'engine':22}{'kills':>6}  {'run again':18}{'seconds':>8}  same bytes")
for engine, kills, again, seconds, equal in rows:
    print(f"{engine:22}{kills:6}  {again:18}{seconds:8.1f}  {'yes' if equal else 'NO'}")
assert all(equal for *_, equal in rows), "parts came to something else"
assert all(kills > 0 for engine, kills, *_ in rows[1:3]), "nothing was killed: the parts are too short"
