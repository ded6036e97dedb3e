"""Reads reports with Zuul's own schemas, the schema of JUnit's XML, and junitparser."""

import json
import pathlib
import sys

import junitparser
import xmlschema
from zuul.ansible import schema
from zuul.lib import filecomments

reports = sorted(pathlib.Path(sys.argv[1]).iterdir())
junit = xmlschema.XMLSchema(pathlib.Path(__file__).parent / "data" / "junit-10.xsd")
assert reports, "no reports"

for report in reports:
    said = json.loads((report / "json").read_text())
    new = [finding for finding in said["findings"] if finding["status"] == "new"]

    missed = {(entry["path"], entry["reason"]) for entry in said["not_run"]}

    data = json.loads((report / "zuul").read_text())
    comments = data["zuul"]["file_comments"]
    filecomments.validate(comments)
    schema.warning_schema(data)
    filecomments.updateLines(comments, dict.fromkeys(filecomments.extractLines(comments), 1))
    assert sum(map(len, comments.values())) == len(new), report

    junit.validate(report / "junit")
    suites = junitparser.JUnitXml.fromfile(str(report / "junit"))
    results = [result for suite in suites for case in suite for result in case.result]
    count = lambda kind: sum(isinstance(result, kind) for result in results)
    failed = {finding["guideline"] for finding in new}
    assert count(junitparser.Failure) == suites.failures == len(failed), report
    assert count(junitparser.Error) == suites.errors == len(missed), report
    print(f"{report.name}: {len(new)} comments, {suites.tests} tests")
