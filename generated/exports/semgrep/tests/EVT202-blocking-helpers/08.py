# Case 2 of processes/blocking-helpers “Keywords in a dictionary, and a lambda”
import subprocess

OPTIONS = {'shell': True}
# ruleid: EVT202-blocking-helpers
get = lambda command: subprocess.check_output(command, **OPTIONS)
