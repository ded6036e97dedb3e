# Case 13 of leaving/eventlet-primitives “A sleep without a number”
import eventlet

# todook: EVT502-eventlet-primitives
eventlet.sleep()
