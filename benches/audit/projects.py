"""Writes into projects/*.yaml which releases an audit looks at: eight of each project, spread over the time it has been
on PyPI, and before them three tags of the repository, where it was not on PyPI from 2015 on. Projects that nobody has
described get a file of what their packaging says, and are only audited.

Usage: python benches/audit/projects.py
"""

import io
import json
import pathlib
import re
import tarfile
import urllib.request

HERE = pathlib.Path(__file__).parents[2] / "projects"
RELEASES = 8
FIRST = "2015"
OPENDEV = "https://opendev.org/openstack"

# Name of the file: distribution, repository, kind, title, what it does (in our words).
ONLY_AUDITED = {
    "aodh": ("aodh", "aodh", "service", "Aodh", "Alarm service; it evaluates rules over metrics and events."),
    "barbican": ("barbican", "barbican", "service", "Barbican", "Secret store; it keeps keys, certificates and passwords."),
    "blazar": ("blazar", "blazar", "service", "Blazar", "Reservation service; it leases hosts, instances and addresses."),
    "ceilometer": ("ceilometer", "ceilometer", "service", "Ceilometer", "Metering service; it collects samples and events."),
    "magnum": ("magnum", "magnum", "service", "Magnum", "Cluster service; it creates and scales container clusters."),
    "masakari": ("masakari", "masakari", "service", "Masakari", "High availability service; it restarts instances of failed hosts."),
    "mistral": ("mistral", "mistral", "service", "Mistral", "Workflow service; it runs tasks that are written as YAML."),
    "neutron-lib": ("neutron-lib", "neutron-lib", "library", "neutron-lib", "What Neutron and its plugins have in common."),
    "octavia": ("octavia", "octavia", "service", "Octavia", "Load balancer service; it runs fleets of balancing instances."),
    "oslo-concurrency": ("oslo.concurrency", "oslo.concurrency", "library", "oslo.concurrency", "Locks across threads and processes, and running of programs."),
    "oslo-db": ("oslo.db", "oslo.db", "library", "oslo.db", "Connections to databases, with retries and migrations."),
    "oslo-log": ("oslo.log", "oslo.log", "library", "oslo.log", "Set-up of logging for services."),
    "oslo-messaging": ("oslo.messaging", "oslo.messaging", "library", "oslo.messaging", "Remote calls and notifications over message brokers."),
    "oslo-privsep": ("oslo.privsep", "oslo.privsep", "library", "oslo.privsep", "Running single functions with more rights than the service has."),
    "oslo-service": ("oslo.service", "oslo.service", "library", "oslo.service", "Start, supervision and end of service processes, and periodic tasks."),
    "oslo-utils": ("oslo.utils", "oslo.utils", "library", "oslo.utils", "Small helpers, among them eventletutils."),
    "placement": ("openstack-placement", "placement", "service", "Placement", "Inventory service; it tells who has room for what."),
    "tacker": ("tacker", "tacker", "service", "Tacker", "Orchestration of network functions."),
    "trove": ("trove", "trove", "service", "Trove", "Database service; it creates and backs up database instances."),
    "watcher": ("python-watcher", "watcher", "service", "Watcher", "Optimisation service; it finds and applies better placements."),
    "zaqar": ("zaqar", "zaqar", "service", "Zaqar", "Message queue service over HTTP and websockets."),
    "zun": ("zun", "zun", "service", "Zun", "Container service; it runs single containers."),
}

# Releases that are in the repository only, of autumn 2015, 2016 and 2017 (Liberty, Newton, Pike).
TAGGED = {
    "barbican": [("2015-10-05", "1.0.0"), ("2016-09-15", "3.0.0"), ("2017-08-09", "5.0.0")],
    "ceilometer": [("2015-10-05", "5.0.0"), ("2016-09-21", "7.0.0"), ("2017-08-21", "9.0.0")],
    "cinder": [("2015-10-13", "7.0.0"), ("2016-09-28", "9.0.0"), ("2017-08-23", "11.0.0")],
    "designate": [("2015-10-05", "1.0.0"), ("2016-09-29", "3.0.0"), ("2017-08-03", "5.0.0")],
    "glance": [("2015-10-13", "11.0.0"), ("2016-09-28", "13.0.0"), ("2017-08-24", "15.0.0")],
    "heat": [("2015-10-07", "5.0.0"), ("2016-09-26", "7.0.0"), ("2017-08-24", "9.0.0")],
    "ironic": [("2015-10-19", "4.2.1"), ("2016-09-30", "6.2.1"), ("2017-08-23", "9.1.0")],
    "keystone": [("2015-10-05", "8.0.0"), ("2016-10-05", "10.0.0"), ("2017-08-17", "12.0.0")],
    "magnum": [("2015-11-23", "1.1.0"), ("2016-09-19", "3.1.0"), ("2017-08-23", "5.0.0")],
    "manila": [("2015-10-13", "1.0.0"), ("2016-09-14", "3.0.0"), ("2017-08-11", "5.0.0")],
    "neutron": [("2015-10-13", "7.0.0"), ("2016-09-29", "9.0.0"), ("2017-08-25", "11.0.0")],
    "nova": [("2015-10-13", "12.0.0"), ("2016-09-29", "14.0.0"), ("2017-08-25", "16.0.0")],
    "swift": [("2015-10-02", "2.5.0"), ("2016-09-23", "2.10.0"), ("2017-08-18", "2.15.1")],
    "trove": [("2015-10-02", "4.0.0"), ("2016-09-22", "6.0.0"), ("2017-08-02", "8.0.0")],
    "zaqar": [("2015-10-05", "1.0.0"), ("2016-09-21", "3.0.0"), ("2017-08-11", "5.0.0")],
}

# The first release that no longer requires eventlet, where only tags say so.
LEFT = {"ceilometer": "7.0.0"}

PROFILES = {"eventlet": "eventlet-service", "leaving": "leaving-eventlet", "threads": "threads-only"}

WHY = {
    "leaving": "# The first of the releases below in which a process chooses the threading backend of oslo.service",
    "threads": "# The first of the releases below that does not require eventlet",
}

USED = [
    "eventlet", "greenlet", "futurist", "oslo.concurrency", "oslo.db", "oslo.log", "oslo.messaging", "oslo.privsep",
    "oslo.service", "oslo.utils", "sqlalchemy",
]  # fmt: skip
VERSIONED = ["eventlet", "oslo.concurrency", "oslo.service", "oslo.utils", "sqlalchemy"]


def read(url, accept="*/*"):
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=300) as answer:
        return answer.read()


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def releases(distribution):
    """Final releases with a source archive, as (date, version, url), oldest first."""
    page = json.loads(
        read(f"https://pypi.org/simple/{normal(distribution)}/", "application/vnd.pypi.simple.v1+json")
    )
    found = []
    for file in page["files"]:
        stem = file["filename"].removesuffix(".tar.gz")
        name, _, version = stem.rpartition("-")
        final = re.fullmatch(r"[0-9]+(\.[0-9]+)*", version)
        if stem != file["filename"] and normal(name) == normal(distribution) and final and not file["yanked"]:
            found.append((file["upload-time"][:10], version, file["url"]))
    return sorted(one for one in found if one[0] >= FIRST)


def in_order(found):
    """Maintenance releases of old series come late; what follows must be newer in both ways."""
    key = lambda version: tuple(map(int, version.split(".")))  # noqa: E731
    kept, newest = [], ()
    for one in found:
        # Versions by year came before versions by number.
        if key(one[1]) > newest or newest[:1] > (2000,):
            kept.append(one)
            newest = key(one[1])
    return kept


def spread(found):
    """Eight of them: those nearest to eight moments with the same time between them."""
    days = [int(one[0][:4]) * 365 + int(one[0][5:7]) * 30 + int(one[0][8:]) for one in found]
    chosen = set()
    for step in range(RELEASES):
        moment = days[0] + (days[-1] - days[0]) * step / (RELEASES - 1)
        left = [at for at in range(len(found)) if at not in chosen]
        if left:
            chosen.add(min(left, key=lambda at: abs(days[at] - moment)))
    return [found[at] for at in sorted(chosen)]


def requirements(url):
    """What a release requires, by name, its top-level packages, and whether some process of it chooses native threads."""
    required, packages, chooses = {}, set(), False
    with tarfile.open(fileobj=io.BytesIO(read(url)), mode="r:gz") as archive:
        for member in archive:
            path = member.name.split("/")
            if len(path) == 2 and path[1] == "requirements.txt":
                for line in archive.extractfile(member).read().decode(errors="replace").splitlines():
                    match = re.match(r"([A-Za-z0-9._-]+)(?:\[.*?\])?\s*([^;#]*)", line)
                    if match:
                        required[match[1].lower()] = re.sub(r"\s+", "", match[2])
            if member.name.endswith(".py") and "tests" not in path:
                chooses |= b"BackendType.THREADING" in archive.extractfile(member).read()
            if len(path) == 3 and path[2] == "__init__.py" and path[1] not in ("doc", "docs", "tests", "tools"):
                packages.add(path[1])
    return required, sorted(packages), chooses


def listed(project, chosen):
    tagged = [f'- {{release: "{version}", date: {date}, git: true}}\n' for date, version in TAGGED.get(project, [])]
    found = [f'- {{release: "{version}", date: {date}}}\n' for date, version, _ in chosen]
    return "".join(["releases:\n", *tagged, *found])


def browse(repository):
    return f'browse_release: "{OPENDEV}/{repository}/src/tag/{{release}}/{{path}}#L{{line}}"\n'


def described(path):
    """Adds the releases to a file that somebody has written."""
    text = path.read_text()
    distribution = re.search(r"^distribution: (\S+)", text, re.M)[1]
    repository = re.search(r"^repository: \S+/(\S+)", text, re.M)[1]
    text = re.sub(r"^releases:\n(- .*\n)*", "", text, flags=re.M)
    text = re.sub(r"^browse_release: .*\n", "", text, flags=re.M)
    text = re.sub(r"^(browse: .*\n)", lambda match: match[1] + browse(repository), text, flags=re.M)
    path.write_text(text.rstrip("\n") + "\n" + listed(path.stem, spread(in_order(releases(distribution)))))


def only_audited(path, distribution, repository, kind, title, summary):
    chosen = spread(in_order(releases(distribution)))
    seen = [requirements(url) for _, _, url in chosen]
    required, packages, _ = seen[-1]
    modes = [
        "threads" if "eventlet" not in of else "leaving" if chooses else "eventlet"
        for of, _, chooses in seen
    ]
    lines = [
        f"title: {title}", f"summary: {summary}", f"repository: {OPENDEV}/{repository}",
        browse(repository).rstrip(), f"distribution: {distribution}", f"packages: [{', '.join(packages)}]",
        f"kind: {kind}",
    ]  # fmt: skip
    if kind == "library":
        lines.append("profiles: [library]")
    else:
        lines.append(f"profiles: [{PROFILES[modes[-1]]}]")
        lines.append(f"facts: {{concurrency: {modes[-1]}}}")
    lines.append(f"uses: [{', '.join(name for name in USED if name in required)}]")
    versions = [f'{name}: "{required[name]}"' for name in VERSIONED if required.get(name)]
    if versions:
        lines.append(f"versions: {{{', '.join(versions)}}}")
    date, version, _ = chosen[-1]
    lines.append(f'as_of: {{version: "{version}", date: {date}}}')
    left = LEFT.get(path.stem)
    if kind != "library" and modes[-1] != "eventlet" and "eventlet" in modes:
        left = chosen[max(at for at, mode in enumerate(modes) if mode == "eventlet") + 1][1]
    if left:
        lines += [
            WHY[modes[-1]],
            "earlier:",
            f"- {{before: {left}, facts: {{concurrency: eventlet}}, profiles: [eventlet-service]}}",
        ]
    lines.append("# What its packaging says, and no more: nobody has described it")
    path.write_text("\n".join(lines) + "\nchecklists: false\n" + listed(path.stem, chosen))


for path in sorted(HERE.glob("*.yaml")):
    if path.stem != "facts" and path.stem not in ONLY_AUDITED:
        described(path)
        print(path.stem)
for name, facts in ONLY_AUDITED.items():
    only_audited(HERE / f"{name}.yaml", *facts)
    print(name, "is only audited")
