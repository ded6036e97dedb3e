# Case 8 of eventlet/patch-in-root-package “Another call”
import eventlet
eventlet.sleep(1)
