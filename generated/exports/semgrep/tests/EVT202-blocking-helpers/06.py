# Example “With a time limit”, good
import subprocess


def ruleset(namespace):
    return subprocess.check_output(
        ['ip', 'netns', 'exec', namespace, 'nft', 'list', 'ruleset'],
        stderr=subprocess.STDOUT, timeout=30)
