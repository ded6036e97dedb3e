# Example “The same in a project on native threads”, bad
import eventlet


def sync_power_states(nodes, sync_one):
    for node in nodes:
        sync_one(node)
        # ruleid: EVT503-sleep-zero
        eventlet.sleep(0)
