# Eventlet best practices: an audit in parts on a cluster of Dask (`pip install distributed`).
# Parts whose worker is lost are run again by the scheduler; a part returns what it found, nothing is shared.
# Put the rulebook's repository in the place of https://git.example.org/rulebook, or write `repository`
# under [preprocessor.rulebook] in book.toml and build again.
"""Runs `rulebook audit` in parts on the workers of a Dask cluster and puts them together here."""

import argparse
import pathlib
import shlex
import subprocess
import sys
import tempfile

from distributed import Client, LocalCluster


def part(command, options, number, parts):
    """What one part found, as JSON. Exit code 1 says that something was found."""
    shard = ["audit", *options, "--shard", f"{number}/{parts}", "--format", "json"]
    run = subprocess.run([*command, *shard], capture_output=True, check=False)
    if run.returncode not in (0, 1):
        raise RuntimeError(run.stderr.decode(errors="replace"))
    return run.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scheduler", help="its address; without it, a cluster on this machine")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--parts", type=int, default=4)
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
        files = [pathlib.Path(folder, f"{number}.json") for number in numbers]
        for file, future in zip(files, found):
            file.write_bytes(future.result())
        merge = [*rulebook, "audit", "merge", *map(str, files), "--out", given.out]
        return subprocess.run(merge, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
