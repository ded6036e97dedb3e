# Example “The same in a project on native threads”, good
def sync_power_states(nodes, sync_one):
    for node in nodes:
        sync_one(node)
