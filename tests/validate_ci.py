"""Reads exported jobs of Zuul with Zuul's own parser of jobs, and catalogues, indexes and sections with their readers."""

import importlib.abc
import importlib.machinery
import pathlib
import re
import sys
import types
from unittest import mock

import llms_txt
import markdown_it
import yaml
from trestle.oscal.catalog import Catalog

ours, hostile = map(pathlib.Path, sys.argv[1:])
folders = [ours, *sorted(folder for folder in hostile.iterdir() if folder.is_dir())]


class Stub(types.ModuleType):
    """A module that has whatever is asked of it: classes to inherit from, and functions."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {}) if name[0].isupper() else mock.MagicMock(name=name)


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for what Zuul imports to talk to services: its parser of jobs uses none of it."""

    names = set()

    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in ("zuul", "voluptuous", "yaml"):
            return None
        self.names.add(name)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = Stub(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


def zuul_job():
    sys.meta_path.append(Absent())
    from zuul import configloader, model

    # What Zuul's reader of YAML adds to each item.
    place = yaml.compose("x")
    mark = model.ZuulMark(place.start_mark, place.end_mark, "x")
    context = model.SourceContext("host/rulebook", "rulebook", "host", "main", "zuul.d/rulebook.yaml")
    added = {"_source_context": context, "_start_mark": mark}
    return lambda job: configloader.JobParser.schema(job | added)


def read_zuul(folder, schema):
    """A job that Zuul takes, whose playbook is there and asks for no project but the required one."""
    zuul = folder / "ci/zuul"
    [item] = yaml.safe_load((zuul / "zuul.d/rulebook.yaml").read_text(encoding="utf-8"))
    job = item["job"]
    schema(job)
    [play] = yaml.safe_load((zuul / job["run"]).read_text(encoding="utf-8"))
    assert job["required-projects"] == [job["vars"]["rulebook_project"]], folder
    assert any("zuul_return" in task for task in play["tasks"]), folder
    return job


def read_audit(folder, schema):
    """Jobs that Zuul takes: each part is one, and the last waits for all of them."""
    zuul = folder / "ci/audit/zuul"
    items = yaml.safe_load((zuul / "zuul.d/rulebook-audit.yaml").read_text(encoding="utf-8"))
    jobs = {item["job"]["name"]: item["job"] for item in items if "job" in item}
    for job in jobs.values():
        schema(job)
        if "run" in job:
            [play] = yaml.safe_load((zuul / job["run"]).read_text(encoding="utf-8"))
            assert any("zuul_return" in task for task in play["tasks"]), (folder, job)
    parts = [name for name, job in jobs.items() if job.get("parent") == "rulebook-audit-part"]
    assert parts and jobs["rulebook-audit"]["dependencies"] == parts, folder
    [template] = [item["project-template"] for item in items if "project-template" in item]
    assert template["periodic"]["jobs"] == [*parts, "rulebook-audit"], folder


def read_oscal(folder):
    """A catalogue by NIST's schema; every link within it leads somewhere."""
    catalog = Catalog.oscal_read(folder / "oscal-catalog.json")
    controls = [control for group in catalog.groups or [] for control in group.controls or []]
    targets = {control.id for control in controls}
    assert len(targets) == len(controls), folder
    if catalog.back_matter:
        targets |= {resource.uuid for resource in catalog.back_matter.resources}
    links = [link.href for control in controls for link in control.links or []]
    lost = [href for href in links if href.startswith("#") and href[1:] not in targets]
    assert not lost, (folder, lost)
    parts = [part.id for control in controls for part in control.parts]
    assert len(parts) == len(set(parts)), folder
    return sum(not any(prop.value == "withdrawn" for prop in control.props) for control in controls)


def read_assistants(folder, guidelines):
    """Each guideline in force is one item of the section and one link of the index."""
    text = (folder / "AGENTS.md").read_text(encoding="utf-8")
    tokens = markdown_it.MarkdownIt("commonmark").parse(text)
    items = sum(token.type == "list_item_open" for token in tokens)
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert items == guidelines and headings[0] == "h2" and set(headings[1:]) == {"h3"}, (folder, items, headings)
    index = llms_txt.parse_llms_file((folder / "llms.txt").read_text(encoding="utf-8"))
    links = [link for name, section in index.sections.items() if name != "Optional" for link in section]
    assert len(links) == guidelines and all(re.fullmatch(r"[A-Z]{2,4}\d{3}", link.title) for link in links), (folder, links)


read = [(folder, read_oscal(folder)) for folder in folders]
for folder, guidelines in read:
    read_assistants(folder, guidelines)
# Last: what stands in for absent modules is in the way of others.
schema = zuul_job()
for folder in folders:
    read_zuul(folder, schema)
    read_audit(folder, schema)
try:
    schema({"name": "x", "playbok": "y"})
except Exception as error:
    assert "extra keys" in str(error), error
else:
    raise AssertionError("the schema takes anything")
print(f"{len(folders)} rulebooks read, the first with {read[0][1]} controls")
