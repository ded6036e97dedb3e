"""Reads rules.json as any other tool would: with nothing but its schema and the standard library."""
import json
import pathlib
import sys

path = pathlib.Path(sys.argv[1])
rules = json.loads(path.read_text())
schema = json.loads((path.parent / rules["$schema"]).read_text())
missing = set(schema["$defs"]["Rule"]["required"]) - set.intersection(*(set(g) for g in rules["guidelines"]))
assert rules["version"] == 1 and not missing, f"not as the schema says: {missing}"
for g in rules["guidelines"]:
    print(g["id"], g["level"], g["status"], g["url"], sep="\t")
