# Example “Output through the green module”, bad
import eventlet.green.subprocess as green_subprocess


def pools(user):
    # ruleid: EVT203-green-module-run
    out = green_subprocess.check_output(['ceph', '--user', user, 'osd',
                                         'pool', 'ls'])
    # ruleid: EVT203-green-module-run
    text = green_subprocess.getoutput('ceph --version')
    return out.decode().split(), text
