"""Whether importing eventlet warns of its deprecation."""
import warnings

import harness

harness.started()
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter('always')
    import eventlet  # noqa: F401
found = [warning.category.__name__ for warning in seen if 'Eventlet is deprecated' in str(warning.message)]
harness.result('warns' if found else 'silent', ', '.join(found[:1]))
