# Example “Output through the green module”, good
from oslo_concurrency import processutils


def pools(user):
    out, _err = processutils.execute('ceph', '--user', user, 'osd',
                                     'pool', 'ls')
    text, _err = processutils.execute('ceph', '--version')
    return out.split(), text.strip()
