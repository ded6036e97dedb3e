# Example “Output and exit code”, good
from oslo_concurrency import processutils

from cinder import exception
from cinder.i18n import _


def free_space(pool):
    try:
        out, _err = processutils.execute(
            'zfs', 'get', '-Hpo', 'value', 'available', pool)
    except processutils.ProcessExecutionError:
        msg = _('Pool %s does not answer.') % pool
        raise exception.VolumeBackendAPIException(data=msg)
    return int(out)
