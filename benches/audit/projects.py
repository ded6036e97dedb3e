"""Writes into projects/*.yaml which releases an audit looks at: eight of each project, spread over the time it has been
on PyPI. Projects that nobody has described get a file of what their packaging says, and are only audited.

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
    """What a release requires, by name, and its top-level packages."""
    required, packages = {}, set()
    with tarfile.open(fileobj=io.BytesIO(read(url)), mode="r:gz") as archive:
        for member in archive:
            path = member.name.split("/")
            if len(path) == 2 and path[1] == "requirements.txt":
                for line in archive.extractfile(member).read().decode(errors="replace").splitlines():
                    match = re.match(r"([A-Za-z0-9._-]+)(?:\[.*?\])?\s*([^;#]*)", line)
                    if match:
                        required[match[1].lower()] = re.sub(r"\s+", "", match[2])
            if len(path) == 3 and path[2] == "__init__.py" and path[1] not in ("doc", "docs", "tests", "tools"):
                packages.add(path[1])
    return required, sorted(packages)


def listed(chosen):
    return "releases:\n" + "".join(
        f'- {{release: "{version}", date: {date}}}\n' for date, version, _ in chosen
    )


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
    path.write_text(text.rstrip("\n") + "\n" + listed(spread(in_order(releases(distribution)))))


def only_audited(path, distribution, repository, kind, title, summary):
    chosen = spread(in_order(releases(distribution)))
    seen = [requirements(url) for _, _, url in chosen]
    required, packages = seen[-1]
    patched = ["eventlet" in of for of, _ in seen]
    lines = [
        f"title: {title}", f"summary: {summary}", f"repository: {OPENDEV}/{repository}",
        browse(repository).rstrip(), f"distribution: {distribution}", f"packages: [{', '.join(packages)}]",
        f"kind: {kind}",
    ]  # fmt: skip
    if kind == "library":
        lines.append("profiles: [library]")
    else:
        lines.append(f"profiles: [{'eventlet-service' if patched[-1] else 'threads-only'}]")
        lines.append(f"facts: {{concurrency: {'eventlet' if patched[-1] else 'threads'}}}")
    lines.append(f"uses: [{', '.join(name for name in USED if name in required)}]")
    versions = [f'{name}: "{required[name]}"' for name in VERSIONED if required.get(name)]
    if versions:
        lines.append(f"versions: {{{', '.join(versions)}}}")
    date, version, _ = chosen[-1]
    lines.append(f'as_of: {{version: "{version}", date: {date}}}')
    if kind != "library" and not patched[-1] and any(patched):
        first = max(at for at, was in enumerate(patched) if was) + 1
        lines += [
            "# The first of the releases below that does not require eventlet",
            "earlier:",
            f"- {{before: {chosen[first][1]}, facts: {{concurrency: eventlet}}, profiles: [eventlet-service]}}",
        ]
    lines.append("# What its packaging says, and no more: nobody has described it")
    path.write_text("\n".join(lines) + "\nchecklists: false\n" + listed(chosen))


for path in sorted(HERE.glob("*.yaml")):
    if path.stem != "facts" and path.stem not in ONLY_AUDITED:
        described(path)
        print(path.stem)
for name, facts in ONLY_AUDITED.items():
    only_audited(HERE / f"{name}.yaml", *facts)
    print(name, "is only audited")
