"""Reads rules for linters as those linters read them: Python, YAML, TOML and ini files."""

import ast
import configparser
import pathlib
import sys
import tomllib

import yaml

ours, hostile = map(pathlib.Path, sys.argv[1:])
folders = [ours, *sorted(folder for folder in hostile.iterdir() if folder.is_dir())]


def constant(tree, name):
    """The value of a constant of a module."""
    [value] = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and any(getattr(target, "id", None) == name for target in node.targets)
    ]
    return ast.literal_eval(value)


def ini(path):
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def read(folder):
    """How many rules there are; every linter has the codes that it should have."""
    plugins = [ast.parse((folder / linter / "rulebook_checks.py").read_bytes()) for linter in ("flake8", "pylint")]
    rules = [constant(plugin, "RULES") for plugin in plugins]
    assert rules[0] == rules[1], folder
    codes = {rule["code"] for rule in rules[0]}
    lines = ini(folder / "flake8/tox.ini")["flake8:local-plugins"]["extension"].split("\n")
    assert {line.split(" = ")[0] for line in lines if line} == codes, folder
    ast.parse((folder / "flake8/test_rulebook_checks.py").read_bytes())
    assert "rulebook_checks" in ini(folder / "pylint/pylintrc")["MAIN"]["load-plugins"], folder

    # A code of a linter is a guideline, with the message of its check.
    said = {(rule["code"], rule["check"].split("/")[-1]): rule["message"] for rule in rules[0]}
    paths = sorted((folder / "semgrep/rules").iterdir())
    semgrep = [rule for path in paths for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]]
    paths = sorted((folder / "ast-grep/rules").iterdir())
    ast_grep = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]
    for rule in semgrep + ast_grep:
        code, _, check = rule["id"].partition("-")
        assert (code, check) in said and rule["message"].strip(), (folder, rule["id"])
    ruff = folder / "ruff/ruff.toml"
    if ruff.exists():
        banned = tomllib.loads(ruff.read_text(encoding="utf-8"))["lint"]["flake8-tidy-imports"]["banned-api"]
        assert all(ban["msg"].partition(" ")[0] in codes for ban in banned.values()), folder
    return len(rules[0]), len(semgrep), len(ast_grep)


counts = [read(folder) for folder in folders]
print("{} rulebooks read, the first with {} rules for flake8, {} for semgrep, {} for ast-grep".format(len(counts), *counts[0]))
