"""Runs the exported playbook as Zuul would, on this machine, and reads what it returns with Zuul's schema."""

import json
import os
import pathlib
import subprocess
import sys

import yaml
import zuul

root, project, wheel, work = map(pathlib.Path, sys.argv[1:])
home = work / "zuul-home"
home.mkdir(exist_ok=True)
for name, target in (("rulebook", root), ("project", project)):
    link = home / "src" / name
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target)

exports = root / "generated/exports/ci/zuul"
job = yaml.safe_load((exports / "zuul.d/rulebook.yaml").read_text())[0]["job"]
name = job["required-projects"][0]
assert job["vars"]["rulebook_project"] == name
variables = job["vars"] | {
    "rulebook_program": str(wheel),
    "ansible_user_dir": str(home),
    "zuul": {
        "project": {"src_dir": "src/project"},
        "projects": {name: {"src_dir": "src/rulebook"}},
    },
}
results = home / "work/results.json"
results.parent.mkdir(exist_ok=True)
results.write_text("")  # as Zuul does
plugins = pathlib.Path(zuul.__file__).parent / "ansible/base/action"
environment = os.environ | {"ANSIBLE_ACTION_PLUGINS": str(plugins), "ZUUL_JOBDIR": str(home)}
command = [
    pathlib.Path(sys.executable).parent / "ansible-playbook",
    "--inventory", "node,", "--connection", "local",
    "--extra-vars", json.dumps(variables),
    "--extra-vars", f"ansible_python_interpreter={sys.executable}",
    exports / job["run"],
]  # fmt: skip
run = subprocess.run(command, env=environment, capture_output=True, text=True)
assert run.returncode == 2 and "The change breaks guidelines" in run.stdout, run.stdout + run.stderr

returned = json.loads(results.read_text())
comments = returned["data"]["zuul"]["file_comments"]
assert list(comments) == ["brought.py"], comments
assert any(comment["line"] == 2 and "EVT" in comment["message"] for comment in comments["brought.py"]), comments
print(f"{sum(map(len, comments.values()))} comments on the lines of the change")
