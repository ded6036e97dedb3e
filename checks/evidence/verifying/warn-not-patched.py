"""When warn_eventlet_not_patched warns."""
import sys
import warnings

import harness

harness.patch(sys.argv[1])
warnings.simplefilter('ignore')
from oslo_utils import eventletutils

names = {'default': [], 'all': [['all']], 'named': [['os', 'select', 'socket', 'thread', 'time']], 'subprocess': [['subprocess']]}
harness.started()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    try:
        eventletutils.warn_eventlet_not_patched(*names[sys.argv[2]])
    except ValueError as error:
        harness.result('raises', 'ValueError')
told = [str(warning.message) for warning in caught if warning.category is RuntimeWarning]
named = told[0][told[0].index('[') + 1:told[0].index(']')].replace("'", '') if told else ''
harness.result('warns' if told else 'silent', named)
