#!/usr/bin/env python3
"""What the flake8 plugin costs beside pycodestyle's own pass, on the files of a source tree.

    flake8_cost.py FOLDER

Run by a Python that has pycodestyle. Each side is asked once per file, in one process; the CPU seconds of both are
printed, and their ratio. The plugin parses nothing by itself: flake8 hands it the tree, so parsing counts for neither.
"""

import ast
import pathlib
import sys
import time

import pycodestyle

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "generated/exports/flake8"))
import rulebook_checks

files = []
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    files.append((str(path), lines, ast.parse("".join(lines))))

start = time.process_time()
style = pycodestyle.StyleGuide(quiet=2)
for path, lines, _ in files:
    style.input_file(path, lines=lines)
theirs = time.process_time() - start

start = time.process_time()
found = sum(len(rulebook_checks.look(tree, path, lines)) for path, lines, tree in files)
ours = time.process_time() - start
print(f"{len(files)} files: pycodestyle {theirs:.2f} s, the plugin {ours:.2f} s ({ours / theirs:.2f}), {found} codes found")
