# Case 7 of eventlet/patch-in-root-package “Mentions”
"""Call eventlet.monkey_patch() in magnum.cmd."""
# eventlet.monkey_patch()
