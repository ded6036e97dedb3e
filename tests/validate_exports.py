"""Reads exports with docutils, Sphinx, Python's csv and openpyxl."""

import csv
import datetime
import io
import pathlib
import re
import subprocess
import sys
import tempfile

import docutils.core
import openpyxl

ours, hostile = map(pathlib.Path, sys.argv[1:])
folders = [ours, *sorted(folder for folder in hostile.iterdir() if folder.is_dir())]
assert len(folders) > 1, "no hostile exports"
FORMULA = tuple("=+-@|%＝＋－＠")


def read_csv(folder):
    """The rows of the table, after a look at each cell."""
    rows = list(csv.reader(io.StringIO((folder / "checklist.csv").read_text(encoding="utf-8"), newline=""), strict=True))
    assert len(rows) > 1 and len({len(row) for row in rows}) == 1, folder
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(FORMULA), (folder, cell)
    return rows


def read_xlsx(folder, rows):
    """Every sheet: texts only, and the first one says what the table says."""
    book = openpyxl.load_workbook(folder / "checklist.xlsx")
    assert book.properties.created == datetime.datetime(2000, 1, 1), folder
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.value is None or cell.data_type in ("s", "inlineStr"), (folder, sheet.title, cell)
        assert sheet.freeze_panes == "C2", (folder, sheet.title)
    first = book.worksheets[0]
    assert first.max_row == len(rows), folder
    for shown, said in zip(first.iter_rows(min_row=2, values_only=True), rows[1:]):
        texts = [(cell or "") for cell in shown[:10]]
        assert texts == [cell.removeprefix("'") if cell.startswith("'") and not text.startswith("'") else cell for cell, text in zip(said, texts)], folder


def read_rst(folder):
    """Without a warning, and with every guideline a section."""
    text = (folder / "spec.rst").read_text(encoding="utf-8")
    said = io.StringIO()
    settings = {"report_level": 2, "halt_level": 5, "warning_stream": said, "raw_enabled": False, "file_insertion_enabled": False}
    tree = docutils.core.publish_doctree(text, settings_overrides=settings)
    assert not said.getvalue(), (folder, said.getvalue())
    ids = {name for section in tree.findall(docutils.nodes.section) for name in section["names"]}
    assert len([name for name in ids if re.fullmatch(r"[a-z]{1,3}\d{3}", name)]) == text.count("\n:Level: "), folder
    return text


def build_with_sphinx(texts):
    """All documents as one site; a warning is a failure."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "source"
        source.mkdir()
        (source / "conf.py").write_text('project = "exports"\n')
        names = [f"spec-{at:03}" for at in range(len(texts))]
        for at, (name, text) in enumerate(zip(names, texts)):
            # Names of places are one namespace for a whole site; titles stay as long as their lines.
            if at:
                text = re.sub("(?i)aaa00", f"x{at:03}x", text).replace("topic-", f"to{at:03}-")
            (source / f"{name}.rst").write_text(text, encoding="utf-8")
        (source / "index.rst").write_text("Exports\n=======\n\n.. toctree::\n\n" + "".join(f"   {name}\n" for name in names))
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-b", "html", source, f"{folder}/out"]
        subprocess.run(command, check=True)


texts = []
for folder in folders:
    rows = read_csv(folder)
    read_xlsx(folder, rows)
    texts.append(read_rst(folder))
build_with_sphinx(texts)
print(f"{len(folders)} rulebooks read, the first with {texts[0].count(chr(10) + ':Level: ')} guidelines")
