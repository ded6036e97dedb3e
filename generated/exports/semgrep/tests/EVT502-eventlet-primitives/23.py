# Case 19 of leaving/eventlet-primitives “A switch of eventlet's for what it prints”
from eventlet import greenpool

before = greenpool.DEBUG
greenpool.DEBUG = False
