# Example “Output and exit code”, bad
import subprocess as sp

from cinder import exception
from cinder.i18n import _


def free_space(pool):
    result = sp.run(['zfs', 'get', '-Hpo', 'value', 'available', pool],
                    stdout=sp.PIPE, stderr=sp.PIPE)
    if result.returncode:
        msg = _('Pool %s does not answer.') % pool
        raise exception.VolumeBackendAPIException(data=msg)
    return int(result.stdout)
