"""Imports an entry point and writes what was imported when eventlet's monkey_patch is called: watch.py REPORT TARGET.

Nothing but `sys` is imported before the entry point, and nothing of eventlet is replaced: a profile function sees the
call. An importer in front of all others sees who imports what first.
"""

import sys

REPORT, TARGET = sys.argv[1:3]
BEFORE = set(sys.modules)
# Name → the module that imported it first, and whether that was on behalf of eventlet.
IMPORTS = {}


def frames(frame):
    while frame is not None:
        path = frame.f_code.co_filename
        if path != __file__ and not path.startswith("<frozen importlib"):
            yield frame
        frame = frame.f_back


class Watcher(object):
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in IMPORTS:
            around = [frame.f_globals.get("__name__") or "" for frame in frames(sys._getframe(1))]
            below = any(module.split(".")[0] == "eventlet" for module in around)
            IMPORTS[name] = (around[0] if around else None, below)


def report(frame=None, error=None):
    sys.setprofile(None)
    sys.meta_path.remove(Watcher)
    stack = [(one.f_globals.get("__name__"), one.f_code.co_filename, one.f_lineno) for one in frames(frame)]
    loaded = [name for name in sys.modules if name not in BEFORE]
    import json
    import os
    with open(REPORT, "w") as file:
        json.dump({"error": error, "stack": stack, "loaded": loaded, "imports": IMPORTS}, file)
    os._exit(0)


def profile(frame, event, _):
    code = frame.f_code
    if event == "call" and code.co_name == "monkey_patch" and code.co_filename.endswith("eventlet/patcher.py"):
        report(frame.f_back)


sys.argv = [TARGET]
sys.meta_path.insert(0, Watcher)
sys.setprofile(profile)
try:
    module, _, attribute = TARGET.partition(":")
    __import__(module)
    value = sys.modules[module]
    for part in attribute.split(".") if attribute else []:
        value = getattr(value, part)
except BaseException as raised:
    report(error="%s: %s" % (type(raised).__name__, raised))
report()
