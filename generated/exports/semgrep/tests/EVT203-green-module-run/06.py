# Case 2 of processes/green-module-run “A fallback”
try:
    from eventlet.green import subprocess
except ImportError:
    import subprocess


def pack(command):
    # ruleid: EVT203-green-module-run
    return subprocess.run(command, timeout=5)
