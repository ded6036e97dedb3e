#!/usr/bin/env python3
"""Many changes through `rulebook gerrit watch`, while both sides are killed at random.

    soak.py PROGRAM FOLDER [CHANGES [SEED]]

Afterwards every patch set has one summary, and no finding has two threads or none. Prints figures.
"""

import collections
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

from review import ROOT, Program, Repository, summaries
from server import Server

ROUNDS = 3
SERIES = 20
MARK = re.compile(r"\[rulebook ([0-9a-f]{16})\]$")


def text(number, patch_set):
    """Two findings that stay, and one for each patch set, which goes with the next."""
    return (f"import subprocess\n\n\ndef stays_{number}():\n    return subprocess.check_output(['a'])\n\n\n"
            f"def also_{number}():\n    return subprocess.getoutput('b')\n\n\n"
            f"def comes_{number}_{patch_set}():\n    return subprocess.getstatusoutput('{patch_set}')\n")


def push(repository, first, last, patch_set):
    """A series of changes in one push; later rounds amend all of them."""
    repository.git("checkout", "--quiet", "--detach", "origin/master")
    for number in range(first, last):
        repository.write(f"soak/m{number}.py", text(number, patch_set))
        repository.git("add", "--all")
        repository.git("commit", "--quiet", "-m", f"Change {number}\n\nChange-Id: I{number + 1:040x}")
    repository.git("push", "--quiet", "origin", "HEAD:refs/for/master")


class Watched:
    """A watch that is killed and started again, and a server too, now and then."""

    def __init__(self, program, server, chance):
        self.program, self.server, self.chance = program, server, chance
        self.kills, self.server_kills, self.done = 0, 0, False
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self.run)

    def start_one(self):
        log = (self.server.folder / "watch.log").open("a")
        return subprocess.Popen(
            [self.program.path, "--root", ROOT, "gerrit", "watch", "soak", "--project", "nova", "--every", "1",
             "--timeout", "20"],
            env=self.program.environment(), stdout=log, stderr=log)

    def run(self):
        watch, next_server = self.start_one(), time.time() + 60
        while not self.done:
            end = time.time() + self.chance.uniform(2, 25)
            while time.time() < end and not self.done:
                time.sleep(0.1)
            if not self.done and time.time() > next_server:
                with self.lock:
                    self.server.stop(signal.SIGKILL)
                    self.server_kills += 1
                    time.sleep(self.chance.uniform(0, 3))
                    self.server.start()
                next_server = time.time() + self.chance.uniform(60, 120)
            else:
                watch.send_signal(signal.SIGKILL)
                watch.wait()
                self.kills += 1
                watch = self.start_one()
        # The last one ends as it is asked to, once it has begun.
        time.sleep(5)
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(timeout=120) == 0, "the watch did not end by itself"


def wait_for(server, changes, patch_set, lock):
    """Until each change has a summary on this patch set."""
    missing, end = set(changes), time.time() + 1800
    while missing and time.time() < end:
        time.sleep(2)
        for number in sorted(missing):
            with lock:
                try:
                    if all(one["patch_set"] != patch_set for one in summaries(server, number)):
                        # They are looked at in their order; to ask for all of them would be most of the work.
                        break
                    missing.discard(number)
                except (RuntimeError, OSError):
                    break
    assert not missing, f"patch set {patch_set}: no summary on {sorted(missing)}"


def judge(server, changes):
    """What is wrong in the end."""
    wrong, remarks, replies = [], 0, 0
    for number in changes:
        all_of_them = server.must("GET", f"/changes/{number}/comments")
        sets = collections.Counter(one["patch_set"] for one in summaries(server, number))
        if sets != {patch_set: 1 for patch_set in range(1, ROUNDS + 1)}:
            wrong.append(f"change {number}: summaries by patch set: {dict(sets)}")
        threads, ends = collections.Counter(), collections.Counter()
        for path, comments in all_of_them.items():
            for one in comments:
                mark = MARK.search(one["message"])
                if path != "/PATCHSET_LEVEL" and mark and "in_reply_to" not in one:
                    threads[mark[1]] += 1
                elif "in_reply_to" in one:
                    ends[one["in_reply_to"]] += 1
        remarks, replies = remarks + sum(threads.values()), replies + sum(ends.values())
        if len(threads) != 2 + ROUNDS or set(threads.values()) != {1}:
            wrong.append(f"change {number}: threads {dict(threads)}")
        if len(ends) != ROUNDS - 1 or set(ends.values()) != {1}:
            wrong.append(f"change {number}: ends {dict(ends)}")
        open_ones = server.must("GET", f"/changes/{number}")["unresolved_comment_count"]
        if open_ones != 3:
            wrong.append(f"change {number}: {open_ones} threads are open")
    return wrong, remarks, replies


def main():
    program, folder = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    total = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else random.randrange(10**6)
    shutil.rmtree(folder, ignore_errors=True)
    # A server that is killed forgets what its index has not written yet; that would be its fault, not ours.
    server = Server(folder).start({"index.changes_open.commitWithin": "0", "index.changes_closed.commitWithin": "0"})
    begun = time.time()
    try:
        bot = server.account("bot", ["Service Users"])
        server.must("PUT", "/projects/soak", {"create_empty_commit": True})
        repository = Repository(server, "soak", folder / "soak")
        watched = Watched(Program(program, server, bot), server, random.Random(seed))
        changes = range(1, total + 1)
        watched.thread.start()
        try:
            for patch_set in range(1, ROUNDS + 1):
                for first in range(0, total, SERIES):
                    with watched.lock:
                        push(repository, first, min(first + SERIES, total), patch_set)
                wait_for(server, changes, patch_set, watched.lock)
                print(f"round {patch_set}: {time.time() - begun:.0f} s", flush=True)
        finally:
            watched.done = True
            watched.thread.join()
        wrong, remarks, replies = judge(server, changes)
    finally:
        server.stop()
    print(f"{total} changes, {ROUNDS} patch sets each, seed {seed}: {time.time() - begun:.0f} s, watch killed "
          f"{watched.kills} times, server {watched.server_kills} times; {remarks} threads, {replies} ends")
    for one in wrong:
        print(one)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
