# Example “With a time limit”, bad
import subprocess


def ruleset(namespace):
    # ruleid: EVT202-blocking-helpers
    return subprocess.check_output(
        ['ip', 'netns', 'exec', namespace, 'nft', 'list', 'ruleset'],
        stderr=subprocess.STDOUT)
