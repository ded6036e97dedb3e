#!/usr/bin/env python3
"""Pictures of what a reviewer sees: the change with its checklist, the Checks tab, and a finding on its line.

    screenshot.py PROGRAM FOLDER INTERFACE PICTURES

INTERFACE is a folder `polygerrit_ui`, as Gerrit's war file has it. Pictures are taken by Chromium, through
puppeteer-core, which npm installs into FOLDER.
"""

import pathlib
import shutil
import subprocess
import sys

from review import BAD, HELPER, OLD, Program, Repository, reply, summaries
from server import Server

HERE = pathlib.Path(__file__).resolve().parent
PUPPETEER = "puppeteer-core@24.15.0"


def main():
    program, folder, interface, pictures = [pathlib.Path(one).resolve() for one in sys.argv[1:]]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, PUPPETEER], check=True)
    server = Server(folder, interface).start()
    try:
        bot = server.account("bot", ["Service Users"])
        rita = server.account("rita")
        server.must("PUT", "/projects/nova", {"create_empty_commit": True})
        repository = Repository(server, "nova", folder / "nova")
        repository.push({"nova/utils.py": OLD}, "I" + "a" * 40)
        server.must("POST", "/changes/1/revisions/current/review", {"labels": {"Code-Review": 2}})
        server.must("POST", "/changes/1/submit", {})
        repository.git("fetch", "--quiet")
        repository.push({"nova/cmd/__init__.py": BAD, "nova/utils.py": HELPER}, "I" + "b" * 40,
                        message="Monkey patch without threads\n\nWorkers wait for a program in the meantime.")
        as_bot = Program(program, server, bot)
        plugin = as_bot.expect(0, "plugin").stdout
        (server.site / "plugins" / "rulebook.js").write_text(plugin)
        as_bot.expect(1, "post", "2")
        ticked = [line.split(".")[0] for line in summaries(server, 2)[0]["message"].splitlines() if "**ANSWER**" in line][:1]
        if ticked:
            reply(server, 2, f"rulebook: done {ticked[0]}", rita, summaries(server, 2)[0]["id"])
        shutil.copy(HERE / "screenshot.js", folder)
        pictures.mkdir(parents=True, exist_ok=True)
        # Plugins are looked for every minute; a server that starts looks at once.
        server.stop()
        server.start()
        subprocess.run(["node", folder / "screenshot.js", server.url, pictures, shutil.which("chromium")], check=True)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
