#!/usr/bin/env python3
"""Trouble with a real Gerrit: servers that die during a post, certificates, proxies, credentials, events over SSH, plugins
that come while it runs, fixes that people apply, and changes of every sort.

    trouble.py PROGRAM FOLDER [STEP…]     PROGRAM is the rulebook binary; FOLDER holds the server's data, and is made anew
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

from line import Cut, Elsewhere, Through, authority
from review import BAD, HELPER, OLD, ROOT, Program, Repository, comments, summaries, unresolved
from server import VERSION, Missing, Server

SETTINGS = {
    # A server that is killed forgets what its index has not written yet; that would be its fault, not ours.
    "index.changes_open.commitWithin": "0",
    "index.changes_closed.commitWithin": "0",
    # Nor does it use the numbers that it had set aside.
    "noteDb.changes.sequenceBatchSize": "1",
    # Plugins are looked for every minute otherwise.
    "plugins.checkFrequency": "1 s",
}
FIXES = "GerritBackendFeature__allow_fix_suggestions_in_comments"


def named(number):
    """A change as the server knows it whatever number it gave it."""
    return f"nova~master~{change_id(number)}"


def change_id(number):
    return f"I{number:040x}"


def once(server, change):
    """That a change has one summary on its patch set, and nothing twice."""
    assert len(summaries(server, change)) == 1, summaries(server, change)
    texts = [one["message"] for one in comments(server, change)]
    assert len(texts) == len(set(texts)), f"change {change}: it was said twice"
    assert any("EVT103" in text for text in texts), texts


def killed_during_a_post(program, server, bot, repository):
    """The server dies when half of a post has come, when all of it has, and when it has been done but not answered."""
    line = Cut(server)
    behind = Elsewhere(program, server, bot, f"http://127.0.0.1:{line.port}")
    for change, how in ((2, "before"), (3, "sent"), (4, "done")):
        repository.push({f"nova/{how}/__init__.py": BAD}, change_id(change))
        line.how, line.posts = how, 0
        change = named(change)
        behind.expect(1, "post", change, "--tries", "12")
        line.again.join()
        once(server, change)
        assert line.posts == {"before": 2, "done": 1}.get(how, line.posts), (how, line.posts)
        behind.expect(1, "post", change)
        once(server, change)
    line.shutdown()


def certificates_proxies_and_credentials(program, server, bot, repository):
    """The server is at https://gerrit.test, which only the proxy finds, and has a certificate of an authority of its own."""
    repository.push({"nova/far/__init__.py": BAD}, change_id(5))
    change = named(5)
    tls = authority(server.folder / "tls", "gerrit.test")
    line = Cut(server, tls)
    proxy = Through(line.port)
    url, ca = "https://gerrit.test", ["--ca", str(tls / "ca.pem")]
    anybody = Elsewhere(program, server, None, url, HTTPS_PROXY=proxy.url)
    assert "EVT103" in anybody.expect(1, "checklist", change, *ca).stdout
    assert proxy.asked and set(proxy.asked) == {"CONNECT gerrit.test:443 HTTP/1.1"}, proxy.asked
    assert "certificate" in anybody.expect(2, "checklist", change, "--tries", "1").stderr
    other = Elsewhere(program, server, None, "https://other.test", HTTPS_PROXY=proxy.url)
    assert "certificate" in other.expect(2, "checklist", change, "--tries", "1", *ca).stderr
    before = len(proxy.asked)
    alone = Elsewhere(program, server, None, url, HTTPS_PROXY=proxy.url, NO_PROXY="gerrit.test")
    alone.expect(2, "checklist", change, "--tries", "1", *ca)
    assert len(proxy.asked) == before, "NO_PROXY was not heeded"

    # Where credentials are found: netrc, or what git's helper says; the environment comes first.
    home = server.folder / "home"
    home.mkdir()
    def own(**also):
        return Elsewhere(program, server, None, url, HTTPS_PROXY=proxy.url, HOME=str(home), **also)
    assert "credentials" in own().expect(2, "post", change, *ca).stderr
    helper = home / "helper"
    helper.write_text(f"#!/bin/sh\ntest \"$1\" != get || printf 'username={bot[0]}\\npassword={bot[1]}\\n'\n")
    helper.chmod(0o755)
    (home / ".gitconfig").write_text(f'[credential "{url}"]\n\thelper = {helper}\n')
    secret = bot[1]
    def nothing_leaks(told):
        assert secret not in told.stdout + told.stderr, "a secret was printed"
    nothing_leaks(own().expect(1, "post", change, *ca))
    (home / ".netrc").write_text(f"machine gerrit.test login {bot[0]} password {bot[1]}-wrong\n")
    (home / ".netrc").chmod(0o600)
    wrong = own().expect(2, "post", change, *ca)
    assert "401" in wrong.stderr and f"{bot[1]}-wrong" not in wrong.stderr, wrong.stderr
    (home / ".netrc").write_text(f"machine gerrit.test login {bot[0]} password {bot[1]}\n")
    (home / ".gitconfig").unlink()
    nothing_leaks(own().expect(1, "post", change, *ca))
    nothing_leaks(own(RULEBOOK_FORGE_USER=bot[0], RULEBOOK_FORGE_TOKEN="no").expect(2, "post", change, *ca))
    for one in (line, proxy):
        one.shutdown()


def changes_of_every_sort(program, server, bot, repository):
    """Private, unready and closed ones are left alone; a merge, odd names and three thousand files are not; two bots that
    watch at once say everything once."""
    repository.push({"nova/wip.py": HELPER}, change_id(21), options="%wip")
    repository.push({"nova/private.py": HELPER}, change_id(22), options="%private")
    repository.push({"nova/closed.py": HELPER}, change_id(23))
    server.must("POST", f"/changes/{named(23)}/abandon", {})
    odd = "nova/ünïcode 𝄞 & more.py"
    text = "import subprocess\r\n# Ü 𝄞\r\nx = '𝄞ü', subprocess.check_output(['a'])\r\n".encode()
    repository.push({odd: text, "nova/latin.py": "# coding: latin-1\nx = 'ü'\n".encode("latin-1")}, change_id(24))
    many = {f"doc/many/{number}.rst": f"{number}\n" for number in range(3000)}
    repository.push({**many, "nova/many.py": HELPER}, change_id(25))
    merge(repository, change_id(26))
    as_bot = Program(program, server, bot)
    watches = [subprocess.Popen([program, "--root", ROOT, "gerrit", "watch", "nova", "--once"],
                                env=as_bot.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
               for _ in range(2)]
    told = [watch.communicate(timeout=300)[1] for watch in watches]
    assert [watch.returncode for watch in watches] == [0, 0], told
    for change in (21, 22, 23):
        assert not comments(server, named(change)), change
    for change, threads in ((24, 1), (25, 2)):
        assert len(summaries(server, named(change))) == 1, (change, told)
        assert unresolved(server, named(change)) == threads, comments(server, named(change))
    on_line = [one for one in comments(server, named(24)) if one["path"] == odd]
    assert on_line[0]["range"] == {"start_line": 3, "start_character": 11, "end_line": 3, "end_character": 41}, on_line
    assert "3000 files" in summaries(server, named(25))[0]["message"], summaries(server, named(25))
    # Of a merge, only what it did itself is its own.
    paths = {one["path"] for one in comments(server, named(26))}
    assert "nova/side.py" not in paths and "nova/evil.py" in paths, paths
    as_bot.expect(2, "post", named(23))


def merge(repository, change):
    """A merge that brings a file of its own beside what it merges; both sides are on the server."""
    git = repository.git
    git("checkout", "--quiet", "--detach", "origin/HEAD")
    repository.write("nova/side.py", HELPER)
    git("add", "--all")
    git("commit", "--quiet", "-m", "A side")
    git("push", "--quiet", "origin", "HEAD:refs/heads/side")
    side = git("rev-parse", "HEAD")
    git("checkout", "--quiet", "--detach", "origin/HEAD")
    git("merge", "--quiet", "--no-ff", "--no-commit", side)
    repository.write("nova/evil.py", HELPER)
    git("add", "--all")
    git("commit", "--quiet", "-m", f"A merge\n\nChange-Id: {change}")
    git("push", "--quiet", "origin", "HEAD:refs/for/master")


def fixes(program, server, bot, repository):
    """A site that does not allow fixes costs no remark; on one that does, a person applies one."""
    as_bot = Program(program, server, bot)
    repository.push({"nova/fix/__init__.py": BAD}, change_id(11))
    as_bot.expect(1, "post", named(11), "--fixes")
    once(server, named(11))
    assert not any("fix_suggestions" in one for one in comments(server, named(11)))
    server.stop()
    server.set("experiments.enabled", FIXES)
    # From now on, a change takes so many comments, messages included, and no more.
    server.set("change.maxComments", "20")
    server.start()
    # Columns are UTF-16 code units, for the server as for browsers: the clef is two.
    clef = "import eventlet\n\nx = '𝄞ü'; eventlet.monkey_patch(thread=False)\n"
    repository.push({"nova/fixed/__init__.py": clef}, change_id(12))
    as_bot.expect(1, "post", named(12), "--fixes")
    once(server, named(12))
    offered = [one for one in comments(server, named(12)) if one.get("fix_suggestions") and "EVT103" in one["message"]]
    server.must("POST", f"/changes/{named(12)}/revisions/1/fixes/{offered[0]['fix_suggestions'][0]['fix_id']}/apply")
    server.must("POST", f"/changes/{named(12)}/edit:publish", {"notify": "NONE"})
    revisions = server.must("GET", f"/changes/{named(12)}?o=CURRENT_REVISION")["revisions"]
    repository.git("fetch", "--quiet", "origin", *[one["ref"] for one in revisions.values()])
    mended = repository.git("show", "FETCH_HEAD:nova/fixed/__init__.py")
    assert mended == clef.replace("(thread=False)", "()").rstrip(), mended
    as_bot.expect(1, "post", named(12), "--fixes")
    ends = [one["message"] for one in comments(server, named(12)) if one.get("in_reply_to") == offered[0]["id"]]
    assert ends == ["Gone in patch set 2."], comments(server, named(12))
    # What is too much for the lines stands in the summary.
    calls = "".join(f"subprocess.check_output(['{number}'])\n" for number in range(24))
    repository.push({"nova/full/__init__.py": BAD, "nova/full.py": "import subprocess\n" + calls}, change_id(13))
    told = as_bot.expect(1, "post", named(13)).stderr
    assert "maximum number of comments" in told, told
    assert [one["path"] for one in comments(server, named(13))] == ["/PATCHSET_LEVEL"], comments(server, named(13))
    assert "EVT103 (must)" in summaries(server, named(13))[0]["message"]


def a_plugin_comes_while_the_server_runs(program, server, bot):
    plugin = Program(program, server, bot).expect(0, "plugin").stdout
    place = server.site / "plugins" / "rulebook.js"

    def loaded(text):
        try:
            paths = server.must("GET", "/config/server/info", who=None)["plugin"]["js_resource_paths"]
        except RuntimeError:
            return False
        found = [path for path in paths if path.endswith("/rulebook.js")]
        return bool(found) and server.request("GET", "/" + found[0], who=None, raw=True)[1] == text

    assert not loaded(plugin)
    for text in (plugin, plugin + "// of the next version\n"):
        place.write_text(text)
        wait_for(lambda text=text: loaded(text), "the plugin to be loaded")


def events_wake_a_watch(program, server, bot, repository):
    """It asks by itself once an hour only, so what is quick came by an event, or after a gap in them."""
    keys = server.folder / "ssh"
    keys.mkdir()
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys / "key"], check=True)
    server.must("POST", "/accounts/bot/sshkeys", (keys / "key.pub").read_text())
    scan = subprocess.run(["ssh-keyscan", "-p", str(server.ssh_port), "127.0.0.1"], capture_output=True, text=True, check=True)
    (keys / "known").write_text(scan.stdout)
    (keys / "config").write_text(f"IdentityFile {keys}/key\nIdentitiesOnly yes\nUserKnownHostsFile {keys}/known\nUser bot\n")
    # What the user's own configuration says otherwise; and who was started.
    wrapper = keys / "ssh"
    wrapper.write_text(f"#!/bin/sh\necho $$ >>{keys}/started\nexec {shutil.which('ssh')} -F {keys}/config \"$@\"\n")
    wrapper.chmod(0o755)
    as_bot = Program(program, server, bot)
    environment = {**as_bot.environment(), "PATH": f"{keys}:{os.environ['PATH']}"}
    with (server.folder / "watch.log").open("w") as log:
        watch = subprocess.Popen([program, "--root", ROOT, "gerrit", "watch", "nova", "--every", "3600", "--events",
                                  f"bot@127.0.0.1:{server.ssh_port}"], env=environment, stdout=log, stderr=log)

    def started():
        return (keys / "started").read_text().split() if (keys / "started").exists() else []

    try:
        wait_for(started, "ssh to be started")
        # Until it is connected, it is woken by that.
        time.sleep(5)
        for change in (14, 15):
            repository.push({f"nova/event/m{change}.py": HELPER}, change_id(change))
            wait_for(lambda change=change: summaries(server, named(change)), f"a summary on change {change}")
        assert len(started()) == 1, "it connected anew, which wakes it, too"
        # The line is cut, and something happens before it is back.
        os.kill(int(started()[0]), signal.SIGKILL)
        repository.push({"nova/event/m16.py": HELPER}, change_id(16))
        wait_for(lambda: summaries(server, named(16)), "a summary on change 16")
        wait_for(lambda: len(started()) == 2, "a second connection")
        for change in (14, 15, 16):
            assert len(summaries(server, named(change))) == 1, change
    finally:
        watch.send_signal(signal.SIGTERM)
    assert watch.wait(timeout=60) == 0, "the watch did not end by itself"
    assert not any(pathlib.Path(f"/proc/{pid}").exists() for pid in started()), "ssh was left behind"


def wait_for(what, called, seconds=120):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"waited in vain for {called}"
        time.sleep(0.3)


def main():
    program, folder = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    try:
        server = Server(folder).start(SETTINGS)
    except Missing as missing:
        sys.exit(str(missing))
    try:
        bot = server.account("bot", ["Service Users"])
        server.must("PUT", "/projects/nova", {"create_empty_commit": True})
        # For a branch that is merged later.
        administrators = server.must("GET", "/groups/")["Administrators"]["id"]
        rule = {"rules": {administrators: {"action": "ALLOW"}}}
        server.must("POST", "/projects/nova/access", {"add": {
            "refs/*": {"permissions": {"push": rule, "create": rule, "pushMerge": rule}},
            "refs/for/refs/*": {"permissions": {"pushMerge": rule}}}})
        repository = Repository(server, "nova", folder / "nova")
        repository.push({"nova/utils.py": OLD}, change_id(1))
        steps = {
            "kills": lambda: killed_during_a_post(program, server, bot, repository),
            "lines": lambda: certificates_proxies_and_credentials(program, server, bot, repository),
            "sorts": lambda: changes_of_every_sort(program, server, bot, repository),
            "plugin": lambda: a_plugin_comes_while_the_server_runs(program, server, bot),
            "fixes": lambda: fixes(program, server, bot, repository),
            "events": lambda: events_wake_a_watch(program, server, bot, repository),
        }
        for name in sys.argv[3:] or steps:
            begun = time.monotonic()
            steps[name]()
            print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)
    finally:
        server.stop()
    print(f"all trouble with Gerrit {VERSION} ended well")


if __name__ == "__main__":
    main()
